"""A background task that dies is heard of, whoever holds it."""

from __future__ import annotations

import asyncio
from typing import Any

from dhconsole.core.tasks import spawn


async def fails() -> None:
    raise ZeroDivisionError("a mistake")


async def test_a_death_is_reported_at_once_and_a_cancellation_is_not() -> None:
    told: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda loop, facts: told.append(facts))
    dead, waiting = spawn(fails()), spawn(asyncio.sleep(3600))
    await asyncio.wait([dead])
    waiting.cancel()
    await asyncio.gather(dead, waiting, return_exceptions=True)
    assert [type(each["exception"]) for each in told] == [ZeroDivisionError]
