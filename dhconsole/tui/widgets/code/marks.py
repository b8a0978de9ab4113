"""Marks beside lines: what failed and what is being run.

Owns how marks move when lines are inserted or removed above them. Lines are 0-based here.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class LineMarks:
    """Marks of one document.

    Attributes:
        errors: line to what is wrong there, not yet safe for a terminal.
        running: first and last line of what was sent and has no answer yet, by a number that
            stays when the lines move.
    """

    errors: dict[int, str] = field(default_factory=dict)
    running: dict[int, tuple[int, int]] = field(default_factory=dict)

    def edited(self, top: int, bottom: int, end: int) -> bool:
        """Lines ``top`` to ``bottom`` became ``top`` to ``end``; True if a mark is concerned.

        An edit takes away all errors: they speak of a text that is no more.
        """
        concerned = bool(self.errors)
        self.errors.clear()
        if end != bottom and self.running:
            concerned = True
            self.running = {
                number: (moved_line(first, top, bottom, end), moved_line(last, top, bottom, end))
                for number, (first, last) in self.running.items()
            }
        return concerned

    def is_running(self, line: int) -> bool:
        return any(first <= line <= last for first, last in self.running.values())


def moved_line(line: int, first: int, last: int, end: int) -> int:
    """Where ``line`` is after lines ``first`` to ``last`` became ``first`` to ``end``.

    The last of them keeps what stood behind the edit, so that it moves too; what was between
    is at most as far down as the new last line.
    """
    if line > last or (line == last and line > first):
        return line + end - last
    return min(line, end) if line > first else line
