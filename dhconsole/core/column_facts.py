"""What can be said of a column: the server's statistics, and how its numbers are spread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from dhconsole.client.connection import Connection
from dhconsole.client.exports import ExportedTable, run_operations
from dhconsole.client.flight import Flight
from dhconsole.client.operations import Operation, column_statistics, count_by, view, where

BUCKETS = 40
_TOP = 20
_NUMBERS = frozenset(("byte", "short", "int", "long", "float", "double"))
_TIME = "java.time.Instant"


@dataclass(frozen=True, slots=True)
class ColumnFacts:
    """A column as it was when it was asked about.

    Attributes:
        facts: each statistic by the server's name, its value as an array of length one.
        top: the most frequent values, as the server shows them, and their rows; not of numbers.
        spread: rows in each of ``BUCKETS`` equal steps from the least to the greatest value;
            empty where the values are no numbers or times, or are all the same.
    """

    facts: tuple[tuple[str, pa.Array], ...]
    top: tuple[tuple[str, int], ...]
    spread: tuple[int, ...]


async def column_facts(
    connection: Connection, table: ExportedTable, name: str, java_type: str
) -> ColumnFacts:
    """The facts about the column ``name`` of ``table``: a snapshot of all its rows.

    Raises:
        ServerError: the server cannot tell anything of such a column.
    """
    flight = Flight(connection)
    try:
        row = await _read(connection, flight, table, [column_statistics(name, _TOP)])
        spread = await _spread(connection, flight, table, name, java_type, row)
    finally:
        flight.close()
    facts = tuple(
        (field, row[field].combine_chunks())
        for field in row.schema.names
        if field not in ("UNIQUE_KEYS", "UNIQUE_COUNTS")
    )
    return ColumnFacts(facts, _top(row), spread)


def _top(row: pa.Table) -> tuple[tuple[str, int], ...]:
    if "UNIQUE_KEYS" not in row.schema.names or not row.num_rows:
        return ()
    keys, counts = row["UNIQUE_KEYS"][0].as_py() or (), row["UNIQUE_COUNTS"][0].as_py() or ()
    return tuple((str(key), int(count)) for key, count in zip(keys, counts, strict=True))


async def _spread(
    connection: Connection,
    flight: Flight,
    table: ExportedTable,
    name: str,
    java_type: str,
    row: pa.Table,
) -> tuple[int, ...]:
    if (java_type not in _NUMBERS and java_type != _TIME) or "MIN" not in row.schema.names:
        return ()
    low, high = (_number(row[field]) for field in ("MIN", "MAX"))
    if low is None or high is None or not low < high:
        return ()
    value = f"epochNanos({name})" if java_type == _TIME else f"(double){name}"
    step = f"(({value} - {float(low)!r}) / {float(high) - float(low)!r} * {BUCKETS})"
    finite = [f"!isNull({name})"]
    if java_type in ("float", "double"):
        finite.append(f"!isNaN({name}) && !isInf({name})")
    counted = await _read(
        connection,
        flight,
        table,
        [where(finite), view(f"B = (int)min({BUCKETS - 1}.0, floor({step}))"), count_by("N", "B")],
    )
    spread = [0] * BUCKETS
    for bucket, rows in zip(counted["B"].to_pylist(), counted["N"].to_pylist(), strict=True):
        spread[max(0, min(BUCKETS - 1, bucket))] = rows
    return tuple(spread)


def _number(column: Any) -> float | int | None:
    value = column.combine_chunks()
    if pa.types.is_timestamp(value.type):
        value = value.cast(pa.int64())
    found = value[0].as_py()
    return found if isinstance(found, int | float) and abs(found) != float("inf") else None


async def _read(
    connection: Connection, flight: Flight, table: ExportedTable, steps: list[Operation]
) -> pa.Table:
    made = await run_operations(connection, table.ticket, steps)
    try:
        return await flight.read_export(made)
    finally:
        await connection.release(made.ticket)
