"""Barrage and Flight messages: bytes to values and back.

Layouts were checked on a live 42.7 server. A FlightData message has four fields, all
length-delimited: 1 descriptor, 2 Arrow header, 3 Barrage metadata, 1000 body. Its Barrage
metadata is a flatbuffer that wraps another one. One logical update is one message with metadata
and as many record batches as its rows take, the first of them in the same message; added rows
come before modified ones and never share a batch with them. A batch has one row, in which each
column is a list: empty where the column is not subscribed or has nothing in this batch.

What comes is checked before it is believed: every length against the bytes that are there,
every count of rows against the rows that came. No bytes raise anything but ProtocolError.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from struct import Struct

import flatbuffers
import pyarrow as pa

from dhconsole.client.barrage.flat import FlatTable
from dhconsole.client.barrage.rowset import RowSet, decode, decode_shifts, encode
from dhconsole.client.barrage.update import BarrageUpdate, UpdateMetadata
from dhconsole.client.columns import TableSpec, read_table_spec
from dhconsole.errors import ProtocolError

_MAGIC = 0x6E687064
_SUBSCRIPTION_REQUEST, _UPDATE_METADATA = 5, 6
_HEADER_TAG, _METADATA_TAG, _BODY_TAG = 2 << 3 | 2, 3 << 3 | 2, 1000 << 3 | 2
_MESSAGE_HEADER, _BATCH_COMPRESSION = 2, 3
_SEQUENCE_FIELDS = 0, 1  # of eight bytes each
_MOST_KEPT = 1 << 14
"""Bytes of metadata that are kept to compare the next with."""
_EMPTY = memoryview(b"")
_OFFSETS = Struct("<ii")
_MOST_ROWS = 50_000_000
"""Rows announced by one update; more than this is no window."""
_SHARED_BYTES = 1 << 20
"""Row sets of an update may overlap in its bytes up to this, or a few bytes could be read as
thousands of long row sets."""


@dataclass(frozen=True, slots=True)
class SubscriptionRequest:
    """What to send: a window of a table.

    Attributes:
        ticket: names the table; only read from the first request of a call.
        rows: row positions, from the end of the table when ``reverse``; None for the whole table
            in row keys, which only a call's first request may ask for.
        columns: column indices, at least one, each below the table's number; None for all.
        interval_ms: shortest time between updates; only read from the first request.
        list_limit: most elements of each list cell; 0 for all. Only read from the first request.
    """

    ticket: bytes
    rows: RowSet | None
    columns: Sequence[int] | None
    reverse: bool = False
    interval_ms: int = 100
    list_limit: int = 0


@dataclass(frozen=True, slots=True)
class SchemaMessage:
    """The first message of a call."""

    spec: TableSpec


def encode_request(request: SubscriptionRequest) -> bytes:
    """The FlightData bytes of a request."""
    inner = flatbuffers.Builder(256)
    ticket = inner.CreateByteVector(request.ticket)
    bits = None if request.columns is None else column_bits(request.columns)
    columns = None if bits is None else inner.CreateByteVector(bits)
    rows = None if request.rows is None else inner.CreateByteVector(encode(request.rows))
    inner.StartObject(7)
    inner.PrependInt32Slot(2, request.interval_ms, 0)
    inner.PrependBoolSlot(5, True, False)
    inner.PrependInt64Slot(6, request.list_limit, 0)
    options = inner.EndObject()
    inner.StartObject(6)
    inner.PrependUOffsetTRelativeSlot(0, ticket, 0)
    if columns is not None:
        inner.PrependUOffsetTRelativeSlot(1, columns, 0)
    if rows is not None:
        inner.PrependUOffsetTRelativeSlot(2, rows, 0)
    inner.PrependUOffsetTRelativeSlot(3, options, 0)
    inner.PrependBoolSlot(4, request.reverse, False)
    inner.Finish(inner.EndObject())
    outer = flatbuffers.Builder(512)
    payload = outer.CreateByteVector(bytes(inner.Output()))
    outer.StartObject(3)
    outer.PrependUint32Slot(0, _MAGIC, 0)
    outer.PrependInt8Slot(1, _SUBSCRIPTION_REQUEST, 0)
    outer.PrependUOffsetTRelativeSlot(2, payload, 0)
    outer.Finish(outer.EndObject())
    metadata = bytes(outer.Output())
    return bytes([_METADATA_TAG]) + _varint(len(metadata)) + metadata


def column_bits(columns: Sequence[int]) -> bytes:
    """A bit per column, lowest first."""
    bits = bytearray(max(columns, default=0) // 8 + 1)
    for column in columns:
        bits[column // 8] |= 1 << column % 8
    return bytes(bits)


def ipc_message(header: bytes | memoryview, body: bytes | memoryview) -> pa.ipc.Message:
    """The Arrow message of a header and a body.

    Raises:
        ProtocolError: the bytes are no such message.
    """
    padding = -len(header) % 8
    size = (len(header) + padding).to_bytes(4, "little")
    whole = b"".join((b"\xff\xff\xff\xff", size, header, b"\0" * padding, body))
    try:
        return pa.ipc.read_message(pa.py_buffer(whole))
    except (pa.ArrowException, OSError, EOFError, ValueError) as exc:
        raise ProtocolError(f"an Arrow message cannot be read ({exc})") from exc


class StreamDecoder:
    """Turns the messages of one call, in order, into a schema and then updates.

    Args:
        keyed: whether the call asked for the whole table in row keys.
    """

    def __init__(self, *, keyed: bool = False) -> None:
        self._keyed = keyed
        self.spec: TableSpec | None = None
        self._schema: pa.Schema | None = None
        self._announced = MetadataReader(0, keyed=keyed)
        self._pending: _Pending | None = None

    def feed(self, raw: bytes) -> SchemaMessage | BarrageUpdate | None:
        """What ``raw`` completes; None when more is to come.

        Raises:
            ProtocolError: the message cannot be, or cannot be here.
        """
        header, metadata, body = split_flight_data(raw)
        if self._schema is None:
            self.spec, self._schema = read_table_spec(bytes(header), columns_as_list=True)
            for column in self.spec.columns:
                if pa.types.is_dictionary(column.arrow_type):
                    raise ProtocolError(
                        f"column {column.name} is dictionary-encoded, which we cannot read"
                    )
            self._announced = MetadataReader(len(self._schema), keyed=self._keyed)
            return SchemaMessage(self.spec)
        if len(metadata):
            if self._pending is not None:
                raise ProtocolError("an update began before the one before it was complete")
            self._pending = _Pending(self._announced.read(metadata), len(self._schema))
        if self._pending is None:
            raise ProtocolError("rows came that no update announced")
        if len(header):
            self._pending.take(_read_batch(header, body, self._schema))
        if not self._pending.complete:
            return None
        pending, self._pending = self._pending, None
        return pending.update()


class _Pending:
    """An update whose rows are still coming."""

    def __init__(self, meta: UpdateMetadata, columns: int) -> None:
        self._meta = meta
        self._adds_left = meta.included.count
        self._mods_left = max((rows.count for rows in meta.modified), default=0)
        self._adds: list[list[pa.Array]] = [[] for _ in range(columns)]
        self._mods: list[list[pa.Array]] = [[] for _ in range(columns)]

    @property
    def complete(self) -> bool:
        return not self._adds_left and not self._mods_left

    def take(self, batch: pa.RecordBatch) -> None:
        if batch.num_rows > 1:
            raise ProtocolError("a batch holds more than one list per column")
        columns = [_listed(column) for column in batch.columns] if batch.num_rows else []
        rows = max(map(len, columns), default=0)
        if not rows:
            return
        adding = self._adds_left > 0
        left = self._adds_left if adding else self._mods_left
        if rows > left:
            raise ProtocolError(f"{rows} rows came where {left} were announced")
        parts = self._adds if adding else self._mods
        for part, column in zip(parts, columns, strict=True):
            if len(column):
                part.append(column)
        if adding:
            self._adds_left -= rows
        else:
            self._mods_left -= rows

    def update(self) -> BarrageUpdate:
        return BarrageUpdate(
            self._meta, [_join(each) for each in self._adds], [_join(each) for each in self._mods]
        )


def read_update(
    metadata: bytes | memoryview, columns: int, *, keyed: bool = False
) -> UpdateMetadata:
    """The metadata of an update of a table with so many columns.

    Args:
        metadata: the Barrage part of a Flight message.
        columns: number of columns in the schema.
        keyed: whether rows are keys of the whole table, which shift, and may come without their
            values; a window has neither.

    Raises:
        ProtocolError: it is something else, or holds what a window cannot have.
    """
    return _read_payload(_payload(metadata), columns, keyed=keyed)


class MetadataReader:
    """Reads the metadata of one call's updates, as ``read_update`` does each of them.

    A table that ticks sends the same again and again, but for the sequence numbers: that is read
    once, and the same object is handed out for each.
    """

    def __init__(self, columns: int, *, keyed: bool) -> None:
        self._columns = columns
        self._keyed = keyed
        self._key = b""
        self._known: UpdateMetadata | None = None

    def read(self, metadata: bytes | memoryview) -> UpdateMetadata:
        """The metadata of the next update; raises ProtocolError as ``read_update``."""
        payload = _payload(metadata)
        key = _unnumbered(payload) if len(payload) <= _MOST_KEPT else None
        if self._known is None or key is None or key != self._key:
            self._known = None
            known = _read_payload(payload, self._columns, keyed=self._keyed)
            if key is None:
                return known
            self._known, self._key = known, key
        return self._known


def _payload(metadata: bytes | memoryview) -> memoryview:
    """What the wrapper of an update's metadata holds."""
    wrapper = FlatTable.root(metadata)
    if wrapper.uint32(0) != _MAGIC:
        raise ProtocolError("metadata that is not Barrage's")
    kind = wrapper.int8(1)
    payload = wrapper.data(2)
    if kind != _UPDATE_METADATA or payload is None:
        raise ProtocolError(f"a Barrage message of type {kind}, which a subscription never sends")
    return payload


def _unnumbered(payload: memoryview) -> bytes:
    """The bytes of an update's metadata without its sequence numbers."""
    table = FlatTable.root(payload)
    rest = bytearray(payload)
    for field in _SEQUENCE_FIELDS:
        place = table.place(field)
        if place is not None:
            rest[place : place + 8] = bytes(8)
    return bytes(rest)


def _read_payload(payload: memoryview, columns: int, *, keyed: bool) -> UpdateMetadata:
    table = FlatTable.root(payload)
    rows = _RowSets(max(len(payload), _SHARED_BYTES))
    shifts = decode_shifts(table.data(8) or _EMPTY)
    added = rows.read(table.data(6)) or RowSet()
    included = rows.read(table.data(9))
    if not keyed and shifts:
        raise ProtocolError("an update shifts row keys, which a viewport never does")
    if not keyed and included is not None and included != added:
        raise ProtocolError("an update announces rows whose values it does not send")
    nodes = table.tables(10, columns)
    if len(nodes) not in (0, columns):
        raise ProtocolError("an update speaks of other columns than the schema")
    size = table.int64(11)
    if size < 0:
        raise ProtocolError(f"a table of {size} rows")
    modified = tuple(rows.read(node.data(0)) or RowSet() for node in nodes)
    if included is None:
        included = added
    if any(each.count > _MOST_ROWS for each in (included, *modified)):
        raise ProtocolError("an update announces more rows than a window could have")
    return UpdateMetadata(
        is_snapshot=table.flag(2),
        rows=rows.read(table.data(3)),
        reverse=table.flag(4),
        columns=_columns(table.data(5), columns),
        added=added,
        removed=rows.read(table.data(7)) or RowSet(),
        modified=modified,
        table_size=size,
        included=included,
        shifts=shifts,
    )


class _RowSets:
    """Reads the row sets of one update; equal bytes, as most columns have, are read once."""

    def __init__(self, most_bytes: int) -> None:
        self._left = most_bytes
        self._known: dict[bytes, RowSet] = {}

    def read(self, data: memoryview | None) -> RowSet | None:
        """The row set in ``data``; None when there is none."""
        if data is None or not len(data):
            return None
        self._left -= len(data)
        if self._left < 0:
            raise ProtocolError("the row sets of an update are longer than the update")
        key = bytes(data)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = decode(data)
        return known


def split_flight_data(raw: bytes) -> tuple[memoryview, memoryview, memoryview]:
    """Arrow header, Barrage metadata and body of a FlightData message; absent ones are empty.

    Raises:
        ProtocolError: the bytes are no such message.
    """
    view = memoryview(raw)
    header = metadata = body = _EMPTY
    position = 0
    while position < len(view):
        tag, position = _read_varint(view, position)
        if tag & 7 != 2:
            raise ProtocolError(f"field {tag >> 3} of a Flight message is of an unknown form")
        length, position = _read_varint(view, position)
        if position + length > len(view):
            raise ProtocolError("a Flight message ends too early")
        part = view[position : position + length]
        position += length
        if tag == _HEADER_TAG:
            header = part
        elif tag == _METADATA_TAG:
            metadata = part
        elif tag == _BODY_TAG:
            body = part
    return header, metadata, body


def _read_batch(header: memoryview, body: memoryview, schema: pa.Schema) -> pa.RecordBatch:
    message = ipc_message(header, body)
    if message.type != "record batch":
        raise ProtocolError(f"a {message.type} message, which we cannot read")
    fields = FlatTable.root(header).table(_MESSAGE_HEADER)
    if fields is None or fields.has(_BATCH_COMPRESSION):
        # A compressed buffer names its own size, which can be anything.
        raise ProtocolError("a compressed batch, which we cannot read")
    try:
        batch = pa.ipc.read_record_batch(message, schema)
        # Offsets and text are used without further checks from here on.
        batch.validate(full=True)
    except (pa.ArrowException, OSError, ValueError, KeyError) as exc:
        raise ProtocolError(f"rows cannot be read ({exc})") from exc
    return batch


def _listed(column: pa.ListArray) -> pa.Array:
    """The values of a column of one list. As ``flatten``, which takes five times as long."""
    values = column.values
    if not len(values):
        return values
    if column.null_count:
        return values.slice(0, 0)
    first, last = _OFFSETS.unpack_from(column.buffers()[1])
    return values if last - first == len(values) else values.slice(first, last - first)


def _columns(bits: memoryview | None, columns: int) -> frozenset[int] | None:
    if bits is None:
        return None
    number = int.from_bytes(bits[: columns // 8 + 1], "little")
    if len(bits) > columns // 8 + 1 or number >> columns:
        raise ProtocolError("an update speaks of columns that the table has not")
    return frozenset(column for column in range(columns) if number >> column & 1)


def _join(parts: list[pa.Array]) -> pa.Array | None:
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else pa.concat_arrays(parts)


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def _read_varint(view: memoryview, position: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        if position >= len(view) or shift > 63:
            raise ProtocolError("a Flight message ends too early")
        byte = view[position]
        position += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, position
        shift += 7
