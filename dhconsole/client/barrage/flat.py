"""Reading flatbuffer tables with every bound checked.

The ``flatbuffers`` package trusts its input; what comes over a network must not be trusted, so
reading is done here: a table is a position and a vtable of 16-bit offsets, and an absent scalar
has its default, zero. Nothing is copied, and nothing is read that was not asked for.
"""

from __future__ import annotations

from struct import Struct, error

from dhconsole.errors import ProtocolError

_INT8, _INT32, _INT64 = Struct("<b"), Struct("<i"), Struct("<q")
_UINT16, _UINT32 = Struct("<H"), Struct("<I")


class FlatTable:
    """One table in ``data``. Field numbers are in order of declaration.

    Every method raises ProtocolError when what it reads lies outside of ``data``.
    """

    __slots__ = ("_data", "_fields", "_position", "_vtable")

    def __init__(self, data: memoryview, position: int) -> None:
        self._data = data
        self._position = position
        self._vtable = position - _read(_INT32, data, position)
        self._fields = (_read(_UINT16, data, self._vtable) - 4) // 2

    @classmethod
    def root(cls, data: bytes | memoryview) -> FlatTable:
        """The root table of a finished buffer."""
        view = memoryview(data)
        return cls(view, _read(_UINT32, view, 0))

    def int8(self, field: int) -> int:
        return self._scalar(_INT8, field)

    def uint32(self, field: int) -> int:
        return self._scalar(_UINT32, field)

    def int64(self, field: int) -> int:
        return self._scalar(_INT64, field)

    def flag(self, field: int) -> bool:
        return bool(self._scalar(_INT8, field))

    def has(self, field: int) -> bool:
        return self.place(field) is not None

    def data(self, field: int) -> memoryview | None:
        """A vector of bytes; None when absent."""
        slot = self.place(field)
        if slot is None:
            return None
        start, count = self._vector(slot, 1)
        return self._data[start : start + count]

    def table(self, field: int) -> FlatTable | None:
        """A table; None when absent."""
        slot = self.place(field)
        if slot is None:
            return None
        return FlatTable(self._data, slot + _read(_UINT32, self._data, slot))

    def tables(self, field: int, most: int) -> list[FlatTable]:
        """A vector of at most ``most`` tables; empty when absent."""
        slot = self.place(field)
        if slot is None:
            return []
        start, count = self._vector(slot, 4)
        if count > most:
            raise ProtocolError(f"a flatbuffer has {count} tables where {most} may be")
        data = self._data
        places = range(start, start + count * 4, 4)
        return [FlatTable(data, place + _read(_UINT32, data, place)) for place in places]

    def place(self, field: int) -> int | None:
        """Where in the data a field is; None when absent."""
        if field >= self._fields:
            return None
        offset = _read(_UINT16, self._data, self._vtable + 4 + 2 * field)
        return self._position + offset if offset else None

    def _scalar(self, kind: Struct, field: int) -> int:
        slot = self.place(field)
        return 0 if slot is None else _read(kind, self._data, slot)

    def _vector(self, slot: int, width: int) -> tuple[int, int]:
        """Where the elements of the vector begin, and how many there are."""
        start = slot + _read(_UINT32, self._data, slot)
        count = _read(_UINT32, self._data, start)
        if start + 4 + count * width > len(self._data):
            raise _outside()
        return start + 4, count


def _read(kind: Struct, data: memoryview, position: int) -> int:
    if position < 0:  # which ``unpack_from`` would count from the end
        raise _outside()
    try:
        value: int = kind.unpack_from(data, position)[0]
    except error:
        raise _outside() from None
    return value


def _outside() -> ProtocolError:
    return ProtocolError("a flatbuffer points outside itself")
