"""Our messages are Deephaven's on the wire, and live beside pydeephaven's in one process.

Names of messages may differ, only field numbers and shapes are sent. The comparison therefore
starts at messages of equal name and follows the fields; that every message of ours is reached
is part of the test.
"""

from __future__ import annotations

import importlib
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from google.protobuf import descriptor_pb2
from google.protobuf.descriptor import Descriptor, EnumDescriptor, FieldDescriptor
from google.protobuf.message import Message
from pyarrow import flight as arrow_flight

from dhconsole._proto import flight_pb2, table_pb2
from dhconsole.client import methods
from dhconsole.client.methods import Kind, Method

REPOSITORY = Path(__file__).resolve().parents[2]
GENERATED = REPOSITORY / "dhconsole" / "_proto"
OUR_MODULES = sorted(f"dhconsole._proto.{path.stem}" for path in GENERATED.glob("*_pb2.py"))
THEIR_MODULES = [
    f"deephaven_core.proto.{name}_pb2"
    for name in (
        "application",
        "config",
        "console",
        "hierarchicaltable",
        "inputtable",
        "object",
        "partitionedtable",
        "session",
        "storage",
        "table",
        "ticket",
    )
]

# Only the methods below are left out of the table on purpose: superseded ones, and those by
# which browsers get round their lack of client streams.
LEFT_OUT_METHODS = {
    "NewSession",
    "ComboAggregate",
    "AsOfJoinTables",
    "OpenAutoCompleteStream",
    "NextAutoCompleteStream",
    "OpenMessageStream",
    "NextMessageStream",
}


def imported(names: list[str]) -> list[ModuleType]:
    return [importlib.import_module(name) for name in names]


def messages_of(module: ModuleType) -> dict[str, Descriptor]:
    return dict(module.DESCRIPTOR.message_types_by_name)


def with_nested(message: Descriptor) -> Iterator[Descriptor]:
    yield message
    for nested in message.nested_types:
        yield from with_nested(nested)


def their_messages() -> dict[str, Descriptor]:
    pytest.importorskip("pydeephaven")
    found: dict[str, Descriptor] = {}
    for module in imported(THEIR_MODULES):
        found |= messages_of(module)
    return found


def as_proto(message: Descriptor) -> descriptor_pb2.DescriptorProto:
    copy = descriptor_pb2.DescriptorProto()
    message.CopyToProto(copy)
    return copy


def shape(message: Descriptor) -> dict[int, tuple[Any, ...]]:
    """What a field means on the wire and in code, by field number; types by kind only."""
    proto = as_proto(message)
    return {
        field.number: (
            field.name,
            descriptor_pb2.FieldDescriptorProto.Type.Name(field.type),
            descriptor_pb2.FieldDescriptorProto.Label.Name(field.label),
            field.proto3_optional,
            proto.oneof_decl[field.oneof_index].name if field.HasField("oneof_index") else "",
        )
        for field in proto.field
    }


def reserved_numbers(message: Descriptor) -> set[int]:
    return {n for span in as_proto(message).reserved_range for n in range(span.start, span.end)}


def values(enum: EnumDescriptor) -> dict[str, int]:
    return {value.name: value.number for value in enum.values}


class Comparison:
    """Walks two message trees side by side and notes where they part."""

    def __init__(self) -> None:
        self.differences: list[str] = []
        self.seen: set[tuple[str, str]] = set()

    def compare(self, ours: Descriptor, theirs: Descriptor) -> None:
        pair = (ours.full_name, theirs.full_name)
        if pair in self.seen:
            return
        self.seen.add(pair)
        if ours.GetOptions().map_entry != theirs.GetOptions().map_entry:
            self.differences.append(f"{ours.full_name}: map on one side only")
        our_shape, their_shape = shape(ours), shape(theirs)
        left_out = reserved_numbers(ours)
        for number in sorted(our_shape.keys() | their_shape.keys()):
            if number in our_shape or number not in left_out:
                mine, other = our_shape.get(number), their_shape.get(number)
                if mine != other:
                    self.differences.append(f"{ours.full_name} {number}: {mine} is not {other}")
        for number in our_shape.keys() & their_shape.keys():
            self._compare_types(ours.fields_by_number[number], theirs.fields_by_number[number])

    def _compare_types(self, ours: FieldDescriptor, theirs: FieldDescriptor) -> None:
        if ours.message_type and theirs.message_type:
            self.compare(ours.message_type, theirs.message_type)
        if ours.enum_type and theirs.enum_type:
            mine, other = values(ours.enum_type), values(theirs.enum_type)
            if mine != other:
                self.differences.append(f"{ours.full_name}: {mine} is not {other}")


def table_of_methods() -> dict[str, Method[Any, Any]]:
    groups = [group for group in vars(methods).values() if isinstance(group, type)]
    found = [m for group in groups for m in vars(group).values() if isinstance(m, Method)]
    by_path = {method.path: method for method in found}
    assert len(by_path) == len(found), "a path is listed twice"
    return by_path


# -- generated code ----------------------------------------------------------------------


def run_python(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=REPOSITORY,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY), **environment},
        timeout=120,
    )


def test_generated_code_is_up_to_date() -> None:
    pytest.importorskip("grpc_tools")
    done = run_python("protos/regenerate.py", "--check")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_check_notices_a_changed_source(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("grpc_tools")
    monkeypatch.syspath_prepend(str(REPOSITORY / "protos"))
    regenerate = importlib.import_module("regenerate")
    sources = tmp_path / "dhconsole" / "wire"
    sources.mkdir(parents=True)
    for path in regenerate.SOURCES.glob("*.proto"):
        text = path.read_text("utf-8")
        (sources / path.name).write_text(text.replace("bytes ticket = 1", "bytes ticket = 2"))
    monkeypatch.setattr(regenerate, "HERE", tmp_path)
    monkeypatch.setattr(regenerate, "SOURCES", sources)
    assert regenerate.main(["--check"]) == 1
    printed = capsys.readouterr().out
    assert "ticket_pb2" in printed
    assert "flight_pb2" in printed
    assert "config_pb2" not in printed


@pytest.mark.parametrize("name", OUR_MODULES)
def test_generated_code_loads_from_the_promised_runtime_on(name: str) -> None:
    text = (GENERATED / f"{name.rpartition('.')[2]}.py").read_text("utf-8")
    made_for = re.search(r"^# Protobuf Python Version: (\d+)\.(\d+)\.(\d+)$", text, re.MULTILINE)
    assert made_for is not None
    assert tuple(int(part) for part in made_for.groups()) <= (6, 31, 1)


@pytest.mark.parametrize("name", OUR_MODULES)
def test_registered_names_are_our_own(name: str) -> None:
    file = importlib.import_module(name).DESCRIPTOR
    assert file.name.startswith("dhconsole/wire/")
    assert file.package in ("dhconsole.wire", "dhconsole.wire.flight")
    assert not file.services_by_name


# -- same on the wire --------------------------------------------------------------------


GRPCS_OWN = {"dhconsole.wire.RefusalDetails"}
"""What gRPC itself defines; tests/core/test_editing.py reads one from a live server."""


def test_messages_are_those_of_the_server() -> None:
    theirs = their_messages()
    comparison = Comparison()
    every: set[str] = set()
    for module in imported(OUR_MODULES):
        if module is flight_pb2:
            continue
        for name, message in messages_of(module).items():
            every |= {nested.full_name for nested in with_nested(message)}
            if name in theirs:
                comparison.compare(message, theirs[name])
    assert comparison.differences == []
    assert every - {ours for ours, _ in comparison.seen} == GRPCS_OWN


def test_comparison_sees_a_difference() -> None:
    ours = messages_of(table_pb2)
    comparison = Comparison()
    comparison.compare(ours["HeadOrTailRequest"], ours["HeadOrTailByRequest"])
    comparison.compare(ours["FetchTableRequest"], ours["SliceRequest"])
    assert any("group_by_column_specs" in line for line in comparison.differences)
    assert any("first_position_inclusive" in line for line in comparison.differences)


def test_methods_are_those_of_the_server() -> None:
    pytest.importorskip("pydeephaven")
    ours = table_of_methods()
    expected = set()
    for module in imported(THEIR_MODULES):
        for service in module.DESCRIPTOR.services_by_name.values():
            for rpc in service.methods:
                if rpc.name in LEFT_OUT_METHODS:
                    continue
                path = f"/{service.full_name}/{rpc.name}"
                expected.add(path)
                method = ours[path]
                assert method.request.DESCRIPTOR.name == rpc.input_type.name, path
                assert method.response.DESCRIPTOR.name == rpc.output_type.name, path
                assert method.kind is kind_of(rpc.client_streaming, rpc.server_streaming), path
    flight_paths = {path for path in ours if path.startswith("/arrow.flight.protocol.")}
    assert ours.keys() - flight_paths == expected
    assert "/arrow.flight.protocol.FlightService/DoExchange" in flight_paths


def kind_of(client_streams: bool, server_streams: bool) -> Kind:
    if client_streams:
        return Kind.BIDI
    return Kind.SERVER_STREAM if server_streams else Kind.UNARY


def arrow_made() -> list[tuple[str, bytes, Message]]:
    """Flight messages as pyarrow writes them, with the same ones of ours."""
    wire = flight_pb2
    path = wire.FlightDescriptor(type=wire.FlightDescriptor.PATH, path=["export", "7"])
    command = wire.FlightDescriptor(type=wire.FlightDescriptor.CMD, cmd=b"dphn")
    return [
        ("ticket", arrow_flight.Ticket(b"e\x07").serialize(), wire.Ticket(ticket=b"e\x07")),
        ("path", arrow_flight.FlightDescriptor.for_path("export", "7").serialize(), path),
        ("command", arrow_flight.FlightDescriptor.for_command(b"dphn").serialize(), command),
        (
            "action",
            arrow_flight.Action("do", b"body").serialize(),
            wire.Action(type="do", body=b"body"),
        ),
        (
            "endpoint",
            arrow_flight.FlightEndpoint(b"t", ["grpc://host:1"], None, b"meta").serialize(),
            wire.FlightEndpoint(
                ticket=wire.Ticket(ticket=b"t"),
                location=[wire.Location(uri="grpc://host:1")],
                app_metadata=b"meta",
            ),
        ),
        (
            "login",
            arrow_flight.BasicAuth("user", "secret").serialize(),
            wire.BasicAuth(username="user", password="secret"),
        ),
    ]


@pytest.mark.parametrize("case", arrow_made(), ids=lambda case: case[0])
def test_flight_messages_are_those_of_arrow(case: tuple[str, bytes, Message]) -> None:
    _, theirs, ours = case
    assert type(ours).FromString(theirs) == ours
    assert ours.SerializeToString() == theirs


def test_flight_info_is_read_as_arrow_writes_it() -> None:
    import pyarrow as pa

    schema = pa.schema([("A", pa.int32())])
    descriptor = arrow_flight.FlightDescriptor.for_path("scope", "t")
    endpoint = arrow_flight.FlightEndpoint(b"s/t", [])
    info = flight_pb2.FlightInfo.FromString(
        arrow_flight.FlightInfo(schema, descriptor, [endpoint], 5, 40).serialize()
    )
    assert pa.ipc.read_schema(pa.py_buffer(info.schema)) == schema
    assert list(info.flight_descriptor.path) == ["scope", "t"]
    assert (info.total_records, info.total_bytes) == (5, 40)
    assert info.endpoint[0].ticket.ticket == b"s/t"


def test_flight_data_body_has_the_number_of_the_flight_format() -> None:
    # Key of field 1000, wire type 2: (1000 << 3) | 2 = 8002, as a varint.
    assert flight_pb2.FlightData(data_body=b"x").SerializeToString() == b"\xc2\x3e\x01x"


# -- beside pydeephaven ------------------------------------------------------------------

BOTH = """
import importlib, sys
ours, theirs, order = (part.split(",") for part in sys.argv[1:4])
for name in (ours + theirs if order == ["ours"] else theirs + ours):
    importlib.import_module(name)

from deephaven_core.proto import table_pb2 as their_table, ticket_pb2 as their_ticket
from dhconsole._proto import table_pb2 as our_table

mine = our_table.HeadOrTailRequest(num_rows=-5)
mine.source_id.ticket.ticket = b"s/t"
other = their_table.HeadOrTailRequest(
    num_rows=-5,
    source_id=their_table.TableReference(ticket=their_ticket.Ticket(ticket=b"s/t")),
)
assert mine.SerializeToString() == other.SerializeToString()
assert their_table.HeadOrTailRequest.FromString(mine.SerializeToString()) == other
assert our_table.HeadOrTailRequest.FromString(other.SerializeToString()) == mine
assert type(mine) is not type(other)
print("fine")
"""


@pytest.mark.parametrize("backend", ["upb", "python"])
@pytest.mark.parametrize("first", ["ours", "theirs"])
def test_both_packages_in_one_process(first: str, backend: str) -> None:
    pytest.importorskip("pydeephaven")
    ours = ",".join(["dhconsole.client.methods", *OUR_MODULES])
    theirs = ",".join(["pydeephaven", *THEIR_MODULES])
    done = run_python(
        "-c", BOTH, ours, theirs, first, PROTOCOL_BUFFERS_PYTHON_IMPLEMENTATION=backend
    )
    assert (done.returncode, done.stdout) == (0, "fine\n"), done.stderr
