"""Quick filters mean what their grammar says, on a real server and for every type.

Each filter is asked for in all forms that it can take, as values, as a formula and as what the
Python of a recipe says, and each must give the rows for which the case's own test holds.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import AsyncIterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhconsole.client import connect
from dhconsole.client.aio import AsyncSession
from dhconsole.core.filtering.conditions import Condition, condition
from dhconsole.core.filtering.exact import joined, value_filter, value_of
from dhconsole.core.filtering.frame import parse_filter
from dhconsole.core.filtering.predicates import Predicate, Sign, TextIs
from dhconsole.core.filtering.times import Now
from dhconsole.core.filtering.words import in_words
from dhconsole.core.recipe import ColumnFilter
from dhconsole.embedded import BlockingEmbeddedServer
from dhconsole.errors import FilterTextError
from tests.live.filter_cases import CASES, COLUMNS, MEANINGLESS, NOW, ROWS, ZONE, Case
from tests.live.together import compile_together, rows_that_hold

pytestmark = pytest.mark.live
NOW_HERE = Now(ZONE, NOW)
TYPES = {name: column.java_type for name, column in COLUMNS.items()}


_CHARACTERS_AS_VALUES = {*map(chr, range(32, 127))} - {'"', "\\"}

WORDS = [
    *("||", "&&", "(", ")", "=", "!", "!=", "~", ">", "<", "*", "\\", ":", "/", ",", "..", "null"),
    *(
        "nan",
        "inf",
        "now",
        "today",
        "-5m",
        "09:30",
        "2024",
        "03",
        "-",
        "1e9",
        "5k",
        "%",
        "5",
        "'a'",
    ),
    *('"', "T", "Z", "+01:00", "UTC", "∞", "true", "/c", "a", "b", "é", "0", "9999999999999999999"),
]


def table_script(name: str) -> str:
    """What makes the table of the cases on the server."""
    formulas = []
    for column, spec in COLUMNS.items():
        assert len(spec.java) == len(spec.values) == ROWS
        cases = " : ".join(f"i == {row} ? {java}" for row, java in enumerate(spec.java[:-1]))
        formulas.append(f"{column} = {cases} : {spec.java[-1]}")
    return (
        "from deephaven import empty_table\n"
        f"if {name!r} not in globals():\n"
        f"    {name} = empty_table({ROWS}).update({formulas!r} + ['Row = i'])\n"
    )


def parsed(column: str, text: str) -> Predicate | None:
    return parse_filter(text, TYPES[column], NOW_HERE)


@pytest.fixture
async def session(plain_server: BlockingEmbeddedServer) -> AsyncIterator[AsyncSession]:
    async with await connect(port=plain_server.port) as session:
        yield session


async def test_the_rows_are_those_that_should_match(session: AsyncSession) -> None:
    """What is asked, and what the Python of a recipe says in its place."""
    await session.run_script(table_script("filter_cases"))
    table = await session.open_table("filter_cases")
    assert len(CASES) >= 200
    told = []
    await compile_together(table, map(_condition, CASES))
    for case in CASES:
        async with await table.where(_condition(case).asked) as kept:
            rows = (await kept.to_arrow())["Row"].to_pylist()
        told.append(_difference(case, _condition(case).asked, rows))
    others = [case for case in CASES if _condition(case).structured is not None]
    found = await rows_that_hold(table, [_condition(case).formula for case in others])
    for case, rows in zip(others, found, strict=True):
        told.append(_difference(case, _condition(case).formula, rows))
    assert not any(told), "\n".join(filter(None, told))


def _condition(case: Case) -> Condition:
    column, text, _ = case
    predicate = parsed(column, text)
    assert predicate is not None, case
    return condition(predicate, column, TYPES[column])


def _difference(case: Case, asked: object, rows: list[int]) -> str:
    column, text, test = case
    expected = [row for row, value in enumerate(COLUMNS[column].values) if test(value)]
    return "" if rows == expected else f"{column} {text!r} ({asked}): {rows}, not {expected}"


def test_types_that_have_conditions_as_values() -> None:
    """Where the server has a form for values it is used, but for NaN."""
    formulas = defaultdict(set)
    for column, text, _ in CASES:
        predicate = parsed(column, text)
        assert predicate is not None
        if condition(predicate, column, TYPES[column]).structured is None:
            number = "nan" if re.search("nan|inf|∞", text.lower()) else "other"
            own = column == "Char" and not set(text) <= _CHARACTERS_AS_VALUES
            formulas[column].add("char" if own else number)
    assert {name for name, why in formulas.items() if "other" in why} == {
        "Exact",
        "Large",
        "Day",
        "Clock",
        "Span",
        "Zoned",
    }
    assert formulas["Double"] == formulas["Float"] == {"nan"}
    assert formulas["Char"] == {"char"}


@pytest.mark.parametrize(
    ("column", "text", "words"),
    [
        ("Moment", "mar 2024", f"Moment is in 2024 {ZONE}"),
        (
            "Moment",
            ">2024-3-1T9",
            f"Moment is after the end of the hour from 2024-03-01 09:00 {ZONE}",
        ),
        ("Moment", "<09:30", f"Moment is before 2024-03-15 09:30 {ZONE}"),
        ("Moment", "today", f"Moment is in today, 2024-03-15 {ZONE}"),
        ("Moment", "2023..2024-3 Z", f"Moment is in 2023 {ZONE} to 2024-03 UTC"),
        ("Day", "xx2024-feb", "Day is in 2024-02"),
        ("Day", "yesterday", "Day is in yesterday, 2024-03-14"),
        ("Day", "2024-02..2024-03-15", "Day is in 2024-02 to 2024-03-15"),
        ("Span", "1s..2m", "Span is at least 1s and is at most 2m"),
    ],
)
def test_the_words_are_what_was_understood(column: str, text: str, words: str) -> None:
    predicate = parsed(column, text)
    assert predicate is not None and in_words(predicate, column) == words


@pytest.mark.parametrize(("column", "text"), MEANINGLESS)
def test_what_means_nothing_is_refused_with_what_can_be_typed(column: str, text: str) -> None:
    with pytest.raises(FilterTextError) as caught:
        parsed(column, text)
    assert caught.value.message and caught.value.hint


@pytest.mark.parametrize("text", ["", "  ", "&&", "||", ":", "5 ||", "5 || ", " && "])
def test_what_says_nothing_is_no_filter(text: str) -> None:
    assert text == ":" or parsed("Int", text) is None
    assert parsed("Text", text) is None


@given(
    st.sampled_from(sorted(TYPES)),
    st.one_of(
        st.text(max_size=40),
        st.lists(
            st.sampled_from(WORDS),
            max_size=12,
        ).map(" ".join),
        st.lists(st.sampled_from([*"|&()=!~<>*\\:/,.-+0123456789aeTZnul' "]), max_size=20).map(
            "".join
        ),
    ),
)
def test_nonsense_is_refused_in_one_way_or_has_a_meaning(column: str, text: str) -> None:
    """No other error than that of a filter's text; and what has a meaning can be asked and read."""
    try:
        predicate = parsed(column, text)
    except FilterTextError as exc:
        told = exc
    else:
        if predicate is not None:
            asked = condition(predicate, column, TYPES[column])
            assert asked.formula
            assert in_words(predicate, column).startswith(f"{column} ")
        return
    assert told.message
    assert told.hint


async def test_filters_by_values_that_are_there(session: AsyncSession) -> None:
    """As a person has it who asks for the rows with the value under the cursor, or without."""
    await session.run_script(table_script("filter_cases"))
    table = await session.open_table("filter_cases")
    whole = await table.to_arrow()
    asked, told = [], []
    for column, spec in COLUMNS.items():
        arrays = [whole[column].combine_chunks().slice(row, 1) for row in range(ROWS)]
        values = [value_of(array, spec.java_type) for array in arrays]
        alike = [repr(value) for value in values]
        for sign, rows in ((Sign.EQ, (0,)), (Sign.EQ, (1, 6)), (Sign.NE, (4, 9))):
            chosen = [values[row] for row in rows]
            new = value_filter(column, spec.java_type, chosen, sign, NOW_HERE)
            meant = new.predicate or parse_filter(new.text, spec.java_type, NOW_HERE)
            assert meant is not None
            wanted = {alike[row] for row in rows}
            expected = [row for row in range(ROWS) if (alike[row] in wanted) is (sign is Sign.EQ)]
            found = condition(meant, column, spec.java_type)
            asked.append((f"{column} {new.text!r} ({found.asked})", found, expected))
    await compile_together(table, [found for _, found, _ in asked])
    for name, found, expected in asked:
        async with await table.where(found.asked) as kept:
            rows_found = (await kept.to_arrow())["Row"].to_pylist()
        if rows_found != expected:
            told.append(f"{name}: {rows_found}, not {expected}")
    assert not told, "\n".join(told)


def test_values_no_text_can_say_go_along_as_they_are() -> None:
    text = "a || b && c, d/c"
    new = value_filter("Text", "java.lang.String", [text], Sign.EQ, NOW_HERE)
    assert new.predicate == TextIs(text, match_case=True)
    assert text in new.text
    with pytest.raises(FilterTextError, match="neither more nor less"):
        value_filter("Text", "java.lang.String", ["a"], Sign.GT, NOW_HERE)
    with pytest.raises(FilterTextError, match="too many"):
        value_filter("Int", "int", list(range(1001)), Sign.EQ, NOW_HERE)


def test_filters_of_a_column_are_joined_where_a_text_can_say_both() -> None:
    first = value_filter("Int", "int", [1], Sign.NE, NOW_HERE)
    second = value_filter("Int", "int", [5], Sign.NE, NOW_HERE)
    assert joined(first, second).text == "!=1 && !=5"
    assert joined(ColumnFilter("Int", "1 || 2", zone=str(ZONE)), second) == second
    assert joined(ColumnFilter("Int", "!=1", zone="UTC"), second) == second
    texts = [value_filter("Text", "java.lang.String", [each], Sign.NE, NOW_HERE) for each in "ab"]
    assert joined(*texts).text == ":!a/c && !b/c"
