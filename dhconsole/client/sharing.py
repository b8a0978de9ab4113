"""Giving objects further names: exports of anything, and shared tickets for other sessions.

Wire facts (live 42.7 server): a shared ticket can be fetched while the export that was published
under it lives. When that export is released or its session ends, new fetches fail with
"DEPENDENCY_FAILED"; what was fetched before stays. Only an export can be published under a
shared ticket.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dhconsole.client import methods
from dhconsole.client.ticket import ExportTicket, SharedTicket, Ticket
from dhconsole.errors import ServerError, TicketError

if TYPE_CHECKING:
    from dhconsole.client.connection import Connection

_SOURCE_GONE = ("DEPENDENCY_FAILED", "DEPENDENCY_RELEASED", "DEPENDENCY_CANCELLED")


async def export_object(connection: Connection, ticket: Ticket) -> ExportTicket:
    """Pin what ``ticket`` names now, of any type, under an export of this session.

    Raises:
        TicketError: it names nothing, or what was shared under it is gone.
    """
    method = methods.Session.EXPORT_FROM_TICKET
    request = method.request()
    export = connection.new_export()
    request.source_id.ticket, request.result_id.ticket = ticket.bytes, export.bytes
    try:
        await connection.unary(method, request)
    except ServerError as exc:
        raise gone(exc, ticket) or exc from exc
    return export


async def publish(connection: Connection, source: Ticket, result: Ticket) -> None:
    """Make the export ``source`` reachable as ``result``.

    Raises:
        TicketError: ``source`` is gone or no export.
    """
    method = methods.Session.PUBLISH_FROM_TICKET
    request = method.request()
    request.source_id.ticket, request.result_id.ticket = source.bytes, result.bytes
    try:
        await connection.unary(method, request)
    except ServerError as exc:
        raise gone(exc, source) or exc from exc


def gone(exc: ServerError, ticket: Ticket) -> TicketError | None:
    """The error for a ticket that names nothing, or nothing any more; None for other causes."""
    if isinstance(ticket, SharedTicket):
        if any(state in exc.message for state in _SOURCE_GONE):
            message = f"what was shared as {ticket.text} is gone"
            hint = (
                "The session that shared it has closed it or ended; ask for it to be shared anew."
            )
        elif exc.code == "NOT_FOUND":
            message = f"nothing is shared as {ticket.text}"
            hint = "Check the ticket, and that the session that shares it is still open."
        else:
            return None
    elif exc.code == "NOT_FOUND":
        message, hint = f"{ticket.text} names nothing on the server", "It may have been removed."
    else:
        return None
    return TicketError(
        message,
        code=exc.code,
        method=exc.method,
        error_id=exc.error_id,
        server_trace=exc.server_trace or exc.message,
        hint=hint,
    )
