"""A moment at which something is due: at most one, however often it is planned."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

_SOONEST = 0.1


class Alarm:
    """Calls ``due`` once for each plan that it took.

    Args:
        spare: seconds after the planned time, in which what is due may be done without it.
    """

    def __init__(self, due: Callable[[], None], *, spare: float = 0.0) -> None:
        self._due = due
        self._spare = spare
        self._timer: asyncio.TimerHandle | None = None

    def plan(self, at: float | None) -> None:
        """Ring at ``at``, a ``time.monotonic``, unless it is to ring anyway; None for never."""
        if at is not None and self._timer is None:
            wait = max(_SOONEST, at + self._spare - time.monotonic())
            self._timer = asyncio.get_running_loop().call_later(wait, self._ring)

    def cancel(self) -> None:
        if self._timer is not None:
            self._timer.cancel()

    def _ring(self) -> None:
        self._timer = None
        self._due()
