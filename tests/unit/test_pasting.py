"""Blocks of rows as text."""

from __future__ import annotations

import pytest

from dhconsole.core.editing.pasting import read_block
from dhconsole.core.filtering.times import Now
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
