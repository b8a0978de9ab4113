"""What was staged for an input table, beside a form of other columns that the table has now. Pure.

A script that is run again makes its input table anew, perhaps with other columns, other keys, or
of another kind. What was typed for a column that is there with the same type still fits. The rest
stays with its row as a problem that names the column, so that the row is not sent; it fits again
when its column is back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

import pyarrow as pa

from dhconsole.client.columns import ColumnSpec
from dhconsole.core.editing.comparing import plain
from dhconsole.core.editing.forms import Cell, Form, Misfit, Row, misfit
from dhconsole.core.editing.staged import Entry
from dhconsole.core.renewal import column_changes, told

Described: TypeAlias = tuple[tuple[str, str], ...]
"""The keys of a form, each beside ``key``, and its columns, each beside its Java type."""

Types: TypeAlias = Mapping[str, str]
"""Java types, by column."""

_KEY = "key"


def described(form: Form) -> Described:
    """What of a form has to be the same for all that was staged to fit."""
    keys = tuple((name, _KEY) for name in form.inputs.keys)
    return (*keys, *((column.name, column.java_type) for column in form.columns))


def types_of(columns: Described) -> Types:
    return {name: type_ for name, type_ in columns if type_ != _KEY}


def differences(before: Described, form: Form) -> str:
    """What is other in a form than it was, as a part of a sentence; empty for nothing."""
    found = column_changes(types_of(before), types_of(described(form)))
    keys = tuple(name for name, type_ in before if type_ == _KEY)
    if keys != form.inputs.keys:
        names = ", ".join(form.inputs.keys)
        found.append(f"its keys are {names} now" if names else "it has no keys any more")
    return told(found)


def fitted(entry: Entry, types: Types, form: Form) -> Entry:
    """The entry as it is for a table of that form.

    What others did to the row is another question of the table made anew: it is asked again.

    Args:
        types: of the columns that the entry was staged for.
    """
    cells = {name: _fitted_cell(name, cell, types, form) for name, cell in entry.cells.items()}
    if all(cells[name] is cell for name, cell in entry.cells.items()):
        kept = entry.cells
    else:
        kept = cells
    changed = replace(entry, cells=kept, problem="")
    if entry.base is None:
        return changed if entry.theirs is None else replace(changed, theirs=None, conflict="")
    base: dict[str, pa.Array] = {}
    misfits: dict[str, tuple[str, pa.Array]] = {}
    now = ((name, (types.get(name, ""), value)) for name, value in entry.base.items())
    # The base may have been read anew since, so where both fit it goes over the older misfit.
    for name, (type_, value) in (*entry.misfits.items(), *now):
        if _fits(form, name, type_, value):
            base[name] = value
        else:
            misfits[name] = type_, value
    return replace(changed, base=base, misfits=misfits, theirs=None, conflict="")


def fitted_row(row: Row, types: Types, form: Form) -> dict[str, pa.Array]:
    """What of a row is of columns that a table of that form has."""
    return {n: each for n, each in row.items() if _fits(form, n, types.get(n, ""), each)}


def fitted_all(entries: Sequence[Entry], before: Described, form: Form) -> tuple[Entry, ...]:
    """Rows that were staged for a table made anew since: nothing that was sent is in it."""
    if before == described(form):
        return tuple(entries)
    types = types_of(before)
    return tuple(fitted(replace(each, sent=False), types, form) for each in entries)


def without_gone(entry: Entry, form: Form) -> Entry | None:
    """The entry without what was given for columns that are none any more; None when nothing is
    left of it."""
    cells = {name: cell for name, cell in entry.cells.items() if form.find(name) is not None}
    return replace(entry, cells=cells, problem="") if cells else None


def _fits(form: Form, name: str, java_type: str, value: pa.Array) -> bool:
    column = form.find(name)
    return column is not None and column.java_type == java_type and value.type == column.arrow_type


def _fitted_cell(name: str, cell: Cell, types: Types, form: Form) -> Cell:
    was = cell.was or Misfit(types.get(name, ""), replace(cell, was=None))
    column = form.find(name)
    if column is not None and column.java_type == was.java_type:
        again = form.check(name, was.cell)
        return cell if again == cell else again
    given = was.cell
    if not given.text and given.value is not None:
        # It was not typed, but taken over from a row: its text is in the value.
        spec = ColumnSpec(name, was.java_type, given.value.type)
        given = replace(given, text=plain(given.value, spec))
    return replace(misfit(given, column, was.java_type), was=was)
