"""Tokens of a document, found late and only where they are needed.

Owns which lines are coloured, in which colours, and which need another look after an edit.
Pure: it neither waits nor draws; knows the widget's map of highlights only by its shape.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence

from dhconsole.core.buffers import Language
from dhconsole.text.highlight import tokenize_lines

MAX_LINES = 3000
"""Longer documents stay plain, so that a key press never waits for colours."""

_MARGIN = 40
"""Lines coloured beyond those that are visible, so that a short scroll finds them ready."""

ColumnSpan = tuple[int, int, str]
"""First column, column after the last, token class; in code points."""

ByteSpan = tuple[int, int | None, str]
"""The same in bytes of UTF-8, as ``TextArea`` takes it."""


class Tokens:
    """Column spans for each line of a document; None for a line that was never looked at."""

    def __init__(self, language: Language) -> None:
        self.language: Language = language
        self._lines: list[list[ColumnSpan] | None] = [None]
        self._fresh: tuple[int, int] | None = None

    def reset(self, line_count: int) -> None:
        """Another document, or another language."""
        self._lines = [None] * line_count
        self._fresh = None

    def edited(self, top: tuple[int, int], bottom: tuple[int, int], end: tuple[int, int]) -> None:
        """Move what is known along with an edit, so that colours do not jump before the next lex.

        The text from ``top`` to ``bottom`` gave way to what now ends at ``end``.
        """
        self._fresh = None
        (first, column), (last, last_column), (end_line, end_column) = top, bottom, end
        head = _before(self._lines[first], column)
        tail = _after(self._lines[last] if last < len(self._lines) else [], last_column)
        moved = [(start + end_column, stop + end_column, name) for start, stop, name in tail]
        if first == end_line:
            new: list[list[ColumnSpan] | None] = [_joined(head, moved, column, end_column)]
        else:
            new = [head, *[None] * (end_line - first - 1), moved]
        self._lines[first : last + 1] = new

    def wants(self, first: int, last: int) -> bool:
        """Some of these lines have not been looked at since the last edit."""
        if len(self._lines) > MAX_LINES:
            return False
        last = min(last, len(self._lines) - 1)
        return self._fresh is None or first < self._fresh[0] or last > self._fresh[1]

    def lex(self, lines: Sequence[str], first: int, last: int) -> bool:
        """Look at lines ``first`` to ``last`` and a margin; True if anything changed."""
        if not self.wants(first, last):
            return False
        first, last = max(first - _MARGIN, 0), min(last + _MARGIN, len(lines) - 1)
        if self._fresh is not None:
            # Only the part that is missing, when it lies at one side of what is known.
            known_first, known_last = self._fresh
            if known_first <= first <= known_last < last:
                first = known_last + 1
            elif first < known_first <= last <= known_last:
                last = known_first - 1
        found = tokenize_lines("\n".join(lines), first, last, self.language)
        changed = False
        for line, spans in enumerate(found, first):
            new: list[ColumnSpan] = list(spans)
            changed |= new != self._lines[line]
            self._lines[line] = new
        self._widen(first, last)
        return changed

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

    def _widen(self, first: int, last: int) -> None:
        fresh = self._fresh
        if fresh is not None and first <= fresh[1] + 1 and last >= fresh[0] - 1:
            first, last = min(first, fresh[0]), max(last, fresh[1])
        self._fresh = (first, last)


def _before(spans: list[ColumnSpan] | None, column: int) -> list[ColumnSpan]:
    return [(start, min(stop, column), name) for start, stop, name in spans or () if start < column]


def _after(spans: list[ColumnSpan] | None, column: int) -> list[ColumnSpan]:
    """What lies after ``column``, counted from there."""
    return [
        (max(start, column) - column, stop - column, name)
        for start, stop, name in spans or ()
        if stop > column
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

    ``forget`` takes the place of ``clear``: the map is never empty, since an empty one would
    keep ``TextArea`` from asking.
    """

    def __init__(self, spans_of: Callable[[int], tuple[str, Sequence[ColumnSpan]]]) -> None:
        super().__init__()
        self._spans_of = spans_of
        self.forget()

    def forget(self) -> None:
        self.clear()
        self[-1] = []

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
