"""Formats that a user chooses for a column: percent, thousands, a date in another form.

Only what a cell shows changes: the whole value, what is copied and what is written to files stay
exact. The header names the format, since it may round.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fnmatch import fnmatchcase
from typing import Any

import numpy as np
import pyarrow as pa

from dhconsole.text.cells import formatter_for
from dhconsole.text.formats import CellClass, ColumnFormatter, FormatSettings, Formatted
from dhconsole.text.numeric import DecimalFormatter, FloatFormatter, IntFormatter
from dhconsole.text.temporal import offset_texts
from dhconsole.text.width import cut

PLAIN = "plain"

_WHOLE = 200
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_THURSDAY = 3
"""Of 1970-01-01."""


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """How numbers are shown.

    Attributes:
        power: of ten that the number is multiplied by.
        digits: of the fraction; rounded.
        suffix: what stands after the digits.
        scientific: with an exponent.
    """

    power: int = 0
    digits: int = 0
    suffix: str = ""
    scientific: bool = False


NUMBER_FORMATS: Mapping[str, NumberFormat] = {
    "whole": NumberFormat(),
    "2 digits": NumberFormat(digits=2),
    "4 digits": NumberFormat(digits=4),
    "percent": NumberFormat(2, 2, "%"),
    "basis points": NumberFormat(4, 1, "bp"),
    "k": NumberFormat(-3, 3, "k"),
    "mm": NumberFormat(-6, 3, "mm"),
    "scientific": NumberFormat(digits=4, scientific=True),
}

TIME_FORMATS: Mapping[str, int] = {
    "seconds": 0,
    "milliseconds": 3,
    "microseconds": 6,
    "nanoseconds": 9,
}
"""Digits of a second."""

_TIMES = ("java.time.Instant", "java.time.ZonedDateTime", "java.time.LocalTime")


_MOMENTS = ("java.time.Instant", "java.time.ZonedDateTime")
PART_FORMATS = ("date", "time of day")
"""Parts of a moment: what stands before the first blank of its text, and after it."""


DATE_FORMATS: Mapping[str, Callable[[str, str, str], str]] = {
    "day.month.year": lambda year, month, day: f"{day}.{month}.{year}",
    "month/day/year": lambda year, month, day: f"{month}/{day}/{year}",
    "weekday": lambda year, month, day: f"{_weekday(year, month, day)} {year}-{month}-{day}",
}
"""Other ways to write a date; a time of day after it stays whole."""

_DATES = ("java.time.LocalDate", *_MOMENTS)
ISO = "iso"
"""A moment with its offset, as ISO 8601 has it."""

ALL_FORMATS = (PLAIN, *NUMBER_FORMATS, *TIME_FORMATS, *PART_FORMATS, *DATE_FORMATS, ISO)
"""Every name that a format can have."""


def named_format(rules: Sequence[tuple[str, str]], name: str, java_type: str) -> str:
    """The format that the first rule for a column gives; empty when there is none.

    Args:
        rules: pattern of a name, or a type after a colon, and the format; names go before types.
    """
    kind = f":{java_type.rsplit('.', 1)[-1]}"
    by_name = (
        found for each, found in rules if not each.startswith(":") and fnmatchcase(name, each)
    )
    by_type = (found for each, found in rules if each == kind)
    return next(by_name, "") or next(by_type, "")


def formats_of(formatter: ColumnFormatter, java_type: str) -> tuple[str, ...]:
    """Names of the formats that a column can have, beside ``PLAIN``."""
    if java_type in _MOMENTS:
        return (*TIME_FORMATS, *PART_FORMATS, *DATE_FORMATS, ISO)
    if java_type in _TIMES:
        return tuple(TIME_FORMATS)
    if java_type in _DATES:
        return tuple(DATE_FORMATS)
    if isinstance(formatter, IntFormatter | FloatFormatter | DecimalFormatter | ChosenFormatter):
        return tuple(NUMBER_FORMATS)
    return ()


def chosen_formatter(
    name: str,
    java_type: str,
    arrow_type: pa.DataType,
    component_type: str,
    settings: FormatSettings,
) -> ColumnFormatter:
    """The formatter of a column with a format; the plain one where the format does not fit."""
    plain = formatter_for(java_type, arrow_type, component_type, settings)
    if name not in formats_of(plain, java_type):
        return plain
    if name in TIME_FORMATS:
        wanted = replace(settings, time_digits=TIME_FORMATS[name])
        return formatter_for(java_type, arrow_type, component_type, wanted)
    if name in PART_FORMATS:
        return PartFormatter(plain, name)
    if name in DATE_FORMATS:
        return DateFormFormatter(plain, name)
    if name == ISO:
        return IsoFormatter(plain, name)
    return ChosenFormatter(plain, NUMBER_FORMATS[name], name)


class _OverPlain(ColumnFormatter):
    """Cells in another way; everything else is the plain formatter's."""

    def __init__(self, plain: ColumnFormatter, sign: str) -> None:
        super().__init__(f"{plain.header_type} {sign}", plain.settings)
        self._plain = plain

    def element(self, value: pa.Array) -> object:
        return self._plain.element(value)

    def full(self, value: pa.Array, *, raw: bool = False) -> str:
        return self._plain.full(value, raw=raw)

    def _raw(self, value: pa.Array) -> str:
        return self._plain.full(value, raw=True)


class PartFormatter(_OverPlain):
    """The dates, or the times of day, of moments."""

    def __init__(self, plain: ColumnFormatter, name: str) -> None:
        super().__init__(plain, name)
        self._place = PART_FORMATS.index(name)

    def format(self, values: pa.Array, limit: int = 200) -> Formatted:
        texts, classes = self._plain.format(values, limit)
        shown = [
            text.split(" ", 1)[self._place] if kind is CellClass.VALUE and " " in text else text
            for text, kind in zip(texts, classes, strict=True)
        ]
        return shown, classes


class DateFormFormatter(_OverPlain):
    """Dates, or moments, with the date in another form."""

    def __init__(self, plain: ColumnFormatter, name: str) -> None:
        super().__init__(plain, name)
        self._form = DATE_FORMATS[name]

    def format(self, values: pa.Array, limit: int = 200) -> Formatted:
        texts, classes = self._plain.format(values, _WHOLE)
        shown = [
            cut(self._text(text) if kind is CellClass.VALUE else text, limit)
            for text, kind in zip(texts, classes, strict=True)
        ]
        return shown, classes

    def _text(self, text: str) -> str:
        date, blank, time = text.partition(" ")
        return f"{self._form(*date.rsplit('-', 2))}{blank}{time}"


class IsoFormatter(_OverPlain):
    """Moments with their offset from UTC."""

    def format(self, values: pa.Array, limit: int = 200) -> Formatted:
        texts, classes = self._plain.format(values, _WHOLE)
        shown = [
            cut(self._text(text, offset) if kind is CellClass.VALUE else text, limit)
            for text, kind, offset in zip(
                texts, classes, offset_texts(values, self.settings.zone), strict=True
            )
        ]
        return shown, classes

    def _text(self, text: str, offset: str) -> str:
        # A time of day that comes twice on its date has its offset already.
        return f"{text.removesuffix(offset).replace(' ', 'T', 1)}{offset}"


def _weekday(year: str, month: str, day: str) -> str:
    days = np.datetime64(f"{year}-{month}-{day}", "D").astype(np.int64)
    return _WEEKDAYS[(int(days) + _THURSDAY) % len(_WEEKDAYS)]


class ChosenFormatter(_OverPlain):
    """Numbers in a chosen format."""

    align = "right"
    decimal = True

    def __init__(self, plain: ColumnFormatter, chosen: NumberFormat, name: str) -> None:
        super().__init__(plain, chosen.suffix or name)
        self._chosen = chosen

    def format(self, values: pa.Array, limit: int = 200) -> Formatted:
        texts, classes = self._plain.format(values, limit)
        shown = [
            cut(self._text(values, row), limit)
            if kind in (CellClass.VALUE, CellClass.NEGATIVE)
            else text
            for row, (text, kind) in enumerate(zip(texts, classes, strict=True))
        ]
        return shown, classes

    def _text(self, values: pa.Array, row: int) -> str:
        chosen = self._chosen
        number: Any = Decimal(self._plain.full(values.slice(row, 1), raw=True))
        if chosen.scientific:
            return f"{number:.{chosen.digits}e}"
        return f"{number.scaleb(chosen.power):,.{chosen.digits}f}{chosen.suffix}"
