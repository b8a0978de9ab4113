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
