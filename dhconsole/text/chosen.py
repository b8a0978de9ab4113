"""Formats that a user chooses for a column: percent, thousands, a date without time.

Only what a cell shows changes: the whole value, what is copied and what is written to files stay
exact. The header names the format, since it may round.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fnmatch import fnmatchcase
from typing import Any

import pyarrow as pa

from dhconsole.text.cells import formatter_for
from dhconsole.text.formats import CellClass, ColumnFormatter, FormatSettings, Formatted
from dhconsole.text.numeric import DecimalFormatter, FloatFormatter, IntFormatter
from dhconsole.text.width import cut

PLAIN = "plain"


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


ALL_FORMATS = (PLAIN, *NUMBER_FORMATS, *TIME_FORMATS)
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
    if java_type in _TIMES:
        return tuple(TIME_FORMATS)
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
    return ChosenFormatter(plain, NUMBER_FORMATS[name], name)


class ChosenFormatter(ColumnFormatter):
    """Numbers in a chosen format; everything but the cells is the plain formatter's."""

    align = "right"
    decimal = True

    def __init__(self, plain: ColumnFormatter, chosen: NumberFormat, name: str) -> None:
        sign = chosen.suffix or name
        super().__init__(f"{plain.header_type} {sign}", plain.settings)
        self._plain = plain
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

    def element(self, value: pa.Array) -> object:
        return self._plain.element(value)

    def full(self, value: pa.Array, *, raw: bool = False) -> str:
        return self._plain.full(value, raw=raw)

    def _raw(self, value: pa.Array) -> str:
        return self._plain.full(value, raw=True)

    def _text(self, values: pa.Array, row: int) -> str:
        chosen = self._chosen
        number: Any = Decimal(self._plain.full(values.slice(row, 1), raw=True))
        if chosen.scientific:
            return f"{number:.{chosen.digits}e}"
        return f"{number.scaleb(chosen.power):,.{chosen.digits}f}{chosen.suffix}"
