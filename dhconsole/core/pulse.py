"""How fast a view changes, and when it last did."""

from __future__ import annotations

_SMOOTHING_SECONDS = 2.0


class Pulse:
    """Rate and time of the last change.

    Attributes:
        last: seconds of ``time.monotonic``; None before the first change.
        rate: rows changed per second, smoothed over some seconds.
    """

    def __init__(self) -> None:
        self.last: float | None = None
        self.rate = 0.0

    def beat(self, now: float, rows: int) -> None:
        """Take an update that came ``now`` and changed so many rows."""
        if self.last is not None:
            gap = max(1e-3, now - self.last)
            weight = min(1.0, gap / _SMOOTHING_SECONDS)
            self.rate += weight * (rows / gap - self.rate)
        self.last = now
