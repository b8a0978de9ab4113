"""Operations that choose or order rows."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import Any

from dhconsole.client.checks import count, int64
from dhconsole.client.filters import Filter
from dhconsole.client.operations.model import (
    Names,
    Operation,
    TableLike,
    call,
    each,
    names_of,
    plain,
    ticket_of,
)
from dhconsole.errors import ArgumentError


class SortDirection(Enum):
    """Which way a column is sorted."""

    DESCENDING = -1
    ASCENDING = 1


_REVERSE = 2
Filters = str | Filter | Sequence[str] | Sequence[Filter]


def where(filters: Filters) -> Operation:
    """The rows for which every condition holds.

    Args:
        filters: conditions in the server's own language, or filters of the module ``filters``.

    Raises:
        ArgumentError: both kinds are mixed, or there is none.
    """
    hint = "Give a text, such as 'Price > 5', or a filter made with the module filters."
    found = each(filters, (str, Filter), "condition", hint)
    texts = [one for one in found if isinstance(one, str)]
    structured = [one for one in found if isinstance(one, Filter)]
    if len(texts) == len(found):
        return _where_texts(texts)
    if len(structured) != len(found):
        raise ArgumentError(
            "conditions are either all texts or all filters",
            hint="Call where twice: once with the texts, once with the filters.",
        )

    def fill(message: Any) -> None:
        for one in structured:
            one.write(message.filters.add())

    return Operation("filter", fill, text=f"where({', '.join(one.text for one in structured)})")


def _where_texts(conditions: list[str]) -> Operation:
    def fill(message: Any) -> None:
        message.filters.extend(conditions)

    return Operation("unstructured_filter", fill, text=call("where", conditions))


def where_in(filter_table: TableLike, cols: Names) -> Operation:
    """The rows whose values in ``cols`` are among those of ``filter_table``.

    Args:
        filter_table: a table of the same session; may tick.
        cols: names, or ``"Left=Right"`` where they differ.
    """
    return _where_in("where_in", filter_table, cols, inverted=False)


def where_not_in(filter_table: TableLike, cols: Names) -> Operation:
    """The rows whose values in ``cols`` are not among those of ``filter_table``.

    Args:
        filter_table: a table of the same session; may tick.
        cols: names, or ``"Left=Right"`` where they differ.
    """
    return _where_in("where_not_in", filter_table, cols, inverted=True)


def sort(
    order_by: Names,
    order: SortDirection | Sequence[SortDirection] | None = None,
    absolute: bool | Sequence[bool] = False,
) -> Operation:
    """The rows in the order of the columns ``order_by``.

    Args:
        order_by: names of columns, the first one weighing most.
        order: a direction for each column, in the same order; where there are fewer, the other
            columns ascend.
        absolute: compare numbers without their sign; for all columns, or for each.

    Raises:
        ArgumentError: there are more directions than columns, or not a flag for each column.
    """
    names = names_of(order_by)
    signless = each(absolute, bool, "flag", "Give True or False, or one for each column.")
    if isinstance(absolute, bool):
        signless *= len(names)
    if len(signless) != len(names):
        raise ArgumentError(
            f"{len(signless)} flags for {len(names)} columns", hint="Give one for each column."
        )
    ways = "Give SortDirection.ASCENDING or SortDirection.DESCENDING, or one for each column."
    directions = each(order, SortDirection, "SortDirection", ways) if order else []
    if len(directions) > len(names):
        raise ArgumentError(
            f"{len(directions)} directions for {len(names)} columns",
            hint="Give at most one direction for each column.",
        )
    directions += [SortDirection.ASCENDING] * (len(names) - len(directions))

    def fill(message: Any) -> None:
        for name, direction, flag in zip(names, directions, signless, strict=True):
            message.sorts.add(column_name=name, direction=direction.value, is_absolute=flag)

    return Operation("sort", fill, text=f"sort({names!r}, {[d.name for d in directions]})")


def sort_descending(order_by: Names) -> Operation:
    """The rows in falling order of the columns ``order_by``."""
    return sort(order_by, [SortDirection.DESCENDING] * len(names_of(order_by)))


def reverse() -> Operation:
    """The rows from last to first."""

    def fill(message: Any) -> None:
        message.sorts.add(direction=_REVERSE)

    return Operation("sort", fill, text="reverse()")


def head(num_rows: int) -> Operation:
    """The first ``num_rows`` rows."""
    return _counted("head", num_rows)


def tail(num_rows: int) -> Operation:
    """The last ``num_rows`` rows."""
    return _counted("tail", num_rows)


def head_by(num_rows: int, by: Names) -> Operation:
    """The first ``num_rows`` rows of every group of the columns ``by``."""
    return _counted("head_by", num_rows, by)


def tail_by(num_rows: int, by: Names) -> Operation:
    """The last ``num_rows`` rows of every group of the columns ``by``."""
    return _counted("tail_by", num_rows, by)


def slice_rows(start: int, stop: int) -> Operation:
    """The rows at positions ``start`` up to, not including, ``stop``.

    Positions below zero count from the end: ``slice(-5, 0)`` is the last five rows.

    Raises:
        ArgumentError: a position is no whole number of 64 bits.
    """
    first, last = int64(start, "position"), int64(stop, "position")

    def fill(message: Any) -> None:
        message.first_position_inclusive = first
        message.last_position_exclusive = last

    return Operation("slice", fill, text=call("slice", first, last))


def snapshot() -> Operation:
    """A static copy of the table as it is now."""
    return plain("snapshot")


def snapshot_when(
    trigger_table: TableLike,
    stamp_cols: Names | None = None,
    initial: bool = False,
    incremental: bool = False,
    history: bool = False,
) -> Operation:
    """A copy of the table that is renewed when ``trigger_table`` changes.

    Args:
        trigger_table: a table of the same session.
        stamp_cols: columns of the trigger that are added; None for all.
        initial: take the first copy at once.
        incremental: copy only the rows that changed.
        history: keep every copy, one after the other; excludes the two above.
    """
    stamps = names_of(stamp_cols)

    def fill(message: Any) -> None:
        message.trigger_id.ticket.ticket = ticket_of(trigger_table)
        message.initial, message.incremental, message.history = initial, incremental, history
        message.stamp_columns.extend(stamps)

    return Operation("snapshot_when", fill, "base_id", "snapshot_when(...)", (trigger_table,))


def _where_in(name: str, other: TableLike, cols: Names, *, inverted: bool) -> Operation:
    names = names_of(cols)

    def fill(message: Any) -> None:
        message.right_id.ticket.ticket = ticket_of(other)
        message.inverted = inverted
        message.columns_to_match.extend(names)

    return Operation("where_in", fill, "left_id", f"{name}(..., {names!r})", (other,))


def _counted(field: str, rows: int, by: Names | None = None) -> Operation:
    number = count(rows)
    groups = names_of(by)

    def fill(message: Any) -> None:
        message.num_rows = number
        if by is not None:
            message.group_by_column_specs.extend(groups)

    text = call(field, number) if by is None else call(field, number, groups)
    return Operation(field, fill, text=text)
