"""Dates and times in quick filters: periods of the calendar in the zone on show. Pure.

A text that leaves parts out is a period: ``2024-03`` is the whole month. Ours are times of today
(``09:30``), times from now (``-5m``) and a zone at the end (``2024-03-01T09:30 UTC``).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TypeVar
from zoneinfo import ZoneInfo

from dhconsole.client.durations import to_nanos
from dhconsole.core.filtering.numbers import RANGE, split_sign
from dhconsole.core.filtering.predicates import (
    ClockIs,
    DayIs,
    IsNull,
    Predicate,
    Sign,
    SpanIs,
    TimeIs,
    all_of,
    any_of,
)
from dhconsole.errors import ArgumentError, FilterTextError

_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_DATE = re.compile(
    r"(\d{4})(?:[-./](\d{1,2}|[a-z]{3,})(?:[-./](\d{1,2})"
    r"(?:[T ]\s*(\d{1,2})(?::(\d{1,2})(?::(\d{1,2})(?:\.(\d{1,9}))?)?)?)?)?)?",
    re.ASCII | re.IGNORECASE,
)
_CLOCK = re.compile(r"(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d{1,9}))?)?", re.ASCII)
_FROM_NOW = re.compile(r"([+-])\s*(\d{1,9})\s*(ms|s|m|h|d|w)\Z", re.ASCII)
_SPAN = re.compile(r"(-?\d{1,12}(?:\.\d{1,9})?)\s*(ms|s|m|h|d|w)", re.ASCII)
_OFFSET = re.compile(r"([+-])(\d{2}):?(\d{2})\Z", re.ASCII)
_UNITS = {"ms": 10**6, "s": 10**9, "m": 60 * 10**9, "h": 3600 * 10**9}
_UNITS |= {"d": 24 * 3600 * 10**9, "w": 7 * 24 * 3600 * 10**9}
_SECOND = 10**9
_DAY = 24 * 3600 * _SECOND
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_FIRST_DAY = dt.date(1970, 1, 1)
_MOST = 2**63 - 1
_HINT = "Type such as 2024-03, >= 2024-03-01 09:30, today or null."


@dataclass(frozen=True, slots=True)
class Now:
    """The moment and the zone in which a text is read.

    Attributes:
        zone: of the times that are typed.
        nanos: nanoseconds since the epoch.
    """

    zone: dt.tzinfo = field(default_factory=lambda: ZoneInfo("UTC"))
    nanos: int = 0

    @property
    def day(self) -> dt.date:
        """Today, in the zone: not in this machine's, which may have another day."""
        return (_EPOCH + dt.timedelta(microseconds=self.nanos // 1000)).astimezone(self.zone).date()


@dataclass(frozen=True, slots=True)
class _Date:
    """What was written of a date and time; None for what was left out."""

    year: int
    month: int | None
    day: int | None
    hour: int | None
    minute: int | None
    second: int | None
    fraction: str | None

    @property
    def text(self) -> str:
        """What was taken of what was written: the Web IDE's grammar passes over some of it."""
        found = f"{self.year}"
        for each in (self.month, self.day):
            found += "" if each is None else f"-{each:02d}"
        if self.hour is None:
            return found
        if self.minute is None:
            return f"the hour from {found} {self.hour:02d}:00"
        found += f" {self.hour:02d}:{self.minute:02d}"
        found += "" if self.second is None else f":{self.second:02d}"
        return found if self.fraction is None else f"{found}.{self.fraction}"


def time_piece(piece: str, now: Now) -> Predicate:
    """What ``piece`` says of a moment in time; raises FilterTextError."""
    sign, value = split_sign(piece)
    if value.lower() == "null":
        return IsNull(sign is Sign.NE)
    chosen = sign or Sign.EQ
    word = value.lower()
    if word == "now":
        return TimeIs(chosen, now.nanos, now.nanos, f"{_iso(now.nanos, now.zone)}")
    from_now = _FROM_NOW.match(value)
    if from_now is not None:
        distance = int(from_now[2]) * _UNITS[from_now[3]]
        at = now.nanos + (distance if from_now[1] == "+" else -distance)
        return TimeIs(chosen, _counted(at, value), at, _iso(at, now.zone))
    value, zone = _zone_of(value, now.zone)
    if word in ("today", "yesterday"):
        start, end = _day_period(_day_of(word, now), zone)
        shown = f"{word}, {_day_of(word, now)}"
    elif (clock := _CLOCK.fullmatch(value)) is not None:
        start, end = _clock_today(clock, now, zone)
        shown = f"{Now(zone, now.nanos).day} {value}"
    else:
        date = _date(value)
        start, end = _period(date, zone, value)
        shown = date.text
    return TimeIs(
        chosen, _counted(start, value), _counted(end, value), f"{shown} {zone_name(zone)}"
    )


def day_piece(piece: str, now: Now) -> Predicate:
    """What ``piece`` says of a date without time; raises FilterTextError."""
    sign, value = split_sign(piece)
    if value.lower() == "null":
        return IsNull(sign is Sign.NE)
    if value.lower() in ("today", "yesterday"):
        day = _day_of(value.lower(), now)
        first, end = day, day + dt.timedelta(days=1)
        shown = f"{value.lower()}, {day}"
    else:
        date = _date(value)
        if date.hour is not None:
            raise FilterTextError(f"{value} has a time, and the column has none", hint=_HINT)
        first, end = _days(date, value)
        shown = date.text
    start = first.toordinal() - _FIRST_DAY.toordinal()
    return DayIs(sign or Sign.EQ, start, end.toordinal() - _FIRST_DAY.toordinal(), shown)


def clock_piece(piece: str) -> Predicate:
    """What ``piece`` says of a time of day; raises FilterTextError."""
    sign, value = split_sign(piece)
    if value.lower() == "null":
        if sign is not None and not sign.is_equality:
            raise FilterTextError("null is neither before nor after", hint="Type null or !=null.")
        return IsNull(sign is Sign.NE)
    match = _CLOCK.fullmatch(value)
    if match is None:
        raise FilterTextError(
            f"{value or 'nothing'} is no time of day", hint="Type such as >= 09:30."
        )
    start, length = _clock(match)
    return ClockIs(sign or Sign.EQ, start, start + length, value)


def span_piece(piece: str) -> Predicate:
    """What ``piece`` says of a duration; raises FilterTextError."""
    sign, value = split_sign(piece)
    if value.lower() == "null":
        if sign is not None and not sign.is_equality:
            raise FilterTextError("null is neither more nor less", hint="Type null or !=null.")
        return IsNull(sign is Sign.NE)
    match = _SPAN.fullmatch(value)
    if match is not None:
        nanos = int(Decimal(match[1]) * _UNITS[match[2]])
    else:
        try:
            nanos = to_nanos(value)
        except ArgumentError:
            raise FilterTextError(
                f"{value or 'nothing'} is no duration", hint="Type such as > 1.5s, 20ms or PT1H30M."
            ) from None
    return SpanIs(sign or Sign.EQ, nanos, value)


def several(piece: str, one: Callable[[str], Predicate]) -> Predicate:
    """What ``piece`` says, which may be a range or a list of what ``one`` reads.

    Raises:
        FilterTextError: as ``one`` does, and of a range that nothing can be in.
    """
    sign, value = split_sign(piece)
    if sign is not None and not sign.is_equality:
        return one(piece)
    if ", " in value:
        listed = [one(f"{(sign or Sign.EQ).value}{each.strip()}") for each in value.split(", ")]
        return all_of(listed) if sign is Sign.NE else any_of(listed)
    between = RANGE.match(value)
    if between is None:
        return one(piece)
    low, high = (one(text.strip()) for text in between.groups())
    found = _between(low, high, sign or Sign.EQ)
    if found is None:
        raise FilterTextError(
            f"{value} is no range", hint="Put the earlier, or shorter, one first."
        )
    return found


def _between(low: Predicate, high: Predicate, sign: Sign) -> Predicate | None:
    """From the start of ``low`` to the end of ``high``; None when that is nothing."""
    if isinstance(low, SpanIs) and isinstance(high, SpanIs) and sign is Sign.EQ:
        parts: list[Predicate] = [replace(low, sign=Sign.GE), replace(high, sign=Sign.LE)]
        return all_of(parts) if low.nanos <= high.nanos else None
    if isinstance(low, TimeIs) and isinstance(high, TimeIs):
        end = high.end + high.is_moment
        return _from_to(low, sign, end, high.shown)
    if isinstance(low, ClockIs) and isinstance(high, ClockIs):
        end = high.end + high.is_moment
        return _from_to(low, sign, end, high.shown)
    if isinstance(low, DayIs) and isinstance(high, DayIs):
        return _from_to(low, sign, high.end, high.shown)
    return None


_Period = TypeVar("_Period", TimeIs, ClockIs, DayIs)


def _from_to(low: _Period, sign: Sign, end: int, shown: str) -> _Period | None:
    if low.start >= end:
        return None
    return replace(low, sign=sign, end=end, shown=f"{low.shown} to {shown}")


def zone_name(zone: dt.tzinfo) -> str:
    """How a zone reads: its name, or the distance from UTC."""
    return str(zone)


def _day_of(word: str, now: Now) -> dt.date:
    return now.day - dt.timedelta(days=1 if word == "yesterday" else 0)


def _date(value: str) -> _Date:
    """Whatever stands before four digits is passed over, as in the Web IDE."""
    found = re.search(r"\d{4}", value, re.ASCII)
    match = _DATE.fullmatch(value, found.start()) if found is not None else None
    if match is None:
        raise FilterTextError(f"{value or 'nothing'} is no date or time", hint=_HINT)
    day, hour, minute, second = (None if at is None else int(at) for at in match.groups()[2:6])
    return _Date(int(match[1]), _month(match[2]), day, hour, minute, second, match[7])


def _month(text: str | None) -> int | None:
    if text is None or text.isdigit():
        return None if text is None else int(text)
    for number, name in enumerate(_MONTHS, 1):
        if name.startswith(text.lower()):
            return number
    raise FilterTextError(f"{text} is no month", hint="Type its number or English name.")


def _days(date: _Date, shown: str) -> tuple[dt.date, dt.date]:
    """The days of a year, month or day: first, and the one after the last."""
    try:
        if date.month is None:
            return dt.date(date.year, 1, 1), dt.date(date.year + 1, 1, 1)
        if date.day is None:
            year, month = divmod(date.year * 12 + date.month, 12)
            return dt.date(date.year, date.month, 1), dt.date(year, month + 1, 1)
        day = dt.date(date.year, date.month, date.day)
        return day, day + dt.timedelta(days=1)
    except (ValueError, OverflowError):
        raise FilterTextError(f"{shown} is not in the calendar", hint=_HINT) from None


def _period(date: _Date, zone: dt.tzinfo, shown: str) -> tuple[int, int]:
    if date.hour is None:
        first, end = _days(date, shown)
        return _midnight(first, zone), _midnight(end, zone)
    day, _ = _days(date, shown)
    clock = (date.hour, date.minute or 0, date.second or 0)
    at = _local(day, *clock, zone=zone, shown=shown)
    return _fraction(at, date.minute, date.second, date.fraction)


def _fraction(
    at: int, minute: int | None, second: int | None, fraction: str | None
) -> tuple[int, int]:
    if minute is None:
        return at, at + 3600 * _SECOND
    if second is None:
        return at, at + 60 * _SECOND
    if fraction is None:
        return at, at + _SECOND
    unit = 10 ** (9 - len(fraction))
    start = at + int(fraction) * unit
    return start, start if unit == 1 else start + unit


def _clock(match: re.Match[str]) -> tuple[int, int]:
    """Nanoseconds since midnight at which a time of day begins, and how long it lasts."""
    hour, minute, second = int(match[1]), int(match[2]), int(match[3] or 0)
    if hour > 23 or minute > 59 or second > 59:
        raise FilterTextError(f"{match[0]} is no time of day", hint="Type such as >= 09:30.")
    at = (hour * 3600 + minute * 60 + second) * _SECOND
    start, end = _fraction(at, minute, None if match[3] is None else second, match[4])
    return start, end - start


def _clock_today(match: re.Match[str], now: Now, zone: dt.tzinfo) -> tuple[int, int]:
    start, length = _clock(match)
    today = Now(zone, now.nanos).day
    seconds, nanos = divmod(start, _SECOND)
    hour, rest = divmod(seconds, 3600)
    at = _local(today, hour, rest // 60, rest % 60, zone=zone, shown=match[0]) + nanos
    return at, at + length


def _day_period(day: dt.date, zone: dt.tzinfo) -> tuple[int, int]:
    return _midnight(day, zone), _midnight(day + dt.timedelta(days=1), zone)


def _midnight(day: dt.date, zone: dt.tzinfo) -> int:
    return _nanos(dt.datetime(day.year, day.month, day.day, tzinfo=zone))


def _local(
    day: dt.date, hour: int, minute: int, second: int, *, zone: dt.tzinfo, shown: str
) -> int:
    try:
        return _nanos(dt.datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=zone))
    except ValueError:
        raise FilterTextError(f"{shown} is no time of day", hint=_HINT) from None


def _nanos(moment: dt.datetime) -> int:
    try:
        return (moment - _EPOCH) // dt.timedelta(microseconds=1) * 1000
    except OverflowError:
        raise _too_far(str(moment)) from None


def _counted(nanos: int, shown: str) -> int:
    if not -_MOST <= nanos <= _MOST:
        raise _too_far(shown)
    return nanos


def _too_far(shown: str) -> FilterTextError:
    return FilterTextError(
        f"{shown} is further than a time column reaches", hint="It reaches from 1677 to 2262."
    )


def _zone_of(value: str, zone: dt.tzinfo) -> tuple[str, dt.tzinfo]:
    """``value`` without the zone at its end, and that zone; the given one when it has none."""
    head, _, last = value.rpartition(" ")
    for text, rest in ((last, head), (value[-6:], value[:-6]), (value[-1:], value[:-1])):
        if not rest or not re.search(r"\d\Z", rest.rstrip(), re.ASCII):
            continue
        found = _named(text, colon=":" in rest)
        if found is not None:
            return rest.rstrip(), found
    return value, zone


def _named(text: str, *, colon: bool) -> dt.tzinfo | None:
    if text in ("Z", "UTC"):
        return ZoneInfo("UTC")
    offset = _OFFSET.match(text) if colon else None
    if offset is not None and int(offset[2]) < 24 and int(offset[3]) < 60:
        minutes = int(offset[2]) * 60 + int(offset[3])
        return dt.timezone(dt.timedelta(minutes=-minutes if offset[1] == "-" else minutes))
    if "/" in text and text[:1].isalpha():
        try:
            return ZoneInfo(text)
        except (ValueError, OSError):  # ZoneInfoNotFoundError is a KeyError
            return None
        except KeyError:
            return None
    return None


def _iso(nanos: int, zone: dt.tzinfo) -> str:
    seconds, rest = divmod(nanos, _SECOND)
    at = (_EPOCH + dt.timedelta(seconds=seconds)).astimezone(zone)
    return f"{at:%Y-%m-%d %H:%M:%S}.{rest // 10**6:03d} {zone_name(zone)}"
