"""A new input table, from a line that says its columns, or from the cells of a file. Pure.

limits: Desk string key, Sym string key, Max long, Since instant
events: Time instant, Text string, blink
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pyarrow as pa

from dhconsole.client.columns import ColumnSpec
from dhconsole.client.sendable import check_sendable
from dhconsole.client.ticket import check_variable_name
from dhconsole.core.column_types import TYPES, column_of
from dhconsole.core.editing.entering import entered
from dhconsole.core.filtering.times import Now
from dhconsole.errors import ArgumentError, DHError

EXAMPLE = "limits: Desk string key, Sym string key, Max long, Since instant"

_BOOLEANS = frozenset(("true", "false"))


@dataclass(frozen=True, slots=True)
class NewTable:
    """What to make.

    Attributes:
        name: of the variable.
        columns: all of them.
        keys: names of the key columns.
        blink: whether it keeps rows for one cycle alone.
    """

    name: str
    columns: tuple[ColumnSpec, ...]
    keys: tuple[str, ...]
    blink: bool

    @property
    def words(self) -> str:
        """What it will be, as a sentence."""
        count = len(self.columns)
        kind = f"keyed by {', '.join(self.keys)}" if self.keys else "append-only"
        return f"{count} {'column' if count == 1 else 'columns'}, {'blink' if self.blink else kind}"

    def schema(self) -> bytes:
        """The Arrow schema message that the server makes the table of."""
        fields = [
            pa.field(each.name, each.arrow_type, metadata={"deephaven:type": each.java_type})
            for each in self.columns
        ]
        return bytes(pa.schema(fields).serialize().to_pybytes())


def read_new_table(text: str) -> NewTable:
    """What a line says.

    Raises:
        ArgumentError: it says no table; the hint says what is missing.
    """
    name, colon, rest = text.partition(":")
    if not colon or not name.strip() or not rest.strip():
        raise ArgumentError("that is no table", hint=f"Type such as {EXAMPLE}")
    try:
        variable = check_variable_name(name.strip())
    except DHError as exc:
        raise ArgumentError(str(exc)) from exc
    columns: list[ColumnSpec] = []
    keys: list[str] = []
    blink = False
    for part in rest.split(","):
        words = part.split()
        if words == ["blink"]:
            blink = True
            continue
        column, is_key = _column(words)
        columns.append(column)
        keys += [column.name] if is_key else []
    check_sendable(pa.schema([pa.field(each.name, each.arrow_type) for each in columns]))
    if not columns:
        raise ArgumentError("there are no columns", hint=f"Type such as {EXAMPLE}")
    if blink and keys:
        raise ArgumentError("a blink table has no keys", hint="Leave out key, or blink.")
    return NewTable(variable, tuple(columns), tuple(keys), blink)


def guess_line(name: str, lines: Sequence[Sequence[str]]) -> str:
    """The line for a table of these cells, whose first line names the columns.

    Raises:
        ArgumentError: there are no names, or no rows.
    """
    if len(lines) < 2:
        raise ArgumentError("there are no rows below a line of column names")
    names = [re.sub(r"\W", "_", each.strip(), flags=re.ASCII) for each in lines[0]]
    names = [f"_{each}" if not each or each[0].isdigit() else each for each in names]
    columns = []
    for place, column in enumerate(names):
        cells = [line[place] for line in lines[1:] if place < len(line) and line[place].strip()]
        columns.append(f"{column} {_guess(cells)}")
    variable = re.sub(r"\W", "_", name, flags=re.ASCII)
    return f"{variable if variable.isidentifier() else f't_{variable}'}: {', '.join(columns)}"


def _guess(cells: Sequence[str]) -> str:
    if not cells:
        return "string"
    if all(cell.strip().lower() in _BOOLEANS for cell in cells):
        return "bool"
    return next(kind for kind in ("long", "double", "instant", "string") if _fits(kind, cells))


def _fits(kind: str, cells: Sequence[str]) -> bool:
    java_type, arrow_type = TYPES[kind]
    column = ColumnSpec("guess", java_type, arrow_type)
    shaped = _SHAPES[kind]
    try:
        return all(shaped(cell) and len(entered(cell, column, Now())) == 1 for cell in cells)
    except ArgumentError:
        return False


_SHAPES: dict[str, Callable[[str], object]] = {
    "long": re.compile(r"\s*-?\d{1,3}(,?\d{3})*\s*\Z").match,
    "double": re.compile(r"\s*-?[\d,.]+(e[+-]?\d+)?\s*\Z", re.IGNORECASE).match,
    "instant": re.compile(r"\s*\d{4}-\d\d-\d\d").match,
    "string": lambda cell: True,
}
"""More narrow than what can be typed: 5k in a file is a text, and 2024 a number."""


def _column(words: Sequence[str]) -> tuple[ColumnSpec, bool]:
    is_key = len(words) == 3 and words[2] == "key"
    if len(words) != 2 and not is_key:
        raise ArgumentError(
            f"{' '.join(words) or 'nothing'} is no column", hint="Type such as Sym string key."
        )
    return column_of(words[0], words[1]), is_key
