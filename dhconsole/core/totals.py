"""Totals of columns: what can be asked for, and the recipe of a table of them.

The totals of a view are a table of their own with one row, made from the view's rows after all
filters, and live as it is. An aggregation of nothing has no row.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from dhconsole.client import agg
from dhconsole.client.agg import Aggregation
from dhconsole.client.operations import Operation, agg_by
from dhconsole.core.recipe import SIGNED, ColumnChoice, Recipe, Rollup

_BIG = frozenset(("java.math.BigDecimal", "java.math.BigInteger"))


@dataclass(frozen=True, slots=True)
class Total:
    """A kind of total.

    Attributes:
        label: at most three letters, for the line's beginning.
        title: in words.
        make: the aggregation of one column, given as ``New=Old``.
        of_numbers: whether only numbers have it.
        same_type: whether it is a value of the column, shown as those are.
    """

    label: str
    title: str
    make: Callable[[str], Aggregation]
    of_numbers: bool = False
    same_type: bool = False


def _count(pair: str) -> Aggregation:
    return agg.count_(pair.partition("=")[0])


TOTALS: Mapping[str, Total] = {
    "sum": Total("sum", "Sum", agg.sum_, of_numbers=True),
    "abs_sum": Total("abs", "Sum without signs", agg.abs_sum, of_numbers=True),
    "min": Total("min", "Least", agg.min_, same_type=True),
    "max": Total("max", "Greatest", agg.max_, same_type=True),
    "avg": Total("avg", "Mean", agg.avg, of_numbers=True),
    "std": Total("std", "Standard deviation", agg.std, of_numbers=True),
    "var": Total("var", "Variance", agg.var, of_numbers=True),
    "first": Total("1st", "First", agg.first, same_type=True),
    "last": Total("lst", "Last", agg.last, same_type=True),
    "count": Total("cnt", "Rows", _count),
    "count_distinct": Total("dif", "Different values", agg.count_distinct),
    "distinct": Total("all", "All different values", agg.distinct),
    "unique": Total("one", "The only value", agg.unique, same_type=True),
}


def totals_for(java_type: str) -> tuple[str, ...]:
    """Which totals a column of that type can have."""
    is_number = java_type in SIGNED or java_type in _BIG
    return tuple(name for name, total in TOTALS.items() if is_number or not total.of_numbers)


def rollup_totals(rollup: Rollup) -> list[tuple[str, str]]:
    """What each group of a rollup shows: names of totals, and the column of each as ``New=Old``.

    A column keeps its name unless it has several totals.
    """
    named = Counter(column for column, _ in rollup.totals)
    pairs = [
        (total, f"{column if named[column] == 1 else result_name(column, total)}={column}")
        for column, total in rollup.totals
    ]
    return pairs or [("count", "Rows=")]


def result_name(column: str, total: str) -> str:
    """The column of the totals' table that has it."""
    return f"{column}__{total}"


def totals_recipe(recipe: Recipe) -> Recipe:
    """The recipe of the one row of a view's totals."""
    return replace(
        recipe.rows() if recipe.rollup is not None else recipe,
        aggregated=True,
        columns=ColumnChoice(),
        formats=(),
        title=f"totals of {recipe.name}",
    )


def total_steps(recipe: Recipe) -> list[Operation]:
    """What makes the totals of the rows that the recipe makes."""
    if not recipe.aggregated or not recipe.totals:
        return []
    aggregations = [
        TOTALS[total].make(f"{result_name(column, total)}={column}")
        for column, total in recipe.totals
    ]
    return [agg_by(aggregations)]
