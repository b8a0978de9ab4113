"""Finding names by a part of them: as typed, or by the beginnings of their words.

Pure. Owns which names a query fits and in which order they are best shown; knows no widget.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum


class Rank(IntEnum):
    """How well a name fits; smaller is better."""

    WHOLE = 0
    START = 1
    WORD = 2
    INSIDE = 3
    INITIALS = 4


@dataclass(frozen=True, slots=True)
class Match:
    """A name fits.

    Attributes:
        rank: how well.
        positions: indices of the characters of the name that the query stands for, ascending.
    """

    rank: Rank
    positions: tuple[int, ...]


_ANY = Match(Rank.INSIDE, ())


def matcher(query: str) -> Callable[[str], Match | None]:
    """A function that tells how a name fits ``query``, or None when it does not.

    Case is ignored. A name fits when it holds the query, or when the query's characters are
    beginnings of the name's words, several of one word allowed (``tq`` and ``trq`` for
    ``trades_quotes``). Every name fits an empty query.
    """
    wanted = query.strip().lower()

    def match(name: str) -> Match | None:
        if not wanted:
            return _ANY
        lower = name.lower()
        if len(lower) != len(name):
            lower = name  # rare letters grow in lower case; indices must stay true
        at = lower.find(wanted)
        if at < 0:
            found = _initials(wanted, name, lower)
            return None if found is None else Match(Rank.INITIALS, found)
        if len(lower) == len(wanted):
            rank = Rank.WHOLE
        elif at == 0:
            rank = Rank.START
        elif (word := _word_start(wanted, name, lower)) is not None:
            rank, at = Rank.WORD, word
        else:
            rank = Rank.INSIDE
        return Match(rank, tuple(range(at, at + len(wanted))))

    return match


def _begins_word(name: str, index: int) -> bool:
    if index == 0:
        return True
    before, here = name[index - 1], name[index]
    if not before.isalnum():
        return here.isalnum()
    return here.isupper() and not before.isupper()


def _word_start(wanted: str, name: str, lower: str) -> int | None:
    at = lower.find(wanted)
    while at >= 0:
        if _begins_word(name, at):
            return at
        at = lower.find(wanted, at + 1)
    return None


def _initials(wanted: str, name: str, lower: str) -> tuple[int, ...] | None:
    """Positions of ``wanted`` as beginnings of words; cost is bounded by the product of lengths."""
    rest = iter(lower)
    if len(wanted) > len(lower) or not all(char in rest for char in wanted):
        return None
    starts = [index for index in range(len(name)) if _begins_word(name, index)]
    reached: dict[int, tuple[int, ...]] = {
        index: (index,) for index in starts if lower[index] == wanted[0]
    }
    for char in wanted[1:]:
        following: dict[int, tuple[int, ...]] = {}
        first = min(reached, default=len(lower))
        for index in starts:
            if index > first and lower[index] == char:
                before = max(each for each in reached if each < index)
                following[index] = (*reached[before], index)
        for index, path in reached.items():
            if index + 1 < len(lower) and lower[index + 1] == char:
                following[index + 1] = (*path, index + 1)
        reached = following
        if not reached:
            return None
    return reached[min(reached)] if reached else None
