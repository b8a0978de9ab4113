"""What a server sends, made here with other tools than those that read it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import flatbuffers
import pyarrow as pa

from dhconsole.client.barrage.rowset import RowSet, encode

MAGIC = 0x6E687064
UPDATE = 6
NO_ROWS = RowSet()


@dataclass
class Update:
    """An update before it is bytes. ``adds`` and ``mods`` are one list of values per column.

    ``shared`` writes the bytes of equal row sets of modified columns once; ``sequence`` is the
    first and the last number of what the update sums up.
    """

    size: int
    snapshot: bool = False
    view: RowSet | None = None
    reverse: bool = False
    columns: bytes | None = None
    added: RowSet | None = NO_ROWS
    removed: RowSet | None = NO_ROWS
    shifts: bytes | None = None
    included: RowSet | None = None
    modified: Sequence[RowSet] = ()
    adds: Sequence[list[object]] = field(default_factory=list)
    mods: Sequence[list[object]] = field(default_factory=list)
    shared: bool = False
    sequence: tuple[int, int] = (1, 0)


def varint(value: int) -> bytes:
    out = b""
    while value > 127:
        out += bytes([value & 127 | 128])
        value >>= 7
    return out + bytes([value])


def flight_data(header: bytes = b"", metadata: bytes = b"", body: bytes = b"") -> bytes:
    out = b""
    for number, part in ((2, header), (3, metadata), (1000, body)):
        if part:
            out += varint(number << 3 | 2) + varint(len(part)) + part
    return out


def arrow(message: pa.Buffer) -> tuple[bytes, bytes]:
    """Header and body of an encapsulated Arrow message."""
    data = message.to_pybytes()
    end = 8 + int.from_bytes(data[4:8], "little")
    return data[8:end], data[end:]


def schema_message(schema: pa.Schema) -> bytes:
    """``schema`` has the value types; they are sent as lists, as servers do."""
    listed = pa.schema(
        [field.with_type(pa.list_(field.type)) for field in schema], metadata=schema.metadata
    )
    return flight_data(arrow(listed.serialize())[0])


def batch(schema: pa.Schema, columns: Sequence[list[object]]) -> tuple[bytes, bytes]:
    """Header and body of a batch of one list per column; no columns make an empty batch."""
    lists = [
        pa.array([columns[index]] if columns else [], pa.list_(field.type))
        for index, field in enumerate(schema)
    ]
    return arrow(pa.RecordBatch.from_arrays(lists, names=schema.names).serialize())


def metadata(update: Update) -> bytes:
    """The wrapped flatbuffer of an update."""
    inner = flatbuffers.Builder(256)
    vectors: dict[int, int] = {}
    for slot, rows in (
        (3, update.view),
        (6, update.added),
        (7, update.removed),
        (9, update.included),
    ):
        if rows is not None:
            vectors[slot] = inner.CreateByteVector(encode(rows))
    for slot, data in ((5, update.columns), (8, update.shifts)):
        if data is not None:
            vectors[slot] = inner.CreateByteVector(data)
    nodes, known = [], {}
    for rows in update.modified:
        vector = known.get(rows) if update.shared else None
        if vector is None:
            vector = known[rows] = inner.CreateByteVector(encode(rows))
        inner.StartObject(1)
        inner.PrependUOffsetTRelativeSlot(0, vector, 0)
        nodes.append(inner.EndObject())
    if nodes:
        inner.StartVector(4, len(nodes), 4)
        for node in reversed(nodes):
            inner.PrependUOffsetTRelative(node)
        vectors[10] = inner.EndVector()
    inner.StartObject(12)
    for slot, number in enumerate(update.sequence):
        inner.PrependInt64Slot(slot, number, 0)
    inner.PrependBoolSlot(2, update.snapshot, False)
    inner.PrependBoolSlot(4, update.reverse, False)
    inner.PrependInt64Slot(11, update.size, 0)
    for slot, vector in vectors.items():
        inner.PrependUOffsetTRelativeSlot(slot, vector, 0)
    inner.Finish(inner.EndObject())
    return wrapped(bytes(inner.Output()))


def wrapped(payload: bytes, *, kind: int = UPDATE, magic: int = MAGIC) -> bytes:
    outer = flatbuffers.Builder(256)
    vector = outer.CreateByteVector(payload)
    outer.StartObject(3)
    outer.PrependUint32Slot(0, magic, 0)
    outer.PrependInt8Slot(1, kind, 0)
    outer.PrependUOffsetTRelativeSlot(2, vector, 0)
    outer.Finish(outer.EndObject())
    return bytes(outer.Output())


def update_messages(schema: pa.Schema, update: Update, chunk: int = 1 << 30) -> list[bytes]:
    """The messages of an update, with at most ``chunk`` rows in each batch."""
    batches = [*_chunks(update.adds, chunk), *_chunks(update.mods, chunk)]
    encoded = [batch(schema, columns) for columns in batches] or [batch(schema, [])]
    first = flight_data(encoded[0][0], metadata(update), encoded[0][1])
    return [first, *(flight_data(header, b"", body) for header, body in encoded[1:])]


def _chunks(columns: Sequence[list[object]], chunk: int) -> list[list[list[object]]]:
    rows = max(map(len, columns), default=0)
    return [
        [values[start : start + chunk] for values in columns] for start in range(0, rows, chunk)
    ]
