"""Choosing one of many by typing a part of its name.

Owns typing, matching and the cursor; what an item stands for is the caller's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import ClassVar, Generic, TypeVar

from rich.segment import Segment
from rich.style import Style
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.strip import Strip
from textual.widgets import Static

from dhconsole.text.safe import safe_text
from dhconsole.text.width import cell_width, cut
from dhconsole.tui.screens.dialog import Dialog
from dhconsole.tui.screens.prompt import plain_title
from dhconsole.tui.widgets.line_list import LineList
from dhconsole.tui.widgets.matching import matcher
from dhconsole.tui.widgets.query_line import QueryLine

ValueType = TypeVar("ValueType")

_LONGEST = 300


@dataclass(frozen=True, slots=True)
class PickerItem(Generic[ValueType]):
    """Something to choose.

    Attributes:
        label: its name, which is matched.
        detail: more about it, shown to the right.
        value: the answer.
    """

    label: str
    detail: str
    value: ValueType


class ItemList(LineList):
    """The items that fit, best first."""

    DEFAULT_CSS = """
    ItemList > .items--label { color: $foreground; }
    ItemList > .items--match { color: $accent; text-style: bold underline; }
    ItemList > .items--detail { color: $text-muted; }
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"items--label", "items--match", "items--detail"}

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, tuple[int, ...], str]] = []
        self.empty_text = ""

    @property
    def row_count(self) -> int:
        return len(self.found)

    def render_line(self, y: int) -> Strip:
        if self.found or y:
            return super().render_line(y)
        style = self.get_component_rich_style("items--detail")
        strip = Strip([Segment(f" {self.empty_text}", style)])
        return strip.adjust_cell_length(self.width, self.rich_style)

    def row_segments(self, index: int, width: int, base: Style) -> list[Segment]:
        label, positions, detail = self.found[index]
        room = max(1, width - 2)
        name = cut(safe_text(label, limit=_LONGEST), room)
        left = room - cell_width(name) - 2
        more = cut(safe_text(detail, limit=_LONGEST), left) if left > 3 else ""
        gap = room - cell_width(name) - cell_width(more)
        style = self.get_component_rich_style("items--detail")
        segments = [Segment(" ", base), *self._name_segments(name, set(positions))]
        return [*segments, Segment(" " * gap + more, style)] if more else segments

    def _name_segments(self, name: str, positions: set[int]) -> list[Segment]:
        plain = self.get_component_rich_style("items--label")
        match = self.get_component_rich_style("items--match")
        return [
            Segment("".join(char for _, char in run), match if fits else plain)
            for fits, run in groupby(enumerate(name), lambda each: each[0] in positions)
        ]


class Picker(Dialog[ValueType | None], Generic[ValueType]):
    """A list with a line to type into. Answers with the value, or None after Escape.

    Args:
        title: what is chosen, in a few words.
        items: in the order in which they are shown while nothing is typed.
        placeholder: shown while nothing is typed.
        empty: said when there is nothing to choose from.
        note: lines above the list; may be empty.
    """

    DEFAULT_CSS = """
    Picker { align: center middle; }
    Picker > Vertical {
        width: 76; max-width: 95%; height: 80%;
        border: round $border; background: $surface;
    }
    Picker .picker--note { height: auto; max-height: 6; padding: 0 1; color: $text-muted; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "Cancel"),
        Binding("up", "move(-1)", "Up", show=False),
        Binding("down", "move(1)", "Down", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
        Binding("pagedown", "page(1)", "Page down", show=False),
    ]

    def __init__(
        self,
        title: str,
        items: Sequence[PickerItem[ValueType]],
        *,
        placeholder: str = "part of a name",
        empty: str = "there is nothing to choose from",
        note: str = "",
    ) -> None:
        super().__init__()
        self._title = safe_text(title, limit=200)
        self._items = tuple(items)
        self._placeholder = placeholder
        self._empty = empty
        self._note = safe_text(note, newlines=True, limit=2_000)
        self._shown: list[PickerItem[ValueType]] = []
        self.items = ItemList()

    def compose(self) -> ComposeResult:
        with Vertical() as box:
            box.border_title = plain_title(self._title)
            yield QueryLine("> ", placeholder=self._placeholder)
            if self._note:
                yield Static(self._note, markup=False, classes="picker--note")
            yield self.items

    def on_mount(self) -> None:
        self.items.set_active(True)
        self.query_one(QueryLine).begin()
        self._match("")

    def on_resize(self) -> None:
        self._fit()
        # Into how many lines the note breaks is known when it has been laid out.
        self.call_after_refresh(self._fit)

    def _fit(self) -> None:
        """As high as the items need, and no higher than most of the screen."""
        note = self.query_one(".picker--note").size.height if self._note else 0
        rows = max(1, len(self._items)) + 3 + note
        self.query_one(Vertical).styles.height = min(rows, max(5, self.app.size.height * 8 // 10))

    def set_items(self, items: Sequence[PickerItem[ValueType]], *, empty: str = "") -> None:
        """The items have changed; the cursor stays on the same value."""
        self._items = tuple(items)
        self._empty = empty or self._empty
        if not self.is_mounted:
            return
        self._fit()
        self._match(self.query_one(QueryLine).text, keep=True)

    @property
    def selected(self) -> PickerItem[ValueType] | None:
        """The item under the cursor."""
        at = self.items.cursor
        return self._shown[at] if 0 <= at < len(self._shown) else None

    # -- actions -------------------------------------------------------------------------

    def action_cancel(self) -> None:
        self.answer(None)

    def action_move(self, rows: int) -> None:
        self.items.move_by(rows)

    def action_page(self, pages: int) -> None:
        self.items.page(pages)

    # -- events --------------------------------------------------------------------------

    def on_query_line_changed(self, event: QueryLine.Changed) -> None:
        event.stop()
        self._match(event.text)

    def on_query_line_accepted(self, event: QueryLine.Accepted) -> None:
        event.stop()
        self._choose(event.text)

    def on_query_line_cancelled(self, event: QueryLine.Cancelled) -> None:
        event.stop()
        self.action_cancel()

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        event.stop()
        self._choose("")

    # -- inside --------------------------------------------------------------------------

    def _choose(self, text: str) -> None:
        """Answer with the item under the cursor; without one Enter does nothing."""
        item = self.selected
        if item is not None:
            self.answer(item.value)

    def _none_fits(self) -> str:
        return "nothing fits" if self._items else self._empty

    def _match(self, text: str, *, keep: bool = False) -> None:
        before = self.selected
        fits = matcher(text)
        found = [
            (match.rank, at, match.positions)
            for at, item in enumerate(self._items)
            if (match := fits(item.label)) is not None
        ]
        found.sort()
        self._shown = [self._items[at] for _, at, _ in found]
        self.items.found = [
            (self._items[at].label, positions, self._items[at].detail) for _, at, positions in found
        ]
        self.items.empty_text = self._none_fits()
        cursor = 0
        if keep and before is not None:
            values = [item.value for item in self._shown]
            cursor = values.index(before.value) if before.value in values else 0
        self.items.rows_changed(cursor, top=None if keep else 0)
        self.items.show_cursor()
        note = f"{len(found):,} of {len(self._items):,}" if text.strip() else ""
        self.query_one(QueryLine).note(note)
