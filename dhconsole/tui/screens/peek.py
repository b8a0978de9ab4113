"""A first look at a table: its columns with their types, and the first rows.

Owns the layout: a row for each column, so that a table of many columns scrolls down instead of
sideways. Takes texts that are ready to be shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Static

from dhconsole.text.safe import safe_text
from dhconsole.text.width import cell_width, cut, fit
from dhconsole.tui.screens.dialog import Dialog
from dhconsole.tui.screens.prompt import plain_title
from dhconsole.tui.widgets.line_list import LineList

_LONGEST = 300
_WIDEST_NAME = 28
_WIDEST_TYPE = 18
_WIDEST_VALUE = 29
_CHROME = 6


class ColumnList(LineList):
    """A row for each column: name, type, values of the first rows."""

    DEFAULT_CSS = """
    ColumnList > .peek--name { color: $foreground; text-style: bold; }
    ColumnList > .peek--type { color: $text-muted; }
    ColumnList > .peek--value { color: $foreground; }
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"peek--name", "peek--type", "peek--value"}

    def __init__(self, columns: Sequence[tuple[str, str]], rows: Sequence[Sequence[str]]) -> None:
        super().__init__()
        self._names = [safe_text(name, limit=_LONGEST) for name, _ in columns]
        self._types = [safe_text(kind, limit=_LONGEST) for _, kind in columns]
        self._rows = [[safe_text(each, limit=_LONGEST) for each in row] for row in rows]
        self._widths = (
            _widest(self._names, _WIDEST_NAME),
            _widest(self._types, _WIDEST_TYPE),
            *(_widest(row, _WIDEST_VALUE) for row in self._rows),
        )

    @property
    def row_count(self) -> int:
        return len(self._names)

    @property
    def wanted_width(self) -> int:
        """Cells that all of it takes."""
        return sum(self._widths) + 2 * len(self._widths)

    def row_segments(self, index: int, width: int, base: Style) -> list[Segment]:
        texts = [
            (self._names[index], "name"),
            (self._types[index], "type"),
            *((row[index] if index < len(row) else "", "value") for row in self._rows),
        ]
        segments = [Segment(" ", base)]
        left = width - 1
        for (text, look), wanted in zip(texts, self._widths, strict=True):
            if left < 3:
                break
            cells = min(wanted, left)
            style = self.get_component_rich_style(f"peek--{look}")
            segments.append(Segment(fit(text, cells) + "  "[: left - cells], style))
            left -= cells + 2
        return segments


class PeekScreen(Dialog[bool]):
    """A popup over the objects. Answers whether the object is to be opened.

    Args:
        title: the object's name.
        summary: one line about it.
        columns: name and type of each column.
        rows: texts of the first rows, in the order of the columns.
    """

    DEFAULT_CSS = """
    PeekScreen { align: center middle; }
    PeekScreen > Vertical {
        width: 90%; height: 80%; border: round $border; background: $surface;
    }
    PeekScreen .peek--line {
        height: 1; padding: 0 1; color: $text-muted;
        text-wrap: nowrap; text-overflow: ellipsis;
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,space,q", "close", "Close"),
        Binding("enter", "open", "Open"),
        Binding("up,k", "move(-1)", "Up", show=False),
        Binding("down,j", "move(1)", "Down", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
        Binding("pagedown", "page(1)", "Page down", show=False),
    ]

    def __init__(
        self,
        title: str,
        summary: str,
        columns: Sequence[tuple[str, str]],
        rows: Sequence[Sequence[str]],
    ) -> None:
        super().__init__()
        self._title = safe_text(title, limit=_LONGEST)
        self._summary = safe_text(summary, limit=_LONGEST)
        self._columns = ColumnList(columns, rows)
        if not rows:
            self._summary += ", no rows to show"

    def compose(self) -> ComposeResult:
        with Vertical() as box:
            box.border_title = plain_title(cut(self._title, 60))
            yield Static(self._summary, markup=False, classes="peek--line")
            yield self._columns
            yield Static("Enter open   Esc close", markup=False, classes="peek--line")

    def on_mount(self) -> None:
        self._columns.focus()

    def on_resize(self) -> None:
        """As large as the columns need, within most of the screen."""
        width, height = self.app.size
        styles = self.query_one(Vertical).styles
        widest = max(self._columns.wanted_width, cell_width(self._summary) + 2, 30)
        styles.width = min(widest + 4, max(20, width * 95 // 100))
        styles.height = min(self._columns.row_count + _CHROME - 2, max(6, height * 85 // 100))

    def action_close(self) -> None:
        self.answer(False)

    def action_open(self) -> None:
        self.answer(True)

    def action_move(self, rows: int) -> None:
        self._columns.move_by(rows)

    def action_page(self, pages: int) -> None:
        self._columns.page(pages)

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        event.stop()
        self.answer(True)


def _widest(texts: Sequence[str], most: int) -> int:
    return min(max(map(cell_width, texts), default=1) or 1, most)
