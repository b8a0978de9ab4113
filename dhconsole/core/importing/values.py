"""From texts, and from what JSON says, to values of a column. Pure.

What stands in a file is exact: texts are themselves, times are ISO-8601. Most columns are read in
one go by Arrow. Where that fails, value by value: then what people write is understood too, as
``dhconsole.core.editing.entering`` has it, and the value that means nothing is named with its line.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import types

from dhconsole.client.columns import ColumnSpec
from dhconsole.core.editing.entering import element_of, entered
from dhconsole.core.filtering.times import Now
from dhconsole.errors import ArgumentError, FileError
from dhconsole.text.arrow import bytes_array, text_array, validity_bits

Place = Callable[[int], str]
"""Where in the file the value of that index stands: ``line 3``."""

_STRING = "java.lang.String"
_BYTES = "byte[]"
_NULL_BYTE = 0x80
_CHAR_LIMIT = 0xFFFF
_PERIOD = re.compile(r"(-?)P(?:(-?\d+)Y)?(?:(-?\d+)M)?(?:(-?\d+)W)?(?:(-?\d+)D)?")
_MONTHS, _DAYS = 12, 7


class Number(str):
    """A number of JSON as it stands in the file, all digits kept."""

    __slots__ = ()


def read_json(text: str | bytes) -> Any:
    """What ``text`` says, numbers as they stand there.

    Raises:
        ValueError: it is no JSON.
    """
    return json.loads(text, parse_float=Number, parse_int=Number, parse_constant=Number)


def from_texts(texts: pa.Array, column: ColumnSpec, place: Place) -> pa.Array:
    """Texts of a file as values of ``column``; null stays null.

    Raises:
        FileError: one of them is no value of it.
    """
    if types.is_list(column.arrow_type):
        read = _each(texts.to_pylist(), column, place, _parsed_list)
        return _lists(read, column, place)
    quick = _quick(texts, column)
    if quick is not None:
        return quick
    found = _each(texts.to_pylist(), column, place, _READERS.get(column.java_type, _typed))
    return _gathered(found, column)


def from_json(values: Sequence[Any], column: ColumnSpec, place: Place) -> pa.Array:
    """Values of ``read_json`` as values of ``column``.

    Raises:
        FileError: one of them is no value of it.
    """
    if types.is_list(column.arrow_type):
        return _lists(_each(values, column, place, _given_list), column, place)
    if column.java_type == _STRING:
        return text_array([None if value is None else _text(value) for value in values])
    texts = _each(values, column, place, _scalar_text)
    return from_texts(text_array(texts), column, place)


def _each(
    values: Sequence[Any],
    column: ColumnSpec,
    place: Place,
    read: Callable[[Any, ColumnSpec], Any],
) -> list[Any]:
    """``read`` of each value that is not null; where it fails, its place and column are told."""
    found = []
    for at, value in enumerate(values):
        try:
            found.append(None if value is None else read(value, column))
        except ArgumentError as exc:
            raise FileError(f"{place(at)}, column {column.name}: {exc}") from exc
    return found


def _quick(texts: pa.Array, column: ColumnSpec) -> pa.Array | None:
    """The values, where Arrow can read all of them."""
    if texts.type == column.arrow_type:
        return texts
    type_ = column.arrow_type
    if column.java_type in _READERS or types.is_time(type_) or types.is_duration(type_):
        return None
    try:
        if types.is_date(type_):
            return pc.cast(pc.cast(texts, pa.date32()), type_)
        return pc.cast(texts, type_)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        return None


def _gathered(found: list[Any], column: ColumnSpec) -> pa.Array:
    if column.java_type == _BYTES:
        return bytes_array(found, column.arrow_type)
    nulls = pa.nulls(1, column.arrow_type)
    return pa.concat_arrays(
        [pa.nulls(0, column.arrow_type), *(nulls if each is None else each for each in found)]
    )


# -- one reader for each type that Arrow does not read ------------------------------------


def _typed(text: str, column: ColumnSpec) -> pa.Array:
    return entered(text, column, Now())


def _char(text: str, column: ColumnSpec) -> pa.Array:
    # As it stands: a blank is a character too.
    if len(text) == 1 and ord(text) < _CHAR_LIMIT:
        raw = np.array([ord(text)], dtype=np.uint16)
        return pa.Array.from_buffers(pa.uint16(), 1, [None, pa.py_buffer(raw)])
    return entered(text, column, Now())


def _bytes(text: str, column: ColumnSpec) -> bytes | None:
    if text.strip() == "null":
        return None
    try:
        if not text.lstrip().startswith("["):
            return bytes.fromhex(text)
        numbers = read_json(text)
        return bytes(_NULL_BYTE if each is None else int(each) & 0xFF for each in numbers)
    except (ValueError, TypeError) as exc:
        raise ArgumentError(
            f"{text} is no byte[]", hint="Write such as 0aff, or [10, -1]."
        ) from exc


def _period(text: str, column: ColumnSpec) -> pa.Array:
    """A Period of years, months and days, as Java and Arrow have it."""
    if text.strip() == "null":
        return pa.nulls(1, column.arrow_type)
    match = _PERIOD.fullmatch(text.strip())
    if match is None or not any(match.groups()[1:]):
        raise ArgumentError(f"{text} is no period", hint="Write such as P1Y2M or P10D.")
    years, months, weeks, days = (int(each or 0) for each in match.groups()[1:])
    sign = -1 if match[1] else 1
    whole = [sign * (_MONTHS * years + months), sign * (_DAYS * weeks + days)]
    if any(abs(each) >= 1 << 31 for each in whole):
        raise ArgumentError(f"{text} is too long for a period")
    raw = np.array(whole, dtype=np.int32).tobytes() + bytes(8)
    return pa.Array.from_buffers(column.arrow_type, 1, [None, pa.py_buffer(raw)])


_READERS: dict[str, Callable[[str, ColumnSpec], Any]] = {
    "char": _char,
    "java.time.Period": _period,
    "java.math.BigDecimal": _typed,
    "java.math.BigInteger": _typed,
    _BYTES: _bytes,
}


# -- arrays ------------------------------------------------------------------------------


def _parsed_list(text: str, column: ColumnSpec) -> Any:
    if text.strip() == "null":
        return None
    try:
        found = read_json(text)
    except ValueError:
        found = None
    return _given_list(text if found is None else found, column)


def _given_list(value: Any, column: ColumnSpec) -> Any:
    if not isinstance(value, list):
        raise ArgumentError(
            f"{value} is no {column.java_type}", hint="Write such as [1, 2], or null for none."
        )
    return value


def _lists(values: Sequence[list[Any] | None], column: ColumnSpec, place: Place) -> pa.Array:
    owners = [at for at, value in enumerate(values) for _ in value or ()]
    flat = [each for value in values for each in value or ()]
    elements = from_json(flat, element_of(column), lambda at: place(owners[at]))
    offsets = np.zeros(len(values) + 1, dtype=np.int32)
    np.cumsum([len(value or ()) for value in values], out=offsets[1:])
    buffers = [validity_bits([value is not None for value in values]), pa.py_buffer(offsets)]
    return pa.Array.from_buffers(column.arrow_type, len(values), buffers, children=[elements])


# -- what JSON says, as text ---------------------------------------------------------------


def _text(value: Any) -> str:
    """What a column of texts makes of it."""
    return value if isinstance(value, str) else json.dumps(_plain(value), ensure_ascii=False)


def _scalar_text(value: Any, column: ColumnSpec) -> str:
    if isinstance(value, list | dict) and column.java_type != _BYTES:
        raise ArgumentError(f"{_text(value)} is no {column.java_type}")
    return _text(value)


def _plain(value: Any) -> Any:
    """The value with numbers that ``json`` writes as such."""
    if isinstance(value, Number):
        return float(value) if set(value) & set(".eENI") else int(value)
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    return value
