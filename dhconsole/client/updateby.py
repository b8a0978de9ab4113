"""Cumulative, exponential and rolling operations, for ``update_by``. Pure.

Columns are given as names or as ``"New=Old"``; an empty list stands for every column that does
not make the groups (seen on a live 42.7 server). A window is of rows ("ticks"), or of time by a
timestamp column; times are nanoseconds or texts such as ``PT5S`` or ``PT00:00:05``. Backward
windows count the row itself: 1 is the row alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from enum import Enum
from typing import Any

from dhconsole.client.checks import CONDITIONS_HINT, one_text, texts
from dhconsole.client.windows import Ticks, Time, Window, Write
from dhconsole.client.windows import rows as _rows
from dhconsole.client.windows import span as _span
from dhconsole.client.windows import ticks as _ticks
from dhconsole.client.windows import time as _time
from dhconsole.errors import ArgumentError
from dhconsole.errors import DHError as DHError

Columns = str | Sequence[str]


class BadDataBehavior(Enum):
    """What an exponential operation does at a value that it cannot use."""

    RESET = 2
    SKIP = 3
    THROW = 1
    POISON = 4


class MathContext(Enum):
    """Digits and rounding for decimals: (digits, number of the rounding mode)."""

    UNLIMITED = (0, 5)
    DECIMAL32 = (7, 7)
    DECIMAL64 = (16, 7)
    DECIMAL128 = (34, 7)


class DeltaControl(Enum):
    """What ``delta`` says where a value or the one before it is null."""

    NULL_DOMINATES = 1
    VALUE_DOMINATES = 2
    ZERO_DOMINATES = 3


@dataclass(frozen=True)
class OperationControl:
    """How an exponential operation treats what it cannot use.

    Attributes:
        on_null: at a null.
        on_nan: at a NaN.
        big_value_context: digits of decimals.
    """

    on_null: BadDataBehavior = BadDataBehavior.SKIP
    on_nan: BadDataBehavior = BadDataBehavior.SKIP
    big_value_context: MathContext = MathContext.DECIMAL128

    def write(self, message: Any) -> None:
        """Fill an UpdateByEmOptions message."""
        message.on_null_value = self.on_null.value
        message.on_nan_value = self.on_nan.value
        _write_context(message.big_value_context, self.big_value_context)


@dataclass(frozen=True)
class UpdateByOptions:
    """How the engine keeps its state; None leaves a setting to it.

    Attributes:
        use_redirection: keep results densely, by way of a second index.
        chunk_capacity: rows worked on at a time.
        max_static_sparse_memory_overhead: when to redirect results of a static table, as a
            share of the memory that dense results would take.
        initial_hash_table_size: places for groups at the start.
        maximum_load_factor: share of taken places at which there come to be more.
        target_load_factor: share of taken places afterwards.
        math_context: digits of decimals.
    """

    use_redirection: bool | None = None
    chunk_capacity: int | None = None
    max_static_sparse_memory_overhead: float | None = None
    initial_hash_table_size: int | None = None
    maximum_load_factor: float | None = None
    target_load_factor: float | None = None
    math_context: MathContext | None = None

    def write(self, message: Any) -> None:
        """Fill an UpdateByOptions message.

        Raises:
            ArgumentError: a setting is of the wrong type, or does not fit into 32 bits.
        """
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, MathContext):
                _write_context(message.math_context, value)
            elif value is not None:
                try:
                    setattr(message, field.name, value)
                except (TypeError, ValueError, AttributeError) as error:
                    raise ArgumentError(
                        f"{field.name} cannot be {value!r}", hint="Leave it out, or see its type."
                    ) from error


@dataclass(frozen=True, slots=True)
class UpdateByOperation:
    """One operation, as the functions of this module make it.

    Attributes:
        name: the function's name.
        columns: the columns it works on; empty where it makes one of all.
    """

    name: str
    columns: tuple[str, ...]
    _fill: Write

    def __repr__(self) -> str:
        return f"<updateby.{' '.join((self.name, ', '.join(self.columns))).rstrip()}>"

    def write(self, message: Any) -> None:
        """Fill an UpdateByOperation message."""
        message.column.match_pairs.extend(self.columns)
        self._fill(message.column.spec)


# -- cumulative ----------------------------------------------------------------------------


def cum_sum(cols: Columns) -> UpdateByOperation:
    """The sum so far."""
    return _cumulative("cum_sum", "sum", cols)


def cum_prod(cols: Columns) -> UpdateByOperation:
    """The product so far."""
    return _cumulative("cum_prod", "product", cols)


def cum_min(cols: Columns) -> UpdateByOperation:
    """The smallest value so far."""
    return _cumulative("cum_min", "min", cols)


def cum_max(cols: Columns) -> UpdateByOperation:
    """The largest value so far."""
    return _cumulative("cum_max", "max", cols)


def forward_fill(cols: Columns) -> UpdateByOperation:
    """The value, or the last one before that is not null."""
    return _cumulative("forward_fill", "fill", cols)


def cum_count_where(col: str, filters: str | Sequence[str]) -> UpdateByOperation:
    """Rows so far for which every condition holds, in a column named ``col``."""

    name, conditions = one_text(col), texts(filters, CONDITIONS_HINT)

    def fill(spec: Any) -> None:
        spec.count_where.result_column = name
        spec.count_where.filters.extend(conditions)

    return UpdateByOperation("cum_count_where", (), fill)


def delta(
    cols: Columns, delta_control: DeltaControl = DeltaControl.NULL_DOMINATES
) -> UpdateByOperation:
    """The difference from the value of the row before."""
    _check(delta_control, DeltaControl)

    def fill(spec: Any) -> None:
        spec.delta.options.null_behavior = delta_control.value

    return _of("delta", cols, fill)


# -- exponential ---------------------------------------------------------------------------


def ema_tick(
    decay_ticks: Ticks, cols: Columns, op_control: OperationControl | None = None
) -> UpdateByOperation:
    """Exponential moving average, decaying by rows."""
    return _exponential("ema_tick", "ema", cols, _ticks(decay_ticks), op_control)


def ema_time(
    ts_col: str, decay_time: Time, cols: Columns, op_control: OperationControl | None = None
) -> UpdateByOperation:
    """Exponential moving average, decaying by time."""
    return _exponential("ema_time", "ema", cols, _time(ts_col, decay_time), op_control)


def ems_tick(
    decay_ticks: Ticks, cols: Columns, op_control: OperationControl | None = None
) -> UpdateByOperation:
    """Exponential moving sum, decaying by rows."""
    return _exponential("ems_tick", "ems", cols, _ticks(decay_ticks), op_control)


def ems_time(
    ts_col: str, decay_time: Time, cols: Columns, op_control: OperationControl | None = None
) -> UpdateByOperation:
    """Exponential moving sum, decaying by time."""
    return _exponential("ems_time", "ems", cols, _time(ts_col, decay_time), op_control)


def emmin_tick(
    decay_ticks: Ticks, cols: Columns, op_control: OperationControl | None = None
) -> UpdateByOperation:
    """Exponential moving minimum, decaying by rows."""
    return _exponential("emmin_tick", "em_min", cols, _ticks(decay_ticks), op_control)


def emmin_time(
    ts_col: str, decay_time: Time, cols: Columns, op_control: OperationControl | None = None
) -> UpdateByOperation:
    """Exponential moving minimum, decaying by time."""
    return _exponential("emmin_time", "em_min", cols, _time(ts_col, decay_time), op_control)


def emmax_tick(
    decay_ticks: Ticks, cols: Columns, op_control: OperationControl | None = None
) -> UpdateByOperation:
    """Exponential moving maximum, decaying by rows."""
    return _exponential("emmax_tick", "em_max", cols, _ticks(decay_ticks), op_control)


def emmax_time(
    ts_col: str, decay_time: Time, cols: Columns, op_control: OperationControl | None = None
) -> UpdateByOperation:
    """Exponential moving maximum, decaying by time."""
    return _exponential("emmax_time", "em_max", cols, _time(ts_col, decay_time), op_control)


def emstd_tick(
    decay_ticks: Ticks, cols: Columns, op_control: OperationControl | None = None
) -> UpdateByOperation:
    """Exponential moving standard deviation, decaying by rows."""
    return _exponential("emstd_tick", "em_std", cols, _ticks(decay_ticks), op_control)


def emstd_time(
    ts_col: str, decay_time: Time, cols: Columns, op_control: OperationControl | None = None
) -> UpdateByOperation:
    """Exponential moving standard deviation, decaying by time."""
    return _exponential("emstd_time", "em_std", cols, _time(ts_col, decay_time), op_control)


# -- rolling -------------------------------------------------------------------------------


def rolling_sum_tick(cols: Columns, rev_ticks: int, fwd_ticks: int = 0) -> UpdateByOperation:
    """The sum over a window of rows."""
    return _rolling("rolling_sum_tick", "rolling_sum", cols, _rows(rev_ticks, fwd_ticks))


def rolling_sum_time(
    ts_col: str, cols: Columns, rev_time: Time, fwd_time: Time = 0
) -> UpdateByOperation:
    """The sum over a window of time."""
    return _rolling("rolling_sum_time", "rolling_sum", cols, _span(ts_col, rev_time, fwd_time))


def rolling_group_tick(cols: Columns, rev_ticks: int, fwd_ticks: int = 0) -> UpdateByOperation:
    """The values of a window of rows, as an array."""
    return _rolling("rolling_group_tick", "rolling_group", cols, _rows(rev_ticks, fwd_ticks))


def rolling_group_time(
    ts_col: str, cols: Columns, rev_time: Time, fwd_time: Time = 0
) -> UpdateByOperation:
    """The values of a window of time, as an array."""
    return _rolling("rolling_group_time", "rolling_group", cols, _span(ts_col, rev_time, fwd_time))


def rolling_avg_tick(cols: Columns, rev_ticks: int, fwd_ticks: int = 0) -> UpdateByOperation:
    """The mean over a window of rows."""
    return _rolling("rolling_avg_tick", "rolling_avg", cols, _rows(rev_ticks, fwd_ticks))


def rolling_avg_time(
    ts_col: str, cols: Columns, rev_time: Time, fwd_time: Time = 0
) -> UpdateByOperation:
    """The mean over a window of time."""
    return _rolling("rolling_avg_time", "rolling_avg", cols, _span(ts_col, rev_time, fwd_time))


def rolling_min_tick(cols: Columns, rev_ticks: int, fwd_ticks: int = 0) -> UpdateByOperation:
    """The smallest value of a window of rows."""
    return _rolling("rolling_min_tick", "rolling_min", cols, _rows(rev_ticks, fwd_ticks))


def rolling_min_time(
    ts_col: str, cols: Columns, rev_time: Time, fwd_time: Time = 0
) -> UpdateByOperation:
    """The smallest value of a window of time."""
    return _rolling("rolling_min_time", "rolling_min", cols, _span(ts_col, rev_time, fwd_time))


def rolling_max_tick(cols: Columns, rev_ticks: int, fwd_ticks: int = 0) -> UpdateByOperation:
    """The largest value of a window of rows."""
    return _rolling("rolling_max_tick", "rolling_max", cols, _rows(rev_ticks, fwd_ticks))


def rolling_max_time(
    ts_col: str, cols: Columns, rev_time: Time, fwd_time: Time = 0
) -> UpdateByOperation:
    """The largest value of a window of time."""
    return _rolling("rolling_max_time", "rolling_max", cols, _span(ts_col, rev_time, fwd_time))


def rolling_prod_tick(cols: Columns, rev_ticks: int, fwd_ticks: int = 0) -> UpdateByOperation:
    """The product over a window of rows."""
    return _rolling("rolling_prod_tick", "rolling_product", cols, _rows(rev_ticks, fwd_ticks))


def rolling_prod_time(
    ts_col: str, cols: Columns, rev_time: Time, fwd_time: Time = 0
) -> UpdateByOperation:
    """The product over a window of time."""
    return _rolling("rolling_prod_time", "rolling_product", cols, _span(ts_col, rev_time, fwd_time))


def rolling_count_tick(cols: Columns, rev_ticks: int, fwd_ticks: int = 0) -> UpdateByOperation:
    """The number of values that are not null in a window of rows."""
    return _rolling("rolling_count_tick", "rolling_count", cols, _rows(rev_ticks, fwd_ticks))


def rolling_count_time(
    ts_col: str, cols: Columns, rev_time: Time, fwd_time: Time = 0
) -> UpdateByOperation:
    """The number of values that are not null in a window of time."""
    return _rolling("rolling_count_time", "rolling_count", cols, _span(ts_col, rev_time, fwd_time))


def rolling_std_tick(cols: Columns, rev_ticks: int, fwd_ticks: int = 0) -> UpdateByOperation:
    """The sample standard deviation over a window of rows."""
    return _rolling("rolling_std_tick", "rolling_std", cols, _rows(rev_ticks, fwd_ticks))


def rolling_std_time(
    ts_col: str, cols: Columns, rev_time: Time, fwd_time: Time = 0
) -> UpdateByOperation:
    """The sample standard deviation over a window of time."""
    return _rolling("rolling_std_time", "rolling_std", cols, _span(ts_col, rev_time, fwd_time))


def rolling_wavg_tick(
    wcol: str, cols: Columns, rev_ticks: int, fwd_ticks: int = 0
) -> UpdateByOperation:
    """The mean over a window of rows, weighted by the column ``wcol``."""
    window = _rows(rev_ticks, fwd_ticks)
    return _rolling("rolling_wavg_tick", "rolling_wavg", cols, window, weight_column=wcol)


def rolling_wavg_time(
    ts_col: str, wcol: str, cols: Columns, rev_time: Time, fwd_time: Time = 0
) -> UpdateByOperation:
    """The mean over a window of time, weighted by the column ``wcol``."""
    window = _span(ts_col, rev_time, fwd_time)
    return _rolling("rolling_wavg_time", "rolling_wavg", cols, window, weight_column=wcol)


def rolling_formula_tick(
    formula: str, formula_param: str, cols: Columns, rev_ticks: int, fwd_ticks: int = 0
) -> UpdateByOperation:
    """What ``formula`` makes of a window of rows, for which ``formula_param`` stands in it."""
    window, parts = _rows(rev_ticks, fwd_ticks), {"formula": formula, "param_token": formula_param}
    return _rolling("rolling_formula_tick", "rolling_formula", cols, window, **parts)


def rolling_formula_time(
    ts_col: str,
    formula: str,
    formula_param: str,
    cols: Columns,
    rev_time: Time,
    fwd_time: Time = 0,
) -> UpdateByOperation:
    """What ``formula`` makes of a window of time, for which ``formula_param`` stands in it."""
    window = _span(ts_col, rev_time, fwd_time)
    parts = {"formula": formula, "param_token": formula_param}
    return _rolling("rolling_formula_time", "rolling_formula", cols, window, **parts)


def rolling_count_where_tick(
    col: str, filters: str | Sequence[str], rev_ticks: int, fwd_ticks: int = 0
) -> UpdateByOperation:
    """Rows of a window of rows for which every condition holds, in a column named ``col``."""
    window = _rows(rev_ticks, fwd_ticks)
    return _count_where("rolling_count_where_tick", col, filters, window)


def rolling_count_where_time(
    ts_col: str, col: str, filters: str | Sequence[str], rev_time: Time, fwd_time: Time = 0
) -> UpdateByOperation:
    """Rows of a window of time for which every condition holds, in a column named ``col``."""
    window = _span(ts_col, rev_time, fwd_time)
    return _count_where("rolling_count_where_time", col, filters, window)


# -- how they are written ------------------------------------------------------------------


def _cumulative(name: str, field: str, cols: Columns) -> UpdateByOperation:
    return _of(name, cols, lambda spec: getattr(spec, field).SetInParent())


def _exponential(
    name: str, field: str, cols: Columns, scale: Write, control: OperationControl | None
) -> UpdateByOperation:
    if control is not None:
        _check(control, OperationControl)

    def fill(spec: Any) -> None:
        part = getattr(spec, field)
        scale(part.window_scale)
        if control is not None:
            control.write(part.options)

    return _of(name, cols, fill)


def _rolling(
    name: str, field: str, cols: Columns, window: Window, **more: str
) -> UpdateByOperation:
    parts = {key: one_text(value) for key, value in more.items()}

    def fill(spec: Any) -> None:
        part = getattr(spec, field)
        window.write(part)
        for key, value in parts.items():
            setattr(part, key, value)

    return _of(name, cols, fill)


def _count_where(
    name: str, col: str, filters: str | Sequence[str], window: Window
) -> UpdateByOperation:
    result, conditions = one_text(col), texts(filters, CONDITIONS_HINT)

    def fill(spec: Any) -> None:
        window.write(spec.rolling_count_where)
        spec.rolling_count_where.result_column = result
        spec.rolling_count_where.filters.extend(conditions)

    return UpdateByOperation(name, (), fill)


def _of(name: str, cols: Columns, fill: Write) -> UpdateByOperation:
    return UpdateByOperation(name, tuple(texts(cols)), fill)


def _check(given: Any, kind: type) -> None:
    if not isinstance(given, kind):
        raise ArgumentError(
            f"{given!r} is no {kind.__name__}", hint="Give one of the module updateby."
        )


def _write_context(message: Any, context: MathContext) -> None:
    message.precision, message.rounding_mode = context.value
