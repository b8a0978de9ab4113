"""A channel that is closed while calls wait on it, and a recovery that fails of itself.

The servers are silent, or know the login and no more: a real one cannot be made to hang at will.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import grpc
import grpc.aio
import pytest

from dhconsole.client import lifeline, methods
from dhconsole.client.connection import Connection
from dhconsole.client.options import ConnectOptions
from dhconsole.client.state import Closed, Live, Lost
from dhconsole.errors import ClosedError, LostError

LOGIN = methods.Config.GET_CONFIGURATION_CONSTANTS
LOGS = methods.Console.SUBSCRIBE_TO_LOGS


class Server(grpc.GenericRpcHandler):
    """Takes every call, and answers none but the login, if that.

    Attributes:
        asked: the paths of the calls that came.
    """

    def __init__(self, *, logs_in: bool) -> None:
        self.asked: asyncio.Queue[str] = asyncio.Queue()
        self.options = ConnectOptions()
        self._logs_in = logs_in

    def service(self, handler_call_details: Any) -> grpc.RpcMethodHandler:
        path = handler_call_details.method

        async def answer(request: bytes, context: Any) -> bytes:
            self.asked.put_nowait(path)
            if not self._logs_in or path != LOGIN.path:
                await asyncio.Event().wait()
            await context.send_initial_metadata((("authorization", "Bearer of_this_session"),))
            return bytes(LOGIN.response().SerializeToString())

        async def stream(request: bytes, context: Any) -> AsyncIterator[bytes]:
            yield await answer(request, context)

        if path == LOGS.path:
            return grpc.unary_stream_rpc_method_handler(stream)
        return grpc.unary_unary_rpc_method_handler(answer)


@contextlib.asynccontextmanager
async def serving(*, logs_in: bool = False) -> AsyncIterator[Server]:
    server, handler = grpc.aio.server(), Server(logs_in=logs_in)
    server.add_generic_rpc_handlers((handler,))
    handler.options = ConnectOptions(port=server.add_insecure_port("127.0.0.1:0"))
    await server.start()
    try:
        yield handler
    finally:
        await server.stop(None)


async def unary(connection: Connection) -> None:
    await connection.unary(LOGIN, LOGIN.request())


async def stream(connection: Connection) -> None:
    async for _ in connection.stream(LOGS, LOGS.request()):
        raise AssertionError("the server has said nothing")


@pytest.mark.parametrize("call", [unary, stream])
async def test_a_call_without_its_channel_is_an_error_and_its_task_is_not_cancelled(
    call: Callable[[Connection], Awaitable[None]],
) -> None:
    async with serving() as server:
        for closed, kind in ((False, LostError), (True, ClosedError)):
            connection = Connection(server.options)
            connection.need_channel()
            waiting = asyncio.ensure_future(call(connection))
            await asyncio.wait_for(server.asked.get(), 30)
            if closed:
                await connection.close()
            else:
                await connection.retarget(server.options)
            with pytest.raises(kind):
                await asyncio.wait_for(waiting, 30)
            await connection.close()


@pytest.mark.parametrize("call", [unary, stream])
async def test_a_task_that_is_cancelled_stays_so(
    call: Callable[[Connection], Awaitable[None]],
) -> None:
    async with serving() as server:
        connection = Connection(server.options)
        connection.need_channel()
        waiting = asyncio.ensure_future(call(connection))
        await asyncio.wait_for(server.asked.get(), 30)
        waiting.cancel()
        await asyncio.wait([waiting])
        assert waiting.cancelled()
        await connection.close()


async def become(connection: Connection, kind: type) -> None:
    changed = asyncio.Event()
    connection.on_state(lambda state: changed.set())
    async with asyncio.timeout(30):
        while not isinstance(connection.state, kind):
            changed.clear()
            await changed.wait()


async def test_a_server_in_a_new_place_is_found_while_the_old_one_hangs() -> None:
    async with serving() as old, serving(logs_in=True) as new:
        connection = Connection(old.options, reconnect=True)
        connection.need_channel()
        connection.set_state(Live(time.monotonic(), 1))
        connection._lifeline.note(LostError("it is gone"))
        assert await asyncio.wait_for(old.asked.get(), 30) == LOGIN.path
        await connection.retarget(new.options)
        await become(connection, Live)
        assert connection.bearer == "of_this_session"
        await connection._lifeline.stop()
        await connection._drop_channel()


async def test_a_recovery_that_fails_of_itself_is_heard_and_does_not_say_it_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def fails(connection: Connection) -> None:
        raise ZeroDivisionError("a mistake")

    told: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda loop, facts: told.append(facts))
    monkeypatch.setattr(lifeline, "log_in", fails)
    connection = Connection(ConnectOptions(), reconnect=True)
    connection.set_state(Live(time.monotonic(), 1))
    connection._lifeline.note(LostError("it is gone"))
    assert isinstance(connection.state, Lost)
    await become(connection, Closed)
    assert [type(each["exception"]) for each in told] == [ZeroDivisionError]
    with pytest.raises(LostError, match="not tried again"):
        await connection.ping()
