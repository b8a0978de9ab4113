"""A list of what could stand at the cursor, and going through it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum


class NameKind(StrEnum):
    """What a name stands for."""

    COLUMN = "column"
    FUNCTION = "function"
    VALUE = "value"
    PARAMETER = "parameter"
    PROPERTY = "property"
    TABLE = "table"
    OBJECT = "object"
    VARIABLE = "variable"
    CLASS = "class"
    MODULE = "module"
    KEYWORD = "keyword"
    WORD = "word"


@dataclass(frozen=True, slots=True)
class Name:
    """One thing that could stand there.

    Attributes:
        text: what to type.
        kind: what it is.
        detail: more of it, such as the type of a column; not safe for a terminal.
        documentation: what its author says of it; not safe for a terminal, may be empty.
    """

    text: str
    kind: NameKind
    detail: str = ""
    documentation: str = ""


@dataclass(frozen=True, slots=True)
class Names:
    """What could stand in place of a part of a text.

    Attributes:
        start, end: the part, in characters.
        found: best first.
    """

    start: int
    end: int
    found: tuple[Name, ...] = ()


class NameCycle:
    """Going through the names for one place of a text, there and back.

    Args:
        text: as it was typed.
        names: for a place in it; not empty.
    """

    def __init__(self, text: str, names: Names) -> None:
        self._text = text
        self.names = names
        self.at = -1

    def step(self, by: int) -> tuple[str, int]:
        """The text with the next name in it, and where the cursor stands behind it."""
        count = len(self.names.found)
        self.at = (self.at + by) % count if self.at >= 0 or by > 0 else count - 1
        name = self.names.found[self.at].text
        before, after = self._text[: self.names.start], self._text[self.names.end :]
        return f"{before}{name}{after}", len(before) + len(name)


def fitting(word: str, names: Iterable[Name], *, most: int) -> tuple[Name, ...]:
    """Those of ``names`` that ``word`` may become, letters of either case alike.

    Those that begin with it come before those that contain it, and columns before the rest.
    """
    small = word.lower()
    ranked: list[list[Name]] = [[], [], [], []]
    for name in names:
        text = name.text.lower()
        rest = 0 if name.kind is NameKind.COLUMN else 1
        if text.startswith(small):
            ranked[rest].append(name)
        elif len(word) > 1 and small in text:
            ranked[2 + rest].append(name)
    return tuple(name for names_ in ranked for name in names_)[:most]


def unique(names: Sequence[Name]) -> list[Name]:
    """``names`` without those whose text came before."""
    return list({name.text: name for name in reversed(names)}.values())[::-1]
