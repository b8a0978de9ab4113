"""Rows from a file or a pipe, batch by batch, with the types that were said or guessed.

No more than a few batches are held, however long the file is. What cannot be read is told with
the number of its line; nothing of the file counts as sent then. csv is read with the types of its
first part: a later value that does not fit is an error, since rows sent before cannot change.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import IO, Any, TypeVar

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv, types

from dhconsole.client.columns import ColumnSpec
from dhconsole.core.column_types import column_of, sent_field, word_of
from dhconsole.core.editing.entering import entered
from dhconsole.core.filtering.times import Now
from dhconsole.errors import ArgumentError, FileError

FORMS = ("csv", "tsv", "jsonl", "arrow", "parquet")
_BLOCK = 1 << 22
_LINES = 20_000
_GUESSED_FROM = 1_000
_MAGIC = b"ARROW1"
_WHERE = re.compile(r"Row #(\d+)")
_UTC = pa.timestamp("ns", "UTC")
_FAST = frozenset(
    ("byte", "short", "int", "long", "float", "double", "java.lang.Boolean", "java.lang.String")
)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Source:
    """Rows to send.

    Attributes:
        schema: of the batches, with what makes their types on the server.
        batches: the rows; reading on raises FileError where they cannot be read.
        words: the columns and their types, for people.
    """

    schema: pa.Schema
    batches: Iterator[pa.RecordBatch]
    words: str

    def reader(self) -> pa.RecordBatchReader:
        """The same as Arrow has it."""
        return pa.RecordBatchReader.from_batches(self.schema, self.batches)


def open_source(
    file: IO[bytes],
    form: str,
    declared: Mapping[str, str],
    usual: Mapping[str, ColumnSpec] = MappingProxyType({}),
) -> Source:
    """Begin to read.

    Args:
        file: open for reading; for Parquet, and for the file form of Arrow, one that can seek.
        form: one of ``FORMS``.
        declared: words for the types of columns, by name.
        usual: columns as they are to be where nothing is declared; they need not be there.

    Raises:
        ArgumentError: a word says no type, or names a column that is not there.
        FileError: the beginning cannot be read.
    """
    wanted = {name: column_of(name, word) for name, word in declared.items()}
    if form in ("csv", "tsv"):
        return _open_csv(file, "," if form == "csv" else "\t", wanted, usual)
    if form == "jsonl":
        return _open_json_lines(file, wanted, usual)
    if wanted:
        raise ArgumentError(f"{form} brings its own types", hint="Leave out --types.")
    return _open_parquet(file) if form == "parquet" else _open_arrow(file)


def _told(work: Callable[[], T], what: str) -> T:
    try:
        return work()
    except pa.ArrowException as exc:
        raise FileError(f"the {what} cannot be read: {_cleaned(exc)}") from exc


def _cleaned(exc: Exception) -> str:
    text = str(exc).strip()
    row = _WHERE.search(text)
    if row is None:
        return text
    column = re.search(r"In CSV column #(\d+)", text)
    where = f"line {row[1]}" + (f", column {int(column[1]) + 1}" if column else "")
    return f"{where}: {text.split(f'Row #{row[1]}:', 1)[1].strip()}"


def _check_names(wanted: Mapping[str, ColumnSpec], names: Sequence[str]) -> None:
    for name in wanted:
        if name not in names:
            raise ArgumentError(
                f"there is no column {name} to give a type", hint=f"There are {', '.join(names)}."
            )


# -- Arrow and Parquet -------------------------------------------------------------------


def _open_arrow(file: IO[bytes]) -> Source:
    is_file = file.seekable() and file.read(len(_MAGIC)) == _MAGIC
    if file.seekable():
        file.seek(0)

    def opened() -> Any:
        return pa.ipc.open_file(file) if is_file else pa.ipc.open_stream(file)

    reader = _told(opened, "Arrow data")

    def batches() -> Iterator[pa.RecordBatch]:
        if not is_file:
            yield from reader
            return
        for at in range(reader.num_record_batches):
            yield reader.get_batch(at)

    return _typed(reader.schema, batches(), "Arrow data")


def _open_parquet(file: IO[bytes]) -> Source:
    from pyarrow import parquet

    reader = _told(lambda: parquet.ParquetFile(file), "Parquet data")
    return _typed(reader.schema_arrow, reader.iter_batches(), "Parquet data")


def _typed(schema: pa.Schema, batches: Iterator[pa.RecordBatch], what: str) -> Source:
    """Batches that have their types already; those of other origin than a server get ours."""

    def told() -> Iterator[pa.RecordBatch]:
        while (batch := _told(lambda: next(batches, None), what)) is not None:
            yield batch

    words = [f"{field.name} {_kind_of(field)}" for field in schema]
    return Source(schema, told(), ", ".join(words))


def _kind_of(field: pa.Field) -> str:
    metadata = field.metadata or {}
    java = metadata.get(b"deephaven:type", b"").decode("utf-8", "replace")
    inner = metadata.get(b"deephaven:componentType", b"").decode("utf-8", "replace")
    if not java:
        return str(field.type)
    return word_of(ColumnSpec(field.name, java, field.type, inner))


# -- csv ---------------------------------------------------------------------------------


def _open_csv(
    file: IO[bytes],
    separator: str,
    wanted: Mapping[str, ColumnSpec],
    usual: Mapping[str, ColumnSpec],
) -> Source:
    known = {**usual, **wanted}
    refused: list[str] = []

    def refuse(row: Any) -> str:
        number = "" if row.number is None else f"line {row.number}: "
        refused.append(
            f"{number}{row.actual_columns} values, where {row.expected_columns} columns are"
        )
        return "error"

    def opened() -> Any:
        return csv.open_csv(
            file,
            read_options=csv.ReadOptions(use_threads=False, block_size=_BLOCK),
            parse_options=csv.ParseOptions(
                delimiter=separator, newlines_in_values=True, invalid_row_handler=refuse
            ),
            convert_options=csv.ConvertOptions(
                column_types={
                    name: each.arrow_type if each.java_type in _FAST else pa.string()
                    for name, each in known.items()
                },
                null_values=[""],
                strings_can_be_null=True,
                quoted_strings_can_be_null=False,
            ),
        )

    def told(work: Callable[[], T]) -> T:
        try:
            return work()
        except pa.ArrowException as exc:
            what = refused[-1] if refused else _cleaned(exc)
            typed = "conversion error" in what
            raise FileError(
                f"the text cannot be read as csv: {what}",
                hint="Mend the line, or give the column another type: --types NAME=string."
                if typed
                else "Mend the line.",
            ) from exc

    reader = told(opened)
    names = reader.schema.names
    _check_names(wanted, names)
    columns = [known.get(field.name) or _guessed(field) for field in reader.schema]

    def batches() -> Iterator[pa.RecordBatch]:
        line = 2
        while (batch := told(lambda: _next(reader))) is not None:
            yield _converted(batch, columns, line)
            line += batch.num_rows

    return _source(columns, batches())


def _next(reader: Any) -> pa.RecordBatch | None:
    try:
        return reader.read_next_batch()
    except StopIteration:
        return None


def _guessed(field: pa.Field) -> ColumnSpec:
    """The column that Arrow's guess is best taken as."""
    type_ = field.type
    if types.is_timestamp(type_):
        word = "instant"
    elif types.is_date(type_):
        word = "date"
    elif types.is_time(type_):
        word = "time"
    elif types.is_boolean(type_):
        word = "bool"
    elif types.is_integer(type_):
        word = "long"
    else:
        word = "double" if types.is_floating(type_) else "string"
    return column_of(field.name, word)


def _source(columns: Sequence[ColumnSpec], batches: Iterator[pa.RecordBatch]) -> Source:
    schema = pa.schema([sent_field(each) for each in columns])
    words = ", ".join(f"{each.name} {word_of(each)}" for each in columns)

    def sent() -> Iterator[pa.RecordBatch]:
        for batch in batches:
            yield pa.record_batch(batch.columns, schema=schema)

    return Source(schema, sent(), words)


def _converted(batch: pa.RecordBatch, columns: Sequence[ColumnSpec], line: int) -> pa.RecordBatch:
    arrays = [
        _as_column(values, column, line)
        for values, column in zip(batch.columns, columns, strict=True)
    ]
    return pa.record_batch(arrays, names=[column.name for column in columns])


def _as_column(values: pa.Array, column: ColumnSpec, line: int) -> pa.Array:
    """Values as they were read, as the column has them; ``line`` is that of the first."""
    if values.type == column.arrow_type:
        return values
    if not types.is_string(values.type):
        return pc.cast(values, column.arrow_type)
    if column.arrow_type == _UTC:
        try:
            return pc.cast(values, column.arrow_type)
        except pa.ArrowInvalid:
            pass  # in a form that only people write, or with a mistake that has a line
    return _entered(values.to_pylist(), column, line)


def _entered(texts: Sequence[str | None], column: ColumnSpec, line: int) -> pa.Array:
    now = Now()
    found = [pa.nulls(0, column.arrow_type)]
    for at, text in enumerate(texts):
        if text is None:
            found.append(pa.nulls(1, column.arrow_type))
            continue
        try:
            found.append(entered(text, column, now))
        except ArgumentError as exc:
            raise FileError(f"line {line + at}, column {column.name}: {exc}") from exc
    return pa.concat_arrays(found)


# -- json lines --------------------------------------------------------------------------


def _open_json_lines(
    file: IO[bytes], wanted: Mapping[str, ColumnSpec], usual: Mapping[str, ColumnSpec]
) -> Source:
    known = {**usual, **wanted}
    numbered = enumerate(file, 1)
    first = [_row(line, number) for number, line in itertools.islice(numbered, _GUESSED_FROM)]
    sample = [row for row in first if row is not None]
    if not sample:
        raise FileError("there are no rows", hint="Each line has to be a JSON object.")
    names = list(dict.fromkeys(name for row in sample for name in row))
    _check_names(wanted, names)
    columns = [
        known.get(name) or _guessed_json(name, [row.get(name) for row in sample]) for name in names
    ]

    def batches() -> Iterator[pa.RecordBatch]:
        rows, line = first, 1
        while rows:
            yield _json_batch(rows, columns, line)
            line += len(rows)
            rows = [_row(text, at) for at, text in itertools.islice(numbered, _LINES)]

    return _source(columns, batches())


def _row(line: bytes, number: int) -> dict[str, Any] | None:
    """What a line says; None for an empty one."""
    if not line.strip():
        return None
    try:
        found = json.loads(line, parse_float=_Number, parse_int=_Number)
    except ValueError as exc:
        raise FileError(f"line {number} is no JSON: {exc}", hint="Mend the line.") from exc
    if not isinstance(found, dict):
        raise FileError(f"line {number} is no JSON object", hint="Mend the line.")
    return found


class _Number(str):
    """A number as it stands in the file, all digits kept."""

    __slots__ = ()


def _guessed_json(name: str, values: Sequence[Any]) -> ColumnSpec:
    there = [each for each in values if each is not None]
    if there and all(isinstance(each, bool) for each in there):
        return column_of(name, "bool")
    if there and all(isinstance(each, _Number) for each in there):
        whole = all(re.fullmatch(r"-?\d+", each) for each in there)
        return column_of(name, "long" if whole else "double")
    if there and all(isinstance(each, list) for each in there):
        inner = _guessed_json(name, [each for list_ in there for each in list_])
        return column_of(name, f"{word_of(inner)}[]")
    return column_of(name, "string")


def _json_batch(
    rows: Sequence[dict[str, Any] | None], columns: Sequence[ColumnSpec], line: int
) -> pa.RecordBatch:
    known = {column.name for column in columns}
    for at, row in enumerate(rows):
        extra = next((name for name in row or () if name not in known), None)
        if extra is not None:
            raise FileError(
                f"line {line + at} has {extra}, which no line before had",
                hint="Let the first line have every name, with null where there is nothing.",
            )
    there = [(line + at, row) for at, row in enumerate(rows) if row is not None]
    lines = [number for number, _ in there]
    arrays = [
        _json_column([row.get(column.name) for _, row in there], column, lines)
        for column in columns
    ]
    return pa.record_batch(arrays, names=[column.name for column in columns])


_READERS: dict[str, Callable[[Any], Any]] = {
    "long": int,
    "int": int,
    "double": float,
    "java.lang.Boolean": lambda value: {True: True, False: False}[value],
    "java.lang.String": lambda value: value if type(value) is str else json.dumps(value),
}
"""What most columns are made of; the others, and mistakes, are looked at one by one."""


def _json_column(values: Sequence[Any], column: ColumnSpec, lines: Sequence[int]) -> pa.Array:
    reader = _READERS.get(column.java_type)
    if reader is not None:
        try:
            read = [None if value is None else reader(value) for value in values]
            return pa.array(read, column.arrow_type)
        except (ValueError, KeyError, TypeError, OverflowError, pa.ArrowException):
            pass  # the value that does not fit is named below
    found = [
        _json_value(*each) for each in zip(values, itertools.repeat(column), lines, strict=False)
    ]
    return pa.concat_arrays([pa.nulls(0, column.arrow_type), *found])


def _json_value(value: Any, column: ColumnSpec, line: int) -> pa.Array:
    if value is None:
        return pa.nulls(1, column.arrow_type)
    text = value if isinstance(value, str) else json.dumps(value)
    return _entered([text], column, line)
