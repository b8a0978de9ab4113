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
from dhconsole.client.barrage.update import BarrageUpdate
from dhconsole.client.columns import TableSpec
from dhconsole.errors import ProtocolError
from dhconsole.text.arrow import indices

Rows = npt.NDArray[np.int64]
_NONE: Rows = np.zeros(0, np.int64)


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

    Invariant: once the server has delivered what was asked for, there are exactly as many rows
    as the viewport has positions below the table's size (checked at each update; the model test
    guards it).
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
        removed, added = _listed(meta.removed, count), _NONE
        after = count - len(removed) + meta.added.count
        if after > 0 or meta.added:
            added = _listed(meta.added, after)
        index = _merge_index(count, removed, added) if len(removed) or len(added) else None
        modified = {
            column: _listed(rows, after) for column, rows in enumerate(meta.modified) if rows
        }
        for column in range(len(self._data)):
            self._data[column] = self._updated(update, column, count, index, modified.get(column))
        self.row_count = after
        self._check(meta.is_snapshot)
        modified = {column: rows for column, rows in modified.items() if column in self.columns}
        return WindowChange(meta.is_snapshot, self.size, size_before, removed, added, modified)

    def _updated(
        self,
        update: BarrageUpdate,
        column: int,
        count: int,
        index: Rows | None,
        modified: Rows | None,
    ) -> pa.Array | None:
        if column not in self.columns:
            return None
        values = self._data[column]
        if values is None:
            values = pa.nulls(count, self.spec.columns[column].arrow_type)
        if index is not None:
            values = _rearranged(values, update.add_data[column], index)
        if modified is not None:
            values = _overwritten(values, update.mod_data[column], modified)
        return values

    def _check(self, snapshot: bool) -> None:
        # While a snapshot is still growing, its effective viewport is what has come so far, so
        # that the count holds at every step.
        expected = self.rows.clip(self.size).count
        if self.spec.is_blink:
            return
        if self.row_count != expected:
            raise ProtocolError(
                f"the window has {self.row_count} rows where {expected} should be"
                + (" after a snapshot" if snapshot else "")
            )


def _listed(rows: RowSet, limit: int) -> Rows:
    """The rows one by one; all of them must lie below ``limit``."""
    if not rows:
        return _NONE
    if rows.ranges[-1][1] >= limit:
        raise ProtocolError(f"an update speaks of row {rows.ranges[-1][1]} of {limit}")
    return rows.positions()


def _merge_index(count: int, removed: Rows, added: Rows) -> Rows:
    """Where each row of the new window is found in the old rows followed by the added ones."""
    kept = np.delete(np.arange(count, dtype=np.int64), removed)
    index = np.empty(len(kept) + len(added), np.int64)
    place = np.ones(len(index), bool)
    place[added] = False
    index[added] = np.arange(count, count + len(added))
    index[place] = kept
    return index


def _rearranged(values: pa.Array, added: pa.Array | None, index: Rows) -> pa.Array:
    if added is not None:
        if len(values) == 0 and len(added) == len(index):
            return added
        values = pa.concat_arrays([values, added])
    elif len(index) and int(index.max()) >= len(values):
        raise ProtocolError("an update adds rows without their values")
    if len(index) and int(index.max()) >= len(values):
        raise ProtocolError("an update adds rows with too few values")
    return values.take(indices(index))


def _overwritten(values: pa.Array, new: pa.Array | None, rows: Rows) -> pa.Array:
    if new is None or len(new) != len(rows):
        raise ProtocolError("an update modifies cells without as many values")
    if len(rows) == len(values):
        return new
    index = np.arange(len(values), dtype=np.int64)
    index[rows] = np.arange(len(values), len(values) + len(rows))
    return pa.concat_arrays([values, new]).take(indices(index))
