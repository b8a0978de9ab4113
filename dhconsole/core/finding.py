"""Finding a row by a condition, in the order of a table and round its ends.

The server seeks rows by equality with a value only, and not for every type (a 42.7 server takes
no dates, times of day, durations or zoned times, and cuts numbers that are too large for their
column). So the condition becomes a column of flags beside the table, computed where it is read,
and the first flag that is true is sought: exact for every type, and for everything that a filter
can say.
"""

from __future__ import annotations

from dhconsole.client import methods
from dhconsole.client.connection import Connection
from dhconsole.client.exports import run_operations
from dhconsole.client.operations import update_view
from dhconsole.client.ticket import Ticket

_FLAG = "Found__"


async def find_row(
    connection: Connection, table: Ticket, formula: str, start: int, *, backward: bool = False
) -> int | None:
    """Position of the next row for which ``formula`` holds; None when there is none.

    Args:
        table: in the order of whose rows is looked.
        start: position of the first row to look at; after the last row comes the first one.

    Raises:
        ServerError: the formula fits no row of the table, with the server's text.
    """
    flags = await run_operations(connection, table, [update_view(f"{_FLAG} = {formula}")])
    method = methods.Table.SEEK_ROW
    request = method.request(
        starting_row=start, column_name=_FLAG, insensitive=False, is_backward=backward
    )
    request.source_id.ticket = flags.ticket.bytes
    request.seek_value.bool_value = True
    try:
        # However long it takes: a formula on each of a billion rows.
        reply = await connection.unary(method, request, timeout=None)
    finally:
        await connection.release(flags.ticket)
    return int(reply.result_row) if reply.result_row >= 0 else None
