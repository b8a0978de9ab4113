"""Names offered inside of formulas and conditions."""

import pyarrow as pa
import pytest

from dhconsole.client.columns import ColumnSpec
from dhconsole.core.completion.formulas import names_in_formula
from dhconsole.core.completion.names import NameCycle, NameKind

COLUMNS = (
    ColumnSpec("Price", "double", pa.float64()),
    ColumnSpec("PrevPrice", "double", pa.float64()),
    ColumnSpec("Size", "long", pa.int64()),
    ColumnSpec("Price__TABLE_STYLE_FORMAT", "long", pa.int64(), is_style=True),
)


def offered(text: str) -> list[str]:
    """What is offered where ``|`` stands."""
    cursor = text.index("|")
    names = names_in_formula(text.replace("|", ""), cursor, COLUMNS)
    return [name.text for name in names.found]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Pr|", ["Price", "PrevPrice", "product"]),
        ("s|", ["Size", "sequence"]),
        ("pri|", ["Price", "PrevPrice"]),
        ("Value = Price * Si|", ["Size"]),
        ("X = sq|", ["sqrt"]),
        ("Size > 5 && |", ["Price", "PrevPrice", "Size"]),
        ("Price == Pre|vPri", ["PrevPrice"]),
        ("`a` + Siz|", ["Size"]),
        ("tr|", ["true"]),
    ],
)
def test_what_is_offered(text: str, first: list[str]) -> None:
    assert offered(text)[: len(first)] == first


@pytest.mark.parametrize(
    "text",
    ["Pr| = Size", "`Pr|", "Sym = `it\\` Pr|", "Size.|", "Price.ab|", "1Pr|", "zzzz|", "X|=1"],
)
def test_where_nothing_is_offered(text: str) -> None:
    assert offered(text) == []


def test_a_name_takes_the_place_of_the_whole_word() -> None:
    text = "Price > Pre|xx * 2".replace("|", "")
    names = names_in_formula(text, 11, COLUMNS)
    assert names.found[0].kind is NameKind.COLUMN
    assert NameCycle(text, names).step(1) == ("Price > PrevPrice * 2", 17)


def test_names_come_round_in_both_directions() -> None:
    names = names_in_formula("X = Pr", 6, COLUMNS)
    cycle = NameCycle("X = Pr", names)
    count = len(names.found)
    first = cycle.step(1)
    assert first == ("X = Price", 9)
    assert cycle.step(1) == ("X = PrevPrice", 13)
    assert cycle.step(-1) == first
    for _ in range(count):
        last = cycle.step(1)
    assert last == first
    assert NameCycle("X = Pr", names).step(-1)[0] == f"X = {names.found[-1].text}"
