"""Aggregations, for ``agg_by`` and ``agg_all_by``. Pure.

Columns are given as names or as ``"New=Old"``. Without columns an aggregation is for
``agg_all_by``, which applies it to every column that does not make the groups.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dhconsole.client.checks import CONDITIONS_HINT, int64, one_text, texts
from dhconsole.errors import ArgumentError

if TYPE_CHECKING:
    import numpy as np

Columns = str | Sequence[str] | None
Sentinel = Any
"""A numpy number, a text or a bool."""

AGGREGATION_HINT = "Make one with a function of agg, such as agg.sum_('Price')."
_SENTINELS = {
    "int8": "byte_value",
    "int16": "short_value",
    "uint16": "char_value",
    "int32": "int_value",
    "int64": "long_value",
    "float32": "float_value",
    "float64": "double_value",
}


@dataclass(frozen=True, slots=True)
class Aggregation:
    """One aggregation, as the functions of this module make it.

    Attributes:
        name: the function's name.
        columns: the columns it works on; empty for every column, or where it has none.
    """

    name: str
    columns: tuple[str, ...]
    _fill: Callable[[Any], None]
    _of_columns: bool = True

    def __repr__(self) -> str:
        return f"<agg.{' '.join((self.name, ', '.join(self.columns))).rstrip()}>"

    def write(self, message: Any) -> None:
        """Fill an Aggregation message.

        Raises:
            ArgumentError: it works on columns and names none.
        """
        if not self._of_columns:
            self._fill(message)
            return
        if not self.columns:
            raise ArgumentError(
                f"{self.name} names no column",
                hint="Name its columns, or give it to agg_all_by, which takes every column.",
            )
        message.columns.match_pairs.extend(self.columns)
        self._fill(message.columns.spec)

    def write_spec(self, message: Any) -> None:
        """Fill an AggSpec message, for all columns.

        Raises:
            ArgumentError: it does not work on columns, or names some.
        """
        if not self._of_columns:
            raise ArgumentError(
                f"{self.name} is no aggregation of columns", hint="Give it to agg_by instead."
            )
        if self.columns:
            raise ArgumentError(
                f"{self.name} names columns, but agg_all_by takes every column",
                hint="Leave the columns out, or give it to agg_by.",
            )
        self._fill(message)


def sum_(cols: Columns = None) -> Aggregation:
    """The sum."""
    return _plain("sum_", "sum", cols)


def abs_sum(cols: Columns = None) -> Aggregation:
    """The sum of absolute values."""
    return _plain("abs_sum", "abs_sum", cols)


def avg(cols: Columns = None) -> Aggregation:
    """The mean."""
    return _plain("avg", "avg", cols)


def first(cols: Columns = None) -> Aggregation:
    """The first value."""
    return _plain("first", "first", cols)


def last(cols: Columns = None) -> Aggregation:
    """The last value."""
    return _plain("last", "last", cols)


def group(cols: Columns = None) -> Aggregation:
    """All values, as an array."""
    return _plain("group", "group", cols)


def max_(cols: Columns = None) -> Aggregation:
    """The largest value."""
    return _plain("max_", "max", cols)


def min_(cols: Columns = None) -> Aggregation:
    """The smallest value."""
    return _plain("min_", "min", cols)


def std(cols: Columns = None) -> Aggregation:
    """The sample standard deviation."""
    return _plain("std", "std", cols)


def var(cols: Columns = None) -> Aggregation:
    """The sample variance."""
    return _plain("var", "var", cols)


def freeze(cols: Columns = None) -> Aggregation:
    """The one value of the group, which must have one row, as it was when the group was made."""
    return _plain("freeze", "freeze", cols)


def count_(col: str) -> Aggregation:
    """The number of rows, in a column named ``col``."""
    name = one_text(col)

    def fill(message: Any) -> None:
        message.count.column_name = name

    return Aggregation("count_", (), fill, False)


def count_where(col: str, filters: str | Sequence[str]) -> Aggregation:
    """The number of rows for which every condition holds, in a column named ``col``."""
    name = one_text(col)
    conditions = texts(filters, CONDITIONS_HINT)

    def fill(message: Any) -> None:
        message.count_where.column_name = name
        message.count_where.filters.extend(conditions)

    return Aggregation("count_where", (), fill, False)


def partition(col: str, include_by_columns: bool = True) -> Aggregation:
    """The group's rows as a table of their own, in a column named ``col``.

    Args:
        col: name of the result.
        include_by_columns: whether these tables have the columns that make the groups.
    """
    name = one_text(col)

    def fill(message: Any) -> None:
        message.partition.column_name = name
        message.partition.include_group_by_columns = include_by_columns

    return Aggregation("partition", (), fill, False)


def first_row_key(col: str) -> Aggregation:
    """The row key of the group's first row, in a column named ``col``."""
    name = one_text(col)

    def fill(message: Any) -> None:
        message.first_row_key.column_name = name

    return Aggregation("first_row_key", (), fill, False)


def last_row_key(col: str) -> Aggregation:
    """The row key of the group's last row, in a column named ``col``."""
    name = one_text(col)

    def fill(message: Any) -> None:
        message.last_row_key.column_name = name

    return Aggregation("last_row_key", (), fill, False)


def count_distinct(cols: Columns = None, count_nulls: bool = False) -> Aggregation:
    """The number of different values.

    Args:
        cols: columns; None for all.
        count_nulls: whether null is a value too.
    """

    def fill(spec: Any) -> None:
        spec.count_distinct.count_nulls = count_nulls

    return _of("count_distinct", cols, fill)


def distinct(cols: Columns = None, include_nulls: bool = False) -> Aggregation:
    """The different values, as an array.

    Args:
        cols: columns; None for all.
        include_nulls: whether null is a value too.
    """

    def fill(spec: Any) -> None:
        spec.distinct.include_nulls = include_nulls

    return _of("distinct", cols, fill)


def formula(formula: str, formula_param: str | None = None, cols: Columns = None) -> Aggregation:
    """What a formula makes of the group's values.

    Args:
        formula: in terms of ``formula_param``, such as ``"max(x) - min(x)"``; or, without it,
            of whole columns, such as ``"Range = max(Price) - min(Price)"``.
        formula_param: the word of the formula that stands for each column in turn; None or
            empty for a formula of whole columns, as pydeephaven has it.
        cols: columns for ``formula_param``; None for all.

    Raises:
        ArgumentError: there are columns but no ``formula_param``.
    """
    if not formula_param:
        if cols:
            raise ArgumentError(
                "a formula of whole columns takes no list of columns",
                hint="Give formula_param, the word that stands for each of them.",
            )

        def fill_whole(message: Any) -> None:
            message.formula.selectable.raw = formula

        return Aggregation("formula", (), fill_whole, False)

    def fill(spec: Any) -> None:
        spec.formula.formula = formula
        spec.formula.param_token = formula_param

    return _of("formula", cols, fill)


def median(cols: Columns = None, average_evenly_divided: bool = True) -> Aggregation:
    """The median.

    Args:
        cols: columns; None for all.
        average_evenly_divided: of an even number of values, the mean of the middle two;
            otherwise the lower of them.
    """

    def fill(spec: Any) -> None:
        spec.median.average_evenly_divided = average_evenly_divided

    return _of("median", cols, fill)


def pct(
    percentile: float, cols: Columns = None, average_evenly_divided: bool = False
) -> Aggregation:
    """The value below which the share ``percentile`` (0 to 1) of the values lies.

    Args:
        percentile: a share from 0 to 1.
        cols: columns; None for all.
        average_evenly_divided: between two values, their mean; otherwise the lower of them.

    Raises:
        ArgumentError: the percentile is no share.
    """
    share = _share(percentile)

    def fill(spec: Any) -> None:
        spec.percentile.percentile = share
        spec.percentile.average_evenly_divided = average_evenly_divided

    return _of("pct", cols, fill)


def approx_pct(
    percentile: float, cols: Columns = None, compression: float | None = None
) -> Aggregation:
    """About the value below which the share ``percentile`` lies, without sorting (t-digest).

    Args:
        percentile: a share from 0 to 1.
        cols: columns; None for all.
        compression: the t-digest's; more is more exact. None leaves it to the server.

    Raises:
        ArgumentError: the percentile is no share.
    """
    share = _share(percentile)

    def fill(spec: Any) -> None:
        spec.approximate_percentile.percentile = share
        if compression is not None:
            spec.approximate_percentile.compression = compression

    return _of("approx_pct", cols, fill)


def sorted_first(order_by: str, cols: Columns = None) -> Aggregation:
    """The value in the row where the column ``order_by`` is smallest."""
    by = one_text(order_by)

    def fill(spec: Any) -> None:
        spec.sorted_first.columns.add(column_name=by)

    return _of("sorted_first", cols, fill)


def sorted_last(order_by: str, cols: Columns = None) -> Aggregation:
    """The value in the row where the column ``order_by`` is largest."""
    by = one_text(order_by)

    def fill(spec: Any) -> None:
        spec.sorted_last.columns.add(column_name=by)

    return _of("sorted_last", cols, fill)


def unique(
    cols: Columns = None,
    include_nulls: bool = False,
    non_unique_sentinel: np.number[Any] | str | bool | float | None = None,
) -> Aggregation:
    """The group's only value, or ``non_unique_sentinel`` when there are several.

    Args:
        cols: columns; None for all.
        include_nulls: whether null is a value too.
        non_unique_sentinel: of the column's own type: a numpy number of its width (uint16 for
            char), an int for long, a float for double, a text or a bool; None for null.

    Raises:
        ArgumentError: the sentinel is of no type that a column can have.
    """
    sentinel = _sentinel(non_unique_sentinel)

    def fill(spec: Any) -> None:
        spec.unique.include_nulls = include_nulls
        setattr(spec.unique.non_unique_sentinel, *sentinel)

    return _of("unique", cols, fill)


def weighted_avg(wcol: str, cols: Columns = None) -> Aggregation:
    """The mean, weighted by the column ``wcol``."""
    by = one_text(wcol)

    def fill(spec: Any) -> None:
        spec.weighted_avg.weight_column = by

    return _of("weighted_avg", cols, fill)


def weighted_sum(wcol: str, cols: Columns = None) -> Aggregation:
    """The sum, weighted by the column ``wcol``."""
    by = one_text(wcol)

    def fill(spec: Any) -> None:
        spec.weighted_sum.weight_column = by

    return _of("weighted_sum", cols, fill)


def _plain(name: str, field: str, cols: Columns) -> Aggregation:
    return _of(name, cols, lambda spec: getattr(spec, field).SetInParent())


def _of(name: str, cols: Columns, fill: Callable[[Any], None]) -> Aggregation:
    return Aggregation(name, tuple(texts(cols)), fill)


def _share(percentile: Any) -> float:
    if isinstance(percentile, str) or not 0.0 <= percentile <= 1.0:
        raise ArgumentError(f"{percentile} is no percentile", hint="Give a share from 0 to 1.")
    return float(percentile)


def _sentinel(value: Sentinel) -> tuple[str, Any]:
    if value is None:
        return "null_value", 0
    if isinstance(value, bool):
        return "bool_value", value
    if isinstance(value, str):
        return "string_value", value
    kind = str(getattr(value, "dtype", ""))
    if isinstance(value, int):
        return "long_value", int64(value, "number")
    if isinstance(value, float) and not kind:
        return "double_value", value
    if kind == "bool":
        return "bool_value", bool(value)
    if kind not in _SENTINELS:
        raise ArgumentError(
            f"{value!r} cannot stand for values that differ",
            hint="Give a numpy number of the column's own width, such as np.int32(-1).",
        )
    return _SENTINELS[kind], value.item()
