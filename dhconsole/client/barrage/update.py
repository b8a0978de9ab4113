"""One logical Barrage update, decoded: which rows and cells changed, and their values."""

from __future__ import annotations

from dataclasses import dataclass, field

import pyarrow as pa

from dhconsole.client.barrage.rowset import RowSet


@dataclass(frozen=True, slots=True)
class UpdateMetadata:
    """What precedes the rows of an update.

    Attributes:
        is_snapshot: whether it answers a request; then ``rows``, ``reverse`` and ``columns``
            say what the window shows from now on.
        rows: effective viewport; None in full mode, which we never ask for.
        columns: subscribed columns; None for all.
        removed: local rows that leave, counted before the update.
        added: local rows that come, counted after it.
        modified: per schema column, local rows counted after the update.
        table_size: rows of the whole table.
    """

    is_snapshot: bool
    rows: RowSet | None
    reverse: bool
    columns: frozenset[int] | None
    added: RowSet
    removed: RowSet
    modified: tuple[RowSet, ...]
    table_size: int


@dataclass(frozen=True, slots=True)
class BarrageUpdate:
    """A whole update. The data lists have one entry per schema column; None for no data."""

    meta: UpdateMetadata
    add_data: list[pa.Array | None] = field(default_factory=list)
    mod_data: list[pa.Array | None] = field(default_factory=list)
