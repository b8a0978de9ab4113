"""Row sets: sorted, disjoint ranges of row positions, and their bytes on the wire.

The codec was checked on a live 42.7 server. A row set is a run of commands, one byte each,
``command | width``; everything is little-endian and signed:

- OFFSET 0x08: one value follows; SHORT_ARRAY 0x10, BYTE_ARRAY 0x18: a count, then that many
  int16 or int8 values; END 0x20;
- width, of the value or count: 1 int16, 2 int32, 3 int64, 4 int8.

Each value is a distance from the one before. A negative one closes a range (inclusive) that the
one before it opened; a positive one after a positive one means that that was a single row.
"""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dhconsole.errors import ProtocolError

_OFFSET, _END = 0x08, 0x20
_ARRAYS = {0x10: "h", 0x18: "b"}
_COMMAND, _WIDTH = 0xF8, 0x07
_FORMATS = {1: "<h", 2: "<i", 3: "<q", 4: "<b"}
_MOST_POSITIONS = 50_000_000
"""More rows than this are never written out one by one: no window is that large, and a few
hostile bytes must not be able to ask for terabytes."""
_MOST_DELTAS = 2_000_000
"""Values in one row set that are read; each costs a hundred times its byte once it is here."""
_LAST_ROW = 2**63 - 1


@dataclass(frozen=True, slots=True)
class RowSet:
    """Inclusive ranges, ascending, with a gap between each two. Make one with ``from_ranges``."""

    ranges: tuple[tuple[int, int], ...] = ()

    @classmethod
    def from_ranges(cls, ranges: Iterable[tuple[int, int]]) -> RowSet:
        """Sort and join ranges.

        Raises:
            ValueError: a range is inverted, begins below zero or ends beyond 63 bits.
        """
        merged: list[tuple[int, int]] = []
        for first, last in sorted(ranges):
            if first < 0 or last < first or last > _LAST_ROW:
                raise ValueError(f"({first}, {last}) is no range of rows")
            if merged and first <= merged[-1][1] + 1:
                merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
            else:
                merged.append((first, last))
        return cls(tuple(merged))

    @classmethod
    def single(cls, first: int, last: int) -> RowSet:
        """Rows ``first`` to ``last``, both included."""
        return cls.from_ranges([(first, last)])

    @property
    def count(self) -> int:
        """Number of rows; may exceed what ``len`` could give."""
        return sum(last - first + 1 for first, last in self.ranges)

    def __bool__(self) -> bool:
        return bool(self.ranges)

    def __contains__(self, row: int) -> bool:
        index = bisect_right(self.ranges, row, key=_first)
        return index > 0 and row <= self.ranges[index - 1][1]

    def clip(self, size: int) -> RowSet:
        """Those rows that lie below ``size``."""
        if not self.ranges or self.ranges[-1][1] < size:
            return self
        return RowSet(
            tuple((first, min(last, size - 1)) for first, last in self.ranges if first < size)
        )

    def positions(self) -> npt.NDArray[np.int64]:
        """Every row, ascending.

        Raises:
            ProtocolError: there are more than could be a window.
        """
        if self.count > _MOST_POSITIONS:
            raise ProtocolError(f"a row set of {self.count} rows is too large to be listed")
        if len(self.ranges) == 1:
            first, last = self.ranges[0]
            return first + np.arange(last - first + 1, dtype=np.int64)
        ends = np.array(self.ranges, dtype=np.int64).reshape(-1, 2)
        lengths = ends[:, 1] - ends[:, 0] + 1
        before = np.cumsum(lengths) - lengths
        rows: npt.NDArray[np.int64] = np.repeat(ends[:, 0] - before, lengths)
        return rows + np.arange(self.count, dtype=np.int64)


def encode(rows: RowSet) -> bytes:
    """The bytes of a row set."""
    out = bytearray()
    offset = 0
    for first, last in rows.ranges:
        _put(out, first - offset)
        if last > first:
            _put(out, first - last)
        offset = last
    out.append(_END)
    return bytes(out)


def decode(data: bytes | memoryview) -> RowSet:
    """The row set that ``data`` holds, nothing after it.

    Raises:
        ProtocolError: the bytes are no row set.
    """
    rows, end = _decode_at(memoryview(data), 0)
    if end != len(data):
        raise ProtocolError("bytes follow the end of a row set")
    return rows


def decode_shifts(data: bytes | memoryview) -> tuple[tuple[int, int, int], ...]:
    """Shifts of row keys: first and last key that move, and where the first moves to, ascending.

    On the wire they are three row sets, one after the other: of first keys, of last keys, and of
    new first keys (seen on a live 42.7 server). No bytes are no shifts.

    Raises:
        ProtocolError: the bytes are not three row sets of the same size.
    """
    view = memoryview(data)
    if not bytes(view).strip(b"\x20"):  # 0x20 alone is an empty row set
        return ()
    parts, position = [], 0
    for _ in range(3):
        rows, position = _decode_at(view, position)
        _check_deltas(rows.count)
        parts.append(rows.positions().tolist())
    firsts, lasts, targets = parts
    if position != len(view) or not len(firsts) == len(lasts) == len(targets):
        raise ProtocolError("the shifts of an update do not fit each other")
    if any(first > last for first, last in zip(firsts, lasts, strict=True)):
        raise ProtocolError("a shift ends before it begins")
    return tuple(zip(firsts, lasts, targets, strict=True))


def _decode_at(view: memoryview, position: int) -> tuple[RowSet, int]:
    """The row set that begins at ``position``, and where it ends."""
    deltas: list[int] = []
    while True:
        if position >= len(view):
            raise ProtocolError("a row set ends too early")
        command, width = view[position] & _COMMAND, view[position] & _WIDTH
        position += 1
        if command == _END:
            break
        value, position = _take(view, position, width)
        if command == _OFFSET:
            deltas.append(value)
        elif command in _ARRAYS:
            array = _ARRAYS[command]
            size = struct.calcsize(array) * value
            if value < 0 or position + size > len(view):
                raise ProtocolError("an array in a row set is longer than the row set")
            _check_deltas(len(deltas) + value)
            deltas.extend(struct.unpack_from(f"<{value}{array}", view, position))
            position += size
        else:
            raise ProtocolError(f"command 0x{command:02x} in a row set is not known")
        _check_deltas(len(deltas))
    try:
        return RowSet.from_ranges(_ranges(deltas)), position
    except ValueError as exc:
        raise ProtocolError(f"a row set is out of order ({exc})") from exc


def _check_deltas(count: int) -> None:
    if count > _MOST_DELTAS:
        raise ProtocolError("a row set has more ranges than any window could have")


def _first(bounds: tuple[int, int]) -> int:
    return bounds[0]


def _ranges(deltas: list[int]) -> Iterator[tuple[int, int]]:
    offset, pending = 0, -1
    for delta in deltas:
        offset += abs(delta)
        if delta < 0:
            if pending < 0:
                raise ProtocolError("a range in a row set ends before it begins")
            yield pending, offset
            pending = -1
        else:
            if pending >= 0:
                yield pending, pending
            pending = offset
    if pending >= 0:
        yield pending, pending


def _take(view: memoryview, position: int, width: int) -> tuple[int, int]:
    code = _FORMATS.get(width)
    if code is None:
        raise ProtocolError(f"width {width} in a row set is not known")
    end = position + struct.calcsize(code)
    if end > len(view):
        raise ProtocolError("a row set ends too early")
    return int(struct.unpack_from(code, view, position)[0]), end


def _put(out: bytearray, value: int) -> None:
    if -(2**7) <= value < 2**7:
        width = 4
    elif -(2**15) <= value < 2**15:
        width = 1
    elif -(2**31) <= value < 2**31:
        width = 2
    else:
        width = 3
    out.append(_OFFSET | width)
    out += struct.pack(_FORMATS[width], value)
