"""How fast a view changes, and when it last did."""

from __future__ import annotations

from dhconsole.client.barrage.viewport import WindowChange

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

    def beat(self, now: float, moved: int, change: WindowChange) -> None:
        """Take an update that came ``now`` and touched ``moved`` rows or cells on show."""
        rows = max([len(change.added), *(len(r) for r in change.modified.values())], default=0)
        rows = max(rows, abs(change.size - change.size_before))
        if not moved and not rows:
            return
        if self.last is not None:
            gap = max(1e-3, now - self.last)
            weight = min(1.0, gap / _SMOOTHING_SECONDS)
            self.rate += weight * (rows / gap - self.rate)
        self.last = now
