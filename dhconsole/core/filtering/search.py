"""Text looked for in all columns: what each type of column makes of it. Pure.

Text columns contain it, in any letter case; numbers, characters and booleans are it; a number
with a fraction is one that begins with the digits typed; times are in the period typed; of an
array one element is so, a number with a fraction the very one. A column in which it means nothing
is left out. The server has such a search of its own, which ends in an
error when a column of arrays has a null (seen on a live 42.7 server), so each column is asked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from dhconsole.client.columns import ColumnSpec
from dhconsole.client.filters import or_
from dhconsole.core.filtering.conditions import Condition, condition
from dhconsole.core.filtering.elements import asked_type, element_type, of_elements
from dhconsole.core.filtering.numbers import FRACTIONS, INTEGERS
from dhconsole.core.filtering.predicates import (
    AllOf,
    CharIs,
    Fit,
    FlagIs,
    NumberIs,
    Predicate,
    Sign,
    TextFits,
)
from dhconsole.core.filtering.times import Now, clock_piece, day_piece, time_piece
from dhconsole.errors import FilterTextError

_NUMBER = re.compile(r"(-?)(\d*)(?:\.(\d*))?\Z", re.ASCII)
_DIGIT = re.compile(r"\d", re.ASCII)
_NOTHING = Condition(None, "false")


def search(text: str, columns: Sequence[ColumnSpec], now: Now) -> Condition:
    """The condition that one of ``columns`` shows ``text``; one that nothing meets, if none can."""
    found: list[Condition] = []
    for column in columns:
        java_type = asked_type(column)
        predicate = _predicate(text, java_type, now)
        if predicate is not None:
            found.append(condition(predicate, column.name, java_type))
    if not found:
        return _NOTHING
    values = [each.structured for each in found if each.structured is not None]
    formula = " || ".join(f"({each.formula})" for each in found)
    return Condition(or_(values) if len(values) == len(found) else None, formula)


def _predicate(text: str, java_type: str, now: Now) -> Predicate | None:
    """What ``text`` means in a column of that type; None when it means nothing there."""
    if element := element_type(java_type):
        return _element(text, element, now)
    if java_type == "java.lang.String":
        return TextFits(Fit.CONTAINS, text)
    wanted = text.strip()
    if java_type == "char":
        return CharIs(Sign.EQ, wanted) if len(wanted) == 1 and ord(wanted) <= 0xFFFF else None
    if java_type == "java.lang.Boolean":
        word = wanted.lower()
        return FlagIs(word == "true") if word in ("true", "false") else None
    if java_type in INTEGERS or java_type in FRACTIONS:
        return _number(wanted, java_type)
    if not _DIGIT.match(wanted):
        return None
    try:
        if java_type in ("java.time.Instant", "java.time.ZonedDateTime"):
            return time_piece(wanted, now)
        if java_type == "java.time.LocalDate":
            return day_piece(wanted, now)
        if java_type == "java.time.LocalTime":
            return clock_piece(wanted)
    except FilterTextError:
        return None
    return None


def _element(text: str, element: str, now: Now) -> Predicate | None:
    found = _predicate(text, element, now)
    if found is not None and element in FRACTIONS:
        found = NumberIs(Sign.EQ, Decimal(text.strip()))
    return of_elements(found) if found is not None else None


def _number(text: str, java_type: str) -> Predicate | None:
    match = _NUMBER.match(text)
    if match is None or not (match[2] or match[3]) or len(text) > 300:
        return None
    value = Decimal(f"{match[1]}{match[2] or '0'}.{match[3] or '0'}")
    if java_type in INTEGERS:
        return NumberIs(Sign.EQ, int(value)) if match[3] is None else None
    step = Decimal(1).scaleb(-len(match[3] or ""))
    if match[1]:
        return AllOf((NumberIs(Sign.GT, value - step), NumberIs(Sign.LE, value)))
    return AllOf((NumberIs(Sign.GE, value), NumberIs(Sign.LT, value + step)))
