"""The window of a table, kept true by applying updates. Pure.

In viewport mode the server speaks of local rows: it removes rows of the window as it was, adds
rows to the window as it will be, and overwrites cells in the latter; scrolling, sorting, growth
and deletion all arrive in that form (seen on a live 42.7 server). Local rows are in ascending
order of table position, also in a reversed window.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from dhconsole.client.barrage.rowset import RowSet
from dhconsole.client.barrage.update import BarrageUpdate, UpdateMetadata
from dhconsole.client.columns import TableSpec
from dhconsole.errors import ProtocolError
from dhconsole.text.arrow import indices

Rows = npt.NDArray[np.int64]
_NONE: Rows = np.zeros(0, np.int64)
_MOST_PIECES = 16
"""Up to here, joining slices of a column costs less than taking its rows one by one."""
_LEAST_SHARE = 4


@dataclass(frozen=True, slots=True)
class WindowChange:
    """What an update did to the window.

    Attributes:
        is_snapshot: whether it answered a request.
        size, size_before: rows of the whole table.
        removed: local rows of the window before.
        added: local rows of the window after.
        modified: per column, local rows of the window after.
    """

    is_snapshot: bool
    size: int
    size_before: int
    removed: Rows = field(default_factory=lambda: _NONE)
    added: Rows = field(default_factory=lambda: _NONE)
    modified: Mapping[int, Rows] = field(default_factory=dict)

    @property
    def removed_count(self) -> int:
        return len(self.removed)


class Window:
    """Rows and columns of a table that are here.

    Invariant, checked at each update: there are exactly as many rows as the viewport has
    positions below the table's size. A viewport that is still being filled is echoed only as far
    as it has come.
    """

    def __init__(self, spec: TableSpec) -> None:
        self.spec = spec
        self.size = 0
        self.rows = RowSet()
        self.reverse = False
        self.columns: frozenset[int] = frozenset()
        self.row_count = 0
        self._data: list[pa.Array | None] = [None] * len(spec.columns)

    def column(self, index: int) -> pa.Array | None:
        """Values of a column, one per local row; None when it is not subscribed."""
        return self._data[index]

    def positions(self) -> Rows:
        """Table position of each local row, ascending."""
        rows = self.rows.clip(self.size)
        if not self.reverse:
            return rows.positions()
        last = self.size - 1
        return RowSet(tuple((last - b, last - a) for a, b in reversed(rows.ranges))).positions()

    def shows(self, rows: RowSet, columns: frozenset[int], reverse: bool) -> bool:
        """Whether this is the window that was asked for."""
        return self.rows == rows and self.columns == columns and self.reverse == reverse

    def apply(self, update: BarrageUpdate) -> WindowChange:
        """Bring the window up to date.

        Raises:
            ProtocolError: the update does not fit the window; the window is then unusable.
        """
        meta = update.meta
        size_before, count = self.size, self.row_count
        if meta.is_snapshot:
            if meta.rows is None:
                raise ProtocolError("a snapshot without a viewport")
            everything = frozenset(range(len(self._data)))
            self.rows, self.reverse = meta.rows, meta.reverse
            self.columns = everything if meta.columns is None else meta.columns & everything
        self.size = meta.table_size
        removed = self._leaving(meta, count)
        after = count - len(removed) + meta.added.count
        added = _listed(meta.added, after)
        merge = _Plan.merge(count, removed, added) if len(removed) or len(added) else None
        # Most updates modify the same rows in every column: those are worked out once.
        plans = {
            rows: _Plan.overwrite(after, _listed(rows, after))
            for rows in set(meta.modified)
            if rows
        }
        try:
            for column in range(len(self._data)):
                overwrite = plans.get(meta.modified[column]) if meta.modified else None
                self._data[column] = self._updated(update, column, merge, overwrite)
        except pa.ArrowException as exc:
            raise ProtocolError(f"the rows of an update cannot be joined ({exc})") from exc
        self.row_count = after
        self._check()
        modified = {
            column: plans[rows].new
            for column, rows in enumerate(meta.modified)
            if rows in plans and column in self.columns
        }
        return WindowChange(meta.is_snapshot, self.size, size_before, removed, added, modified)

    def _leaving(self, meta: UpdateMetadata, count: int) -> Rows:
        """The rows that the update takes away."""
        removed = _listed(meta.removed, count)
        expected = self.rows.clip(self.size).count
        added = meta.added.count
        if self.spec.is_blink and count - len(removed) + added != expected == added:
            # When the viewport moves while a batch leaves, the server does not say that its rows
            # do (seen on a live 42.7 server). Each batch replaces the one before.
            return np.arange(count, dtype=np.int64)
        return removed

    def _updated(
        self, update: BarrageUpdate, column: int, merge: _Plan | None, overwrite: _Plan | None
    ) -> pa.Array | None:
        if column not in self.columns:
            return None
        values = self._data[column]
        if values is None:
            # Newly subscribed: the same update brings its values for every row.
            values = pa.nulls(self.row_count, self.spec.columns[column].arrow_type)
        if merge is not None:
            values = merge.applied(values, update.add_data[column])
        if overwrite is not None:
            values = overwrite.applied(values, update.mod_data[column])
        return values

    def _check(self) -> None:
        # While a snapshot is still growing, its effective viewport is what has come so far, so
        # that the count holds at every step.
        expected = self.rows.clip(self.size).count
        if self.row_count != expected:
            raise ProtocolError(f"the window has {self.row_count} rows where {expected} should be")


class _Plan:
    """How to make the rows of a column from the ones before and new ones.

    Attributes:
        new: where the new values go, ascending.
    """

    __slots__ = ("_count", "_index", "_pieces", "_take", "new")

    def __init__(self, count: int, index: Rows, new: Rows) -> None:
        """``index``: of each row to be, its place in the ``count`` old rows and then the new."""
        self.new = new
        self._count = count
        self._index = index
        self._take: pa.Array | None = None
        self._pieces = _pieces(index, count)

    @classmethod
    def merge(cls, count: int, removed: Rows, added: Rows) -> _Plan:
        """Take ``removed`` out of ``count`` rows, then bring ``added`` in."""
        kept = np.arange(count, dtype=np.int64)
        if len(removed):
            stays = np.ones(count, bool)
            stays[removed] = False
            kept = kept[stays]
        index = np.empty(len(kept) + len(added), np.int64)
        place = np.ones(len(index), bool)
        place[added] = False
        index[added] = np.arange(count, count + len(added))
        index[place] = kept
        return cls(count, index, added)

    @classmethod
    def overwrite(cls, count: int, rows: Rows) -> _Plan:
        """Replace ``rows`` of ``count``."""
        index = np.arange(count, dtype=np.int64)
        index[rows] = np.arange(count, count + len(rows))
        return cls(count, index, rows)

    def applied(self, old: pa.Array, new: pa.Array | None) -> pa.Array:
        """The rows to be."""
        if new is None:
            new = old.slice(0, 0)
        if len(old) != self._count or len(new) != len(self.new):
            raise ProtocolError("an update announces other rows than it has values for")
        if self._pieces is None:
            if self._take is None:
                self._take = indices(self._index)
            return pa.concat_arrays([old, new]).take(self._take)
        if not self._pieces:
            return old.slice(0, 0)
        parts = [
            old.slice(start, length)
            if start < self._count
            else new.slice(start - self._count, length)
            for start, length in self._pieces
        ]
        return parts[0] if len(parts) == 1 else pa.concat_arrays(parts)


def _pieces(index: Rows, count: int) -> list[tuple[int, int]] | None:
    """``index`` as runs of (start, length), none of which goes over ``count``.

    None when there are many, or when they would hold on to much more than they are: copying
    row by row then costs less.
    """
    if len(index) * _LEAST_SHARE < count:
        return None
    if not len(index):
        return []
    ends = np.flatnonzero((np.diff(index) != 1) | (index[1:] == count)) + 1
    if len(ends) >= _MOST_PIECES:
        return None
    starts = [0, *ends.tolist()]
    return [
        (int(index[start]), end - start)
        for start, end in zip(starts, [*ends.tolist(), len(index)], strict=True)
    ]


def _listed(rows: RowSet, limit: int) -> Rows:
    """The rows one by one; all of them must lie below ``limit``."""
    if not rows:
        return _NONE
    if rows.ranges[-1][1] >= limit:
        raise ProtocolError(f"an update speaks of row {rows.ranges[-1][1]} of {limit}")
    return rows.positions()
