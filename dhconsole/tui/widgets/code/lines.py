"""Line operations of the editor: indenting, commenting, what to run.

Owns the arithmetic only: text and places in, text and places out.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from dhconsole.core.buffers import Language
from dhconsole.tui.widgets.code.shown import TAB_WIDTH

Place = tuple[int, int]

_COMMENTS: dict[Language, str] = {"python": "# ", "groovy": "// "}


def touched(start: Place, end: Place) -> tuple[int, int]:
    """First and last line of a selection; a last line of which nothing is selected is out."""
    (first, _), (last, column) = sorted((start, end))
    return first, last - 1 if last > first and column == 0 else last


def indent(lines: Sequence[str]) -> list[str]:
    """One level deeper; empty lines stay empty."""
    return [" " * TAB_WIDTH + line if line else line for line in lines]


def dedent(lines: Sequence[str]) -> list[str]:
    """One level less; a tab is a level."""
    return [line[_less(line) :] for line in lines]


def _less(line: str) -> int:
    if line.startswith("\t"):
        return 1
    spaces = len(line) - len(line.lstrip(" "))
    return min(spaces, spaces % TAB_WIDTH or TAB_WIDTH)


def toggle_comment(lines: Sequence[str], language: Language) -> list[str]:
    """Comment the lines out, or in again when all of them are out."""
    mark = _COMMENTS[language]
    code = [line for line in lines if line.strip()]
    if code and all(line.lstrip().startswith(mark.rstrip()) for line in code):
        return [_uncommented(line, mark) for line in lines]
    margin = min((len(line) - len(line.lstrip()) for line in code), default=0)
    return [line[:margin] + mark + line[margin:] if line.strip() else line for line in lines]


def _uncommented(line: str, mark: str) -> str:
    start = len(line) - len(line.lstrip())
    rest = line[start:]
    return line[:start] + (rest.removeprefix(mark) if mark in rest else rest[len(mark) - 1 :])


def backspace_to(line: str, column: int) -> int:
    """Where Backspace goes from ``column``: in the indentation, to the level before."""
    before = line[:column]
    if not column or before.strip(" "):
        return max(column - 1, 0)
    return (column - 1) // TAB_WIDTH * TAB_WIDTH


@dataclass(frozen=True, slots=True)
class Piece:
    """Code to run, and the 0-based first and last line of the buffer that it comes from.

    Line ``n`` of ``code``, counted from 0, is line ``first + n`` of the buffer.
    """

    code: str
    first: int
    last: int


def selected_piece(lines: Sequence[str], start: Place, end: Place) -> Piece | None:
    """The selected code, without the indentation that all of it has; None if it is blank.

    A selection that begins in the indentation of a line counts from the line's start, so that
    a block can be selected by eye.
    """
    (first, column), (last, last_column) = sorted((start, end))
    if not lines[first][:column].strip():
        column = 0
    picked = list(lines[first : last + 1])
    picked[-1] = picked[-1][:last_column]
    picked[0] = picked[0][column:]
    code = "\n".join(picked)
    if not code.strip():
        return None
    if code[:1].isspace():
        code = textwrap.dedent(code)
    return Piece(code, first, touched((first, column), (last, last_column))[1])


def difference(old: Sequence[str], new: Sequence[str]) -> tuple[Place, Place, str] | None:
    """The one replacement of whole lines that makes ``old`` into ``new``; None if they are equal.

    Returns:
        Start and end of what goes, and the text that comes in its place.
    """
    shorter = min(len(old), len(new))
    same = 0
    while same < shorter and old[same] == new[same]:
        same += 1
    tail = 0
    while tail < shorter - same and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    if same == len(old) == len(new):
        return None
    going, coming = old[same : len(old) - tail], new[same : len(new) - tail]
    if going and coming:
        return (same, 0), (same + len(going) - 1, len(going[-1])), "\n".join(coming)
    if tail:
        return (same, 0), (same + len(going), 0), "".join(line + "\n" for line in coming)
    # Lines at the end come or go with the line end before them.
    end = (len(old) - 1, len(old[-1]))
    return (same - 1, len(old[same - 1])), end, "".join("\n" + line for line in coming)
