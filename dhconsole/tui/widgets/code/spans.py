"""Tokens of a document, found late and only where they are needed.

Owns which lines are coloured, in which colours, and which need another look after an edit.
Pure: it neither waits nor draws; knows the widget's map of highlights only by its shape.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Final

from dhconsole.core.buffers import Language
from dhconsole.text.highlight import tokenize
from dhconsole.tui.widgets.code.marks import moved_line

MAX_LINES = 3000
"""Longer documents stay plain, so that a key press never waits for colours."""

_MARGIN = 10
"""Lines coloured beyond those that are visible, so that a short scroll finds them ready."""

Place = tuple[int, int]
"""Line and column."""

Lines = tuple[int, int]
"""First and last line."""

ColumnSpan = tuple[int, int, str]
"""First column, column after the last, token class; in code points."""

ByteSpan = tuple[int, int | None, str]
"""The same in bytes of UTF-8, as ``TextArea`` takes it."""


_TRIPLE: Final = (
    r'"""(?:[^"\\]|\\.?|"(?!""))*+(?:"""|\Z)'
    r"|\'\'\'(?:[^\'\\]|\\.?|\'(?!\'\'))*+(?:\'\'\'|\Z)"
)
_SINGLE: Final = r""""(?:[^"\\\n]|\\.)*+"?|'(?:[^'\\\n]|\\.)*+'?"""
# pygments takes the next word for the name, on whatever line it is.
_NAMING: Final = r"\b(?:def|class|from|import)\s*\n\s*"
_BLOCKS: Final[dict[Language, re.Pattern[str]]] = {
    "python": re.compile(rf"\#[^\n]*+|{_TRIPLE}|{_SINGLE}|{_NAMING}|\\\n", re.DOTALL),
    "groovy": re.compile(rf"//[^\n]*+|/\*.*?(?:\*/|\Z)|{_TRIPLE}|{_SINGLE}", re.DOTALL),
}


def blocks(text: str, language: Language) -> list[Lines]:
    """Every string, comment or continued line that spans lines.

    A lexer that starts inside one of them would take it for code; between them it may start
    on any line. Much cheaper than lexing, so that it can look at the whole text.
    """
    found = []
    line = position = 0
    for match in _BLOCKS[language].finditer(text):
        start, end = match.span()
        count = text.count("\n", start, end)
        if count:
            line += text.count("\n", position, start)
            found.append((line, line + count))
            line, position = line + count, end
    return found


def region(wanted: Lines, spanning: Sequence[Lines]) -> Lines:
    """The lines to lex so that those that are wanted come out right."""
    first, last = wanted
    for start, end in reversed(spanning):
        if start < first <= end:
            first = start
    for start, end in spanning:
        if start <= last < end:
            last = end
    return first, last


class Tokens:
    """Column spans for each line of a document; None for a line that was never looked at."""

    def __init__(self, language: Language) -> None:
        self.language: Language = language
        self._lines: list[list[ColumnSpan] | None] = [None]
        # What was looked at, and what was edited in it since; the blocks as of the last look,
        # moved along with edits.
        self._known: Lines | None = None
        self._edited: Lines | None = None
        self._blocks: list[Lines] = []

    def reset(self, line_count: int) -> None:
        """Another document, or another language."""
        self._lines = [None] * line_count
        self._known = self._edited = None

    def edited(self, top: Place, bottom: Place, end: Place) -> None:
        """Move what is known along with an edit, so that colours do not jump before the next look.

        The text from ``top`` to ``bottom`` gave way to what now ends at ``end``.
        """
        (first, column), (last, last_column), (end_line, end_column) = top, bottom, end
        head = _before(self._lines[first], column)
        tail = _after(self._lines[last] if last < len(self._lines) else [], last_column)
        moved = [(start + end_column, stop + end_column, name) for start, stop, name in tail]
        if first == end_line:
            new: list[list[ColumnSpan] | None] = [_joined(head, moved, column, end_column)]
        else:
            new = [head, *[None] * (end_line - first - 1), moved]
        self._lines[first : last + 1] = new

        def follow(lines: Lines) -> Lines:
            return moved_line(lines[0], first, last, end_line), moved_line(
                lines[1], first, last, end_line
            )

        self._blocks = [follow(block) for block in self._blocks]
        if self._known is not None:
            self._known = follow(self._known)
        before = (first, end_line) if self._edited is None else follow(self._edited)
        self._edited = min(before[0], first), max(before[1], end_line)

    def wants(self, first: int, last: int) -> bool:
        """Some of these lines should be looked at."""
        if len(self._lines) > MAX_LINES:
            return False
        last = min(last, len(self._lines) - 1)
        known = self._known
        return self._edited is not None or known is None or first < known[0] or last > known[1]

    def look(self, lines: Sequence[str], first: int, last: int) -> set[int]:
        """Look at lines ``first`` to ``last`` and a margin; returns the lines that changed."""
        changed: set[int] = set()
        if not self.wants(first, last):
            return changed
        wanted = max(first - _MARGIN, 0), min(last + _MARGIN, len(lines) - 1)
        if self._edited is not None or self._known is None:
            found = blocks("\n".join(lines), self.language)
            if found != self._blocks:
                self._known = None
            self._blocks = found
        for part in self._parts(wanted):
            self._lex(lines, part, changed)
        self._edited = None
        return changed

    def _parts(self, wanted: Lines) -> Iterator[Lines]:
        """What of ``wanted`` needs a look; keeps ``_known`` up to date."""
        known, edited = self._known, self._edited
        if known is None or wanted[1] < known[0] or wanted[0] > known[1]:
            known = edited = None
        if edited is not None and not (wanted[0] <= edited[0] and edited[1] <= wanted[1]):
            known = edited = None
        if known is None:
            self._known = wanted
            yield wanted
            return
        self._known = min(known[0], wanted[0]), max(known[1], wanted[1])
        if edited is not None:
            yield edited
        if wanted[0] < known[0]:
            yield wanted[0], known[0] - 1
        if wanted[1] > known[1]:
            yield known[1] + 1, wanted[1]

    def _lex(self, lines: Sequence[str], part: Lines, changed: set[int]) -> None:
        first, last = region(part, self._blocks)
        code = "\n".join(islice(lines, first, last + 1))
        for line, spans in enumerate(tokenize(code, self.language), first):
            new: list[ColumnSpan] = list(spans)
            if new != self._lines[line]:
                self._lines[line] = new
                changed.add(line)

    def start_before(self, line: int, reach: int) -> int:
        """A line about ``reach`` lines up that begins outside of strings and comments."""
        return region((max(line - reach, 0), line), self._blocks)[0]

    def of(self, line: int) -> Sequence[ColumnSpan]:
        """What is known of a line, perhaps a little out of date."""
        if line >= len(self._lines) or len(self._lines) > MAX_LINES:
            return ()
        return self._lines[line] or ()

    def at(self, line: int, column: int) -> str:
        """Token class at a place; empty where nothing is known."""
        for start, stop, name in self.of(line):
            if start <= column < stop:
                return name
        return ""


def _before(spans: list[ColumnSpan] | None, column: int) -> list[ColumnSpan]:
    return [(start, min(stop, column), name) for start, stop, name in spans or () if start < column]


def _after(spans: list[ColumnSpan] | None, column: int) -> list[ColumnSpan]:
    """What lies after ``column``, counted from there."""
    return [
        (max(start, column) - column, stop - column, name)
        for start, stop, name in spans or ()
        if stop > column
    ]


def unselected(
    spans: Sequence[ColumnSpan], line: int, top: Place, bottom: Place
) -> list[ColumnSpan]:
    """The spans of ``line`` but for what is selected from ``top`` to ``bottom``: their colours are
    chosen for another ground than the selection's."""
    if not top[0] <= line <= bottom[0]:
        return list(spans)
    first = top[1] if line == top[0] else 0
    last = bottom[1] if line == bottom[0] else math.inf
    return [
        (int(start), stop, name)
        for begin, end, name in spans
        for start, stop in ((begin, min(end, first)), (max(begin, last), end))
        if start < stop
    ]


def _joined(
    head: list[ColumnSpan], tail: list[ColumnSpan], column: int, end: int
) -> list[ColumnSpan]:
    """Text typed inside or at the end of a token takes that token's colour for now."""
    if head and head[-1][1] == column and end > column:
        start, _, name = head[-1]
        if tail and tail[0][0] == end and tail[0][2] == name:
            return [*head[:-1], (start, tail[0][1], name), *tail[1:]]
        return [*head[:-1], (start, end, name), *tail]
    return head + tail


class HighlightMap(defaultdict[int, list[ByteSpan]]):
    """The map that ``TextArea`` draws from, filled line by line when a line is drawn.

    ``forget_all`` takes the place of ``clear``: the map is never empty, since an empty one
    would keep ``TextArea`` from asking.
    """

    def __init__(self, spans_of: Callable[[int], tuple[str, Sequence[ColumnSpan]]]) -> None:
        super().__init__()
        self._spans_of = spans_of
        self.forget_all()

    def forget_all(self) -> None:
        self.clear()
        self[-1] = []

    def forget(self, lines: Iterable[int]) -> None:
        for line in lines:
            self.pop(line, None)

    def __missing__(self, line: int) -> list[ByteSpan]:
        text, spans = self._spans_of(line)
        self[line] = found = to_bytes(text, spans)
        return found


def to_bytes(text: str, spans: Sequence[ColumnSpan]) -> list[ByteSpan]:
    """Columns as bytes of UTF-8; an empty span is left out."""
    wanted = [(max(start, 0), min(stop, len(text)), name) for start, stop, name in spans]
    wanted = [span for span in wanted if span[0] < span[1]]
    if text.isascii():
        return list(wanted)
    offsets = [0]
    for character in text:
        offsets.append(offsets[-1] + len(character.encode()))
    return [(offsets[start], offsets[stop], name) for start, stop, name in wanted]
