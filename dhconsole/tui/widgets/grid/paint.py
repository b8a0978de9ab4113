"""Strips of a grid: header and rows as styled segments of exactly the given width.

Pure but for Rich's styles. Neighbours of the same style become one segment, since each change
of style costs bytes on the line. Everything that reaches a strip has been made safe by the
formatters or by ``layout``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import repeat
from typing import NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from dhconsole.core.marks import Mark
from dhconsole.text.formats import CellClass
from dhconsole.text.width import cell_width, cut, fit, fit_number
from dhconsole.tui.widgets.grid.formatting import coloured
from dhconsole.tui.widgets.grid.frame import Geometry
from dhconsole.tui.widgets.grid.layout import Visible
from dhconsole.tui.widgets.grid.texts import RowCells, padded_texts

MARK_SIGNS = {Mark.NONE: " ", Mark.UP: "▲", Mark.DOWN: "▼", Mark.CHANGED: "•", Mark.ADDED: "+"}
"""Marks that need no colour to be told apart."""

SEPARATOR = "│"
BAR = {False: "│", True: "┃"}
"""The scrollbar: its track, and the thumb."""

_MOST_COLOURED = 4096
KINDS = ("number", "string", "time", "boolean")
_UNDERLINE = Style(underline=True)
_ITALIC = Style(italic=True)


@dataclass(frozen=True, slots=True)
class Look:
    """The styles of a grid.

    Attributes:
        kinds: foreground of a cell's kind.
        classes: foreground of null, NaN and so on, whatever the kind.
        marks: foreground and ground of cells that changed.
        final: from a style as meant to the style as the terminal shall have it, where colours
            are the terminal's own or there are none.
        finals: what ``final`` gave, by the identity of the style as meant.
    """

    base: Style
    alternate: Style
    header: Style
    header_type: Style
    header_key: Style
    gutter: Style
    gutter_cursor: Style
    line: Style
    cursor: Style
    cursor_row: Style
    selection: Style
    unknown: Style
    stale: Style
    bar: Style
    kinds: Mapping[str, Style]
    classes: Mapping[CellClass, Style]
    marks: Mapping[Mark, Style]
    final: Callable[[Style], Style] = lambda style: style
    _chosen: dict[str, list[Style]] = field(init=False, compare=False)
    _sums: dict[tuple[int, int], Style] = field(default_factory=dict, compare=False)
    finals: dict[int, Style] = field(default_factory=dict, compare=False)
    _marked: dict[int, dict[Mark, Style]] = field(default_factory=dict, compare=False)
    _palettes: dict[tuple[int, bool], dict[str, list[Style]]] = field(
        default_factory=dict, compare=False
    )
    _coloured: dict[tuple[int, int], Style] = field(default_factory=dict, compare=False)

    def __post_init__(self) -> None:
        chosen = {kind: [self.selection] * len(CellClass) for kind in KINDS}
        object.__setattr__(self, "_chosen", chosen)

    def over(self, ground: Style, front: Style) -> Style:
        """``front`` on ``ground``; the same object for the same pair, so that runs can merge."""
        key = (id(ground), id(front))
        found = self._sums.get(key)
        if found is None:
            found = self._sums[key] = ground + front
        return found

    def palette(self, ground: Style, *, stale: bool) -> dict[str, list[Style]]:
        """The style of a cell on ``ground``, by its kind and its class."""
        if ground is self.selection and not stale:
            # The colours of kinds are chosen for the grounds of rows.
            return self._chosen
        key = (id(ground), stale)
        found = self._palettes.get(key)
        if found is None and ground is self.selection:
            # It keeps its own colours, and must not look live for that.
            found = self._palettes[key] = {
                kind: [self.over(each, _ITALIC) for each in styles]
                for kind, styles in self._chosen.items()
            }
        if found is None:
            found = self._palettes[key] = {
                kind: [self.over(ground, self._front(kind, each, stale)) for each in CellClass]
                for kind in KINDS
            }
        return found

    def marked(self, ground: Style) -> dict[Mark, Style]:
        """The styles of marked cells on ``ground``."""
        found = self._marked.get(id(ground))
        if found is None:
            found = {mark: self.over(ground, style) for mark, style in self.marks.items()}
            self._marked[id(ground)] = found
        return found

    def coloured(self, style: Style, colours: int) -> Style:
        """``style``, which must be of this look, with colours that came from the server."""
        if len(self._coloured) > _MOST_COLOURED:
            # A style that is let go may leave its identity to another.
            self._coloured.clear()
            self.finals.clear()
        key = (id(style), colours)
        found = self._coloured.get(key)
        if found is None:
            found = self._coloured[key] = coloured(style, colours)
        return found

    def finish(self, style: Style) -> Style:
        """``style``, which must be of this look, as the terminal shall have it."""
        found = self.finals[id(style)] = self.final(style)
        return found

    def _front(self, kind: str, each: CellClass, stale: bool) -> Style:
        if each is CellClass.UNKNOWN:
            return self.unknown
        return self.stale if stale else self.classes.get(each, self.kinds[kind])


Run = tuple[str, Style]


class RowState(NamedTuple):
    """What of a row, beside its values, decides how it looks.

    Attributes:
        alternate: whether it is one of every other row that has another ground.
        cursor: place of the cell under the cursor; None when the cursor is in another row.
        focused: whether the grid has the focus.
        selected: first and last place of the selection in this row; None without.
        stale: whether its values may not be true any more.
        bar: the scrollbar's sign in its line.
        staged: the sign in place of the line beside the row's number; empty for the line.
    """

    alternate: bool = False
    cursor: int | None = None
    focused: bool = False
    selected: tuple[int, int] | None = None
    stale: bool = False
    bar: str = " "
    staged: str = ""


# -- header ------------------------------------------------------------------------------


def header_strip(geometry: Geometry, look: Look, *, types: bool, cursor: int) -> Strip:
    """The line of column names, or that of their types.

    With a single line for both, a type stands beside its name where there is room.
    """
    runs: list[Run] = []
    runs.append((" " * geometry.numbers, look.header_type))
    runs.append(("‹" if geometry.before and not types else SEPARATOR, look.header_type))
    used = geometry.numbers + 1
    for index, each in enumerate(geometry.columns):
        pinned = 0 < geometry.pinned == index + 1
        style = look.header_key if each.column.spec.is_key else look.header
        if each.place == cursor:
            style = look.over(style, _UNDERLINE)
        if types:
            style = look.header_type
        runs += _header_cell(each, geometry.header, style, look, types=types, pinned=pinned)
        used += each.cells
    runs.append((" " * (geometry.width - 1 - used), look.header_type))
    runs.append(("›" if geometry.after and not types else " ", look.header_type))
    return _strip(runs, geometry.width, look)


def _header_cell(
    each: Visible, lines: int, style: Style, look: Look, *, types: bool, pinned: bool
) -> list[Run]:
    """A header cell, as far as it is on the screen; ``pinned``: columns after it scroll away."""
    column, align = each.column, each.column.formatter.align
    kind = column.formatter.header_type
    name = fit(kind if types else column.name, column.width, align)
    sign = "*" if column.spec.is_key and not types else SEPARATOR if pinned else " "
    if not each.whole:
        return [(fit(f" {name.strip()}", each.cells), style)]
    end = (sign, style if sign == "*" else look.header_type)
    room = column.width - cell_width(name.strip())
    if cell_width(kind) >= room:
        kind = kind.rpartition(" ")[2]  # the zone says more than that they are instants
    room -= cell_width(kind)
    if types or lines > 1 or room < 1:
        return [(f" {name}", style), end]
    if align == "right":
        return [(f"{' ' * room}{kind} ", look.header_type), (name.strip(), style), end]
    return [(f" {name.strip()}", style), (f" {kind}{' ' * (room - 1)}", look.header_type), end]


# -- rows --------------------------------------------------------------------------------


def blank_strip(width: int, bar: str, look: Look) -> Strip:
    """A line below the last row."""
    return _strip([(" " * (width - 1), look.base), (bar, look.bar)], width, look)


def message_strip(width: int, text: str, look: Look) -> Strip:
    """A line of words where rows would be; ``text`` must be safe."""
    shown = fit(f"  {cut(text, width - 3)}", width)
    return _strip([(shown, look.over(look.base, look.stale))], width, look)


def row_strip(
    row: int,
    cells: RowCells | None,
    marks: Mapping[int, Mark],
    geometry: Geometry,
    look: Look,
    state: RowState,
) -> Strip:
    """One row. ``cells`` None means that its values have not come yet."""
    columns = geometry.columns
    texts, classes = _cells_of(cells, columns)
    if geometry.last_is_cut:
        last = columns[-1]
        texts = (*texts[:-1], clipped(texts[-1], last.cells))
    if state.stale:
        marks = {}
    ground = look.alternate if state.alternate else look.base
    if state.cursor is not None:
        ground = look.cursor_row
    runs: list[Run] = []
    number = fit_number(str(row + 1), geometry.numbers)
    runs.append((number, look.gutter if state.cursor is None else look.gutter_cursor))
    if state.staged:
        runs.append((state.staged, look.over(look.gutter, look.marks[Mark.CHANGED])))
    elif _is_new(columns, marks):
        marks = {}
        runs.append((MARK_SIGNS[Mark.ADDED], look.over(look.gutter, look.marks[Mark.ADDED])))
        ground = look.over(ground, look.marks[Mark.ADDED])
    else:
        runs.append((SEPARATOR, look.gutter))
    tints = () if cells is None or state.stale else cells.colours
    if geometry.pinned or tints or state.cursor is not None or state.selected is not None:
        runs += _special_cells(texts, classes, tints, marks, geometry, ground, look, state)
    else:
        runs += _plain_cells(texts, classes, marks, columns, ground, look, stale=state.stale)
    used = columns[-1].x + columns[-1].cells if columns else 0
    runs.append((" " * (geometry.width - geometry.numbers - 2 - used), ground))
    runs.append((state.bar, look.bar))
    return _strip(runs, geometry.width, look)


def cells_strip(
    first: int,
    last: int,
    cells: RowCells,
    marks: Mapping[int, Mark],
    geometry: Geometry,
    look: Look,
    state: RowState,
) -> Strip | None:
    """What ``row_strip`` has for the columns ``first`` to ``last`` on the screen.

    None for a row in which more than values and marks decides: one with a cursor, a selection,
    colours, frozen columns, or a column that is cut.
    """
    columns = geometry.columns[first : last + 1]
    special = state.cursor is not None or state.selected is not None
    special = special or bool(geometry.pinned or cells.colours)
    if special or not columns[-1].whole:
        return None
    ground = look.alternate if state.alternate else look.base
    if state.stale:
        marks = {}
    texts, classes = cells.texts[first : last + 1], cells.classes[first : last + 1]
    runs = _plain_cells(texts, classes, marks, columns, ground, look, stale=state.stale)
    return _strip(runs, columns[-1].x + columns[-1].cells - columns[0].x, look)


def _plain_cells(
    texts: Sequence[str],
    classes: Sequence[CellClass],
    marks: Mapping[int, Mark],
    columns: Sequence[Visible],
    ground: Style,
    look: Look,
    *,
    stale: bool,
) -> list[Run]:
    """The cells of a row that has no more to it than values and marks: nearly all rows."""
    palette = look.palette(ground, stale=stale)
    if not marks:
        return [
            (text, palette[each.kind][kind])
            for each, text, kind in zip(columns, texts, classes, strict=True)
        ]
    marked = look.marked(ground)
    runs: list[Run] = []
    for each, text, kind in zip(columns, texts, classes, strict=True):
        mark = marks.get(each.index)
        if not mark:
            runs.append((text, palette[each.kind][kind]))
        elif each.whole:
            runs.append((text[:-1] + MARK_SIGNS[mark], marked[mark]))
        else:
            runs.append((text, marked[mark]))
    return runs


def _special_cells(
    texts: Sequence[str],
    classes: Sequence[CellClass],
    tints: Sequence[int],
    marks: Mapping[int, Mark],
    geometry: Geometry,
    ground: Style,
    look: Look,
    state: RowState,
) -> list[Run]:
    """The cells of a row with a cursor, a selection, frozen columns or colours of its own."""
    first, last = state.selected or (1, 0)
    palette = look.palette(ground, stale=state.stale)
    chosen = look.palette(look.selection, stale=state.stale)
    edge = geometry.columns[geometry.pinned - 1] if geometry.pinned else None
    runs: list[Run] = []
    cells = zip(geometry.columns, texts, classes, tints or repeat(0), strict=False)
    for each, text, kind, tint in cells:
        selected = first <= each.place <= last
        style = (chosen if selected else palette)[each.kind][kind]
        if tint and not selected:
            style = look.coloured(style, tint)
        mark = marks.get(each.index)
        if each.place == state.cursor:
            style = look.cursor if state.focused else look.over(style, _UNDERLINE)
            style = look.over(style, _ITALIC) if state.stale else style
        elif mark and not selected:
            style = look.marked(ground)[mark]
        if mark and each.whole:
            runs.append((text[:-1] + MARK_SIGNS[mark], style))
        elif each is edge:
            runs.append((text[:-1], style))
            runs.append((SEPARATOR, look.over(ground, look.line)))
        else:
            runs.append((text, style))
    return runs


def _is_new(columns: Sequence[Visible], marks: Mapping[int, Mark]) -> bool:
    """Whether it is the row that is new, not some cells of it."""
    if not columns or len(marks) < len(columns):
        return False
    return all(marks.get(each.index) is Mark.ADDED for each in columns)


def clipped(text: str, cells: int) -> str:
    """The part of a cell's text that is on the screen, marked only when some of it is not."""
    return fit(text.rstrip(), cells)


def _cells_of(
    cells: RowCells | None, columns: Sequence[Visible]
) -> tuple[tuple[str, ...], Sequence[CellClass]]:
    if cells is not None:
        return cells.texts, cells.classes
    unknown = [CellClass.UNKNOWN]
    texts = (
        padded_texts(each.column, [each.column.formatter.settings.unknown], unknown)[0]
        for each in columns
    )
    return tuple(texts), unknown * len(columns)


def _strip(runs: Sequence[Run], width: int, look: Look) -> Strip:
    """The strip of ``runs``, which must make up ``width`` cells; those of one style joined."""
    segments: list[Segment] = []
    style_of = look.finals.get
    before, joined = look.base, ""
    for text, style in (*runs, _END):
        if style is before:
            joined += text
            continue
        if joined:
            final = style_of(id(before))
            segments.append(Segment(joined, look.finish(before) if final is None else final))
        before, joined = style, text
    return Strip(segments, width)


_END: Run = ("", Style(reverse=True))
