"""Numbers and instants in the patterns that a table's maker gave with ``format_columns``.

The patterns are those of Java's ``DecimalFormat`` and ``DateTimeFormatter``, as far as tables are
formatted with them. A pattern that is not understood gives None: the plain format then stands.
Beside Java's way, a zero before the decimal point is always shown. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from decimal import ROUND_HALF_EVEN, Context, Decimal
from functools import lru_cache

_WIDE = Context(prec=400, rounding=ROUND_HALF_EVEN)
_BODY = re.compile(r"[#0,]*(?:\.[#0]*)?(?:E0+)?")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = 10**9
_LETTERS = re.compile(r"'(?:[^']|'')*'|([A-Za-z])\1*|[^A-Za-z']+")
_MOST = 100


@dataclass(frozen=True, slots=True)
class NumberPattern:
    """One pattern of numbers, taken apart.

    Attributes:
        positive, negative: what stands before and after the digits.
        power: of ten that the number is multiplied by.
        group: digits between commas; 0 for none.
        integers: fewest digits before the point.
        least, most: digits after the point.
        exponent: fewest digits of an exponent; 0 for none.
    """

    positive: tuple[str, str]
    negative: tuple[str, str]
    power: int
    group: int
    integers: int
    least: int
    most: int
    exponent: int

    def text(self, number: Decimal) -> str:
        """``number`` in this pattern."""
        number = number.scaleb(self.power, _WIDE)
        before, after = self.negative if number < 0 else self.positive
        return f"{before}{self._digits(abs(number))}{after}"

    def _digits(self, number: Decimal) -> str:
        if self.exponent:
            exponent = number.adjusted() if number else 0
            mantissa = self._plain(number.scaleb(-exponent, _WIDE))
            sign = "-" if exponent < 0 else ""
            return f"{mantissa}E{sign}{abs(exponent):0{self.exponent}d}"
        return self._plain(number)

    def _plain(self, number: Decimal) -> str:
        rounded = number.quantize(Decimal(1).scaleb(-self.most), context=_WIDE)
        whole, _, fraction = f"{rounded:f}".partition(".")
        whole = whole.rjust(self.integers, "0")
        if self.group:
            first = len(whole) % self.group
            parts = [whole[:first]] if first else []
            parts += [whole[at : at + self.group] for at in range(first, len(whole), self.group)]
            whole = ",".join(parts)
        fraction = fraction[: self.least] + fraction[self.least :].rstrip("0")
        return f"{whole}.{fraction}" if fraction else whole


@lru_cache(maxsize=256)
def number_pattern(pattern: str) -> Callable[[Decimal], str] | None:
    """What brings numbers into ``pattern``, such as ``#,##0.00`` or ``0.0%``; None if nothing."""
    positive, split, negative = _outside_quotes(pattern, ";")
    taken = _taken_apart(positive)
    if taken is None or len(pattern) > _MOST:
        return None
    prefix, body, suffix = taken
    signed = _taken_apart(negative) if split else None
    whole, _, rest = body.partition(".")
    fraction, _, exponent = rest.partition("E") if "." in body else ("", "", "")
    if "." not in body:
        whole, _, exponent = body.partition("E")
    digits = whole.replace(",", "")
    if not digits and not fraction:
        return None
    affixes = _literal(prefix), _literal(suffix)
    minus = f"-{affixes[0]}", affixes[1]
    return NumberPattern(
        positive=affixes,
        negative=minus if signed is None else (_literal(signed[0]), _literal(signed[2])),
        power=2 if "%" in prefix + suffix else 3 if "‰" in prefix + suffix else 0,
        group=len(whole) - whole.rindex(",") - 1 if "," in whole else 0,
        integers=max(1, digits.count("0")),
        least=fraction.count("0"),
        most=len(fraction),
        exponent=len(exponent),
    ).text


@lru_cache(maxsize=256)
def time_pattern(pattern: str) -> Callable[[int, tzinfo], str] | None:
    """What brings instants (nanoseconds since 1970, and a zone) into ``pattern``; None if
    nothing does."""
    parts: list[Callable[[datetime, int], str]] = []
    end = 0
    for found in _LETTERS.finditer(pattern[:_MOST]):
        if found.start() != end:
            return None
        end = found.end()
        part = _part(found.group())
        if part is None:
            return None
        parts.append(part)
    if end != len(pattern) or not parts:
        return None

    def text(nanos: int, zone: tzinfo) -> str:
        seconds, fraction = divmod(nanos, _SECOND)
        moment = (_EPOCH + timedelta(seconds=seconds)).astimezone(zone)
        return "".join(part(moment, fraction) for part in parts)

    return text


_FIELDS: dict[str, str] = {
    "yyyy": "%Y",
    "uuuu": "%Y",
    "yy": "%y",
    "MMMM": "%B",
    "MMM": "%b",
    "MM": "%m",
    "dd": "%d",
    "DDD": "%j",
    "EEEE": "%A",
    "EEE": "%a",
    "E": "%a",
    "HH": "%H",
    "hh": "%I",
    "mm": "%M",
    "ss": "%S",
    "a": "%p",
    "z": "%Z",
    "Z": "%z",
}
_NUMBERS: dict[str, Callable[[datetime], int]] = {
    "M": lambda moment: moment.month,
    "d": lambda moment: moment.day,
    "H": lambda moment: moment.hour,
    "h": lambda moment: moment.hour % 12 or 12,
    "m": lambda moment: moment.minute,
    "s": lambda moment: moment.second,
}


def _part(piece: str) -> Callable[[datetime, int], str] | None:
    if not piece[0].isalpha():
        literal = _literal(piece) if piece[0] == "'" else piece
        return lambda moment, fraction: literal
    if set(piece) == {"S"} and len(piece) <= 9:
        digits = len(piece)
        return lambda moment, fraction: f"{fraction:09d}"[:digits]
    if piece in _FIELDS:
        field = _FIELDS[piece]
        return lambda moment, fraction: moment.strftime(field)
    if piece in _NUMBERS:
        number = _NUMBERS[piece]
        return lambda moment, fraction: str(number(moment))
    return None


def _taken_apart(pattern: str) -> tuple[str, str, str] | None:
    """What stands before, at and after the digits; None unless there is one such place."""
    at = 0
    while at < len(pattern) and pattern[at] not in "#0,.":
        at = pattern.find("'", at + 1) + 1 if pattern[at] == "'" else at + 1
        if at == 0:
            return None
    body = _BODY.match(pattern, at)
    if body is None or not body.group():
        return None
    suffix = pattern[body.end() :]
    if any(sign in _outside(suffix) for sign in "#0,."):
        return None
    return pattern[:at], body.group(), suffix


def _outside_quotes(text: str, sign: str) -> tuple[str, str, str]:
    """As ``partition``, at the first ``sign`` that no quotes enclose."""
    quoted = False
    for at, each in enumerate(text):
        quoted ^= each == "'"
        if each == sign and not quoted:
            return text[:at], sign, text[at + 1 :]
    return text, "", ""


def _outside(text: str) -> str:
    return re.sub(r"'[^']*'", "", text)


def _literal(text: str) -> str:
    """``text`` without the quotes of a pattern; the sign of a currency is the dollar's."""
    pieces = re.split(r"('(?:[^']|'')*')", text)
    return "".join(
        (piece[1:-1].replace("''", "'") or "'") if piece[:1] == "'" else piece.replace("¤", "$")
        for piece in pieces
    )
