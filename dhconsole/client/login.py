"""The first call to a server: it logs in, and says what the server is or what went wrong."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import grpc
import grpc.aio

from dhconsole.client import methods
from dhconsole.client.channel import explain_silence, explain_unavailable
from dhconsole.client.direct import on_the_loop
from dhconsole.errors import AuthError, DHError, NotDeephavenError

if TYPE_CHECKING:
    from dhconsole.client.connection import Connection


class ServerInfo:
    """What the server says of itself: a mapping of its public configuration constants."""

    def __init__(self, constants: dict[str, str]) -> None:
        self.constants = constants

    @property
    def version(self) -> str:
        return self.constants.get("deephaven.version", "unknown version")

    @property
    def session_seconds(self) -> float:
        """How long an idle session lives (``http.session.durationMs``)."""
        return int(self.constants.get("http.session.durationMs", "300000")) / 1000.0


async def log_in(connection: Connection) -> None:
    """Log in with the credential; begins a new generation.

    Raises:
        ConnectError: one of its kinds, when no Deephaven server could be reached.
        AuthError: the server refuses the credential.
    """
    connection.bearer = ""
    await _fetch_constants(connection, [("authorization", connection.options.authorization())])
    if not connection.bearer:
        raise NotDeephavenError(
            f"{connection.options.target} answered without a session token",
            target=connection.options.target,
            hint="Check the port.",
        )
    connection.begin_generation()


async def resume(connection: Connection) -> None:
    """Use the session that there was.

    Raises:
        ConnectError: one of its kinds, when no Deephaven server could be reached.
        AuthError: the server does not know it any more.
    """
    await _fetch_constants(connection, connection.token_header())


async def _fetch_constants(connection: Connection, metadata: list[tuple[str, str | bytes]]) -> None:
    method, options = methods.Config.GET_CONFIGURATION_CONSTANTS, connection.options
    started = time.perf_counter()
    try:
        reply = await connection.send(
            method,
            method.request(),
            metadata + list(options.extra_headers),
            options.connect_timeout,
        )
    except grpc.aio.AioRpcError as exc:
        raise await first_contact_error(connection, exc) from exc
    connection.latency = time.perf_counter() - started
    connection.server = ServerInfo(
        {name: value.string_value for name, value in reply.config_values.items()}
    )


async def first_contact_error(connection: Connection, exc: grpc.aio.AioRpcError) -> DHError:
    """The error to raise when the first call ended with ``exc``."""
    await on_the_loop()
    connection.need_channel()
    options = connection.options
    code, details = exc.code(), exc.details() or ""
    if code is grpc.StatusCode.UNAVAILABLE:
        return await explain_unavailable(options, details)
    if code is grpc.StatusCode.DEADLINE_EXCEEDED:
        return await explain_silence(options)
    if code is grpc.StatusCode.UNAUTHENTICATED:
        return await _auth_error(connection)
    return NotDeephavenError(
        f"{options.target} answers, but not as a Deephaven server ({details[:160]})",
        target=options.target,
        hint="Check the port.",
    )


async def auth_handlers(connection: Connection) -> tuple[str, ...]:
    """Class names of the login handlers that the server offers; needs no login."""
    method = methods.Config.GET_AUTHENTICATION_CONSTANTS
    try:
        reply = await connection.send(
            method, method.request(), [], connection.options.connect_timeout
        )
    except grpc.aio.AioRpcError:
        # Only used to advise after a refusal; the refusal itself is the news.
        return ()
    names = reply.config_values["AuthHandlers"].string_value
    return tuple(name.strip() for name in names.split(",") if name.strip())


async def _auth_error(connection: Connection) -> AuthError:
    handlers = await auth_handlers(connection)
    offered = ", ".join(name.rsplit(".", 1)[-1] for name in handlers)
    advice = "Check the auth type and the secret."
    return AuthError(
        f"{connection.options.target} refuses the {connection.options.auth_type} login",
        handlers=handlers,
        hint=f"It offers: {offered}. {advice}" if offered else advice,
    )
