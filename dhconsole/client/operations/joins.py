"""Operations that add columns of another table."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import Any

from dhconsole.client.agg import AGGREGATION_HINT, Aggregation
from dhconsole.client.checks import int64, one
from dhconsole.client.operations.model import (
    Names,
    Operation,
    TableLike,
    each,
    names_of,
    ticket_of,
)
from dhconsole.errors import ArgumentError


class NaturalJoinType(Enum):
    """What a natural join does where several rows of the right table match."""

    ERROR_ON_DUPLICATE = 1
    FIRST_MATCH = 2
    LAST_MATCH = 3
    EXACTLY_ONE_MATCH = 4


_KINDS = ", ".join(str(kind) for kind in NaturalJoinType)


def natural_join(
    table: TableLike,
    on: Names,
    joins: Names | None = None,
    type: NaturalJoinType = NaturalJoinType.ERROR_ON_DUPLICATE,  # noqa: A002
) -> Operation:
    """The table with columns of the one row of ``table`` that matches; nulls where none does.

    Args:
        table: the right side, of the same session.
        on: columns to match, names or ``"Left=Right"``.
        joins: columns to add, names or ``"New=Old"``; None for all but the keys.
        type: what to do where several rows match.
    """
    kind = one(type, NaturalJoinType, "NaturalJoinType", f"Give one of {_KINDS}.")

    def fill(message: Any) -> None:
        _match(message, table, on, joins)
        message.join_type = kind.value

    return _joined("natural_join", fill, table, on)


def exact_join(table: TableLike, on: Names, joins: Names | None = None) -> Operation:
    """The table with columns of the row of ``table`` that matches; exactly one must.

    Args:
        table: the right side, of the same session.
        on: columns to match, names or ``"Left=Right"``.
        joins: columns to add, names or ``"New=Old"``; None for all but the keys.
    """

    def fill(message: Any) -> None:
        _match(message, table, on, joins)

    return _joined("exact_join", fill, table, on)


def join(
    table: TableLike,
    on: Names | None = None,
    joins: Names | None = None,
    reserve_bits: int = 10,
) -> Operation:
    """One row for every pair of rows that match.

    Args:
        table: the right side, of the same session.
        on: columns to match, names or ``"Left=Right"``; None pairs every row with every row.
        joins: columns to add, names or ``"New=Old"``; None for all but the keys.
        reserve_bits: bits of a row key that are kept for the matches of one row.
    """
    bits = int64(reserve_bits, "number of bits")

    def fill(message: Any) -> None:
        _match(message, table, on, joins)
        message.reserve_bits = bits

    return _joined("cross_join", fill, table, on, name="join")


def aj(table: TableLike, on: Names, joins: Names | None = None) -> Operation:
    """As-of join: columns of the newest row of ``table`` that is not later.

    Args:
        table: the right side, of the same session.
        on: columns to match exactly and, last, the one to compare: a name, ``"Left >= Right"``
            or ``"Left > Right"``.
        joins: columns to add, names or ``"New=Old"``; None for all but the keys.

    Raises:
        ArgumentError: ``on`` is empty.
    """
    return _as_of("aj", table, on, joins)


def raj(table: TableLike, on: Names, joins: Names | None = None) -> Operation:
    """Reverse as-of join: columns of the oldest row of ``table`` that is not earlier.

    Args:
        table: the right side, of the same session.
        on: columns to match exactly and, last, the one to compare: a name, ``"Left <= Right"``
            or ``"Left < Right"``.
        joins: columns to add, names or ``"New=Old"``; None for all but the keys.

    Raises:
        ArgumentError: ``on`` is empty.
    """
    return _as_of("raj", table, on, joins)


def range_join(table: TableLike, on: Names, aggs: Aggregation | Sequence[Aggregation]) -> Operation:
    """Aggregates the rows of ``table`` that lie in a range which each row gives.

    The server refuses ticking tables here (seen on a live 42.7 server).

    Args:
        table: the right side, of the same session.
        on: columns to match exactly and, last, the range, such as ``"L1 < R < L2"``, where
            ``<=`` and ``<`` may be used, and ``<-`` and ``->`` at its ends let a neighbour in.
        aggs: what to make of the rows in range; the server takes ``agg.group`` only.

    Raises:
        ArgumentError: ``on`` is empty, or there is no aggregation.
    """
    keys, last = _split(on, "range_join")
    found = each(aggs, Aggregation, "aggregation", AGGREGATION_HINT)

    def fill(message: Any) -> None:
        message.right_id.ticket.ticket = ticket_of(table)
        message.exact_match_columns.extend(keys)
        message.range_match = last
        for aggregation in found:
            aggregation.write(message.aggregations.add())

    return _joined("range_join", fill, table, on)


def _as_of(field: str, table: TableLike, on: Names, joins: Names | None) -> Operation:
    keys, last = _split(on, field)
    added = names_of(joins)

    def fill(message: Any) -> None:
        message.right_id.ticket.ticket = ticket_of(table)
        message.exact_match_columns.extend(keys)
        message.as_of_column = last
        message.columns_to_add.extend(added)

    return _joined(field, fill, table, on)


def _split(on: Names, name: str) -> tuple[list[str], str]:
    found = names_of(on)
    if not found:
        raise ArgumentError(
            f"{name} needs at least one column", hint="The last one is compared, not matched."
        )
    return found[:-1], found[-1]


def _match(message: Any, table: TableLike, on: Names | None, joins: Names | None) -> None:
    message.right_id.ticket.ticket = ticket_of(table)
    message.columns_to_match.extend(names_of(on))
    message.columns_to_add.extend(names_of(joins))


def _joined(field: str, fill: Any, table: TableLike, on: Names | None, name: str = "") -> Operation:
    text = f"{name or field}(..., {names_of(on)!r})"
    return Operation(field, fill, "left_id", text, (table,))
