"""Which formatter a column gets.

Owns the table from Deephaven and Arrow types to formatters, and the short type names of column
headers. The Arrow type says how to read the values; the Deephaven type, from the schema's
metadata, says what they are (a uint16 may be a char, binary may be a BigDecimal).

    formatter = formatter_for("java.time.Instant", pa.timestamp("ns", "UTC"))
    texts, classes = formatter.format(values, limit=40)
"""

from __future__ import annotations

import re
from typing import Final

import pyarrow as pa
from pyarrow import types

from dhconsole.text.formats import CellClass, ColumnFormatter, FormatSettings, Formatted
from dhconsole.text.nested import ArrayFormatter, MapFormatter
from dhconsole.text.numeric import (
    BoolFormatter,
    DecimalFormatter,
    FloatFormatter,
    IntFormatter,
    align_decimals,
    fraction_cells,
    read_big_decimal,
    read_big_integer,
    read_decimal,
)
from dhconsole.text.safe import safe_text
from dhconsole.text.strings import BytesFormatter, CharFormatter, OtherFormatter, StringFormatter
from dhconsole.text.temporal import (
    DateFormatter,
    DurationFormatter,
    InstantFormatter,
    PeriodFormatter,
    TimeFormatter,
)

__all__ = [
    "CellClass",
    "ColumnFormatter",
    "FormatSettings",
    "Formatted",
    "align_decimals",
    "formatter_for",
    "fraction_cells",
    "short_type",
]

_PERIOD: Final = "java.time.Period"
_BIG_DECIMAL: Final = "java.math.BigDecimal"
_BIG_INTEGER: Final = "java.math.BigInteger"
_CHAR: Final = frozenset(["char", "java.lang.Character"])
_VECTOR = re.compile(r"io\.deephaven\.vector\.(\w+?)Vector(?:\W|$)")
_HEADER_LIMIT: Final = 40
_ARROW_NAMES: Final = {
    "string": "String",
    "large_string": "String",
    "bool": "Boolean",
    "int8": "byte",
    "int16": "short",
    "int32": "int",
    "int64": "long",
    "float": "float",
    "double": "double",
}


def formatter_for(
    java_type: str,
    arrow_type: pa.DataType,
    component_type: str = "",
    settings: FormatSettings | None = None,
) -> ColumnFormatter:
    """The formatter of a column.

    Args:
        java_type: ``deephaven:type`` of the schema, or ``""`` when there is none.
        arrow_type: type of the values; a Period is int32 months, or a list of one int32.
        component_type: ``deephaven:componentType``; without it an array's ``T[]`` says it.
        settings: how values look; ``None`` means the defaults.
    """
    settings = settings or FormatSettings()
    if types.is_dictionary(arrow_type) or types.is_run_end_encoded(arrow_type):
        return formatter_for(java_type, arrow_type.value_type, component_type, settings)
    header = safe_text(short_type(java_type, component_type, arrow_type), limit=_HEADER_LIMIT)
    if java_type == _PERIOD:
        return PeriodFormatter(header, settings)
    if _is_list(arrow_type):
        return _array_formatter(header, java_type, arrow_type, component_type, settings)
    found = _numeric(java_type, arrow_type, header, settings)
    return (
        found
        or _temporal(arrow_type, header, settings)
        or _textual(java_type, arrow_type, header, settings)
    )


def short_type(java_type: str, component_type: str = "", arrow_type: pa.DataType = None) -> str:
    """What to call a type: ``double``, ``String``, ``Instant``, ``double[]``.

    Vectors are called arrays. Without a Java type the Arrow type decides. Not made safe.
    """
    if not java_type:
        return "" if arrow_type is None else _arrow_name(arrow_type)
    vector = _VECTOR.match(java_type)
    if vector is not None:
        if component_type:
            return short_type(component_type) + "[]"
        name = vector.group(1)
        return (name if name == "Object" else name.lower()) + "[]"
    if java_type.endswith("[]"):
        return short_type(java_type[:-2]) + "[]"
    return java_type.rsplit(".", 1)[-1].rsplit("$", 1)[-1]


def _arrow_name(arrow_type: pa.DataType) -> str:
    if _is_list(arrow_type):
        return _arrow_name(arrow_type.value_type) + "[]"
    if types.is_timestamp(arrow_type):
        return "Instant"
    return _ARROW_NAMES.get(str(arrow_type), str(arrow_type))


def _array_formatter(
    header: str,
    java_type: str,
    arrow_type: pa.DataType,
    component_type: str,
    settings: FormatSettings,
) -> ColumnFormatter:
    component = component_type or (java_type[:-2] if java_type.endswith("[]") else "")
    inner = component[:-2] if component.endswith("[]") else ""
    element = formatter_for(component, arrow_type.value_type, inner, settings)
    if isinstance(element, InstantFormatter):
        header = f"{header} {element.header_type.rpartition(' ')[2]}"
    return ArrayFormatter(header, settings, element)


def _numeric(
    java_type: str, arrow_type: pa.DataType, header: str, settings: FormatSettings
) -> ColumnFormatter | None:
    if types.is_integer(arrow_type):
        if java_type in _CHAR and types.is_uint16(arrow_type):
            return CharFormatter(header, settings)
        return IntFormatter(header, settings)
    if types.is_floating(arrow_type):
        single = not types.is_float64(arrow_type)
        return FloatFormatter(header, settings, single=single)
    if types.is_boolean(arrow_type):
        return BoolFormatter(header, settings)
    if types.is_decimal(arrow_type):
        return DecimalFormatter(header, settings, read_decimal, decimal=True)
    if _is_binary(arrow_type):
        if java_type == _BIG_DECIMAL:
            return DecimalFormatter(header, settings, read_big_decimal, decimal=True)
        if java_type == _BIG_INTEGER:
            return DecimalFormatter(header, settings, read_big_integer, decimal=False)
    return None


def _temporal(
    arrow_type: pa.DataType, header: str, settings: FormatSettings
) -> ColumnFormatter | None:
    if types.is_timestamp(arrow_type):
        return InstantFormatter(header, settings)
    if types.is_date(arrow_type):
        return DateFormatter(header, settings)
    if types.is_time(arrow_type):
        return TimeFormatter(header, settings)
    if types.is_duration(arrow_type):
        return DurationFormatter(header, settings)
    return None


def _textual(
    java_type: str, arrow_type: pa.DataType, header: str, settings: FormatSettings
) -> ColumnFormatter:
    if _is_binary(arrow_type):
        return BytesFormatter(header, settings)
    if types.is_map(arrow_type):
        return MapFormatter(header, settings)
    if types.is_string(arrow_type) or types.is_large_string(arrow_type):
        return StringFormatter(header, settings)
    return OtherFormatter(header, settings)


def _is_list(arrow_type: pa.DataType) -> bool:
    return bool(
        types.is_list(arrow_type)
        or types.is_large_list(arrow_type)
        or types.is_fixed_size_list(arrow_type)
        or types.is_list_view(arrow_type)
        or types.is_large_list_view(arrow_type)
    )


def _is_binary(arrow_type: pa.DataType) -> bool:
    return bool(
        types.is_binary(arrow_type)
        or types.is_large_binary(arrow_type)
        or types.is_fixed_size_binary(arrow_type)
    )
