"""Texts in quick filters. Pure.

As in the Web IDE a bare text means the whole cell, letter case is ignored, ``~`` means contains,
and a star at an end stands for anything. What begins with ``:`` is ours: ``:/expression/``,
``:a, b, c`` for one of several, ``:*part*``, and a trailing ``/c`` for the case of letters.
"""

from __future__ import annotations

import re

from dhconsole.core.filtering.predicates import (
    Fit,
    IsNull,
    Predicate,
    TextFits,
    TextIs,
    all_of,
    any_of,
)
from dhconsole.errors import FilterTextError

_SIGN = re.compile(r"(!~|!=|~|=|!)?(.*)", re.DOTALL)
MARK = ":"
"""Begins a text that is read with our own additions."""


def text_piece(piece: str) -> Predicate:
    """What ``piece`` says of a text; raises FilterTextError."""
    match = _SIGN.match(piece)
    assert match is not None, "everything in it is optional"
    sign, value = match[1] or "", match[2].strip()
    is_null = value.lower() == "null"
    if sign == "!" and not is_null:
        raise FilterTextError(
            f"! stands before null only, not before {value or 'nothing'}",
            hint="Type != for another text, !~ for one that does not contain it.",
        )
    if is_null and sign in ("", "=", "!=", "!"):
        return IsNull(sign in ("!=", "!"))
    negated = sign.startswith("!")
    if sign in ("~", "!~"):
        return _contains(value, negated)
    if not value and not sign:
        raise FilterTextError("there is nothing to compare with", hint="Type a text.")
    return _equals(value, negated, escaped_sign=not sign)


def _contains(value: str, negated: bool) -> Predicate:
    if not value:
        raise FilterTextError("~ needs a text after it", hint="Type ~part of the text.")
    if value.startswith("*"):
        value = value[1:]
    elif value.endswith("*") and not value.endswith("\\*"):
        value = value[:-1]
    return TextFits(Fit.CONTAINS, _literal_stars(value), negated)


def _equals(value: str, negated: bool, *, escaped_sign: bool) -> Predicate:
    if value.lower() == "\\null":
        return TextIs(value[1:], negated)
    if escaped_sign and value[:1] == "\\" and value[1:2] in ("=", "!", "~"):
        return TextIs(value[1:], negated)
    if value.startswith("*"):
        return TextFits(Fit.ENDS, _literal_stars(value[1:]), negated)
    if value.endswith("*") and not value.endswith("\\*"):
        return TextFits(Fit.STARTS, _literal_stars(value[:-1]), negated)
    return TextIs(_literal_stars(value), negated)


def _literal_stars(value: str) -> str:
    """Without the backslash before a star at either end."""
    if value.startswith("\\*"):
        value = value[1:]
    return f"{value[:-2]}*" if value.endswith("\\*") else value


def marked_text(piece: str) -> Predicate:
    """What a piece says that is read with our own additions; raises FilterTextError."""
    negated = piece.startswith("!")
    value = piece.removeprefix("!").strip().replace("\\|\\|", "||").replace("\\&\\&", "&&")
    match_case = value.endswith("/c")
    if match_case:
        value = value[:-1] if value.startswith("/") and len(value) > 3 else value[:-2].rstrip()
    if len(value) > 2 and value[0] == value[-1] == "/":
        return _expression(value[1:-1], negated, match_case)
    if len(value) > 2 and value[0] == value[-1] == "*":
        return TextFits(Fit.CONTAINS, value[1:-1], negated, match_case)
    names = [each.strip() for each in value.split(",")]
    if not value or not all(names):
        raise FilterTextError(
            "there is nothing to compare with", hint="Type :/expression/, :*part* or :one, two."
        )
    parts: list[Predicate] = [TextIs(each, negated, match_case) for each in names]
    return all_of(parts) if negated else any_of(parts)


def _expression(value: str, negated: bool, match_case: bool) -> Predicate:
    try:
        re.compile(value)
    except (re.error, OverflowError) as exc:
        # The server's expressions are Java's; what both know is nearly all that is ever typed.
        raise FilterTextError(
            f"/{value}/ is no regular expression: {exc}", hint="Put \\ before a sign that is meant."
        ) from None
    return TextFits(Fit.REGEX, value, negated, match_case)
