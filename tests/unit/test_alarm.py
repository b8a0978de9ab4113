"""The alarm: it rings for what is still due, and not for what was done without it."""

from __future__ import annotations

import asyncio
import time

from dhconsole.core.alarm import Alarm


def test_it_rings_once_what_is_due_is_past_its_spare_time() -> None:
    async def work() -> tuple[float, float]:
        rung: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        alarm = Alarm(lambda: rung.set_result(time.monotonic()), spare=0.05)
        at = time.monotonic() + 0.1
        alarm.plan(at)
        return at, await rung

    at, rung = asyncio.run(work())
    assert rung >= at + 0.05


def test_what_was_planned_away_does_not_ring() -> None:
    async def work() -> tuple[list[float], float]:
        rung: list[float] = []
        done = asyncio.Event()

        def due() -> None:
            rung.append(time.monotonic())
            done.set()

        alarm = Alarm(due)
        alarm.plan(time.monotonic() + 0.1)
        later = time.monotonic() + 0.3
        alarm.plan(later)
        await done.wait()
        return rung, later

    rung, later = asyncio.run(work())
    assert len(rung) == 1 and rung[0] >= later


def test_nothing_rings_when_nothing_is_planned_any_more() -> None:
    async def work() -> list[str]:
        rung: list[str] = []
        first, second = (Alarm(lambda name=name: rung.append(name)) for name in ("first", "second"))
        done = asyncio.Event()
        first.plan(time.monotonic() + 0.1)
        first.plan(None)
        second.plan(time.monotonic() + 0.1)
        second.cancel()
        third = Alarm(done.set)
        third.plan(time.monotonic() + 0.15)
        await done.wait()
        return rung

    assert asyncio.run(work()) == []
