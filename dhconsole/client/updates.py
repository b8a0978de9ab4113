"""What a subscription tells of a table: one update, as Arrow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pyarrow as pa

from dhconsole.client.barrage.delta import Delta, Rows
from dhconsole.errors import ArgumentError
from dhconsole.text.arrow import indices

Columns = str | Sequence[str] | None


@dataclass(frozen=True, slots=True)
class TableUpdate:
    """What changed since the update before, and the rows as they are now.

    Rows are numbered by their place in ``table()``. Values are copied out when they are asked
    for; ``table()`` and ``before()`` share their memory with the subscription and cost nothing.

    Attributes:
        is_snapshot: whether this is the first update, in which every row is added.
        size: rows of the table on the server, which may be more than are subscribed.
        merged: updates of the server that this one stands for; more than one when the consumer
            was slower than the server.
        dropped: of a blink table, rows that came and were left out since the consumer was slower
            than the server by more than the subscription's ``blink_rows``.
        delta: which rows and cells changed.
        keys: the server's row key of each row of ``table()``, ascending int64; None in a window
            and of a blink table. Keys shift: only compare those of one update.
        keys_before: likewise of ``before()``, as they were then.
    """

    is_snapshot: bool
    size: int
    merged: int
    dropped: int
    delta: Delta
    _names: tuple[str, ...]
    _indices: tuple[int, ...]
    _before: tuple[pa.Array, ...]
    _after: tuple[pa.Array, ...]
    keys: Rows | None = None
    keys_before: Rows | None = None

    def table(self) -> pa.Table:
        """All subscribed rows now."""
        return pa.Table.from_arrays(list(self._after), list(self._names))

    def before(self) -> pa.Table:
        """All subscribed rows as they were at the update before."""
        return pa.Table.from_arrays(list(self._before), list(self._names))

    def added(self, cols: Columns = None) -> dict[str, pa.Array]:
        """Rows that came.

        Args:
            cols: names of columns; None for all that are subscribed. Likewise below.

        Raises:
            ArgumentError: a column is not subscribed. Likewise below.
        """
        return self._taken(self._after, self.delta.added, cols)

    def removed(self, cols: Columns = None) -> dict[str, pa.Array]:
        """Rows that left, as they were."""
        return self._taken(self._before, self.delta.removed, cols)

    def modified(self, cols: Columns = None) -> dict[str, pa.Array]:
        """Rows that stayed and have another value in one of the columns, as they are now."""
        return self._taken(self._after, self.modified_rows(cols), cols)

    def modified_prev(self, cols: Columns = None) -> dict[str, pa.Array]:
        """The rows of ``modified`` as they were."""
        rows = self.delta.previous(self.modified_rows(cols))
        return self._taken(self._before, rows, cols)

    def modified_rows(self, cols: Columns = None) -> Rows:
        """Numbers of the rows of ``modified``, ascending int64."""
        return self.delta.rows_modified(dict.fromkeys(self._indices[at] for at in self._at(cols)))

    @property
    def modified_columns(self) -> tuple[str, ...]:
        """Names of the columns in which a value changed."""
        return tuple(
            name
            for name, index in zip(self._names, self._indices, strict=True)
            if index in self.delta.modified
        )

    def added_chunks(self, chunk_size: int, cols: Columns = None) -> Iterator[dict[str, pa.Array]]:
        """As ``added``, at most ``chunk_size`` rows at a time. Likewise below."""
        return _chunks(self.added(cols), chunk_size)

    def removed_chunks(
        self, chunk_size: int, cols: Columns = None
    ) -> Iterator[dict[str, pa.Array]]:
        """As ``removed``, in chunks."""
        return _chunks(self.removed(cols), chunk_size)

    def modified_chunks(
        self, chunk_size: int, cols: Columns = None
    ) -> Iterator[dict[str, pa.Array]]:
        """As ``modified``, in chunks."""
        return _chunks(self.modified(cols), chunk_size)

    def modified_prev_chunks(
        self, chunk_size: int, cols: Columns = None
    ) -> Iterator[dict[str, pa.Array]]:
        """As ``modified_prev``, in chunks."""
        return _chunks(self.modified_prev(cols), chunk_size)

    def _at(self, cols: Columns) -> list[int]:
        if cols is None:
            return list(range(len(self._names)))
        wanted = [cols] if isinstance(cols, str) else list(cols)
        for name in wanted:
            if name not in self._names:
                raise ArgumentError(
                    f"column {name!r} is not subscribed", hint=f"There are {list(self._names)}."
                )
        return [self._names.index(name) for name in wanted]

    def _taken(
        self, columns: tuple[pa.Array, ...], rows: Rows, cols: Columns
    ) -> dict[str, pa.Array]:
        at = self._at(cols)
        if at and len(rows) == len(columns[at[0]]):
            return {self._names[each]: columns[each] for each in at}
        if len(rows) and rows[-1] - rows[0] + 1 == len(rows):
            first, count = int(rows[0]), len(rows)
            return {self._names[each]: columns[each].slice(first, count) for each in at}
        index = indices(rows)
        return {self._names[each]: columns[each].take(index) for each in at}


def _chunks(columns: dict[str, pa.Array], size: int) -> Iterator[dict[str, pa.Array]]:
    if size < 1:
        raise ArgumentError(f"chunks of {size} rows make no sense")
    rows = max(map(len, columns.values()), default=0)
    for first in range(0, rows, size):
        yield {name: column.slice(first, size) for name, column in columns.items()}
