"""Numbers to text."""

from __future__ import annotations

import math
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhconsole.text.cells import CellClass, FormatSettings, align_decimals, formatter_for
from dhconsole.text.numeric import decimal_text, read_big_decimal, read_big_integer
from dhconsole.text.width import cell_width

DOUBLE = formatter_for("double", pa.float64())
FLOAT = formatter_for("float", pa.float32())
DECIMAL = formatter_for("java.math.BigDecimal", pa.binary())


def doubles(*values: float | None) -> pa.Array:
    return pa.array(values, pa.float64())


def big_decimal(text: str) -> bytes:
    number = Decimal(text)
    scale = -int(number.as_tuple().exponent)
    unscaled = int(number.scaleb(scale))
    return scale.to_bytes(4, "little", signed=True) + big_integer(unscaled)


def big_integer(number: int) -> bytes:
    return number.to_bytes(number.bit_length() // 8 + 1, "big", signed=True)


@pytest.mark.parametrize(
    ("name", "arrow"),
    [("byte", pa.int8()), ("short", pa.int16()), ("int", pa.int32()), ("long", pa.int64())],
)
def test_integers(name: str, arrow: pa.DataType) -> None:
    formatter = formatter_for(name, arrow)
    texts, classes = formatter.format(pa.array([0, -128, None, 127], arrow))
    assert texts == ["0", "-128", "∅", "127"]
    assert classes == [CellClass.VALUE, CellClass.NEGATIVE, CellClass.NULL, CellClass.VALUE]
    assert (formatter.align, formatter.decimal, formatter.header_type) == ("right", False, name)


def test_integers_with_thousands_and_limits() -> None:
    formatter = formatter_for("long", pa.int64(), "", FormatSettings(thousands=True))
    assert formatter.format(pa.array([-1234567, 999]))[0] == ["-1,234,567", "999"]
    assert formatter.format(pa.array([-1234567]), limit=5)[0] == ["-1,2…"]


def test_doubles_show_the_shortest_text_up_to_six_digits() -> None:
    texts, classes = DOUBLE.format(
        doubles(0.1, 0.1 + 0.2, 2 / 3, 3.0, -0.0, 1e-7, 2.0**70, 1e22, 123456.5, 0.000123456789)
    )
    assert texts == [
        "0.1",
        "0.300000…",
        "0.666666…",
        "3.0",
        "-0.0",
        "1e-07",
        "1.180591…e+21",
        "1e+22",
        "123456.5",
        "0.000123…",
    ]
    assert set(classes) == {CellClass.VALUE}
    assert DOUBLE.decimal


def test_special_doubles_differ_from_each_other() -> None:
    texts, classes = DOUBLE.format(doubles(None, math.nan, math.inf, -math.inf, -1.5))
    assert texts == ["∅", "NaN", "∞", "-∞", "-1.5"]
    assert classes == [
        CellClass.NULL,
        CellClass.NAN,
        CellClass.INFINITY,
        CellClass.INFINITY,
        CellClass.NEGATIVE,
    ]


@given(st.lists(st.floats(allow_nan=False), min_size=2, max_size=2, unique=True))
def test_different_doubles_differ_or_are_marked(pair: list[float]) -> None:
    """What looks the same and carries no mark is the same number."""
    (first, second), _classes = DOUBLE.format(pa.array(pair))
    if first == second:
        assert "…" in first or pair == [0.0, -0.0]


@given(st.floats())
def test_raw_doubles_read_back(number: float) -> None:
    text = DOUBLE.raw(doubles(number))
    back = float(text)
    assert back == number or math.isnan(number)
    assert math.copysign(1, back) == math.copysign(1, number) or math.isnan(number)


@given(st.floats(width=32, allow_nan=False))
def test_floats_are_shortest_for_their_width(number: float) -> None:
    array = pa.array([number], pa.float32())
    assert np.float32(FLOAT.raw(array)) == np.float32(number)
    exact = formatter_for("float", pa.float32(), "", FormatSettings(float_digits=None))
    if math.isfinite(number):
        assert exact.format(array)[0] == [FLOAT.raw(array)]


def test_floats() -> None:
    texts, classes = FLOAT.format(pa.array([0.1, None, 16777216.0, -1 / 3], pa.float32()))
    assert texts == ["0.1", "∅", "16777216.0", "-0.333333…"]
    assert classes[1] is CellClass.NULL
    half = formatter_for("float", pa.float16())
    assert half.format(pa.array([np.float16(1.5), None], pa.float16()))[0] == ["1.5", "∅"]


def test_float_settings() -> None:
    quiet = FormatSettings(float_digits=2, rounding_mark="")
    formatter = formatter_for("double", pa.float64(), "", quiet)
    values = doubles(2 / 3, 1.999, 1.5, 1.23456e30, 1.001)
    assert formatter.format(values)[0] == ["0.67", "2.0", "1.5", "1.23e+30", "1.0"]
    exact = formatter_for("double", pa.float64(), "", FormatSettings(float_digits=None))
    assert exact.format(doubles(0.1 + 0.2))[0] == ["0.30000000000000004"]
    grouped = formatter_for("double", pa.float64(), "", FormatSettings(thousands=True))
    values = doubles(-1234567.25, 1e16, 0.5, -0.25, 1234.1234567)
    shown = ["-1,234,567.25", "1e+16", "0.5", "-0.25", "1,234.123456…"]
    assert grouped.format(values)[0] == shown


@given(st.lists(st.floats() | st.none()), st.integers(4, 40))
def test_limit_holds_for_doubles(values: list[float | None], limit: int) -> None:
    for settings in (FormatSettings(), FormatSettings(float_digits=None, thousands=True)):
        formatter = formatter_for("double", pa.float64(), "", settings)
        texts, classes = formatter.format(pa.array(values, pa.float64()), limit)
        assert len(texts) == len(classes) == len(values)
        assert all(cell_width(text) <= limit for text in texts)


@given(st.integers())
def test_big_integers_on_the_wire(number: int) -> None:
    assert read_big_integer(big_integer(number)) == (number, 0)
    formatter = formatter_for("java.math.BigInteger", pa.binary())
    array = pa.array([big_integer(number)], pa.binary())
    assert formatter.raw(array) == str(number)
    assert not formatter.decimal


@given(st.decimals(allow_nan=False, allow_infinity=False, places=None))
def test_big_decimals_keep_value_and_scale(number: Decimal) -> None:
    data = big_decimal(str(number))
    unscaled, scale = read_big_decimal(data)
    text = DECIMAL.raw(pa.array([data], pa.binary()))
    assert Decimal(text) == Decimal(unscaled).scaleb(-scale)


@pytest.mark.parametrize(
    ("unscaled", "scale", "text"),
    [
        (-15, 1, "-1.5"),
        (150, 2, "1.50"),
        (0, 0, "0"),
        (0, 3, "0.000"),
        (1, -5, "100000"),
        (1, -30, "1e+30"),
        (-12345, 30, "-1.2345e-26"),
        (5, 7, "0.0000005"),
        (1, 2_000_000_000, "1e-2000000000"),
    ],
)
def test_decimal_text(unscaled: int, scale: int, text: str) -> None:
    assert decimal_text(unscaled, scale) == text


def test_decimals_in_cells() -> None:
    values = pa.array([big_decimal("-1.50"), None, big_decimal("1234567.5")], pa.binary())
    assert DECIMAL.format(values) == (
        ["-1.50", "∅", "1234567.5"],
        [CellClass.NEGATIVE, CellClass.NULL, CellClass.VALUE],
    )
    grouped = formatter_for("java.math.BigDecimal", pa.binary(), "", FormatSettings(thousands=True))
    assert grouped.format(values)[0] == ["-1.50", "∅", "1,234,567.5"]
    arrow = formatter_for("java.math.BigDecimal", pa.decimal128(10, 2))
    assert arrow.format(pa.array([Decimal("-3.10")], pa.decimal128(10, 2)))[0] == ["-3.10"]


def test_a_number_of_ten_thousand_digits_is_estimated_in_a_cell_and_exact_in_the_viewer() -> None:
    formatter = formatter_for("java.math.BigInteger", pa.binary())
    array = pa.array([big_integer(-(10**10_000))], pa.binary())
    assert formatter.format(array)[0] == ["≈-1.000e+10000"]
    assert formatter.full(array) == "-1" + "0" * 10_000


def test_broken_wire_decimals_are_shown_not_raised() -> None:
    assert DECIMAL.format(pa.array([b"", b"\x01"], pa.binary()))[0] == ["0", "0.0"]


def test_columns_line_up_by_the_point() -> None:
    texts = DOUBLE.format(doubles(1.5, 100.25, None, math.nan, 1e22, 2 / 3))[0]
    assert [text.rjust(11) for text in align_decimals(texts)] == [
        "  1.5      ",
        "100.25     ",
        "  ∅        ",
        "NaN        ",
        "  1e+22    ",
        "  0.666666…",
    ]
    assert align_decimals(["1.5", "2"], fraction=4) == ["1.5  ", "2    "]
    assert align_decimals([]) == []


def test_booleans() -> None:
    formatter = formatter_for("java.lang.Boolean", pa.bool_())
    texts, classes = formatter.format(pa.array([True, None, False]))
    assert texts == ["true", "∅", "false"]
    assert classes == [CellClass.TRUE, CellClass.NULL, CellClass.FALSE]
    assert formatter.header_type == "Boolean"
