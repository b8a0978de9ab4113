"""A whole table, kept true by applying updates in row keys. Pure.

Without a viewport the server names rows by keys: 63-bit numbers that ascend in table order and
that a shift moves without changing the order. An update takes rows away (keys before it), shifts
keys, brings rows (keys after) and overwrites cells (keys after), in this order. Consumers get
places in the table instead, as of a window: shifts change no place, and none is told of.

The first answers may bring the rows in parts: each names the whole key set as added, but has
values only for the rows ``included``, and echoes as its viewport the positions that have come;
the last one echoes none. Updates between the parts speak of the rows that have come, if of any
others, then without values that count: the next part brings those. (All seen on a live 42.7
server; tests/live/test_keyed_truth.py compares with snapshots, tests/unit/barrage/test_keyed.py
with a plain model.)
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from dhconsole.client.barrage.plan import Plan, Rows
from dhconsole.client.barrage.rowset import RowSet
from dhconsole.client.barrage.update import BarrageUpdate, IncompleteError, UpdateMetadata
from dhconsole.client.barrage.viewport import WindowChange
from dhconsole.client.columns import TableSpec
from dhconsole.errors import ProtocolError

_NONE: Rows = np.zeros(0, np.int64)


class KeyedTable:
    """All rows of a table that have come, in table order.

    Invariants, checked at each update: keys ascend; once ``complete``, there are as many rows as
    the table has, and every row that an update speaks of is here.

    Attributes:
        spec: columns and attributes of the table.
        columns: indices of the subscribed columns.
        size: rows of the table on the server.
        complete: whether all rows have come.
        keys: row key of each row, ascending int64; never changed in place.
    """

    def __init__(self, spec: TableSpec) -> None:
        self.spec = spec
        self.columns: frozenset[int] = frozenset()
        self.size = 0
        self.complete = False
        self.keys: Rows = _NONE
        self._data: list[pa.Array] = [pa.nulls(0, column.arrow_type) for column in spec.columns]

    @property
    def row_count(self) -> int:
        """Rows that are here."""
        return len(self.keys)

    def column(self, index: int) -> pa.Array | None:
        """Values of a column, one per row that is here; None when it is not subscribed."""
        return self._data[index] if index in self.columns else None

    def apply(self, update: BarrageUpdate) -> WindowChange:
        """Bring the table up to date.

        Returns:
            What changed, in places: of rows before for ``removed``, after for the rest.

        Raises:
            ProtocolError: the update does not fit the table; the table is then unusable.
        """
        meta = update.meta
        size_before, was_complete = self.size, self.complete
        last = self._begin(meta)
        removed, kept_keys = self._without(meta, strict=was_complete)
        brought = meta.included.positions()
        keys, added = _merged(kept_keys, brought)
        merge = None
        if len(removed) or len(added):
            merge = Plan.merge(len(self.keys), removed, added)
        overwrites = self._overwrites(keys, meta, strict=was_complete)
        try:
            for column in self.columns:
                values = self._data[column]
                if merge is not None:
                    values = merge.applied(values, update.add_data[column])
                overwrite = overwrites.get(meta.modified[column]) if meta.modified else None
                if overwrite is not None:
                    values = overwrite.applied(values, update.mod_data[column])
                self._data[column] = values
        except pa.ArrowException as exc:
            raise ProtocolError(f"the rows of an update cannot be joined ({exc})") from exc
        self.keys, self.size = keys, meta.table_size
        if (last or was_complete) and len(keys) != self.size:
            text = f"{len(keys)} rows have come of a table of {self.size}"
            raise ProtocolError(text) if was_complete else IncompleteError(text)
        self.complete = last or was_complete
        modified = {
            column: overwrites[rows].new
            for column, rows in enumerate(meta.modified)
            if rows in overwrites and column in self.columns
        }
        return WindowChange(meta.is_snapshot, self.size, size_before, removed, added, modified)

    def _begin(self, meta: UpdateMetadata) -> bool:
        """Take note of what an answer covers; whether it claims to be the last part."""
        if not meta.is_snapshot:
            return False
        if meta.reverse or self.complete:
            raise ProtocolError("a snapshot that a subscription to a whole table never gets")
        everything = frozenset(range(len(self._data)))
        columns = everything if meta.columns is None else meta.columns & everything
        if self.row_count and columns != self.columns:
            raise ProtocolError("the subscribed columns changed while rows were coming")
        self.columns = columns
        return meta.rows is None

    def _without(self, meta: UpdateMetadata, *, strict: bool) -> tuple[Rows, Rows]:
        """Places of the rows that leave, and the keys of those that stay, shifted."""
        gone = _places(self.keys, meta.removed)
        if strict and len(gone) != meta.removed.count:
            raise ProtocolError("an update removes rows that are not in the table")
        keys = np.delete(self.keys, gone) if len(gone) else self.keys
        keys = _shifted(keys, meta.shifts)
        twice = _places(keys, meta.included)
        if not len(twice):
            return gone, keys
        if strict:
            raise ProtocolError("an update adds rows that are in the table already")
        # A row can be sent again while the first answer is under way: it was pushed out of the
        # part that had come, and has come back with a later part.
        stayed = np.delete(np.arange(len(self.keys)), gone)
        return np.sort(np.concatenate([gone, stayed[twice]])), np.delete(keys, twice)

    def _overwrites(self, keys: Rows, meta: UpdateMetadata, *, strict: bool) -> dict[RowSet, Plan]:
        """For each set of modified rows, how to overwrite them.

        Most updates modify the same rows in every column: those are worked out once.
        """
        plans = {}
        for rows in set(meta.modified):
            if not rows:
                continue
            places = _places(keys, rows)
            if len(places) == rows.count:
                plans[rows] = Plan.overwrite(len(keys), places)
            elif strict:
                raise ProtocolError("an update modifies rows that are not in the table")
            else:
                came = np.isin(rows.positions(), keys[places], assume_unique=True)
                plans[rows] = Plan.overwrite(len(keys), places, np.flatnonzero(came), rows.count)
        return plans


def _places(keys: Rows, rows: RowSet) -> Rows:
    """Places in ``keys`` of those that are in ``rows``, ascending.

    ``rows`` may name many more keys than there are: it is not written out.
    """
    if not rows or not len(keys):
        return _NONE
    ends = np.array(rows.ranges, np.int64)
    first = np.searchsorted(keys, ends[:, 0], "left")
    counts = np.searchsorted(keys, ends[:, 1], "right") - first
    if len(ends) == 1:
        return np.arange(first[0], first[0] + counts[0], dtype=np.int64)
    total = int(counts.sum())
    before = np.cumsum(counts) - counts
    places: Rows = np.repeat(first - before, counts) + np.arange(total, dtype=np.int64)
    return places


def _shifted(keys: Rows, shifts: tuple[tuple[int, int, int], ...]) -> Rows:
    """``keys`` with those between the first and last key of a shift moved by its distance."""
    if not shifts or not len(keys):
        return keys
    table = np.array(shifts, np.int64)
    distance = table[:, 2] - table[:, 0]
    steps = np.zeros(len(keys) + 1, np.int64)
    np.add.at(steps, np.searchsorted(keys, table[:, 0], "left"), distance)
    np.subtract.at(steps, np.searchsorted(keys, table[:, 1], "right"), distance)
    moved: Rows = keys + np.cumsum(steps[:-1])
    if moved[0] < 0 or not _ascends(moved):
        raise ProtocolError("a shift changes the order of rows")
    return moved


def _merged(keys: Rows, new: Rows) -> tuple[Rows, Rows]:
    """Both sets of keys, which share none, as one, and the places of the ``new`` in it."""
    if not len(new):
        return keys, _NONE
    places = np.searchsorted(keys, new) + np.arange(len(new), dtype=np.int64)
    merged = np.empty(len(keys) + len(new), np.int64)
    old: npt.NDArray[np.bool_] = np.ones(len(merged), bool)
    old[places] = False
    merged[places] = new
    merged[old] = keys
    return merged, places


def _ascends(keys: Rows) -> bool:
    return bool((keys[1:] > keys[:-1]).all())
