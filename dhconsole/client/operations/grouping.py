"""Operations that make one row of many."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dhconsole.client import agg
from dhconsole.client.agg import AGGREGATION_HINT, Aggregation
from dhconsole.client.checks import one
from dhconsole.client.operations.model import (
    Names,
    Operation,
    TableLike,
    call,
    each,
    names_of,
    ticket_of,
)


def group_by(by: Names | None = None) -> Operation:
    """One row per group; the other columns become arrays."""
    return _all_by("group_by", agg.group(), by)


def first_by(by: Names | None = None) -> Operation:
    """The first row of every group of ``by``; None for one group."""
    return _all_by("first_by", agg.first(), by)


def last_by(by: Names | None = None) -> Operation:
    """The last row of every group of ``by``; None for one group."""
    return _all_by("last_by", agg.last(), by)


def sum_by(by: Names | None = None) -> Operation:
    """Sums per group of ``by``; every other column must be of numbers or booleans."""
    return _all_by("sum_by", agg.sum_(), by)


def abs_sum_by(by: Names | None = None) -> Operation:
    """Sums of absolute values per group of ``by``; every other column must be of numbers."""
    return _all_by("abs_sum_by", agg.abs_sum(), by)


def avg_by(by: Names | None = None) -> Operation:
    """Means per group of ``by``; every other column must be of numbers."""
    return _all_by("avg_by", agg.avg(), by)


def std_by(by: Names | None = None) -> Operation:
    """Sample standard deviations per group of ``by``; other columns must be of numbers."""
    return _all_by("std_by", agg.std(), by)


def var_by(by: Names | None = None) -> Operation:
    """Sample variances per group of ``by``; every other column must be of numbers."""
    return _all_by("var_by", agg.var(), by)


def median_by(by: Names | None = None) -> Operation:
    """Medians per group of ``by``."""
    return _all_by("median_by", agg.median(), by)


def min_by(by: Names | None = None) -> Operation:
    """Smallest values per group of ``by``."""
    return _all_by("min_by", agg.min_(), by)


def max_by(by: Names | None = None) -> Operation:
    """Largest values per group of ``by``."""
    return _all_by("max_by", agg.max_(), by)


def count_by(col: str, by: Names | None = None) -> Operation:
    """Rows per group of ``by``, in a column named ``col``."""
    counted, names = agg.count_(col), names_of(by)

    def fill(message: Any) -> None:
        counted.write(message.aggregations.add())
        message.group_by_columns.extend(names)

    return Operation("aggregate", fill, text=call("count_by", col, names))


def agg_by(
    aggs: Aggregation | Sequence[Aggregation],
    by: Names | None = None,
    preserve_empty: bool = False,
    initial_groups: TableLike | None = None,
) -> Operation:
    """Aggregations per group of ``by``.

    Args:
        aggs: of the module ``agg``.
        by: columns whose values make the groups; None for one group.
        preserve_empty: keep groups whose rows are all gone.
        initial_groups: a table whose groups come first and exist from the start.

    Raises:
        ArgumentError: there is no aggregation.
    """
    found = each(aggs, Aggregation, "aggregation", AGGREGATION_HINT)
    names = names_of(by)

    def fill(message: Any) -> None:
        for aggregation in found:
            aggregation.write(message.aggregations.add())
        message.group_by_columns.extend(names)
        message.preserve_empty = preserve_empty
        if initial_groups is not None:
            message.initial_groups_id.ticket.ticket = ticket_of(initial_groups)

    tables = (initial_groups,) if initial_groups is not None else ()
    return Operation("aggregate", fill, text=f"agg_by(..., by={names!r})", tables=tables)


def agg_all_by(agg: Aggregation, by: Names | None = None) -> Operation:
    """One aggregation of every column but ``by``, per group.

    Args:
        agg: of the module ``agg``, without columns of its own.
        by: columns whose values make the groups; None for one group.

    Raises:
        ArgumentError: this aggregation is not one of columns, or names some.
    """
    return _all_by("agg_all_by", agg, by)


def _all_by(name: str, aggregation: Aggregation, by: Names | None) -> Operation:
    names = names_of(by)
    one(aggregation, Aggregation, "aggregation", AGGREGATION_HINT)

    def fill(message: Any) -> None:
        aggregation.write_spec(message.spec)
        message.group_by_columns.extend(names)

    return Operation("aggregate_all", fill, text=call(name, names))
