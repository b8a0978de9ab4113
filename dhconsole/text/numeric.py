"""Numbers to text: integers, floats, booleans, exact decimals; alignment by decimal point.

Never shows two different numbers as the same text with the default settings: what is left out
is marked. Knows nothing of dates, strings or columns' widths.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any, Final, Literal

import numpy as np
import pyarrow as pa

from dhconsole.text.arrow import floats
from dhconsole.text.formats import (
    CellClass,
    ColumnFormatter,
    FormatSettings,
    Formatted,
    decode,
    each,
    only,
)
from dhconsole.text.width import cell_width, cut

# Unscaled values of more bytes than this are not written out digit by digit in a cell.
_EXACT_BYTES: Final = 512
# Powers of ten up to these are written with zeros, beyond with an exponent.
_PLAIN_ZEROS: Final = 20
_LEADING_ZEROS: Final = 7
# No double without an exponent is longer than this, its rounding mark included.
_PLAIN_LIMIT: Final = 26
# Python refuses to write integers of many more bits in decimal.
_STR_BITS: Final = 8192
_POINT = re.compile(r"[.e]|[^\x00-\x7f]$")


class IntFormatter(ColumnFormatter):
    """byte, short, int, long and the unsigned integers."""

    align: Literal["left", "right"] = "right"

    def format(self, values: pa.Array, limit: int = 200) -> Formatted:
        items: list[int | None] = decode(values).to_pylist()
        null = self.settings.null
        if self.settings.thousands:
            texts = [null if item is None else f"{item:,}" for item in items]
        else:
            texts = [null if item is None else str(item) for item in items]
        if limit < 26:
            texts = [text if len(text) <= limit else cut(text, limit) for text in texts]
        return texts, [
            CellClass.NULL if item is None else CellClass.NEGATIVE if item < 0 else CellClass.VALUE
            for item in items
        ]

    def element(self, value: pa.Array) -> object:
        return only(value)

    def _raw(self, value: pa.Array) -> str:
        return str(only(value))


class BoolFormatter(ColumnFormatter):
    """Boolean as ``true`` and ``false``."""

    def format(self, values: pa.Array, limit: int = 200) -> Formatted:
        return each(
            decode(values).to_pylist(),
            self.settings,
            limit,
            _bool_text,
            lambda item: CellClass.TRUE if item else CellClass.FALSE,
        )

    def element(self, value: pa.Array) -> object:
        return only(value)

    def _raw(self, value: pa.Array) -> str:
        return _bool_text(only(value))


class FloatFormatter(ColumnFormatter):
    """float and double, also half floats.

    The text is the shortest that reads back as the same number, cut after ``float_digits``
    digits of the fraction with ``rounding_mark`` to say so. Numbers below 0.0001 and from
    1e16 on have an exponent.
    """

    align: Literal["left", "right"] = "right"
    decimal = True

    def __init__(self, header_type: str, settings: FormatSettings, *, single: bool) -> None:
        super().__init__(header_type, settings)
        self._single = single

    def format(self, values: pa.Array, limit: int = 200) -> Formatted:
        values = decode(values)
        items: list[float | None] = values.to_pylist()
        shortest: list[str] = _single_texts(values) if self._single else list(map(repr, items))
        settings = self.settings
        digits, mark = settings.float_digits or 0, settings.rounding_mark
        plain = bool(mark) and settings.float_digits is not None and limit >= _PLAIN_LIMIT
        # Texts up to this length have no more than ``digits`` digits after their point.
        short = limit if settings.float_digits is None else min(digits + 2, limit)
        if settings.thousands:
            plain, short = False, 0
        texts: list[str] = []
        classes: list[CellClass] = []
        for item, text in zip(items, shortest, strict=True):
            if item is None:
                texts.append(settings.null)
                classes.append(CellClass.NULL)
            elif item - item != 0.0:
                symbol, kind = self._special(item)
                texts.append(symbol)
                classes.append(kind)
            else:
                shown = text
                if len(text) > short:
                    if plain and "e" not in text:
                        end = text.index(".") + 1 + digits
                        if len(text) > end:
                            shown = text[:end] + mark
                    else:
                        shown = self._shown(item, text, limit)
                texts.append(shown)
                classes.append(CellClass.NEGATIVE if item < 0.0 else CellClass.VALUE)
        return texts, classes

    def element(self, value: pa.Array) -> object:
        number = only(value)
        if not math.isfinite(number):
            return self._raw(value)
        return float(str(np.float32(number))) if self._single else number

    def _raw(self, value: pa.Array) -> str:
        number = only(value)
        if math.isnan(number):
            return "NaN"
        if math.isinf(number):
            return "Infinity" if number > 0 else "-Infinity"
        return _single_text(np.float32(number)) if self._single else repr(float(number))

    def _special(self, number: float) -> tuple[str, CellClass]:
        if math.isnan(number):
            return self.settings.nan, CellClass.NAN
        sign = "-" if number < 0 else ""
        return sign + self.settings.infinity, CellClass.INFINITY

    def _shown(self, number: float, text: str, limit: int) -> str:
        """``text``, the shortest of ``number``, as the settings want it."""
        digits, mark = self.settings.float_digits, self.settings.rounding_mark
        mantissa, e, exponent = text.partition("e")
        end = 0 if digits is None else mantissa.find(".") + 1 + digits
        if digits is not None and digits < end < len(mantissa):
            if mark:
                mantissa = mantissa[:end] + mark
            else:
                rounded = f"{number:.{digits}{'e' if e else 'f'}}"
                mantissa, _e, exponent = rounded.partition("e")
                mantissa = _trimmed(mantissa, keep=0 if e else 1)
        if self.settings.thousands:
            mantissa = _grouped(mantissa)
        text = mantissa + e + exponent
        return text if len(text) <= limit else cut(text, limit)


class DecimalFormatter(ColumnFormatter):
    """BigDecimal, BigInteger and Arrow decimals; always every digit, unless very long.

    Args of the constructor:
        read: gives (unscaled value, scale) of a Python value of the array; the number is
            ``unscaled * 10 ** -scale``.
    """

    align: Literal["left", "right"] = "right"

    def __init__(
        self,
        header_type: str,
        settings: FormatSettings,
        read: Callable[[object], tuple[int, int]],
        *,
        decimal: bool,
    ) -> None:
        super().__init__(header_type, settings)
        self._read = read
        self.decimal = decimal

    def format(self, values: pa.Array, limit: int = 200) -> Formatted:
        return each(
            [None if item is None else self._read(item) for item in decode(values).to_pylist()],
            self.settings,
            limit,
            self._cell,
            lambda number: CellClass.NEGATIVE if number[0] < 0 else CellClass.VALUE,
        )

    def _raw(self, value: pa.Array) -> str:
        unscaled, scale = self._read(only(value))
        return decimal_text(unscaled, scale)

    def _cell(self, number: tuple[int, int]) -> str:
        unscaled, scale = number
        if unscaled.bit_length() > _EXACT_BYTES * 8:
            return _estimate(unscaled, scale)
        text = decimal_text(unscaled, scale)
        return _grouped(text) if self.settings.thousands else text


def read_big_integer(data: object) -> tuple[int, int]:
    """(value, 0) of a BigInteger's bytes: big-endian two's complement (seen on 42.7)."""
    return int.from_bytes(_as_bytes(data), "big", signed=True), 0


def read_big_decimal(data: object) -> tuple[int, int]:
    """(unscaled value, scale) of a BigDecimal's bytes.

    An int32 scale, little-endian, then the unscaled value as of a BigInteger (seen on 42.7).
    """
    raw = _as_bytes(data)
    scale = int.from_bytes(raw[:4], "little", signed=True)
    return int.from_bytes(raw[4:], "big", signed=True), scale


def read_decimal(number: object) -> tuple[int, int]:
    """(unscaled value, scale) of a Python ``Decimal``."""
    sign, digits, exponent = Decimal(str(number)).as_tuple()
    unscaled = int("".join(map(str, digits)) or "0")
    return -unscaled if sign else unscaled, -int(exponent)


def decimal_text(unscaled: int, scale: int) -> str:
    """``unscaled * 10 ** -scale`` with all its digits, the scale kept: ``150, 2`` is ``1.50``.

    Very large and very small numbers get an exponent (``1.5e+30``), never a long row of zeros.
    """
    sign = "-" if unscaled < 0 else ""
    is_huge = unscaled.bit_length() > _STR_BITS
    digits = str(Decimal(abs(unscaled)) if is_huge else abs(unscaled))
    point = len(digits) - scale
    if scale <= 0 and -scale <= _PLAIN_ZEROS:
        return sign + (digits + "0" * -scale if unscaled else "0")
    if scale > 0 and point > 0:
        return f"{sign}{digits[:point]}.{digits[point:]}"
    if scale > 0 and point > -_LEADING_ZEROS:
        return f"{sign}0.{'0' * -point}{digits}"
    fraction = f".{digits[1:]}" if len(digits) > 1 else ""
    return f"{sign}{digits[0]}{fraction}e{point - 1:+}"


def fraction_cells(text: str) -> int:
    """Cells of ``text`` from its decimal point on, or from its exponent when it has no point."""
    if not text.lstrip("-≈")[:1].isdigit():
        return 0
    found = _POINT.search(text)
    return cell_width(text[found.start() :]) if found else 0


def align_decimals(texts: Iterable[str], fraction: int | None = None) -> list[str]:
    """``texts`` padded on the right so that, set flush right, their decimal points line up.

    Args:
        texts: formatted numbers; symbols such as NaN or null count as whole numbers.
        fraction: cells to keep for point and fraction; when ``None``, as many as the widest
            of ``texts`` has. A grid passes the widest that the column has had so far. A text
            with a wider fraction is left as it is.
    """
    rows = [(text, fraction_cells(text)) for text in texts]
    if fraction is None:
        fraction = max((cells for _text, cells in rows), default=0)
    return [text + " " * (fraction - cells) for text, cells in rows]


def _bool_text(item: bool) -> str:
    return "true" if item else "false"


def _single_texts(values: pa.Array) -> list[str]:
    """Shortest texts that read back as the same 32 bit (or 16 bit) float; nulls as anything."""
    return [_single_text(number) for number in floats(values)]


def _single_text(number: np.floating[Any]) -> str:
    text = str(number)
    # numpy's versions differ in where an exponent begins: let Python decide as for doubles.
    return repr(float(text)) if "e" in text else text


def _trimmed(text: str, keep: int) -> str:
    """``text`` without the zeros at the end of its fraction, but ``keep`` of them."""
    whole, _point, fraction = text.partition(".")
    fraction = fraction.rstrip("0") or "0" * keep
    return f"{whole}.{fraction}" if fraction else whole


def _grouped(text: str) -> str:
    sign = "-" if text.startswith("-") else ""
    body = text.removeprefix("-")
    end = len(body) - fraction_cells(body)
    whole = body[:end]
    head = len(whole) % 3 or 3
    groups = [whole[:head], *(whole[at : at + 3] for at in range(head, len(whole), 3))]
    return sign + ",".join(groups) + body[end:]


def _estimate(unscaled: int, scale: int) -> str:
    """Leading digits and exponent of a number with too many digits for a cell."""
    shift = unscaled.bit_length() - 64
    power = math.log10(abs(unscaled) >> shift) + shift * math.log10(2)
    exponent = math.floor(power)
    sign = "-" if unscaled < 0 else ""
    return f"≈{sign}{10 ** (power - exponent):.3f}e{exponent - scale:+}"


def _as_bytes(data: object) -> bytes:
    if not isinstance(data, (bytes, bytearray, memoryview)):
        raise TypeError(f"bytes expected, not {type(data).__name__}")
    return bytes(data)
