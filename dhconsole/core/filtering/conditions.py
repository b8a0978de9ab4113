"""What is asked of the server for a predicate on one column. Pure.

Structured conditions wherever the server has one that is right; else a formula. What a live 42.7
server does decides (``tests/live/test_filtering.py`` compares each with the rows that should
match):

- It loses the negation of a comparison that ignores the case of letters, and of one within
  ``not``; ``not`` of a list of values is right. So texts go as lists.
- ``contains`` and ``matches`` know no letters beyond ASCII in both cases; an expression that
  says so itself does.
- A whole number outside of the column's type, or with a fraction, fails or matches wrongly. So
  such comparisons are worked out here.
- A character beyond ASCII equals none, nor do a double quote and a backslash equal themselves.
- NaN, infinity, big numbers, dates without time, times of day, durations and times with a zone
  have no structured form that works.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from dhconsole.client import filters
from dhconsole.client.filters import ColumnName, Filter
from dhconsole.core.filtering.elements import element_type
from dhconsole.core.filtering.formulas import formula, regex
from dhconsole.core.filtering.numbers import INTEGERS
from dhconsole.core.filtering.predicates import (
    AllOf,
    Always,
    AnyOf,
    CharIs,
    Fit,
    FlagIs,
    Has,
    IsNull,
    NumberIs,
    Predicate,
    Sign,
    TextFits,
    TextIs,
    TimeIs,
)

_COMPARE = {
    Sign.EQ: filters.eq,
    Sign.NE: filters.ne,
    Sign.LT: filters.lt,
    Sign.LE: filters.le,
    Sign.GT: filters.gt,
    Sign.GE: filters.ge,
}
_CHARACTERS = frozenset(map(chr, range(32, 127))) - {'"', "\\"}
_STRUCTURED_NUMBERS = ("byte", "short", "int", "long", "float", "double")


@dataclass(frozen=True, slots=True)
class Condition:
    """What a predicate is to the server.

    Attributes:
        structured: the same as values; None where the server has no such form.
        formula: the same as text in the query language.
    """

    structured: Filter | None
    formula: str

    @property
    def asked(self) -> Filter | str:
        """What to send."""
        return self.formula if self.structured is None else self.structured


def condition(predicate: Predicate, name: str, java_type: str) -> Condition:
    """The condition that the values of a column ``name`` of that type meet ``predicate``."""
    settled = _settled(predicate, java_type)
    return Condition(_structured(settled, name, java_type), formula(settled, name, java_type))


def _settled(predicate: Predicate, java_type: str) -> Predicate:
    """The predicate with comparisons worked out that no value of a type can meet, or all do."""
    if isinstance(predicate, Has) and isinstance(predicate.part, AllOf):
        return Has(_settled_range(predicate.part, element_type(java_type)), predicate.negated)
    if isinstance(predicate, AllOf | AnyOf):
        return type(predicate)(tuple(_settled(each, java_type) for each in predicate.parts))
    if isinstance(predicate, Has):
        return Has(_settled(predicate.part, element_type(java_type)), predicate.negated)
    if not isinstance(predicate, NumberIs) or java_type not in INTEGERS:
        return predicate
    sign, value = predicate.sign, predicate.value
    if value != int(value):
        if sign.is_equality:
            return Always(sign is Sign.NE)
        # Less than 2.5 is less than 3; more than 2.5 is more than 2.
        value = math.ceil(value) if sign in (Sign.LT, Sign.GE) else math.floor(value)
    bits = INTEGERS[java_type]
    if not bits:
        return NumberIs(sign, int(value))
    most = 2 ** (bits - 1) - 1
    if -most <= value <= most:
        return NumberIs(sign, int(value))
    if sign.is_equality:
        return Always(sign is Sign.NE)
    if value > 0:
        return Always(sign in (Sign.LT, Sign.LE))
    # The lowest number of a type is its null, which is less than every value.
    return IsNull(sign in (Sign.GT, Sign.GE))


def _settled_range(predicate: AllOf, java_type: str) -> Predicate:
    """The range with bounds that a value of the type can have."""
    low, high = predicate.parts
    if java_type not in INTEGERS:
        return predicate
    assert isinstance(low, NumberIs) and isinstance(high, NumberIs), "whole numbers are numbers"
    least, greatest = math.ceil(low.value), math.floor(high.value)
    bits = INTEGERS[java_type]
    if bits:
        most = 2 ** (bits - 1) - 1
        least, greatest = max(least, -most), min(greatest, most)
    if least > greatest:
        return Always(False)
    return AllOf((NumberIs(Sign.GE, least), NumberIs(Sign.LE, greatest)))


def _structured(predicate: Predicate, name: str, java_type: str) -> Filter | None:
    match predicate:
        case AllOf(parts):
            every = _all(parts, name, java_type)
            return None if every is None else filters.and_(every)
        case AnyOf(parts):
            several = _one_of(parts, name, java_type)
            every = None if several is not None else _all(parts, name, java_type)
            return several if every is None else filters.or_(every)
        case Always(holds):
            none = filters.in_(name, [])
            return ~none if holds else none
        case IsNull(negated):
            return filters.is_not_null(name) if negated else filters.is_null(name)
        case NumberIs(sign, value) if java_type in _STRUCTURED_NUMBERS:
            return _COMPARE[sign](ColumnName(name), _literal(value, java_type))
        case TextIs(value, negated, match_case):
            found = filters.in_(name, [value], case_sensitive=match_case)
            return ~found if negated else found
        case TextFits():
            return _fits(predicate, name)
        case CharIs(sign, value) if value in _CHARACTERS:
            return _COMPARE[sign](ColumnName(name), value)
        case FlagIs(flag, negated):
            return (filters.ne if negated else filters.eq)(ColumnName(name), flag)
        case TimeIs() if java_type == "java.time.Instant":
            return _time(predicate, name)
        case _:
            return None


def _all(parts: Sequence[Predicate], name: str, java_type: str) -> list[Filter] | None:
    """The conditions of all parts; None when one of them has none."""
    found = [_structured(each, name, java_type) for each in parts]
    known = [each for each in found if each is not None]
    return known if len(known) == len(found) else None


def _one_of(parts: Sequence[Predicate], name: str, java_type: str) -> Filter | None:
    """Values of which the column's is one, as the one list that the server looks up at once."""
    values: list[object] = []
    for part in parts:
        match part:
            case NumberIs(Sign.EQ, value) if java_type in _STRUCTURED_NUMBERS:
                values.append(_literal(value, java_type))
            case TextIs(value, False, False):
                values.append(value)
            case _:
                return None
    return filters.in_(name, values, case_sensitive=java_type != "java.lang.String")


def _literal(value: int | Decimal, java_type: str) -> int | float:
    return int(value) if java_type in INTEGERS else float(value)


def _fits(predicate: TextFits, name: str) -> Filter:
    value, negated = predicate.value, predicate.negated
    if predicate.fit is Fit.CONTAINS and value.isascii():
        found = filters.contains(name, value, negated, predicate.match_case)
    else:
        found = filters.matches(name, regex(predicate), negated)
    # Null contains nothing; the server leaves it out in both forms.
    return filters.is_null(name) | found if negated else found


def _time(predicate: TimeIs, name: str) -> Filter:
    column, sign = ColumnName(name), predicate.sign
    start, end = (np.datetime64(at, "ns") for at in (predicate.start, predicate.end))
    if predicate.is_moment:
        return _COMPARE[sign](column, start)
    match sign:
        case Sign.EQ:
            return filters.and_([filters.ge(column, start), filters.lt(column, end)])
        case Sign.NE:
            return filters.or_([filters.lt(column, start), filters.ge(column, end)])
        case Sign.GT:
            return filters.ge(column, end)
        case Sign.GE:
            return filters.ge(column, start)
        case Sign.LT:
            return filters.lt(column, start)
        case Sign.LE:
            return filters.lt(column, end)
