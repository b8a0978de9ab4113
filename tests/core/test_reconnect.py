"""Losing a server and getting it back: nothing live that is not, nothing lost that was typed."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable

import pytest

from dhconsole.client.state import ConnectionState, Live, Lost
from dhconsole.client.ticket import ScopeTicket
from dhconsole.core.history import Outcome, outcome_of
from dhconsole.core.recipe import Recipe
from dhconsole.core.values import RunState, ViewState
from dhconsole.core.workspace import Workspace

pytestmark = pytest.mark.live

MAKE = "from deephaven import time_table\nl_tick = time_table('PT0.05s').update('X = ii')"


class Watch:
    """Waits for conditions that connection, views and runs make true."""

    def __init__(self, space: Workspace) -> None:
        self._changed = asyncio.Event()
        self.states: list[ConnectionState] = []
        space.connection.on_state(self._state)
        space.runner.listen(lambda run: self._changed.set())
        space.feed.listen(lambda lines: self._changed.set())
        space.catalog.on_change(self._changed.set)

    def _state(self, state: ConnectionState) -> None:
        self.states.append(state)
        self._changed.set()

    def view(self, view) -> None:
        view.listen(lambda event: self._changed.set())

    async def until(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(60):
            while not condition():
                self._changed.clear()
                await self._changed.wait()


async def test_killed_server_and_a_new_one_in_its_place(fresh_server) -> None:
    server = fresh_server()
    space = Workspace(server.options)
    await space.open()
    watch = Watch(space)
    try:
        assert (await space.runner.run(MAKE)).ok
        view = space.open_view(Recipe(ScopeTicket.scope_ticket("l_tick")))
        watch.view(view)
        await watch.until(lambda: view.state is ViewState.LIVE and view.size > 5)
        run = space.runner.submit("import time\nprint('begun')\ntime.sleep(600)")
        await watch.until(lambda: run.state is RunState.RUNNING)
        server.kill()
        await watch.until(lambda: isinstance(space.connection.state, Lost))
        assert view.state is ViewState.STALE and view.stale_since is not None
        rows = view.values(1, 0, 3)
        assert rows is not None and rows.to_pylist() == [0, 1, 2], "rows stay on show"
        result = await run.result
        assert not result.ok and result.failure is not None
        assert outcome_of(result) is Outcome.LOST
        assert space.catalog.stale and space.catalog.entries, "the list stays, marked"
        server.stop()
        fresh_server(certificates=server.certificates, port=server.port)
        await watch.until(lambda: space.live)
        live = space.connection.state
        assert isinstance(live, Live) and not live.resumed and live.generation == 2
        await watch.until(lambda: "not on the server" in view.notice)
        assert view.state is ViewState.STALE, "nothing has failed: it may come back"
        assert "l_tick" in view.problem
        assert (await space.runner.run(MAKE)).ok, "the console runs scripts again"
        await watch.until(lambda: view.state is ViewState.LIVE)
        assert not view.notice
        assert [field.name for field in (await space.runner.run("pass")).created] == []
    finally:
        await space.close()


async def test_orderly_shutdown_is_told_as_such(fresh_server) -> None:
    server = fresh_server()
    space = Workspace(server.options)
    await space.open()
    watch = Watch(space)
    try:
        server._signal(signal.SIGTERM)
        await watch.until(lambda: isinstance(space.connection.state, Lost))
    finally:
        await space.close()


async def test_library_session_does_not_pretend(fresh_server) -> None:
    from dhconsole.client.connection import Connection
    from dhconsole.client.state import Closed
    from dhconsole.errors import LostError

    server = fresh_server()
    connection = Connection(server.options)
    await connection.open()
    ended = asyncio.Event()
    connection.on_state(lambda state: ended.set())
    server.kill()
    await asyncio.wait_for(ended.wait(), 30)
    assert isinstance(connection.state, Closed)
    with pytest.raises(LostError):
        await connection.ping()
    await connection.close()
