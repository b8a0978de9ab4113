"""Arrow arrays as numpy arrays, without pandas.

``Array.to_numpy`` and ``numpy.asarray`` of an Arrow array import pandas wherever it is
installed (seen with pyarrow 26), which costs a third of a second at the first table. These few
functions read the buffers instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from pyarrow import types

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

_WIDE_BITS: Final = 64
_INTERVAL: Final = pa.month_day_nano_interval()
_PARTS: Final = np.dtype([("months", "<i4"), ("days", "<i4"), ("nanos", "<i8")])
"""A value of that type, as Arrow lays it out."""


def integers(values: pa.Array) -> Ints:
    """The integers behind an integer or temporal array of 32 or 64 bits; 0 where null."""
    kind = np.int64 if values.type.bit_width == _WIDE_BITS else np.int32
    numbers: Ints = _primitives(values, kind).astype(np.int64, copy=False)
    return np.where(validity(values), numbers, 0) if values.null_count else numbers


def floats(values: pa.Array) -> npt.NDArray[np.floating[Any]]:
    """The numbers of an array of half, single or double floats; anything where null."""
    if types.is_float16(values.type):
        return _primitives(values, np.float16)
    return _primitives(values, np.float32 if types.is_float32(values.type) else np.float64)


def validity(values: pa.Array) -> Bools:
    """Which values are not null. For types with a validity bitmap, which are all but null's."""
    bitmap = values.buffers()[0]
    if bitmap is None:
        return np.full(len(values), True)
    first = values.offset
    bits = np.unpackbits(np.frombuffer(bitmap, np.uint8), bitorder="little")
    return bits[first : first + len(values)].astype(np.bool_)


def indices(positions: Ints) -> pa.Array:
    """``positions`` as Arrow values, for ``take``."""
    data = np.ascontiguousarray(positions, dtype=np.int64)
    return pa.Array.from_buffers(pa.int64(), len(data), [None, pa.py_buffer(data)])


def numbers(values: npt.NDArray[Any], valid: Bools | None = None) -> pa.Array:
    """``values`` as Arrow values of the same type; null where not ``valid``."""
    data = np.ascontiguousarray(values)
    bits = None if valid is None else validity_bits(valid)
    return pa.Array.from_buffers(
        pa.from_numpy_dtype(data.dtype), len(data), [bits, pa.py_buffer(data)]
    )


def validity_bits(valid: Sequence[bool] | Bools) -> pa.Buffer:
    """The validity bitmap of values of which these are not null."""
    return pa.py_buffer(np.packbits(np.asarray(valid, dtype=np.bool_), bitorder="little"))


def intervals(months: pa.Array) -> pa.Array:
    """Months as Arrow's intervals of months, days and nanoseconds; also inside of lists.

    What are intervals already stays: the server sends what it got as it came.
    """
    if types.is_list(months.type):
        return _of_elements(months, intervals(months.values))
    if months.type == _INTERVAL:
        return months
    parts = np.zeros(len(months), _PARTS)
    parts["months"] = integers(months)
    bits = validity_bits(validity(months))
    return pa.Array.from_buffers(_INTERVAL, len(months), [bits, pa.py_buffer(parts.tobytes())])


def whole_months(values: pa.Array) -> pa.Array:
    """The months of intervals, days and nanoseconds left out; also inside of lists."""
    if types.is_list(values.type):
        return _of_elements(values, whole_months(values.values))
    parts = _primitives(values, _PARTS)
    return numbers(parts["months"], validity(values))


def _of_elements(lists: pa.Array, elements: pa.Array) -> pa.Array:
    """The same lists with other elements."""
    offsets = np.ascontiguousarray(integers(lists.offsets).astype(np.int32))
    buffers = [validity_bits(validity(lists)), pa.py_buffer(offsets)]
    type_ = pa.list_(elements.type)
    return pa.Array.from_buffers(type_, len(lists), buffers, children=[elements])


def flags(values: Bools) -> pa.Array:
    """``values`` as Arrow values, for ``replace_with_mask``."""
    bits = np.packbits(values, bitorder="little")
    return pa.Array.from_buffers(pa.bool_(), len(values), [None, pa.py_buffer(bits)])


def single(value: object, type_: pa.DataType) -> pa.Array:
    """An array of one value: a text, bytes, a flag, or the number that stands for it in Arrow.

    ``pyarrow.array`` and ``pyarrow.scalar`` of a list import pandas wherever it is installed.
    """
    if value is None:
        return pa.nulls(1, type_)
    if isinstance(value, str | bytes):
        data = value.encode() if isinstance(value, str) else value
        offsets = np.array([0, len(data)], dtype=np.int32)
        return pa.Array.from_buffers(type_, 1, [None, pa.py_buffer(offsets), pa.py_buffer(data)])
    if types.is_boolean(type_):
        return pa.Array.from_buffers(type_, 1, [None, pa.py_buffer(bytes([bool(value)]))])
    sign = "f" if types.is_floating(type_) else "u" if types.is_unsigned_integer(type_) else "i"
    number = np.array([value], dtype=f"{sign}{type_.bit_width // 8}")
    return pa.Array.from_buffers(type_, 1, [None, pa.py_buffer(number)])


def text_array(texts: Sequence[str | None]) -> pa.Array:
    """``texts`` as an array of strings; None is null. Lone surrogates become ``?``."""
    data = [None if text is None else text.encode("utf-8", "replace") for text in texts]
    return bytes_array(data, pa.string())


def bytes_array(data: Sequence[bytes | None], type_: pa.DataType) -> pa.Array:
    """``data`` as an array of strings or of binary values; None is null."""
    offsets = np.zeros(len(data) + 1, dtype=np.int32)
    np.cumsum([len(each or b"") for each in data], out=offsets[1:])
    bits = validity_bits([each is not None for each in data])
    joined = b"".join(each or b"" for each in data)
    buffers = [bits, pa.py_buffer(offsets), pa.py_buffer(joined)]
    return pa.Array.from_buffers(type_, len(data), buffers)


def listed(values: pa.Array) -> pa.Array:
    """An array of one list, which has these values."""
    offsets = np.array([0, len(values)], dtype=np.int32)
    type_ = pa.list_(values.type)
    return pa.Array.from_buffers(type_, 1, [None, pa.py_buffer(offsets)], children=[values])


def _primitives(values: pa.Array, kind: npt.DTypeLike) -> npt.NDArray[Any]:
    data = values.buffers()[1]
    if data is None:
        return np.zeros(len(values), dtype=kind)
    return np.frombuffer(data, dtype=kind)[values.offset : values.offset + len(values)]
