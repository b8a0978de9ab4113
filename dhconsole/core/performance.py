"""What the server spends its time and memory on, as far as it logs that itself.

The logs are those of ``deephaven.perfmon``; on a live 42.7 server all of its functions work, and
four logs say what people ask for. They are Python objects there, so a script has to give them
names, for the moment that it takes to export them: names that begin with ``_`` and that nobody
else has. A script that runs therefore holds this up; the heap is told meanwhile as well.

An update is logged when an interval (a minute by default) ends, an operation when it does.
"""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from dhconsole.client import agg
from dhconsole.client.columns import ColumnSpec
from dhconsole.client.connection import Connection
from dhconsole.client.console import Console
from dhconsole.client.exports import ExportedTable, fetch_table, run_operations
from dhconsole.client.flight import Flight
from dhconsole.client.operations import (
    Operation,
    agg_by,
    head,
    sort,
    sort_descending,
    tail,
    view,
)
from dhconsole.client.ticket import ScopeTicket
from dhconsole.client.values import Heap
from dhconsole.errors import ClosedError, ConsoleTypeError, LostError, SessionExpiredError
from dhconsole.text.arrow import floats, integers, numbers, validity
from dhconsole.text.traceback import parse_script_error

MOST_ROWS = 10
"""How many rows of each part are read when nobody says."""

_MIB = 1 << 20
_PERCENT = 100.0
_DOUBLE = ("double", pa.float64())
_LONG = ("long", pa.int64())
_TEXT = ("java.lang.String", pa.string())
_TIME = ("java.time.Instant", pa.timestamp("ns", "UTC"))

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Part:
    """One table of what was found.

    Attributes:
        name: ``cycles``, ``queries``, ``operations`` or ``updates``.
        title: what the rows are, for people.
        columns: of ``rows``; their names say the units.
        rows: what takes most comes first; of ``cycles`` the newest comes last.
    """

    name: str
    title: str
    columns: tuple[ColumnSpec, ...]
    rows: pa.Table


@dataclass(frozen=True, slots=True)
class Performance:
    """What was found.

    Attributes:
        heap: of the server, now.
        parts: in the order in which they are to be read.
    """

    heap: Heap
    parts: tuple[Part, ...]


async def read_performance(connection: Connection, rows: int = MOST_ROWS) -> Performance:
    """Ask a server what it spends its time and memory on.

    Args:
        rows: at most so many of each part.

    Raises:
        ConsoleTypeError: the server runs no Python scripts.
        ScriptError: it has no such logs.
        LostError, ServerError: as the calls end.
    """
    heap = await Console(connection).heap()
    flight = Flight(connection)
    try:
        async with performance_tables(connection, rows) as tables:
            parts = [await _part(flight, name, tables[name]) for name in _LOGS if name in tables]
    finally:
        flight.close()
    return Performance(heap, tuple(parts))


@contextlib.asynccontextmanager
async def performance_tables(
    connection: Connection, rows: int = MOST_ROWS
) -> AsyncIterator[Mapping[str, ExportedTable]]:
    """The live tables behind the parts, by name: sorted and cut, in the server's own units.

    They are released at the end.

    Raises:
        ConsoleTypeError, ScriptError, LostError, ServerError: as ``read_performance``.
    """
    if connection.options.session_type != "python":
        raise ConsoleTypeError(
            "the logs of a server's performance take a python console, this session has "
            f"{connection.options.session_type}",
            hint="Open them by a script of your own: TableLoggers.queryPerformanceLog().",
        )
    held: dict[str, ExportedTable] = {}
    try:
        async with _logs(connection) as logs:
            for name, log in logs.items():
                steps = _LOGS[name].steps(rows)
                held[name] = await run_operations(connection, log.ticket, steps)
        yield held
    finally:
        for table in held.values():
            await connection.release(table.ticket)


@contextlib.asynccontextmanager
async def _logs(connection: Connection) -> AsyncIterator[dict[str, ExportedTable]]:
    """The logs themselves; they have names on the server only until they are exported."""
    console = Console(connection)
    mark = uuid.uuid4().hex
    names = {name: f"_dhconsole_{mark}_{name}" for name in _LOGS}
    wanted = {names[name]: log.function for name, log in _LOGS.items()}
    module = '__import__("deephaven.perfmon", fromlist=["perfmon"])'
    code = (
        f"globals().update({{name: getattr({module}, log)() for name, log in {wanted!r}.items()}})"
    )
    held: dict[str, ExportedTable] = {}
    try:
        done = await console.execute(code)
        if done.error_text:
            raise parse_script_error(done.error_text, code)
        for name, variable in names.items():
            held[name] = await fetch_table(connection, ScopeTicket.scope_ticket(variable))
        yield held
    finally:
        # A server that is gone, or knows us no more, has no such names to take away.
        with contextlib.suppress(LostError, SessionExpiredError, ClosedError):
            await console.execute(f"[globals().pop(name, None) for name in {list(wanted)!r}]")
            for table in held.values():
                await connection.release(table.ticket)


async def _part(flight: Flight, name: str, table: ExportedTable) -> Part:
    log = _LOGS[name]
    found = (await flight.read_export(table)).combine_chunks()
    columns, arrays = [], []
    for title, kind, make in log.shown:
        columns.append(ColumnSpec(title, *kind))
        arrays.append(make(found))
    return Part(name, log.title, tuple(columns), pa.table(arrays, names=[c.name for c in columns]))


# -- what is made of a log's columns -----------------------------------------------------


def _values(table: pa.Table, name: str) -> pa.Array:
    return table[name].combine_chunks()


def _same(name: str) -> Callable[[pa.Table], pa.Array]:
    return lambda table: _values(table, name)


def _scaled(name: str, unit: float) -> Callable[[pa.Table], pa.Array]:
    def made(table: pa.Table) -> pa.Array:
        values = _values(table, name)
        return numbers(integers(values) / unit, validity(values))

    return made


def _heap_growth(table: pa.Table) -> pa.Array:
    free = integers(_values(table, "FreeMemoryChange"))
    total = integers(_values(table, "TotalMemoryChange"))
    return numbers((total - free) / _MIB)


def _share(table: pa.Table) -> pa.Array:
    """Of the time over which the log tells of an update, how much it took, in percent."""
    began = integers(_values(table, "IntervalStartTime"))
    span = integers(_values(table, "IntervalEndTime")) - began
    return numbers(_PERCENT * integers(_values(table, "UsageNanos")) / np.maximum(span, 1))


def _collecting(table: pa.Table) -> pa.Array:
    took = integers(_values(table, "IntervalCollectionTimeMicros"))
    return numbers(_PERCENT * took / np.maximum(_micros(table), 1))


def _micros(table: pa.Table) -> npt.NDArray[np.int64]:
    return integers(_values(table, "IntervalDurationMicros"))


def _total(table: pa.Table) -> pa.Array:
    return numbers(integers(_values(table, "TotalMemoryMiB")))


def _used(table: pa.Table) -> pa.Array:
    free = integers(_values(table, "FreeMemoryMiB"))
    return numbers(integers(_values(table, "TotalMemoryMiB")) - free)


def _cycles(measure: Callable[[Floats], float]) -> Callable[[pa.Table], pa.Array]:
    """A measure of the milliseconds of the cycles of each interval; null where there were none."""

    def made(table: pa.Table) -> pa.Array:
        times = _values(table, "IntervalUGPCyclesTimeMicros").to_pylist()
        there = np.array([bool(each) for each in times], dtype=np.bool_)
        found = [measure(np.array(each) / 1000.0) if each else 0.0 for each in times]
        return numbers(np.array(found, dtype=np.float64), there)

    return made


def _busy(table: pa.Table) -> pa.Array:
    took = floats(_cycles(lambda times: float(times.sum()))(table))
    return numbers(_PERCENT * 1000.0 * took / np.maximum(_micros(table), 1))


def _cycle_count(table: pa.Table) -> pa.Array:
    times = _values(table, "IntervalUGPCyclesTimeMicros").to_pylist()
    return numbers(np.array([len(each or ()) for each in times], dtype=np.int64))


# -- the logs ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Log:
    """One of the server's logs.

    Attributes:
        function: of ``deephaven.perfmon``.
        title: what its rows are.
        steps: what is done to it on the server, which compiles no formula, for so many rows.
        shown: name, types and making of each column for people.
    """

    function: str
    title: str
    steps: Callable[[int], list[Operation]]
    shown: Sequence[tuple[str, tuple[str, pa.DataType], Callable[[pa.Table], Any]]]


_OF_A_RUN = (
    "FreeMemoryChange",
    "TotalMemoryChange",
    "CollectionTimeNanos",
    "UsageNanos",
    "CpuNanos",
    "Description",
)
_TIMES = (
    ("Seconds", _DOUBLE, _scaled("UsageNanos", 1e9)),
    ("CpuSeconds", _DOUBLE, _scaled("CpuNanos", 1e9)),
)
_COSTS = (
    *_TIMES,
    ("GcSeconds", _DOUBLE, _scaled("CollectionTimeNanos", 1e9)),
    ("HeapMiB", _DOUBLE, _heap_growth),
)
_OPERATION = (*_OF_A_RUN, "EvaluationNumber", "InputSizeLong")
_ROWS_OF_UPDATES = ("RowsAdded", "RowsRemoved", "RowsModified")
_UPDATE_SUMS = ("UsageNanos", "CpuNanos", "InvocationCount", *_ROWS_OF_UPDATES)
_UPDATE_KEYS = ("EvaluationNumber", "EntryId", "EntryDescription")


def _updates(rows: int) -> list[Operation]:
    sums = agg.sum_(list(_UPDATE_SUMS))
    span = [agg.min_("IntervalStartTime"), agg.max_("IntervalEndTime")]
    return [agg_by([sums, *span], list(_UPDATE_KEYS)), sort_descending("UsageNanos"), head(rows)]


def _longest(*columns: str) -> Callable[[int], list[Operation]]:
    return lambda rows: [view(list(columns)), sort_descending("UsageNanos"), head(rows)]


_LOGS: Mapping[str, _Log] = {
    "cycles": _Log(
        "server_state_log",
        "Memory and update cycles, the newest last",
        lambda rows: [sort("IntervalStartTime"), tail(rows)],
        (
            ("Start", _TIME, _same("IntervalStartTime")),
            ("Seconds", _DOUBLE, _scaled("IntervalDurationMicros", 1e6)),
            ("UsedMiB", _LONG, _used),
            ("TotalMiB", _LONG, _total),
            ("GcPercent", _DOUBLE, _collecting),
            ("Cycles", _LONG, _cycle_count),
            ("BusyPercent", _DOUBLE, _busy),
            ("MeanMs", _DOUBLE, _cycles(lambda times: float(times.mean()))),
            ("MaxMs", _DOUBLE, _cycles(lambda times: float(times.max()))),
        ),
    ),
    "queries": _Log(
        "query_performance_log",
        "Scripts and calls that took longest",
        _longest(*_OF_A_RUN, "EvaluationNumber", "StartTime"),
        (
            ("Query", _LONG, _same("EvaluationNumber")),
            ("Start", _TIME, _same("StartTime")),
            *_COSTS,
            ("Description", _TEXT, _same("Description")),
        ),
    ),
    "operations": _Log(
        "query_operation_performance_log",
        "Operations that took longest, with those inside of them",
        _longest(*_OPERATION),
        (
            ("Query", _LONG, _same("EvaluationNumber")),
            *_COSTS,
            ("Rows", _LONG, _same("InputSizeLong")),
            ("Description", _TEXT, _same("Description")),
        ),
    ),
    "updates": _Log(
        "update_performance_log",
        "Tables whose updates took longest",
        _updates,
        (
            ("Query", _LONG, _same("EvaluationNumber")),
            *_TIMES,
            ("Percent", _DOUBLE, _share),
            ("Updates", _LONG, _same("InvocationCount")),
            ("Added", _LONG, _same("RowsAdded")),
            ("Removed", _LONG, _same("RowsRemoved")),
            ("Modified", _LONG, _same("RowsModified")),
            ("Description", _TEXT, _same("EntryDescription")),
        ),
    ),
}
