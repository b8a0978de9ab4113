"""Values that every layer above speaks of. Loads neither gRPC nor pyarrow, so that a face can
draw its first screen before they are loaded."""

from __future__ import annotations

from dataclasses import dataclass

from dhconsole.client.ticket import Ticket

SCOPE_APPLICATION = "scope"
"""Application id under which the variables of the script session are listed."""


@dataclass(frozen=True, slots=True)
class FieldInfo:
    """One exported object.

    Attributes:
        name: variable or field name.
        type: type name as the server gives it: ``Table``, ``pandas.DataFrame``, ...
        ticket: names the object in calls.
        application_id: ``scope`` for script variables.
        application_name: title of the application; may be empty.
        description: what the application says of the field; may be empty.
    """

    name: str
    type: str
    ticket: Ticket
    application_id: str = SCOPE_APPLICATION
    application_name: str = ""
    description: str = ""

    @property
    def key(self) -> str:
        """Text that identifies the object among all of the server's."""
        return self.ticket.text


@dataclass(frozen=True, slots=True)
class FieldsChange:
    """What changed. ``initial`` marks the message that lists everything."""

    created: tuple[FieldInfo, ...] = ()
    updated: tuple[FieldInfo, ...] = ()
    removed: tuple[FieldInfo, ...] = ()
    initial: bool = False


@dataclass(frozen=True, slots=True)
class Heap:
    """Java heap of the server, in bytes."""

    maximum: int
    total: int
    free: int

    @property
    def used(self) -> int:
        return self.total - self.free
