"""What an operation is, and the one place that turns a chain of them into a request.

A chain is one batch request, whose steps refer to each other by position (a live 42.7 server
answers it in one round trip).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

from dhconsole.client import methods
from dhconsole.client.checks import TABLE_HINT, one, texts
from dhconsole.client.ticket import ExportTicket, Ticket
from dhconsole.errors import ArgumentError, ClosedError

BatchRequest = Any
"""A BatchTableRequest message."""

Names = str | Sequence[str]
"""One text, or several."""


@runtime_checkable
class TableLike(Protocol):
    """A table of a session, as far as an operation needs to know it."""

    @property
    def ticket(self) -> Ticket: ...

    @property
    def is_closed(self) -> bool: ...

    @property
    def connection(self) -> object:
        """The connection whose session holds it; its ticket means nothing in another."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One step.

    Attributes:
        field: name of the step in the batch message, such as ``sort``.
        fill: writes the step's own arguments into that part of the message.
        source_field: where the step's input goes; empty for a step that needs none.
        text: how the step reads as a Python call.
        tables: further tables that it reads, such as the right side of a join. They are kept
            alive with the operation.
    """

    field: str
    fill: Callable[[Any], None]
    source_field: str = "source_id"
    text: str = ""
    tables: tuple[TableLike, ...] = ()

    def __post_init__(self) -> None:
        for table in self.tables:
            check_table(table)


def check_table(given: Any) -> None:
    """Refuse what is no table.

    Raises:
        ArgumentError: names what was given.
    """
    one(given, TableLike, "table", TABLE_HINT)  # type: ignore[type-abstract]


def batch_request(
    source: Ticket | None, operations: Sequence[Operation], result: ExportTicket
) -> BatchRequest:
    """The request that runs ``operations`` in a row and exports the last result.

    Raises:
        ArgumentError: the first operation needs a table and there is no ``source``, or the
            message of an operation cannot take an argument.
        ClosedError: a table that an operation reads is closed.
    """
    request = methods.Table.BATCH.request()
    for index, operation in enumerate(operations or (fetch(),)):
        step = getattr(request.ops.add(), operation.field)
        step.SetInParent()
        _fill(operation, step)
        if operation.source_field:
            reference = getattr(step, operation.source_field)
            if index:
                reference.batch_offset = index - 1
            elif source is not None:
                reference.ticket.ticket = source.bytes
            else:
                raise ArgumentError(f"{operation.text or operation.field} needs a table to work on")
        if index == max(len(operations), 1) - 1:
            step.result_id.ticket = result.bytes
    return request


def _fill(operation: Operation, step: Any) -> None:
    try:
        operation.fill(step)
    except ArgumentError:
        raise
    except (TypeError, ValueError) as exc:  # as protobuf refuses a value
        raise ArgumentError(
            f"{operation.text or operation.field} cannot be sent: {exc}",
            hint="Check the types of its arguments.",
        ) from exc


def check_home(operation: Operation, connection: object) -> None:
    """Refuse tables of another session, whose tickets would name something else in this one.

    Raises:
        ArgumentError: the operation reads such a table.
    """
    for table in operation.tables:
        if table.connection is not connection:
            raise ArgumentError(
                f"a table of {operation.text} belongs to another session",
                hint="Publish it there, and fetch it here.",
            )


def fetch() -> Operation:
    """The source itself; makes an export of it."""
    return Operation("fetch_table", lambda message: None)


def plain(field: str) -> Operation:
    """A step without arguments."""
    return Operation(field, lambda message: None, text=call(field))


def names_of(given: Names | None) -> list[str]:
    """The texts of an argument that is one text, several, or None for none.

    Raises:
        ArgumentError: something else is among them.
    """
    return texts(given)


def ticket_of(table: TableLike) -> bytes:
    """The bytes that name ``table`` in a request.

    Raises:
        ClosedError: it is closed.
    """
    if table.is_closed:
        raise ClosedError("a table that the operation reads is closed")
    return table.ticket.bytes


def call(name: str, *arguments: object, **options: object) -> str:
    """The text of a Python call; options that are None or False are left out."""
    parts = [repr(argument) for argument in arguments]
    parts += [
        f"{key}={value!r}"
        for key, value in options.items()
        if value is not None and value is not False and value != []
    ]
    return f"{name}({', '.join(parts)})"


def each(values: Any, kind: Any, what: str, hint: str = "") -> list[Any]:
    """A value or several of class ``kind`` (or a tuple of classes), as a list.

    Raises:
        ArgumentError: there is none, or something else is among them; ``hint`` says what to give.
    """
    several = isinstance(values, Iterable) and not isinstance(values, str)
    found = list(values) if several else [values]
    if not found:
        raise ArgumentError(f"there is no {what}", hint=f"Give at least one {what}.")
    return [one(value, kind, what, hint) for value in found]
