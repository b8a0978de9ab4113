"""One row of a table from top to bottom, every value whole, ticking as the table does."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import Static

from dhconsole.core.values import ViewEvent, ViewState
from dhconsole.text.safe import safe_text
from dhconsole.text.width import cut, fit
from dhconsole.tui.screens.dialog import Dialog
from dhconsole.tui.screens.prompt import plain_title
from dhconsole.tui.widgets.grid.wrapping import WrappedText
from dhconsole.tui.widgets.line_list import LineList

if TYPE_CHECKING:
    from dhconsole.tui.widgets.grid.layout import GridColumn
    from dhconsole.tui.widgets.grid.widget import TableGrid

_KEYS = "← → previous, next row   ↑ ↓ scroll   y copy the value   Esc close"
_WIDEST_NAME = 32
_MOST_LINES = 200


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the record: of which column, and what stands there; safe."""

    place: int
    name: str
    text: str


class RecordLines(LineList):
    """Names on the left, values on the right, in as many lines as they need."""

    DEFAULT_CSS = """
    RecordLines > .record--name { color: $text-muted; }
    RecordLines > .record--value { color: $foreground; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"record--name", "record--value"}

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[_Line] = []
        self.names = 0

    @property
    def row_count(self) -> int:
        return len(self.lines)

    def row_segments(self, index: int, width: int, base: Style) -> list[Segment]:
        line = self.lines[index]
        name = self.get_component_rich_style("record--name")
        value = self.get_component_rich_style("record--value")
        text = cut(line.text, max(1, width - self.names - 3))
        return [Segment(f" {fit(line.name, self.names)}  ", name), Segment(text, value)]


class RecordScreen(Dialog[None]):
    """The row under the cursor of a grid.

    Args:
        grid: whose row it is; its cursor goes along.
        copy: takes the text of a value.
    """

    DEFAULT_CSS = """
    RecordScreen { align: center middle; }
    RecordScreen > Vertical {
        width: 90%; height: 90%; max-width: 140;
        border: round $border; background: $surface;
        border-title-color: $foreground; border-subtitle-color: $text-muted;
    }
    RecordScreen #record-keys { height: 1; padding: 0 1; color: $text-muted; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape,q,r", "close", "Close"),
        ("right,l,n", "row(1)", "Next row"),
        ("left,h,N", "row(-1)", "Previous row"),
        ("down,j", "scroll(1)", "Down"),
        ("up,k", "scroll(-1)", "Up"),
        ("pagedown,space", "page(1)", "Page down"),
        ("pageup", "page(-1)", "Page up"),
        ("y,ctrl+c", "copy", "Copy"),
    ]

    def __init__(self, grid: TableGrid, copy: Callable[[str], Awaitable[None]]) -> None:
        super().__init__()
        self._grid = grid
        self._copy = copy
        self._lines = RecordLines()
        self._unlisten: Callable[[], None] = lambda: None

    def compose(self) -> ComposeResult:
        with Vertical():
            yield self._lines
            yield Static(_KEYS, id="record-keys", markup=False)

    def on_mount(self) -> None:
        self._lines.set_active(True)
        self._grid.want_all_columns(True)
        self._unlisten = self._grid.view.listen(self._view_changed)
        self.call_after_refresh(self._show)

    def on_unmount(self) -> None:
        self._unlisten()
        self._grid.want_all_columns(False)

    def on_resize(self) -> None:
        self.call_after_refresh(self._show)

    # -- actions -------------------------------------------------------------------------

    def action_close(self) -> None:
        self.answer(None)

    def action_row(self, by: int) -> None:
        if by > 0:
            self._grid.commands.down()
        else:
            self._grid.commands.up()
        self._show()

    def action_scroll(self, by: int) -> None:
        self._lines.move_by(by)

    def action_page(self, by: int) -> None:
        self._lines.page(by)

    async def action_copy(self) -> None:
        lines = self._lines.lines
        if not lines:
            return
        column = self._grid.columns.columns[lines[self._lines.cursor].place]
        values = self._grid.view.values(column.index, self._grid.cursor.row, 1)
        if values is not None:
            await self._copy(column.formatter.raw(values))

    # -- drawing -------------------------------------------------------------------------

    def _view_changed(self, event: ViewEvent) -> None:
        if event.rows is None or self._grid.cursor.row in event.rows or event.size_changed:
            self._show()

    def _show(self) -> None:
        grid = self._grid
        row, size = grid.cursor.row, grid.view.size
        box = self.query_one(Vertical)
        box.border_title = plain_title(safe_text(grid.view.title, limit=200))
        why = f": {grid.view.problem}" if grid.view.state is ViewState.FAILED else ""
        state = safe_text(f"{grid.view.state.value}{why}", limit=200)
        box.border_subtitle = plain_title(f"row {row + 1:,} of {size:,}  {state}")
        columns = grid.columns.columns
        self._lines.names = min(_WIDEST_NAME, max((len(c.title) for c in columns), default=0))
        width = max(4, self._lines.width - self._lines.names - 3)
        self._lines.lines = [
            line
            for place, column in enumerate(columns)
            for line in self._column_lines(place, column, row if row < size else None, width)
        ]
        self._lines.rows_changed()

    def _column_lines(
        self, place: int, column: GridColumn, row: int | None, width: int
    ) -> list[_Line]:
        values = None if row is None else self._grid.view.values(column.index, row, 1)
        if values is None:
            return [_Line(place, column.title, column.formatter.settings.unknown)]
        text = column.formatter.full(values) or column.formatter.settings.empty
        if column.kind == "time" or column.spec.java_type == "char":
            text = text.partition("\n")[0]  # what the cell viewer adds: other ways to write it
        wrapped = WrappedText(text, width)
        pieces = [wrapped.piece(at) for at in range(min(len(wrapped), _MOST_LINES))]
        lines = [
            _Line(place, "" if at else column.title, safe_text(text[first:end]))
            for at, (first, end) in enumerate(pieces)
        ]
        if len(wrapped) > _MOST_LINES:
            more = f"… {len(wrapped) - _MOST_LINES:,} more lines: Space in the grid shows the cell"
            lines.append(_Line(place, "", more))
        return lines
