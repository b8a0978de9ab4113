"""Formats chosen for a column: what is shown, and what stays exact."""

from __future__ import annotations

import pyarrow as pa
import pytest

from dhconsole.text.cells import formatter_for
from dhconsole.text.chosen import NUMBER_FORMATS, TIME_FORMATS, chosen_formatter, formats_of
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
