"""What went wrong when a server was first spoken to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import grpc
import grpc.aio

from dhconsole.client import methods
from dhconsole.client.channel import explain_silence, explain_unavailable
from dhconsole.errors import AuthError, DHError, NotDeephavenError

if TYPE_CHECKING:
    from dhconsole.client.connection import Connection


async def first_contact_error(connection: Connection, exc: grpc.aio.AioRpcError) -> DHError:
    """The error to raise when the first call ended with ``exc``."""
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
