"""Reading flatbuffer tables with every bound checked.

The ``flatbuffers`` package trusts its input; what comes over a network must not be trusted, so
reading is done here: a table is a position and a vtable of 16-bit offsets, and an absent scalar
has its default, zero.
"""

from __future__ import annotations

import struct

from dhconsole.errors import ProtocolError


class FlatTable:
    """One table in ``data``. Field numbers are in order of declaration."""

    __slots__ = ("_data", "_fields", "_position", "_vtable")

    def __init__(self, data: memoryview, position: int) -> None:
        self._data = data
        self._position = position
        self._vtable = position - self._int("<i", position)
        self._fields = (self._int("<H", self._vtable) - 4) // 2

    @classmethod
    def root(cls, data: bytes | memoryview) -> FlatTable:
        """The root table of a finished buffer."""
        view = memoryview(data)
        if len(view) < 8:
            raise ProtocolError("a flatbuffer is too short")
        return cls(view, struct.unpack_from("<I", view, 0)[0])

    def int8(self, field: int) -> int:
        return self._scalar("<b", field)

    def uint32(self, field: int) -> int:
        return self._scalar("<I", field)

    def int64(self, field: int) -> int:
        return self._scalar("<q", field)

    def flag(self, field: int) -> bool:
        return bool(self._scalar("<b", field))

    def data(self, field: int) -> memoryview | None:
        """A vector of bytes; None when absent."""
        start, count = self._vector(field)
        if start is None:
            return None
        self._check(start, count)
        return self._data[start : start + count]

    def tables(self, field: int) -> list[FlatTable]:
        """A vector of tables; empty when absent."""
        start, count = self._vector(field)
        if start is None:
            return []
        self._check(start, count * 4)
        places = range(start, start + count * 4, 4)
        return [FlatTable(self._data, place + self._int("<I", place)) for place in places]

    def _slot(self, field: int) -> int | None:
        if field >= self._fields:
            return None
        offset = self._int("<H", self._vtable + 4 + 2 * field)
        return self._position + offset if offset else None

    def _scalar(self, code: str, field: int) -> int:
        slot = self._slot(field)
        return 0 if slot is None else self._int(code, slot)

    def _vector(self, field: int) -> tuple[int | None, int]:
        slot = self._slot(field)
        if slot is None:
            return None, 0
        start = slot + self._int("<I", slot)
        return start + 4, self._int("<I", start)

    def _int(self, code: str, position: int) -> int:
        self._check(position, struct.calcsize(code))
        return int(struct.unpack_from(code, self._data, position)[0])

    def _check(self, position: int, size: int) -> None:
        if position < 0 or position + size > len(self._data):
            raise ProtocolError("a flatbuffer points outside itself")
