"""The rows that a view has on hold: which positions, which values, which versions.

Pure. A pane is replaced, not changed, at each update; the Arrow arrays in it are shared with
the window that they came from and never written to, so that holding one (pause) costs nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import pyarrow as pa

from dhconsole.client.barrage.viewport import Window, WindowChange
from dhconsole.client.columns import TableSpec
from dhconsole.core.marks import Mark, Marks, Rows, directions

_NO_ROWS: Rows = np.zeros(0, np.int64)


class Pane:
    """Rows at ascending table ``positions``; ``columns`` maps column index to values.

    ``stamps`` maps it to an object that stays the same for as long as no value of the column
    changes, comes or goes.
    """

    __slots__ = ("_first", "columns", "positions", "size", "stamps", "versions")

    def __init__(
        self,
        size: int = 0,
        positions: Rows = _NO_ROWS,
        columns: dict[int, pa.Array] | None = None,
        versions: Rows = _NO_ROWS,
    ) -> None:
        self.size = size
        self.positions = positions
        self.columns = columns or {}
        self.versions = versions
        self.stamps: dict[int, object] = {}
        count = len(positions)
        contiguous = bool(count) and int(positions[-1]) - int(positions[0]) == count - 1
        self._first = int(positions[0]) if contiguous else None

    @classmethod
    def of(cls, window: Window) -> Pane:
        """What ``window`` shows now; versions are filled in by ``follow``."""
        columns = {}
        for index in window.columns:
            values = window.column(index)
            if values is not None:
                columns[index] = values
        return cls(window.size, window.positions(), columns)

    def copy(self) -> Pane:
        """The same rows with versions of their own, which later updates do not change."""
        same = Pane(self.size, self.positions, self.columns, self.versions.copy())
        same.stamps = self.stamps
        return same

    def local(self, row: int) -> int | None:
        """Index here of the row at table position ``row``."""
        count = len(self.positions)
        if self._first is not None:
            index = row - self._first
            return index if 0 <= index < count else None
        index = int(np.searchsorted(self.positions, row))
        return index if index < count and int(self.positions[index]) == row else None

    def version(self, row: int) -> int:
        index = self.local(row)
        return -1 if index is None or index >= len(self.versions) else int(self.versions[index])

    def versions_of(self, rows: range) -> list[int]:
        """``version`` of each of some rows in a row."""
        if self._first is None:
            return [self.version(row) for row in rows]
        start, stop = rows.start - self._first, rows.stop - self._first
        here: list[int] = self.versions[max(0, start) : max(0, stop)].tolist()
        before = min(len(rows), max(0, -start))
        return [-1] * before + here + [-1] * (len(rows) - before - len(here))

    def values(self, column: int, first_row: int, count: int) -> pa.Array | None:
        """Values of ``count`` rows from position ``first_row``; None unless all are here."""
        array = self.columns.get(column)
        start, end = self.local(first_row), self.local(first_row + count - 1)
        if array is None or start is None or end is None or end - start != count - 1:
            return None
        return array.slice(start, count)

    def known(self, spec: TableSpec | None) -> tuple[Mapping[int, object], int | None]:
        """``stamps``, and the position of the first row; None when rows between are not here, or
        when what is shown in one column is made of several."""
        return ({}, None) if spec is not None and spec.is_tree else (self.stamps, self._first)

    def positions_of(self, local_rows: Rows) -> Iterable[int]:
        return (int(p) for p in self.positions[local_rows[local_rows < len(self.positions)]])

    def follow(
        self, before: Pane, change: WindowChange, marks: Marks, now: float | None
    ) -> frozenset[int] | None:
        """Bring marks and versions up to date with ``change``, which led here from ``before``.

        Args:
            now: time to mark changes with; None for no marks.

        Returns:
            Positions to draw again; None when everything has to be.
        """
        shifted = bool(len(change.removed) or len(change.added))
        if len(marks) != len(self.positions) and not shifted:
            marks.reset(len(self.positions))
        elif shifted:
            if len(marks) - len(change.removed) + len(change.added) == len(self.positions):
                marks.move(change.removed, change.added)
                if now is not None and not change.is_snapshot and len(before.positions):
                    marks.set_rows(change.added, Mark.ADDED, now)
            else:
                marks.reset(len(self.positions))
        known = {} if shifted or len(before.positions) != len(self.positions) else before.stamps
        self.stamps = {column: known.get(column) or object() for column in self.columns}
        touched = np.zeros(len(self.positions), bool)
        for column, rows in change.modified.items():
            old, new = before.columns.get(column), self.columns.get(column)
            if shifted or old is None or new is None or len(old) != len(new):
                differing, kinds = rows, np.full(len(rows), Mark.CHANGED, np.uint8)
            elif old.equals(new):
                continue  # a server may send columns as modified that are what they were
            else:
                differing, kinds = directions(old, new, None if len(rows) == len(new) else rows)
            self.stamps[column] = object()
            touched[differing] = True
            if now is not None:
                marks.set(differing, column, kinds, now)
        marks.touch(np.flatnonzero(touched))
        self.versions = marks.versions.copy()
        dirty = self.differences(before)
        faded = marks.expire(now) if now is not None else _NO_ROWS
        return dirty if dirty is None else dirty | frozenset(self.positions_of(faded))

    def differences(self, before: Pane) -> frozenset[int] | None:
        """Positions whose rows are not those of ``before``; None when all of them may be."""
        first = self._first
        if first is None or before._first != first or before.columns.keys() != self.columns.keys():
            return None
        common = min(len(self.versions), len(before.versions))
        rows = np.flatnonzero(self.versions[:common] != before.versions[:common])
        longest = max(len(self.versions), len(before.versions))
        return frozenset(int(row) + first for row in rows) | frozenset(
            range(first + common, first + longest)
        )
