"""The words for the types of columns, as people type them. Pure."""

from __future__ import annotations

import pyarrow as pa

from dhconsole.client.columns import ColumnSpec
from dhconsole.errors import ArgumentError

TYPES: dict[str, tuple[str, pa.DataType]] = {
    "string": ("java.lang.String", pa.string()),
    "bool": ("java.lang.Boolean", pa.bool_()),
    "byte": ("byte", pa.int8()),
    "short": ("short", pa.int16()),
    "int": ("int", pa.int32()),
    "long": ("long", pa.int64()),
    "float": ("float", pa.float32()),
    "double": ("double", pa.float64()),
    "char": ("char", pa.uint16()),
    "instant": ("java.time.Instant", pa.timestamp("ns", "UTC")),
    "zoned": ("java.time.ZonedDateTime", pa.timestamp("ns", "UTC")),
    "date": ("java.time.LocalDate", pa.date64()),
    "time": ("java.time.LocalTime", pa.time64("ns")),
    "duration": ("java.time.Duration", pa.duration("ns")),
    "period": ("java.time.Period", pa.month_day_nano_interval()),
    "decimal": ("java.math.BigDecimal", pa.binary()),
    "bigint": ("java.math.BigInteger", pa.binary()),
}
_ALIASES = {
    "str": "string",
    "text": "string",
    "boolean": "bool",
    "i8": "byte",
    "i16": "short",
    "i32": "int",
    "int32": "int",
    "i64": "long",
    "int64": "long",
    "integer": "int",
    "float32": "float",
    "float64": "double",
    "f64": "double",
    "timestamp": "instant",
    "datetime": "instant",
    "zoneddatetime": "zoned",
    "localdate": "date",
    "localtime": "time",
    "bigdecimal": "decimal",
    "biginteger": "bigint",
    "character": "char",
}


def column_of(name: str, word: str) -> ColumnSpec:
    """The column of that name whose type the word says; ``[]`` after it for arrays.

    Raises:
        ArgumentError: there is no such type.
    """
    kind, array, rest = word.strip().lower().partition("[]")
    kind = _ALIASES.get(kind, kind)
    if kind not in TYPES or rest:
        raise ArgumentError(
            f"there is no type {word.strip()}",
            hint=f"There are {', '.join(TYPES)}, and arrays of them such as double[].",
        )
    java_type, arrow_type = TYPES[kind]
    if array and kind == "byte":
        return ColumnSpec(name, "byte[]", pa.binary(), "byte")
    if array:
        return ColumnSpec(name, f"{java_type}[]", pa.list_(arrow_type), java_type)
    return ColumnSpec(name, java_type, arrow_type)


def word_of(column: ColumnSpec) -> str:
    """The word for the type of a column; the server's own where there is none."""
    words = {java: word for word, (java, _) in TYPES.items()}
    if column.component_type in words:
        return f"{words[column.component_type]}[]"
    return words.get(column.java_type, column.java_type)


def sent_field(column: ColumnSpec) -> pa.Field:
    """The column as it is sent: with the metadata that gives it its type on the server."""
    metadata = {"deephaven:type": column.java_type}
    if column.component_type:
        metadata["deephaven:componentType"] = column.component_type
    return pa.field(column.name, column.arrow_type, metadata=metadata)
