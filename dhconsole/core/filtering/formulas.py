"""Predicates as text in the server's query language. Pure.

For columns whose values no structured condition can name, and for printed Python. Strings stand
in Java's own escapes, which hold in a formula of more than one comparison; a lone
``Column == `text``` is taken apart by the server in another way, which knows no escapes (seen on
a live 42.7 server). So no comparison with a string is ever made alone.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal
from typing import assert_never

from dhconsole.core.filtering.elements import element_formula, element_type
from dhconsole.core.filtering.numbers import INTEGERS
from dhconsole.core.filtering.object_elements import Bounds
from dhconsole.core.filtering.predicates import (
    AllOf,
    Always,
    AnyOf,
    CharIs,
    ClockIs,
    DayIs,
    Fit,
    FlagIs,
    Has,
    IsInfinite,
    IsNaN,
    IsNull,
    NumberIs,
    Predicate,
    Sign,
    SpanIs,
    TextFits,
    TextIs,
    TimeIs,
)

_SIGNS = {Sign.EQ: "==", Sign.NE: "!="}
_SECOND = 10**9
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_FIRST_DAY = dt.date(1970, 1, 1).toordinal()
_DAY = 24 * 3600 * _SECOND


def formula(predicate: Predicate, name: str, java_type: str) -> str:
    """The predicate on the column ``name`` as a filter's text."""
    match predicate:
        case AllOf(parts):
            return " && ".join(_inner(each, name, java_type) for each in parts)
        case AnyOf(parts):
            return " || ".join(_inner(each, name, java_type) for each in parts)
        case Always(holds):
            return "true" if holds else "false"
        case IsNull(negated):
            return f"{'!' * negated}isNull({name})"
        case IsNaN(negated):
            return f"{'!' * negated}isNaN({name})"
        case IsInfinite(positive, negated):
            # Not by the name of the constant: a column may be called Double.
            test = f"isInf({name}) && {name} {'>' if positive else '<'} 0"
            return f"!({test})" if negated else test
        case NumberIs(sign, value):
            return f"{name} {_sign(sign)} {_number(value, java_type)}"
        case TextIs() | TextFits():
            return _text(predicate, name)
        case CharIs(sign, value):
            return f"{name} {_sign(sign)} {_char(value)}"
        case FlagIs(flag, negated):
            return f"{name} {'!=' if negated else '=='} {str(flag).lower()}"
        case TimeIs() | DayIs() | ClockIs():
            return _period(predicate, name, java_type)
        case Has():
            element = element_type(java_type)
            return element_formula(
                predicate,
                name,
                element,
                lambda part: _literal(part, element),
                lambda part: _bounds(part, element),
                java_string,
            )
        case SpanIs(sign, nanos):
            return f"{name} {_sign(sign)} {_span(nanos)}"
        case _:
            assert_never(predicate)


def _literal(part: Predicate, element: str) -> str:
    """The value of a comparison in the very type of an array's elements."""
    if isinstance(part, CharIs):
        return _char(part.value)
    assert isinstance(part, NumberIs), "only numbers and characters are compared"
    text = _number(part.value, element)
    return f"({element}){text}" if element in ("byte", "short") else text


def _bounds(part: Predicate, element: str) -> Bounds:
    """The values that a comparison with an array's elements takes for equal, or a range has."""
    match part:
        case AllOf((NumberIs(_, low) as least, NumberIs(_, high) as greatest)):
            outside = _outside(low, high, element)
            return Bounds(_literal(least, element), outside, _literal(greatest, element))
        case AllOf((SpanIs(_, shortest), SpanIs(_, longest))):
            return Bounds(_span(shortest), _span(longest + 1), _span(longest))
        case SpanIs(_, nanos):
            return Bounds(_span(nanos), _span(nanos + 1), is_one=True)
        case NumberIs(_, value) if element == "java.math.BigInteger":
            return Bounds(_number(value, element), _number(int(value) + 1, element), is_one=True)
        case NumberIs(_, value):
            other = _number(1 if value <= 0 else -1, element)
            return Bounds(_number(value, element), other, is_dense=True)
        case DayIs(_, start, end):
            return Bounds(_day("", start), _day("", end), _day("", end - 1))
        case ClockIs(_, start, end):
            end += part.is_moment
            after = _clock("", end) if end < _DAY else ""
            return Bounds(_clock("", start), after, _clock("", end - 1), is_one=part.is_moment)
        case TimeIs(_, start, end) if element == "java.time.ZonedDateTime":
            end += part.is_moment
            return Bounds(_zoned(start, "MIN"), _zoned(end, "MIN"), _zoned(end - 1, "MAX"))
        case TimeIs(_, start, end):
            end += part.is_moment
            first, after, last = (_instant("", each) for each in (start, end, end - 1))
            return Bounds(first, after, last, is_one=part.is_moment)
        case _:
            raise AssertionError(f"{part} compares no elements")


def _outside(low: int | Decimal, high: int | Decimal, element: str) -> str:
    """A value that is not from ``low`` to ``high``; empty where the type has none."""
    if element in ("float", "double"):
        return f"({element})(1.0 / 0.0)"
    bits = INTEGERS.get(element)
    most = 2 ** (bits - 1) - 1 if bits else None
    if most is None or high < most:
        return _literal(NumberIs(Sign.EQ, high + 1), element)
    return _literal(NumberIs(Sign.EQ, low - 1), element) if low > -most else ""


def _span(nanos: int) -> str:
    """A duration; its sign stands before all of it, since what is after the point has none."""
    seconds, rest = divmod(abs(nanos), _SECOND)
    return f"'{'-' if nanos < 0 else ''}PT{seconds}.{rest:09d}S'"


def _zoned(nanos: int, offset: str) -> str:
    """A time with a zone, the least or greatest of those at one moment: the local time decides."""
    return f"epochNanosToZonedDateTime({nanos}L, java.time.ZoneOffset.{offset})"


def _inner(part: Predicate, name: str, java_type: str) -> str:
    text = formula(part, name, java_type)
    return f"({text})" if isinstance(part, AllOf | AnyOf) or "||" in text else text


def _sign(sign: Sign) -> str:
    return _SIGNS.get(sign, sign.value)


def _number(value: int | Decimal, java_type: str) -> str:
    if java_type.startswith("java.math."):
        return f"new {java_type}(`{value}`)"
    if java_type == "float":
        return f"(float){float(value)!r}"
    if java_type == "double":
        return repr(float(value))
    return f"{value}{'L' if java_type == 'long' else ''}"


def _text(predicate: TextIs | TextFits, name: str) -> str:
    if isinstance(predicate, TextFits):
        test = f"{name}.matches({java_string(regex(predicate))})"
    elif predicate.match_case:
        test = f"{name}.equals({java_string(predicate.value)})"
    else:
        test = f"{name}.equalsIgnoreCase({java_string(predicate.value)})"
    if predicate.negated:
        return f"isNull({name}) || !{test}"
    return f"!isNull({name}) && {test}"


def regex(predicate: TextFits) -> str:
    """The expression of Java that the whole of a fitting text matches.

    It knows letters beyond ASCII in both cases, which the server's own ignoring of case does
    not, and looks across line breaks.
    """
    flags = "(?s)" if predicate.match_case else "(?isu)"
    if predicate.fit is Fit.REGEX:
        return f"{flags}.*(?:{predicate.value}).*"
    quoted = re.sub(r"([\\^$.|?*+()\[\]{}])", r"\\\1", predicate.value)
    before = "" if predicate.fit is Fit.STARTS else ".*"
    after = "" if predicate.fit is Fit.ENDS else ".*"
    return f"{flags}{before}{quoted}{after}"


def java_string(text: str) -> str:
    """A string literal of the query language; it stands between backticks."""
    return f"`{''.join(_escaped(letter) for letter in text)}`"


def _escaped(letter: str) -> str:
    if letter == "\\":
        return "\\\\"
    if letter in "`\"'" or ord(letter) < 32 or ord(letter) == 127:
        return f"\\{ord(letter):03o}"
    return letter


def _char(letter: str) -> str:
    if letter.isalnum() and letter.isascii():
        return f"'{letter}'"
    return f"(char){ord(letter)}"


def _period(predicate: TimeIs | DayIs | ClockIs, name: str, java_type: str) -> str:
    compared: Callable[[str, int], str] = _instant
    if isinstance(predicate, DayIs):
        compared = _day
    elif isinstance(predicate, ClockIs):
        compared = _clock
    if java_type == "java.time.ZonedDateTime":
        name = f"toInstant({name})"
    sign, start, end = predicate.sign, predicate.start, predicate.end
    if start == end:
        return f"{name} {compared(_sign(sign), start)}"
    match sign:
        case Sign.EQ:
            return f"{name} {compared('>=', start)} && {name} {compared('<', end)}"
        case Sign.NE:
            return f"{name} {compared('<', start)} || {name} {compared('>=', end)}"
        case Sign.GT:
            return f"{name} {compared('>=', end)}"
        case Sign.GE:
            return f"{name} {compared('>=', start)}"
        case Sign.LT:
            return f"{name} {compared('<', start)}"
        case Sign.LE:
            return f"{name} {compared('<', end)}"
        case _:
            assert_never(sign)


def _instant(sign: str, nanos: int) -> str:
    seconds, rest = divmod(nanos, _SECOND)
    at = _EPOCH + dt.timedelta(seconds=seconds)
    return f"{sign} '{at:%Y-%m-%dT%H:%M:%S}.{rest:09d}Z'"


def _day(sign: str, days: int) -> str:
    return f"{sign} '{dt.date.fromordinal(_FIRST_DAY + days).isoformat()}'"


def _clock(sign: str, nanos: int) -> str:
    if nanos >= _DAY:  # a day's end has no name of its own
        sign, nanos = (">" if sign == ">=" else "<="), _DAY - 1
    seconds, rest = divmod(nanos, _SECOND)
    return f"{sign} '{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.{rest:09d}'"
