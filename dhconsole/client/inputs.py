"""Input tables: what the server says of one, and writing to it.

Wire facts (live 42.7 server): the schema of an input table carries which columns are keys and
which are values, and their restrictions, as a base64 text in its metadata; tables filtered or
sorted from one carry it still. A write answers when the change is in the table.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

import grpc
import grpc.aio
from google.protobuf.message import DecodeError

from dhconsole._proto import inputtable_pb2
from dhconsole.client import methods
from dhconsole.client.columns import TableSpec
from dhconsole.client.ticket import Ticket
from dhconsole.errors import InputError, ProtocolError

if TYPE_CHECKING:
    from dhconsole.client.connection import Connection

_METADATA = "deephaven:tableMetadata"
_KEY = inputtable_pb2.InputTableColumnInfo.KIND_KEY


class InputKind(Enum):
    """What an input table does with added rows."""

    KEYED = "keyed"
    APPEND_ONLY = "append-only"
    BLINK = "blink"


@dataclass(frozen=True, slots=True)
class Restriction:
    """What the server demands of a column's values.

    Attributes:
        kind: ``not_null``, ``non_empty``, ``integer_range``, ``double_range``, ``string_list``, or
            the server's own name for one that we do not know.
        minimum: least number allowed; None where there is none.
        maximum: greatest number allowed; None where there is none.
        allowed: the texts allowed, for ``string_list``.
    """

    kind: str
    minimum: float | None = None
    maximum: float | None = None
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class InputColumns:
    """How an input table can be written to.

    Attributes:
        kind: what it does with added rows.
        keys: names of the key columns; empty unless it is keyed.
        values: names of the other columns that can be written.
        restrictions: per column, what its values must be.
    """

    kind: InputKind
    keys: tuple[str, ...]
    values: tuple[str, ...]
    restrictions: dict[str, tuple[Restriction, ...]]


def read_input_columns(spec: TableSpec) -> InputColumns | None:
    """How the table of ``spec`` can be written to; None when it is no input table.

    Raises:
        ProtocolError: its metadata is not what it must be.
    """
    if not spec.is_input_table:
        return None
    message = inputtable_pb2.DeephavenTableMetadata()
    try:
        message.ParseFromString(base64.b64decode(spec.metadata.get(_METADATA, ""), validate=True))
    except (binascii.Error, DecodeError) as exc:
        raise ProtocolError("the metadata of an input table cannot be read") from exc
    infos = message.input_table_metadata.column_info
    keys = tuple(
        name for name in spec.names if (name in infos and infos[name].kind == _KEY)
    ) or tuple(column.name for column in spec.columns if column.is_key)
    values = tuple(name for name in spec.names if name not in keys and (not infos or name in infos))
    if spec.is_blink:
        kind = InputKind.BLINK
    else:
        kind = InputKind.KEYED if keys else InputKind.APPEND_ONLY
    restrictions = {
        name: tuple(_restriction(each) for each in infos[name].restrictions)
        for name in spec.names
        if name in infos and infos[name].restrictions
    }
    return InputColumns(kind, keys, values, restrictions)


async def add_rows(connection: Connection, target: Ticket, rows: Ticket) -> None:
    """Add the rows of the table ``rows``; in a keyed table they replace those of equal keys.

    Raises:
        InputError: the columns do not fit, or ``target`` is no input table.
    """
    method = methods.InputTable.ADD_TABLE_TO_INPUT_TABLE
    request = method.request()
    request.input_table.ticket, request.table_to_add.ticket = target.bytes, rows.bytes
    try:
        await connection.unary(method, request, timeout=None)
    except InputError as exc:
        exc.cells = _refused_cells(exc)
        raise


async def delete_rows(connection: Connection, target: Ticket, keys: Ticket) -> None:
    """Delete the rows whose keys are in the table ``keys``, which has the key columns only.

    Raises:
        InputError: the table is not keyed, or the columns do not fit.
    """
    method = methods.InputTable.DELETE_TABLE_FROM_INPUT_TABLE
    request = method.request()
    request.input_table.ticket, request.table_to_remove.ticket = target.bytes, keys.bytes
    await connection.unary(method, request, timeout=None)


def _refused_cells(error: InputError) -> tuple[tuple[int, str, str], ...]:
    """The cells that a refusal names (seen on a live 42.7 server: the first one only)."""
    call = error.__cause__
    if not isinstance(call, grpc.aio.AioRpcError):
        return ()
    metadata: Any = call.trailing_metadata() or ()
    found = []
    try:
        raw = dict(metadata).get("grpc-status-details-bin", b"")
        for detail in inputtable_pb2.RefusalDetails.FromString(raw).details:
            if detail.type_url.endswith(".InputTableValidationErrorList"):
                listed = inputtable_pb2.InputTableValidationErrorList.FromString(detail.value)
                for each in listed.validation_errors:
                    found.append((each.row, each.column, each.message))
    except DecodeError:
        return ()  # the error's own text says what is wrong
    return tuple(found)


def _restriction(packed: Any) -> Restriction:
    """Types are known by the last part of their name, since the package is the server's."""
    name = packed.type_url.rsplit(".", 1)[-1].rsplit("/", 1)[-1]
    try:
        if name in ("IntegerRangeRestriction", "DoubleRangeRestriction"):
            ranged = getattr(inputtable_pb2, name).FromString(packed.value)
            low = ranged.min_inclusive if ranged.HasField("min_inclusive") else None
            high = ranged.max_inclusive if ranged.HasField("max_inclusive") else None
            kind = "integer_range" if name.startswith("Integer") else "double_range"
            return Restriction(kind, low, high)
        if name == "StringListRestriction":
            listed = inputtable_pb2.StringListRestriction.FromString(packed.value)
            return Restriction("string_list", allowed=tuple(listed.allowed_values))
    except DecodeError as exc:
        raise ProtocolError(f"the restriction {name} cannot be read") from exc
    plain = {"NotNullRestriction": "not_null", "NonEmptyRestriction": "non_empty"}
    return Restriction(plain.get(name, name))
