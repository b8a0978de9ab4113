"""Strings, characters, bytes, arrays, and the choice of a formatter."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhconsole.text.cells import CellClass, FormatSettings, formatter_for, short_type
from dhconsole.text.safe import is_safe
from dhconsole.text.strings import pretty_json
from dhconsole.text.width import cell_width
from tests.unit.text.test_safe import ANYTHING

STRING = formatter_for("java.lang.String", pa.string())
# What can be sent as UTF-8: no lone surrogates.
SENDABLE = ANYTHING.map(lambda text: text.encode("utf-8", "replace").decode())


def strings(*values: str | None) -> pa.Array:
    return pa.array(values, pa.string())


def test_null_empty_and_text_that_reads_like_them_all_differ() -> None:
    values = [None, "", "∅", '""', '"∅"', '""""', "null", '"a"', " ", "a ", " a b"]
    texts, classes = STRING.format(strings(*values))
    assert texts == [
        "∅",
        '""',
        '"∅"',
        '""""',
        '""∅""',
        '""""""',
        "null",
        '"a"',
        "␠",
        "a␠",
        "␠a b",
    ]
    assert len(set(texts)) == len(values)
    assert classes[:2] == [CellClass.NULL, CellClass.EMPTY]
    assert set(classes[2:]) == {CellClass.VALUE}


def test_plain_columns_take_the_same_way_as_mixed_ones() -> None:
    plain = strings("abc", None, "", "x" * 9)
    texts, classes = STRING.format(plain, limit=9)
    mixed_texts, mixed_classes = STRING.format(
        pa.concat_arrays([plain, strings('quoted"', "é")]), limit=9
    )
    assert (texts, classes) == (mixed_texts[:4], mixed_classes[:4])
    assert STRING.format(strings("abcdef"), limit=3)[0] == ["ab…"]
    assert STRING.format(strings()) == ([], [])


@given(st.lists(SENDABLE | st.none(), max_size=6), st.integers(1, 30))
def test_strings_are_safe_and_within_the_limit(values: list[str | None], limit: int) -> None:
    texts, classes = STRING.format(strings(*values), limit)
    assert len(texts) == len(classes) == len(values)
    for text, value, kind in zip(texts, values, classes, strict=True):
        assert is_safe(text)
        assert cell_width(text) <= max(limit, 2)
        assert (kind is CellClass.NULL) == (value is None)
        assert (kind is CellClass.EMPTY) == (value == "")


@given(SENDABLE)
def test_raw_strings_are_exact_and_viewed_ones_safe(value: str) -> None:
    array = strings(value)
    assert STRING.raw(array) == value
    assert all(is_safe(line) for line in STRING.full(array).split("\n"))


def test_other_symbols() -> None:
    settings = FormatSettings(null="null", empty="empty", edge_spaces=False)
    formatter = formatter_for("java.lang.String", pa.string(), "", settings)
    values = strings(None, "", "null", "empty", "∅", " a", '""')
    texts = formatter.format(values)[0]
    assert texts == ["null", "empty", '"null"', '"empty"', "∅", " a", '""""']


def test_huge_cells_are_cut_within_arrow() -> None:
    array = strings("x" * 10_000_000, "é" * 100_000, None, "short")
    texts, _classes = STRING.format(array, limit=20)
    assert texts == ["x" * 19 + "…", "é" * 19 + "…", "∅", "short"]


def test_strings_that_are_not_utf8() -> None:
    broken = pa.array([b"ok\xff", b"fine", None], pa.binary()).cast(pa.string(), safe=False)
    assert STRING.format(broken)[0] == ["ok�", "fine", "∅"]
    assert STRING.raw(broken.slice(0, 1)) == "ok�"


def test_encoded_columns() -> None:
    plain = strings("a", None, "a")
    dictionary = plain.dictionary_encode()
    formatter = formatter_for("java.lang.String", dictionary.type)
    assert formatter.format(dictionary)[0] == ["a", "∅", "a"]
    assert formatter.header_type == "String"
    run_ends = pa.RunEndEncodedArray.from_arrays([2, 3], strings("a", "b"))
    formatter = formatter_for("java.lang.String", run_ends.type)
    assert formatter.format(run_ends)[0] == ["a", "a", "b"]
    assert formatter.full(run_ends.slice(2, 1)) == "b"


def test_json_is_laid_out_and_changes_only_white_space() -> None:
    text = '{"b": 1.50, "a": [1, [], {}, "x,\\"{y"], "a": 1e400}'
    pretty = STRING.full(strings(text))
    assert pretty == (
        '{\n  "b": 1.50,\n  "a": [\n    1,\n    [],\n    {},\n    "x,\\"{y"\n  ],\n  "a": 1e400\n}'
    )
    assert STRING.raw(strings(text)) == text
    assert STRING.full(strings("{not json")) == "{not json"
    assert STRING.full(strings("a\tb\nc\x1b")) == "a   b\nc␛"
    assert pretty_json("[" * 10_000 + "]" * 10_000) == ""
    assert pretty_json("12") == ""


@given(
    st.recursive(
        st.none() | st.integers() | st.text(), lambda x: st.lists(x) | st.dictionaries(st.text(), x)
    )
)
def test_pretty_json_is_the_same_json(value: object) -> None:
    text = json.dumps(value)
    pretty = pretty_json(text)
    if isinstance(value, (list, dict)):
        assert json.loads(pretty) == value
    else:
        assert pretty == ""


def test_characters() -> None:
    formatter = formatter_for("char", pa.uint16())
    array = pa.array([97, 0, 0x202E, 0xD83D, 32, None, 0x65E5], pa.uint16())
    assert formatter.format(array)[0] == ["a", "␀", "▯", "�", "␠", "∅", "日"]
    assert formatter.raw(array.slice(1, 1)) == "\x00"
    assert formatter.raw(array.slice(3, 1)) == "\\ud83d"
    assert formatter.full(array.slice(0, 1)) == "a\nU+0061  97"
    assert formatter.header_type == "char"
    assert formatter_for("int", pa.uint16()).format(array.slice(0, 1))[0] == ["97"]


def test_bytes() -> None:
    formatter = formatter_for("byte[]", pa.binary(), "byte")
    array = pa.array([b"\x00\xff", b"", None, b"abc" * 1000], pa.binary())
    texts, classes = formatter.format(array, limit=8)
    assert texts == ["00ff", "[]", "∅", "6162636…"]
    assert classes[:3] == [CellClass.VALUE, CellClass.EMPTY, CellClass.NULL]
    assert formatter.raw(array.slice(0, 1)) == "00ff"
    assert formatter.full(pa.array([b"hi\x1b"], pa.binary())).split("\n") == [
        "3 bytes",
        f"00000000  {'68 69 1b':<47}  hi.",
    ]
    large = pa.array([b"\x01" * 1_000_000], pa.binary())
    assert formatter.format(large, limit=6)[0] == ["01010…"]


def doubles_array() -> pa.Array:
    return pa.array([[1.5, None, float("nan")], [], None, [2 / 3] * 50], pa.list_(pa.float64()))


def test_arrays() -> None:
    formatter = formatter_for("double[]", doubles_array().type, "double")
    texts, classes = formatter.format(doubles_array(), limit=30)
    assert texts == ["[1.5, ∅, NaN]", "[]", "∅", "[0.666666…, 0.666666…, …]"]
    assert classes == [CellClass.VALUE, CellClass.EMPTY, CellClass.NULL, CellClass.VALUE]
    assert formatter.header_type == "double[]"
    assert formatter.raw(doubles_array().slice(0, 1)) == '[1.5, null, "NaN"]'
    assert formatter.full(doubles_array().slice(0, 1)) == "0  1.5\n1  ∅\n2  NaN"
    assert formatter.full(doubles_array().slice(1, 1)) == "[]"


def test_slices_of_arrays_show_their_own_elements() -> None:
    base = pa.array([[1, 2], [3], None, [4, 5, 6]], pa.list_(pa.int32()))
    for kind in (pa.list_(pa.int32()), pa.large_list(pa.int32())):
        formatter = formatter_for("int[]", kind)
        assert formatter.format(base.cast(kind).slice(1))[0] == ["[3]", "∅", "[4, 5, 6]"]
    fixed = pa.array([[1, 2], None, [5, 6]], pa.list_(pa.int32(), 2))
    formatter = formatter_for("int[]", fixed.type)
    assert formatter.format(fixed.slice(1))[0] == ["∅", "[5, 6]"]
    assert formatter.raw(fixed.slice(2)) == "[5, 6]"


def test_a_short_limit_cuts_the_first_element() -> None:
    formatter = formatter_for("java.lang.String[]", pa.list_(pa.string()), "java.lang.String")
    array = pa.array([["abcdefghij", "x"]], pa.list_(pa.string()))
    assert formatter.format(array, limit=20)[0] == ['["abcdefghij", "x"]']
    assert formatter.format(array, limit=19)[0] == ['["abcdefghij", "x"]']
    assert formatter.format(array, limit=18)[0] == ['["abcdefghij", …]']
    assert formatter.format(array, limit=8)[0] == ['["abcd…]']


def test_many_short_elements_fill_the_limit() -> None:
    formatter = formatter_for("int[]", pa.list_(pa.int32()))
    text = formatter.format(pa.array([[1] * 1000], pa.list_(pa.int32())), limit=40)[0][0]
    assert text == "[" + "1, " * 12 + "…]"


def test_elements_of_every_kind() -> None:
    cases: list[tuple[str, str, pa.Array, str, str]] = [
        (
            "io.deephaven.vector.ObjectVector",
            "java.lang.String",
            pa.array([["a", None, "", 'q"']], pa.list_(pa.string())),
            '["a", ∅, "", "q\\""]',
            "String[]",
        ),
        (
            "io.deephaven.vector.CharVector",
            "char",
            pa.array([[97, None]], pa.list_(pa.uint16())),
            "['a', ∅]",
            "char[]",
        ),
        (
            "io.deephaven.vector.ObjectVector",
            "java.time.Instant",
            pa.array([[0]], pa.list_(pa.int64())).cast(pa.list_(pa.timestamp("ns", "UTC"))),
            "[1970-01-01 00:00:00]",
            "Instant[] UTC",
        ),
        (
            "int[][]",
            "int[]",
            pa.array([[[1, 2], None, []]], pa.list_(pa.list_(pa.int32()))),
            "[[1, 2], ∅, []]",
            "int[][]",
        ),
        (
            "java.math.BigDecimal[]",
            "java.math.BigDecimal",
            pa.array([[b"\x01\x00\x00\x00\xf1", None]], pa.list_(pa.binary())),
            "[-1.5, ∅]",
            "BigDecimal[]",
        ),
        (
            "io.deephaven.vector.ObjectVector",
            "byte[]",
            pa.array([[b"\x01"]], pa.list_(pa.binary())),
            "[01]",
            "byte[][]",
        ),
        (
            "java.lang.Boolean[]",
            "java.lang.Boolean",
            pa.array([[True, None, False]], pa.list_(pa.bool_())),
            "[true, ∅, false]",
            "Boolean[]",
        ),
    ]
    for java_type, component, array, text, header in cases:
        formatter = formatter_for(java_type, array.type, component)
        assert formatter.format(array)[0] == [text]
        assert formatter.header_type == header
        json.loads(formatter.raw(array))
        assert formatter.full(array).startswith("0  ")


@given(
    st.lists(st.lists(st.integers(-99, 10**6) | st.none(), max_size=30) | st.none(), max_size=8),
    st.integers(4, 60),
)
def test_limit_holds_for_arrays(values: list[list[int | None] | None], limit: int) -> None:
    formatter = formatter_for("long[]", pa.list_(pa.int64()), "long")
    array = pa.array(values, pa.list_(pa.int64()))
    texts, _classes = formatter.format(array, limit)
    assert all(cell_width(text) <= limit for text in texts)
    for text, value in zip(texts, values, strict=True):
        if value is not None:
            whole = "[" + ", ".join("∅" if item is None else str(item) for item in value) + "]"
            assert text == whole if len(whole) <= limit else text.endswith("…]")


SENT = {
    "Boo": ("Boolean", ["true", "false", "false"], "false"),
    "Ch": ("char", ["a", "b", "c"], "c"),
    "By": ("byte", ["-1", "-2", "-3"], "-3"),
    "Sh": ("short", ["1", "2", "3"], "3"),
    "In": ("int", ["-1", "-2", "-3"], "-3"),
    "Lo": ("long", ["1234567890123", "2469135780246", "3703703670369"], "3703703670369"),
    "Fl": ("float", ["0.1", "0.2", "0.3"], "0.3"),
    "Do": ("double", ["NaN", "-∞", "0.300000…"], "0.30000000000000004"),
    "St": ("String", ['""', "s2", "s3"], "s3"),
    "Ins": (
        "Instant America/New_York",
        [f"2024-03-10 01:59:59.1234567{digits}" for digits in (89, 90, 91)],
        "2024-03-10T06:59:59.123456791Z",
    ),
    "Zdt": (
        "ZonedDateTime America/New_York",
        ["2024-03-10 01:59:59.500"] * 3,
        "2024-03-10T06:59:59.500Z",
    ),
    "Ld": ("LocalDate", ["2024-02-29"] * 3, "2024-02-29"),
    "Lt": ("LocalTime", ["12:34:56.123456789"] * 3, "12:34:56.123456789"),
    "Dur": ("Duration", ["PT-1.5S"] * 3, "PT-1.5S"),
    "Bd": ("BigDecimal", ["-12.345"] * 3, "-12.345"),
    "Bi": ("BigInteger", [f"-{'1234567890' * 3}"] * 3, f"-{'1234567890' * 3}"),
    "Ba": ("byte[]", ["01ff"] * 3, "01ff"),
    "Da": ("double[]", ["[1.5, ∅, NaN]"] * 3, '[1.5, null, "NaN"]'),
    "Ca": ("char[]", ["['a', ∅]"] * 3, '["a", null]'),
    "Sa": ("String[]", ['["a", ∅, ""]'] * 3, '["a", null, ""]'),
    "Ia": (
        "Instant[] America/New_York",
        [f"[1969-12-31 19:00:00.00000000{i}, ∅]" for i in (1, 2, 3)],
        '["1970-01-01T00:00:00.000000003Z", null]',
    ),
    "Bda": ("BigDecimal[]", ["[1e+30, ∅]"] * 3, '["1e+30", null]'),
    "Boa": ("Boolean[]", ["[true, ∅]"] * 3, "[true, null]"),
    "Uu": (
        "UUID",
        [f"00000000-0000-0000-0000-00000000000{i}" for i in (1, 2, 3)],
        "00000000-0000-0000-0000-000000000003",
    ),
    "Obj": ("Object", ["x"] * 3, "x"),
    "Vd": ("double[]", ["[∅, NaN, -∞, 0.300000…]"] * 3, None),
    "Vs": ("String[]", ['[∅, "", "s2", "s3"]'] * 3, '[null, "", "s2", "s3"]'),
    "Vc": ("char[]", ["[∅, 'a', 'b', 'c']"] * 3, '[null, "a", "b", "c"]'),
    "Vt": ("Instant[] America/New_York", None, None),
}


def test_every_type_as_a_server_sends_it() -> None:
    """The file holds what a live 42.7 server sent; see ``data/capture.py``."""
    path = Path(__file__).with_name("data") / "types.arrow"
    table = pa.ipc.open_stream(path.read_bytes()).read_all()
    settings = FormatSettings(zone=ZoneInfo("America/New_York"))
    assert table.column_names == list(SENT)
    for field in table.schema:
        header, texts, raw = SENT[field.name]
        java_type = field.metadata[b"deephaven:type"].decode()
        component = field.metadata.get(b"deephaven:componentType", b"").decode()
        formatter = formatter_for(java_type, field.type, component, settings)
        values = table[field.name].combine_chunks()
        shown, classes = formatter.format(values)
        assert formatter.header_type == header
        assert (shown[0], classes[0]) == ("∅", CellClass.NULL)
        assert texts is None or shown[1:] == texts
        assert raw is None or formatter.raw(values.slice(3)) == raw
        assert all(is_safe(line) for line in formatter.full(values.slice(3)).split("\n"))


def test_types_that_only_uploads_have() -> None:
    maps = pa.array([[("k", 1)], [], None], pa.map_(pa.string(), pa.int32()))
    formatter = formatter_for("java.util.Map", maps.type)
    assert formatter.format(maps)[0] == ["{k: 1}", "{}", "∅"]
    assert json.loads(formatter.raw(maps.slice(0, 1))) == {"k": 1}
    nulls = pa.nulls(2)
    assert formatter_for("java.lang.Object", nulls.type).format(nulls)[0] == ["∅", "∅"]
    structs = pa.array([{"a": 1}, None])
    formatter = formatter_for("", structs.type)
    assert formatter.format(structs)[0] == ["{'a': 1}", "∅"]
    assert formatter.raw(structs.slice(0, 1)) == "{'a': 1}"
    months = pa.array([(1, 2, 3)], pa.month_day_nano_interval())
    assert "months=1" in formatter_for("", months.type).format(months)[0][0]


@pytest.mark.parametrize(
    ("java_type", "component", "short"),
    [
        ("int", "", "int"),
        ("java.lang.String", "", "String"),
        ("java.math.BigDecimal", "", "BigDecimal"),
        ("double[]", "double", "double[]"),
        ("java.lang.String[][]", "java.lang.String[]", "String[][]"),
        ("io.deephaven.vector.DoubleVector", "", "double[]"),
        ("io.deephaven.vector.ObjectVector", "java.time.Instant", "Instant[]"),
        ("io.deephaven.vector.ObjectVector", "", "Object[]"),
        ("java.util.Map$Entry", "", "Entry"),
    ],
)
def test_short_types(java_type: str, component: str, short: str) -> None:
    assert short_type(java_type, component) == short


def test_a_type_name_of_the_server_is_made_safe() -> None:
    formatter = formatter_for("evil.\x1b]0;x\x07" + "y" * 100, pa.string())
    assert is_safe(formatter.header_type)
    assert cell_width(formatter.header_type) <= 40


def test_without_java_types_the_arrow_type_names_the_column() -> None:
    assert formatter_for("", pa.float64()).header_type == "double"
    assert formatter_for("", pa.list_(pa.string())).header_type == "String[]"
    assert formatter_for("", pa.timestamp("us")).header_type == "Instant UTC"


PURE_USE = """
import sys
import pyarrow as pa
from dhconsole.text import highlight, safe, traceback
from dhconsole.text.cells import formatter_for

# Two values, the first null. pa.array itself would import pandas.
numbers = pa.Array.from_buffers(pa.int64(), 2, [pa.py_buffer(b"\\x02"), pa.py_buffer(bytes(16))])
ends = pa.py_buffer(bytes(8) + (2).to_bytes(4, "little"))
kinds = [pa.int64(), pa.float64(), pa.timestamp("ns", "UTC"), pa.duration("ns"), pa.time64("ns")]
for kind in kinds:
    array = numbers.view(kind)
    nested = pa.ListArray.from_buffers(pa.list_(kind), 2, [None, ends], children=[array])
    for values in (array, nested):
        formatter = formatter_for("", values.type)
        formatter.format(values)
        formatter.full(values.slice(1))
        formatter.raw(values.slice(1))
names = ["pandas", "textual", "prompt_toolkit", "rich", "grpc", "pygments"]
print([name for name in names if name in sys.modules])
"""


def test_formatting_loads_neither_pandas_nor_a_toolkit() -> None:
    command = [sys.executable, "-c", PURE_USE]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"
