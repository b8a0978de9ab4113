"""Keeping a server stream going across losses of the connection."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from dhconsole.client.connection import Connection
from dhconsole.client.state import Closed, ConnectionState, Live
from dhconsole.errors import DHError


async def until_live(connection: Connection) -> Live | None:
    """Wait for the connection to be live; None when it closes for good instead."""
    changed = asyncio.Event()
    stop = connection.on_state(lambda state: changed.set())
    try:
        while True:
            state: ConnectionState = connection.state
            if isinstance(state, Live):
                return state
            if isinstance(state, Closed):
                return None
            changed.clear()
            await changed.wait()
    finally:
        stop()


async def follow(
    connection: Connection,
    run: Callable[[], Awaitable[None]],
    on_error: Callable[[DHError], None],
) -> None:
    """Call ``run`` whenever the connection is live, again after each loss, until it closes.

    A failure while the connection stays live is not repeated until the next login: the server
    has said no, and asking again would not change it. ``on_error`` is told of each failure.
    """
    while True:
        live = await until_live(connection)
        if live is None:
            return
        try:
            await run()
        except DHError as exc:
            on_error(exc)
        await _left(connection, live)


async def _left(connection: Connection, live: Live) -> None:
    """Wait until the connection is no longer in the state ``live``."""
    changed = asyncio.Event()
    stop = connection.on_state(lambda state: changed.set())
    try:
        while connection.state is live:
            changed.clear()
            await changed.wait()
    finally:
        stop()
