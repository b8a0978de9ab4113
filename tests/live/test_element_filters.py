"""Quick filters of array columns match by their elements, on a real server."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhconsole.client import connect
from dhconsole.client.aio import AsyncSession
from dhconsole.client.connection import Connection
from dhconsole.client.flight import Flight
from dhconsole.client.ticket import ScopeTicket
from dhconsole.core.filtering.conditions import Condition, condition
from dhconsole.core.filtering.elements import element_type
from dhconsole.core.filtering.frame import parse_filter
from dhconsole.core.filtering.words import in_words
from dhconsole.core.making import make_table
from dhconsole.core.recipe import Recipe
from dhconsole.embedded import BlockingEmbeddedServer
from dhconsole.errors import FilterTextError
from tests.live.test_filtering import NOW_HERE, WORDS
from tests.live.together import compile_together

pytestmark = pytest.mark.live

NAN = float("nan")
INTS = ([1, 2, None], [5], [], None, [-3, 7])
FLOATS = ([0.5, NAN], [NAN], [1.5, 2.5], None, [])
TEXTS = (["AAPL", "msft"], ["a.b", None], [], None, ["xaaplx", "Äpfel"])
CHARS = (["a", "b"], ["z"], [], None, ["b", "c"])
TYPES = {
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
}


def _java(name: str, value: Any) -> str:
    kind = TYPES[name].removesuffix("[]")
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
     ]).group_by("Row")
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
    ("null", lambda v: v is None),
    ("!=null", lambda v: v is not None),
]
CASES = [
    *((name, text, test) for name in ("Byte", "Short", "Int", "Long") for text, test in NUMBERS),
    ("Int", "2.5", lambda v: False),
    ("Int", ">2.5", has(lambda v: v is not None and v > 2.5)),
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
    wrong, conditions = [], [_condition(name, TYPES[name], text) for name, text, _ in CASES]
    await compile_together(table, conditions)
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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("aapl", [0]),
        ("!=aapl", [1]),
        ("~B, C", [0]),
        ("b, c", []),
        ("äpfel", [1]),
        ("a*", [0]),
        ("*l", [0, 1]),
        ("!~pf", [0]),
        ("aapl || äpfel", [0, 1]),
        ("null", []),
        ("!=null", [0, 1]),
    ],
)
async def test_grouped_texts_are_asked_as_arrays_of_them(
    session: AsyncSession, plain_server: BlockingEmbeddedServer, text: str, expected: list[int]
) -> None:
    recipe = Recipe(ScopeTicket.scope_ticket("element_groups")).filtered("Text", text)
    async with Connection(plain_server.options) as connection:
        made = await make_table(connection, recipe)
        flight = Flight(connection)
        try:
            assert (await flight.read(made.ticket))["Row"].to_pylist() == expected
        finally:
            flight.close()
            await connection.release(made.ticket)


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
        ("int[]", "1..5"),
        ("double[]", "nan"),
        ("int[]", "abc"),
        ("java.time.Instant[]", "2024"),
        ("io.deephaven.vector.ObjectVector", "a"),
    ):
        with pytest.raises(FilterTextError) as caught:
            parse_filter(text, kind, NOW_HERE)
        assert caught.value.hint
    predicate = parse_filter("!=5", "int[]", NOW_HERE)
    assert predicate is not None and in_words(predicate, "A") == "A has no element that is 5"
    assert element_type("int") == element_type("java.lang.Object[]") == ""
