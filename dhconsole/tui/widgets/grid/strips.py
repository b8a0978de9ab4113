"""Rows as they were drawn last: so as not to draw them again, and to send only what differs.

Over a slow line the bytes count: of a row in which one cell ticks, one cell is sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from textual.strip import Strip

from dhconsole.core.marks import Mark
from dhconsole.tui.widgets.grid.frame import Geometry
from dhconsole.tui.widgets.grid.paint import RowState
from dhconsole.tui.widgets.grid.texts import RowCells

_GAP = 4
"""Cells between two that changed that are sent too: to skip them takes twice as many bytes."""


class RowKey(NamedTuple):
    """What a drawn row depends on: equal keys, equal strips."""

    version: int
    look: int
    state: RowState
    geometry: tuple[int, int, int]


class _Drawn(NamedTuple):
    key: RowKey
    strip: Strip | None  # None after only some of its cells were drawn anew
    cells: RowCells
    marks: Mapping[int, Mark]


class RowStrips:
    """The strips of rows, by row position."""

    def __init__(self) -> None:
        self._drawn: dict[int, _Drawn] = {}

    def clear(self) -> None:
        self._drawn.clear()

    def find(self, row: int, key: RowKey) -> Strip | None:
        """The strip of a row, if it was drawn just so."""
        known = self._drawn.get(row)
        return known.strip if known is not None and known.key == key else None

    def keep(
        self,
        row: int,
        key: RowKey,
        strip: Strip | None,
        cells: RowCells,
        marks: Mapping[int, Mark],
    ) -> None:
        """Remember a row as drawn."""
        self._drawn[row] = _Drawn(key, strip, cells, marks)

    def trim(self, most: int) -> None:
        """Forget everything when there are more than ``most`` rows."""
        if len(self._drawn) > most:
            self._drawn.clear()

    def stretches(
        self, row: int, key: RowKey, cells: RowCells, marks: Mapping[int, Mark], geometry: Geometry
    ) -> list[tuple[int, int]] | None:
        """What of a row differs from what was drawn: first and last column on the screen of each
        stretch. None when all of it has to be drawn."""
        known = self._drawn.get(row)
        if known is None or (known.key.state, known.key.geometry) != (key.state, key.geometry):
            return None
        if Mark.ADDED in marks.values() or Mark.ADDED in known.marks.values():
            return None
        return _differing(known, cells, marks, geometry)


def _differing(
    known: _Drawn, cells: RowCells, marks: Mapping[int, Mark], geometry: Geometry
) -> list[tuple[int, int]]:
    """Stretches of columns that differ; a narrow column between two is not left out."""
    before = known.cells
    changed: set[int] = set()
    if cells is not before:
        changed.update(_unequal(before.texts, cells.texts), _unequal(before.classes, cells.classes))
        colours = (each.colours or (0,) * len(cells.texts) for each in (before, cells))
        changed.update(_unequal(*colours))
    if marks != known.marks:
        places = geometry.places
        changed.update(
            places[index] for index, _ in marks.items() ^ known.marks.items() if index in places
        )
    found: list[tuple[int, int]] = []
    end = -_GAP - 1
    for at in sorted(changed):
        column = geometry.columns[at]
        start = found.pop()[0] if found and column.x - end <= _GAP else at
        found.append((start, at))
        end = column.x + column.cells
    return found


def _unequal(before: Sequence[object], now: Sequence[object]) -> Iterable[int]:
    """Where these differ."""
    if before == now:
        return ()
    return [at for at, pair in enumerate(zip(before, now, strict=True)) if pair[0] != pair[1]]
