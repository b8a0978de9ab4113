"""When frames come: at once where that keeps to their number, and never more than that."""

from __future__ import annotations

import asyncio

from dhconsole.tui.widgets.grid.clock import FrameClock

GAP = 100.0
"""Seconds between frames here: so long that none comes by itself while a test runs."""


class Painted:
    """A frame clock on a time of its own."""

    def __init__(self) -> None:
        self.time = 1000.0
        self.frames: list[frozenset[int] | None] = []
        self.clock = FrameClock(1 / GAP, self.frames.append, now=lambda: self.time)

    async def after(self, seconds: float, *rows: int) -> bool:
        """Let time pass and make rows dirty; whether they were painted at once."""
        self.time += seconds
        before = len(self.frames)
        self.clock.dirty(rows)
        await asyncio.sleep(0)
        return len(self.frames) > before


async def test_what_changes_as_often_as_frames_come_is_painted_as_it_changes() -> None:
    painted = Painted()
    assert await painted.after(0, 1)
    early_and_late = [0.9, 1.1, 0.8, 1.2, 0.95, 1.05, 1.0, 0.7, 1.3]
    for number, share in enumerate(early_and_late):
        assert await painted.after(share * GAP, number)
    assert painted.frames == [frozenset({1}), *(frozenset({n}) for n in range(9))]


async def test_there_are_no_more_frames_than_asked_for() -> None:
    painted = Painted()
    count = 0
    for _ in range(400):
        count += await painted.after(GAP / 8, 1)
        if painted.clock.running:
            painted.clock.stop()  # what would come later comes with the next change
    assert 400 / 8 - 2 <= count <= 400 / 8 + 1


async def test_rows_that_wait_are_painted_together() -> None:
    painted = Painted()
    assert await painted.after(0, 1)
    assert not await painted.after(GAP / 4, 2)
    assert not await painted.after(GAP / 4, 3)
    assert painted.clock.running
    painted.clock.stop()
    assert await painted.after(GAP, 4)
    assert painted.frames[-1] == {2, 3, 4}
