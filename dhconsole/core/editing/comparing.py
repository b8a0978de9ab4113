"""What a staged row means beside the row that the server has. Pure.

A staged row remembers the row that it was made from. What others have changed since in columns
that it leaves alone is taken over; what they have changed in columns that it changes too is a
conflict.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import pyarrow as pa

from dhconsole.client.columns import ColumnSpec
from dhconsole.core.editing.entering import refusal
from dhconsole.core.editing.forms import Cell, Form, Key, Row, same
from dhconsole.core.editing.staged import Entry, Kind
from dhconsole.errors import EditError
from dhconsole.text.cells import FormatSettings, formatter_for, short_type

_SETTINGS = FormatSettings()
_LONGEST = 40


def key_row(form: Form, entry: Entry) -> Row:
    """The key columns of an entry, as far as they are known."""
    given = {name: entry.value(name) for name in form.inputs.keys}
    return {name: value for name, value in given.items() if value is not None}


def sent_row(form: Form, entry: Entry) -> dict[str, pa.Array]:
    """The whole row that an entry makes; null where nothing was given."""
    values = {column.name: entry.value(column.name) for column in form.columns}
    return {
        column.name: pa.nulls(1, column.arrow_type) if value is None else value
        for column in form.columns
        for value in (values[column.name],)
    }


def checked(form: Form, entries: Iterable[Entry]) -> dict[int, Entry]:
    """By id, the entries with why they cannot be sent, or without."""
    keys: dict[Key, int] = {}
    found = {}
    for entry in entries:
        problem = _problem(form, entry)
        key = form.key(entry.value) if form.is_keyed else None
        if not problem and key is not None and keys.setdefault(key, entry.id) != entry.id:
            problem = "another staged row has the same key"
        found[entry.id] = replace(entry, problem=problem)
    return found


def _problem(form: Form, entry: Entry) -> str:
    if entry.base is not None and (problem := form.cannot_change() or _key_problem(form, entry)):
        return problem
    if entry.kind is Kind.DELETE:
        return ""
    if entry.kind is Kind.ADD and not entry.cells:
        return "the row is empty"
    for column in form.columns:
        name = column.name
        if name in entry.cells or entry.base is not None:
            continue
        if name in form.inputs.keys:
            return f"{name} is missing, which is a key"
        if reason := refusal(pa.nulls(1, column.arrow_type), form.restrictions(name)):
            return f"{name} {reason}"
    return ""


def _key_problem(form: Form, entry: Entry) -> str:
    """Why a row that is there cannot be told apart by the keys that the table has now."""
    for name in form.inputs.keys:
        there = (entry.base or {}).get(name)
        if name in entry.cells and (there is None or not _is(entry.value(name), there)):
            return f"{name} is a key now: another value would be another row"
        if there is None:
            if name not in entry.misfits:
                return f"{name} is a key now, and not known of this row"
            was, value = entry.misfits[name]
            words = plain(value, ColumnSpec(name, was, value.type))
            now = short_type(form.column(name).java_type)
            return f"{name} is {now} now, and a key: the row was {words}"
    return ""


def compared(form: Form, entry: Entry, now: Row | None) -> Entry | None:
    """The entry beside the row that the server has; None when there is nothing left to do.

    Args:
        now: the server's row of the same key; None when it has none.
    """
    clear = replace(entry, conflict="", theirs=None)
    if entry.kind is Kind.DELETE and now is None:
        return None
    if entry.base is None:
        if now is None:
            return clear
        return replace(entry, theirs=now, conflict="a row with this key is there already")
    if now is None:
        return replace(entry, theirs=None, conflict="the row was deleted on the server")
    base = entry.base  # of a table that was made anew it lacks the columns that are new
    names = [column.name for column in form.columns if column.name in base]
    changed = [name for name in names if same(now[name]) != same(base[name])]
    if entry.kind is Kind.CHANGE:
        changed = [name for name in changed if name in entry.cells]
        changed = [name for name in changed if not _is(entry.value(name), now[name])]
        if not changed:
            return replace(clear, base=now)
    if not changed:
        return clear
    words = ", ".join(
        f"{name} is {plain(now[name], form.column(name))} now" for name in changed[:3]
    )
    return replace(entry, theirs=now, conflict=words)


def mine(entry: Entry) -> Entry:
    """The entry as it has to be to be sent in spite of what others did."""
    if not entry.base or entry.theirs is not None:
        kind = Kind.CHANGE if entry.kind is Kind.ADD and entry.theirs is not None else entry.kind
        return replace(entry, kind=kind, base=entry.theirs, conflict="", theirs=None)
    # The row is gone from the server: all of it has to come from here.
    kept = {name: Cell("", value) for name, value in entry.base.items()}
    cells = {**kept, **entry.cells}
    return replace(entry, kind=Kind.ADD, base=None, cells=cells, conflict="")


def arrived(form: Form, entry: Entry, now: Row | None) -> Entry | None:
    """What is left of an entry that was sent without an answer; None when it has arrived.

    A row that has the values which were given is one that arrived, whatever others have changed
    of it since.
    """
    back = replace(entry, sent=False)
    if entry.kind is Kind.DELETE:
        return None if now is None else compared(form, back, now)
    if now is None:
        return back if entry.base is None else compared(form, back, None)
    given = entry.cells if entry.base is not None else [c.name for c in form.columns]
    row = sent_row(form, entry)
    if all(same(now[name]) == same(row[name]) for name in given):
        return None
    return compared(form, back, now)


def contains(form: Form, there: Sequence[Row], sent: Sequence[Row]) -> bool:
    """Whether rows that were sent together stand together among those that are there."""
    names = [column.name for column in form.columns]
    wanted = [tuple(same(row[name]) for name in names) for row in sent]
    found = [tuple(same(row[name]) for name in names) for row in there]
    return any(
        found[first : first + len(wanted)] == wanted
        for first in range(len(found) - len(wanted) + 1)
    )


def problem_error(entries: Iterable[Entry]) -> EditError | None:
    """Why these rows cannot be sent, whatever others did; None when they can."""
    bad = [each for each in entries if each.problems and not each.conflict]
    if not bad:
        return None
    return EditError(
        f"nothing was sent: {rows_text(len(bad))} cannot be ({bad[0].problems[0]})",
        rows=len(bad),
        hint="Mend or drop what is marked; all of it is still staged.",
    )


def conflict_error(entries: Iterable[Entry]) -> EditError | None:
    """Why these rows are not sent, others having changed them; None when they have not."""
    waiting = [each for each in entries if each.conflict]
    if not waiting:
        return None
    return EditError(
        f"nothing was sent: {rows_text(len(waiting))} changed meanwhile ({waiting[0].conflict})",
        rows=len(waiting),
        hint="Keep yours, or take theirs; all of it is still staged.",
    )


def rows_text(count: int) -> str:
    """So many rows, in words."""
    return "1 row" if count == 1 else f"{count:,} rows"


def plain(value: pa.Array, column: ColumnSpec) -> str:
    """A value in a sentence; not safe for a terminal."""
    if not value[0].is_valid:
        return "null"
    formatter = formatter_for(column.java_type, value.type, column.component_type, _SETTINGS)
    text = formatter.raw(value)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _is(value: pa.Array | None, other: pa.Array) -> bool:
    return value is not None and same(value) == same(other)
