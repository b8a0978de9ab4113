"""Numbers, characters and booleans in quick filters. Pure."""

from __future__ import annotations

import re
import sys
from decimal import Decimal

from dhconsole.core.filtering.predicates import (
    CharIs,
    FlagIs,
    IsInfinite,
    IsNaN,
    IsNull,
    NumberIs,
    Predicate,
    Sign,
    all_of,
    any_of,
)
from dhconsole.errors import FilterTextError

SIGNS = {
    "=": Sign.EQ,
    "!=": Sign.NE,
    "!": Sign.NE,
    ">": Sign.GT,
    "<": Sign.LT,
    ">=": Sign.GE,
    "=>": Sign.GE,
    "<=": Sign.LE,
    "=<": Sign.LE,
    "==": Sign.EQ,
    "<>": Sign.NE,
}
"""Operators; the last two are ours, the Web IDE takes them for mistakes."""

_SIGN = re.compile(r"\s*(>=|<=|=>|=<|==|<>|!=|>|<|=|!)?\s*(.*)", re.DOTALL)
_PLAIN = re.compile(r"(-?)\s*(\d{1,3}(?:,\d{3})+|\d*)(\.\d*)?\Z", re.ASCII)
_SCIENTIFIC = re.compile(r"(-?)\s*(\d+\.?\d*|\.\d+)e([+-]?\d{1,4})\Z", re.ASCII | re.IGNORECASE)
_SCALED = re.compile(r"(-?)\s*(\d+\.?\d*|\.\d+)\s*([%kmb])\Z", re.ASCII | re.IGNORECASE)
_SCALES = {"%": Decimal("0.01"), "k": Decimal(10**3), "m": Decimal(10**6), "b": Decimal(10**9)}
_INFINITE = re.compile(r"(-?)\s*(?:infinity|inf|∞)\Z", re.IGNORECASE)
RANGE = re.compile(r"(.+?)\.\.(.+)\Z", re.DOTALL)
_MOST_DIGITS = 400
_LARGEST = Decimal(sys.float_info.max)

INTEGERS = {
    "byte": 8,
    "short": 16,
    "int": 32,
    "long": 64,
    "java.math.BigInteger": 0,
}
"""Whole-number types, with their bits; 0 for no limit."""
FRACTIONS = ("float", "double", "java.math.BigDecimal")


def split_sign(piece: str) -> tuple[Sign | None, str]:
    """The operator before a value, if there is one, and the value."""
    match = _SIGN.match(piece)
    assert match is not None, "everything in it is optional"
    return SIGNS.get(match[1] or ""), match[2].strip()


def number_piece(piece: str, java_type: str) -> Predicate:
    """What ``piece`` says of a number; raises FilterTextError."""
    sign, value = split_sign(piece)
    word = _word(sign, value, java_type)
    if word is not None:
        return word
    if sign is None or sign.is_equality:
        several = _several(value, java_type)
        if several is not None:
            negated = sign is Sign.NE
            parts: list[Predicate] = [
                NumberIs(Sign.NE if negated else Sign.EQ, each) for each in several
            ]
            return all_of(parts) if negated else any_of(parts)
    between = RANGE.match(value)
    if between is not None and sign in (None, Sign.EQ):
        low, high = (number(text.strip(), java_type) for text in between.groups())
        if low > high:
            raise FilterTextError(f"{value} is empty", hint="Put the smaller number first.")
        return all_of([NumberIs(Sign.GE, low), NumberIs(Sign.LE, high)])
    return NumberIs(sign or Sign.EQ, number(value, java_type))


def _word(sign: Sign | None, value: str, java_type: str) -> Predicate | None:
    word = value.lower()
    infinite = _INFINITE.match(value)
    if word not in ("null", "nan") and infinite is None:
        return None
    if sign is not None and not sign.is_equality:
        raise FilterTextError(
            f"{value} is neither more nor less than anything", hint=f"Type {value} or !={value}."
        )
    negated = sign is Sign.NE
    if word == "null":
        return IsNull(negated)
    if java_type not in ("float", "double"):
        raise FilterTextError(
            f"a column of {_short(java_type)} has no {word}", hint="Only float and double have."
        )
    return IsNaN(negated) if infinite is None else IsInfinite(not infinite[1], negated)


def number(text: str, java_type: str) -> int | Decimal:
    """The number that ``text`` writes, as a column of that type can have it.

    Raises:
        FilterTextError: it is none, or one that the column cannot have.
    """
    value = _decimal(text)
    if value is None:
        raise FilterTextError(
            f"{text or 'nothing'} is no number", hint="Type one, such as >= -1,250.5."
        )
    if java_type in FRACTIONS:
        if java_type != FRACTIONS[-1] and abs(value) > _LARGEST:
            raise FilterTextError(
                f"{text} is more than a {java_type} can be", hint="Type inf for infinity."
            )
        return value
    whole = value == value.to_integral_value()
    if java_type == "long" and (not whole or ("." in text and _PLAIN.match(text))):
        raise FilterTextError(
            f"a column of long has no {text}", hint="Type a number without a decimal point."
        )
    return int(value) if whole else value


def _decimal(text: str) -> Decimal | None:
    if len(text) > _MOST_DIGITS:
        return None
    plain = _PLAIN.match(text)
    if plain is not None and (plain[2] or len(plain[3] or "") > 1):
        return Decimal(f"{plain[1]}{plain[2].replace(',', '') or '0'}{plain[3] or ''}")
    scientific = _SCIENTIFIC.match(text)
    if scientific is not None:
        return Decimal(f"{scientific[1]}{scientific[2]}e{scientific[3]}")
    scaled = _SCALED.match(text)
    if scaled is not None:
        return Decimal(f"{scaled[1]}{scaled[2]}") * _SCALES[scaled[3].lower()]
    return None


def _several(value: str, java_type: str) -> list[int | Decimal] | None:
    """The numbers of a list; None when there is none. Without a blank, a comma is a number's."""
    if ", " not in value:
        return None
    return [number(each.strip(), java_type) for each in value.split(", ")]


def char_piece(piece: str) -> Predicate:
    """What ``piece`` says of a character; raises FilterTextError."""
    sign, value = split_sign(piece)
    if value.lower() == "null":
        if sign is not None and not sign.is_equality:
            raise FilterTextError(
                "null is neither more nor less than anything", hint="Type null or !=null."
            )
        return IsNull(sign is Sign.NE)
    if len(value) == 3 and value[0] == value[2] and value[0] in "'\"":
        value = value[1]
    if not value and sign is not None:
        # Nothing but an operator: its last sign is a character like any other.
        sign, value = SIGNS.get(piece.strip()[:-1]), piece.strip()[-1]
    if len(value) != 1 or ord(value) > 0xFFFF:
        raise FilterTextError(
            f"{value or 'nothing'} is not one character", hint="Type one, or null."
        )
    return CharIs(sign or Sign.EQ, value)


def flag_piece(piece: str) -> Predicate:
    """What ``piece`` says of a boolean; raises FilterTextError."""
    sign, value = split_sign(piece)
    if sign is not None and not sign.is_equality:
        raise FilterTextError(
            "a boolean is neither more nor less", hint="Type true, false or null."
        )
    negated = sign is Sign.NE
    word = value.lower()
    if word == "null":
        return IsNull(negated)
    flag = boolean(word)
    if flag is None:
        raise FilterTextError(
            f"{value or 'nothing'} is no boolean", hint="Type true, false or null."
        )
    return FlagIs(flag, negated)


def boolean(word: str) -> bool | None:
    """What a word in lower case means: any beginning of true, false or yes, and n, no, 0, 1."""
    if word and ("true".startswith(word) or "yes".startswith(word) or word == "1"):
        return True
    if word and ("false".startswith(word) or "no".startswith(word) or word == "0"):
        return False
    return None


def _short(java_type: str) -> str:
    return java_type.rsplit(".", 1)[-1]
