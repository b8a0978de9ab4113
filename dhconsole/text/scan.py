"""Where strings, comments and brackets of a piece of code begin and end.

A quick lexical pass over Python or Groovy text: enough to know whether a line starts inside a
string and how deep in brackets a place is. Never fails; broken code gives the best guess.
Lines are counted from 0, as in an editor buffer.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Final, Literal

Language = Literal["python", "groovy"]

_STRINGS: Final = (
    r'"""(?:[^"\\]|\\.|"(?!""))*(?P<end1>""")?'
    r"|'''(?:[^'\\]|\\.|'(?!''))*(?P<end2>''')?"
    r'|"(?:[^"\\\n]|\\.)*"?'
    r"|'(?:[^'\\\n]|\\.)*'?"
)
_MARKS: Final = r"|[()\[\]{}]"
_TOKENS: Final = {
    "python": re.compile(r"(?P<comment>#[^\n]*)|" + _STRINGS + _MARKS, re.DOTALL),
    "groovy": re.compile(r"(?P<comment>//[^\n]*|/\*.*?(?:\*/|\Z))|" + _STRINGS + _MARKS, re.DOTALL),
}
_PAIRS: Final = {")": "(", "]": "[", "}": "{"}


@dataclass(slots=True)
class Scan:
    """What ``scan`` found.

    Attributes:
        starts: index of the first character of each line.
        spans: (first index, end index) of the strings and comments that cross a line end.
        groups: the same of the outermost closed pairs of brackets, all of them.
        comments: start index of every comment.
        open_brackets: (index, bracket) of the brackets that are not closed, outermost first.
        open_string: index where a string begins that is not ended, or ``None``.
    """

    starts: list[int]
    spans: list[tuple[int, int]] = field(default_factory=list)
    groups: list[tuple[int, int]] = field(default_factory=list)
    comments: list[int] = field(default_factory=list)
    open_brackets: list[tuple[int, str]] = field(default_factory=list)
    open_string: int | None = None

    def line_of(self, index: int) -> int:
        """Line that holds the character at ``index``."""
        return bisect_right(self.starts, index) - 1

    def inside(self, index: int) -> tuple[int, int] | None:
        """The span of the string or comment around the line start ``index``, if any."""
        return _around(self.spans, index)

    def grouped(self, index: int) -> tuple[int, int] | None:
        """The span of the closed brackets around ``index``, if any."""
        return _around(self.groups, index)


def line_starts(code: str) -> list[int]:
    """Index of the first character of each line; lines end with ``\\n`` only."""
    return [0, *(match.end() for match in re.finditer("\n", code))]


def scan(code: str, language: Language = "python") -> Scan:
    """Find strings, comments and open brackets of ``code``."""
    found = Scan(starts=line_starts(code))
    for match in _TOKENS[language].finditer(code):
        token = match.group()
        first = token[0]
        if match.group("comment") is not None:
            found.comments.append(match.start())
            if "\n" in token:
                found.spans.append(match.span())
        elif first in "([{":
            found.open_brackets.append((match.start(), first))
        elif first in ")]}":
            start = _close(found.open_brackets, _PAIRS[first])
            if start is not None and not found.open_brackets:
                found.groups.append((start, match.end()))
        else:
            if "\n" in token:
                found.spans.append(match.span())
            if match.end() == len(code) and _is_open(match, token):
                found.open_string = match.start()
    return found


def _around(spans: list[tuple[int, int]], index: int) -> tuple[int, int] | None:
    at = bisect_right(spans, (index, -1)) - 1
    return spans[at] if at >= 0 and index < spans[at][1] else None


def _close(brackets: list[tuple[int, str]], opening: str) -> int | None:
    """Take the innermost ``opening`` away, and what was opened within; its index.

    A closing bracket without an opening one is ignored: ``None``.
    """
    for at in range(len(brackets) - 1, -1, -1):
        if brackets[at][1] == opening:
            start = brackets[at][0]
            del brackets[at:]
            return start
    return None


def _is_open(match: re.Match[str], token: str) -> bool:
    if token.startswith(('"""', "'''")):
        return not (match.group("end1") or match.group("end2"))
    return len(token) < 2 or token[-1] != token[0]
