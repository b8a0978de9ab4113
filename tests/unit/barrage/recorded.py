"""Streams recorded from a real server, and how to record them again::

    python -m tests.unit.barrage.recorded PORT

A recording is the raw messages of one call, each after its length (32 bits, little-endian).
"""

from __future__ import annotations

import asyncio
import struct
import sys
from pathlib import Path

from dhconsole.client import Connection, ConnectOptions, ScopeTicket
from dhconsole.client.barrage.rowset import RowSet
from dhconsole.client.barrage.subscription import ViewportSubscription
from dhconsole.client.console import Console

FOLDER = Path(__file__).with_name("data")

TYPES = """
from deephaven import empty_table
recorded_types = empty_table(3).update([
    "Boolean = ii == 0 ? null : ii == 1", "Char = ii == 0 ? NULL_CHAR : (char)(64 + ii)",
    "Byte = ii == 0 ? NULL_BYTE : (byte)ii", "Short = ii == 0 ? NULL_SHORT : (short)ii",
    "Int = ii == 0 ? NULL_INT : (int)ii", "Long = ii == 0 ? NULL_LONG : ii",
    "Float = ii == 0 ? NULL_FLOAT : ii == 1 ? Float.NaN : 0.5f",
    "Double = ii == 0 ? NULL_DOUBLE : ii == 1 ? Double.NaN : 0.5",
    "String = ii == 0 ? null : ii == 1 ? `` : `text`",
    "Instant = ii == 0 ? null : epochNanosToInstant(1700000000123456789L)",
    "Zoned = ii == 0 ? null : toZonedDateTime(epochNanosToInstant(1L), timeZone(`ET`))",
    "Date = ii == 0 ? null : java.time.LocalDate.of(2024, 2, 29)",
    "Time = ii == 0 ? null : java.time.LocalTime.of(1, 2, 3, 456789012)",
    "Duration = ii == 0 ? null : java.time.Duration.ofNanos(123456789012L)",
    "Period = ii == 0 ? null : java.time.Period.of(1, 2, 3)",
    "Decimal = ii == 0 ? null : new java.math.BigDecimal(`-12.345`)",
    "Integer = ii == 0 ? null : java.math.BigInteger.valueOf(-12345678901L)",
    "Bytes = ii == 0 ? null : new byte[]{1, 2}", "Ints = ii == 0 ? null : new int[]{1, NULL_INT}",
    "Nested = ii == 0 ? null : new int[][]{{1}, {2, 3}}",
    "Strings = ii == 0 ? null : new String[]{`a`, null}",
    "Periods = ii == 0 ? null : new java.time.Period[]{java.time.Period.of(0, 5, 0), null}",
    "Uuid = ii == 0 ? null : java.util.UUID.fromString(`00000000-0000-0000-0000-000000000001`)",
])
"""

SORTED = """
from deephaven import dtypes, input_table, new_table
from deephaven.column import int_col, string_col
recorded_input = input_table(
    col_defs={"Key": dtypes.int32, "Name": dtypes.string, "Size": dtypes.int32}, key_cols="Key")
def recorded_rows(keys, word, size):
    return new_table([int_col("Key", keys), string_col("Name", [f"{word} {k}" for k in keys]),
                      int_col("Size", [size(k) for k in keys])])
recorded_input.add(recorded_rows(list(range(8)), "old", lambda k: 10 * k))
recorded_sorted = recorded_input.sort("Size")
"""
SORTED_STEPS = (
    'recorded_input.add(recorded_rows([3, 4], "new", lambda k: 10 * k))',
    'recorded_input.add(recorded_rows([0], "moved", lambda k: 45))',
    'recorded_input.delete(recorded_rows([2, 6], "", lambda k: 0).view("Key"))',
    'recorded_input.add(recorded_rows([8, 9], "late", lambda k: k))',
)
SORTED_END = [(8, "late 8", 8), (9, "late 9", 9), (1, "old 1", 10), (3, "new 3", 30)]
"""Keys, names and sizes on show in the end."""


def load(name: str) -> list[bytes]:
    """The messages of a recording."""
    data = (FOLDER / f"{name}.stream").read_bytes()
    messages, position = [], 0
    while position < len(data):
        (length,) = struct.unpack_from("<I", data, position)
        messages.append(data[position + 4 : position + 4 + length])
        position += 4 + length
    return messages


async def record(port: int) -> None:
    async with Connection(ConnectOptions(port=port)) as connection:
        console = Console(connection)
        for code in (TYPES, SORTED):
            done = await console.execute(code)
            assert not done.error_text, done.error_text
        await _record(connection, "types", "recorded_types", RowSet.single(0, 9), ())
        await _record(connection, "sorted", "recorded_sorted", RowSet.single(0, 3), SORTED_STEPS)


async def _record(
    connection: Connection, name: str, variable: str, rows: RowSet, steps: tuple[str, ...]
) -> None:
    subscription = ViewportSubscription(connection, ScopeTicket.scope_ticket(variable).bytes)
    messages: list[bytes] = []
    read = subscription._read

    async def tapped() -> bytes | None:
        raw = await read()
        if raw is not None:
            messages.append(raw)
        return raw

    subscription._read = tapped  # type: ignore[method-assign]
    await subscription.open(rows)
    changes = aiter(subscription)
    while not subscription.settled:
        await anext(changes)
    for step in steps:
        done = await Console(connection).execute(step)
        assert not done.error_text, done.error_text
        await anext(changes)
    await subscription.close()
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / f"{name}.stream").write_bytes(
        b"".join(struct.pack("<I", len(message)) + message for message in messages)
    )


if __name__ == "__main__":
    asyncio.run(record(int(sys.argv[1])))
