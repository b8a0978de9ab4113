"""What changed in the rows that are on hold here, and when: versions and marks.

Pure, numpy only. Owns two tables of the same shape as the window (local rows by columns): the
kind of the last change of each cell and the time of it, and one version per row. Versions are
drawn from one counter and never repeat, so that equal versions mean equal content even when a
row has moved to another position. A mark that expires changes no value: it gives the row a new
``look`` and leaves its version.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from dhconsole.text.arrow import floats, indices, integers, validity

Rows = npt.NDArray[np.int64]


class Mark(IntEnum):
    """How a cell changed last."""

    NONE = 0
    UP = 1
    DOWN = 2
    CHANGED = 3
    ADDED = 4


_FEW = 100
"""Up to so many columns looking at each costs less than having numpy find those that are marked."""

_MARKS = tuple(Mark)
"""By number; calling the class is slow."""


class Marks:
    """Marks and versions of ``rows`` x ``columns`` cells.

    Args:
        columns: number of columns of the table.
        decay: seconds after which a mark is gone.
    """

    def __init__(self, columns: int, decay: float) -> None:
        self._columns = columns
        self._decay = decay
        self._counter = 0
        self._kinds: npt.NDArray[np.uint8] = np.zeros((0, columns), np.uint8)
        self._times: npt.NDArray[np.float64] = np.zeros((0, columns), np.float64)
        self._oldest = float("inf")
        self.versions: Rows = np.zeros(0, np.int64)
        self.looks: Rows = np.zeros(0, np.int64)

    def __len__(self) -> int:
        return len(self.versions)

    def reset(self, rows: int) -> None:
        """Begin anew with ``rows`` rows, unmarked, each of a new version."""
        self._kinds = np.zeros((rows, self._columns), np.uint8)
        self._times = np.zeros((rows, self._columns), np.float64)
        self._oldest = float("inf")
        self.versions = np.zeros(rows, np.int64)
        self.looks = np.zeros(rows, np.int64)
        self.touch(np.arange(rows))

    def move(self, removed: Rows, added: Rows) -> None:
        """Follow rows that left and came: ``removed`` are old local rows, ``added`` new ones."""
        kept = np.ones(len(self.versions), bool)
        kept[removed] = False
        rows = int(kept.sum()) + len(added)
        place = np.ones(rows, bool)
        place[added] = False
        kinds = np.zeros((rows, self._columns), np.uint8)
        times = np.zeros((rows, self._columns), np.float64)
        versions, looks = np.zeros(rows, np.int64), np.zeros(rows, np.int64)
        kinds[place], times[place] = self._kinds[kept], self._times[kept]
        versions[place], looks[place] = self.versions[kept], self.looks[kept]
        self._kinds, self._times = kinds, times
        self.versions, self.looks = versions, looks
        self.touch(added)

    def carry(self, old: Rows, new: Rows, count: int) -> None:
        """Begin anew with ``count`` rows, of which ``new`` are those that were ``old``."""
        kinds, times = self._kinds[old], self._times[old]
        versions, looks = self.versions[old], self.looks[old]
        self.reset(count)
        self._kinds[new], self._times[new] = kinds, times
        self.versions[new], self.looks[new] = versions, looks
        left = times[kinds != 0]
        self._oldest = float(left.min()) if left.size else float("inf")

    def touch(self, rows: Rows) -> None:
        """Give ``rows`` new versions."""
        count = len(rows)
        self.versions[rows] = np.arange(self._counter + 1, self._counter + count + 1)
        self._counter += count

    def set(self, rows: Rows, column: int, kinds: npt.NDArray[np.uint8] | Mark, now: float) -> None:
        """Mark cells of one column; does not touch versions."""
        self._kinds[rows, column] = kinds
        self._times[rows, column] = now
        self._oldest = min(self._oldest, now)

    def set_rows(self, rows: Rows, kind: Mark, now: float) -> None:
        """Mark every cell of ``rows``."""
        self._kinds[rows] = kind
        self._times[rows] = now
        self._oldest = min(self._oldest, now)

    def expire(self, now: float) -> Rows:
        """Clear marks that are too old; the rows concerned get new looks and are returned."""
        if self._oldest + self._decay > now:
            return np.zeros(0, np.int64)
        old = (self._kinds != 0) & (self._times + self._decay <= now)
        self._kinds[old] = 0
        left = self._times[self._kinds != 0]
        self._oldest = float(left.min()) if left.size else float("inf")
        rows = np.flatnonzero(old.any(axis=1))
        self.looks[rows] += 1
        return rows

    @property
    def next_expiry(self) -> float | None:
        """When ``expire`` will next have something to do; None when nothing is marked."""
        return None if self._oldest == float("inf") else self._oldest + self._decay

    def look(self, row: int | None) -> int:
        """Changes when marks of a local row expire."""
        return int(self.looks[row]) if row is not None and row < len(self) else 0

    def of(self, row: int | None) -> Mapping[int, Mark]:
        """Marked columns of one local row; none for a row that is not here."""
        if row is None or row >= len(self):
            return {}
        kinds = self._kinds[row]
        if self._columns <= _FEW:
            return {column: _MARKS[kind] for column, kind in enumerate(kinds.tobytes()) if kind}
        columns = np.flatnonzero(kinds)
        marked = zip(columns.tolist(), kinds[columns].tolist(), strict=True)
        return {column: _MARKS[kind] for column, kind in marked}


NO_MARKS = Marks(0, 0.0)


def directions(
    before: pa.Array, after: pa.Array, rows: Rows | None = None
) -> tuple[Rows, npt.NDArray[np.uint8]]:
    """Which values differ, and of each of them UP, DOWN or CHANGED.

    A server may well send values as modified that are what they were.

    Args:
        rows: which of the values to compare, ascending; all by default.

    Returns:
        Places in the two arrays, and the kinds.
    """
    kind = after.type
    if pa.types.is_nested(kind) or before.type != kind:
        found = np.arange(len(after)) if rows is None else rows
        return found, np.full(len(found), Mark.CHANGED, np.uint8)
    if not (_is_number(kind)) or kind.bit_width < _WORD:
        # Slow to load: not before something has changed.
        import pyarrow.compute as pc

        if rows is not None:
            index = indices(rows)
            before, after = before.take(index), after.take(index)
        same = _truth(pc.equal(after, before)) | ~(validity(after) | validity(before))
        found = np.flatnonzero(~same)
        kinds = np.full(len(found), Mark.CHANGED, np.uint8)
        return (found if rows is None else rows[found]), kinds
    chosen = slice(None) if rows is None else rows
    old, new = _numbers(before)[chosen], _numbers(after)[chosen]
    differs = old != new
    if pa.types.is_floating(kind):
        differs &= ~(np.isnan(old) & np.isnan(new))
    came = None
    if before.null_count or after.null_count:
        was, now = validity(before)[chosen], validity(after)[chosen]
        came = was != now
        differs = came | (differs & was)
    found = np.flatnonzero(differs)
    old, new = old[found], new[found]
    kinds = np.full(len(found), Mark.CHANGED, np.uint8)
    kinds[new > old] = Mark.UP
    kinds[new < old] = Mark.DOWN
    if came is not None:
        kinds[came[found]] = Mark.CHANGED
    return (found if rows is None else rows[found]), kinds


_WORD = 32


def _is_number(kind: pa.DataType) -> bool:
    return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind))


def _numbers(values: pa.Array) -> npt.NDArray[Any]:
    return floats(values) if pa.types.is_floating(values.type) else integers(values)


def _truth(values: pa.Array) -> npt.NDArray[np.bool_]:
    """Where a comparison gave true; null is not true."""
    bits = np.unpackbits(np.frombuffer(values.buffers()[1], np.uint8), bitorder="little")
    found = bits[values.offset : values.offset + len(values)].astype(np.bool_)
    return found & validity(values)
