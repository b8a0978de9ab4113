"""Messages: bytes that we send, updates that we take, and what we refuse."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace

import pyarrow as pa
import pytest
from flatbuffers import number_types
from flatbuffers.table import Table

from dhconsole.client.barrage.messages import (
    MetadataReader,
    SchemaMessage,
    StreamDecoder,
    SubscriptionRequest,
    column_bits,
    encode_request,
    read_update,
    split_flight_data,
)
from dhconsole.client.barrage.rowset import RowSet, decode
from dhconsole.client.barrage.update import BarrageUpdate
from dhconsole.client.barrage.viewport import Window
from dhconsole.errors import ProtocolError
from tests.unit.barrage import wire
from tests.unit.barrage.recorded import SORTED_END, load
from tests.unit.barrage.wire import Update

SCHEMA = pa.schema({"A": pa.int32(), "B": pa.string()})
ROWS = RowSet.single


def decoder(schema: pa.Schema = SCHEMA) -> StreamDecoder:
    made = StreamDecoder()
    assert isinstance(made.feed(wire.schema_message(schema)), SchemaMessage)
    return made


def decoded(update: Update, chunk: int = 1 << 30) -> BarrageUpdate:
    """What the decoder makes of ``update`` once all of it has come."""
    made = decoder()
    *early, last = wire.update_messages(SCHEMA, update, chunk)
    for message in early:
        assert made.feed(message) is None
    result = made.feed(last)
    assert isinstance(result, BarrageUpdate)
    return result


def lists(data: list[pa.Array | None]) -> list[list[object] | None]:
    return [None if each is None else each.to_pylist() for each in data]


# ---------------------------------------------------------------------------- requests


class Read:
    """A flatbuffer as the package reads it."""

    def __init__(self, data: bytes, position: int | None = None) -> None:
        self._table = Table(
            data, int.from_bytes(data[:4], "little") if position is None else position
        )

    def scalar(self, field: int, flags: object) -> int:
        offset = self._table.Offset(4 + 2 * field)
        return self._table.Get(flags, self._table.Pos + offset) if offset else 0

    def data(self, field: int) -> bytes | None:
        offset = self._table.Offset(4 + 2 * field)
        if not offset:
            return None
        start, count = self._table.Vector(offset), self._table.VectorLen(offset)
        return bytes(self._table.Bytes[start : start + count])

    def table(self, field: int) -> Read:
        place = self._table.Indirect(self._table.Pos + self._table.Offset(4 + 2 * field))
        return Read(self._table.Bytes, place)


@pytest.mark.parametrize("columns", [None, (1, 9)])
@pytest.mark.parametrize("reverse", [True, False])
def test_a_request(columns: tuple[int, ...] | None, reverse: bool) -> None:
    request = SubscriptionRequest(b"s/name", ROWS(5, 30), columns, reverse, 250, -21)
    header, metadata, body = split_flight_data(encode_request(request))
    assert not len(header) and not len(body)
    wrapper = Read(bytes(metadata))
    assert wrapper.scalar(0, number_types.Uint32Flags) == 0x6E687064
    assert wrapper.scalar(1, number_types.Int8Flags) == 5
    read = Read(wrapper.data(2) or b"")
    assert read.data(0) == b"s/name"
    assert read.data(1) == (None if columns is None else b"\x02\x02")
    assert decode(read.data(2) or b"") == ROWS(5, 30)
    assert bool(read.scalar(4, number_types.BoolFlags)) is reverse
    options = read.table(3)
    assert options.scalar(1, number_types.BoolFlags) == 0, "Deephaven's nulls are never wanted"
    assert options.scalar(2, number_types.Int32Flags) == 250
    assert options.scalar(5, number_types.BoolFlags) == 1, "columns come as lists"
    assert options.scalar(6, number_types.Int64Flags) == -21


def test_a_long_request() -> None:
    rows = RowSet.from_ranges((n * 3, n * 3) for n in range(5000))
    _, metadata, _ = split_flight_data(encode_request(SubscriptionRequest(b"t", rows, None)))
    assert decode(Read(Read(bytes(metadata)).data(2) or b"").data(2) or b"") == rows


@pytest.mark.parametrize(
    ("columns", "bits"),
    [((), b"\x00"), ((0,), b"\x01"), ((7,), b"\x80"), ((0, 8), b"\x01\x01"), ((2, 1), b"\x06")],
)
def test_column_bits(columns: tuple[int, ...], bits: bytes) -> None:
    assert column_bits(columns) == bits


# ----------------------------------------------------------------------------- updates


def test_metadata() -> None:
    update = Update(
        size=2**40,
        snapshot=True,
        view=ROWS(0, 2**62),
        reverse=True,
        columns=b"\x02",
        added=ROWS(0, 4),
        included=ROWS(0, 4),
        removed=RowSet.from_ranges([(1, 2), (7, 7)]),
        shifts=b"\x20\x20\x20",
        modified=[RowSet(), ROWS(5, 5)],
    )
    meta = read_update(wire.metadata(update), 2)
    assert meta.is_snapshot and meta.reverse and meta.columns == {1}
    assert (meta.rows, meta.added, meta.removed) == (update.view, update.added, update.removed)
    assert meta.modified == (RowSet(), ROWS(5, 5)) and meta.table_size == 2**40


def test_what_is_absent_is_zero_or_none() -> None:
    meta = read_update(wire.metadata(Update(size=0, added=None, removed=None)), 2)
    assert not (meta.is_snapshot or meta.reverse or meta.added or meta.removed or meta.modified)
    assert meta.rows is None and meta.columns is None and meta.table_size == 0


@pytest.mark.parametrize("chunk", [1, 2, 3, 100])
def test_an_update_over_several_batches(chunk: int) -> None:
    update = Update(
        size=9,
        added=ROWS(0, 4),
        modified=[ROWS(5, 7), ROWS(6, 6)],
        adds=[[1, None, 3, 4, 5], ["a", "", None, "d", "e"]],
        mods=[[6, 7, None], ["x"]],
    )
    got = decoded(update, chunk)
    assert lists(got.add_data) == update.adds
    assert lists(got.mod_data) == update.mods


def test_columns_that_are_not_subscribed_have_no_data() -> None:
    got = decoded(Update(size=2, added=ROWS(0, 1), adds=[[], ["a", "b"]]))
    assert lists(got.add_data) == [None, ["a", "b"]]


def test_an_update_without_rows() -> None:
    got = decoded(Update(size=7, removed=ROWS(0, 3)))
    assert lists(got.add_data) == [None, None] and got.meta.table_size == 7


def test_lists_that_begin_late() -> None:
    """Nothing says that a list has to begin where its values begin."""
    made = decoder(pa.schema({"A": pa.int32()}))
    data = pa.py_buffer(bytes(pa.py_buffer(pa.array([9, 9, 1, 2, 9], pa.int32()).buffers()[1])))
    values = pa.Array.from_buffers(pa.int32(), 5, [None, data])
    offsets = pa.array([2, 4], pa.int32()).buffers()[1]
    column = pa.Array.from_buffers(pa.list_(pa.int32()), 1, [None, offsets], children=[values])
    batch = pa.RecordBatch.from_arrays([column], names=["A"])
    header, body = wire.arrow(batch.serialize())
    metadata = wire.metadata(Update(size=2, added=ROWS(0, 1)))
    got = made.feed(wire.flight_data(header, metadata, body))
    assert isinstance(got, BarrageUpdate)
    assert lists(got.add_data) == [[1, 2]]


# ---------------------------------------------------------------------------- refusals


def refused(message: bytes, words: str, made: StreamDecoder | None = None) -> None:
    with pytest.raises(ProtocolError, match=words):
        (made or decoder()).feed(message)


@pytest.mark.parametrize(
    ("update", "words"),
    [
        (Update(size=-1), "a table of -1 rows"),
        (Update(size=1, shifts=b"\x0c\x01\x20\x0c\x01\x20\x0c\x02\x20"), "shifts row keys"),
        (Update(size=9, added=ROWS(0, 8), included=ROWS(0, 3)), "values it does not send"),
        (Update(size=9, modified=[ROWS(0, 1)]), "other columns than the schema"),
        (Update(size=9, modified=[RowSet()] * 3), "3 tables where 2"),
        (Update(size=9, snapshot=True, columns=b"\x04"), "columns that the table has not"),
        (Update(size=9, snapshot=True, columns=b"\x01" + b"\xff" * 9), "columns that the table"),
        (Update(size=9, added=ROWS(0, 2**62)), "more rows than a window"),
        (Update(size=9, modified=[RowSet(), ROWS(5, 2**60)]), "more rows than a window"),
    ],
)
def test_updates_that_a_window_cannot_have(update: Update, words: str) -> None:
    header, body = wire.batch(SCHEMA, [])
    refused(wire.flight_data(header, wire.metadata(update), body), words)


def test_metadata_of_something_else() -> None:
    refused(wire.flight_data(b"", wire.wrapped(b"\0" * 8, magic=7)), "not Barrage's")
    refused(wire.flight_data(b"", wire.wrapped(b"\0" * 8, kind=4)), "of type 4")
    refused(wire.flight_data(b"", b"\0\0"), "outside itself")


def test_rows_out_of_place() -> None:
    header, body = wire.batch(SCHEMA, [[1], ["a"]])
    refused(wire.flight_data(header, b"", body), "no update announced")
    first, second = wire.update_messages(
        SCHEMA, Update(size=2, added=ROWS(0, 1), adds=[[1, 2], ["a", "b"]]), chunk=1
    )
    made = decoder()
    assert made.feed(first) is None
    refused(first, "before the one before it was complete", made)
    more = wire.batch(SCHEMA, [[1, 2, 3], ["a", "b", "c"]])
    made = decoder()
    assert made.feed(first) is None
    refused(wire.flight_data(more[0], b"", more[1]), "3 rows came where 1", made)
    assert second


def test_a_batch_that_is_not_of_lists() -> None:
    two = pa.RecordBatch.from_arrays(
        [
            pa.array([[1], [2]], pa.list_(pa.int32())),
            pa.array([["a"], ["b"]], pa.list_(pa.string())),
        ],
        names=["A", "B"],
    )
    header, body = wire.arrow(two.serialize())
    refused(
        wire.flight_data(header, wire.metadata(Update(size=2, added=ROWS(0, 1))), body),
        "more than one list",
    )


def streamed(
    batch: pa.RecordBatch, kind: str, options: pa.ipc.IpcWriteOptions
) -> tuple[bytes, bytes]:
    """Header and body of the first message of a kind when ``batch`` is written as a stream."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema, options=options) as writer:
        writer.write_batch(batch)
    reader = pa.ipc.MessageReader.open_stream(sink.getvalue())
    message = reader.read_next_message()
    while message.type != kind:
        message = reader.read_next_message()
    return message.metadata.to_pybytes(), message.body.to_pybytes()


def test_a_dictionary() -> None:
    words = pa.array(["a", "b", "a"]).dictionary_encode()
    schema = pa.schema({"A": pa.list_(words.type)})
    refused(
        wire.flight_data(wire.arrow(schema.serialize())[0]), "dictionary-encoded", StreamDecoder()
    )
    column = pa.RecordBatch.from_arrays([words], names=["A"])
    header, body = streamed(column, "dictionary", pa.ipc.IpcWriteOptions())
    metadata = wire.metadata(Update(size=3, added=ROWS(0, 2)))
    refused(wire.flight_data(header, metadata, body), "a dictionary message")


def test_a_compressed_batch() -> None:
    column = pa.array([list(range(1000))], pa.list_(pa.int32()))
    schema = pa.schema({"A": pa.int32()})
    batch = pa.RecordBatch.from_arrays([column], names=["A"])
    header, body = streamed(batch, "record batch", pa.ipc.IpcWriteOptions(compression="zstd"))
    metadata = wire.metadata(Update(size=1000, added=ROWS(0, 999)))
    refused(wire.flight_data(header, metadata, body), "compressed", decoder(schema))


def test_offsets_that_point_outside() -> None:
    header, body = wire.batch(SCHEMA, [[1, 2], ["abc", "def"]])
    metadata = wire.metadata(Update(size=2, added=ROWS(0, 1)))
    whole = [(0).to_bytes(4, "little"), (3).to_bytes(4, "little"), (6).to_bytes(4, "little")]
    assert b"".join(whole) in body
    for bad in (2**31 - 1, 7, -1):
        broken = body.replace(
            b"".join(whole), whole[0] + bad.to_bytes(4, "little", signed=True) + whole[2]
        )
        refused(wire.flight_data(header, metadata, broken), "rows cannot be read")


def test_text_that_is_not_utf8() -> None:
    header, body = wire.batch(SCHEMA, [[1], ["abc"]])
    metadata = wire.metadata(Update(size=1, added=ROWS(0, 0)))
    refused(
        wire.flight_data(header, metadata, body.replace(b"abc", b"a\xffc")), "rows cannot be read"
    )


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\x12", "too early"),
        (b"\x12\x05abc", "too early"),
        (b"\x12" + b"\xff" * 10, "too early"),
        (b"\x12" + b"\xff" * 9 + b"\x01", "too early"),
        (b"\x08\x05", "unknown form"),
        (b"", "schema cannot be read"),
    ],
)
def test_what_is_no_flight_message(data: bytes, words: str) -> None:
    refused(data, words, StreamDecoder())


def test_a_descriptor_is_passed_over() -> None:
    raw = b"\x0a\x02\x08\x02" + wire.schema_message(SCHEMA)
    assert isinstance(StreamDecoder().feed(raw), SchemaMessage)


def apply(made: StreamDecoder, raw: bytes) -> None:
    update = made.feed(raw)
    assert isinstance(update, BarrageUpdate) and made.spec is not None
    Window(made.spec).apply(update)


@pytest.mark.parametrize("field", ["added", "removed", "modified"])
def test_rows_that_are_only_claimed_take_no_memory(field: str) -> None:
    rows = ROWS(0, 2**62)
    update = Update(size=2**62, **{field: [rows, rows] if field == "modified" else rows})
    header, body = wire.batch(SCHEMA, [])
    raw = wire.flight_data(header, wire.metadata(update), body)
    made = decoder()
    tracemalloc.start()
    try:
        with pytest.raises(ProtocolError):
            apply(made, raw)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 100_000


def test_row_sets_may_share_bytes_but_not_without_end() -> None:
    rows = RowSet.from_ranges((n * 2, n * 2) for n in range(10_000))
    few = wire.metadata(Update(size=1, modified=[rows] * 20, shared=True))
    assert len(few) < 50_000
    assert read_update(few, 20).modified == (rows,) * 20
    many = wire.metadata(Update(size=1, modified=[rows] * 1000, shared=True))
    with pytest.raises(ProtocolError, match="longer than the update"):
        read_update(many, 1000)


_TICK = Update(size=5, modified=[ROWS(1, 2), RowSet()])


@pytest.mark.parametrize(
    ("after", "same"),
    [
        (replace(_TICK, sequence=(7, 300)), True),
        (replace(_TICK, sequence=(0, 0)), False),
        (replace(_TICK, size=6), False),
        (replace(_TICK, snapshot=True, view=ROWS(0, 9)), False),
        (replace(_TICK, modified=[ROWS(1, 2), ROWS(1, 2)]), False),
        (replace(_TICK, added=ROWS(0, 0)), False),
    ],
)
def test_metadata_is_read_once_while_only_its_numbers_change(after: Update, same: bool) -> None:
    reader = MetadataReader(2, keyed=False)
    first = reader.read(wire.metadata(replace(_TICK, sequence=(5, 6))))
    second = reader.read(wire.metadata(after))
    assert (second is first) == same
    assert second == read_update(wire.metadata(after), 2)


def test_long_metadata_is_not_kept() -> None:
    reader = MetadataReader(2, keyed=True)
    long = Update(size=1, modified=[RowSet.from_ranges((n * 2, n * 2) for n in range(20_000))] * 2)
    assert reader.read(wire.metadata(long)) is not reader.read(wire.metadata(long))


def test_metadata_that_cannot_be_read_is_refused_each_time() -> None:
    reader = MetadataReader(3, keyed=False)
    reader.read(wire.metadata(Update(size=1)))
    for _ in range(2):
        with pytest.raises(ProtocolError, match="other columns"):
            reader.read(wire.metadata(_TICK))


def test_the_same_rows_modified_again_are_overwritten_where_they_are_then() -> None:
    made = decoder()
    window = Window(made.spec)
    grown = Update(size=3, snapshot=True, view=ROWS(0, 9), added=ROWS(0, 2))
    tick = Update(size=3, modified=[ROWS(1, 2)] * 2)
    steps: list[tuple[Update, list[int]]] = [
        (replace(grown, adds=_both([1, 2, 3])), [1, 2, 3]),
        (replace(tick, mods=_both([20, 30]), sequence=(2, 2)), [1, 20, 30]),
        (replace(tick, mods=_both([21, 31]), sequence=(3, 3)), [1, 21, 31]),
        (Update(size=4, added=ROWS(0, 0), adds=_both([0])), [0, 1, 21, 31]),
        (replace(tick, size=4, mods=_both([5, 6]), sequence=(5, 5)), [0, 5, 6, 31]),
        (replace(tick, size=4, mods=_both([7, 8]), sequence=(6, 6)), [0, 7, 8, 31]),
        (Update(size=2, removed=ROWS(0, 1)), [8, 31]),
        (Update(size=2, modified=[ROWS(0, 1)] * 2, mods=_both([1, 2])), [1, 2]),
    ]
    for update, expected in steps:
        for raw in wire.update_messages(SCHEMA, update):
            message = made.feed(raw)
            if message is not None:
                window.apply(message)
        assert window.column(0).to_pylist() == expected


def _both(numbers: list[int]) -> list[list[object]]:
    return [list(numbers), [str(number) for number in numbers]]


# --------------------------------------------------------------------------- recordings


def test_a_recorded_stream_of_every_type() -> None:
    made = StreamDecoder()
    schema, *rest = load("types")
    message = made.feed(schema)
    assert isinstance(message, SchemaMessage)
    (update,) = [update for update in map(made.feed, rest) if isinstance(update, BarrageUpdate)]
    values = dict(zip(message.spec.names, update.add_data, strict=True))
    assert [array.null_count for array in values.values() if array is not None] == [1] * 23
    plain = {
        "Boolean": [True, False],
        "Char": [65, 66],
        "Byte": [1, 2],
        "Short": [1, 2],
        "Int": [1, 2],
        "Long": [1, 2],
        "String": ["", "text"],
        "Period": [14, 14],
        "Decimal": [b"\x03\0\0\0\xcf\xc7"] * 2,
        "Integer": [(-12345678901).to_bytes(5, "big", signed=True)] * 2,
        "Bytes": [b"\1\2"] * 2,
        "Ints": [[1, None]] * 2,
        "Nested": [[[1], [2, 3]]] * 2,
        "Strings": [["a", None]] * 2,
        "Periods": [[5, None]] * 2,
        "Uuid": ["00000000-0000-0000-0000-000000000001"] * 2,
    }
    for name, wanted in plain.items():
        array = values[name]
        assert array is not None and array.to_pylist()[1:] == wanted, name
    for name, number in {
        "Instant": 1_700_000_000_123_456_789,
        "Zoned": 1,
        "Date": 1_709_164_800_000,
        "Time": 3_723_456_789_012,
        "Duration": 123_456_789_012,
    }.items():
        array = values[name]
        assert array is not None and array.view(pa.int64()).to_pylist()[1:] == [number] * 2, name
    for name in ("Float", "Double"):
        array = values[name]
        assert array is not None
        nan, half = array.to_pylist()[1:]
        assert nan != nan and half == 0.5, name


def test_a_recorded_stream_of_a_sorted_table() -> None:
    made = StreamDecoder()
    schema, *rest = load("sorted")
    message = made.feed(schema)
    assert isinstance(message, SchemaMessage)
    window = Window(message.spec)
    changes = [window.apply(u) for u in map(made.feed, rest) if isinstance(u, BarrageUpdate)]
    assert [change.size for change in changes] == [8, 8, 8, 6, 8]
    assert [change.is_snapshot for change in changes] == [True, False, False, False, False]
    columns = [window.column(index) for index in range(3)]
    assert list(zip(*[c.to_pylist() for c in columns if c is not None], strict=True)) == SORTED_END
