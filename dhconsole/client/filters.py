"""Structured filters, for ``where``. Pure.

They travel as values, not as text, so nothing in them is ever taken for code. A name of a column
stands either as the plain first argument (``is_null``, ``in_``, ``contains``, ``matches``) or,
where a column and a value can stand on either side, as ``ColumnName``.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from dhconsole.client.checks import int64, one_text, texts
from dhconsole.errors import ArgumentError

_COMPARE = {"<": 0, "<=": 1, ">": 2, ">=": 3, "==": 4, "!=": 5}
_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


class ColumnName(str):
    """Marks a text as the name of a column, where it could be a value as well."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Filter:
    """One condition on rows, as the functions of this module make it.

    ``a & b``, ``a | b`` and ``~a`` are ``and_``, ``or_`` and ``not_``.

    Attributes:
        text: how it reads to a person.
    """

    text: str
    _fill: Callable[[Any], None]

    def write(self, message: Any) -> None:
        """Fill a Condition message."""
        self._fill(message)

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"<Filter {self.text}>"

    def __and__(self, other: Filter) -> Filter:
        return and_([self, other])

    def __or__(self, other: Filter) -> Filter:
        return or_([self, other])

    def __invert__(self) -> Filter:
        return not_(self)


Side = Any
"""A bool, int, float, str, date, datetime, numpy or pandas time, or a ColumnName.

A ``datetime`` without a zone is a time of this machine's zone, as Python and pydeephaven have it;
a numpy or pandas time without a zone is UTC, as they have it; a date is its midnight in UTC.
"""


def and_(filters: Sequence[Filter]) -> Filter:
    """Rows for which all of ``filters`` hold; raises ArgumentError when there is none."""
    return _several("and", filters)


def or_(filters: Sequence[Filter]) -> Filter:
    """Rows for which one of ``filters`` holds at least; raises ArgumentError when there is none."""
    return _several("or", filters)


def not_(filter_: Filter) -> Filter:
    """Rows for which ``filter_`` does not hold."""

    (inner,) = _filters([filter_])

    def fill(message: Any) -> None:
        inner.write(getattr(message, "not").filter)

    return Filter(f"not ({inner.text})", fill)


def eq(left: Side, right: Side, case_sensitive: bool = True) -> Filter:
    """``left`` equals ``right``. Sides are values or ``ColumnName``; letter case may be ignored."""
    return _compare("==", left, right, case_sensitive)


def ne(left: Side, right: Side, case_sensitive: bool = True) -> Filter:
    """``left`` differs from ``right``."""
    return _compare("!=", left, right, case_sensitive)


def lt(left: Side, right: Side) -> Filter:
    """``left`` is less than ``right``."""
    return _compare("<", left, right)


def le(left: Side, right: Side) -> Filter:
    """``left`` is at most ``right``."""
    return _compare("<=", left, right)


def gt(left: Side, right: Side) -> Filter:
    """``left`` is greater than ``right``."""
    return _compare(">", left, right)


def ge(left: Side, right: Side) -> Filter:
    """``left`` is at least ``right``."""
    return _compare(">=", left, right)


def in_(col: str, values: Sequence[Side], case_sensitive: bool = True) -> Filter:
    """The column's value is one of ``values``; raises ArgumentError for one that cannot travel."""
    name, given = one_text(col), tuple(values)
    _check_finite(*given)
    literals = [_side(value) for value in given]

    def fill(message: Any) -> None:
        part = getattr(message, "in")
        part.target.reference.column_name = name
        for write in literals:
            write(part.candidates.add())
        part.case_sensitivity = int(not case_sensitive)

    shown = ", ".join(_shown(value) for value in given)
    return Filter(f"{name} in [{shown}]{_case(case_sensitive)}", fill)


def is_null(col: str) -> Filter:
    """The column's value is null."""
    name = one_text(col)

    def fill(message: Any) -> None:
        message.is_null.reference.column_name = name

    return Filter(f"{name} is null", fill)


def is_not_null(col: str) -> Filter:
    """The column's value is not null."""
    return Filter(f"{col} is not null", not_(is_null(col)).write)


def contains(
    col: str, search_string: str, invert: bool = False, case_sensitive: bool = True
) -> Filter:
    """A text column's value contains ``search_string``, or, inverted, does not."""
    name, wanted = one_text(col), one_text(search_string)

    def fill(message: Any) -> None:
        part = message.contains
        part.reference.column_name = name
        part.search_string = wanted
        part.case_sensitivity, part.match_type = int(not case_sensitive), int(invert)

    verb = "does not contain" if invert else "contains"
    return Filter(f"{name} {verb} {wanted!r}{_case(case_sensitive)}", fill)


def matches(col: str, regex: str, invert: bool = False, case_sensitive: bool = True) -> Filter:
    """The whole of a text column's value matches the Java expression ``regex``, or does not."""
    name, wanted = one_text(col), one_text(regex)

    def fill(message: Any) -> None:
        part = message.matches
        part.reference.column_name = name
        part.regex = wanted
        part.case_sensitivity, part.match_type = int(not case_sensitive), int(invert)

    verb = "does not match" if invert else "matches"
    return Filter(f"{name} {verb} {wanted!r}{_case(case_sensitive)}", fill)


def search(text: str, cols: str | Sequence[str] | None = None) -> Filter:
    """One of the columns ``cols`` contains ``text``, or is a number that equals it.

    Args:
        text: what to look for, whatever its letters' case.
        cols: columns to look in; None for all.
    """
    names, wanted = texts(cols), one_text(text)

    def fill(message: Any) -> None:
        message.search.search_string = wanted
        for name in names:
            message.search.optional_references.add(column_name=name)

    return Filter(f"{', '.join(names) or 'any column'} shows {wanted!r}", fill)


def _several(field: str, filters: Sequence[Filter]) -> Filter:
    found = _filters(filters)
    if not found:
        raise ArgumentError(
            f"{field}_ of no filters says nothing", hint="Give at least one filter."
        )

    def fill(message: Any) -> None:
        part = getattr(message, field)
        for each in found:
            each.write(part.filters.add())

    return Filter(f" {field} ".join(f"({each.text})" for each in found), fill)


def _filters(given: Any) -> tuple[Filter, ...]:
    found = tuple(given) if isinstance(given, Iterable) else (given,)
    for each in found:
        if not isinstance(each, Filter):
            raise ArgumentError(
                f"{each!r} is no filter", hint="Make one, such as is_null('Price'), of this module."
            )
    return found


def _case(case_sensitive: bool) -> str:
    return "" if case_sensitive else " in any letter case"


def _compare(sign: str, left: Side, right: Side, case_sensitive: bool = True) -> Filter:
    text = f"{_shown(left)} {sign} {_shown(right)}{_case(case_sensitive)}"
    if sign in _MIRRORED:
        _check_finite(left, right)
        if isinstance(right, ColumnName) and not isinstance(left, ColumnName):
            # A live 42.7 server negates where it should mirror: it takes 2 < A for A >= 2.
            left, sign, right = right, _MIRRORED[sign], left
    write_left, write_right = _side(left), _side(right)

    def fill(message: Any) -> None:
        part = message.compare
        part.operation = _COMPARE[sign]
        part.case_sensitivity = int(not case_sensitive)
        write_left(part.lhs)
        write_right(part.rhs)

    return Filter(text, fill)


def _check_finite(*sides: Side) -> None:
    """Refuse infinities where a live 42.7 server fails on them: it knows them in == and != only."""
    for side in sides:
        if isinstance(side, float) and math.isinf(side):
            raise ArgumentError(
                f"the server cannot compare with {side} in this way",
                hint="Filter with a text, such as 'Column < Double.POSITIVE_INFINITY'.",
            )


def _shown(side: Side) -> str:
    return str(side) if isinstance(side, ColumnName) else repr(side)


def _side(side: Side) -> Callable[[Any], None]:
    """What writes ``side`` into a Value message."""
    if isinstance(side, ColumnName):
        return lambda message: setattr(message.reference, "column_name", str(side))
    field, value = _literal(side)
    return lambda message: setattr(message.literal, field, value)


def _literal(value: Any) -> tuple[str, Any]:
    """The field of a Literal message that takes ``value``, and what to put there."""
    kind = getattr(getattr(value, "dtype", None), "kind", "")
    if kind and kind in "biuf" and not getattr(value, "ndim", 0):
        value = value.item()
    if isinstance(value, bool):
        return "bool_value", value
    if isinstance(value, str):
        return "string_value", value
    if isinstance(value, int):
        return "long_value", int64(value, "number")
    if isinstance(value, float):
        if math.isnan(value):
            raise ArgumentError("NaN equals nothing", hint="Filter with the text 'isNaN(Column)'.")
        return "double_value", value
    return "nano_time_value", _time_nanos(value)


def _time_nanos(value: Any) -> int:
    """Nanoseconds since the epoch. What no zone means is said at ``Side``."""
    if hasattr(value, "asm8"):  # a pandas Timestamp, which knows nanoseconds
        value = (value.tz_convert("UTC") if value.tzinfo is not None else value).asm8
    if getattr(getattr(value, "dtype", None), "kind", "") == "M" and not value.ndim:
        return _numpy_nanos(value)
    if isinstance(value, dt.datetime):
        return _in_range((_aware(value) - _EPOCH) // dt.timedelta(microseconds=1) * 1000, value)
    if isinstance(value, dt.date):
        days = value.toordinal() - _EPOCH.toordinal()
        return _in_range(days * 86_400 * 10**9, value)
    if value is None:
        raise ArgumentError("nothing equals None", hint="Filter with is_null(column).")
    raise ArgumentError(
        f"a {type(value).__name__} cannot be compared with",
        hint="Give a bool, a number, a text, a datetime or a ColumnName.",
    )


def _aware(value: dt.datetime) -> dt.datetime:
    if value.tzinfo is not None:
        return value
    try:
        return value.astimezone()
    except (OverflowError, ValueError, OSError):
        raise _too_far(value) from None


def _numpy_nanos(value: Any) -> int:
    nanos = int(value.astype("datetime64[ns]").astype("int64"))
    if str(value) == "NaT":
        raise ArgumentError("NaT is no time", hint="Filter with is_null(column).")
    # Where a time does not fit, numpy's conversion wraps round without a word.
    if abs(nanos / 1e9 - int(value.astype("datetime64[s]").astype("int64"))) > 1.5:
        raise _too_far(value)
    return nanos


def _in_range(nanos: int, value: object) -> int:
    if not -(2**63) < nanos < 2**63:
        raise _too_far(value)
    return nanos


def _too_far(value: object) -> ArgumentError:
    return ArgumentError(
        f"{value} is no time that the server can count",
        hint="It counts nanoseconds, from the year 1677 to 2262.",
    )
