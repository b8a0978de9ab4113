"""Operations that make a table of nothing, or of several tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dhconsole.client.checks import TABLE_HINT, count, int64, one_text
from dhconsole.client.durations import to_iso_duration
from dhconsole.client.operations.model import (
    Names,
    Operation,
    TableLike,
    call,
    each,
    names_of,
    ticket_of,
)
from dhconsole.errors import ArgumentError


def empty_table(size: int) -> Operation:
    """A table of ``size`` rows without columns; raises ArgumentError for a size that cannot be."""
    rows = count(size)

    def fill(message: Any) -> None:
        message.size = rows

    return Operation("empty_table", fill, "", call("empty_table", rows))


def time_table(
    period: int | str, start_time: int | str | None = None, *, blink: bool = False
) -> Operation:
    """A table that gets a row every ``period``.

    Args:
        period: nanoseconds, or a duration such as ``PT1S`` or ``PT00:00:00.001``.
        start_time: nanoseconds since the epoch, or a date-time text; None for now.
        blink: keep only the rows of the current update cycle.

    Raises:
        ArgumentError: the period is no duration, or not above zero.
    """
    iso = to_iso_duration(period) if isinstance(period, str) else ""
    if not isinstance(period, str):
        period = int64(period, "period")
        if period < 1:
            raise ArgumentError(
                f"{period} is no period", hint="Give nanoseconds, or a text such as 'PT1S'."
            )
    if start_time is not None and not isinstance(start_time, str):
        start_time = int64(start_time, "time in nanoseconds since the epoch")

    def fill(message: Any) -> None:
        message.blink_table = blink
        if iso:
            message.period_string = iso
        else:
            message.period_nanos = period
        if isinstance(start_time, str):
            message.start_time_string = start_time
        elif start_time is not None:
            message.start_time_nanos = start_time

    text = call("time_table", period, start_time=start_time, blink_table=blink)
    return Operation("time_table", fill, "", text)


def merge(tables: Sequence[TableLike], order_by: str = "") -> Operation:
    """All rows of ``tables``, one table after the other.

    Args:
        tables: at least one; all with the same columns.
        order_by: a column by which each of them is sorted, and then the result, when given.

    Raises:
        ArgumentError: there is no table, or something else is among them.
    """
    found = tuple(each(tables, TableLike, "table", TABLE_HINT))
    key = one_text(order_by, "Give the name of a column.")

    def fill(message: Any) -> None:
        message.key_column = key
        for table in found:
            message.source_ids.add().ticket.ticket = ticket_of(table)

    return Operation("merge", fill, "", "merge(...)", found)


def multi_join(
    tables: Sequence[TableLike], on: Sequence[Names], joins: Sequence[Names | None]
) -> Operation:
    """Unique keys of all ``tables``, and beside them the columns of each.

    Args:
        tables: at least one.
        on: per table its key columns, each a name or ``"Key=Name"``.
        joins: per table the columns to add; None for all but the keys.

    Raises:
        ArgumentError: there is no table.
    """
    found = tuple(each(tables, TableLike, "table", TABLE_HINT))
    columns = [(names_of(keys), names_of(added)) for keys, added in zip(on, joins, strict=True)]

    def fill(message: Any) -> None:
        for table, (keys, added) in zip(found, columns, strict=True):
            part = message.multi_join_inputs.add()
            part.source_id.ticket.ticket = ticket_of(table)
            part.columns_to_match.extend(keys)
            part.columns_to_add.extend(added)

    return Operation("multi_join", fill, "", "multi_join(...)", found)


def input_table(
    schema: bytes | None, source: TableLike | None, keys: Sequence[str], *, blink: bool
) -> Operation:
    """An empty input table: keyed when there are ``keys``, else append-only, or blink.

    Args:
        schema: an Arrow schema message; or else
        source: a table whose columns it takes (not its rows).
    """

    def fill(message: Any) -> None:
        if schema is not None:
            message.schema = schema
        elif source is not None:
            message.source_table_id.ticket.ticket = ticket_of(source)
        if blink:
            message.kind.blink.SetInParent()
        elif keys:
            message.kind.in_memory_key_backed.key_columns.extend(keys)
        else:
            message.kind.in_memory_append_only.SetInParent()

    tables = (source,) if source is not None else ()
    return Operation("create_input_table", fill, "", "input_table(...)", tables)
