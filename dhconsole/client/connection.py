"""One connection to one server: the channel, the session token, and every call made with it.

Owns the channel, the token and the numbering of exports; the state machine that keeps the
session alive and brings it back is in ``lifeline``. Knows no service but session and config.

Construction does no I/O. ``async with Connection(options)`` opens and closes::

    async with Connection(ConnectOptions(port=10000)) as connection:
        reply = await connection.unary(methods.Console.GET_CONSOLE_TYPES, request)

The token travels as seen on a live 42.7 server: the first call carries the credential, every
reply may carry a newer token in its initial metadata, or in the trailing metadata when the
call failed; older tokens stay valid until their own deadline.
"""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import AsyncIterator, Callable
from types import TracebackType
from typing import Any, Self, TypeVar

import grpc
import grpc.aio
from google.protobuf.message import Message

from dhconsole.client import direct, methods
from dhconsole.client.calls import replies_of, reply_of
from dhconsole.client.channel import open_blocking_channel, open_channel
from dhconsole.client.errortext import translate_status
from dhconsole.client.lifeline import Lifeline
from dhconsole.client.login import ServerInfo, log_in
from dhconsole.client.options import ConnectOptions
from dhconsole.client.state import Closed, Connecting, ConnectionState, Live, Lost
from dhconsole.client.ticket import ExportTicket, Ticket
from dhconsole.errors import (
    AuthError,
    ClosedError,
    ConnectError,
    DHError,
    LostError,
    ServerError,
)

__all__ = ["ConnectOptions", "Connection", "ServerInfo"]

Req = TypeVar("Req", bound=Message)
Res = TypeVar("Res", bound=Message)

DEFAULT_DEADLINE = 10.0
_CLOSE_DEADLINE = 2.0


class Connection:
    """A logged-in channel. All methods must be called on the loop that opened it, or on that of
    ``start``; of those that wait, ``open`` and ``unary`` may also be stepped without a loop, see
    ``direct``.

    Args:
        options: where and how to connect.
        keep_alive: refresh the session while idle.
        reconnect: after a loss, try again until it works; otherwise the state stays ``Lost``.
    """

    def __init__(
        self, options: ConnectOptions, *, keep_alive: bool = True, reconnect: bool = False
    ) -> None:
        self.options = options
        self.server = ServerInfo({})
        self.latency: float | None = None
        self._keep_alive = keep_alive
        self._channel: grpc.aio.Channel | None = None
        self._calls: dict[str, Any] = {}
        self.bearer = ""
        """The newest session token; Flight calls, which are not ours, need it as well."""
        self._generation = 0
        self._exports = itertools.count(1)
        self._state: ConnectionState = Connecting()
        self._listeners: list[Callable[[ConnectionState], None]] = []
        self._adopting: set[asyncio.Task[None]] = set()
        self._lifeline = Lifeline(self, reconnect=reconnect)

    async def __aenter__(self) -> Self:
        await self.open()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    # -- state ---------------------------------------------------------------------------

    @property
    def state(self) -> ConnectionState:
        """How the connection is: connecting, live, lost or closed."""
        return self._state

    @property
    def generation(self) -> int:
        """Number of logins so far; what was made in an earlier one is gone."""
        return self._generation

    def begin_generation(self) -> None:
        """For the login."""
        self._generation += 1

    def on_state(self, listener: Callable[[ConnectionState], None]) -> Callable[[], None]:
        """Call ``listener`` at every change of state; returns what takes it off again."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener) if listener in self._listeners else None

    def set_state(self, state: ConnectionState) -> None:
        """For the lifeline: enter ``state`` and tell the listeners."""
        self._state = state
        for listener in tuple(self._listeners):
            listener(state)

    async def open(self) -> None:
        """Connect and log in.

        Raises:
            ConnectError: one of its kinds, when no Deephaven server could be reached.
            AuthError: the server refuses the credential.
        """
        opened, directly = False, direct.current.get() is not None
        try:
            if not directly:
                self.need_channel()
            await log_in(self)
            opened = True
        except DHError as exc:
            self.set_state(Closed(exc.message, exc))
            raise
        finally:
            if not opened:  # refused, or cancelled while waiting
                await self._drop_channel()
        self.set_state(Live(time.monotonic(), self._generation))
        if not directly:
            self.start()

    def start(self) -> None:
        """On the loop, once open: begin to keep the session alive. A part of ``open`` there."""
        self.need_channel()
        if self._keep_alive:
            self._lifeline.start()

    def need_channel(self) -> None:
        """On the loop: have a channel for its calls."""
        if self._channel is None:
            self._channel = open_channel(self.options)

    def direct_calls(self) -> direct.DirectCalls:
        """For one thread's calls without the loop, over a connection of their own; to be closed."""
        return direct.DirectCalls(open_blocking_channel(self.options))

    async def close(self) -> None:
        """End the session on the server, then the channel. Safe to call twice."""
        if isinstance(self._state, Closed):
            return
        await self._lifeline.stop()
        live = isinstance(self._state, Live)
        self.set_state(Closed("closed"))
        if live:
            try:
                await self.send(
                    methods.Session.CLOSE_SESSION,
                    methods.Session.CLOSE_SESSION.request(),
                    self.token_header(),
                    _CLOSE_DEADLINE,
                )
            except grpc.aio.AioRpcError as exc:
                # The server is gone or has dropped the session: either way it is closed.
                if exc.code() not in _GONE:
                    raise await self.translate(exc, "CloseSession") from exc
        await self._drop_channel()

    async def retarget(self, options: ConnectOptions) -> None:
        """Point a lost connection at a server in a new place; the lifeline logs in there."""
        await self._drop_channel()
        self.options = options
        self.bearer = ""
        self.need_channel()
        self._lifeline.try_now()

    async def _drop_channel(self) -> None:
        channel, self._channel = self._channel, None
        self._calls.clear()
        if channel is not None:
            await channel.close(None)

    async def ping(self) -> float:
        """Refresh the session; returns and keeps the round trip in seconds."""
        started = time.perf_counter()
        method = methods.Config.GET_CONFIGURATION_CONSTANTS
        await self.unary(method, method.request())
        self.latency = time.perf_counter() - started
        return self.latency

    # -- calls ---------------------------------------------------------------------------

    async def unary(
        self,
        method: methods.Method[Req, Res],
        request: Req,
        *,
        timeout: float | None = DEFAULT_DEADLINE,
    ) -> Res:
        """One request, one reply. ``timeout`` is in seconds; None waits for ever.

        Raises:
            LostError, SessionExpiredError, DeadlineError, ServerError: as the call ended.
        """
        self._check_open()
        generation = self._generation
        try:
            return await self.send(method, request, self._headers(), timeout)
        except grpc.aio.AioRpcError as exc:
            raise await self._failed(exc, method.path, generation) from exc

    async def stream(self, method: methods.Method[Req, Res], request: Req) -> AsyncIterator[Res]:
        """One request, many replies; ends when the server ends it or the caller stops."""
        self._check_open()
        generation = self._generation
        try:
            async for reply in self.raw_stream(method, request):
                yield reply
        except grpc.aio.AioRpcError as exc:
            raise await self._failed(exc, method.path, generation) from exc

    def raw_stream(self, method: methods.Method[Req, Res], request: Req) -> AsyncIterator[Res]:
        """As ``stream``, but a failure is left as the gRPC error that it is, unless it is that
        the channel was closed: then LostError or ClosedError."""
        call = self._callable(method, "unary_stream")(request, metadata=self._headers())
        self._adopt_later(call)
        return replies_of(self, call)

    def bidi(self, path: str) -> grpc.aio.StreamStreamCall[bytes, bytes]:
        """A raw two-way call with the session's headers; the caller cancels it."""
        self._check_open()
        assert self._channel is not None
        # The stubs know neither raw calls nor calls without a request iterator.
        channel: Any = self._channel
        call: grpc.aio.StreamStreamCall[bytes, bytes]
        call = channel.stream_stream(path)(metadata=self._headers())
        self._adopt_later(call)
        return call

    async def translate(self, exc: grpc.aio.AioRpcError, method: str) -> DHError:
        """The error of our tree for ``exc``, with the server's own text found in its log."""
        return await self._failed(exc, method, self._generation)

    async def send(
        self,
        method: methods.Method[Req, Res],
        request: Req,
        metadata: list[tuple[str, str | bytes]],
        timeout: float | None,
    ) -> Res:
        """One call with just these headers; a failure is left as in ``raw_stream``."""
        directly = direct.current.get()
        reply: Res
        try:
            if directly is not None:
                reply, told = directly.send(method, request, metadata, timeout)
                self._adopt(told)
                return reply
            make = self._callable(method, "unary_unary")
            call = make(request, metadata=metadata, timeout=timeout)
            reply = await reply_of(self, call)
        except grpc.aio.AioRpcError as exc:
            self._adopt(exc.initial_metadata())
            self._adopt(exc.trailing_metadata())
            raise
        self._adopt(await call.initial_metadata())
        return reply

    def _callable(self, method: methods.Method[Req, Res], shape: str) -> Any:
        found = self._calls.get(method.path)
        if found is None:
            if self._channel is None:
                raise ClosedError("the connection is closed")
            found = getattr(self._channel, shape)(
                method.path,
                request_serializer=method.request.SerializeToString,
                response_deserializer=method.response.FromString,
            )
            self._calls[method.path] = found
        return found

    async def _failed(self, exc: grpc.aio.AioRpcError, method: str, generation: int) -> DHError:
        await direct.on_the_loop()
        error = await translate_status(self, exc, method)
        if generation == self._generation and not isinstance(error, ServerError):
            self._lifeline.note(error)
        return error

    def _check_open(self) -> None:
        if isinstance(self._state, Closed):
            if self._state.error is not None:
                raise self._state.error
            raise ClosedError("the connection is closed")
        if isinstance(self._state, Lost):
            raise LostError(
                f"the connection to {self.options.target} is lost",
                hint="It is being tried again.",
            )

    def token_header(self) -> list[tuple[str, str | bytes]]:
        """What shows the server that a call is of this session."""
        return [("authorization", f"Bearer {self.bearer}")]

    def _headers(self) -> list[tuple[str, str | bytes]]:
        return self.token_header() + list(self.options.extra_headers)

    def _adopt(self, metadata: Any) -> None:
        for name, value in metadata or ():
            if name == "authorization":
                text = value.decode() if isinstance(value, bytes) else value
                self.bearer = text.removeprefix("Bearer ")

    def _adopt_later(self, call: Any) -> None:
        async def adopt() -> None:
            self._adopt(await call.initial_metadata())

        task = asyncio.ensure_future(adopt())
        self._adopting.add(task)
        task.add_done_callback(self._adopting.discard)

    def new_export(self) -> ExportTicket:
        """A ticket for the next export. Numbers are never used twice in a session."""
        return ExportTicket.export_ticket(next(self._exports))

    async def release(self, ticket: Ticket) -> None:
        """Let the server forget an export; no error when it is gone already."""
        request = methods.Session.RELEASE.request()
        request.id.ticket = ticket.bytes
        try:
            await self.unary(methods.Session.RELEASE, request)
        except (LostError, ClosedError, AuthError, ConnectError):
            # The export died with its session.
            return
        except ServerError as exc:
            if "not yet defined" not in exc.message:
                raise
            # A new session, or a call that failed before it made the export: there is none.


_GONE = (
    grpc.StatusCode.UNAVAILABLE,
    grpc.StatusCode.UNAUTHENTICATED,
    grpc.StatusCode.DEADLINE_EXCEEDED,
    grpc.StatusCode.CANCELLED,
)
