"""From blocking code to the loop: where work runs, and that closing leaves nobody waiting."""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import Iterator

import pytest

from dhconsole.client.direct import current, on_the_loop
from dhconsole.client.portal import Portal
from dhconsole.errors import ClosedError


@pytest.fixture
def hasty() -> Iterator[None]:
    """Threads change places wherever they can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(before)


def test_what_waits_for_more_than_calls_goes_on_on_the_loop() -> None:
    portal = Portal("test")
    places: list[tuple[str, bool]] = []

    async def work() -> str:
        places.append((threading.current_thread().name, current.get() is None))
        await on_the_loop()
        await asyncio.sleep(0.001)
        places.append((threading.current_thread().name, current.get() is None))
        return "done"

    here = threading.current_thread().name
    assert portal.run_directly(work(), object()) == "done"
    assert places == [(here, False), ("test", True)]
    assert current.get() is None
    portal.close()
    with pytest.raises(ClosedError):
        portal.run_directly(work(), object())


def test_an_error_on_the_loop_is_that_of_the_work() -> None:
    portal = Portal("test")

    async def work() -> None:
        await on_the_loop()
        raise LookupError("told")

    with pytest.raises(LookupError, match="told"):
        portal.run_directly(work(), object())
    portal.close()


@pytest.mark.usefixtures("hasty")
def test_closing_leaves_nobody_waiting() -> None:
    """Work that comes while the loop ends is done, or refused; it used to be forgotten there."""
    for _ in range(40):
        portal = Portal("test")
        portal.run(asyncio.sleep(0))
        refused: list[ClosedError] = []

        def use(portal: Portal = portal, refused: list[ClosedError] = refused) -> None:
            try:
                while True:
                    portal.run(asyncio.sleep(0))
            except ClosedError as exc:
                refused.append(exc)

        users = [threading.Thread(target=use, daemon=True) for _ in range(3)]
        for user in users:
            user.start()
        portal.close()
        for user in users:
            user.join(30)
        assert len(refused) == len(users)


def test_one_that_was_never_used_is_closed() -> None:
    portal = Portal("test")
    portal.close()
    portal.close()
    work = asyncio.sleep(0)
    with pytest.raises(ClosedError):
        portal.run(work)
