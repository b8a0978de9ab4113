"""Blocks of rows as text."""

from __future__ import annotations

import pytest

from dhconsole.core.editing.pasting import read_block
from dhconsole.core.filtering.times import Now
from dhconsole.errors import ArgumentError
from tests.tui.scenes import limits_editor


@pytest.mark.parametrize(
    ("lines", "doubled"),
    [
        (["S1\t5", "S2\t6"], 0),
        (["S1\t5", "S2\t6", "S1\t7"], 1),
        (["S1\t5", "S1\t6", "S1\t7"], 2),
        (["\t5", "\t6"], 1),
        (["Max\tSym", "5\tS1", "x\tS1"], 1),
        (["Max", "5", "6"], 0),
    ],
)
def test_rows_with_the_key_of_an_earlier_one_are_counted(lines: list[str], doubled: int) -> None:
    block = read_block("\n".join(lines), limits_editor().form, Now())
    assert block.doubled == doubled


@pytest.mark.parametrize("text", ['S1\t"5\nS2\t6\n', 'S1\t"5"6\nS2\t7\n'])
def test_a_quote_that_is_open_takes_no_rows_with_it(text: str) -> None:
    with pytest.raises(ArgumentError, match="cannot be read at its line"):
        read_block(text, limits_editor().form, Now())


def test_quotes_within_a_value_are_a_part_of_it() -> None:
    block = read_block('S5" pipe\t5\n"S""1"\t6\n', limits_editor().form, Now())
    assert [row["Sym"].text for row in block.rows] == ['S5" pipe', 'S"1']
