"""Durations as text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhconsole.client.durations import to_iso_duration, to_nanos
from dhconsole.errors import DHError


@pytest.mark.parametrize(
    ("text", "nanos"),
    [
        ("PT1S", 10**9),
        ("PT1s", 10**9),
        ("pt0.05S", 50_000_000),
        ("PT.05S", 50_000_000),
        ("PT00:00:.05", 50_000_000),
        ("PT00:00:00.001", 1_000_000),
        ("PT00:00:.001", 1_000_000),
        ("PT00:01", 60 * 10**9),
        ("PT1H2M3.5S", 3723_500_000_000),
        ("P1DT2H", 26 * 3600 * 10**9),
        ("P2D", 48 * 3600 * 10**9),
        ("-PT1S", -(10**9)),
        ("-PT00:00:01", -(10**9)),
        ("PT-00:00:01", -(10**9)),
        ("-PT-00:00:01", 10**9),
        ("PT-1.5S", -1_500_000_000),
        ("PT-0.5S", -500_000_000),
        ("PT10M", 600 * 10**9),
        (" PT1S ", 10**9),
    ],
)
def test_forms(text: str, nanos: int) -> None:
    assert to_nanos(text) == nanos
    assert to_nanos(to_iso_duration(text)) == nanos


@pytest.mark.parametrize(
    "text", ["", "P", "PT", "PTS", "1S", "every second", "PT1", "PT::", "PT1:2:3:4", "P1Y", "PT.S"]
)
def test_what_is_no_duration_says_how_to_write_one(text: str) -> None:
    with pytest.raises(DHError) as caught:
        to_nanos(text)
    assert repr(text) in str(caught.value) and "PT1S" in str(caught.value)


def test_too_long() -> None:
    with pytest.raises(DHError, match="292 years"):
        to_nanos("P999999999D")


@pytest.mark.parametrize("text", [f"P{'9' * 5000}D", f"PT{'9' * 5000}S", f"PT{'9' * 5000}:00"])
def test_more_digits_than_python_reads(text: str) -> None:
    with pytest.raises(DHError):
        to_nanos(text)


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("PT1M", "PT1M"),
        ("P1DT2H", "P1DT2H"),
        ("-PT1.5S", "-PT1.5S"),
        (" PT1S", "PT1S"),
        ("PT.5S", "PT0.5S"),
        ("PT00:00:.05", "PT0.05S"),
        ("-PT00:01:00", "-PT60S"),
    ],
)
def test_iso_text_is_left_as_it_is(text: str, iso: str) -> None:
    assert to_iso_duration(text) == iso


_CLOCK = st.tuples(
    st.integers(0, 10**5), st.integers(0, 59), st.integers(0, 59), st.integers(0, 10**9 - 1)
)


@given(_CLOCK, st.sampled_from(["", "-", "+"]), st.booleans())
def test_colons_say_what_letters_say(
    clock: tuple[int, int, int, int], sign: str, inside: bool
) -> None:
    hours, minutes, seconds, nanos = clock
    before = f"PT{sign}" if inside else f"{sign}PT"
    text = f"{before}{hours:02}:{minutes:02}:{seconds:02}.{nanos:09}"
    letters = f"{sign}PT{hours}H{minutes}M{seconds}.{nanos:09}S"
    assert to_nanos(text) == to_nanos(letters) == to_nanos(to_iso_duration(text))


@given(st.integers(-(2**63), 2**63 - 1))
def test_iso_text_is_read_back(nanos: int) -> None:
    seconds, rest = divmod(abs(nanos), 10**9)
    text = f"{'-' if nanos < 0 else ''}PT{seconds}.{rest:09}S"
    assert to_nanos(text) == nanos
    assert to_nanos(to_iso_duration(text)) == nanos


@given(st.text(max_size=12))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        nanos = to_nanos(text)
    except DHError:
        return
    assert to_nanos(to_iso_duration(text)) == nanos
