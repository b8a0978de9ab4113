"""Telling pasted text from typed keys, where the terminal does not.

A terminal without bracketed paste sends pasted text as key presses, microseconds apart. Owns
the times that tell the two from each other. Knows no widget.
"""

from __future__ import annotations

TYPING_GAP = 0.004
"""Seconds: two keys closer than this were not typed by a person."""

PASTE_GAP = 0.05
"""Seconds that the reader of a paste may stall in the middle of it."""

RUN_WAIT = 0.02
"""Seconds that a line feed waits for more input before it counts as a key press."""

_SURE = 2


class Burst:
    """Follows the times of key events; seconds of any clock that only goes forward."""

    def __init__(self) -> None:
        self._last: float | None = None
        self._close_keys = 0

    def follows(self, time: float) -> bool:
        """Whether a key of this time follows the keys before as only pasted text does."""
        last, self._last = self._last, time
        gap = PASTE_GAP if last is None else time - last
        if gap < TYPING_GAP:
            self._close_keys += 1
        elif gap >= PASTE_GAP or self._close_keys < _SURE:
            self._close_keys = 0
        return self._close_keys > 0

    @staticmethod
    def too_soon(held: float, time: float) -> bool:
        """Whether a key of ``time`` makes the line feed of ``held`` a part of pasted text."""
        return time - held < RUN_WAIT
