"""A table server in a few lines: rows in a list, and the updates that a viewport of it gets.

Slow and plain on purpose. It is what ``Window`` is held against, and it speaks bytes, so that
the decoder is tested with it.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa

from dhconsole.client.barrage.messages import column_bits
from dhconsole.client.barrage.rowset import RowSet
from tests.unit.barrage import wire

SCHEMA = pa.schema(
    {
        "Long": pa.int64(),
        "Text": pa.string(),
        "Flag": pa.bool_(),
        "Time": pa.timestamp("ns", tz="UTC"),
        "Ints": pa.list_(pa.int32()),
    }
)


def row_values(seed: int) -> list[object]:
    """Values of a row, told apart by ``seed``; some of them null."""
    return [
        None if seed % 7 == 0 else seed,
        None if seed % 5 == 0 else "" if seed % 5 == 1 else f"row {seed}",
        (True, False, None)[seed % 3],
        None if seed % 11 == 0 else seed * 1_000_000_007,
        None if seed % 13 == 0 else [seed, None][: seed % 3],
    ]


@dataclass
class Row:
    """A row of the table. ``id`` is never used twice; a row that moves gets a new one."""

    id: int
    values: list[object]


class ModelServer:
    """One table and one subscription to it."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self._ids = itertools.count()
        self.view = RowSet()
        self.reverse = False
        self.columns: frozenset[int] = frozenset()
        self._sent: list[Row] = []
        self._parts: list[RowSet] = []

    # -- the table -----------------------------------------------------------------------

    def insert(self, position: int, seed: int) -> None:
        self.rows.insert(position, Row(next(self._ids), row_values(seed)))

    def remove(self, position: int) -> None:
        del self.rows[position]

    def modify(self, position: int, column: int, seed: int) -> None:
        self.rows[position].values[column] = row_values(seed)[column]

    def move(self, position: int, to: int) -> None:
        row = self.rows.pop(position)
        self.rows.insert(to, Row(next(self._ids), row.values))

    # -- the subscription ----------------------------------------------------------------

    def shown(self) -> list[tuple[int, Row]]:
        """Position and row of all that the effective viewport covers, ascending."""
        size = len(self.rows)
        places = [
            position
            for first, last in self.view.ranges
            for position in range(first, min(last + 1, size))
        ]
        if self.reverse:
            places = sorted(size - 1 - place for place in places)
        return [(place, self.rows[place]) for place in places]

    def tick(self, echo: bool) -> wire.Update:
        """The update for all changes since the last; ``echo`` names unchanged cells as well."""
        return self._update(afresh=False, snapshot=False, echo=echo)

    def request(
        self, view: RowSet, columns: frozenset[int], reverse: bool, steps: Sequence[int]
    ) -> wire.Update:
        """The first snapshot for a new viewport; ``steps`` are row counts to grow by.

        Until ``grow`` has given the rest, only a part of the viewport is effective.
        """
        afresh = reverse != self.reverse or not columns <= self.columns
        self.reverse, self.columns = reverse, columns
        self._parts = _prefixes(view, steps)
        self.view = self._parts.pop(0)
        return self._update(afresh=afresh, snapshot=True, echo=False)

    def grow(self) -> wire.Update | None:
        """The next snapshot of a viewport that is still being filled."""
        if not self._parts:
            return None
        self.view = self._parts.pop(0)
        return self._update(afresh=False, snapshot=True, echo=False)

    def _update(self, *, afresh: bool, snapshot: bool, echo: bool) -> wire.Update:
        new = [row for _, row in self.shown()]
        before = {row.id: (index, row) for index, row in enumerate(self._sent)}
        kept = set() if afresh else {row.id for row in new} & set(before)
        removed = [index for index, row in enumerate(self._sent) if row.id not in kept]
        added = [index for index, row in enumerate(new) if row.id not in kept]
        modified = []
        for column in range(len(SCHEMA)):
            modified.append(
                [
                    index
                    for index, row in enumerate(new)
                    if row.id in kept
                    and column in self.columns
                    and (echo or row.values[column] != before[row.id][1].values[column])
                ]
            )
        update = wire.Update(
            size=len(self.rows),
            snapshot=snapshot,
            view=self.view if snapshot else None,
            reverse=self.reverse and snapshot,
            columns=column_bits(sorted(self.columns)) if snapshot else None,
            removed=_row_set(removed),
            added=_row_set(added),
            modified=[_row_set(rows) for rows in modified],
            adds=[
                [new[index].values[column] for index in added] if column in self.columns else []
                for column in range(len(SCHEMA))
            ],
            mods=[
                [new[index].values[column] for index in rows]
                for column, rows in enumerate(modified)
            ],
        )
        self._sent = [Row(row.id, list(row.values)) for row in new]
        return update


def _row_set(rows: Sequence[int]) -> RowSet:
    return RowSet.from_ranges((row, row) for row in rows)


def _prefixes(view: RowSet, steps: Sequence[int]) -> list[RowSet]:
    """``view`` cut off after so many rows, then after more, and at last whole."""
    parts = []
    wanted = 0
    for step in steps:
        wanted += step
        left, ranges = wanted, []
        for first, last in view.ranges:
            count = min(left, last - first + 1)
            if count > 0:
                ranges.append((first, first + count - 1))
            left -= count
        parts.append(RowSet(tuple(ranges)))
    return [part for part in parts if part != view] + [view]
