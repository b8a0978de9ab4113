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

from dhconsole.client.barrage.plan import Plan
from dhconsole.client.barrage.rowset import RowSet
from dhconsole.client.barrage.update import BarrageUpdate, IncompleteError, UpdateMetadata
from dhconsole.client.columns import TableSpec
from dhconsole.errors import ProtocolError

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

    Invariant, checked at each update: there are exactly as many rows as the viewport has
    positions below the table's size. A viewport that is still being filled is echoed only as far
    as it has come.
    """

    keys = None
    """A window has no row keys."""

    def __init__(self, spec: TableSpec) -> None:
        self.spec = spec
        self.size = 0
        self.rows = RowSet()
        self.reverse = False
        self.columns: frozenset[int] = frozenset()
        self.row_count = 0
        self._data: list[pa.Array | None] = [None] * len(spec.columns)
        self._plans: Mapping[RowSet, Plan] = {}
        self._modified: tuple[RowSet, ...] = ()
        self._planned = 0

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
        merge = Plan.merge(count, removed, added) if len(removed) or len(added) else None
        plans = self._overwrites(meta.modified, after)
        try:
            for column in range(len(self._data)):
                overwrite = plans.get(meta.modified[column]) if meta.modified else None
                self._data[column] = self._updated(update, column, merge, overwrite)
        except pa.ArrowException as exc:
            raise ProtocolError(f"the rows of an update cannot be joined ({exc})") from exc
        self.row_count = after
        self._check(meta.is_snapshot)
        modified = {
            column: plans[rows].new
            for column, rows in enumerate(meta.modified)
            if rows in plans and column in self.columns
        }
        return WindowChange(meta.is_snapshot, self.size, size_before, removed, added, modified)

    def _overwrites(self, modified: tuple[RowSet, ...], count: int) -> Mapping[RowSet, Plan]:
        """How to overwrite rows, of which ``count`` are here.

        Most updates modify the same rows in every column, and those of a table that ticks the
        same as the one before (``MetadataReader``): those are worked out once.
        """
        if modified is not self._modified or count != self._planned:
            each = {rows for rows in modified if rows}
            self._plans = {rows: Plan.overwrite(count, _listed(rows, count)) for rows in each}
            self._modified, self._planned = modified, count
        return self._plans

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
        self, update: BarrageUpdate, column: int, merge: Plan | None, overwrite: Plan | None
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

    def _check(self, is_snapshot: bool) -> None:
        # While a snapshot is still growing, its effective viewport is what has come so far, so
        # that the count holds at every step.
        expected = self.rows.clip(self.size).count
        if self.row_count != expected:
            text = f"the window has {self.row_count} rows where {expected} should be"
            raise IncompleteError(text) if is_snapshot else ProtocolError(text)


def _listed(rows: RowSet, limit: int) -> Rows:
    """The rows one by one; all of them must lie below ``limit``."""
    if not rows:
        return _NONE
    if rows.ranges[-1][1] >= limit:
        raise ProtocolError(f"an update speaks of row {rows.ranges[-1][1]} of {limit}")
    return rows.positions()
