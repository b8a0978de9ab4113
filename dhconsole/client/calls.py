"""Waiting for what a call answers, and how that ends when its channel is closed under it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any

from dhconsole.client.state import Closed
from dhconsole.client.tasks import is_cancelled
from dhconsole.errors import ClosedError, DHError, LostError

if TYPE_CHECKING:
    from dhconsole.client.connection import Connection


async def reply_of(connection: Connection, call: Any) -> Any:
    """The reply of a unary call.

    Raises:
        grpc.aio.AioRpcError: the call failed.
        LostError, ClosedError: its channel was closed.
    """
    try:
        return await call
    except asyncio.CancelledError:
        if is_cancelled():
            raise
        raise _given_up(connection) from None


async def replies_of(connection: Connection, call: Any) -> AsyncIterator[Any]:
    """The replies of a call that streams them, which ends with this; raises as ``reply_of``."""
    try:
        async for reply in call:
            yield reply
    except asyncio.CancelledError:
        if is_cancelled():
            raise
        raise _given_up(connection) from None
    finally:
        call.cancel()


def _given_up(connection: Connection) -> DHError:
    state = connection.state
    if isinstance(state, Closed):
        return state.error or ClosedError("the connection is closed")
    return LostError("the connection was given up before the answer came")
