"""The server's log as a document: lines from a level on.

Pure. Owns which lines are shown; the levels' names are the server's.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, tzinfo

from dhconsole.core.values import OutputLine
from dhconsole.text.safe import safe_text
from dhconsole.text.width import fit
from dhconsole.tui.widgets.output.blocks import Place
from dhconsole.tui.widgets.output.document import KEPT_LINES, Document
from dhconsole.tui.widgets.output.rows import (
    Look,
    Piece,
    Row,
    clean,
    plain,
    row_height,
    width_of,
)

LEVELS = ("DEBUG", "INFO", "WARN", "ERROR")
"""Least levels that can be chosen; ``DEBUG`` shows everything."""

_WEIGHTS = {"TRACE": 0, "DEBUG": 0, "INFO": 1, "WARN": 2, "ERROR": 3, "FATAL": 3}
_LEVEL_CELLS = len("STDERR")
_GUTTER = len("HH:MM:SS ") + _LEVEL_CELLS + 1
_LOOKS = {0: Look.MUTED, 1: Look.STDOUT, 2: Look.WARNING, 3: Look.ERROR}


def level_weight(level: str) -> int:
    """Index into ``LEVELS``; a level that is not known counts as information."""
    return _WEIGHTS.get(level, 1)


class LogDocument(Document):
    """The server's log from a level on.

    Args:
        zone: in which times are shown; the machine's own when None.
    """

    def __init__(self, keep: int = KEPT_LINES, zone: tzinfo | None = None) -> None:
        super().__init__(keep)
        self.level = 1
        self._zone = zone
        self._all: list[OutputLine] = []
        self._shown: list[OutputLine] = []
        self._heights: tuple[int, list[int]] = (0, [])

    @property
    def level_name(self) -> str:
        return LEVELS[self.level]

    def add(self, lines: Sequence[OutputLine]) -> None:
        """Take new lines of the log."""
        self._all += lines
        shown = [line for line in lines if level_weight(line.level) >= self.level]
        self._shown += shown
        self.added += len(shown)
        widest = max((width_of(line.text) for line in shown), default=0)
        self.width = max(self.width, widest + _GUTTER)
        excess = len(self._all) - self.keep
        if excess > 0:
            del self._all[:excess]
            gone = bisect_left(self._shown, self._all[0].number, key=lambda line: line.number)
            del self._shown[:gone], self._heights[1][:gone]

    def next_level(self) -> str:
        """Show from the next level on; returns its name."""
        self.level = (self.level + 1) % len(LEVELS)
        self._shown = [line for line in self._all if level_weight(line.level) >= self.level]
        self._heights = (0, [])
        return self.level_name

    @property
    def row_count(self) -> int:
        return len(self._shown)

    def row(self, index: int) -> Row:
        line = self._shown[index]
        look = _LOOKS[level_weight(line.level)]
        moment = datetime.fromtimestamp(line.micros / 1e6, UTC).astimezone(self._zone)
        gutter = f"{moment:%H:%M:%S} {fit(safe_text(line.level, limit=20), _LEVEL_CELLS)} "
        return Row(gutter, look, (Piece(clean(line.text), look),))

    def texts(self) -> Iterator[str]:
        return (plain(line.text) for line in self._shown)

    def text(self, index: int) -> str:
        return plain(self._shown[index].text)

    def place(self, index: int) -> Place:
        return Place(0, self._shown[index].number)

    def find(self, place: Place) -> int:
        at = bisect_left(self._shown, place.ordinal, key=lambda line: line.number)
        return max(0, min(at, len(self._shown) - 1))

    def heights(self, width: int) -> list[int]:
        known = self._heights[1] if self._heights[0] == width else []
        room = max(1, width - _GUTTER)
        for line in self._shown[len(known) :]:
            text = clean(line.text)
            known.append(row_height(text, width_of(text), room))
        self._heights = (width, known)
        return known

    def entry_text(self, index: int) -> str:
        return self.text(index)

    def clear(self) -> None:
        self._all.clear()
        self._shown.clear()
        self._heights = (0, [])
        self.width = 0
