"""Row sets and their bytes. The examples are bytes that a live 42.7 server sent or took."""

from __future__ import annotations

import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhconsole.client.barrage.rowset import RowSet, decode, encode
from dhconsole.errors import ProtocolError

LAST = 2**63 - 1

EXAMPLES = [
    ([], "20"),
    ([(0, 24)], "0C 00 0C E8 20"),
    ([(5, 5)], "0C 05 20"),
    ([(1000, 1199)], "09 E8 03 09 39 FF 20"),
    ([(0, 10**9 - 1)], "0C 00 0A 01 36 65 C4 20"),
]

lists = st.lists(
    st.tuples(
        st.integers(0, 300) | st.integers(0, 2**40) | st.integers(0, LAST),
        st.integers(0, 3) | st.integers(0, 2**33),
    ).map(lambda pair: (pair[0], min(sum(pair), LAST))),
    max_size=12,
)
row_sets = lists.map(RowSet.from_ranges)
small = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 5)), max_size=8).map(
    lambda pairs: RowSet.from_ranges((first, first + more) for first, more in pairs)
)


def members(rows: RowSet) -> set[int]:
    return {row for first, last in rows.ranges for row in range(first, last + 1)}


@pytest.mark.parametrize(("ranges", "text"), EXAMPLES)
def test_exact_bytes(ranges: list[tuple[int, int]], text: str) -> None:
    rows = RowSet.from_ranges(ranges)
    assert encode(rows) == bytes.fromhex(text)
    assert decode(bytes.fromhex(text)) == rows


@given(rows=row_sets)
def test_every_row_set_comes_back(rows: RowSet) -> None:
    assert decode(encode(rows)) == rows


@given(rows=row_sets, data=st.data())
def test_every_way_to_write_a_row_set_is_read(rows: RowSet, data: st.DataObject) -> None:
    deltas, offset = [], 0
    for first, last in rows.ranges:
        deltas.append(first - offset)
        if last > first:
            deltas.append(first - last)
        offset = last
    out = b""
    while deltas:
        widths = [w for w in (8, 16, 32, 64) if -(2 ** (w - 1)) <= deltas[0] < 2 ** (w - 1)]
        width = data.draw(st.sampled_from(widths))
        if width > 16 or data.draw(st.booleans()):
            kind = {16: ("h", 1), 32: ("i", 2), 64: ("q", 3), 8: ("b", 4)}[width]
            out += struct.pack(f"<B{kind[0]}", 0x08 | kind[1], deltas.pop(0))
            continue
        fits = 0
        while fits < len(deltas) and -(2 ** (width - 1)) <= deltas[fits] < 2 ** (width - 1):
            fits += 1
        count = data.draw(st.integers(1, fits))
        command, code = (0x10, "h") if width == 16 else (0x18, "b")
        out += struct.pack("<Bi", command | 2, count)
        out += struct.pack(f"<{count}{code}", *deltas[:count])
        del deltas[:count]
    assert decode(out + b"\x20") == rows


@given(ranges=lists)
def test_ranges_are_sorted_and_joined(ranges: list[tuple[int, int]]) -> None:
    rows = RowSet.from_ranges(ranges)
    assert all(b + 1 < c for (_, b), (c, _) in zip(rows.ranges, rows.ranges[1:], strict=False))
    for first, last in ranges:
        assert any(a <= first and last <= b for a, b in rows.ranges)
    assert rows == RowSet.from_ranges(reversed(ranges))


@given(rows=small, size=st.integers(0, 80))
def test_as_a_set(rows: RowSet, size: int) -> None:
    inside = members(rows)
    assert rows.count == len(inside)
    assert rows.positions().tolist() == sorted(inside)
    assert rows.positions().dtype == np.int64
    assert members(rows.clip(size)) == {row for row in inside if row < size}
    assert [row in rows for row in range(80)] == [row in inside for row in range(80)]
    assert bool(rows) is bool(inside)


def test_adjacent_ranges_on_the_wire_are_one() -> None:
    assert decode(bytes.fromhex("0C 00 0C FC 0C 01 0C FC 20")) == RowSet.single(0, 9)


@pytest.mark.parametrize("bounds", [(3, 2), (-1, 2), (0, LAST + 1)])
def test_what_is_no_range(bounds: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="is no range of rows"):
        RowSet.from_ranges([bounds])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "too early"),
        ("0C 05", "too early"),
        ("09 05", "too early"),
        ("0C 05 20 00", "bytes follow"),
        ("08 05 20", "width 0"),
        ("0D 05 20", "width 5"),
        ("28 20", "width 0"),
        ("2C 01 20", "command 0x28"),
        ("8C 05 20", "command 0x88"),
        ("0C FB 20", "ends before it begins"),
        ("0C 01 0C FF 0C FF 20", "ends before it begins"),
        ("1C FF 20", "longer than the row set"),
        ("1A FF FF FF 7F 20", "longer than the row set"),
        ("1B FF FF FF FF FF FF FF 7F 20", "longer than the row set"),
        ("0B FF FF FF FF FF FF FF 7F 0C 01 20", "out of order"),
        ("0C 00 0B 00 00 00 00 00 00 00 80 20", "out of order"),
    ],
)
def test_bytes_that_are_no_row_set(text: str, words: str) -> None:
    with pytest.raises(ProtocolError, match=words):
        decode(bytes.fromhex(text))


def test_a_huge_row_set_is_not_written_out() -> None:
    rows = decode(encode(RowSet.single(0, 2**62)))
    assert rows.count == 2**62 + 1
    assert rows.clip(1000) == RowSet.single(0, 999)
    assert 2**61 in rows
    with pytest.raises(ProtocolError, match="too large to be listed"):
        rows.positions()


def test_a_row_set_of_very_many_ranges_is_refused() -> None:
    count = 2_000_001
    data = struct.pack("<Bi", 0x1A, count) + b"\x02" * count + b"\x20"
    with pytest.raises(ProtocolError, match="more ranges"):
        decode(data)
