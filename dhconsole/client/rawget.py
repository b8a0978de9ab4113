"""Rows of a table over our own channel, for schemas that pyarrow's Flight client refuses.

The Arrow messages are the same as Flight's; only the reading schema differs, in which a Period
column stands as the 32-bit month count that it is on the wire.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from dhconsole.client import methods
from dhconsole.client.barrage.messages import ipc_message
from dhconsole.client.columns import PERIOD_JAVA_TYPE, TableSpec, read_table_spec
from dhconsole.client.ticket import Ticket
from dhconsole.errors import ProtocolError

if TYPE_CHECKING:
    from dhconsole.client.connection import Connection


async def read_table(connection: Connection, ticket: Ticket) -> pa.Table:
    """All rows; Period columns come as month_day_nano intervals of whole months."""
    method = methods.Flight.DO_GET
    request = method.request(ticket=ticket.bytes)
    batches: list[pa.RecordBatch] = []
    spec: TableSpec | None = None
    schema: pa.Schema | None = None
    async for message in connection.stream(method, request):
        header = ipc_message(message.data_header, message.data_body)
        if schema is None:
            spec, schema = read_table_spec(message.data_header, columns_as_list=False)
        elif header.type == "record batch":
            batches.append(pa.ipc.read_record_batch(header, schema))
        else:
            raise ProtocolError(f"a {header.type} message came where rows were expected")
    if schema is None or spec is None:
        raise ProtocolError(f"no schema came for {ticket.text}")
    return _with_periods(pa.Table.from_batches(batches, schema), spec)


def _with_periods(table: pa.Table, spec: TableSpec) -> pa.Table:
    for index, column in enumerate(spec.columns):
        if column.java_type != PERIOD_JAVA_TYPE:
            continue
        months = table.column(index).to_pylist()
        values = [None if m is None else pa.MonthDayNano([m, 0, 0]) for m in months]
        field = pa.field(column.name, pa.month_day_nano_interval())
        table = table.set_column(
            index,
            field.with_metadata(table.schema.field(index).metadata),
            pa.array(values, field.type),
        )
    return table
