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
        moved = end - bottom
        if moved and self.running:
            concerned = True
            self.running = {
                number: (_moved(first, top, bottom, moved), _moved(last, top, bottom, moved))
                for number, (first, last) in self.running.items()
            }
        return concerned

    def is_running(self, line: int) -> bool:
        return any(first <= line <= last for first, last in self.running.values())


def _moved(line: int, top: int, bottom: int, moved: int) -> int:
    if line > bottom or (line == bottom and line > top):
        return line + moved
    return min(line, bottom + moved) if line > top else line
