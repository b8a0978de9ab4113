"""What the server takes of Arrow: types, names and values.

What it cannot take is refused here, before it is sent. Types, names and values were tried on a
live 42.7 server.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from dhconsole.errors import ArgumentError
from dhconsole.lazily import LazyModule

if TYPE_CHECKING:
    import pyarrow as pa
else:
    pa = LazyModule("pyarrow")

_UNSENDABLE = {
    "large_string": "string",
    "string_view": "string",
    "large_binary": "binary",
    "binary_view": "binary",
    "large_list": "list",
    "large_list_view": "list",
    "decimal32": "decimal128",
    "decimal64": "decimal128",
    "struct": "one column per field",
}
_NAME = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*")
# fmt: off
_RESERVED = frozenset((
    "i", "ii", "k", "abstract", "assert", "boolean", "break", "byte", "case", "catch", "char",
    "class", "const", "continue", "default", "do", "double", "else", "enum", "extends", "final",
    "finally", "float", "for", "goto", "if", "implements", "import", "instanceof", "int",
    "interface", "long", "native", "new", "package", "private", "protected", "public", "return",
    "short", "static", "strictfp", "super", "switch", "synchronized", "this", "throw", "throws",
    "transient", "try", "void", "volatile", "while", "true", "false", "null", "in",
))
# fmt: on
_NANOS_IN = {"s": 1_000_000_000, "ms": 1_000_000, "us": 1_000}
_LAST_NANO = 2**63 - 1
_PIECE_ROWS = 131072
_PIECE_BYTES = 16 * 1024 * 1024
"""The size of a part. The server refuses a message above 100 MiB."""
_WHOLE_BYTES = 64 * 1024 * 1024
"""What goes as one message when nobody asks how far it is: sixteen parts in its place cost a warm
42.7 server 1.05 to 1.1 of the time (2 million rows, 60 pairs); at its very first rows, 0.87."""


def as_rows(data: Any) -> pa.Table | pa.RecordBatchReader:
    """``data`` as rows to send: Arrow's, or what any library offers through Arrow's C interface.

    Raises:
        ArgumentError: it is nothing of that kind.
    """
    if isinstance(data, pa.Table | pa.RecordBatchReader):
        return data
    if hasattr(data, "__arrow_c_stream__") or isinstance(data, pa.RecordBatch):
        return pa.table(data)
    raise ArgumentError(
        f"a {type(data).__name__} holds no Arrow rows",
        hint="Give a pyarrow.Table, such as pyarrow.table({'A': [1, 2]}).",
    )


def check_sendable(schema: pa.Schema) -> None:
    """Refuse columns that the server is known not to take, before any byte is sent.

    Raises:
        ArgumentError: names the column, what is wrong with it, and the nearest thing that works.
    """
    seen: set[str] = set()
    for field in schema:
        if not _NAME.fullmatch(field.name) or field.name in _RESERVED:
            raise ArgumentError(
                f"{field.name!r} cannot name a column",
                hint="Use letters A-Z, digits and underscores, no digit first, no word of Java.",
            )
        if field.name in seen:
            raise ArgumentError(f"two columns are named {field.name!r}", hint="Rename one.")
        seen.add(field.name)
        found = _unsendable(field.type)
        if found is not None:
            raise ArgumentError(
                f"column {field.name!r} is of type {field.type}, which the server cannot take",
                hint=f"Cast it to {found}.",
            )


def _unsendable(type_: pa.DataType) -> str | None:
    """What works in place of a type that the server cannot take; None for one that it can."""
    if pa.types.is_dictionary(type_):
        return None if _unsendable(type_.value_type) is None else "a dictionary of string"
    if pa.types.is_union(type_):
        members = (_unsendable(type_.field(each).type) for each in range(type_.num_fields))
        inner = next((each for each in members if each), None)
        return inner and (inner if inner.startswith("one column") else f"a union with {inner}")
    name = re.split(r"[<\[(]", str(type_), maxsplit=1)[0]
    if name in _UNSENDABLE:
        return _UNSENDABLE[name]
    if pa.types.is_map(type_):
        inner = _unsendable(type_.key_type) or _unsendable(type_.item_type)
        return inner and f"a map with {inner}"
    if (
        pa.types.is_list(type_)
        or pa.types.is_fixed_size_list(type_)
        or pa.types.is_list_view(type_)
    ):
        inner = _unsendable(type_.value_type)
        return inner and (inner if inner.startswith("one column") else f"a list of {inner}")
    return None


def check_values(data: pa.Table | pa.RecordBatch) -> None:
    """Refuse times and durations that the server would silently make others of.

    It counts them in 64 bits of nanoseconds, and what does not fit comes round (seen on a live
    42.7 server: the year 36812 became 1738).

    Raises:
        ArgumentError: names the column.
    """
    for field, column in zip(data.schema, data.columns, strict=True):
        chunks = column.chunks if isinstance(column, pa.ChunkedArray) else [column]
        if any(_leaves_nanoseconds(chunk) for chunk in chunks):
            raise ArgumentError(
                f"column {field.name!r} of type {field.type} holds values that the server cannot "
                "count in nanoseconds",
                hint="Times go from 1677 to 2262, durations to 292 years.",
            )


def pieces(batch: pa.RecordBatch, *, whole: bool = False) -> Iterator[pa.RecordBatch]:
    """``batch`` in parts of which each fits into a message, unless one row does not.

    Args:
        batch: the rows.
        whole: no parts where one message has room for all.
    """
    size = _size(batch)
    fits = batch.num_rows <= _PIECE_ROWS and size <= _PIECE_BYTES
    if batch.num_rows <= 1 or fits or (whole and size <= _WHOLE_BYTES):
        yield batch
        return
    rows = min(_PIECE_ROWS, max(1, batch.num_rows * _PIECE_BYTES // max(size, 1)))
    for start in range(0, batch.num_rows, rows):
        piece = batch.slice(start, rows)
        # Where long values stand together, a part is larger than the others.
        if _size(piece) > 2 * _PIECE_BYTES and rows < batch.num_rows:
            yield from pieces(piece)
        else:
            yield piece


def _size(batch: pa.RecordBatch) -> int:
    """Bytes of the rows; a dictionary is sent once, however small the parts are."""
    return sum(
        column.indices.nbytes if pa.types.is_dictionary(column.type) else column.nbytes
        for column in batch.columns
    )


def _leaves_nanoseconds(array: pa.Array) -> bool:
    while pa.types.is_list(array.type) or pa.types.is_fixed_size_list(array.type):
        array = array.flatten()
    if pa.types.is_union(array.type):
        members = range(array.type.num_fields)
        return any(_leaves_nanoseconds(array.field(each)) for each in members)
    is_time = pa.types.is_timestamp(array.type) or pa.types.is_duration(array.type)
    if not is_time or array.type.unit == "ns" or not len(array):
        return False
    import pyarrow.compute as pc

    least, most = pc.min_max(array.view(pa.int64())).values()
    limit = _LAST_NANO // _NANOS_IN[array.type.unit]
    return any(each.is_valid and abs(each.as_py()) > limit for each in (least, most))
