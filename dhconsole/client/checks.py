"""Checks of arguments that filters, aggregations and update_by share. Pure.

What is wrong is said at the call that has it, and not by protobuf when the request is made.
"""

from __future__ import annotations

import operator
from collections.abc import Iterable
from typing import Any

from dhconsole.errors import ArgumentError

_INT64 = range(-(2**63), 2**63)
_COUNTS = range(2**63)


def one_text(given: Any) -> str:
    """``given``, which must be a text, such as the name of a column.

    Raises:
        ArgumentError: it is something else.
    """
    if not isinstance(given, str):
        raise ArgumentError(f"{given!r} is no text", hint="Give a text, such as 'Price'.")
    return given


def texts(given: Any) -> list[str]:
    """The texts of an argument that is one text, several, or None for none.

    Raises:
        ArgumentError: something else is among them.
    """
    if given is None:
        return []
    if isinstance(given, str):
        return [given]
    if not isinstance(given, Iterable):
        raise ArgumentError(f"{given!r} is no text", hint="Give a text, or a list of texts.")
    return [one_text(each) for each in given]


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
