"""Times to text."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhconsole.text.cells import CellClass, FormatSettings, formatter_for
from dhconsole.text.temporal import ZoneOffsets, duration_text, zone_offsets
from dhconsole.text.width import cell_width

INSTANT = pa.timestamp("ns", "UTC")
NEW_YORK = ZoneInfo("America/New_York")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
ZONES = ["UTC", "America/New_York", "Europe/London", "Asia/Kathmandu", "Africa/Casablanca"]
ZONES += ["Australia/Lord_Howe", "Pacific/Apia", "America/Sao_Paulo"]
INT64 = st.integers(-(2**63) + 1, 2**63 - 1)


def instants(*values: int | None, unit: str = "ns") -> pa.Array:
    return pa.array(values, pa.int64()).cast(pa.timestamp(unit, "UTC"))


def nanos(text: str) -> int:
    delta = datetime.fromisoformat(text) - EPOCH
    return (delta.days * 86_400 + delta.seconds) * 10**9 + delta.microseconds * 1000


def shown(*values: int | None, **settings: object) -> list[str]:
    chosen = FormatSettings(**settings)  # type: ignore[arg-type]
    return formatter_for("java.time.Instant", INSTANT, "", chosen).format(instants(*values))[0]


def test_instants_keep_nanoseconds_and_show_as_many_digits_as_needed() -> None:
    start = nanos("2024-03-10T06:59:59+00:00")
    assert shown(start, start + 123_000_000, start + 123_456_000, start + 123_456_789, None) == [
        "2024-03-10 06:59:59",
        "2024-03-10 06:59:59.123",
        "2024-03-10 06:59:59.123456",
        "2024-03-10 06:59:59.123456789",
        "∅",
    ]
    assert shown(start + 123_456_789, time_digits=3) == ["2024-03-10 06:59:59.123"]
    assert shown(start, time_digits=0) == ["2024-03-10 06:59:59"]
    assert shown(start, time_digits=3) == ["2024-03-10 06:59:59.000"]
    assert shown(-1) == ["1969-12-31 23:59:59.999999999"]


def test_the_zone_stands_in_the_header() -> None:
    assert formatter_for("java.time.Instant", INSTANT).header_type == "Instant UTC"
    settings = FormatSettings(zone=NEW_YORK)
    zoned = formatter_for("java.time.ZonedDateTime", INSTANT, "", settings)
    assert zoned.header_type == "ZonedDateTime America/New_York"


def test_clocks_going_forward_and_back() -> None:
    before = nanos("2024-03-10T06:59:59+00:00")
    assert shown(before, before + 10**9, zone=NEW_YORK) == [
        "2024-03-10 01:59:59",
        "2024-03-10 03:00:00",
    ]
    fall = nanos("2024-11-03T05:30:00+00:00")
    hour = 3600 * 10**9
    assert shown(fall - hour, fall, fall + hour, fall + 2 * hour, zone=NEW_YORK) == [
        "2024-11-03 00:30:00",
        "2024-11-03 01:30:00-04:00",
        "2024-11-03 01:30:00-05:00",
        "2024-11-03 02:30:00",
    ]


@given(
    st.sampled_from(ZONES),
    st.lists(st.integers(-5_000_000_000, 5_000_000_000), min_size=1, max_size=20),
)
def test_offsets_are_those_of_the_zone(name: str, seconds: list[int]) -> None:
    zone = ZoneInfo(name)
    array = np.array(seconds, dtype=np.int64)
    expected = []
    repeated = []
    for index, at in enumerate(seconds):
        local = (EPOCH + timedelta(seconds=at)).astimezone(zone)
        offset = local.utcoffset()
        assert offset is not None
        expected.append(int(offset.total_seconds()))
        if local.replace(fold=1 - local.fold).utcoffset() != offset and _round_trips(local):
            repeated.append(index)
    assert zone_offsets(zone).offsets(array).tolist() == expected
    assert zone_offsets(zone).repeated(array) == repeated


def _round_trips(local: datetime) -> bool:
    """Whether the other reading of ``local`` is a time that exists too."""
    other = local.replace(fold=1 - local.fold)
    back = other.astimezone(UTC).astimezone(local.tzinfo)
    return back.replace(tzinfo=None) == local.replace(tzinfo=None)


def test_offsets_do_not_depend_on_the_order_of_asking() -> None:
    zone = ZoneInfo("Europe/London")
    parts = ZoneOffsets(zone)
    for year in (2024, 1980, 2100, 1950, 2024):
        at = np.array([nanos(f"{year}-07-01T00:00:00+00:00") // 10**9])
        assert parts.offsets(at).tolist() == zone_offsets(zone).offsets(at).tolist()
    assert zone_offsets(zone) is zone_offsets(ZoneInfo("Europe/London"))


@given(st.lists(INT64 | st.none(), max_size=8), st.sampled_from(["s", "ms", "us", "ns"]))
def test_every_instant_of_every_unit_has_a_text(values: list[int | None], unit: str) -> None:
    if unit == "s":
        values = [None if value is None else value // 10**9 for value in values]
    formatter = formatter_for("", pa.timestamp(unit, "UTC"), "", FormatSettings(zone=NEW_YORK))
    texts, classes = formatter.format(instants(*values, unit=unit))
    assert len(texts) == len(classes) == len(values)
    for value, kind in zip(values, classes, strict=True):
        assert (kind is CellClass.NULL) == (value is None)


@given(INT64)
def test_raw_instants_are_exact(value: int) -> None:
    formatter = formatter_for("java.time.Instant", INSTANT, "", FormatSettings(zone=NEW_YORK))
    text = formatter.raw(instants(value))
    assert text.endswith("Z")
    seconds, _dot, fraction = text.removesuffix("Z").partition(".")
    whole = np.datetime64(seconds, "s").astype(np.int64)
    assert int(whole) * 10**9 + int((fraction or "0").ljust(9, "0")) == value


def test_the_viewer_shows_zone_utc_and_number() -> None:
    formatter = formatter_for("java.time.Instant", INSTANT, "", FormatSettings(zone=NEW_YORK))
    assert formatter.full(instants(1_710_053_999_123_456_789)).split("\n") == [
        "2024-03-10 01:59:59.123456789-05:00 America/New_York",
        "2024-03-10T06:59:59.123456789Z",
        "1710053999123456789 ns since 1970-01-01T00:00:00Z",
    ]
    assert formatter.full(instants(None)) == "∅"
    assert formatter.raw(instants(None)) == ""


@given(st.integers(-(10**6), 10**6), st.integers(5, 60))
def test_limit_holds_for_times(value: int, limit: int) -> None:
    formatter = formatter_for("java.time.Instant", INSTANT)
    assert cell_width(formatter.format(instants(value), limit)[0][0]) <= limit


def test_dates() -> None:
    days = [19782, -719162, None, 0]
    date32 = pa.array(days, pa.int32()).cast(pa.date32())
    for array in (date32, date32.cast(pa.date64())):
        formatter = formatter_for("java.time.LocalDate", array.type)
        texts, classes = formatter.format(array)
        assert texts == ["2024-02-29", "0001-01-01", "∅", "1970-01-01"]
        assert classes[2] is CellClass.NULL
        assert formatter.raw(array.slice(0, 1)) == formatter.full(array.slice(0, 1)) == "2024-02-29"
    assert formatter.header_type == "LocalDate"


def test_times_of_day() -> None:
    array = pa.array([45_296_123_456_789, 0, None], pa.int64()).cast(pa.time64("ns"))
    formatter = formatter_for("java.time.LocalTime", array.type)
    assert formatter.format(array)[0] == ["12:34:56.123456789", "00:00:00", "∅"]
    assert formatter.raw(array.slice(0, 1)) == "12:34:56.123456789"
    seconds = pa.array([45_296], pa.int32()).cast(pa.time32("s"))
    assert formatter_for("", seconds.type).format(seconds)[0] == ["12:34:56"]
    millis = pa.array([45_296_120], pa.int32()).cast(pa.time32("ms"))
    assert formatter_for("", millis.type).format(millis)[0] == ["12:34:56.120"]


@pytest.mark.parametrize(
    ("nanoseconds", "text"),
    [
        (0, "PT0S"),
        (1_500_000_000, "PT1.5S"),
        (-1_500_000_000, "PT-1.5S"),
        (-90_000_000_000, "PT-1M-30S"),
        (95_400_000_000_001, "PT26H30M0.000000001S"),
        (3_600_000_000_000, "PT1H"),
        (1, "PT0.000000001S"),
    ],
)
def test_durations_are_written_as_in_java(nanoseconds: int, text: str) -> None:
    assert duration_text(nanoseconds) == text


def test_durations() -> None:
    array = pa.array([1_500_000_000, None, -1], pa.int64()).cast(pa.duration("ns"))
    formatter = formatter_for("java.time.Duration", array.type)
    assert formatter.format(array) == (
        ["PT1.5S", "∅", "PT-0.000000001S"],
        [CellClass.VALUE, CellClass.NULL, CellClass.NEGATIVE],
    )
    assert formatter.align == "right"
    millis = pa.array([1500], pa.int64()).cast(pa.duration("ms"))
    assert formatter_for("java.time.Duration", millis.type).format(millis)[0] == ["PT1.5S"]


def test_periods_in_both_layouts() -> None:
    plain = pa.array([14, None, 0, -1], pa.int32())
    boxed = pa.array([[14], None, [0], [-1]], pa.list_(pa.int32()))
    for array in (plain, boxed):
        formatter = formatter_for("java.time.Period", array.type)
        texts, classes = formatter.format(array)
        assert texts == ["P14M", "∅", "P0D", "P-1M"]
        assert classes[1] is CellClass.NULL
        assert classes[3] is CellClass.NEGATIVE
        assert formatter.raw(array.slice(0, 1)) == "P14M"
        assert "no days" in formatter.full(array.slice(0, 1))
