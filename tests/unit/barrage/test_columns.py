"""Columns from schema messages."""

from __future__ import annotations

import pyarrow as pa
import pytest

from dhconsole.client.barrage.messages import split_flight_data
from dhconsole.client.columns import read_table_spec
from dhconsole.errors import DHError, ProtocolError
from tests.unit.barrage.recorded import load
from tests.unit.barrage.wire import arrow

UTC = pa.timestamp("ns", tz="UTC")

# What a live 42.7 server sends: name of the column's type, of its components, Arrow type.
TYPES = [
    ("java.lang.Boolean", "", pa.bool_()),
    ("char", "", pa.uint16()),
    ("byte", "", pa.int8()),
    ("short", "", pa.int16()),
    ("int", "", pa.int32()),
    ("long", "", pa.int64()),
    ("float", "", pa.float32()),
    ("double", "", pa.float64()),
    ("java.lang.String", "", pa.string()),
    ("java.time.Instant", "", UTC),
    ("java.time.ZonedDateTime", "", UTC),
    ("java.time.LocalDate", "", pa.date64()),
    ("java.time.LocalTime", "", pa.time64("ns")),
    ("java.time.Duration", "", pa.duration("ns")),
    ("java.math.BigDecimal", "", pa.binary()),
    ("java.math.BigInteger", "", pa.binary()),
    ("java.util.UUID", "", pa.string()),
    ("java.lang.Object", "", pa.string()),
    ("byte[]", "byte", pa.binary()),
    ("char[]", "char", pa.list_(pa.uint16())),
    ("int[]", "int", pa.list_(pa.int32())),
    ("int[][]", "int[]", pa.list_(pa.list_(pa.int32()))),
    ("java.lang.Boolean[]", "java.lang.Boolean", pa.list_(pa.bool_())),
    ("io.deephaven.vector.ObjectVector", "java.lang.String", pa.list_(pa.string())),
    ("io.deephaven.vector.ObjectVector", "byte[]", pa.list_(pa.binary())),
]


def header_of(schema: pa.Schema) -> bytes:
    return arrow(schema.serialize())[0]


def months() -> pa.DataType:
    """The Arrow type of a Period, which pyarrow cannot make but has when it has read it."""
    header, _, _ = split_flight_data(load("types")[0])
    prefix = b"\xff\xff\xff\xff" + len(header).to_bytes(4, "little")
    schema = pa.ipc.read_schema(pa.py_buffer(prefix + bytes(header)))
    return schema.field("Period").type.value_type


@pytest.mark.parametrize(("java_type", "component", "type_"), TYPES)
@pytest.mark.parametrize("listed", [True, False])
def test_every_type(java_type: str, component: str, type_: pa.DataType, listed: bool) -> None:
    metadata = {"deephaven:type": java_type, "deephaven:componentType": component}
    sent = pa.list_(type_) if listed else type_
    header = header_of(pa.schema([pa.field("Only", sent, False, metadata)]))
    spec, schema = read_table_spec(header, columns_as_list=listed)
    (column,) = spec.columns
    assert (column.name, column.java_type) == ("Only", java_type)
    assert (column.component_type, column.arrow_type) == (component, type_)
    assert schema.field(0).type == sent


@pytest.mark.parametrize(
    ("wrap", "stand_in"),
    [
        (lambda type_: type_, pa.int32()),
        (pa.list_, pa.list_(pa.int32())),
        (lambda type_: pa.list_(pa.list_(type_)), pa.list_(pa.list_(pa.int32()))),
    ],
)
def test_periods_are_read_as_months(wrap, stand_in: pa.DataType) -> None:
    sent = wrap(months())
    plain, schema = read_table_spec(header_of(pa.schema({"P": sent})), columns_as_list=False)
    assert plain.columns[0].arrow_type == schema.field(0).type == stand_in
    listed = header_of(pa.schema({"P": pa.list_(sent)}))
    spec, schema = read_table_spec(listed, columns_as_list=True)
    assert spec.columns[0].arrow_type == stand_in
    assert schema.field(0).type == pa.list_(stand_in)


def test_a_schema_that_does_not_speak_of_lists_is_wrapped() -> None:
    header = header_of(pa.schema({"A": pa.int32(), "B": pa.list_(pa.int64())}))
    spec, schema = read_table_spec(header, columns_as_list=True)
    assert [column.arrow_type for column in spec.columns] == [pa.int32(), pa.list_(pa.int64())]
    assert schema.types == [pa.list_(pa.int32()), pa.list_(pa.list_(pa.int64()))]


def test_what_metadata_says() -> None:
    style = {"deephaven:isStyle": "true", "deephaven:type": "long"}
    key = {
        "deephaven:type": "int",
        "deephaven:isSortable": "true",
        "deephaven:styleColumn": "Style",
        "deephaven:inputtable.isKey": "true",
        "deephaven:description": "what it is",
    }
    value = {"deephaven:inputtable.isValue": "true"}
    fields = [
        pa.field("Key", pa.int32(), metadata=key),
        pa.field("Style", pa.int64(), metadata=style),
        pa.field("Value", pa.int64(), metadata=value),
        pa.field("Bare", pa.int64()),
    ]
    attributes = {
        "deephaven:attribute.BlinkTable": "true",
        "deephaven:attribute.AppendOnly": "true",
        "deephaven:attribute_type.BlinkTable": "java.lang.Boolean",
        "deephaven:unsent.attribute.InputTable": "",
    }
    spec, _ = read_table_spec(header_of(pa.schema(fields, attributes)), columns_as_list=False)
    first, hidden, last, bare = spec.columns
    assert first.is_key and first.sortable and not first.is_value and not first.is_style
    assert (first.style_column, first.description) == ("Style", "what it is")
    assert hidden.is_style and last.is_value and not last.is_key
    assert (bare.java_type, bare.sortable) == ("", False)
    assert spec.is_blink and spec.is_append_only and spec.is_input_table
    assert set(spec.attributes) == {"BlinkTable", "AppendOnly", "InputTable"}
    assert spec.metadata["deephaven:attribute_type.BlinkTable"] == "java.lang.Boolean"
    assert spec.names == ("Key", "Style", "Value", "Bare") and spec.index("Value") == 2
    with pytest.raises(DHError, match="no column 'Nope'"):
        spec.index("Nope")


def test_a_table_without_attributes() -> None:
    spec, _ = read_table_spec(header_of(pa.schema({"A": pa.int32()})), columns_as_list=False)
    assert not (spec.is_blink or spec.is_append_only or spec.is_input_table)
    assert spec.metadata == {}


def test_with_and_without_the_prefix() -> None:
    whole = pa.schema({"A": pa.int32()}).serialize().to_pybytes()
    bare = header_of(pa.schema({"A": pa.int32()}))
    for data in (whole, bare, bare + b"\0" * 3):
        assert read_table_spec(data, columns_as_list=False)[0].names == ("A",)


def test_a_recorded_schema() -> None:
    header, _, _ = split_flight_data(load("sorted")[0])
    spec, _ = read_table_spec(bytes(header), columns_as_list=True)
    assert [(c.name, c.java_type, c.is_key, c.is_value) for c in spec.columns] == [
        ("Key", "int", True, False),
        ("Name", "java.lang.String", False, True),
        ("Size", "int", False, True),
    ]
    assert spec.is_input_table and spec.attributes["SortedColumns"] == "Size=Ascending"


@pytest.mark.parametrize(
    "data",
    [b"", b"\0", b"\xff\xff\xff\xff", b"\xff" * 64, b"\0" * 64, b"not a schema at all"],
)
def test_what_is_no_schema(data: bytes) -> None:
    with pytest.raises(ProtocolError, match="schema cannot be read"):
        read_table_spec(data, columns_as_list=True)


def test_a_batch_is_no_schema() -> None:
    batch = pa.RecordBatch.from_pydict({"A": [1]})
    with pytest.raises(ProtocolError, match="schema cannot be read"):
        read_table_spec(arrow(batch.serialize())[0], columns_as_list=False)


def test_a_name_that_is_no_text() -> None:
    header = header_of(pa.schema({"NAME": pa.int32()})).replace(b"NAME", b"N\xff\xfeE")
    with pytest.raises(ProtocolError, match="column of the table's schema"):
        read_table_spec(header, columns_as_list=False)
