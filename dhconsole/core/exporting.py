"""A table to a file: as it streams in, in one of several forms, and wholly or not at all.

Values are written exactly, not as a screen cuts them: times as ISO-8601 in UTC with nanoseconds,
arrays as JSON, big numbers with all digits. In text forms null is nothing, and an empty text, in
csv, is ``""``. Arrow and Parquet keep the server's own types. A ticking table is frozen on the
server first, so that the rows of a file are those of one moment.

Owns the file while it is written: beside its place and moved there when it is whole.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import uuid
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv, types

from dhconsole.client.columns import ColumnSpec
from dhconsole.client.connection import Connection
from dhconsole.client.exports import ExportedTable, run_operations
from dhconsole.client.flight import Flight
from dhconsole.client.operations import Operation, snapshot, view
from dhconsole.core.selection_forms import markdown_cell
from dhconsole.core.textfiles import absolute
from dhconsole.errors import ArgumentError, FileError
from dhconsole.text.arrow import text_array, whole_months
from dhconsole.text.cells import formatter_for
from dhconsole.text.formats import ColumnFormatter

Progress = Callable[[int], None]
"""Called with the number of rows written so far, on the event loop."""

_ISO = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True, slots=True)
class Written:
    """What came of it: a file of so many rows and bytes."""

    path: Path
    rows: int
    bytes: int


def form_of(path: str) -> str:
    """The form that a file's name asks for.

    Raises:
        ArgumentError: it asks for none that is known.
    """
    suffix = Path(path).suffix.lower().removeprefix(".")
    known = {"ndjson": "jsonl", "feather": "arrow", "pq": "parquet", "markdown": "md"}
    form = known.get(suffix, suffix)
    if form not in _WRITERS:
        raise ArgumentError(
            f"{Path(path).name or 'a file without a name'} says no form",
            hint=f"End its name in one of .{', .'.join(_WRITERS)}.",
        )
    return form


async def export_table(
    connection: Connection,
    table: ExportedTable,
    path: str,
    columns: Sequence[str],
    progress: Progress = lambda rows: None,
    form: str = "",
) -> Written:
    """Write the rows of ``table`` to a file.

    Args:
        columns: which columns, in this order.
        form: one of ``FORMS``; by default the one that the file's name asks for.

    Raises:
        ArgumentError: the name asks for no form.
        FileError: the file cannot be written.
        DHError: as the table's rows come.
    """
    form, target = form or form_of(path), absolute(Path(path)).resolve()
    if target.exists() and not target.is_file():
        return await _straight(connection, table, target, columns, progress, form)
    beside = target.with_name(f".{target.name}.{uuid.uuid4().hex[:8]}")
    try:
        with beside.open("xb") as file:
            rows = await stream_table(connection, table, file, form, columns, progress)
        size = beside.stat().st_size
        os.replace(beside, target)
    except OSError as exc:
        raise FileError(
            f"{target} cannot be written: {exc.strerror or exc}",
            hint="Give another place, or make room there.",
        ) from exc
    finally:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)
    return Written(target, rows, size)


async def _straight(
    connection: Connection,
    table: ExportedTable,
    target: Path,
    columns: Sequence[str],
    progress: Progress,
    form: str,
) -> Written:
    """Write to what is no file: a device or a pipe, which must not be replaced by one."""
    try:
        with target.open("wb") as file:
            rows = await stream_table(connection, table, file, form, columns, progress)
    except OSError as exc:
        raise FileError(
            f"{target} cannot be written: {exc.strerror or exc}", hint="Give another place."
        ) from exc
    return Written(target, rows, 0)


async def stream_table(
    connection: Connection,
    table: ExportedTable,
    file: IO[bytes],
    form: str,
    columns: Sequence[str],
    progress: Progress = lambda rows: None,
) -> int:
    """Write the rows of ``table`` as they come to ``file``, which may be a pipe.

    Returns:
        How many rows they were.

    Raises:
        OSError: ``file`` takes no more.
        DHError: as the table's rows come.
    """
    steps: list[Operation] = []
    if tuple(columns) != table.spec.names:
        steps.append(view(list(columns)))
    if not table.is_static:
        steps.append(snapshot())
    made = await run_operations(connection, table.ticket, steps) if steps else None
    flight = Flight(connection)
    rows = 0
    try:
        writer = _WRITERS[form](file, made or table)
        with contextlib.closing(writer):
            async for batch in flight.batches(made or table):
                await asyncio.to_thread(writer.write, batch)
                rows += batch.num_rows
                progress(rows)
    finally:
        flight.close()
        if made is not None:
            await connection.release(made.ticket)
    return rows


class Writer(ABC):
    """Writes batches of one table to a file in one form."""

    def __init__(self, file: IO[bytes], table: ExportedTable) -> None:
        self.file = file
        self.columns = table.spec.columns
        self.formatters = [
            formatter_for(c.java_type, c.arrow_type, c.component_type) for c in self.columns
        ]

    @abstractmethod
    def write(self, batch: pa.RecordBatch) -> None:
        """Write the rows of one batch."""

    @abstractmethod
    def close(self) -> None:
        """Write what stands at the end."""


class SeparatedWriter(Writer):
    """Values between commas, or tabs, below a line of names."""

    separator = ","

    def __init__(self, file: IO[bytes], table: ExportedTable) -> None:
        super().__init__(file, table)
        fields = [(c.name, _text_type(c)) for c in self.columns]
        self._schema = pa.schema(fields)
        options = csv.WriteOptions(delimiter=self.separator)
        self._writer = csv.CSVWriter(file, self._schema, write_options=options)

    def write(self, batch: pa.RecordBatch) -> None:
        arrays = [
            _as_text(column, formatter, values)
            for column, formatter, values in zip(
                self.columns, self.formatters, batch.columns, strict=True
            )
        ]
        self._writer.write_batch(pa.record_batch(arrays, schema=self._schema))

    def close(self) -> None:
        self._writer.close()


class TabWriter(SeparatedWriter):
    """Values between tabs."""

    separator = "\t"


class JsonLinesWriter(Writer):
    """An object in each line. What JSON has no number for (NaN, infinity) stands as a text."""

    def write(self, batch: pa.RecordBatch) -> None:
        for row in json_rows(self.columns, self.formatters, batch.columns):
            line = json.dumps(row, ensure_ascii=False)
            self.file.write(line.encode("utf-8", "surrogatepass") + b"\n")

    def close(self) -> None:
        """Nothing stands at the end."""


class MarkdownWriter(Writer):
    """A table as Markdown has it."""

    def __init__(self, file: IO[bytes], table: ExportedTable) -> None:
        super().__init__(file, table)
        self._line(column.name for column in self.columns)
        self._line("--:" if f.align == "right" else "---" for f in self.formatters)

    def write(self, batch: pa.RecordBatch) -> None:
        texts = [
            [formatter.raw(values.slice(row, 1)) for row in range(len(values))]
            for formatter, values in zip(self.formatters, batch.columns, strict=True)
        ]
        for row in zip(*texts, strict=True):
            self._line(row)

    def close(self) -> None:
        """Nothing stands at the end."""

    def _line(self, cells: Iterator[str] | Sequence[str]) -> None:
        escaped = map(markdown_cell, cells)
        self.file.write(f"| {' | '.join(escaped)} |\n".encode("utf-8", "surrogatepass"))


class ArrowWriter(Writer):
    """An Arrow file with the server's types and their metadata."""

    def __init__(self, file: IO[bytes], table: ExportedTable) -> None:
        super().__init__(file, table)
        self._writer: Any = None

    def write(self, batch: pa.RecordBatch) -> None:
        if self._writer is None:
            self._writer = self._open(batch.schema)
        self._writer.write_batch(batch)

    def close(self) -> None:
        if self._writer is None:
            fields = [(c.name, c.arrow_type) for c in self.columns]
            self._writer = self._open(pa.schema(fields))
        self._writer.close()

    def _open(self, schema: pa.Schema) -> Any:
        return pa.ipc.new_file(self.file, schema)


class ArrowStreamWriter(ArrowWriter):
    """The same as a stream, which whoever reads it need not hold whole."""

    def _open(self, schema: pa.Schema) -> Any:
        return pa.ipc.new_stream(self.file, schema)


class ParquetWriter(ArrowWriter):
    """A Parquet file; the Arrow types stand in its metadata. It has no Periods: their months."""

    def write(self, batch: pa.RecordBatch) -> None:
        arrays = [
            whole_months(values) if "interval" in str(values.type) else values
            for values in batch.columns
        ]
        fields = [
            field.with_type(values.type) for field, values in zip(batch.schema, arrays, strict=True)
        ]
        schema = pa.schema(fields, batch.schema.metadata)
        super().write(pa.record_batch(arrays, schema=schema))

    def _open(self, schema: pa.Schema) -> Any:
        from pyarrow import parquet

        return parquet.ParquetWriter(self.file, schema)


_WRITERS: dict[str, type[Writer]] = {
    "csv": SeparatedWriter,
    "tsv": TabWriter,
    "jsonl": JsonLinesWriter,
    "md": MarkdownWriter,
    "arrow": ArrowWriter,
    "arrows": ArrowStreamWriter,
    "parquet": ParquetWriter,
}
FORMS = tuple(_WRITERS)
"""The forms of a file, which are also the ends of its name."""


def _plain(column: ColumnSpec) -> bool:
    """Whether the values stand in text as Arrow writes them."""
    type_ = column.arrow_type
    number = types.is_integer(type_) or types.is_floating(type_)
    simple = number or types.is_boolean(type_) or types.is_string(type_)
    return bool(simple) and column.java_type not in ("char", "java.time.Period")


def _text_type(column: ColumnSpec) -> pa.DataType:
    return column.arrow_type if _plain(column) else pa.string()


def _as_text(column: ColumnSpec, formatter: ColumnFormatter, values: pa.Array) -> pa.Array:
    """The values as csv takes them."""
    if _plain(column):
        return values
    if types.is_timestamp(column.arrow_type):
        return pc.strftime(values, format=_ISO)
    if types.is_date(column.arrow_type):
        return pc.cast(pc.cast(values, pa.date32()), pa.string())
    return text_array(_raw_texts(formatter, values))


def json_rows(
    columns: Sequence[ColumnSpec],
    formatters: Sequence[ColumnFormatter],
    arrays: Sequence[pa.Array],
) -> Iterator[dict[str, object]]:
    """Rows as objects of JSON. What it has no number for (NaN, infinity) stands as a text."""
    names = [column.name for column in columns]
    values = [_json_values(*each) for each in zip(columns, formatters, arrays, strict=True)]
    for row in zip(*values, strict=True):
        yield dict(zip(names, row, strict=True))


def _json_values(column: ColumnSpec, formatter: ColumnFormatter, values: pa.Array) -> list[object]:
    if types.is_floating(column.arrow_type):
        return [_finite(value) for value in values.to_pylist()]
    if types.is_list(column.arrow_type):
        return [
            json.loads(formatter.raw(values.slice(row, 1))) if values[row].is_valid else None
            for row in range(len(values))
        ]
    found: list[object] = _as_text(column, formatter, values).to_pylist()
    return found


def _raw_texts(formatter: ColumnFormatter, values: pa.Array) -> list[str | None]:
    return [
        formatter.raw(values.slice(row, 1)) if values[row].is_valid else None
        for row in range(len(values))
    ]


def _finite(value: float | None) -> object:
    if value is None or abs(value) < float("inf"):
        return value
    return "NaN" if value != value else "Infinity" if value > 0 else "-Infinity"
