"""Arrow and Parquet, which bring their types with them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import IO, Any, TypeVar

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import types

from dhconsole.client.columns import PERIOD_JAVA_TYPE, ColumnSpec
from dhconsole.core.column_types import word_of
from dhconsole.core.importing.source import Source
from dhconsole.errors import FileError
from dhconsole.text.arrow import intervals

_MAGIC = b"ARROW1"
_COMPONENT = b"deephaven:componentType"
_PERIOD = PERIOD_JAVA_TYPE.encode()
_DAYS, _MILLIS = pa.date32(), pa.date64()
_MONTHS, _INTERVAL = pa.int32(), pa.month_day_nano_interval()
T = TypeVar("T")


def open_arrow(file: IO[bytes]) -> Source:
    """Arrow, as a file if ``file`` can seek and begins as one, else as a stream.

    Raises:
        FileError: it is neither.
    """
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


def open_parquet(file: IO[bytes]) -> Source:
    """Parquet.

    Raises:
        FileError: it is none.
    """
    from pyarrow import parquet

    reader = _told(lambda: parquet.ParquetFile(file), "Parquet data")
    return _typed(
        reader.schema_arrow, reader.iter_batches(), "Parquet data", reader.metadata.num_rows
    )


def _told(work: Callable[[], T], what: str) -> T:
    try:
        return work()
    except pa.ArrowException as exc:
        raise FileError(f"the {what} cannot be read: {str(exc).strip()}") from exc


def _typed(
    schema: pa.Schema, batches: Iterator[pa.RecordBatch], what: str, rows: int = 0
) -> Source:
    """Batches that have their types already; those of other origin than a server get ours."""
    fields = [field.with_type(_sent_type(field)) for field in schema]
    sent = pa.schema(fields, schema.metadata)

    def told() -> Iterator[pa.RecordBatch]:
        while (batch := _told(lambda: next(batches, None), what)) is not None:
            yield batch if sent == schema else _cast(batch, sent)

    words = [f"{field.name} {_kind_of(field)}" for field in schema]
    return Source(sent, told(), ", ".join(words), rows)


def _sent_type(field: pa.Field) -> pa.DataType:
    """The type in which values go to the server. Parquet has fewer types than the server sends:
    Periods stand there as months. Its days have another name, and the server remembers for good
    in which of Arrow's two types of days they came."""
    kinds = (field.metadata or {}).get(b"deephaven:type"), (field.metadata or {}).get(_COMPONENT)
    return _mapped(field.type, {_MONTHS: _INTERVAL} if _PERIOD in kinds else {_DAYS: _MILLIS})


def _mapped(type_: pa.DataType, changed: Mapping[pa.DataType, pa.DataType]) -> pa.DataType:
    if types.is_list(type_):
        return pa.list_(_mapped(type_.value_type, changed))
    return changed.get(type_, type_)


def _cast(batch: pa.RecordBatch, schema: pa.Schema) -> pa.RecordBatch:
    arrays = []
    for values, field in zip(batch.columns, schema, strict=True):
        if values.type == field.type:
            arrays.append(values)
        elif "interval" in str(field.type):
            arrays.append(intervals(values))
        else:
            arrays.append(pc.cast(values, field.type))
    return pa.record_batch(arrays, schema=schema)


def _kind_of(field: pa.Field) -> str:
    metadata = field.metadata or {}
    java = metadata.get(b"deephaven:type", b"").decode("utf-8", "replace")
    inner = metadata.get(_COMPONENT, b"").decode("utf-8", "replace")
    if not java:
        return str(field.type)
    return word_of(ColumnSpec(field.name, java, field.type, inner))
