"""The frame of a quick filter: pieces joined by ``||`` and ``&&``. Pure.

The grammar is the Web IDE's. Ours are brackets round pieces, where they mean nothing in the Web
IDE: in columns that are not text, and in a text that begins with ``:``. There, ``\\|\\|`` and
``\\&\\&`` stand for the two operators as part of a text, which otherwise cannot be asked for.
"""

from __future__ import annotations

from dhconsole.core.filtering.elements import element_type, of_elements
from dhconsole.core.filtering.numbers import (
    FRACTIONS,
    INTEGERS,
    char_piece,
    flag_piece,
    number_piece,
    split_sign,
)
from dhconsole.core.filtering.predicates import IsNull, Predicate, Sign, all_of, any_of
from dhconsole.core.filtering.texts import MARK, marked_text, text_piece
from dhconsole.core.filtering.times import (
    Now,
    clock_piece,
    day_piece,
    several,
    span_piece,
    time_piece,
)
from dhconsole.errors import FilterTextError

TIMES = ("java.time.Instant", "java.time.ZonedDateTime")
_DEEPEST = 50
_LONGEST = 20_000


def parse_filter(text: str, java_type: str, now: Now) -> Predicate | None:
    """What a quick filter says of the values of a column.

    Args:
        text: as typed.
        java_type: the column's type, which decides what can be said.
        now: the moment and the zone that times in it are read by.

    Returns:
        None when it says nothing: it is empty, or ends in ``||``.

    Raises:
        FilterTextError: it means nothing for such a column; says why, and what can be typed.
    """
    if len(text) > _LONGEST:
        raise FilterTextError(
            f"a filter of {len(text):,} characters", hint=f"It can have {_LONGEST:,} at most."
        )
    if java_type == "java.lang.String":
        if not text.lstrip().startswith(MARK):
            return _plain(text, java_type, now)
        text = text.lstrip().removeprefix(MARK)
        return _bracketed(text, java_type, now, 0)
    return _bracketed(text, java_type, now, 0)


def _plain(text: str, java_type: str, now: Now) -> Predicate | None:
    """Pieces of a frame without brackets."""
    alternatives = text.split("||")
    if not alternatives[-1].strip():
        return None
    found: list[Predicate] = []
    for alternative in alternatives:
        pieces = [each.strip() for each in alternative.split("&&")]
        parts = [_piece(each, java_type, now, marked=False) for each in pieces if each]
        if parts:
            found.append(all_of(parts))
    return any_of(found) if found else None


def _bracketed(text: str, java_type: str, now: Now, depth: int) -> Predicate | None:
    """Pieces of a frame in which brackets may stand round pieces."""
    if depth > _DEEPEST:
        raise FilterTextError("too many brackets within brackets", hint="Leave some out.")
    alternatives = _split(text, "||")
    if not alternatives[-1].strip():
        return None
    found: list[Predicate] = []
    for alternative in alternatives:
        parts: list[Predicate] = []
        for piece in _split(alternative, "&&"):
            part = _in_brackets(piece.strip(), java_type, now, depth)
            if part is not None:
                parts.append(part)
        if parts:
            found.append(all_of(parts))
    return any_of(found) if found else None


def _in_brackets(piece: str, java_type: str, now: Now, depth: int) -> Predicate | None:
    if not piece:
        return None
    if java_type != "char" and _wrapped(piece):
        return _bracketed(piece[1:-1], java_type, now, depth + 1)
    return _piece(piece, java_type, now, marked=java_type == "java.lang.String")


def _wrapped(piece: str) -> bool:
    """Whether the bracket that the piece begins with is closed at its end."""
    depth = 0
    for at, letter in enumerate(piece):
        depth += (letter == "(") - (letter == ")")
        if depth <= 0:
            return at > 0 and at == len(piece) - 1
    return False


def _split(text: str, operator: str) -> list[str]:
    """The parts of ``text`` between operators that stand outside of brackets.

    A bracket counts only where a piece begins with it, so that texts and expressions may have
    brackets of their own.
    """
    found, start, depth, begins = [], 0, 0, True
    at = 0
    while at < len(text):
        if depth == 0 and text.startswith(operator, at):
            found.append(text[start:at])
            at = start = at + len(operator)
            begins = True
            continue
        letter = text[at]
        if letter == "(" and (begins or depth):
            depth += 1
        elif letter == ")" and depth:
            depth -= 1
        begins = begins and letter.isspace()
        at += 1
    if depth:
        raise FilterTextError("a bracket is not closed", hint="Type ) where it ends.")
    found.append(text[start:])
    return found


def _piece(piece: str, java_type: str, now: Now, *, marked: bool) -> Predicate:
    if java_type == "java.lang.String":
        return marked_text(piece) if marked else text_piece(piece)
    if java_type in INTEGERS or java_type in FRACTIONS:
        return number_piece(piece, java_type)
    if java_type == "char":
        return char_piece(piece)
    if java_type == "java.lang.Boolean":
        return flag_piece(piece)
    if java_type in TIMES:
        return several(piece, lambda each: time_piece(each, now))
    if java_type == "java.time.LocalDate":
        return several(piece, lambda each: day_piece(each, now))
    if java_type == "java.time.LocalTime":
        return several(piece, clock_piece)
    if java_type == "java.time.Duration":
        return several(piece, span_piece)
    element = element_type(java_type)
    if element and not _is_null(piece):
        return of_elements(_piece(piece, element, now, marked=False))
    return _only_null(piece, java_type)


def _is_null(piece: str) -> bool:
    return split_sign(piece)[1].lower() == "null"


def _only_null(piece: str, java_type: str) -> Predicate:
    sign, value = split_sign(piece)
    if value.lower() != "null" or (sign is not None and not sign.is_equality):
        raise FilterTextError(
            f"values of {java_type.rsplit('.', 1)[-1]} cannot be compared here",
            hint="Type null or !=null, or filter with a formula.",
        )
    return IsNull(sign is Sign.NE)
