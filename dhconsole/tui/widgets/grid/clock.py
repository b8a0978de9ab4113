"""The frame clock: dirty rows in, repaints out, at most so many a second. Idle, it stands still."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable

_EARLY = 0.4
"""Of the time between two frames, how much one may come early: a table that changes as often as
frames may come would else be drawn just before each change, and show it a whole frame late."""


class FrameClock:
    """Gathers what is dirty and calls ``paint`` for it.

    A frame that comes early makes the following one later: on average there are no more than
    ``fps``.

    Args:
        fps: most repaints per second.
        paint: takes the dirty row positions, which may be none, or None for everything.
        now: monotonic seconds.
    """

    def __init__(
        self,
        fps: float,
        paint: Callable[[frozenset[int] | None], None],
        *,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._gap = 1.0 / fps
        self._paint = paint
        self._now = now
        self._rows: set[int] | None = set()
        self._next = 0.0
        self._timer: asyncio.Handle | None = None

    def dirty(self, rows: Iterable[int] | None) -> None:
        """These rows, or everything, must be painted again."""
        if rows is None:
            self._rows = None
        elif self._rows is not None:
            self._rows.update(rows)
        if self._rows is None or self._rows:
            self.wake()

    def wake(self) -> None:
        """Call ``paint`` at the next frame, though perhaps for no row at all."""
        if self._timer is None:
            loop = asyncio.get_running_loop()
            wait = self._next - self._now()
            if wait <= self._gap * _EARLY:
                self._timer = loop.call_soon(self._tick)
            else:
                self._timer = loop.call_later(wait, self._tick)

    @property
    def running(self) -> bool:
        """Whether a frame is due."""
        return self._timer is not None

    def flush(self) -> None:
        """Paint now what waits for its frame.

        For a grid that is asked for its lines: whatever changes around it may ask, and send no
        more of them than its own part, while what is handed out counts as drawn.
        """
        if self._timer is not None:
            self._timer.cancel()
            self._tick()

    def stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _tick(self) -> None:
        self._timer = None
        self._next = max(self._next, self._now()) + self._gap
        rows, self._rows = self._rows, set()
        self._paint(None if rows is None else frozenset(rows))
