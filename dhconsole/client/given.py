"""Checks of the tickets and objects that calls are given. Pure."""

from __future__ import annotations

from typing import Any

from dhconsole.client.checks import one
from dhconsole.client.ticket import ServerObject, Ticket
from dhconsole.errors import ArgumentError


def check_ticket(given: Any) -> Ticket:
    """``given``, which must be a ticket.

    Raises:
        ArgumentError: it is something else.
    """
    if isinstance(given, Ticket):
        return given
    if isinstance(given, ServerObject):
        raise ArgumentError(f"{given!r} is no ticket", hint="Give its ticket: it has a .ticket.")
    hint = "Give a ScopeTicket, SharedTicket, ApplicationTicket or ExportTicket"
    if isinstance(given, str):
        hint += ", or what parse_ticket makes of the text"
    raise ArgumentError(f"{given!r} is no ticket", hint=f"{hint}.")


def ticket_in(given: Ticket | ServerObject) -> Ticket:
    """``given``, or the ticket that it has.

    Raises:
        ArgumentError: it is neither a ticket nor a ServerObject.
    """
    return given.ticket if isinstance(given, ServerObject) else check_ticket(given)


def check_object(given: Any) -> ServerObject:
    """``given``, which must be an object of the server.

    Raises:
        ArgumentError: it is something else.
    """
    return one(
        given, ServerObject, "object of the server", "Give one of the session's exportable_objects."
    )
