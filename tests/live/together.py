"""Many filters for the price of few: the server keeps the classes that it makes of formulas."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dhconsole.client.aio import AsyncTable
from dhconsole.core.filtering.conditions import Condition

_IN_A_CLASS = 40


async def rows_that_hold(table: AsyncTable, formulas: Sequence[str]) -> list[list[int]]:
    """The rows for which each of the formulas holds, by their positions.

    They are the elements of few columns: each column is a class for the server to compile.
    """
    groups = [formulas[at : at + _IN_A_CLASS] for at in range(0, len(formulas), _IN_A_CLASS)]
    columns = [
        f"M{number} = new boolean[]{{{', '.join(group)}}}" for number, group in enumerate(groups)
    ]
    async with await table.view(columns) as marked:
        held = (await marked.to_arrow()).to_pydict()
    found = []
    for number, group in enumerate(groups):
        marks = list(zip(*held[f"M{number}"], strict=True))
        assert len(marks) == len(group)
        found += [[row for row, mark in enumerate(each) if mark] for each in marks]
    return found


async def compile_together(table: AsyncTable, conditions: Iterable[Condition]) -> None:
    """Have the server compile what it will be asked for, in one go.

    A formula that comes alone costs a run of Java's compiler, a third of a second; one among many
    a fraction of that. Each may be asked for by itself afterwards: its class is there.
    """
    all_of_them = list(conditions)
    texts = {each.formula for each in all_of_them if each.structured is None}
    # Of conditions as values, those on null alone are compiled.
    values = {
        each.formula: each.structured
        for each in all_of_them
        if each.structured is not None and "isNull" in each.formula
    }
    for asked in (list(texts), list(values.values())):
        if asked:
            async with await table.where(asked):
                pass
