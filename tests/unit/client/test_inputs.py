"""What an input table says of itself."""

from __future__ import annotations

import base64

import pyarrow as pa
import pytest

from dhconsole._proto import inputtable_pb2
from dhconsole.client.columns import ColumnSpec, TableSpec
from dhconsole.client.inputs import InputKind, Restriction, read_input_columns
from dhconsole.errors import ProtocolError

PACKAGE = "type.googleapis.com/io.deephaven.proto.backplane.grpc."
COLUMNS = ("Id", "Level", "Name", "Note")


def spec(metadata: str, **attributes: str) -> TableSpec:
    columns = tuple(ColumnSpec(name, "int", pa.int32()) for name in COLUMNS)
    return TableSpec(
        columns, {"InputTable": "", **attributes}, {"deephaven:tableMetadata": metadata}
    )


def encoded() -> str:
    message = inputtable_pb2.DeephavenTableMetadata()
    infos = message.input_table_metadata.column_info
    infos["Id"].kind = inputtable_pb2.InputTableColumnInfo.KIND_KEY
    for name in ("Level", "Name"):
        infos[name].kind = inputtable_pb2.InputTableColumnInfo.KIND_VALUE

    def restrict(column: str, kind: str, part: object) -> None:
        packed = infos[column].restrictions.add()
        packed.type_url = PACKAGE + kind
        packed.value = part.SerializeToString()  # type: ignore[attr-defined]

    restrict("Id", "NotNullRestriction", inputtable_pb2.NotNullRestriction())
    restrict(
        "Level",
        "IntegerRangeRestriction",
        inputtable_pb2.IntegerRangeRestriction(min_inclusive=1, max_inclusive=5),
    )
    restrict(
        "Level",
        "DoubleRangeRestriction",
        inputtable_pb2.DoubleRangeRestriction(max_inclusive=2.5),
    )
    restrict(
        "Name",
        "StringListRestriction",
        inputtable_pb2.StringListRestriction(allowed_values=["a", "b"]),
    )
    restrict("Name", "NonEmptyRestriction", inputtable_pb2.NonEmptyRestriction())
    restrict("Name", "FutureRestriction", inputtable_pb2.NonEmptyRestriction())
    return base64.b64encode(message.SerializeToString()).decode()


def test_keys_values_and_restrictions() -> None:
    found = read_input_columns(spec(encoded()))
    assert found is not None
    assert found.kind is InputKind.KEYED
    assert found.keys == ("Id",) and found.values == ("Level", "Name")
    assert found.restrictions == {
        "Id": (Restriction("not_null"),),
        "Level": (
            Restriction("integer_range", 1, 5),
            Restriction("double_range", None, 2.5),
        ),
        "Name": (
            Restriction("string_list", allowed=("a", "b")),
            Restriction("non_empty"),
            Restriction("FutureRestriction"),
        ),
    }


def test_kinds_without_keys() -> None:
    """The example of a live server: Id is a key, N a value."""
    live = read_input_columns(spec("ChMKCAoCSWQSAggBCgcKAU4SAggC"))
    assert live is not None and live.keys == ("Id",)
    plain = read_input_columns(spec(""))
    assert plain is not None and plain.kind is InputKind.APPEND_ONLY and plain.values == COLUMNS
    blink = read_input_columns(spec("", BlinkTable="true"))
    assert blink is not None and blink.kind is InputKind.BLINK
    assert read_input_columns(TableSpec((), {}, {})) is None


@pytest.mark.parametrize("broken", ["!!!", base64.b64encode(b"\xff\xff\xff").decode(), "a"])
def test_what_cannot_be_read(broken: str) -> None:
    with pytest.raises(ProtocolError):
        read_input_columns(spec(broken))
