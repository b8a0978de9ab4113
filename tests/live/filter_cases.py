"""Quick filters over every type, each with a test in Python of the values that should match.

The table has the same number of rows for every column: what the server is told to make, and the
value as Python has it. Null is less than every value and different from all; NaN is neither less
nor more than anything. Times are typed in the zone of New York.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("America/New_York")
NOW = int(dt.datetime(2024, 3, 15, 15, 30, tzinfo=dt.UTC).timestamp()) * 10**9
SECOND = 10**9
INF, NAN = float("inf"), float("nan")


@dataclass(frozen=True)
class Column:
    """A column: its type and rows, as the server makes them and as Python has them."""

    java_type: str
    java: tuple[str, ...]
    values: tuple[Any, ...]


def at(*parts: int) -> int:
    """Nanoseconds of a local time of the zone."""
    return int(dt.datetime(*parts, tzinfo=ZONE).timestamp()) * SECOND  # type: ignore[arg-type]


def _instants(*nanos: int | None) -> Column:
    java = ["(java.time.Instant)null" if n is None else f"epochNanosToInstant({n}L)" for n in nanos]
    return Column("java.time.Instant", tuple(java), nanos)


TEXTS = (None, "", "AAPL", "aapl", "Äpfel", "a*", "*b", "null", "a.b", "=x", "line\nend", "abc")
CHARS = (None, "a", "b", "B", "z", "'", "9", "é", "=", "c", '"', "\\")
LONGS = (None, 0, 1, -1, 9007199254740993, 9007199254740992, 7, -7, 1000, 1001, 2**62, -(2**62))
DOUBLES = (None, NAN, INF, -INF, 0.0, 1.5, -1.5, 0.1, 1e300, 1234.5, 100.0, 0.3)
FLOATS = (None, NAN, INF, -INF, 0.0, 1.5, -1.5, 0.5, 2.0, 1234.5, 100.0, 0.25)
INTS = (None, 0, 1, -1, 5, 10, 100, 1000, 1250, -1250, 2**31 - 1, -(2**31) + 1)
SHORTS = (None, 0, 1, -1, 5, 10, 100, 1000, 1250, -1250, 2**15 - 1, -(2**15) + 1)
BYTES = (None, 0, 1, -1, 5, 10, 100, 50, 60, -60, 127, -127)
FLAGS = (None, True, False, True, False, True, False, None, True, False, True, False)
EXACT = (None, *(Decimal(text) for text in ("0", "1", "-1", "1.10", "0.1", "1e-20")))
EXACT += tuple(Decimal(text) for text in ("1.00000000000000000001", "12345.678", "1e30", "2", "3"))
LARGE = (None, 0, 1, -1, 10**30, 10**30 + 1, -(10**30), 5, 6, 7, 8, 9)
DAYS = (None, *(dt.date.fromisoformat(f"2024-{text}") for text in ("01-01", "01-31", "02-29")))
DAYS += tuple(dt.date.fromisoformat(f"2024-{text}") for text in ("03-01", "03-14", "03-15"))
DAYS += tuple(dt.date.fromisoformat(t) for t in ("2023-12-31", "2025-01-01", "1970-01-01"))
DAYS += tuple(dt.date.fromisoformat(t) for t in ("2024-12-31", "2024-03-16"))
CLOCKS = (None, 0, 9 * 3600 * SECOND, 9 * 3600 * SECOND + 30 * 60 * SECOND, 86_400 * SECOND - 1)
CLOCKS += tuple(h * 3600 * SECOND for h in (10, 11, 12, 13, 14, 15))
CLOCKS += (9 * 3600 * SECOND + 30 * 60 * SECOND + 1,)
SPANS = (None, 0, SECOND, SECOND + 1, 60 * SECOND, -SECOND, 3600 * SECOND, 5 * 10**6, 1, 2, 3, 4)
MOMENTS = (
    None,
    at(2024, 1, 1),
    at(2024, 2, 29, 23, 59, 59) + SECOND - 1,
    at(2024, 3, 1),
    at(2024, 3, 14),
    at(2024, 3, 14, 23, 59, 59),
    at(2024, 3, 15),
    NOW,
    NOW - 300 * SECOND,
    at(2024, 3, 15, 9, 30) + 123_456_789,
    at(2023, 12, 31, 23),
    at(2025, 1, 1),
)


def _java_text(text: str | None) -> str:
    return "(String)null" if text is None else "`" + text.replace("\n", "\\n") + "`"


def _clock(nanos: int | None) -> str:
    if nanos is None:
        return "(java.time.LocalTime)null"
    return f"java.time.LocalTime.ofNanoOfDay({nanos}L)"


def _plain(kind: str, values: tuple[Any, ...], null: str) -> Column:
    return Column(
        kind,
        tuple(null if v is None else f"({kind}){v}{'L' * (kind == 'long')}" for v in values),
        values,
    )


def _float(kind: str, values: tuple[Any, ...]) -> Column:
    box = kind.capitalize()
    special = {"nan": f"{box}.NaN", "inf": f"{box}.POSITIVE_INFINITY"}
    special["-inf"] = f"{box}.NEGATIVE_INFINITY"
    java = [
        f"NULL_{kind.upper()}" if v is None else special.get(repr(v), f"({kind}){v!r}")
        for v in values
    ]
    return Column(kind, tuple(java), values)


def _objects(kind: str, values: tuple[Any, ...], write: Callable[[Any], str]) -> Column:
    return Column(kind, tuple(f"({kind})null" if v is None else write(v) for v in values), values)


COLUMNS = {
    "Text": Column("java.lang.String", tuple(map(_java_text, TEXTS)), TEXTS),
    "Char": Column(
        "char", tuple("NULL_CHAR" if c is None else f"(char){ord(c)}" for c in CHARS), CHARS
    ),
    "Long": _plain("long", LONGS, "NULL_LONG"),
    "Int": _plain("int", INTS, "NULL_INT"),
    "Short": _plain("short", SHORTS, "NULL_SHORT"),
    "Byte": _plain("byte", BYTES, "NULL_BYTE"),
    "Double": _float("double", DOUBLES),
    "Float": _float("float", FLOATS),
    "Flag": _objects("java.lang.Boolean", FLAGS, lambda v: f"(Boolean){str(v).lower()}"),
    "Exact": _objects("java.math.BigDecimal", EXACT, lambda v: f"new java.math.BigDecimal(`{v}`)"),
    "Large": _objects("java.math.BigInteger", LARGE, lambda v: f"new java.math.BigInteger(`{v}`)"),
    "Day": _objects("java.time.LocalDate", DAYS, lambda v: f"'{v}'"),
    "Clock": Column("java.time.LocalTime", tuple(map(_clock, CLOCKS)), CLOCKS),
    "Span": _objects("java.time.Duration", SPANS, lambda v: f"java.time.Duration.ofNanos({v}L)"),
    "Moment": _instants(*MOMENTS),
    "Zoned": Column(
        "java.time.ZonedDateTime",
        tuple(
            "(java.time.ZonedDateTime)null"
            if n is None
            else f"toZonedDateTime(epochNanosToInstant({n}L), 'Europe/London')"
            for n in MOMENTS
        ),
        MOMENTS,
    ),
}
"""Every column has twelve rows."""

ROWS = 12


def lt(v: Any, x: Any) -> bool:
    return v is None or v < x


def le(v: Any, x: Any) -> bool:
    return v is None or v <= x


def gt(v: Any, x: Any) -> bool:
    return v is not None and v > x


def ge(v: Any, x: Any) -> bool:
    return v is not None and v >= x


def within(v: Any, start: Any, end: Any) -> bool:
    return v is not None and start <= v < end


def low(v: Any) -> str:
    return "" if v is None else v.lower()


Case = tuple[str, str, Callable[[Any], bool]]

TEXT: list[Case] = [
    ("Text", "aapl", lambda v: low(v) == "aapl"),
    ("Text", "=AAPL", lambda v: low(v) == "aapl"),
    ("Text", " AAPL  ", lambda v: low(v) == "aapl"),
    ("Text", "!=aapl", lambda v: low(v) != "aapl"),
    ("Text", "äPFEL", lambda v: v == "Äpfel"),
    ("Text", "=", lambda v: v == ""),
    ("Text", "!=", lambda v: v != ""),
    ("Text", "null", lambda v: v is None),
    ("Text", "=NULL", lambda v: v is None),
    ("Text", "!null", lambda v: v is not None),
    ("Text", "!=null", lambda v: v is not None),
    ("Text", "\\null", lambda v: v == "null"),
    ("Text", "!=\\null", lambda v: v != "null"),
    ("Text", "~null", lambda v: v == "null"),
    ("Text", "~A", lambda v: "a" in low(v)),
    ("Text", "~ A", lambda v: "a" in low(v)),
    ("Text", "~äp", lambda v: "äp" in low(v)),
    ("Text", "~ÄP", lambda v: "äp" in low(v)),
    ("Text", "!~a", lambda v: v is None or "a" not in low(v)),
    ("Text", "!~Äp", lambda v: v is None or "äp" not in low(v)),
    ("Text", "~*a", lambda v: "a" in low(v)),
    ("Text", "~a*", lambda v: "a" in low(v)),
    ("Text", "~\\*", lambda v: v is not None and "*" in v),
    ("Text", "~.", lambda v: v == "a.b"),
    ("Text", "a*", lambda v: low(v).startswith("a")),
    ("Text", "=A*", lambda v: low(v).startswith("a")),
    ("Text", "!=a*", lambda v: v is None or not low(v).startswith("a")),
    ("Text", "*L", lambda v: low(v).endswith("l")),
    ("Text", "!=*l", lambda v: v is None or not low(v).endswith("l")),
    ("Text", "ä*", lambda v: low(v).startswith("ä")),
    ("Text", "a\\*", lambda v: v == "a*"),
    ("Text", "\\*b", lambda v: v == "*b"),
    ("Text", "*a*", lambda v: low(v).endswith("a*")),
    ("Text", "*", lambda v: v is not None),
    ("Text", "\\=x", lambda v: v == "=x"),
    ("Text", "==x", lambda v: v == "=x"),
    ("Text", ">a", lambda v: v == ">a"),
    ("Text", "line*", lambda v: low(v).startswith("line")),
    ("Text", "~e\\nend", lambda v: False),
    ("Text", "*end", lambda v: low(v).endswith("end")),
    ("Text", "aapl || abc", lambda v: low(v) in ("aapl", "abc")),
    ("Text", "~a && ~b", lambda v: "a" in low(v) and "b" in low(v)),
    ("Text", "~x || ~a && ~b", lambda v: "x" in low(v) or ("a" in low(v) and "b" in low(v))),
    ("Text", "null || =", lambda v: not v),
    ("Text", "~a && && !=abc", lambda v: "a" in low(v) and v != "abc"),
    ("Text", " || abc", lambda v: v == "abc"),
    ("Text", "!=aapl && !=abc", lambda v: low(v) not in ("aapl", "abc")),
    ("Text", ":aapl, abc", lambda v: low(v) in ("aapl", "abc")),
    ("Text", ":!aapl, abc", lambda v: low(v) not in ("aapl", "abc")),
    ("Text", ":AAPL/c", lambda v: v == "AAPL"),
    ("Text", ":!AAPL/c", lambda v: v != "AAPL"),
    ("Text", ":*A*", lambda v: "a" in low(v)),
    ("Text", ":*A*/c", lambda v: v is not None and "A" in v),
    ("Text", ":/^a.{2,3}$/", lambda v: low(v) in ("aapl", "a.b", "abc")),
    ("Text", ":/^A/c", lambda v: v is not None and v.startswith("A")),
    ("Text", ":!/a/", lambda v: v is None or "a" not in low(v)),
    ("Text", ":(/^a/ || =x) && !*b*", lambda v: low(v) in ("aapl", "a*", "=x")),
]

CHAR: list[Case] = [
    ("Char", "a", lambda v: v == "a"),
    ("Char", "=a", lambda v: v == "a"),
    ("Char", "'a'", lambda v: v == "a"),
    ("Char", '"a"', lambda v: v == "a"),
    ("Char", "'''", lambda v: v == "'"),
    ("Char", "'", lambda v: v == "'"),
    ("Char", '"', lambda v: v == '"'),
    ("Char", "'\"'", lambda v: v == '"'),
    ("Char", '!="', lambda v: v != '"'),
    ("Char", "\\", lambda v: v == "\\"),
    ("Char", "<\\", lambda v: lt(v, "\\")),
    ("Char", "!=a", lambda v: v != "a"),
    ("Char", "!a", lambda v: v != "a"),
    ("Char", ">b", lambda v: gt(v, "b")),
    ("Char", ">=b", lambda v: ge(v, "b")),
    ("Char", "=>b", lambda v: ge(v, "b")),
    ("Char", "<b", lambda v: lt(v, "b")),
    ("Char", "<=b", lambda v: le(v, "b")),
    ("Char", "null", lambda v: v is None),
    ("Char", "!=null", lambda v: v is not None),
    ("Char", "é", lambda v: v == "é"),
    ("Char", "==", lambda v: v == "="),
    ("Char", "a || b", lambda v: v in ("a", "b")),
    ("Char", ">a && <e", lambda v: gt(v, "a") and lt(v, "e")),
    ("Char", "9", lambda v: v == "9"),
]


def _whole(name: str) -> list[Case]:
    return [
        (name, "5", lambda v: v == 5),
        (name, "= 5", lambda v: v == 5),
        (name, "==5", lambda v: v == 5),
        (name, "!=5", lambda v: v != 5),
        (name, "!5", lambda v: v != 5),
        (name, "<>5", lambda v: v != 5),
        (name, ">1", lambda v: gt(v, 1)),
        (name, ">=1", lambda v: ge(v, 1)),
        (name, "=<1", lambda v: le(v, 1)),
        (name, "<0", lambda v: lt(v, 0)),
        (name, "- 1", lambda v: v == -1),
        (name, "null", lambda v: v is None),
        (name, "!=null", lambda v: v is not None),
        (name, "1 || 5", lambda v: v in (1, 5)),
        (name, ">-2 && <2", lambda v: gt(v, -2) and lt(v, 2)),
        (name, "0..5", lambda v: ge(v, 0) and le(v, 5)),
        (name, "1, 5", lambda v: v in (1, 5)),
        (name, "!=1, 5", lambda v: v not in (1, 5)),
        (name, "(1 || 5) && >2", lambda v: v == 5),
        (name, ">99999999999999999999", lambda v: gt(v, 99999999999999999999)),
        (name, "<99999999999999999999", lambda v: lt(v, 99999999999999999999)),
        (name, "<-99999999999999999999", lambda v: lt(v, -99999999999999999999)),
        (name, "=99999999999999999999", lambda v: False),
        (name, "!=99999999999999999999", lambda v: True),
    ]


NUMBERS: list[Case] = [
    *_whole("Int"),
    *_whole("Long"),
    *[(name, text, test) for name in ("Short", "Byte") for _, text, test in _whole(name)[-5:]],
    ("Byte", "<200", lambda v: lt(v, 200)),
    ("Byte", ">-129", lambda v: gt(v, -129)),
    ("Short", "1, 5", lambda v: v in (1, 5)),
    ("Short", "40,000", lambda v: False),
    ("Int", "1,000", lambda v: v == 1000),
    ("Int", ">=1,250", lambda v: ge(v, 1250)),
    ("Int", "5.0", lambda v: v == 5),
    ("Int", "<0.5", lambda v: lt(v, 0.5)),
    ("Int", "<=0.5", lambda v: le(v, 0.5)),
    ("Int", ">0.5", lambda v: gt(v, 0.5)),
    ("Int", ">=0.5", lambda v: ge(v, 0.5)),
    ("Int", "0.5", lambda v: False),
    ("Int", "!=0.5", lambda v: True),
    ("Int", "1k", lambda v: v == 1000),
    ("Int", "1e3", lambda v: v == 1000),
    ("Int", "1.25K", lambda v: v == 1250),
    ("Int", "-2147483648", lambda v: False),
    ("Int", ">=2147483647", lambda v: ge(v, 2**31 - 1)),
    ("Long", "9007199254740993", lambda v: v == 9007199254740993),
    ("Long", ">9007199254740992", lambda v: gt(v, 9007199254740992)),
    ("Long", "9,007,199,254,740,993", lambda v: v == 9007199254740993),
    ("Double", "1.5", lambda v: v == 1.5),
    ("Double", "0.1", lambda v: v == 0.1),
    ("Double", ".1", lambda v: v == 0.1),
    ("Double", "!=1.5", lambda v: v != 1.5),
    ("Double", ">1", lambda v: gt(v, 1)),
    ("Double", ">=1.5", lambda v: ge(v, 1.5)),
    ("Double", "<0", lambda v: lt(v, 0)),
    ("Double", "<=-1.5", lambda v: le(v, -1.5)),
    ("Double", "1,234.5", lambda v: v == 1234.5),
    ("Double", "nan", lambda v: v is not None and v != v),
    ("Double", "!=NaN", lambda v: v is None or v == v),
    ("Double", "inf", lambda v: v == INF),
    ("Double", "∞", lambda v: v == INF),
    ("Double", "-Infinity", lambda v: v == -INF),
    ("Double", "!=inf", lambda v: v != INF),
    ("Double", "null", lambda v: v is None),
    ("Double", "!null", lambda v: v is not None),
    ("Double", "nan || >1000", lambda v: v is not None and (v != v or v > 1000)),
    ("Double", "!=nan && <0", lambda v: lt(v, 0)),
    ("Double", "null || nan", lambda v: v is None or v != v),
    ("Double", "10%", lambda v: v == 0.1),
    ("Double", "0..2", lambda v: ge(v, 0) and le(v, 2)),
    ("Double", "1e300", lambda v: v == 1e300),
    ("Double", "0.3, 100", lambda v: v in (0.3, 100)),
    ("Float", "1.5", lambda v: v == 1.5),
    ("Float", ">0.5", lambda v: gt(v, 0.5)),
    ("Float", "nan", lambda v: v is not None and v != v),
    ("Float", "!=nan", lambda v: v is None or v == v),
    ("Float", "-inf", lambda v: v == -INF),
    ("Float", "nan || inf", lambda v: v is not None and (v != v or v == INF)),
    ("Float", "<=0.25", lambda v: le(v, 0.25)),
    ("Float", "null", lambda v: v is None),
    ("Exact", "1.1", lambda v: v == Decimal("1.1")),
    ("Exact", "1.10", lambda v: v == Decimal("1.1")),
    ("Exact", "1.00000000000000000001", lambda v: v == Decimal("1.00000000000000000001")),
    ("Exact", ">1", lambda v: gt(v, 1)),
    ("Exact", "<=1", lambda v: le(v, 1)),
    ("Exact", "!=0.1", lambda v: v != Decimal("0.1")),
    ("Exact", "1e30", lambda v: v == 10**30),
    ("Exact", "0..2", lambda v: ge(v, 0) and le(v, 2)),
    ("Exact", "null", lambda v: v is None),
    ("Exact", "1, 2", lambda v: v in (1, 2)),
    ("Large", "1000000000000000000000000000000", lambda v: v == 10**30),
    ("Large", ">1000000000000000000000000000000", lambda v: gt(v, 10**30)),
    ("Large", "<0.5", lambda v: lt(v, 0.5)),
    ("Large", "!=5", lambda v: v != 5),
    ("Large", "5 || 7", lambda v: v in (5, 7)),
    ("Large", "null", lambda v: v is None),
]

FLAG: list[Case] = [
    ("Flag", text, lambda v: v is True)
    for text in (
        "true",
        "t",
        "TRU",
        "=true",
        "1",
        "y",
        "ye",
        "Yes",
        "!=x".replace("x", "null && y"),
    )
]
FLAG += [
    ("Flag", text, lambda v: v is False) for text in ("false", "f", "FAL", "0", "n", "no", "=no")
]
FLAG += [
    ("Flag", "!=true", lambda v: v is not True),
    ("Flag", "!true", lambda v: v is not True),
    ("Flag", "null", lambda v: v is None),
    ("Flag", "!=null", lambda v: v is not None),
    ("Flag", "null || y", lambda v: v is not False),
]


def _times(name: str) -> list[Case]:
    return [
        (name, "2024", lambda v: within(v, at(2024, 1, 1), at(2025, 1, 1))),
        (name, "2024-03", lambda v: within(v, at(2024, 3, 1), at(2024, 4, 1))),
        (name, "2024-3-14", lambda v: within(v, at(2024, 3, 14), at(2024, 3, 15))),
        (name, "2024.mar.14", lambda v: within(v, at(2024, 3, 14), at(2024, 3, 15))),
        (name, "2024/March/14", lambda v: within(v, at(2024, 3, 14), at(2024, 3, 15))),
        (name, "!=2024-03", lambda v: not within(v, at(2024, 3, 1), at(2024, 4, 1))),
        (name, ">2024-02", lambda v: ge(v, at(2024, 3, 1))),
        (name, ">=2024-02", lambda v: ge(v, at(2024, 2, 1))),
        (name, "<2024-02", lambda v: lt(v, at(2024, 2, 1))),
        (name, "<=2024-02", lambda v: lt(v, at(2024, 3, 1))),
        (name, "today", lambda v: within(v, at(2024, 3, 15), at(2024, 3, 16))),
        (name, "yesterday", lambda v: within(v, at(2024, 3, 14), at(2024, 3, 15))),
        (name, "<today", lambda v: lt(v, at(2024, 3, 15))),
        (name, "now", lambda v: v == NOW),
        (name, "<now", lambda v: lt(v, NOW)),
        (name, "null", lambda v: v is None),
        (name, ">null", lambda v: v is None),
        (name, "!=null", lambda v: v is not None),
        (name, "2024-03-15 09", lambda v: within(v, at(2024, 3, 15, 9), at(2024, 3, 15, 10))),
        (
            name,
            "2024-03-15T09:30",
            lambda v: within(v, at(2024, 3, 15, 9, 30), at(2024, 3, 15, 9, 31)),
        ),
        (
            name,
            "2024-03-15 09:30:00.1",
            lambda v: within(v, at(2024, 3, 15, 9, 30) + 10**8, at(2024, 3, 15, 9, 30) + 2 * 10**8),
        ),
        (name, "2024-03-15 09:30:00.123456789", lambda v: v == MOMENTS[9]),
        (name, ">2024-03-15 09:30:00.123456789", lambda v: gt(v, MOMENTS[9])),
        (name, "2023 || 2025", lambda v: v in (MOMENTS[10], MOMENTS[11])),
        (name, ">=2024-03 && <2024-03-15", lambda v: within(v, at(2024, 3, 1), at(2024, 3, 15))),
        (name, ">=-5m", lambda v: ge(v, NOW - 300 * SECOND)),
        (name, "<-5m", lambda v: lt(v, NOW - 300 * SECOND)),
        (name, ">09:30", lambda v: ge(v, at(2024, 3, 15, 9, 31))),
        (name, "2024-02..2024-03-15", lambda v: within(v, at(2024, 2, 1), at(2024, 3, 16))),
        (name, "!=2024-02..2024-03", lambda v: not within(v, at(2024, 2, 1), at(2024, 4, 1))),
        (name, "-5m .. now", lambda v: within(v, NOW - 300 * SECOND, NOW + 1)),
        (
            name,
            "2023, 2025",
            lambda v: (
                not within(v, at(2024, 1, 1), at(2025, 1, 1))
                and gt(v, at(2023, 1, 1))
                and lt(v, at(2026, 1, 1))
            ),
        ),
        (name, "2024-03-15 13:30 UTC", lambda v: v == MOMENTS[9]),
        (name, "2024-03-15 13:30Z", lambda v: v == MOMENTS[9]),
        (name, "2024-03-15 14:30+01:00", lambda v: v == MOMENTS[9]),
        (name, "2024-03-15 13:30 Europe/London", lambda v: v == MOMENTS[9]),
    ]


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


TIMES: list[Case] = [
    *_times("Moment"),
    *_times("Zoned")[::3],
    *_times("Zoned")[13:16],
    ("Day", "2024-02", lambda v: within(v, _day("2024-02-01"), _day("2024-03-01"))),
    ("Day", "2024-02-29", lambda v: v == _day("2024-02-29")),
    ("Day", "!=2024", lambda v: not within(v, _day("2024-01-01"), _day("2025-01-01"))),
    ("Day", ">2024-02", lambda v: ge(v, _day("2024-03-01"))),
    ("Day", "<2024", lambda v: lt(v, _day("2024-01-01"))),
    ("Day", "<=2024", lambda v: lt(v, _day("2025-01-01"))),
    ("Day", "today", lambda v: v == _day("2024-03-15")),
    ("Day", "yesterday", lambda v: v == _day("2024-03-14")),
    ("Day", "2024-02..2024-03-15", lambda v: within(v, _day("2024-02-01"), _day("2024-03-16"))),
    ("Day", "!=2024-02..2024", lambda v: not within(v, _day("2024-02-01"), _day("2025-01-01"))),
    ("Day", "2023-12-31, today", lambda v: v in (_day("2023-12-31"), _day("2024-03-15"))),
    ("Day", "null", lambda v: v is None),
    ("Day", "!=null", lambda v: v is not None),
    ("Day", "2023 || 2025", lambda v: v in (_day("2023-12-31"), _day("2025-01-01"))),
    ("Clock", "09:30", lambda v: within(v, CLOCKS[3], CLOCKS[3] + 60 * SECOND)),
    ("Clock", "09:30:00.000000000", lambda v: v == CLOCKS[3]),
    ("Clock", ">=09:30", lambda v: ge(v, CLOCKS[3])),
    ("Clock", "<09:30", lambda v: lt(v, CLOCKS[3])),
    ("Clock", "23:59", lambda v: v == CLOCKS[4]),
    ("Clock", "!=23:59", lambda v: v != CLOCKS[4]),
    ("Clock", ">23:59", lambda v: False),
    ("Clock", "<=23:59", lambda v: True),
    ("Clock", "09:30..23:59", lambda v: ge(v, CLOCKS[3])),
    ("Clock", "null", lambda v: v is None),
    ("Span", "1s", lambda v: v == SECOND),
    ("Span", ">1s", lambda v: gt(v, SECOND)),
    ("Span", "<=1s", lambda v: le(v, SECOND)),
    ("Span", "!=60s", lambda v: v != 60 * SECOND),
    ("Span", "5ms", lambda v: v == 5 * 10**6),
    ("Span", ">=PT1M", lambda v: ge(v, 60 * SECOND)),
    ("Span", "-1s", lambda v: v == -SECOND),
    ("Span", "<-0.5s", lambda v: lt(v, -SECOND // 2)),
    ("Span", ">=-0.5s", lambda v: ge(v, -SECOND // 2)),
    ("Span", "1s..60s", lambda v: ge(v, SECOND) and le(v, 60 * SECOND)),
    ("Span", "-1s..5ms", lambda v: ge(v, -SECOND) and le(v, 5 * 10**6)),
    ("Span", "1s, 1h", lambda v: v in (SECOND, 3600 * SECOND)),
    ("Span", "null", lambda v: v is None),
    ("Span", "1s || 1h", lambda v: v in (SECOND, 3600 * SECOND)),
]

CASES = [*TEXT, *CHAR, *NUMBERS, *FLAG, *TIMES]

MEANINGLESS = [
    ("Text", "!abc"),
    ("Text", "~"),
    ("Text", "!~"),
    ("Text", ":/(/"),
    ("Text", ":a,,b"),
    ("Char", "ab"),
    ("Char", ">null"),
    ("Int", "abc"),
    ("Int", "+5"),
    ("Int", "1,00"),
    ("Int", "1,2"),
    ("Int", "1_000"),
    ("Int", "$5"),
    ("Int", "nan"),
    ("Int", ">null"),
    ("Int", "5 5"),
    ("Int", "5..1"),
    ("Int", "(5"),
    ("Long", "1.0"),
    ("Long", "1.5"),
    ("Double", ">inf"),
    ("Double", "1e999"),
    ("Double", "NULL5"),
    ("Flag", "maybe"),
    ("Flag", ">true"),
    ("Moment", "soon"),
    ("Moment", "2024-13"),
    ("Moment", "2024-02-30"),
    ("Moment", "2024-01-01 25"),
    ("Moment", "2024-01-01 noon"),
    ("Moment", "9999"),
    ("Day", "2024-01-01 09:00"),
    ("Clock", "24:00"),
    ("Clock", ">null"),
    ("Span", "fast"),
    ("Span", "2s..1s"),
    ("Span", "!=1s..2s"),
    ("Day", "2024-03..2024-02"),
    ("Day", "null..2024"),
    ("Clock", "10:00..09:00"),
    ("Moment", "2024..2023"),
    ("Moment", "2024, "),
    ("Exact", "one"),
    ("Large", "∞"),
]
"""Filters that mean nothing for their column."""
