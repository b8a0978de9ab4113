"""Telling pasted text from typed keys, where the terminal does not.

A terminal without bracketed paste sends pasted text as key presses, microseconds apart. Owns
the times that tell the two from each other. Knows no widget.
"""

from __future__ import annotations

TYPING_GAP = 0.004
"""Seconds: two keys closer than this were not typed by a person."""

RUN_WAIT = 0.02
"""Seconds that a line feed waits for more input before it counts as a key press."""


class Burst:
    """Follows the times of key events; seconds of any clock that only goes forward."""

    def __init__(self) -> None:
        self._last: float | None = None

    def follows(self, time: float) -> bool:
        """Whether a key of this time follows the key before as only pasted text does."""
        last, self._last = self._last, time
        return last is not None and time - last < TYPING_GAP

    @staticmethod
    def too_soon(held: float, time: float) -> bool:
        """Whether a key of ``time`` makes the line feed of ``held`` a part of pasted text."""
        return time - held < RUN_WAIT
