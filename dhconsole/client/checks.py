"""Checks of arguments that filters, aggregations and update_by share. Pure.

What is wrong is said at the call that has it, and not by protobuf when the request is made.
"""

from __future__ import annotations

import operator
from collections.abc import Iterable
from typing import Any, TypeVar

from dhconsole.errors import ArgumentError

_INT64 = range(-(2**63), 2**63)
_COUNTS = range(2**63)
_SEVERAL = "Give a text, or a list of texts."
TABLE_HINT = "Give a Table of this session."
CONDITIONS_HINT = "Give conditions as texts, such as 'Price > 5'."

T = TypeVar("T")


def one(given: Any, kind: type[T], what: str, hint: str = "") -> T:
    """``given``, which must be of class ``kind``.

    Raises:
        ArgumentError: it is something else. ``what`` names the kind in the message.
    """
    if not isinstance(given, kind):
        raise ArgumentError(f"{given!r} is no {what}", hint=hint)
    return given


def one_text(given: Any, hint: str = "Give a text, such as 'Price'.") -> str:
    """``given``, which must be a text, such as the name of a column.

    Raises:
        ArgumentError: it is something else.
    """
    return one(given, str, "text", hint)


def texts(given: Any, hint: str = _SEVERAL) -> list[str]:
    """The texts of an argument that is one text, several, or None for none.

    Raises:
        ArgumentError: something else is among them.
    """
    if given is None:
        return []
    if isinstance(given, str) or not isinstance(given, Iterable):
        return [one_text(given, hint)]
    return [one_text(each, hint) for each in given]


def int64(given: Any, what: str) -> int:
    """``given`` as an int of 64 bits; numpy's integers are integers too.

    Raises:
        ArgumentError: it is no integer, or does not fit. ``what`` names it in the message.
    """
    value = _whole(given)
    if value is None or isinstance(given, bool):
        raise ArgumentError(f"{given!r} is no {what}", hint="Give a whole number.")
    if value not in _INT64:
        raise ArgumentError(f"{given} does not fit into 64 bits", hint="Give a smaller number.")
    return value


def count(given: Any) -> int:
    """``given`` as a number of rows that a table can have.

    Raises:
        ArgumentError: it is no whole number, below zero, or above 63 bits.
    """
    value = _whole(given)
    if value is None:
        raise ArgumentError(f"{given!r} is no number of rows", hint="Give a whole number.")
    if value not in _COUNTS:
        raise ArgumentError(f"a table cannot have {value} rows")
    return value


def _whole(given: Any) -> int | None:
    """An int, and not only something that equals one: a ``range`` would be searched for it."""
    try:
        return int(operator.index(given))
    except TypeError:
        return None
