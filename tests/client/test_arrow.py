"""Arrow in and out: what the server can take comes back equal, what it cannot is refused first."""

from __future__ import annotations

import datetime as dt
import decimal
import uuid
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pytest

from dhconsole.client import Session
from dhconsole.client.sendable import check_sendable
from dhconsole.errors import ArgumentError

pytestmark = pytest.mark.live

NOON = dt.datetime(2024, 5, 6, 12, 0, 0, 123456)  # noqa: DTZ001
GOOD: list[tuple[pa.DataType, list[Any]]] = [
    (pa.int8(), [1, None, -127]),
    (pa.int16(), [1, None, -32767]),
    (pa.int32(), [1, None, -(2**31) + 1]),
    (pa.int64(), [1, None, -(2**63) + 1]),
    (pa.uint8(), [1, None, 255]),
    (pa.uint16(), [1, None, 65534]),
    (pa.uint32(), [1, None, 2**32 - 1]),
    (pa.uint64(), [1, None, 2**64 - 1]),
    (pa.float16(), [1.5, None, -2.0]),
    (pa.float32(), [1.5, None, float("inf")]),
    (pa.float64(), [1.5, None, float("-inf")]),
    (pa.bool_(), [True, None, False]),
    (pa.string(), ["é 😀", None, ""]),
    (pa.binary(), [b"\x00\xff", None, b""]),
    (pa.binary(3), [b"abc", None, b"\x00\x01\x02"]),
    (pa.date32(), [dt.date(2024, 5, 6), None, dt.date(1969, 12, 31)]),
    (pa.date64(), [dt.date(2024, 5, 6), None, dt.date(1969, 12, 31)]),
    (pa.timestamp("s"), [NOON.replace(microsecond=0), None]),
    (pa.timestamp("ms"), [NOON.replace(microsecond=123000), None]),
    (pa.timestamp("us"), [NOON, None]),
    (pa.timestamp("ns"), [1714996800123456789, None]),
    (pa.timestamp("ns", "UTC"), [1714996800123456789, None]),
    (pa.timestamp("ns", "Asia/Tokyo"), [1714996800123456789, None]),
    (pa.time32("s"), [dt.time(1, 2, 3), None]),
    (pa.time32("ms"), [dt.time(1, 2, 3, 4000), None]),
    (pa.time64("us"), [dt.time(1, 2, 3, 4), None]),
    (pa.time64("ns"), [3723000000001, None]),
    (pa.duration("s"), [5, None, -5]),
    (pa.duration("ns"), [5_000_000_001, None, -5]),
    (pa.month_day_nano_interval(), [pa.MonthDayNano([14, 3, 5]), None]),
    (pa.decimal128(12, 3), [decimal.Decimal("1.500"), None, decimal.Decimal("-99999.125")]),
    (pa.decimal256(40, 2), [decimal.Decimal("12345678901234567890.25"), None]),
    (pa.list_(pa.int32()), [[1, None, 3], None, []]),
    (pa.list_(pa.string()), [["a", None], None, []]),
    (pa.list_(pa.float64(), 2), [[1.0, 2.0], [3.0, None]]),
    (pa.list_(pa.list_(pa.int32())), [[[1], []], None]),
    (pa.list_view(pa.int32()), [[1], None, [2, 3]]),
    (pa.uuid(), [uuid.UUID(int=5), None]),
    (pa.dictionary(pa.int32(), pa.int64()), [5, None, 5]),
    (pa.map_(pa.string(), pa.int32()), [[("a", 1)], []]),
    (pa.dictionary(pa.int32(), pa.string()), ["a", None, "a"]),
    (pa.null(), [None, None]),
]
BAD: list[tuple[pa.DataType, str]] = [
    (pa.large_string(), "string"),
    (pa.string_view(), "string"),
    (pa.large_binary(), "binary"),
    (pa.binary_view(), "binary"),
    (pa.large_list(pa.int32()), "list"),
    (pa.struct([("a", pa.int32())]), "one column per field"),
    (pa.list_(pa.large_string()), "a list of string"),
    (pa.list_(pa.struct([("a", pa.int32())])), "one column per field"),
    (pa.map_(pa.string(), pa.large_string()), "a map with string"),
    (pa.large_list_view(pa.int32()), "list"),
    (pa.decimal32(5, 2), "decimal128"),
    (pa.dense_union([pa.field("a", pa.large_string())]), "a union with string"),
    (pa.sparse_union([pa.field("a", pa.struct([("b", pa.int32())]))]), "one column per field"),
]


@pytest.fixture(scope="module")
def session(plain_server) -> Iterator[Session]:
    with Session(port=plain_server.options.port) as session:
        yield session


@pytest.mark.parametrize(("type_", "values"), GOOD, ids=lambda each: str(each)[:30])
def test_what_goes_in_comes_back_equal(
    session: Session, type_: pa.DataType, values: list[Any]
) -> None:
    column = (
        pa.array(values, pa.int64()).cast(type_) if _by_number(type_) else pa.array(values, type_)
    )
    sent = pa.table({"A": column})
    got = session.import_table(sent).to_arrow()
    assert got.schema.names == ["A"]
    assert got.column(0).type == type_
    assert got.column(0).to_pylist() == sent.column(0).to_pylist()


def unions() -> list[pa.UnionArray]:
    kinds, places = pa.array([5, 7, 5, 7], pa.int8()), pa.array([1, 0, 0, 1], pa.int32())
    names, codes = ["n", "s"], [5, 7]
    whole = [pa.array([1, 2, None, 4]), pa.array(["a", None, "c", "d"])]
    dense = pa.UnionArray.from_dense(
        kinds, places, [pa.array([1, None]), pa.array(["b", ""])], names, codes
    )
    many = pa.array([each % 2 for each in range(300_000)], pa.int8())
    at = pa.array([each // 2 for each in range(300_000)], pa.int32())
    numbers = pa.array(range(150_000))
    return [
        dense,
        dense.slice(1, 2),
        pa.UnionArray.from_sparse(kinds, whole, names, codes),
        pa.UnionArray.from_dense(many, at, [numbers, numbers.cast(pa.timestamp("ns", "UTC"))]),
        pa.UnionArray.from_dense(many.slice(0, 0), at.slice(0, 0), whole),
    ]


@pytest.mark.parametrize("sent", unions(), ids=lambda each: str(each.type)[:12])
def test_unions_come_back_equal(session: Session, sent: pa.UnionArray) -> None:
    got = session.import_table(pa.table({"A": sent})).to_arrow().column(0)
    assert got.type == sent.type and got.to_pylist() == sent.to_pylist()


@pytest.mark.parametrize(
    ("type_", "number"),
    [
        (pa.uint8(), 128),
        (pa.uint16(), 65535),
        (pa.uint32(), 2**31),
        (pa.uint64(), 2**63),
    ],
    ids=str,
)
def test_the_numbers_that_stand_for_null(session: Session, type_: pa.DataType, number: int) -> None:
    got = session.import_table(pa.table({"A": pa.array([number, number - 1], type_)}))
    assert got.to_arrow().column(0).to_pylist() == [None, number - 1]


def _by_number(type_: pa.DataType) -> bool:
    timed = pa.types.is_timestamp(type_) or pa.types.is_time64(type_)
    return bool((timed and type_.unit == "ns") or pa.types.is_duration(type_))


@pytest.mark.parametrize(("type_", "instead"), BAD, ids=lambda each: str(each)[:30])
def test_what_cannot_go_is_refused_by_name(type_: pa.DataType, instead: str) -> None:
    schema = pa.schema([("Good", pa.int32()), ("Worse", type_)])
    with pytest.raises(ArgumentError) as caught:
        check_sendable(schema)
    assert "'Worse'" in caught.value.message and str(type_) in caught.value.message
    assert caught.value.hint == f"Cast it to {instead}."


@pytest.mark.parametrize(
    ("type_", "value"),
    [
        (pa.timestamp("s", "UTC"), 2**40),
        (pa.timestamp("us"), -(2**54)),
        (pa.duration("ms"), 2**52),
        (pa.list_(pa.timestamp("s")), [2**40]),
    ],
    ids=str,
)
def test_values_that_the_server_would_make_others_of(
    session: Session, type_: pa.DataType, value: Any
) -> None:
    sent = pa.table({"Good": [1, 2], "Worse": pa.array([None, value], type_)})
    reader = sent.to_reader(1)
    for rows in (sent, sent.slice(1), sent.to_batches()[0], reader):
        with pytest.raises(ArgumentError, match="'Worse'"):
            session.import_table(rows)
    assert session.import_table(sent.slice(0, 1)).size == 1


def test_times_in_unions_are_looked_at_too(session: Session) -> None:
    kinds, places = pa.array([0, 1], pa.int8()), pa.array([0, 0], pa.int32())
    far = [pa.array([2**40], pa.timestamp("s")), pa.array(["a"])]
    sent = pa.table({"Worse": pa.UnionArray.from_dense(kinds, places, far)})
    with pytest.raises(ArgumentError, match="'Worse'"):
        session.import_table(sent)


def test_rows_of_other_kinds(session: Session) -> None:
    """A batch, and what other libraries offer as a stream of Arrow."""

    class Frame:
        def __arrow_c_stream__(self, requested_schema: object = None) -> object:
            return pa.table({"A": [1, 2, 3]}).__arrow_c_stream__(requested_schema)

    assert session.import_table(pa.record_batch({"A": [1, 2]})).size == 2
    offered: Any = Frame()
    assert session.import_table(offered).to_arrow().column(0).to_pylist() == [1, 2, 3]
    nothing: Any
    for nothing in ([1, 2], None, {"A": [1]}):
        with pytest.raises(ArgumentError, match="no Arrow rows"):
            session.import_table(nothing)


@pytest.mark.parametrize("name", ["", "a b", "é", "class", "1a", "ii", "a-b"])
def test_names_that_cannot_be(session: Session, name: str) -> None:
    with pytest.raises(ArgumentError, match="cannot name a column"):
        session.import_table(pa.table({name: [1]}))


def test_the_same_name_twice() -> None:
    with pytest.raises(ArgumentError, match="two columns"):
        check_sendable(pa.schema([("A", pa.int32()), ("A", pa.int64())]))


@pytest.mark.parametrize(
    "formula",
    [
        *("`x`", "true", "'a'", "1", "1L", "(byte)1", "(short)1", "1.5f", "1.5"),
        *("'2024-01-01T00:00:00Z'", "'2024-01-01'", "'12:30:00'", "'PT5S'"),
        *("java.math.BigInteger.TEN", "new int[]{1, 2}", "new String[]{`a`, null}"),
    ],
)
def test_what_the_engine_makes_goes_round(session: Session, formula: str) -> None:
    """A table read from the server is sent back, and is the same again."""
    session.run_script(
        f'from deephaven import empty_table\nar_one = empty_table(3).update("A = {formula}")\n'
    )
    first = session.open_table("ar_one").to_arrow()
    again = session.import_table(first).to_arrow()
    assert again.column(0).to_pylist() == first.column(0).to_pylist()


def test_no_columns_and_no_rows(session: Session) -> None:
    assert session.import_table(pa.table({"A": pa.array([], pa.int32())})).size == 0
    assert session.empty_table(3).to_arrow().num_columns == 0
