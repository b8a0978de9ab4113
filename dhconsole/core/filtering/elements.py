"""Filters of columns that hold arrays: what one of their elements must be. Pure.

The rules are those of the elements' type. A row matches when one element does; a filter that says
what is not matches rows in which no element is so. Null as a filter means that there is no array.

What a live 42.7 server does decides the formulas: ``in`` finds a number or character in arrays and
in the vectors that grouping makes, of the very type alone; ``min`` and ``max`` pass over null and
give null for nothing; the greatest of numbers with a NaN is NaN. Texts are joined by a character
that no text has and looked through by an expression; a null among them reads ``null``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from dhconsole.client.columns import ColumnSpec
from dhconsole.core.filtering.object_elements import (
    OBJECTS,
    Bounds,
    between,
    object_test,
    without_nan,
)
from dhconsole.core.filtering.predicates import (
    AllOf,
    Always,
    AnyOf,
    CharIs,
    ClockIs,
    DayIs,
    Fit,
    Has,
    IsNull,
    NumberIs,
    Predicate,
    Sign,
    SpanIs,
    TextFits,
    TextIs,
    TimeIs,
    all_of,
    any_of,
)
from dhconsole.errors import FilterTextError

_NUMBERS = ("byte", "short", "int", "long", "float", "double")
_TEXT = "java.lang.String"
_VECTOR = "io.deephaven.vector."
_BETWEEN = "\x01"


def element_type(java_type: str) -> str:
    """The type of the elements of an array that can be asked for; empty for any other type."""
    if java_type.endswith("[]"):
        element = java_type.removesuffix("[]")
    elif java_type.startswith(_VECTOR):
        element = java_type.removeprefix(_VECTOR).removesuffix("Vector").lower()
    else:
        return ""
    return element if element in (*_NUMBERS, "char", _TEXT, *OBJECTS) else ""


def asked_type(column: ColumnSpec) -> str:
    """The Java type that filters of a column are read and made by.

    What grouping collected is asked for as an array of the same is; the server takes both.
    """
    element = column.component_type
    is_known = element in (_TEXT, *OBJECTS) and column.java_type == f"{_VECTOR}ObjectVector"
    return f"{element}[]" if is_known else column.java_type


def of_elements(predicate: Predicate) -> Predicate:
    """What a predicate on one value means for an array of such values.

    Raises:
        FilterTextError: nothing can ask it of elements.
    """
    match predicate:
        case IsNull():
            return predicate
        case AnyOf(parts):
            return any_of([of_elements(each) for each in parts])
        case AllOf(parts) if all(_denies(each) for each in parts):
            return all_of([of_elements(each) for each in parts])
        case AllOf((NumberIs(Sign.GE) | SpanIs(Sign.GE), NumberIs(Sign.LE) | SpanIs(Sign.LE))):
            return Has(predicate)
        case NumberIs(Sign.NE, value):
            return Has(NumberIs(Sign.EQ, value), negated=True)
        case CharIs(Sign.NE, value):
            return Has(CharIs(Sign.EQ, value), negated=True)
        case TimeIs(Sign.NE) | DayIs(Sign.NE) | ClockIs(Sign.NE) | SpanIs(Sign.NE):
            return Has(replace(predicate, sign=Sign.EQ), negated=True)
        case NumberIs() | CharIs() | TimeIs() | DayIs() | ClockIs() | SpanIs():
            return Has(predicate)
        case TextIs(value, negated, match_case):
            return Has(TextIs(value, False, match_case), negated)
        case TextFits(fit, value, negated, match_case) if fit is not Fit.REGEX:
            return Has(TextFits(fit, value, False, match_case), negated)
        case _:
            raise FilterTextError(
                "no element can be asked for that",
                hint="Type such as 5, >10, 1..5, !=2, ~part or null.",
            )


def _denies(predicate: Predicate) -> bool:
    match predicate:
        case (
            NumberIs(sign)
            | CharIs(sign)
            | TimeIs(sign)
            | DayIs(sign)
            | ClockIs(sign)
            | SpanIs(sign)
        ):
            return sign is Sign.NE
        case TextIs(_, negated) | TextFits(_, _, negated):
            return negated
        case _:
            return False


def element_formula(
    predicate: Has,
    name: str,
    element: str,
    literal: Callable[[Predicate], str],
    bounds: Callable[[Predicate], Bounds],
    quoted: Callable[[str], str],
) -> str:
    """The predicate on the column ``name`` of arrays as a filter's text.

    Args:
        element: type of the elements.
        literal: the value of a comparison in the query language.
        bounds: the values that a comparison of times, dates or big numbers takes for equal, and
            those of a range.
        quoted: a text in it.
    """
    part = predicate.part
    if isinstance(part, AllOf):
        test = between(bounds(part), name, element)
    elif element in OBJECTS and isinstance(part, NumberIs | TimeIs | DayIs | ClockIs | SpanIs):
        test = object_test(part.sign, bounds(part), name, element)
    else:
        test = _test(part, name, element, literal, quoted)
    if predicate.negated:
        return f"isNull({name}) || len({name}) == 0 || !({test})"
    return f"!isNull({name}) && len({name}) > 0 && ({test})"


def _test(
    part: Predicate,
    name: str,
    element: str,
    literal: Callable[[Predicate], str],
    quoted: Callable[[str], str],
) -> str:
    match part:
        case Always(holds):
            return "true" if holds else "false"
        case IsNull(negated):
            return f"count({name}) {'>' if negated else '<'} {'0' if negated else f'len({name})'}"
        case NumberIs(sign) | CharIs(sign):
            value = literal(part)
            if sign is Sign.EQ:
                return f"in({value}, {name})"
            known = without_nan(name, element)
            if sign in (Sign.GT, Sign.GE):
                return f"max({known}) {sign.value} {value}"
            # Null is less than every value, as it is in a column.
            less = f"count({known}) > 0 && min({known}) {sign.value} {value}"
            return less if element == "char" else f"count({name}) < len({name}) || {less}"
        case TextIs(value, _, match_case):
            return _among(_escaped(value), match_case, name, quoted)
        case TextFits(fit, value, _, match_case):
            rest = f"[^{_BETWEEN}]*"
            before = "" if fit is Fit.STARTS else rest
            after = "" if fit is Fit.ENDS else rest
            return _among(f"{before}{_escaped(value)}{after}", match_case, name, quoted)
        case _:
            raise AssertionError(f"{part} is asked of no element")


def _among(one: str, match_case: bool, name: str, quoted: Callable[[str], str]) -> str:
    flags = "(?s)" if match_case else "(?isu)"
    expression = f"{flags}(?:.*{_BETWEEN})?{one}(?:{_BETWEEN}.*)?"
    return f"String.join({quoted(_BETWEEN)}, {name}).matches({quoted(expression)})"


def _escaped(text: str) -> str:
    return "".join(f"\\{each}" if each in r"\^$.|?*+()[]{}" else each for each in text)
