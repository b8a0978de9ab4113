"""Quick filters for values that are there: this value, other than this, more, less. Pure.

The filter stands in the grammar wherever that can say the value exactly, so that it can be edited
like one that was typed; else it carries its meaning as a predicate.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TypeAlias

import numpy as np
import pyarrow as pa

from dhconsole.core.filtering.frame import parse_filter
from dhconsole.core.filtering.numbers import INTEGERS
from dhconsole.core.filtering.predicates import (
    AllOf,
    AnyOf,
    Predicate,
    Sign,
    TextIs,
)
from dhconsole.core.filtering.texts import MARK
from dhconsole.core.filtering.times import Now
from dhconsole.core.filtering.words import in_words
from dhconsole.core.recipe import ColumnFilter
from dhconsole.errors import FilterTextError
from dhconsole.text.arrow import integers
from dhconsole.text.numeric import decimal_text, read_big_decimal

Value: TypeAlias = "int | float | bool | str | Decimal | None"
"""A value as a filter needs it: times, dates and durations as the numbers that stand for them."""

MOST_VALUES = 1000
_SECOND = 10**9
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_NUMBERED = (pa.types.is_timestamp, pa.types.is_time, pa.types.is_duration)


def value_of(values: pa.Array, java_type: str) -> Value:
    """The only value of an array of length one.

    Raises:
        FilterTextError: values of the type cannot be compared.
    """
    if not values[0].is_valid:
        return None
    if any(test(values.type) for test in _NUMBERED):
        return int(integers(values)[0]) * _unit(values.type)
    if pa.types.is_date(values.type):
        days = int(integers(values)[0])
        return days if pa.types.is_date32(values.type) else days // 86_400_000
    found = values[0].as_py()
    if java_type == "char":
        return chr(found)
    if java_type == "java.math.BigInteger":
        return int.from_bytes(found, "big", signed=True)
    if java_type == "java.math.BigDecimal":
        unscaled, scale = read_big_decimal(found)
        return Decimal(decimal_text(unscaled, scale))
    if java_type == "float":
        return float(str(np.float32(found)))
    if isinstance(found, bool | int | float | str):
        return found
    raise FilterTextError(
        f"values of {java_type.rsplit('.', 1)[-1]} cannot be compared here",
        hint="Filter with a formula instead.",
    )


def _unit(type_: pa.DataType) -> int:
    return {"s": _SECOND, "ms": 10**6, "us": 1000, "ns": 1}[type_.unit]


def value_filter(
    column: str, java_type: str, values: Sequence[Value], sign: Sign, now: Now
) -> ColumnFilter:
    """The filter that the column is one of these values, none of them, or less, or more.

    Raises:
        FilterTextError: there are too many, or one that cannot be compared in that way.
    """
    if len(values) > MOST_VALUES:
        raise FilterTextError(
            f"{len(values):,} values are too many for a filter",
            hint=f"Select {MOST_VALUES:,} rows at most.",
        )
    different = list(dict.fromkeys(values))
    texts = [_text(value, java_type, sign, now) for value in different]
    text = (" && " if sign is Sign.NE else " || ").join(texts)
    if java_type != "java.lang.String":
        parse_filter(text, java_type, now)
        return ColumnFilter(column, text, zone=str(now.zone))
    parts = [_string(value, sign) for value in different]
    wanted = parts[0] if len(parts) == 1 else _joined(parts, sign)
    marked = f"{MARK}{text}"
    try:
        if parse_filter(marked, java_type, now) == wanted:
            return ColumnFilter(column, marked, zone=str(now.zone))
    except FilterTextError:
        pass  # the grammar has no words for it: the predicate goes along
    return ColumnFilter(column, in_words(wanted, "").strip(), wanted)


def joined(old: ColumnFilter, new: ColumnFilter) -> ColumnFilter:
    """Both filters of a column as one; the new one alone where no text can say both."""
    if old.predicate is not None or new.predicate is not None or old.zone != new.zone:
        return new
    marks = (old.text.startswith(MARK), new.text.startswith(MARK))
    if marks[0] != marks[1] or any("||" in each.text for each in (old, new)):
        return new
    return replace(new, text=f"{old.text} && {new.text.removeprefix(MARK)}")


def _joined(parts: list[Predicate], sign: Sign) -> Predicate:
    return AllOf(tuple(parts)) if sign is Sign.NE else AnyOf(tuple(parts))


def _string(value: Value, sign: Sign) -> Predicate:
    if value is None:
        found = parse_filter("null" if sign is not Sign.NE else "!=null", "java.lang.String", Now())
        assert found is not None
        return found
    if not sign.is_equality:
        raise FilterTextError(
            "texts are neither more nor less here", hint="Filter with a formula instead."
        )
    return TextIs(str(value), sign is Sign.NE, match_case=True)


def _text(value: Value, java_type: str, sign: Sign, now: Now) -> str:
    """The value in the grammar, with its sign."""
    if java_type == "java.lang.String":
        mark = "!" if sign is Sign.NE else ""
        return f"{mark}null" if value is None else f"{mark}{value}/c"
    if value is None and not sign.is_equality:
        raise FilterTextError(
            "null is neither more nor less than anything", hint="Go to another value."
        )
    before = "" if sign is Sign.EQ else sign.value
    return f"{before}{plain_text(value, java_type, now)}"


def plain_text(value: Value, java_type: str, now: Now) -> str:
    """The value as it can be typed; exact."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if java_type in INTEGERS:
        return str(value)
    if isinstance(value, float):
        return {"inf": "inf", "-inf": "-inf", "nan": "nan"}.get(repr(value), repr(value))
    if java_type in ("java.time.Instant", "java.time.ZonedDateTime"):
        return _moment(int(value), now)
    if java_type == "java.time.LocalDate":
        return (dt.date(1970, 1, 1) + dt.timedelta(days=int(value))).isoformat()
    if java_type == "java.time.LocalTime":
        seconds, rest = divmod(int(value), _SECOND)
        return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.{rest:09d}"
    if java_type == "java.time.Duration":
        seconds, rest = divmod(abs(int(value)), _SECOND)
        return f"{'-' if int(value) < 0 else ''}PT{seconds}.{rest:09d}S"
    return f"'{value}'" if java_type == "char" else str(value)


def _moment(nanos: int, now: Now) -> str:
    """In the zone that times are typed in; in UTC when that has the hour twice."""
    seconds, rest = divmod(nanos, _SECOND)
    utc = _EPOCH + dt.timedelta(seconds=seconds)
    local = utc.astimezone(now.zone)
    text = f"{local:%Y-%m-%d %H:%M:%S}.{rest:09d}"
    if local.replace(fold=0).utcoffset() != local.utcoffset():
        return f"{utc:%Y-%m-%d %H:%M:%S}.{rest:09d} UTC"
    return text
