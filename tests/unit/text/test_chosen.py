"""Formats chosen for a column: what is shown, and what stays exact."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest

from dhconsole.text.cells import formatter_for
from dhconsole.text.chosen import (
    DATE_FORMATS,
    NUMBER_FORMATS,
    TIME_FORMATS,
    chosen_formatter,
    formats_of,
)
from dhconsole.text.formats import FormatSettings

SETTINGS = FormatSettings()
DOUBLES = pa.array([0.12345, -1234567.891, None, float("nan"), float("-inf"), 0.0])
LONGS = pa.array([9007199254740993, -5, None])


@pytest.mark.parametrize(
    ("name", "first", "second"),
    [
        ("whole", "0", "-1,234,568"),
        ("2 digits", "0.12", "-1,234,567.89"),
        ("4 digits", "0.1234", "-1,234,567.8910"),
        ("percent", "12.34%", "-123,456,789.10%"),
        ("basis points", "1,234.5bp", "-12,345,678,910.0bp"),
        ("k", "0.000k", "-1,234.568k"),
        ("mm", "0.000mm", "-1.235mm"),
        ("scientific", "1.2345e-1", "-1.2346e+6"),
    ],
)
def test_doubles(name: str, first: str, second: str) -> None:
    chosen = chosen_formatter(name, "double", DOUBLES.type, "", SETTINGS)
    plain = formatter_for("double", DOUBLES.type, "", SETTINGS)
    texts, classes = chosen.format(DOUBLES)
    assert texts[:2] == [first, second]
    assert texts[2:5] == ["∅", "NaN", "-∞"]
    assert classes == plain.format(DOUBLES)[1]
    assert chosen.raw(DOUBLES.slice(1, 1)) == "-1234567.891", "copies stay exact"
    assert chosen.full(DOUBLES.slice(0, 1)) == "0.12345"


def test_every_number_format_was_tried() -> None:
    tried = test_doubles.pytestmark[0].args[1]  # type: ignore[attr-defined]
    assert [each[0] for each in tried] == list(NUMBER_FORMATS)


def test_longs_keep_all_digits() -> None:
    chosen = chosen_formatter("2 digits", "long", LONGS.type, "", SETTINGS)
    assert chosen.format(LONGS)[0] == ["9,007,199,254,740,993.00", "-5.00", "∅"]
    assert chosen.header_type == "long 2 digits"


def test_times() -> None:
    values = pa.array([1_710_509_400_123_456_789], pa.timestamp("ns", "UTC"))
    for name, digits in TIME_FORMATS.items():
        chosen = chosen_formatter(name, "java.time.Instant", values.type, "", SETTINGS)
        fraction = f".{'123456789'[:digits]}" if digits else ""
        assert chosen.format(values)[0] == [f"2024-03-15 13:30:00{fraction}"]


def test_parts_of_moments() -> None:
    values = pa.array([1_710_509_400_123_456_789, None], pa.timestamp("ns", "UTC"))
    for name, text in (("date", "2024-03-15"), ("time of day", "13:30:00.123456789")):
        chosen = chosen_formatter(name, "java.time.Instant", values.type, "", SETTINGS)
        assert chosen.format(values)[0] == [text, "∅"]
        assert chosen.header_type.endswith(name)
        assert chosen.raw(values.slice(0, 1)) == "2024-03-15T13:30:00.123456789Z"
    clock = pa.array([0], pa.time64("ns"))
    plain = formatter_for("java.time.LocalTime", clock.type, "", SETTINGS)
    assert "date" not in formats_of(plain, "java.time.LocalTime")


@pytest.mark.parametrize(
    ("name", "zone", "text"),
    [
        ("day.month.year", "UTC", "31.12.2023 23:30:00.000000001"),
        ("month/day/year", "UTC", "12/31/2023 23:30:00.000000001"),
        ("weekday", "UTC", "Sun 2023-12-31 23:30:00.000000001"),
        ("iso", "UTC", "2023-12-31T23:30:00.000000001+00:00"),
        ("day.month.year", "Asia/Kolkata", "01.01.2024 05:00:00.000000001"),
        ("weekday", "Asia/Kolkata", "Mon 2024-01-01 05:00:00.000000001"),
        ("iso", "Asia/Kolkata", "2024-01-01T05:00:00.000000001+05:30"),
        ("iso", "America/New_York", "2023-12-31T18:30:00.000000001-05:00"),
    ],
)
def test_dates_in_other_forms(name: str, zone: str, text: str) -> None:
    settings = replace(SETTINGS, zone=ZoneInfo(zone))
    values = pa.array([1_704_065_400_000_000_001, None], pa.timestamp("ns", "UTC"))
    chosen = chosen_formatter(name, "java.time.Instant", values.type, "", settings)
    assert chosen.format(values)[0] == [text, "∅"]
    assert chosen.header_type.endswith(name)
    assert chosen.raw(values.slice(0, 1)) == "2023-12-31T23:30:00.000000001Z"
    assert chosen.format(values, limit=9)[0][0].endswith("…")


def test_a_time_that_comes_twice_has_its_offset_once() -> None:
    settings = replace(SETTINGS, zone=ZoneInfo("Europe/Berlin"))
    values = pa.array([1_729_987_200 + at * 3600 for at in (0, 1)], pa.timestamp("s", "UTC"))
    shown = {
        name: chosen_formatter(name, "java.time.Instant", values.type, "", settings).format(values)
        for name in ("iso", "day.month.year")
    }
    assert shown["iso"][0] == ["2024-10-27T02:00:00+02:00", "2024-10-27T02:00:00+01:00"]
    assert shown["day.month.year"][0] == ["27.10.2024 02:00:00+02:00", "27.10.2024 02:00:00+01:00"]


def test_local_dates_of_any_year_in_other_forms() -> None:
    values = pa.array([0, -1, 3_000_000, -720_000], pa.int32()).cast(pa.date32())
    java = "java.time.LocalDate"
    plain = formatter_for(java, values.type, "", SETTINGS)
    assert formats_of(plain, java) == tuple(DATE_FORMATS)
    shown = {
        name: chosen_formatter(name, java, values.type, "", SETTINGS).format(values)[0]
        for name in DATE_FORMATS
    }
    assert shown["day.month.year"][:2] == ["01.01.1970", "31.12.1969"]
    assert shown["month/day/year"][:2] == ["01/01/1970", "12/31/1969"]
    days = [text.partition(" ")[0] for text in shown["weekday"]]
    # The calendar repeats after 400 years, which are whole weeks.
    numbers = (0, -1, 3_000_000, -720_000)
    assert days == [date.fromordinal(719_163 + each % 146_097).strftime("%a") for each in numbers]


def test_formats_that_do_not_fit_change_nothing() -> None:
    words = pa.array(["a"])
    chosen = chosen_formatter("percent", "java.lang.String", words.type, "", SETTINGS)
    assert chosen.format(words)[0] == ["a"]
    assert formats_of(chosen, "java.lang.String") == ()
    assert (
        chosen_formatter("", "double", DOUBLES.type, "", SETTINGS).format(DOUBLES)[0][0]
        == "0.12345"
    )
    assert (
        chosen_formatter("gone", "double", DOUBLES.type, "", SETTINGS).format(DOUBLES)[0][0]
        == "0.12345"
    )
