"""Rows of a table over our own channel, for schemas that pyarrow's Flight client refuses.

The Arrow messages are the same as Flight's; only the reading schema differs, in which a Period
column stands as the 32-bit month count that it is on the wire.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

import pyarrow as pa

from dhconsole.client import methods
from dhconsole.client.barrage.messages import ipc_message
from dhconsole.client.columns import PERIOD_JAVA_TYPE, TableSpec, read_table_spec
from dhconsole.client.ticket import Ticket
from dhconsole.errors import ProtocolError
from dhconsole.text.arrow import intervals

if TYPE_CHECKING:
    from dhconsole.client.connection import Connection


async def read_batches(connection: Connection, ticket: Ticket) -> AsyncIterator[pa.RecordBatch]:
    """All rows as they come; Periods, also in arrays, as month_day_nano intervals.

    The first batch may have no rows: it tells the schema.

    Raises:
        ProtocolError: what comes are no rows.
        TicketError, ServerError, LostError: as the call ends.
    """
    method = methods.Flight.DO_GET
    periods: list[int] = []
    schema: pa.Schema | None = None
    async for message in connection.stream(method, method.request(ticket=ticket.bytes)):
        header = ipc_message(message.data_header, message.data_body)
        if schema is None:
            spec, bare = read_table_spec(message.data_header, columns_as_list=False)
            schema = _with_metadata(bare, spec)
            periods = [
                at
                for at, column in enumerate(spec.columns)
                if PERIOD_JAVA_TYPE in (column.java_type, column.component_type)
            ]
            none = [pa.nulls(0, field.type) for field in schema]
            yield _with_periods(pa.record_batch(none, schema=schema), periods)
        elif header.type == "record batch":
            yield _with_periods(pa.ipc.read_record_batch(header, schema), periods)
        else:
            raise ProtocolError(f"a {header.type} message came where rows were expected")
    if schema is None:
        raise ProtocolError(f"no schema came for {ticket.text}")


async def read_table(connection: Connection, ticket: Ticket) -> pa.Table:
    """All rows at once, as ``read_batches`` has them."""
    return pa.Table.from_batches([batch async for batch in read_batches(connection, ticket)])


def _with_metadata(schema: pa.Schema, spec: TableSpec) -> pa.Schema:
    """What tells the types of the columns, as Flight's schema has it."""
    fields = []
    for field, column in zip(schema, spec.columns, strict=True):
        metadata = {"deephaven:type": column.java_type}
        if column.component_type:
            metadata["deephaven:componentType"] = column.component_type
        fields.append(field.with_metadata(metadata))
    return pa.schema(fields)


def _with_periods(batch: pa.RecordBatch, columns: list[int]) -> pa.RecordBatch:
    arrays, fields = list(batch.columns), list(batch.schema)
    for at in columns:
        arrays[at] = intervals(arrays[at])
        fields[at] = fields[at].with_type(arrays[at].type)
    return pa.record_batch(arrays, schema=pa.schema(fields, batch.schema.metadata))
