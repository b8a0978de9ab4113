"""A recipe as Python for the server's console, which gives the same table. Pure."""

from __future__ import annotations

import keyword

from dhconsole.client.columns import TableSpec
from dhconsole.client.ticket import ScopeTicket
from dhconsole.core.filtering.times import Now
from dhconsole.core.making import conditions_of
from dhconsole.core.recipe import Part, PartKind, Recipe, Rollup, SortKey
from dhconsole.core.totals import rollup_totals

_ABSOLUTE = "__Absolute"
_AGG = {"sum": "sum_", "min": "min_", "max": "max_"}
"""Functions of ``deephaven.agg`` that are called otherwise than the total."""


def python_of(recipe: Recipe, spec: TableSpec, now: Now, name: str = "view") -> str:
    """The script that binds the table to the variable ``name``.

    Args:
        spec: the columns of the root with the recipe's computed ones.
        now: the moment and zone that times in filters are read by; the script has them fixed.

    Raises:
        FilterTextError: a filter does not fit its column.
    """
    steps = _steps(recipe, spec, now)
    lines: list[str] = []
    if any("SortDirection" in step for step in steps):
        lines.append("from deephaven import SortDirection\n")
    if recipe.rollup is not None:
        lines.append("from deephaven import agg\n")
    root, note = _root(recipe)
    if recipe.part is not None:
        root, more = _part(recipe.part, root)
        note = more or note
    if note:
        lines.append(note)
    if not steps:
        return "\n".join([*lines, f"{name} = {root}"]) + "\n"
    body = "\n".join(f"    {step}" for step in (root, *steps))
    return "\n".join([*lines, f"{name} = (\n{body}\n)"]) + "\n"


def _steps(recipe: Recipe, spec: TableSpec, now: Now) -> list[str]:
    if recipe.part is not None and recipe.part.kind is PartKind.TREE:
        return []  # what it is filtered and sorted by is a matter of each view
    steps: list[str] = []
    if recipe.formulas:
        steps.append(f".update_view({list(recipe.formulas)!r})")
    filters = [each.formula for each in conditions_of(recipe, spec, now)] + [*recipe.conditions]
    if filters:
        steps.append(f".where({filters!r})" if len(filters) > 1 else f".where({filters[0]!r})")
    if recipe.rollup is not None:
        return [*steps, _rollup(recipe.rollup)]
    steps += _sorting(recipe.sorts)
    if recipe.reverse:
        steps.append(".reverse()")
    names = [column.name for column in spec.columns if not column.is_style]
    shown = recipe.columns.shown(names)
    if shown != names:
        steps.append(f".view({shown!r})")
    return steps


def _rollup(rollup: Rollup) -> str:
    calls = [
        f"agg.count_({pair.partition('=')[0]!r})"
        if total == "count"
        else f"agg.{_AGG.get(total, total)}({pair!r})"
        for total, pair in rollup_totals(rollup)
    ]
    by = [*rollup.by]
    return f".rollup(aggs=[{', '.join(calls)}], by={by!r}, include_constituents=True)"


def _sorting(sorts: tuple[SortKey, ...]) -> list[str]:
    """Python's own ``sort`` knows no signs to leave out: such columns get one beside them."""
    if not sorts:
        return []
    helpers = {key.column: f"{_ABSOLUTE}{rank}" for rank, key in enumerate(sorts) if key.absolute}
    names = [helpers.get(key.column, key.column) for key in sorts]
    ways = ["DESCENDING" if key.descending else "ASCENDING" for key in sorts]
    if not any(key.descending for key in sorts):
        step = f".sort({names!r})"
    elif all(key.descending for key in sorts):
        step = f".sort_descending({names!r})"
    else:
        step = f".sort({names!r}, [{', '.join(f'SortDirection.{way}' for way in ways)}])"
    if not helpers:
        return [step]
    formulas = [f"{helper} = abs({column})" for column, helper in helpers.items()]
    return [f".update_view({formulas!r})", step, f".drop_columns({list(helpers.values())!r})"]


def _part(part: Part, root: str) -> tuple[str, str]:
    """The expression for a table of the object ``root``, and a line to stand before it."""
    if part.type == "pandas.DataFrame":
        return f"to_table({root})", "from deephaven.pandas import to_table\n"
    if part.kind is PartKind.MERGED:
        return f"{root}.merge()", ""
    if part.kind is PartKind.KEYS:
        return f"{root}.table.view({root}.key_columns)", ""
    what = "constituent" if part.kind is PartKind.CONSTITUENT else "table"
    return "root", f"# Bind the {what} {part.label} of {root} to the variable root first."


def _root(recipe: Recipe) -> tuple[str, str]:
    """The expression for the root, and a comment where there is no variable of that name."""
    ticket = recipe.root
    if isinstance(ticket, ScopeTicket):
        name = ticket.name
        if name.isidentifier() and not keyword.iskeyword(name):
            return name, ""
        return f"globals()[{name!r}]", ""
    return "root", f"# Bind {ticket.text} to the variable root first."
