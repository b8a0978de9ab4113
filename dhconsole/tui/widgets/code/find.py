"""Finding text in a document.

Owns what counts as a match and where the next one is. Places are 0-based.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

MAX_MATCHES = 9999
"""More are neither counted nor shown."""

Match = tuple[int, int, int]
"""Line, first column, column after the last."""


class Matches:
    """All places of a text in a document, at one moment."""

    def __init__(self, lines: Sequence[str], wanted: str) -> None:
        self.wanted = wanted
        self.all: list[Match] = _search(lines, wanted) if wanted else []
        self._by_line: dict[int, list[Match]] = {}
        for match in self.all:
            self._by_line.setdefault(match[0], []).append(match)

    @property
    def complete(self) -> bool:
        """False if there may be more than ``all`` has."""
        return len(self.all) < MAX_MATCHES

    def in_line(self, line: int) -> Sequence[Match]:
        return self._by_line.get(line, ())

    def from_place(self, line: int, column: int) -> int | None:
        """Index of the first match that begins at the place or after it, or else the first."""
        if not self.all:
            return None
        return bisect_left(self.all, (line, column, 0)) % len(self.all)

    def before_place(self, line: int, column: int) -> int | None:
        """Index of the last match that begins before the place, or else the last."""
        if not self.all:
            return None
        return bisect_left(self.all, (line, column, 0)) - 1 if line or column else -1

    def index_of(self, line: int, start: int, stop: int) -> int | None:
        """Index of exactly that match."""
        index = bisect_right(self.all, (line, start, stop)) - 1
        return index if index >= 0 and self.all[index] == (line, start, stop) else None


def _search(lines: Sequence[str], wanted: str) -> list[Match]:
    # A capital letter in what is wanted means it.
    flags = re.IGNORECASE if wanted == wanted.lower() else re.NOFLAG
    pattern = re.compile(re.escape(wanted), flags)
    found: list[Match] = []
    for number, line in enumerate(lines):
        for match in pattern.finditer(line):
            found.append((number, match.start(), match.end()))
            if len(found) == MAX_MATCHES:
                return found
    return found
