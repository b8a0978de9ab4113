"""The objects that the server exports: one list now, and every change to it.

Wire facts (live 42.7 server): the first message of ListFields is everything there is and may
be empty; then one message per change, also for changes made by other sessions.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from typing import TYPE_CHECKING, Any

from dhconsole.client import methods
from dhconsole.client.ticket import ticket_from_bytes
from dhconsole.client.values import FieldInfo, FieldsChange

if TYPE_CHECKING:
    from dhconsole.client.connection import Connection


def read_change(message: Any, *, initial: bool = False) -> FieldsChange:
    """The change that a FieldsChangeUpdate message carries."""
    return FieldsChange(
        created=_fields(message.created),
        updated=_fields(message.updated),
        removed=_fields(message.removed),
        initial=initial,
    )


async def watch_fields(connection: Connection) -> AsyncIterator[FieldsChange]:
    """Everything now, then every change, until the connection ends.

    Raises:
        LostError, SessionExpiredError, ServerError: as the stream ended.
    """
    method = methods.Application.LIST_FIELDS
    initial = True
    async for message in connection.stream(method, method.request()):
        yield read_change(message, initial=initial)
        initial = False


async def list_fields(connection: Connection) -> tuple[FieldInfo, ...]:
    """Everything that is exported now."""
    changes = watch_fields(connection)
    try:
        async for change in changes:
            return change.created
    finally:
        await changes.aclose()  # type: ignore[attr-defined]
    return ()


def _fields(messages: Iterable[Any]) -> tuple[FieldInfo, ...]:
    return tuple(
        FieldInfo(
            name=message.field_name,
            type=message.typed_ticket.type,
            ticket=ticket_from_bytes(message.typed_ticket.ticket.ticket),
            application_id=message.application_id,
            application_name=message.application_name,
            description=message.field_description,
        )
        for message in messages
    )
