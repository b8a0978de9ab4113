"""Columns of a table as the server describes them.

Owns the reading of Arrow schema messages and their Deephaven metadata. The metadata keys and
the types were seen on a live 42.7 server. Pure.

pyarrow has no class for the Arrow type of Period values (a 32-bit count of months): making an
array of it raises. In the schema to read with, int32 stands in its place, which has the same
buffers, also inside of lists.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dhconsole.errors import DHError, ProtocolError
from dhconsole.lazily import LazyModule

if TYPE_CHECKING:
    import pyarrow as pa
else:
    pa = LazyModule("pyarrow")

PERIOD_JAVA_TYPE = "java.time.Period"
_ATTRIBUTE = "deephaven:attribute."
_UNSENT = "deephaven:unsent.attribute."
_INPUT_TABLE = "InputTable"
_FORMATTING = ("isStyle", "isRowStyle", "isNumberFormat", "isDateFormat")
_CONTINUATION = b"\xff\xff\xff\xff"


@dataclass(frozen=True, slots=True)
class ColumnSpec:
    """One column.

    Attributes:
        name: column name.
        java_type: the engine's type, such as ``int`` or ``java.time.Instant``.
        arrow_type: type of the values; int32 months where they are, or hold, Periods.
        component_type: element type of an array or vector; otherwise empty.
        sortable: whether the server can sort by it.
        is_style: whether it only carries formatting for other columns, and is not for show.
        is_row_style: whether what it carries is the colours of whole rows.
        style_column: name of the column that carries this one's colours; may be empty.
        format_column: name of the column that carries the patterns of this one's numbers or
            times; may be empty.
        is_key, is_value: the column's part in an input table.
        description: what the table's maker says of it; may be empty.
        is_depth: whether it tells how deep a row of a tree lies.
        is_tree_key: whether it is one of those that tell a tree's rows apart.
        twin: name of the column of groups that this one has the name of, when it is one of the
            rows in them; otherwise empty.
    """

    name: str
    java_type: str
    arrow_type: pa.DataType
    component_type: str = ""
    sortable: bool = False
    is_style: bool = False
    is_row_style: bool = False
    style_column: str = ""
    format_column: str = ""
    is_key: bool = False
    is_value: bool = False
    description: str = ""
    is_depth: bool = False
    is_tree_key: bool = False
    twin: str = ""


@dataclass(frozen=True, slots=True)
class TableSpec:
    """Columns and attributes of a table."""

    columns: tuple[ColumnSpec, ...]
    attributes: Mapping[str, str] = field(default_factory=dict)
    metadata: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_blink(self) -> bool:
        return self.attributes.get("BlinkTable") == "true"

    @property
    def is_append_only(self) -> bool:
        return self.attributes.get("AppendOnly") == "true"

    @property
    def is_input_table(self) -> bool:
        return _INPUT_TABLE in self.attributes

    @property
    def is_tree(self) -> bool:
        """Whether it is a view of a tree or a rollup."""
        return bool(self.columns) and self.columns[0].is_depth

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    def index(self, name: str) -> int:
        """Index of the column of that name; raises DHError when there is none."""
        for index, column in enumerate(self.columns):
            if column.name == name:
                return index
        raise DHError(f"there is no column {name!r}")

    def arrow_schema(self) -> pa.Schema:
        """Names and Arrow types, as a table in memory has them."""
        return pa.schema(
            [
                pa.field(
                    column.name,
                    pa.month_day_nano_interval()
                    if column.java_type == PERIOD_JAVA_TYPE
                    else column.arrow_type,
                )
                for column in self.columns
            ]
        )


def read_table_spec(schema_bytes: bytes, *, columns_as_list: bool) -> tuple[TableSpec, pa.Schema]:
    """Columns, and the schema to read record batches with.

    Args:
        schema_bytes: an Arrow schema message, with or without the prefix of a stream.
        columns_as_list: whether batches have each column as one list. Where the schema does
            not say so itself (then not every field is a list), its fields are wrapped here.

    Raises:
        ProtocolError: the bytes are no schema.
    """
    schema = _read_schema(schema_bytes)
    found = _fields(schema)
    wrapped = columns_as_list and all(pa.types.is_list(type_) for _, type_, _ in found)
    columns, fields = [], []
    for name, type_, meta in found:
        value = type_.value_type if wrapped else type_
        columns.append(_column(name, value, meta))
        fields.append(pa.field(name, pa.list_(value) if columns_as_list else value))
    metadata = _texts(schema.metadata)
    attributes = {
        key.removeprefix(prefix): value
        for key, value in metadata.items()
        for prefix in (_ATTRIBUTE, _UNSENT)
        if key.startswith(prefix)
    }
    return TableSpec(tuple(columns), attributes, metadata), pa.schema(fields)


def _fields(schema: pa.Schema) -> list[tuple[str, pa.DataType, Mapping[str, str]]]:
    """Name, type to read and metadata of every field."""
    found: list[tuple[str, pa.DataType, Mapping[str, str]]] = []
    try:
        for index in range(len(schema.names)):
            field_ = schema.field(index)
            found.append((field_.name, _readable(field_.type), _texts(field_.metadata)))
    except (pa.ArrowException, ValueError, KeyError) as exc:
        # A name that is not UTF-8, or a type that pyarrow has no class for.
        raise ProtocolError(f"a column of the table's schema cannot be read ({exc!r})") from exc
    return found


def _readable(type_: pa.DataType) -> pa.DataType:
    """``type_``, or what to read in its place; also inside of lists (arrays, grouped columns)."""
    if type_.id == pa.lib.Type_INTERVAL_MONTHS:
        return pa.int32()
    if pa.types.is_list(type_):
        return pa.list_(_readable(type_.value_type))
    return type_


def _column(name: str, value: pa.DataType, meta: Mapping[str, str]) -> ColumnSpec:
    return ColumnSpec(
        name=name,
        java_type=meta.get("deephaven:type", ""),
        arrow_type=value,
        component_type=meta.get("deephaven:componentType", ""),
        sortable=meta.get("deephaven:isSortable") == "true",
        is_style=any(meta.get(f"deephaven:{each}") == "true" for each in _FORMATTING),
        is_row_style=meta.get("deephaven:isRowStyle") == "true",
        style_column=meta.get("deephaven:styleColumn", ""),
        format_column=meta.get("deephaven:numberFormatColumn", "")
        or meta.get("deephaven:dateFormatColumn", ""),
        is_key=meta.get("deephaven:inputtable.isKey") == "true",
        is_value=meta.get("deephaven:inputtable.isValue") == "true",
        description=meta.get("deephaven:description", ""),
        is_depth=meta.get("deephaven:hierarchicalTable.isRowDepthColumn") == "true",
        is_tree_key=meta.get("deephaven:hierarchicalTable.isExpandByColumn") == "true",
    )


def _read_schema(raw: bytes) -> pa.Schema:
    if raw[:4] != _CONTINUATION:
        padding = b"\0" * (-len(raw) % 8)
        size = (len(raw) + len(padding)).to_bytes(4, "little")
        raw = _CONTINUATION + size + bytes(raw) + padding
    try:
        return pa.ipc.read_schema(pa.BufferReader(raw))
    except (pa.ArrowException, OSError, ValueError, KeyError) as exc:
        raise ProtocolError(f"the table's schema cannot be read ({exc})") from exc


def _texts(metadata: Mapping[bytes, bytes] | None) -> dict[str, str]:
    return {
        key.decode("utf-8", "replace"): value.decode("utf-8", "replace")
        for key, value in (metadata or {}).items()
    }
