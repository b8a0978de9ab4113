"""What every column formatter shares: settings, cell classes, the formatter interface.

Owns the vocabulary. Knows no data type; ``cells.formatter_for`` chooses the formatter.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, tzinfo
from enum import IntEnum
from typing import Any, Literal, TypeVar

import pyarrow as pa

from dhconsole.text.safe import ELLIPSIS
from dhconsole.text.width import cut

T = TypeVar("T")
Formatted = tuple[list[str], list["CellClass"]]


class CellClass(IntEnum):
    """What kind of thing a cell holds, for its colour.

    ``EMPTY`` is an empty string, array or ``byte[]``. ``UNKNOWN`` is a cell whose value has
    not been read; formatters never return it, grids use it with ``FormatSettings.unknown``.
    """

    VALUE = 0
    NULL = 1
    EMPTY = 2
    NAN = 3
    INFINITY = 4
    NEGATIVE = 5
    TRUE = 6
    FALSE = 7
    UNKNOWN = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class FormatSettings:
    """How values look.

    Attributes:
        zone: time zone of instants; its name stands in the header once.
        null, empty, unknown, nan, infinity: the symbols. A string value that reads like
            ``null`` or ``empty`` is shown in quotes, so that the symbols stay unique.
        float_digits: most digits after the decimal point of a float or double; ``None`` shows
            the shortest text that reads back as the same number.
        rounding_mark: ends a number whose further digits are not shown; the shown digits are
            then cut, not rounded. Empty: round without a mark, two different numbers may then
            look the same.
        thousands: group the digits before the decimal point by threes with commas.
        time_digits: digits of a second for instants and times of day, 0 to 9; ``None`` shows
            as many as each value needs, in threes.
        edge_spaces: show a space at the beginning or end of a string as ``␠``.
    """

    zone: tzinfo = UTC
    null: str = "∅"
    empty: str = '""'
    unknown: str = "·"
    nan: str = "NaN"
    infinity: str = "∞"
    float_digits: int | None = 6
    rounding_mark: str = ELLIPSIS
    thousands: bool = False
    time_digits: int | None = None
    edge_spaces: bool = True


class ColumnFormatter(ABC):
    """Turns the Arrow values of one column into terminal text.

    Attributes:
        align: side on which the cells of the column stand.
        decimal: cells line up by their decimal point; see ``numeric.align_decimals``.
        header_type: short type for the header, such as ``int`` or ``Instant UTC``; safe.
    """

    align: Literal["left", "right"] = "left"
    decimal: bool = False

    def __init__(self, header_type: str, settings: FormatSettings) -> None:
        self.header_type = header_type
        self.settings = settings

    @abstractmethod
    def format(self, values: pa.Array, limit: int = 200) -> Formatted:
        """One safe text of one line and one class for each value.

        Args:
            values: array of the column's Arrow type, any length, may have nulls.
            limit: most cells of a text; what is longer ends with an ellipsis.
        """

    def full(self, value: pa.Array, *, raw: bool = False) -> str:
        """The whole value, nothing rounded or cut.

        Args:
            value: array of length 1.
            raw: ``False``: safe text for a viewer, may have several lines. ``True``: exact,
                machine readable, **not** made safe, for copying and for files: instants as
                ISO-8601 in UTC, arrays as JSON, null as nothing.
        """
        if value.null_count:
            return "" if raw else self.settings.null
        return self._raw(value) if raw else self._viewer(value)

    def raw(self, value: pa.Array) -> str:
        """The same as ``full(value, raw=True)``."""
        return self.full(value, raw=True)

    def element(self, value: pa.Array) -> object:
        """A non-null array element of length 1 as a value for JSON."""
        return self._raw(value)

    def quote(self, text: str) -> str:
        """``text``, as formatted, within the brackets of an array."""
        return text

    @abstractmethod
    def _raw(self, value: pa.Array) -> str:
        """``full(raw=True)`` of a value that is not null."""

    def _viewer(self, value: pa.Array) -> str:
        """``full`` of a value that is not null."""
        return self._raw(value)


def decode(values: pa.Array) -> pa.Array:
    """``values`` without dictionary or run-end encoding.

    The server remembers how an uploaded column was encoded and sends it back so (seen on a
    live 42.7 server).
    """
    if pa.types.is_dictionary(values.type):
        return values.dictionary_decode()
    if pa.types.is_run_end_encoded(values.type):
        import pyarrow.compute as pc

        return pc.run_end_decode(values)
    return values


def each(
    items: Sequence[T | None],
    settings: FormatSettings,
    limit: int,
    text_of: Callable[[T], str],
    class_of: Callable[[T], CellClass] | None = None,
) -> Formatted:
    """Format ``items`` one by one; null handled here. For types without a faster way."""
    texts: list[str] = []
    classes: list[CellClass] = []
    for item in items:
        if item is None:
            texts.append(settings.null)
            classes.append(CellClass.NULL)
            continue
        text = text_of(item)
        texts.append(text if len(text) <= limit else cut(text, limit))
        classes.append(CellClass.VALUE if class_of is None else class_of(item))
    return texts, classes


def only(value: pa.Array) -> Any:
    """The Python value of an array of length 1."""
    return value[0].as_py()
