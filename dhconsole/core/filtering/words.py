"""What a quick filter means, in words. Pure."""

from __future__ import annotations

from typing import assert_never

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

_NUMBERS = {
    Sign.EQ: "is",
    Sign.NE: "is not",
    Sign.LT: "is less than",
    Sign.LE: "is at most",
    Sign.GT: "is more than",
    Sign.GE: "is at least",
}
_MOMENTS = _NUMBERS | {
    Sign.LT: "is before",
    Sign.LE: "is at or before",
    Sign.GT: "is after",
    Sign.GE: "is at or after",
}
_PERIODS = {
    Sign.EQ: "is in",
    Sign.NE: "is not in",
    Sign.LT: "is before",
    Sign.LE: "is before the end of",
    Sign.GT: "is after the end of",
    Sign.GE: "is from the start of",
}
_FITS = {
    Fit.CONTAINS: ("contains", "does not contain"),
    Fit.STARTS: ("starts with", "does not start with"),
    Fit.ENDS: ("ends with", "does not end with"),
    Fit.REGEX: ("matches", "does not match"),
}
_MOST_PARTS = 6


def in_words(predicate: Predicate, name: str) -> str:
    """The predicate on the column ``name`` as a person reads it; not safe for a terminal."""
    return f"{name} {_verb(predicate)}"


def _verb(predicate: Predicate) -> str:
    match predicate:
        case AllOf(parts):
            return _several(parts, " and ")
        case AnyOf(parts):
            return _several(parts, " or ")
        case Always(holds):
            return "is anything" if holds else "is nothing"
        case IsNull(negated):
            return f"is {'not ' * negated}null"
        case IsNaN(negated):
            return f"is {'not ' * negated}NaN"
        case IsInfinite(positive, negated):
            return f"is {'not ' * negated}{'' if positive else '-'}∞"
        case NumberIs(sign, value):
            return f"{_NUMBERS[sign]} {value:,}"
        case TextIs(value, negated, match_case):
            what = f"“{value}”" if value else "empty"
            return f"is {'not ' * negated}{what}{_case(match_case)}"
        case TextFits(fit, value, negated, match_case):
            return f"{_FITS[fit][negated]} “{value}”{_case(match_case)}"
        case CharIs(sign, value):
            return f"{_NUMBERS[sign]} “{value}”"
        case FlagIs(flag, negated):
            return f"is {'not ' * negated}{str(flag).lower()}"
        case TimeIs(sign, shown=shown) | ClockIs(sign, shown=shown):
            return f"{(_MOMENTS if predicate.is_moment else _PERIODS)[sign]} {shown}"
        case DayIs(sign, shown=shown):
            return f"{_PERIODS[sign]} {shown}"
        case Has(part, negated):
            return f"has {'no' if negated else 'an'} element that {_verb(part)}"
        case SpanIs(sign, shown=shown):
            return f"{_NUMBERS[sign]} {shown}"
        case _:
            assert_never(predicate)


def _several(parts: tuple[Predicate, ...], word: str) -> str:
    shown = [_inner(each) for each in parts[:_MOST_PARTS]]
    more = len(parts) - len(shown)
    return word.join([*shown, f"{more} more"] if more else shown)


def _inner(part: Predicate) -> str:
    return f"({_verb(part)})" if isinstance(part, AnyOf) else _verb(part)


def _case(match_case: bool) -> str:
    return " with this case" if match_case else ""
