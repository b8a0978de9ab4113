"""Earlier blocks in the code pane: one key brings them back, one by one, where the cursor is.

Owns what stands there for as long as the user steps through: the block is selected, so that F5
runs it, the next key press takes its place, and stepping back past the newest takes it away
again. What was typed is not touched.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING

from textual.widgets.text_area import Selection

from dhconsole.tui.widgets.code.shown import clean_paste

if TYPE_CHECKING:
    from dhconsole.core.history import Entry
    from dhconsole.tui.widgets.code.area import CodeArea

_MOST = 200


class Recall:
    """Steps through the blocks.

    Args:
        search: gives the newest blocks, newest first.
    """

    def __init__(self, search: Callable[[str, int], Awaitable[Sequence[Entry]]]) -> None:
        self._search = search
        self._texts: list[str] = []
        self._at = -1
        self._area: CodeArea | None = None
        self._place = Selection()
        self._text = ""

    async def earlier(self, area: CodeArea) -> bool:
        """Show the block before; False when there is none."""
        if not self._goes_on(area):
            found = await self._search("", _MOST)
            self._texts = list(dict.fromkeys(each.text for each in found))
            place = max(area.selection)
            self._area, self._at, self._text = area, -1, ""
            self._place = Selection(place, place)
        return self._show(self._at + 1)

    def later(self, area: CodeArea) -> bool:
        """Show the block after, or none after the newest; False when nothing is shown."""
        return self._goes_on(area) and self._show(self._at - 1)

    def _goes_on(self, area: CodeArea) -> bool:
        """Whether the block that was put there is there, and selected, still."""
        return (
            self._at >= 0
            and area is self._area
            and area.selection == self._place
            and area.selected_text == self._text
        )

    def _show(self, at: int) -> bool:
        area = self._area
        if area is None or at >= len(self._texts):
            return False
        start, end = self._place
        text = "" if at < 0 else clean_paste(self._texts[at], start[1])[0]
        if area.document[start[0]][: start[1]].strip() and "\n" in text:
            text = f"\n{text}"
        area.history.checkpoint()
        result = area.replace(text, start, end, maintain_selection_offset=False)
        area.history.checkpoint()
        self._at, self._text = at, text
        area.selection = self._place = Selection(start, result.end_location)
        return True
