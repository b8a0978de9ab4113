"""Table operations as data, and the one place that turns them into requests.

Pure: no connection, no I/O. ``Table``, queries and recipes share these values; a chain of them
is one batch request, whose steps refer to each other by position.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from dhconsole.client import methods
from dhconsole.client.tickets import ExportTicket, Ticket
from dhconsole.errors import DHError

BatchRequest = Any
"""A BatchTableRequest message."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One step.

    Attributes:
        field: name of the step in the batch message, such as ``sort``.
        fill: writes the step's own arguments into that part of the message.
        source_field: where the step's input goes; empty for a step that needs none.
        text: how the step reads in a message to a person.
    """

    field: str
    fill: Callable[[Any], None]
    source_field: str = "source_id"
    text: str = ""


def empty_table(size: int) -> Operation:
    """A table of ``size`` rows without columns."""
    if size < 0:
        raise DHError(f"a table cannot have {size} rows")

    def fill(message: Any) -> None:
        message.size = size

    return Operation("empty_table", fill, "", f"empty_table({size})")


def time_table(
    period: int | str, start_time: int | str | None = None, *, blink: bool = False
) -> Operation:
    """A table that gets a row every ``period`` (nanoseconds, or text such as ``PT1S``)."""

    def fill(message: Any) -> None:
        message.blink_table = blink
        if isinstance(period, str):
            message.period_string = period
        else:
            message.period_nanos = period
        if isinstance(start_time, str):
            message.start_time_string = start_time
        elif start_time is not None:
            message.start_time_nanos = start_time

    return Operation("time_table", fill, "", f"time_table({period!r})")


def fetch() -> Operation:
    """The source itself; makes an export of it."""
    return Operation("fetch_table", lambda message: None)


def snapshot() -> Operation:
    """A static copy of the source as it is now."""
    return Operation("snapshot", lambda message: None)


def head(rows: int) -> Operation:
    return _counted("head", rows)


def tail(rows: int) -> Operation:
    return _counted("tail", rows)


def slice_rows(first: int, last: int) -> Operation:
    """Row positions ``first`` up to, not including, ``last``."""

    def fill(message: Any) -> None:
        message.first_position_inclusive = first
        message.last_position_exclusive = last

    return Operation("slice", fill, text=f"slice({first}, {last})")


def view(formulas: Sequence[str]) -> Operation:
    return _selected("view", formulas)


def update(formulas: Sequence[str]) -> Operation:
    return _selected("update", formulas)


def update_view(formulas: Sequence[str]) -> Operation:
    return _selected("update_view", formulas)


def drop_columns(names: Sequence[str]) -> Operation:
    def fill(message: Any) -> None:
        message.column_names.extend(names)

    return Operation("drop_columns", fill, text=f"drop_columns({list(names)!r})")


def where(conditions: Sequence[str]) -> Operation:
    """Rows for which every condition, in the server's own language, holds."""

    def fill(message: Any) -> None:
        message.filters.extend(conditions)

    return Operation("unstructured_filter", fill, text=f"where({list(conditions)!r})")


def batch_request(
    source: Ticket | None, operations: Sequence[Operation], result: ExportTicket
) -> BatchRequest:
    """The request that runs ``operations`` in a row and exports the last result."""
    if not operations:
        operations = (fetch(),)
    request = methods.Table.BATCH.request()
    for index, operation in enumerate(operations):
        step = getattr(request.ops.add(), operation.field)
        step.SetInParent()
        operation.fill(step)
        if operation.source_field:
            reference = getattr(step, operation.source_field)
            if index:
                reference.batch_offset = index - 1
            elif source is not None:
                reference.ticket.ticket = source.bytes
            else:
                raise DHError(f"{operation.text or operation.field} needs a table to work on")
        if index == len(operations) - 1:
            step.result_id.ticket = result.bytes
    return request


def _counted(field: str, rows: int) -> Operation:
    if rows < 0:
        raise DHError(f"{field} of {rows} rows makes no sense")

    def fill(message: Any) -> None:
        message.num_rows = rows

    return Operation(field, fill, text=f"{field}({rows})")


def _selected(field: str, formulas: Sequence[str]) -> Operation:
    def fill(message: Any) -> None:
        message.column_specs.extend(formulas)

    return Operation(field, fill, text=f"{field}({list(formulas)!r})")
