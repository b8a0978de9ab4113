"""The way from blocking code to the loop: blocking work is done by whoever waits."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator

import pytest

from dhconsole.client.portal import Portal, do_blocking
from dhconsole.errors import ClosedError


@pytest.fixture
def portal() -> Iterator[Portal]:
    portal = Portal("test")
    yield portal
    portal.close()


def test_blocking_work_is_done_by_the_thread_that_waits(portal: Portal) -> None:
    async def call() -> tuple[int, int]:
        return await do_blocking(threading.get_ident), threading.get_ident()

    worked, looped = portal.run(call())
    assert worked == threading.get_ident() != looped


async def test_without_a_waiting_thread_another_does_it() -> None:
    assert await do_blocking(threading.get_ident) != threading.get_ident()


def test_a_task_that_outlives_its_call_does_not_wait_for_it(portal: Portal) -> None:
    go, kept = asyncio.Event(), []

    async def later() -> int:
        await go.wait()
        return await do_blocking(threading.get_ident)

    async def start() -> None:
        kept.append(asyncio.ensure_future(later()))

    async def end() -> int:
        go.set()
        return await kept[0]

    portal.run(start())
    assert portal.run(end()) != threading.get_ident()


def test_what_the_work_raises_reaches_the_caller(portal: Portal) -> None:
    cancelled = threading.Event()

    def broken() -> None:
        raise RuntimeError("the callback of a user")

    async def call() -> None:
        try:
            await do_blocking(broken)
        except asyncio.CancelledError:
            cancelled.set()
            raise

    with pytest.raises(RuntimeError, match="of a user"):
        portal.run(call())
    assert cancelled.wait(10)


def test_a_call_when_the_portal_is_closed(portal: Portal) -> None:
    async def call() -> None:
        return None

    portal.close()
    with pytest.raises(ClosedError):
        portal.run(call())
