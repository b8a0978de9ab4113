"""The status line: what it says, what goes first when it is narrow, and that it rests."""

from __future__ import annotations

import pytest

from dhconsole.client.state import Closed, Connecting, ConnectionState, Live, Lost
from dhconsole.client.values import Heap
from dhconsole.errors import LostError
from dhconsole.text.safe import is_safe
from dhconsole.text.width import cell_width
from dhconsole.tui.widgets.status import StatusBar
from tests.tui.widget_host import Host, screen_lines, until

GIGA = 2**30
HEAP = Heap(maximum=4 * GIGA, total=2 * GIGA, free=GIGA)
LIVE = Live(since=0.0, generation=1)


class Clock:
    """A clock that stands still until it is told."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def tell_all(bar: StatusBar, state: ConnectionState = LIVE, busy: str = "") -> None:
    bar.set(
        server="prod-eq",
        target="localhost:10000",
        auth="psk",
        state=state,
        latency=0.003,
        heap=HEAP,
        busy=busy,
    )


async def test_a_wide_line_says_everything() -> None:
    bar = StatusBar()
    app = Host(bar)
    async with app.run_test(size=(120, 3)) as pilot:
        tell_all(bar)
        await until(pilot, lambda: "● live" in screen_lines(app)[0])
        assert screen_lines(app)[0] == (
            " dhconsole   prod-eq   localhost:10000   psk   ping 3ms   heap 1.0/4.0G   ● live"
        )


@pytest.mark.parametrize("width", [10, 24, 40, 60, 80])
async def test_a_narrow_line_keeps_the_state(width: int) -> None:
    bar = StatusBar()
    app = Host(bar)
    async with app.run_test(size=(width, 3)) as pilot:
        tell_all(bar, busy="run 3 12 s, tables stand still")
        await until(pilot, lambda: "● live" in screen_lines(app)[0])
        text = screen_lines(app)[0]
        assert cell_width(text) <= width
        assert ("run 3" in text) == (width >= 60)
        assert "dhconsole" not in text or width >= 120


async def test_who_was_never_reached_is_not_lost() -> None:
    bar = StatusBar(clock=Clock())
    app = Host(bar)
    async with app.run_test(size=(120, 3)) as pilot:
        never = Lost(since=88.0, next_try=104.0, error=LostError("refused"))
        bar.set(state=never, reached=False)
        await until(pilot, lambda: "✗ no answer for 00:12, retry in 4 s" in bar.text)
        bar.set(reached=True)
        assert "✗ lost 00:12" in bar.text


async def test_it_never_looks_live_when_it_is_not() -> None:
    clock = Clock()
    bar = StatusBar(clock=clock)
    app = Host(bar)
    async with app.run_test(size=(120, 3)) as pilot:
        await until(pilot, lambda: "◌ connecting" in screen_lines(app)[0])
        tell_all(bar, Lost(since=88.0, next_try=104.0, error=LostError("gone")))
        await until(pilot, lambda: "✗ lost 00:12, retry in 4 s" in screen_lines(app)[0])
        assert "ping" not in bar.text
        assert "heap" not in bar.text
        assert "live" not in bar.text
        clock.now = 105.0
        await until(pilot, lambda: "✗ lost 00:17, retrying" in screen_lines(app)[0])
        bar.set(state=Closed("the password is wrong"))
        await until(pilot, lambda: "✗ closed: the password is wrong" in screen_lines(app)[0])
        bar.set(state=Connecting())
        assert "◌ connecting" in bar.text


async def test_it_draws_only_what_differs_and_counts_only_while_lost() -> None:
    bar = StatusBar()
    async with Host(bar).run_test(size=(120, 3)) as pilot:
        drawn: list[str] = []
        tell_all(bar)
        await pilot.pause()
        refresh = bar.refresh

        def counted() -> StatusBar:
            drawn.append(bar.text)
            return refresh()

        bar.refresh = counted  # type: ignore[method-assign, assignment]
        tell_all(bar)
        bar.set(latency=0.0034)
        bar.set(heap=Heap(HEAP.maximum, HEAP.total, HEAP.free - GIGA // 50))
        assert drawn == [], "a latency and a heap that only tremble are not worth a byte"
        bar.set(latency=0.012)
        bar.set(heap=Heap(HEAP.maximum, HEAP.total, GIGA // 2))
        assert len(drawn) == 2
        assert "ping 12ms   heap 1.5/4.0G" in bar.text
        states = (LIVE, Lost(0.0, 1.0, LostError("gone")), LIVE, Connecting())
        counting = []
        for state in states:
            bar.set(state=state)
            counting.append(bar.ticking)
        assert counting == [False, True, False, False]


async def test_names_of_servers_are_harmless() -> None:
    bar = StatusBar()
    app = Host(bar)
    async with app.run_test(size=(120, 3)) as pilot:
        bar.set(server="\x1b]0;x\x07[b]", target="h\u202e:1", state=Closed("\x9bbad"))
        await until(pilot, lambda: "[b]" in screen_lines(app)[0])
        assert is_safe(screen_lines(app)[0])


async def test_a_full_heap_and_a_slow_server() -> None:
    bar = StatusBar()
    async with Host(bar).run_test(size=(120, 3)) as pilot:
        bar.set(target="h:1", state=LIVE, latency=1.62, heap=Heap(GIGA, GIGA, GIGA // 100))
        await pilot.pause()
        assert bar.text == "dhconsole   h:1   ping 1.6s   heap 1.0/1.0G   ● live"
