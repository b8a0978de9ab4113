"""A block of rows as text, from a spreadsheet, a terminal or a file, read for an input table. Pure.

A block is tab-separated when there is a tab in its first line, otherwise CSV. Its first line names
the columns when each of its cells is the name of a column; else the columns come in the table's
order. An empty cell is null.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dhconsole.client.columns import ColumnSpec
from dhconsole.core.editing.entering import entered
from dhconsole.core.editing.forms import Cell, Form, Row
from dhconsole.core.filtering.times import Now
from dhconsole.errors import ArgumentError

MOST_ROWS = 100_000
_LONGEST_FIELD = 10_000_000


@dataclass(frozen=True, slots=True)
class Pasted:
    """A block that was read.

    Attributes:
        columns: the columns that it gives, in its own order.
        rows: for each row what it gives, by column.
        header: whether its first line named the columns.
        bad: rows in which a value means nothing in its column; they are among ``rows``.
        doubled: rows with the key of an earlier one, whose values they take the place of.
    """

    columns: tuple[str, ...]
    rows: tuple[Mapping[str, Cell], ...]
    header: bool
    bad: int
    doubled: int = 0


def is_block(text: str) -> bool:
    """Whether a pasted text is more than one value."""
    return "\t" in text or "\n" in text.strip("\r\n")


def read_block(text: str, form: Form, now: Now) -> Pasted:
    """The rows of a block.

    Raises:
        ArgumentError: there are none, or more columns than the table has.
    """
    lines = split_block(text)
    if not lines:
        raise ArgumentError("there is nothing in it")
    if len(lines) > MOST_ROWS:
        raise ArgumentError(
            f"{len(lines):,} rows are too many to stage", hint=f"Paste {MOST_ROWS:,} at most."
        )
    named = _named(lines[0], form.columns)
    columns = named if named is not None else form.columns
    widest = max(len(line) for line in lines)
    if widest > len(columns):
        raise ArgumentError(
            f"a row has {widest} values, and there are {len(columns)} columns for them",
            hint="Name the columns in the first line: " + ", ".join(c.name for c in form.columns),
        )
    rows = tuple(
        {
            column.name: _cell(value, column, now)
            for column, value in zip(columns, line, strict=False)
        }
        for line in lines[1 if named is not None else 0 :]
    )
    if not rows:
        raise ArgumentError("there are column names in it, and no rows")
    bad = sum(any(cell.problem for cell in row.values()) for row in rows)
    used = columns if named is not None else columns[:widest]
    names = tuple(column.name for column in used)
    return Pasted(names, rows, named is not None, bad, _doubled(rows, form))


def given_keys(rows: Iterable[Mapping[str, Cell]], form: Form) -> list[Row]:
    """The keys of the rows that give all of them; a value that was read for a column of another
    type is none."""
    names = form.inputs.keys
    given = ({n: form.check(n, row[n]).value for n in names if n in row} for row in rows)
    known = [{n: value for n, value in row.items() if value is not None} for row in given]
    return [row for row in known if len(row) == len(names)]


def _doubled(rows: Sequence[Mapping[str, Cell]], form: Form) -> int:
    if not form.is_keyed:
        return 0
    values = ({name: cell.value for name, cell in row.items()} for row in rows)
    keys = [key for row in values if (key := form.key(row.get)) is not None]
    return len(keys) - len(set(keys))


def split_block(text: str) -> list[list[str]]:
    """The cells of a block, line by line; empty lines are left out. Raises ArgumentError."""
    first = text.lstrip("\r\n").partition("\n")[0]
    delimiter = "\t" if "\t" in first else ","
    before = csv.field_size_limit(_LONGEST_FIELD)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        return [line for line in reader if any(line)]
    except csv.Error as exc:
        # Strict: a quote that is not closed would take all rows behind it into one value.
        raise ArgumentError(
            f"the block cannot be read at its line {reader.line_num} ({exc})",
            hint="A value that begins with a quote ends with one; quotes in it are doubled.",
        ) from exc
    finally:
        csv.field_size_limit(before)


def _named(line: Sequence[str], columns: Sequence[ColumnSpec]) -> tuple[ColumnSpec, ...] | None:
    """The columns that a first line names; None when it is a row."""
    exact = {column.name: column for column in columns}
    lower = {column.name.lower(): column for column in columns}
    found = [exact.get(name.strip()) or lower.get(name.strip().lower()) for name in line]
    named = tuple(column for column in found if column is not None)
    return named if len(named) == len(line) and len(set(named)) == len(named) else None


def _cell(text: str, column: ColumnSpec, now: Now) -> Cell:
    try:
        return Cell(text, entered(text if text.strip() else "null", column, now))
    except ArgumentError as exc:
        return Cell(text, None, exc.message)
