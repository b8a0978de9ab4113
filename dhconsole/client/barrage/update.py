"""One logical Barrage update, decoded: which rows and cells changed, and their values."""

from __future__ import annotations

from dataclasses import dataclass, field

import pyarrow as pa

from dhconsole.client.barrage.rowset import RowSet
from dhconsole.errors import ProtocolError


@dataclass(frozen=True, slots=True)
class UpdateMetadata:
    """What precedes the rows of an update.

    Attributes:
        is_snapshot: whether it answers a request; then ``rows``, ``reverse`` and ``columns``
            say what the window shows from now on.
        rows: effective viewport; None for the whole table, in row keys.
        columns: subscribed columns; None for all.
        removed: local rows that leave, counted before the update; or row keys.
        added: local rows that come, counted after it; or row keys after shifting.
        modified: per schema column, local rows counted after the update; or row keys after it.
        table_size: rows of the whole table.
        included: those of ``added`` whose values come with the update, and in row keys also
            those that earlier updates announced: all of ``added`` in a window.
        shifts: row keys that move, as (first, last, new first); only in row keys.
    """

    is_snapshot: bool
    rows: RowSet | None
    reverse: bool
    columns: frozenset[int] | None
    added: RowSet
    removed: RowSet
    modified: tuple[RowSet, ...]
    table_size: int
    included: RowSet = field(default_factory=RowSet)
    shifts: tuple[tuple[int, int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class BarrageUpdate:
    """A whole update. The data lists have one entry per schema column; None for no data."""

    meta: UpdateMetadata
    add_data: list[pa.Array | None] = field(default_factory=list)
    mod_data: list[pa.Array | None] = field(default_factory=list)


class IncompleteError(ProtocolError):
    """The last part of the first answer has come, and rows are missing.

    A 42.7 server does this now and then when the table changes a lot while it answers (a sorted
    table of 250 000 rows, all of which move each second: one time in eight); it counts them as
    sent and never sends them. The cure is to ask again.
    """
