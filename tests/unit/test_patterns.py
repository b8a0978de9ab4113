"""Patterns of numbers and times, as ``format_columns`` has them."""

from datetime import UTC
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhconsole.text.patterns import number_pattern, time_pattern


@pytest.mark.parametrize(
    ("pattern", "number", "text"),
    [
        ("0", "12.5", "12"),
        ("0", "13.5", "14"),
        ("0.00", "-1.005", "-1.00"),
        ("#,##0.00", "1234567.891", "1,234,567.89"),
        ("#,##0.##", "1234.5", "1,234.5"),
        ("#,##0.##", "1234", "1,234"),
        ("#,####", "123456789", "1,2345,6789"),
        ("000", "7", "007"),
        ("0.0%", "0.12345", "12.3%"),
        ("0‰", "0.0125", "12‰"),
        ("$#,##0.00", "-5", "-$5.00"),
        ("¤0.00", "5", "$5.00"),
        ("0.00;(0.00)", "-3.14159", "(3.14)"),
        ("0.0;neg '0.0' 0.0", "-3", "neg 0.0 3.0"),
        ("0.###E0", "12345", "1.234E4"),
        ("0.00E00", "0.00012", "1.20E-04"),
        ("0.0E0", "0", "0.0E0"),
        ("0 'units'", "3", "3 units"),
        ("0''", "3", "3'"),
        (".00", "0.5", "0.50"),
        ("0.00", "1e300", "1" + "0" * 300 + ".00"),
    ],
)
def test_numbers(pattern: str, number: str, text: str) -> None:
    form = number_pattern(pattern)
    assert form is not None
    assert form(Decimal(number)) == text


@pytest.mark.parametrize("pattern", ["", "abc", "0 and 0", "'0", "'0'", ";", "#" * 101])
def test_what_is_no_pattern_of_numbers(pattern: str) -> None:
    assert number_pattern(pattern) is None


NANOS = 1_767_323_045_123_456_789  # 2026-01-02T03:04:05.123456789Z


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("yyyy-MM-dd", "2026-01-02"),
        ("yyyy-MM-dd HH:mm:ss.SSS", "2026-01-02 03:04:05.123"),
        ("yyyy-MM-dd'T'HH:mm:ss.SSSSSSSSS z", "2026-01-02T03:04:05.123456789 UTC"),
        ("d MMM yy, h:mm a", "2 Jan 26, 3:04 AM"),
        ("EEE HH'h'", "Fri 03h"),
    ],
)
def test_times(pattern: str, text: str) -> None:
    form = time_pattern(pattern)
    assert form is not None
    assert form(NANOS, UTC) == text


def test_a_time_stands_in_the_zone() -> None:
    form = time_pattern("HH:mm z")
    assert form is not None
    assert form(NANOS, ZoneInfo("America/New_York")) == "22:04 EST"


@pytest.mark.parametrize("pattern", ["", "'", "qqq", "yyyyy", "HH 'open", "S" * 10])
def test_what_is_no_pattern_of_times(pattern: str) -> None:
    assert time_pattern(pattern) is None


@given(st.text(alphabet="#0,.;%'E$x yMdHmsSz-", max_size=12), st.decimals(allow_nan=False))
def test_no_pattern_fails(pattern: str, number: Decimal) -> None:
    numbers, times = number_pattern(pattern), time_pattern(pattern)
    if numbers is not None and number.is_finite() and abs(number.adjusted()) < 350:
        assert numbers(number)
    if times is not None:
        assert times(NANOS, UTC)
