"""Times to text: instants in a zone, dates, times of day, durations, periods.

All arithmetic is on integers of the column's own unit, for a whole column at once; no datetime
object is made per value, and nanoseconds survive. Owns the table of UTC offsets per zone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Final, Literal

import numpy as np
import pyarrow as pa

from dhconsole.text.arrow import Ints, integers, validity
from dhconsole.text.formats import (
    CellClass,
    ColumnFormatter,
    FormatSettings,
    Formatted,
    decode,
    each,
)
from dhconsole.text.width import cut

_PER_SECOND: Final = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
# Zones are known from here on, and to here a 64 bit count of nanoseconds goes. Instants beyond,
# possible in coarser units, get the offset at the nearer end.
_FIRST_YEAR: Final = 1830
_LAST_YEAR: Final = 2262
# No zone of the tz database changed its offset and changed it back within this time since 1850.
_SAMPLE: Final = timedelta(days=8)


@dataclass(frozen=True, slots=True)
class _Table:
    """The offsets of a zone from instant ``first`` to before ``last``; all in seconds.

    Attributes:
        changes: instants from which another offset holds, sorted.
        values: the offsets before, between and after the changes.
        folds: begin and end of each time when local time occurs twice, in turn, sorted.
    """

    first: int
    last: int
    changes: Ints
    values: Ints
    folds: Ints


class ZoneOffsets:
    """UTC offsets of one zone, known for the years that were asked for so far."""

    def __init__(self, zone: tzinfo) -> None:
        self._zone = zone
        # Replaced as a whole, so that two threads may share the object.
        self._table = _Table(0, 0, *[np.zeros(0, dtype=np.int64)] * 3)

    def offsets(self, seconds: Ints) -> Ints:
        """Offset from UTC in seconds at each instant, both in seconds."""
        table = self._covering(seconds)
        if not len(table.changes):
            return np.full(len(seconds), table.values[0], dtype=np.int64)
        return table.values[np.searchsorted(table.changes, seconds, side="right")]

    def repeated(self, seconds: Ints) -> list[int]:
        """Indices of the instants whose local time occurs twice."""
        folds = self._covering(seconds).folds
        if not len(folds):
            return []
        inside = np.searchsorted(folds, seconds, side="right") & 1
        found: list[int] = np.flatnonzero(inside).tolist() if inside.any() else []
        return found

    def _covering(self, seconds: Ints) -> _Table:
        low, high = (int(seconds.min()), int(seconds.max())) if len(seconds) else (0, 0)
        table = self._table
        if table.first <= low and high < table.last:
            return table
        first, last = _year(low), _year(high)
        if table.last:
            first, last = min(first, _year(table.first)), max(last, _year(table.last - 1))
        changes, values = self._changes(first, last)
        lost = values[:-1] - values[1:]
        back = lost > 0
        folds = np.stack([changes[back] - lost[back], changes[back] + lost[back]], axis=1)
        begin = _first_of(first) if first > _FIRST_YEAR else -(1 << 63)
        end = _first_of(last + 1) if last < _LAST_YEAR else 1 << 63
        self._table = _Table(begin, end, changes, values, folds.reshape(-1))
        return self._table

    def _changes(self, first: int, last: int) -> tuple[Ints, Ints]:
        """Instants of change within the years, and the offsets before, between and after."""
        at = _first_of(first)
        end = _first_of(last + 1)
        offset = self._offset(at)
        changes: list[int] = []
        offsets = [offset]
        step = int(_SAMPLE.total_seconds())
        while at < end:
            following = min(at + step, end)
            found = self._offset(following)
            if found != offset:
                changes.append(self._change(at, following))
                offsets.append(found)
                offset = found
            at = following
        return np.array(changes, dtype=np.int64), np.array(offsets, dtype=np.int64)

    def _change(self, low: int, high: int) -> int:
        before = self._offset(low)
        while high - low > 1:
            middle = (low + high) // 2
            if self._offset(middle) == before:
                low = middle
            else:
                high = middle
        return high

    def _offset(self, seconds: int) -> int:
        offset = datetime.fromtimestamp(seconds, self._zone).utcoffset()
        return 0 if offset is None else int(offset.total_seconds())


@lru_cache(maxsize=64)
def zone_offsets(zone: tzinfo) -> ZoneOffsets:
    """The shared table of ``zone``."""
    return ZoneOffsets(zone)


def zone_label(zone: tzinfo) -> str:
    """The name of ``zone`` for a header."""
    return str(getattr(zone, "key", "") or zone.tzname(_EPOCH) or zone)


class InstantFormatter(ColumnFormatter):
    """Instant and ZonedDateTime (sent as UTC, its own zone lost) in the settings' zone.

    A local time that occurs twice, when clocks go back, carries its UTC offset.
    """

    def __init__(self, header_type: str, settings: FormatSettings) -> None:
        super().__init__(f"{header_type} {zone_label(settings.zone)}", settings)
        self._zone = zone_offsets(settings.zone)

    def format(self, values: pa.Array, limit: int = 200) -> Formatted:
        values = decode(values)
        seconds, parts, width = _split(values)
        offsets = self._zone.offsets(seconds)
        texts = _date_times(seconds + offsets)
        _add_fractions(texts, parts, width, self.settings.time_digits)
        for index in self._zone.repeated(seconds):
            texts[index] += _offset_text(int(offsets[index]))
        return _with_nulls(texts, values, self.settings, limit)

    def _raw(self, value: pa.Array) -> str:
        seconds, parts, width = _split(decode(value))
        texts = _date_times(seconds)
        _add_fractions(texts, parts, width, None)
        return texts[0].replace(" ", "T") + "Z"

    def _viewer(self, value: pa.Array) -> str:
        seconds, parts, width = _split(decode(value))
        offset = self._zone.offsets(seconds)
        local = _date_times(seconds + offset)
        _add_fractions(local, parts, width, 9)
        units = int(seconds[0]) * 10**9 + int(parts[0]) * 10 ** (9 - width)
        label = zone_label(self.settings.zone)
        return "\n".join(
            [
                f"{local[0]}{_offset_text(int(offset[0]))} {label}",
                self._raw(value),
                f"{units} ns since 1970-01-01T00:00:00Z",
            ]
        )


def offset_texts(values: pa.Array, zone: tzinfo) -> list[str]:
    """The offset from UTC at each instant, such as ``+02:00``; anything where null."""
    seconds, _, _ = _split(decode(values))
    return [_offset_text(each) for each in zone_offsets(zone).offsets(seconds).tolist()]


class DateFormatter(ColumnFormatter):
    """LocalDate."""

    def format(self, values: pa.Array, limit: int = 200) -> Formatted:
        values = decode(values)
        days = integers(values)
        if pa.types.is_date64(values.type):
            days = days // 86_400_000
        texts: list[str] = np.datetime_as_string(days.view("M8[D]")).tolist()
        return _with_nulls(texts, values, self.settings, limit)

    def _raw(self, value: pa.Array) -> str:
        return self.format(value)[0][0]


class TimeFormatter(ColumnFormatter):
    """LocalTime."""

    def format(self, values: pa.Array, limit: int = 200) -> Formatted:
        values = decode(values)
        texts = self._texts(values, self.settings.time_digits)
        return _with_nulls(texts, values, self.settings, limit)

    def _raw(self, value: pa.Array) -> str:
        return self._texts(decode(value), None)[0]

    def _texts(self, values: pa.Array, digits: int | None) -> list[str]:
        seconds, parts, width = _split(values)
        texts = [text[11:] for text in _date_times(seconds)]
        _add_fractions(texts, parts, width, digits)
        return texts


class DurationFormatter(ColumnFormatter):
    """Duration in ISO-8601 as Java writes it: ``PT26H3M4.5S``."""

    align: Literal["left", "right"] = "right"

    def format(self, values: pa.Array, limit: int = 200) -> Formatted:
        values = decode(values)
        scale = 10**9 // _PER_SECOND[values.type.unit]
        counts = [
            count * scale if is_valid else None
            for count, is_valid in zip(
                integers(values).tolist(), validity(values).tolist(), strict=True
            )
        ]
        return each(counts, self.settings, limit, duration_text, _sign_class)

    def _raw(self, value: pa.Array) -> str:
        return self.format(value)[0][0]


class PeriodFormatter(ColumnFormatter):
    """Period, of which only the number of months arrives (seen on a live 42.7 server).

    Months are int32, or a list of one int32: the stand-in for an Arrow type that pyarrow cannot
    read. Or they stand in an interval of months, days and nanoseconds.
    """

    align: Literal["left", "right"] = "right"

    def format(self, values: pa.Array, limit: int = 200) -> Formatted:
        periods = [_period_parts(item) for item in decode(values).to_pylist()]
        return each(periods, self.settings, limit, _period_text, _period_class)

    def _raw(self, value: pa.Array) -> str:
        return self.format(value)[0][0]

    def _viewer(self, value: pa.Array) -> str:
        return f"{self._raw(value)}\nThe server sends years and months only, no days."


def _period_parts(item: object) -> tuple[int, int] | None:
    """Months and days."""
    if isinstance(item, pa.MonthDayNano):
        return item.months, item.days
    if isinstance(item, list) and item:
        item = item[0]
    return (item, 0) if isinstance(item, int) else None


def duration_text(nanos: int) -> str:
    """ISO-8601 text of a duration; negative ones have a sign on each part, as in Java."""
    sign = "-" if nanos < 0 else ""
    seconds, rest = divmod(abs(nanos), 10**9)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    text = "PT"
    if hours:
        text += f"{sign}{hours}H"
    if minutes:
        text += f"{sign}{minutes}M"
    if seconds or rest or text == "PT":
        fraction = f".{rest:09d}".rstrip("0") if rest else ""
        text += f"{sign}{seconds}{fraction}S"
    return text


def _period_text(parts: tuple[int, int]) -> str:
    months, days = parts
    text = (f"{months}M" if months else "") + (f"{days}D" if days else "")
    return f"P{text or '0D'}"


def _period_class(parts: tuple[int, int]) -> CellClass:
    return _sign_class(parts[0] or parts[1])


def _sign_class(number: int) -> CellClass:
    return CellClass.NEGATIVE if number < 0 else CellClass.VALUE


def _split(values: pa.Array) -> tuple[Ints, Ints, int]:
    """Whole seconds, parts of a second, and how many digits such a part has."""
    per_second = _PER_SECOND[values.type.unit]
    numbers = integers(values)
    seconds = numbers // per_second
    return seconds, numbers - seconds * per_second, len(str(per_second)) - 1


def _date_times(seconds: Ints) -> list[str]:
    """``YYYY-MM-DD HH:MM:SS`` of instants, as if in UTC."""
    texts: list[str] = np.datetime_as_string(seconds.view("M8[s]")).tolist()
    return [text.replace("T", " ") for text in texts]


def _add_fractions(texts: list[str], parts: Ints, width: int, digits: int | None) -> None:
    """Append the parts of a second: ``digits`` of them, or as many groups of three as needed."""
    if digits is not None:
        if digits:
            for index, part in enumerate(parts.tolist()):
                fraction = f"{part:0{width}d}" if width else ""
                texts[index] += "." + fraction.ljust(digits, "0")[:digits]
        return
    if not parts.any():
        return
    nanos = parts * 10 ** (9 - width)
    for index, part in enumerate(nanos.tolist()):
        if part % 1000:
            texts[index] += f".{part:09d}"
        elif part % 1_000_000:
            texts[index] += f".{part // 1000:06d}"
        elif part:
            texts[index] += f".{part // 1_000_000:03d}"


def _with_nulls(
    texts: list[str], values: pa.Array, settings: FormatSettings, limit: int
) -> Formatted:
    classes = [CellClass.VALUE] * len(texts)
    if limit < 40:
        texts = [text if len(text) <= limit else cut(text, limit) for text in texts]
    if values.null_count:
        for index in np.flatnonzero(~validity(values)):
            texts[index] = settings.null
            classes[index] = CellClass.NULL
    return texts, classes


def _offset_text(seconds: int) -> str:
    sign = "-" if seconds < 0 else "+"
    minutes, rest = divmod(abs(seconds), 60)
    text = f"{sign}{minutes // 60:02d}:{minutes % 60:02d}"
    return f"{text}:{rest:02d}" if rest else text


def _year(seconds: int) -> int:
    """Gregorian year of an instant, kept within what ``datetime`` knows."""
    years = np.datetime64(seconds, "s").astype("M8[Y]").astype(np.int64)
    return min(max(int(years) + 1970, _FIRST_YEAR), _LAST_YEAR)


def _first_of(year: int) -> int:
    return int((datetime(year, 1, 1, tzinfo=UTC) - _EPOCH).total_seconds())
