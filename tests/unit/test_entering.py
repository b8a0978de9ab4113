"""Typed text and values: each makes the other."""

from __future__ import annotations

import contextlib
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dhconsole.client.columns import ColumnSpec
from dhconsole.client.inputs import Restriction
from dhconsole.core.editing.entering import entered, refusal, restriction_words, typed
from dhconsole.core.editing.forms import same
from dhconsole.core.filtering.times import Now
from dhconsole.errors import ArgumentError

NOW = Now(ZoneInfo("America/New_York"), 1_700_000_000_000_000_000)


def column(java_type: str, arrow_type: pa.DataType, component: str = "") -> ColumnSpec:
    return ColumnSpec("C", java_type, arrow_type, component)


STRING = column("java.lang.String", pa.string())
INT = column("int", pa.int32())
DOUBLE = column("double", pa.float64())
INSTANT = column("java.time.Instant", pa.timestamp("ns", "UTC"))
DECIMAL = column("java.math.BigDecimal", pa.binary())
BIG = column("java.math.BigInteger", pa.binary())
DAY = column("java.time.LocalDate", pa.date64())
CLOCK = column("java.time.LocalTime", pa.time64("ns"))
SPAN = column("java.time.Duration", pa.duration("ns"))
DOUBLES = column("double[]", pa.list_(pa.float64()), "double")
STRINGS = column("java.lang.String[]", pa.list_(pa.string()), "java.lang.String")

LONGS = st.integers(-(2**63) + 1, 2**63 - 1)
VALUES: list[tuple[ColumnSpec, st.SearchStrategy[Any]]] = [
    (STRING, st.text(st.characters(exclude_categories=["Cs"]))),
    (STRING, st.sampled_from(["null", r"\null", "", '""', r"\\server\share", " null "])),
    (column("byte", pa.int8()), st.integers(-127, 127)),
    (INT, st.integers(-(2**31) + 1, 2**31 - 1)),
    (column("long", pa.int64()), LONGS),
    (DOUBLE, st.floats(allow_nan=False, max_value=1e308, min_value=-1e308)),
    (
        column("float", pa.float32()),
        st.floats(width=32, allow_nan=False, max_value=2.0**126, min_value=-(2.0**126)),
    ),
    (column("java.lang.Boolean", pa.bool_()), st.booleans()),
    (
        column("char", pa.uint16()),
        st.characters(max_codepoint=0xFFFE, exclude_categories=["Cs", "Z", "C"]).map(ord),
    ),
    (INSTANT, st.integers(-(2**62), 2**62)),
    (DAY, st.integers(-700_000, 700_000).map(lambda days: days * 86_400_000)),
    (CLOCK, st.integers(0, 86_400 * 10**9 - 1)),
    (SPAN, st.integers(-(2**60), 2**60)),
    (DOUBLES, st.lists(st.none() | st.floats(-1e9, 1e9))),
    (STRINGS, st.lists(st.none() | st.text(st.characters(exclude_categories=["Cs"])))),
]


@pytest.mark.parametrize(("spec", "values"), VALUES)
def test_a_value_survives_being_shown_and_typed(
    spec: ColumnSpec, values: st.SearchStrategy[Any]
) -> None:
    @settings(deadline=None)
    @given(st.none() | values)
    def survives(value: Any) -> None:
        before = pa.array([value], spec.arrow_type)
        text = typed(before, spec, NOW)
        assert text is not None
        assert same(entered(text, spec, NOW)) == same(before)

    survives()


@settings(deadline=None)
@given(
    st.decimals(
        allow_nan=False, allow_infinity=False, places=7, min_value=-(10**30), max_value=10**30
    )
)
def test_decimals_survive(value: Decimal) -> None:
    before = entered(f"{value:f}", DECIMAL, NOW)
    assert same(entered(typed(before, DECIMAL, NOW) or "", DECIMAL, NOW)) == same(before)


@settings(deadline=None)
@given(st.integers(-(10**60), 10**60))
def test_big_integers_survive(value: int) -> None:
    before = entered(str(value), BIG, NOW)
    assert int.from_bytes(before[0].as_py(), "big", signed=True) == value
    assert typed(before, BIG, NOW) == str(value)


@pytest.mark.parametrize(
    ("text", "spec", "value"),
    [
        ("null", STRING, None),
        (r"\null", STRING, "null"),
        ('""', STRING, ""),
        ("  a ", STRING, "  a "),
        ("1,250", INT, 1250),
        ("5k", INT, 5000),
        ("12.5%", DOUBLE, 0.125),
        ("nan", DOUBLE, "nan"),
        ("-inf", DOUBLE, float("-inf")),
        ("2024-03", INSTANT, "2024-03-01T05:00:00"),
        ("2024-03-01 09:30 UTC", INSTANT, "2024-03-01T09:30:00"),
        ("now", INSTANT, "2023-11-14T22:13:20"),
        ("today", DAY, "2023-11-14"),
        ("2024-03", DAY, "2024-03-01"),
    ],
)
def test_what_a_text_means(text: str, spec: ColumnSpec, value: object) -> None:
    found = entered(text, spec, NOW)
    if spec in (INSTANT, DAY):
        assert str(found.cast(pa.string())[0].as_py()).replace(" ", "T").startswith(str(value))
    else:
        assert str(found[0].as_py()) == str(value)


@pytest.mark.parametrize(
    ("text", "spec", "said"),
    [
        ("", INT, "nothing is typed"),
        ("1.5", INT, "no whole number"),
        ("2147483648", INT, "does not fit into int"),
        ("-2147483648", INT, "one less is its null"),
        ("one", DOUBLE, "no number"),
        ("1e309", DOUBLE, "more than a double can be"),
        (">5", INT, "Leave the sign out|no number"),
        (">2024", INSTANT, "Leave the sign out"),
        ("March", DAY, "is no date"),
        ("2024-03..2024-04", DAY, "not a range"),
        ("2024-03..2024-04", INSTANT, "not a range"),
        ("25:00", CLOCK, "no time of day"),
        ("[1, x]", DOUBLES, "is no double"),
        ("x", column("java.lang.Object", pa.string()), "cannot be typed"),
    ],
)
def test_what_means_nothing_says_why(text: str, spec: ColumnSpec, said: str) -> None:
    with pytest.raises(ArgumentError, match=said):
        entered(text, spec, NOW)


@settings(deadline=None)
@given(st.text(), st.sampled_from([INT, DOUBLE, INSTANT, DECIMAL, BIG, DAY, CLOCK, SPAN, DOUBLES]))
def test_rubbish_is_a_value_or_an_error_of_ours(text: str, spec: ColumnSpec) -> None:
    with contextlib.suppress(ArgumentError):
        assert len(entered(text, spec, NOW)) == 1


def test_restrictions() -> None:
    limits = (Restriction("integer_range", 0, 100), Restriction("not_null"))
    assert restriction_words(limits) == "0..100, not null"
    assert refusal(pa.array([101]), limits) == "must be at most 100"
    assert refusal(pa.array([-1]), limits) == "must be at least 0"
    assert refusal(pa.array([None], pa.int32()), limits) == "must not be null"
    assert refusal(pa.array([7]), limits) == ""
    sides = (Restriction("string_list", allowed=("buy", "sell")),)
    assert refusal(pa.array(["hold"]), sides) == "must be one of buy, sell"
    assert refusal(pa.array(["buy"]), sides) == ""
    assert refusal(pa.array([None], pa.string()), sides) == "must be one of buy, sell", "not null"
