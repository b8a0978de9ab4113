"""A moment at which something is due: at most one, however often it is planned."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

_SOONEST = 0.1


class Alarm:
    """Calls ``due`` when what was planned last has not been planned away before.

    Args:
        spare: seconds after the planned time, in which what is due may be done without it.
    """

    def __init__(self, due: Callable[[], None], *, spare: float = 0.0) -> None:
        self._due = due
        self._spare = spare
        self._at: float | None = None
        self._timer: asyncio.TimerHandle | None = None

    def plan(self, at: float | None) -> None:
        """Ring at ``at``, a ``time.monotonic``, and not before; None for never.

        Cheap for times that grow: a timer that runs is asked again only when it has run out.
        """
        self._at = at
        if at is not None and self._timer is None:
            wait = max(_SOONEST, at + self._spare - time.monotonic())
            self._timer = asyncio.get_running_loop().call_later(wait, self._ring)

    def cancel(self) -> None:
        self._at = None
        if self._timer is not None:
            self._timer.cancel()

    def _ring(self) -> None:
        self._timer = None
        if self._at is None:
            return
        if self._at + self._spare > time.monotonic():
            self.plan(self._at)  # what it was set for has been done without it
        else:
            self._due()
