"""The strip of buffer tabs: one line.

Owns where a tab is drawn and what a click there means. Knows titles, not buffers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from dhconsole.text.safe import safe_text
from dhconsole.text.width import cell_width, cut

Wish = Literal["show", "close", "new"]

_LONGEST_TITLE = 28
_MIDDLE_BUTTON = 2


@dataclass(frozen=True, slots=True)
class Tab:
    """What a tab shows. ``title`` may be any text."""

    id: str
    title: str
    modified: bool = False
    failed: bool = False


@dataclass(frozen=True, slots=True)
class _Part:
    """A piece of the strip: ``text`` in the style of ``component``, and what a click means."""

    text: str
    component: str
    wish: Wish
    tab: int | None = None


class BufferTabs(Widget):
    """Titles of the open buffers; the active one is always in sight."""

    DEFAULT_CSS = """
    BufferTabs {
        height: 1;
        width: 1fr;
        background: $panel;
        color: $text-muted;
        & .tabs--active { background: $surface; color: $foreground; text-style: bold; }
        & .tabs--modified { color: $warning; }
        & .tabs--failed { color: $error; }
        & .tabs--hint { color: $text-muted; }
        &:ansi .tabs--active { text-style: bold underline; }
    }
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "tabs--active",
        "tabs--modified",
        "tabs--failed",
        "tabs--hint",
    }

    class Clicked(Message):
        """The user wants to see or close a buffer, or to have a new one (without ``tab_id``)."""

        def __init__(self, wish: Wish, tab_id: str = "") -> None:
            super().__init__()
            self.wish = wish
            self.tab_id = tab_id

    def __init__(self) -> None:
        super().__init__()
        self._tabs: tuple[Tab, ...] = ()
        self._active = ""
        self._hint = ""

    def show(self, tabs: Sequence[Tab], active: str, hint: str = "") -> None:
        """Draw these tabs, with ``active`` in front and ``hint`` at the right end."""
        state = (tuple(tabs), active, hint)
        if state != (self._tabs, self._active, self._hint):
            self._tabs, self._active, self._hint = state
            self.refresh()

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        base = self.rich_style
        parts = list(self._parts())
        strip = Strip([Segment(part.text, base + self._style(part)) for part in parts])
        start = self._offset(parts)
        hint = safe_text(self._hint, limit=80)
        room = width - cell_width(hint) - 1
        style = base + self.get_component_rich_style("tabs--hint", partial=True)
        if not hint or strip.cell_length - start > room - 1:
            shown = strip.crop(start, start + width)
            return shown.extend_cell_length(width, base)
        shown = strip.crop(start, start + room).extend_cell_length(room, base)
        return Strip.join([shown, Strip([Segment(hint + " ", style)])])

    def on_click(self, event: events.Click) -> None:
        parts = list(self._parts())
        end = -self._offset(parts)
        for part in parts:
            end += cell_width(part.text)
            if event.x < end:
                tab_id = "" if part.tab is None else self._tabs[part.tab].id
                middle = event.button == _MIDDLE_BUTTON and bool(tab_id)
                self.post_message(self.Clicked("close" if middle else part.wish, tab_id))
                return

    def _style(self, part: _Part) -> Style:
        active = part.tab is not None and self._tabs[part.tab].id == self._active
        style = Style.null()
        for name in ("tabs--active" if active else "", part.component):
            if name:
                style += self.get_component_rich_style(name, partial=True)
        return style

    def _parts(self) -> Iterator[_Part]:
        for index, tab in enumerate(self._tabs):
            title = cut(safe_text(tab.title, limit=200), _LONGEST_TITLE)
            component = "tabs--failed" if tab.failed else ""
            yield _Part(f" {title} ", component, "show", index)
            if tab.modified:
                yield _Part("●", "tabs--modified", "close", index)
            elif tab.id == self._active:
                yield _Part("×", "tabs--hint", "close", index)
            else:
                yield _Part(" ", "", "show", index)
            yield _Part(" ", "", "show", index)
        yield _Part(" + ", "tabs--hint", "new")

    def _offset(self, parts: Sequence[_Part]) -> int:
        """Cells scrolled off at the left, so that the active tab is in sight."""
        end = 0
        for part in parts:
            end += cell_width(part.text)
            if part.tab is not None and self._tabs[part.tab].id == self._active:
                stop = end
        total, width = end, self.size.width
        if total <= width or not self._tabs:
            return 0
        return max(0, min(stop - width + 3, total - width)) if stop + 3 > width else 0
