"""Quick filters of array columns match by their elements, on a real server."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhconsole.client import connect
from dhconsole.client.aio import AsyncSession
from dhconsole.client.connection import Connection
from dhconsole.client.console import Console
from dhconsole.client.exports import fetch_table
from dhconsole.client.flight import Flight
from dhconsole.client.ticket import ScopeTicket
from dhconsole.core.filtering.conditions import Condition, condition
from dhconsole.core.filtering.elements import element_type
from dhconsole.core.filtering.frame import parse_filter
from dhconsole.core.filtering.words import in_words
from dhconsole.core.making import make_table, now_in
from dhconsole.core.recipe import Recipe
from dhconsole.core.recipe_python import python_of
from dhconsole.embedded import BlockingEmbeddedServer
from dhconsole.errors import FilterTextError
from tests.live.filter_cases import at
from tests.live.test_filtering import NOW_HERE, WORDS
from tests.live.together import compile_together

pytestmark = pytest.mark.live

NAN = float("nan")
INTS = ([1, 2, None], [5], [], None, [-3, 7])
FLOATS = ([0.5, NAN], [NAN], [1.5, 2.5], None, [])
TEXTS = (["AAPL", "msft"], ["a.b", None], [], None, ["xaaplx", "Äpfel"])
CHARS = (["a", "b"], ["z"], [], None, ["b", "c"])
SECOND = 10**9
START = at(2024, 3, 1)
MOMENTS = ([START, None], [START - 1, at(2024, 4, 1)], [], None, [at(2024, 3, 31, 23), START + 1])
DAYS = (["2024-03-01", None], ["2024-02-29", "2024-04-01"], [], None, ["2024-03-31"])
HOUR = 3600 * SECOND
CLOCKS = ([9 * HOUR, None], [9 * HOUR - 1, 10 * HOUR], [], None, [24 * HOUR - 1, 9 * HOUR + 1])
EXACT = (["1.10", None], ["1", "2"], [], None, ["-3", "1e30", "1.2"])
SPANS = ([SECOND, None], [-SECOND * 5 // 2, 1], [], None, [SECOND - 1, 90 * SECOND])
LARGE = ([1, None], [10**30, -(10**30)], [], None, [5, 7, 5])
OBJECTS = {
    "Moment": ("java.time.Instant", MOMENTS, "epochNanosToInstant({}L)"),
    "Zoned": ("java.time.ZonedDateTime", MOMENTS, "epochNanosToZonedDateTime({}L, 'Asia/Tokyo')"),
    "Day": ("java.time.LocalDate", DAYS, "'{}'"),
    "Clock": ("java.time.LocalTime", CLOCKS, "java.time.LocalTime.ofNanoOfDay({}L)"),
    "Span": ("java.time.Duration", SPANS, "java.time.Duration.ofNanos({}L)"),
    "Exact": ("java.math.BigDecimal", EXACT, "new java.math.BigDecimal(`{}`)"),
    "Large": ("java.math.BigInteger", LARGE, "new java.math.BigInteger(`{}`)"),
}
TYPES = {
    **{name: f"{kind}[]" for name, (kind, _, _) in OBJECTS.items()},
    **{name: f"{name.lower()}[]" for name in ("Byte", "Short", "Int", "Long", "Float", "Double")},
    "Char": "char[]",
    "Text": "java.lang.String[]",
}
VECTORS = {"Long": "LongVector", "Double": "DoubleVector", "Char": "CharVector"}
VALUES = {
    **dict.fromkeys(("Byte", "Short", "Int", "Long"), INTS),
    **dict.fromkeys(("Float", "Double"), FLOATS),
    "Char": CHARS,
    "Text": TEXTS,
    **{name: values for name, (_, values, _) in OBJECTS.items()},
}


def _java(name: str, value: Any) -> str:
    kind = TYPES[name].removesuffix("[]")
    if name in OBJECTS:
        return f"({kind})null" if value is None else OBJECTS[name][2].format(value)
    if value is None:
        return "NULL_" + kind.upper() if kind != "java.lang.String" else "(String)null"
    if kind == "java.lang.String":
        return f"`{value}`"
    if kind == "char":
        return f"'{value}'"
    if value != value:
        return f"{name}.NaN"
    return f"({kind}){value}"


def _array(name: str, values: list[Any] | None) -> str:
    kind = TYPES[name].removeprefix("java.lang.")
    if values is None:
        return f"({kind})null"
    inner = ", ".join(_java(name, value) for value in values)
    return f"new {kind}{{{inner}}}" if values else f"new {kind.removesuffix('[]')}[0]"


def _formula(name: str, values: tuple[Any, ...]) -> str:
    last = len(values) - 1
    parts = [
        (f"i == {row} ? " if row < last else "") + _array(name, value)
        for row, value in enumerate(values)
    ]
    return f"{name} = {' : '.join(parts)}"


FORMULAS = [_formula(name, values) for name, values in VALUES.items()]
SCRIPT = f"""
from deephaven import empty_table
element_rows = empty_table({len(INTS)}).update({FORMULAS!r} + ["Row = i"])
element_groups = empty_table(4).update(
    ["Row = i / 2 < 1 ? 0 : 1", "Long = ii", "Double = i == 0 ? Double.NaN : i * 0.5",
     "Char = (char)('a' + i)",
     "Text = i == 0 ? `AAPL` : i == 1 ? `a.b, c` : i == 2 ? (String)null : `Äpfel`",
     "Moment = i == 1 ? (java.time.Instant)null : epochNanosToInstant({START}L + i - 1)",
     "Zoned = epochNanosToZonedDateTime({START}L + i - 1, 'Asia/Tokyo')",
     "Day = plusDays('2024-03-01', i)", "Clock = java.time.LocalTime.ofNanoOfDay(i * {HOUR}L)",
     "Span = i == 3 ? (java.time.Duration)null : java.time.Duration.ofSeconds(i)",
     "Exact = new java.math.BigDecimal(`1.10`).add(new java.math.BigDecimal(i))",
     "Large = new java.math.BigInteger(`` + i)"]).group_by("Row")
"""


@pytest.fixture
async def session(plain_server: BlockingEmbeddedServer) -> AsyncIterator[AsyncSession]:
    async with await connect(port=plain_server.port) as session:
        await session.run_script(SCRIPT)
        yield session


def has(test: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda values: values is not None and any(test(each) for each in values)


def lacks(test: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda values: not has(test)(values)


def lower(value: str | None) -> str:
    return "" if value is None else value.lower()


NUMBERS: list[tuple[str, Callable[[Any], bool]]] = [
    ("5", has(lambda v: v == 5)),
    ("=-3", has(lambda v: v == -3)),
    ("!=5", lacks(lambda v: v == 5)),
    (">2", has(lambda v: v is not None and v > 2)),
    (">=2", has(lambda v: v is not None and v >= 2)),
    ("<2", has(lambda v: v is None or v < 2)),
    ("<=-3", has(lambda v: v is None or v <= -3)),
    ("1 || 7", has(lambda v: v in (1, 7))),
    (">2 && <0", lambda v: v == [-3, 7]),
    ("1, 5", has(lambda v: v in (1, 5))),
    ("3..5", has(lambda v: v is not None and 3 <= v <= 5)),
    ("1..2", has(lambda v: v is not None and 1 <= v <= 2)),
    ("-2..0", has(lambda v: v is not None and -2 <= v <= 0)),
    ("6..100", has(lambda v: v is not None and 6 <= v <= 100)),
    ("-100..100", has(lambda v: v is not None)),
    ("3..3 || 1..1", has(lambda v: v in (1, 3))),
    ("null", lambda v: v is None),
    ("!=null", lambda v: v is not None),
]


def less(value: Any) -> Callable[[Any], bool]:
    return has(lambda v: v is None or v < value)


IN_MARCH = (START, at(2024, 4, 1))
PERIODS: list[tuple[str, Callable[[Any], bool]]] = [
    ("2024-03", has(lambda v: v is not None and IN_MARCH[0] <= v < IN_MARCH[1])),
    ("!=2024-03", lacks(lambda v: v is not None and IN_MARCH[0] <= v < IN_MARCH[1])),
    (">2024-03", has(lambda v: v is not None and v >= IN_MARCH[1])),
    (">=2024-03", has(lambda v: v is not None and v >= IN_MARCH[0])),
    ("<2024-03", less(START)),
    ("<=2024-03", less(IN_MARCH[1])),
    ("2024-03-01T05:00:00.000000001Z", has(lambda v: v == START + 1)),
    ("2024-03-02 || 2023", lambda v: False),
    ("2024-03..2024-04", has(lambda v: v is not None and v >= START)),
    (">2024-03-01T05:00:00.000000000Z", has(lambda v: v is not None and v > START)),
    ("<=2024-03-01T05:00:00.000000000Z", less(START + 1)),
    ("null", lambda v: v is None),
]
CASES = [
    *((name, text, test) for name in ("Moment", "Zoned") for text, test in PERIODS),
    ("Day", "2024-03", has(lambda v: v is not None and v.startswith("2024-03"))),
    ("Day", "!=2024-03", lacks(lambda v: v is not None and v.startswith("2024-03"))),
    ("Day", "2024-02-29", has(lambda v: v == "2024-02-29")),
    ("Day", ">2024-03", has(lambda v: v is not None and v >= "2024-04")),
    ("Day", ">=2024-03-31", has(lambda v: v is not None and v >= "2024-03-31")),
    ("Day", "<2024-03", less("2024-03-01")),
    ("Day", "<=2024-03", less("2024-04-01")),
    ("Clock", "09:00", has(lambda v: v is not None and 9 * HOUR <= v < 9 * HOUR + 60 * SECOND)),
    ("Clock", "23:59", has(lambda v: v == 24 * HOUR - 1)),
    ("Clock", "<09:00", less(9 * HOUR)),
    ("Clock", "<=23:59", bool),
    ("Clock", ">23:59", lambda v: False),
    ("Clock", ">09:00", has(lambda v: v is not None and v >= 9 * HOUR + 60 * SECOND)),
    ("Clock", "09:00:00.000000001", has(lambda v: v == 9 * HOUR + 1)),
    *(
        ("Exact", text, test)
        for text, test in (
            ("1.1", has(lambda v: v == "1.10")),
            ("!=1.1", lacks(lambda v: v == "1.10")),
            (">1.1", has(lambda v: v is not None and float(v) > 1.1)),
            (">=1.1", has(lambda v: v is not None and float(v) >= 1.1)),
            ("<1.1", has(lambda v: v is None or float(v) < 1.1)),
            ("<=-3", has(lambda v: v is None or float(v) <= -3)),
            ("2, 1e30", has(lambda v: v in ("2", "1e30"))),
        )
    ),
    ("Exact", "1.05..1.15", has(lambda v: v == "1.10")),
    ("Exact", "1.3..1.9", lambda v: False),
    ("Exact", "1.2..2", has(lambda v: v in ("1.2", "2"))),
    ("Large", "2..5", has(lambda v: v == 5)),
    ("Large", f"8..{10**31}", has(lambda v: v == 10**30)),
    ("Large", "1.5..4.5", lambda v: False),
    ("Span", "0.1s..0.9999s", has(lambda v: False)),
    ("Span", "0.1s..1s", has(lambda v: v in (SECOND, SECOND - 1))),
    ("Span", "-3s..0s", has(lambda v: v == -SECOND * 5 // 2)),
    ("Span", "1s", has(lambda v: v == SECOND)),
    ("Span", "!=1s", lacks(lambda v: v == SECOND)),
    ("Span", "-2.5s", has(lambda v: v == -SECOND * 5 // 2)),
    ("Span", ">1s", has(lambda v: v is not None and v > SECOND)),
    ("Span", ">=1s", has(lambda v: v is not None and v >= SECOND)),
    ("Span", "<0s", has(lambda v: v is None or v < 0)),
    ("Span", "<=-2.5s", has(lambda v: v is None or v <= -SECOND * 5 // 2)),
    ("Span", "PT0.000000001S || 90s", has(lambda v: v in (1, 90 * SECOND))),
    ("Large", str(10**30), has(lambda v: v == 10**30)),
    ("Large", "!=5", lacks(lambda v: v == 5)),
    ("Large", ">7", has(lambda v: v is not None and v > 7)),
    ("Large", ">=7", has(lambda v: v is not None and v >= 7)),
    ("Large", "<-5", has(lambda v: v is None or v < -5)),
    ("Large", "<=1", has(lambda v: v is None or v <= 1)),
    ("Large", "1.5", lambda v: False),
    ("Large", ">1.5", has(lambda v: v is not None and v > 1.5)),
    *((name, text, test) for name in ("Byte", "Short", "Int", "Long") for text, test in NUMBERS),
    ("Int", "2.5", lambda v: False),
    ("Int", ">2.5", has(lambda v: v is not None and v > 2.5)),
    ("Int", "1.5..4.9", has(lambda v: v is not None and 1.5 <= v <= 4.9)),
    ("Int", "2.1..2.9", lambda v: False),
    ("Byte", "6..300", has(lambda v: v is not None and v >= 6)),
    ("Byte", "-300..300", has(lambda v: v is not None)),
    ("Byte", "300..400", lambda v: False),
    ("Long", f"5..{2**63 - 1}", has(lambda v: v is not None and v >= 5)),
    ("Byte", ">300", lambda v: False),
    ("Byte", "<300", bool),
    *(
        (name, text, test)
        for name in ("Float", "Double")
        for text, test in (
            ("0.5", has(lambda v: v == 0.5)),
            (">0", has(lambda v: v > 0)),
            ("<1", has(lambda v: v < 1)),
            ("<=2.5", has(lambda v: v <= 2.5)),
            ("!=1.5", lacks(lambda v: v == 1.5)),
            ("0..1", has(lambda v: 0 <= v <= 1)),
            ("1.6..2.4", has(lambda v: 1.6 <= v <= 2.4)),
            ("1.5..1e30", has(lambda v: 1.5 <= v <= 1e30)),
        )
    ),
    ("Char", "b", has(lambda v: v == "b")),
    ("Char", "!=b", lacks(lambda v: v == "b")),
    ("Char", ">b", has(lambda v: v > "b")),
    ("Char", "<b", has(lambda v: v < "b")),
    ("Text", "aapl", has(lambda v: lower(v) == "aapl")),
    ("Text", "!=aapl", lacks(lambda v: lower(v) == "aapl")),
    ("Text", "~AAPL", has(lambda v: "aapl" in lower(v))),
    ("Text", "!~aapl", lacks(lambda v: "aapl" in lower(v))),
    ("Text", "m*", has(lambda v: lower(v).startswith("m"))),
    ("Text", "*t", has(lambda v: lower(v).endswith("t"))),
    ("Text", "a.b", has(lambda v: v == "a.b")),
    ("Text", "äpfel", has(lambda v: lower(v) == "äpfel")),
    ("Text", "aapl && msft", has(lambda v: v == "msft")),
    ("Text", "null", lambda v: v is None),
]


def _condition(name: str, kind: str, text: str) -> Condition:
    predicate = parse_filter(text, kind, NOW_HERE)
    assert predicate is not None, (name, text)
    return condition(predicate, name, kind)


async def test_a_row_matches_when_an_element_does(session: AsyncSession) -> None:
    table = await session.open_table("element_rows")
    conditions = [_condition(name, TYPES[name], text) for name, text, _ in CASES]
    await compile_together(table, conditions)
    wrong = []
    for (name, text, test), asked in zip(CASES, conditions, strict=True):
        async with await table.where(asked.asked) as kept:
            rows = (await kept.to_arrow())["Row"].to_pylist()
        expected = [row for row, value in enumerate(VALUES[name]) if test(value)]
        if rows != expected:
            wrong.append(f"{name} {text} ({asked.formula}): {rows}, not {expected}")
    assert not wrong, "\n".join(wrong)


async def test_grouped_columns_are_asked_in_the_same_way(session: AsyncSession) -> None:
    table = await session.open_table("element_groups")
    cases = (
        ("Long", "3", [1]),
        ("Long", "!=3", [0]),
        ("Long", "<1", [0]),
        ("Double", ">=1.5", [1]),
        ("Double", "<1", [0]),
        ("Long", "3..4", [1]),
        ("Double", "0.4..0.6", [0]),
        ("Double", "0.6..0.9", []),
        ("Char", "c", [1]),
        ("Char", "<=b", [0]),
    )
    conditions = [
        _condition(name, f"io.deephaven.vector.{VECTORS[name]}", text) for name, text, _ in cases
    ]
    await compile_together(table, conditions)
    for (name, text, expected), asked in zip(cases, conditions, strict=True):
        async with await table.where(asked.asked) as kept:
            assert (await kept.to_arrow())["Row"].to_pylist() == expected, (name, text)


GROUPED: list[tuple[str, str, list[int]]] = [
    ("Text", "aapl", [0]),
    ("Text", "!=aapl", [1]),
    ("Text", "~B, C", [0]),
    ("Text", "b, c", []),
    ("Text", "äpfel", [1]),
    ("Text", "a*", [0]),
    ("Text", "*l", [0, 1]),
    ("Text", "!~pf", [0]),
    ("Text", "aapl || äpfel", [0, 1]),
    ("Text", "null", []),
    ("Text", "!=null", [0, 1]),
    ("Moment", "2024-02", [0]),
    ("Moment", "<=2024-02", [0]),
    ("Moment", "2024-03-01T05:00:00.000000001Z", [1]),
    ("Zoned", ">=2024-03", [0, 1]),
    ("Zoned", "2024-02", [0]),
    ("Day", "2024-03-03", [1]),
    ("Day", "<2024-03-02", [0]),
    ("Clock", "02:00", [1]),
    ("Span", "<=1s", [0, 1]),
    ("Span", "2s", [1]),
    ("Exact", "3.05..3.2", [1]),
    ("Exact", "3.1", [1]),
    ("Exact", "<=1.1", [0]),
    ("Large", "!=3", [0]),
    ("Large", "1", [0]),
]


async def rows_of(connection: Connection, flight: Flight, recipe: Recipe) -> list[int]:
    """Which rows the table of a recipe has."""
    made = await make_table(connection, recipe)
    try:
        return (await flight.read(made.ticket))["Row"].to_pylist()
    finally:
        await connection.release(made.ticket)


async def test_grouped_texts_and_times_are_asked_as_arrays_of_them(
    session: AsyncSession, plain_server: BlockingEmbeddedServer
) -> None:
    """As filters, and as what the printed Python of each says in their place."""
    wrong, scripts = [], []
    root = Recipe(ScopeTicket.scope_ticket("element_groups"), zone="America/New_York")
    async with Connection(plain_server.options) as connection:
        flight = Flight(connection)
        spec = (await fetch_table(connection, root.root)).spec
        for number, (column, text, expected) in enumerate(GROUPED):
            recipe = root.filtered(column, text)
            rows = await rows_of(connection, flight, recipe)
            if rows != expected:
                wrong.append(f"{column} {text}: {rows}, not {expected}")
            scripts.append(python_of(recipe, spec, now_in(recipe.zone), name=f"grouped_{number}"))
        result = await Console(connection).execute("".join(scripts))
        assert result.error_text == ""
        for number, (_, _, expected) in enumerate(GROUPED):
            printed = await flight.read(ScopeTicket.scope_ticket(f"grouped_{number}"))
            if printed["Row"].to_pylist() != expected:
                wrong.append(f"{scripts[number]}: not {expected}")
        flight.close()
    assert not wrong, "\n".join(wrong)


async def test_a_search_looks_into_arrays(
    session: AsyncSession, plain_server: BlockingEmbeddedServer
) -> None:
    wrong = []
    async with Connection(plain_server.options) as connection:
        flight = Flight(connection)
        for table, text, expected in (
            ("element_rows", "MSFT", [0]),
            ("element_rows", "7", [4]),
            ("element_rows", "0.5", [0]),
            ("element_rows", "2024-02-29", [1]),
            ("element_rows", "z", [1]),
            ("element_rows", "nowhere", []),
            ("element_groups", "b, c", [0]),
            ("element_groups", "äp", [1]),
        ):
            root = Recipe(ScopeTicket.scope_ticket(table), zone="America/New_York")
            rows = await rows_of(connection, flight, replace(root, search=text))
            if rows != expected:
                wrong.append(f"{table} {text}: {rows}, not {expected}")
        flight.close()
    assert not wrong, "\n".join(wrong)


@given(
    st.sampled_from([*TYPES.values(), "io.deephaven.vector.DoubleVector"]),
    st.lists(st.sampled_from(WORDS) | st.text(max_size=3), max_size=8).map("".join),
)
def test_nonsense_is_refused_or_means_something(kind: str, text: str) -> None:
    try:
        predicate = parse_filter(text, kind, NOW_HERE)
    except FilterTextError:
        return
    if predicate is not None:
        assert condition(predicate, "A", kind).formula and in_words(predicate, "A")


def test_what_elements_cannot_be_asked_for_is_refused_in_words() -> None:
    for kind, text in (
        ("int[]", "5..1"),
        ("double[]", "nan"),
        ("int[]", "abc"),
        ("java.time.Instant[]", "5"),
        ("java.time.Duration[]", "1"),
        ("java.time.Duration[]", "~1s"),
        ("io.deephaven.vector.ObjectVector", "a"),
    ):
        with pytest.raises(FilterTextError) as caught:
            parse_filter(text, kind, NOW_HERE)
        assert caught.value.hint
    predicate = parse_filter("1..5", "int[]", NOW_HERE)
    assert predicate is not None
    assert in_words(predicate, "A") == "A has an element that is at least 1 and is at most 5"
    predicate = parse_filter("!=5", "int[]", NOW_HERE)
    assert predicate is not None and in_words(predicate, "A") == "A has no element that is 5"
    assert element_type("int") == element_type("java.lang.Object[]") == ""
