"""Tests of the elements of arrays of times, dates and big numbers, and of ranges of any numbers, as
formulas. Pure.

What a live 42.7 server lets a client's formula call decides: ``inObj`` (equal in all respects, so
that 1.1 is not 1.10), ``maxObj``, ``minObj`` and ``countObj``, which pass over null, and a search
in sorted values, which fails on null. All take arrays and what grouping collected alike.
"""

from __future__ import annotations

from dataclasses import dataclass

from dhconsole.core.filtering.predicates import Sign

OBJECTS = (
    "java.time.Instant",
    "java.time.LocalDate",
    "java.time.LocalTime",
    "java.time.ZonedDateTime",
    "java.time.Duration",
    "java.math.BigDecimal",
    "java.math.BigInteger",
)


_NULLS = {"float": "NULL_FLOAT", "double": "NULL_DOUBLE"}


@dataclass(frozen=True, slots=True)
class Bounds:
    """Values that a comparison takes for equal, or a range, as literals of the query language.

    Attributes:
        first: the least of them.
        end: the least value that is greater than all, or of a range some value outside of it; empty
            where a type has none.
        last: the greatest of them; empty where there is but one, or none is known.
        is_one: whether there is but ``first``, equal in all respects to any other such value.
        is_dense: whether ``end`` is just some other value, as there is no next one.
    """

    first: str
    end: str
    last: str = ""
    is_one: bool = False
    is_dense: bool = False


def object_test(sign: Sign, bounds: Bounds, name: str, element: str) -> str:
    """That an element of the column ``name``, which has some, compares so with ``bounds``."""
    first, end = bounds.first, bounds.end
    match sign:
        case Sign.GT if bounds.is_dense:
            return f"maxObj({name}) > {first}"
        case Sign.LE if bounds.is_dense:
            return f"countObj({name}) < len({name}) || minObj({name}) <= {first}"
        case Sign.GE:
            return f"maxObj({name}) >= {first}"
        case Sign.GT:
            return f"maxObj({name}) >= {end}" if end else "false"
        # Null is less than every value, as it is in a column.
        case Sign.LT:
            return f"countObj({name}) < len({name}) || minObj({name}) < {first}"
        case Sign.LE if end:
            return f"countObj({name}) < len({name}) || minObj({name}) < {end}"
        case Sign.LE:
            return "true"
        case _ if bounds.is_one:
            return f"inObj({first}, {name})"
        case _ if not end:
            return f"maxObj({name}) >= {first}"
        case _:
            return between(bounds, name, element)


def without_nan(name: str, element: str) -> str:
    """The elements of the column, null in place of NaN."""
    return f"replaceIfNaN({name}, {_NULLS[element]})" if element in _NULLS else name


def between(bounds: Bounds, name: str, element: str) -> str:
    """That one of the values, which need not be objects, is among those of the bounds.

    In place of null and NaN stands the end, which is not: a search fails on null, and among values
    with a NaN it may go on for ever (seen on a live 42.7 server). A value that is not found in the
    sorted values gives its place as a negative number: it is another for the first and the last
    where an element is between them.
    """
    if not bounds.end:
        return f"count({name}) > 0"
    known = f"replaceIfNull({without_nan(name, element)}, {bounds.end})"
    values = f"({element}[])sortObj({known})" if element in OBJECTS else f"sort({known})"
    first = f"rawBinSearchIndex({values}, {bounds.first}, BS_LOWEST)"
    if bounds.is_dense:
        return f"{first} >= 0"
    return f"{first} >= 0 || {first} != rawBinSearchIndex({values}, {bounds.last}, BS_LOWEST)"
