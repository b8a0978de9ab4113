"""Strips of a grid: header and rows as styled segments of exactly the given width.

Pure but for Rich's styles. Neighbours of the same style become one segment, since each change
of style costs bytes on the line. Everything that reaches a strip has been made safe by the
formatters or by ``layout``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from dhconsole.core.marks import Mark
from dhconsole.text.formats import CellClass
from dhconsole.text.width import fit, fit_number
from dhconsole.tui.widgets.grid.frame import Geometry
from dhconsole.tui.widgets.grid.layout import GridColumn, Visible
from dhconsole.tui.widgets.grid.texts import Cell

MARK_SIGNS = {Mark.UP: "▲", Mark.DOWN: "▼", Mark.CHANGED: "•", Mark.ADDED: "+"}
"""Marks that need no colour to be told apart."""

SEPARATOR = "│"
BAR = {False: "│", True: "┃"}
"""The scrollbar: its track, and the thumb."""

_UNKNOWN = "·"


@dataclass(frozen=True, slots=True)
class Look:
    """The styles of a grid. ``kinds`` maps a cell's kind to its foreground."""

    base: Style
    alternate: Style
    header: Style
    header_type: Style
    header_key: Style
    gutter: Style
    gutter_cursor: Style
    cursor: Style
    cursor_row: Style
    selection: Style
    unknown: Style
    stale: Style
    bar: Style
    kinds: Mapping[str, Style]
    classes: Mapping[CellClass, Style]
    marks: Mapping[Mark, Style]


@dataclass(frozen=True, slots=True)
class RowState:
    """What of a row, beside its values, decides how it looks.

    Attributes:
        alternate: whether it is one of every other row that has another ground.
        cursor: place of the cell under the cursor; None when the cursor is in another row.
        focused: whether the grid has the focus.
        selected: first and last place of the selection in this row; None without.
        stale: whether its values may not be true any more.
        bar: the scrollbar's sign in its line.
    """

    alternate: bool = False
    cursor: int | None = None
    focused: bool = False
    selected: tuple[int, int] | None = None
    stale: bool = False
    bar: str = " "


def header_strip(geometry: Geometry, look: Look, *, types: bool, cursor: int) -> Strip:
    """The line of column names, or that of their types."""
    runs = _Runs()
    runs.add(" " * geometry.numbers + SEPARATOR, look.header_type)
    used = geometry.numbers + 1
    for each in geometry.columns:
        column = each.column
        key = column.spec.is_key and not types
        text = column.formatter.header_type if types else column.title
        style = look.header_type if types else look.header
        if key:
            style = look.header_key
        if each.place == cursor and not types:
            style = style + _UNDERLINE
        cell = " " + fit(text, column.width, column.formatter.align) + ("*" if key else " ")
        runs.add(_clip(cell, each), style)
        used += each.cells
    runs.add(" " * (geometry.width - used), look.header_type)
    return runs.strip(geometry.width)


def blank_strip(width: int, bar: str, look: Look) -> Strip:
    """A line below the last row."""
    return Strip([Segment(" " * (width - 1), look.base), Segment(bar, look.bar)], width)


def row_strip(
    row: int,
    cells: Mapping[int, Cell] | None,
    marks: Mapping[int, Mark],
    geometry: Geometry,
    look: Look,
    state: RowState,
) -> Strip:
    """One row. ``cells`` None means that its values have not come yet."""
    ground = look.alternate if state.alternate else look.base
    if state.cursor is not None:
        ground = look.cursor_row
    runs = _Runs()
    number = look.gutter_cursor if state.cursor is not None else look.gutter
    runs.add(fit_number(f"{row + 1}", geometry.numbers), number)
    runs.add(SEPARATOR, look.gutter)
    used = geometry.numbers + 1
    for each in geometry.columns:
        cell = cells.get(each.column.index) if cells is not None else None
        mark = marks.get(each.column.index, Mark.NONE) if cell is not None else Mark.NONE
        style = _cell_style(each, cell, mark, ground, look, state)
        runs.add(_clip(_cell_text(each.column, cell, mark), each), style)
        used += each.cells
    runs.add(" " * (geometry.width - 1 - used), ground)
    runs.add(state.bar, look.bar)
    return runs.strip(geometry.width)


def _cell_text(column: GridColumn, cell: Cell | None, mark: Mark) -> str:
    if cell is None:
        return " " + fit(_UNKNOWN, column.width, column.formatter.align) + " "
    text, kind = cell
    if column.numeric and kind in _DIGITS:
        shown = fit_number(text, column.width)
    else:
        shown = fit(text, column.width, column.formatter.align)
    return f" {shown}{MARK_SIGNS.get(mark, ' ')}"


_DIGITS = (CellClass.VALUE, CellClass.NEGATIVE)


def _cell_style(
    each: Visible, cell: Cell | None, mark: Mark, ground: Style, look: Look, state: RowState
) -> Style:
    if state.cursor == each.place and state.focused:
        return look.cursor
    selected = state.selected
    if selected is not None and selected[0] <= each.place <= selected[1]:
        ground = look.selection
    if cell is None:
        return _over(ground, look.unknown)
    if state.stale:
        return _over(ground, look.stale)
    if mark is not Mark.NONE:
        marked = look.marks[mark]
        return _over(ground, marked) if selected is None else _over(marked, ground)
    front = look.classes.get(cell[1]) or look.kinds[each.column.kind]
    style = _over(ground, front)
    return style + _UNDERLINE if state.cursor == each.place else style


_UNDERLINE = Style(underline=True)


@lru_cache(maxsize=512)
def _over(ground: Style, front: Style) -> Style:
    """``front`` on ``ground``; the same object for the same pair, so that runs can be merged."""
    return ground + front


class _Runs:
    """Segments under construction, neighbours of one style joined."""

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._styles: list[Style] = []

    def add(self, text: str, style: Style) -> None:
        if self._styles and self._styles[-1] is style:
            self._texts[-1] += text
        elif text:
            self._texts.append(text)
            self._styles.append(style)

    def strip(self, width: int) -> Strip:
        """The strip; what was added must make up ``width`` cells."""
        return Strip(list(map(Segment, self._texts, self._styles)), width)


def _clip(text: str, each: Visible) -> str:
    """The part of a cell's text that is on the screen; only the last column is ever cut."""
    return text if each.cells == each.column.cells else fit(text, each.cells)
