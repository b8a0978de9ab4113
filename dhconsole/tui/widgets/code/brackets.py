"""The partner of a bracket."""

from __future__ import annotations

from collections.abc import Callable, Sequence

_PAIRS = {"(": ")", "[": "]", "{": "}"}
_PARTNERS = {close: opening for opening, close in _PAIRS.items()}

MAX_LINES = 400
"""How far a partner is looked for; beyond it nobody sees both."""


def partner(
    lines: Sequence[str], line: int, column: int, is_text: Callable[[int, int], bool]
) -> tuple[int, int] | None:
    """Line and column of the bracket that belongs to the one at ``line`` and ``column``.

    Args:
        is_text: whether a place lies in a string or comment. Brackets there pair up among
            themselves, and only on one line.

    Returns:
        None if there is no bracket, or it has no partner within ``MAX_LINES``.
    """
    if line >= len(lines) or column >= len(lines[line]):
        return None
    bracket = lines[line][column]
    if bracket not in _PAIRS and bracket not in _PARTNERS:
        return None
    forward = bracket in _PAIRS
    step = 1 if forward else -1
    inside = is_text(line, column)
    reach = 1 if inside else MAX_LINES
    expected: list[str] = []
    for number in range(line, line + step * reach, step):
        if not 0 <= number < len(lines):
            return None
        for place in _places(lines[number], column if number == line else None, step):
            character = lines[number][place]
            opens, closes = (_PAIRS, _PARTNERS) if forward else (_PARTNERS, _PAIRS)
            if character not in opens and character not in closes:
                continue
            if is_text(number, place) != inside:
                continue
            if character in opens:
                expected.append(opens[character])
            elif expected.pop() != character:
                return None
            elif not expected:
                return number, place
    return None


def _places(text: str, start: int | None, step: int) -> range:
    if step > 0:
        return range(start or 0, len(text))
    return range(len(text) - 1 if start is None else start, -1, -1)
