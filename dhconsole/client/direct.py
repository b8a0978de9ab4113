"""Calls made by the thread that waits for them, without the event loop.

A blocking call over the loop changes threads four times: to the loop, to gRPC's poller, and
back. That is a third of a short call (measured beside pydeephaven, ``tests.bench library``). A
coroutine whose only waits are unary calls can do without: ``LoopOwner.run_directly`` steps it in
the calling thread, where ``Connection.send`` finds the ``DirectCalls`` of its context and uses
them. What has to wait for anything else says so first, with ``on_the_loop``, and is moved there.

They have a connection of their own: gRPC shares one only among channels that are alike in all
options, and those for loops and for threads name themselves differently to the server.
"""

from __future__ import annotations

import asyncio
import threading
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

import grpc
import grpc.aio

from dhconsole.errors import ClosedError

if TYPE_CHECKING:
    from dhconsole.client.methods import Method

current: ContextVar[DirectCalls | None] = ContextVar("direct", default=None)
"""What makes the calls of the coroutine that this thread steps; None on a loop."""


async def on_the_loop() -> None:
    """Go on on the event loop; from then on anything may be awaited."""
    if current.get() is not None:
        # A bare yield: what steps the coroutine takes it as the word to move it.
        await asyncio.sleep(0)


class DirectCalls:
    """Unary calls over a blocking channel. Safe from any thread.

    Args:
        channel: closed by ``close``.
    """

    def __init__(self, channel: grpc.Channel) -> None:
        self._channel = channel
        self._calls: dict[str, Any] = {}
        self._lock = threading.Lock()
        self._closed = False

    def send(
        self,
        method: Method[Any, Any],
        request: Any,
        metadata: list[tuple[str, str | bytes]],
        timeout: float | None,
    ) -> tuple[Any, Any]:
        """The reply and its initial metadata.

        Raises:
            grpc.aio.AioRpcError: as a call of the loop would.
            ClosedError: the channel is closed.
        """
        call = self._callable(method)
        try:
            reply, done = call.with_call(request, timeout=timeout, metadata=metadata)
        except grpc.RpcError as exc:
            failed: Any = exc
            raise grpc.aio.AioRpcError(
                failed.code(),
                grpc.aio.Metadata(*failed.initial_metadata()),
                grpc.aio.Metadata(*failed.trailing_metadata()),
                failed.details(),
                failed.debug_error_string(),
            ) from None
        return reply, done.initial_metadata()

    def _callable(self, method: Method[Any, Any]) -> Any:
        with self._lock:
            if self._closed:
                raise ClosedError("the connection is closed")
            found = self._calls.get(method.path)
            if found is None:
                found = self._calls[method.path] = self._channel.unary_unary(
                    method.path,
                    request_serializer=method.request.SerializeToString,
                    response_deserializer=method.response.FromString,
                )
        return found

    def close(self) -> None:
        """End the channel; calls under way fail. Safe to call twice."""
        with self._lock:
            self._closed = True
            self._channel.close()
