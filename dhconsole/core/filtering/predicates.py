"""What a quick filter says of the values of one column, as a value. Pure.

A predicate knows no column and no server: ``conditions`` makes of it what is sent, ``words`` what
is read. Null is treated as the server's comparisons treat it: less than every value, and different
from every value.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum


class Sign(Enum):
    """How a value is compared with another."""

    EQ = "="
    NE = "!="
    LT = "<"
    LE = "<="
    GT = ">"
    GE = ">="

    @property
    def is_equality(self) -> bool:
        return self in (Sign.EQ, Sign.NE)


@dataclass(frozen=True, slots=True)
class Always:
    """Holds for every row, null or not; or for none."""

    holds: bool


@dataclass(frozen=True, slots=True)
class IsNull:
    """The value is null; or, negated, is not."""

    negated: bool = False


@dataclass(frozen=True, slots=True)
class IsNaN:
    """The number is no number; or, negated, is one."""

    negated: bool = False


@dataclass(frozen=True, slots=True)
class IsInfinite:
    """The number is the infinity above, or below, zero; or, negated, is not."""

    positive: bool = True
    negated: bool = False


@dataclass(frozen=True, slots=True)
class NumberIs:
    """The number compared with another, which is exact."""

    sign: Sign
    value: int | Decimal


@dataclass(frozen=True, slots=True)
class TextIs:
    """The text is, or is not, another."""

    value: str
    negated: bool = False
    match_case: bool = False


class Fit(Enum):
    """Which part of a text a pattern is compared with."""

    CONTAINS = "contains"
    STARTS = "starts with"
    ENDS = "ends with"
    REGEX = "matches"


@dataclass(frozen=True, slots=True)
class TextFits:
    """A part of the text is another, or matches an expression. Null fits only negated ones."""

    fit: Fit
    value: str
    negated: bool = False
    match_case: bool = False


@dataclass(frozen=True, slots=True)
class CharIs:
    """The character compared with another, by its code."""

    sign: Sign
    value: str


@dataclass(frozen=True, slots=True)
class FlagIs:
    """The boolean is, or is not, this one."""

    value: bool
    negated: bool = False


@dataclass(frozen=True, slots=True)
class TimeIs:
    """The time compared with a period: ``[start, end)`` in nanoseconds since the epoch.

    Less is before the start, at most is before the end, at least is from the start on, and more
    is from the end on. Where start and end are equal it is a moment, compared as such.

    Attributes:
        shown: how the period reads, with its zone.
    """

    sign: Sign
    start: int
    end: int
    shown: str

    @property
    def is_moment(self) -> bool:
        return self.start == self.end


@dataclass(frozen=True, slots=True)
class DayIs:
    """The date compared with a period of days: ``[start, end)`` as days since the epoch."""

    sign: Sign
    start: int
    end: int
    shown: str


@dataclass(frozen=True, slots=True)
class ClockIs:
    """The time of day compared with a period: ``[start, end)`` in nanoseconds since midnight."""

    sign: Sign
    start: int
    end: int
    shown: str

    @property
    def is_moment(self) -> bool:
        return self.start == self.end


@dataclass(frozen=True, slots=True)
class SpanIs:
    """The duration compared with another, in nanoseconds."""

    sign: Sign
    nanos: int
    shown: str


@dataclass(frozen=True, slots=True)
class Has:
    """An element of the array meets ``part``; or, negated, none does. Null has no elements."""

    part: Predicate
    negated: bool = False


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part holds."""

    parts: tuple[Predicate, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One part holds at least."""

    parts: tuple[Predicate, ...]


Predicate = (
    Always
    | IsNull
    | IsNaN
    | IsInfinite
    | NumberIs
    | TextIs
    | TextFits
    | CharIs
    | FlagIs
    | TimeIs
    | DayIs
    | ClockIs
    | SpanIs
    | Has
    | AllOf
    | AnyOf
)


def all_of(parts: list[Predicate]) -> Predicate:
    """One predicate that holds when all ``parts``, at least one, do."""
    return parts[0] if len(parts) == 1 else AllOf(tuple(parts))


def any_of(parts: list[Predicate]) -> Predicate:
    """One predicate that holds when any of ``parts``, at least one, does."""
    return parts[0] if len(parts) == 1 else AnyOf(tuple(parts))
