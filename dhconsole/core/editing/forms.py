"""The columns and keys of an input table, and the values that are given for them. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

import pyarrow as pa

from dhconsole.client.columns import ColumnSpec, TableSpec
from dhconsole.client.inputs import InputColumns, InputKind, Restriction, read_input_columns
from dhconsole.core.editing.entering import refusal
from dhconsole.errors import ArgumentError
from dhconsole.text.cells import short_type

Row: TypeAlias = Mapping[str, pa.Array]
"""A row: for each column an array of one."""

Key: TypeAlias = tuple[str, ...]
"""What tells rows of a keyed table apart."""

_LONGEST = 40


@dataclass(frozen=True, slots=True)
class Cell:
    """A value that was typed or pasted.

    Attributes:
        text: as it was given.
        value: an array of one; None when the text means nothing in its column.
        problem: why it cannot be sent; empty when it can.
        was: what it was before its column became another, or none; None when it fits.
    """

    text: str
    value: pa.Array | None
    problem: str = ""
    was: Misfit | None = None


@dataclass(frozen=True, slots=True)
class Misfit:
    """A cell, and the Java type of the column that it was given for."""

    java_type: str
    cell: Cell


@dataclass(frozen=True, slots=True)
class Form:
    """What can be done with an input table.

    Attributes:
        columns: all that can be written, in the table's order.
        inputs: how it takes rows.
    """

    columns: tuple[ColumnSpec, ...]
    inputs: InputColumns

    @classmethod
    def of(cls, spec: TableSpec) -> Form | None:
        """The form of an input table; None for any other. Raises ProtocolError."""
        inputs = read_input_columns(spec)
        if inputs is None:
            return None
        writable = {*inputs.keys, *inputs.values}
        return cls(tuple(c for c in spec.columns if c.name in writable), inputs)

    @property
    def is_keyed(self) -> bool:
        return self.inputs.kind is InputKind.KEYED

    def find(self, name: str) -> ColumnSpec | None:
        """The column of that name; None when there is none that can be written."""
        return next((column for column in self.columns if column.name == name), None)

    def column(self, name: str) -> ColumnSpec:
        """Raises ArgumentError when it cannot be written."""
        column = self.find(name)
        if column is not None:
            return column
        raise ArgumentError(
            f"{name} is not a column of the input table itself",
            hint="It was computed from others, or the table was made anew without it.",
        )

    def restrictions(self, name: str) -> tuple[Restriction, ...]:
        return self.inputs.restrictions.get(name, ())

    def key(self, row: Callable[[str], pa.Array | None]) -> Key | None:
        """What tells the row apart; None while a part of the key is missing."""
        parts = [row(name) for name in self.inputs.keys]
        if any(part is None for part in parts):
            return None
        return tuple(same(part) for part in parts)

    def check(self, column: str, cell: Cell) -> Cell:
        """``cell`` with what the column and its restrictions have against it."""
        if cell.value is None:
            return cell
        found = self.find(column)
        if found is None or cell.value.type != found.arrow_type:
            # It was read for a column of an earlier form.
            return misfit(cell, found)
        return replace(cell, problem=refusal(cell.value, self.restrictions(column)))

    def own(self, row: Row) -> dict[str, pa.Array]:
        """What of a row is of these columns."""
        types = {column.name: column.arrow_type for column in self.columns}
        return {name: value for name, value in row.items() if types.get(name) == value.type}

    def cannot_change(self) -> str:
        """Why rows that are there cannot be changed or deleted; empty when they can."""
        return {
            InputKind.KEYED: "",
            InputKind.APPEND_ONLY: "an append-only input table takes new rows alone: "
            "what is in it stays as it is",
            InputKind.BLINK: "a blink input table takes new rows alone: what it had is gone "
            "with the next cycle",
        }[self.inputs.kind]


def misfit(cell: Cell, column: ColumnSpec | None, before: str = "") -> Cell:
    """A cell that was given for another column than the one of its name, which says so.

    Args:
        column: the one of its name now; None without.
        before: Java type of the one it was given for; empty when that is not known.
    """
    text = cell.text if len(cell.text) <= _LONGEST else f"{cell.text[: _LONGEST - 1]}…"
    what = "is no column any more"
    if column is not None:
        what = f"is {short_type(column.java_type)} now"
        what += f", and was {short_type(before)}" if before else ""
    return Cell(cell.text, None, f"{what}: typed was {text}")


def same(value: pa.Array) -> str:
    """A text that two values have in common when, and only when, they are the same."""
    one = value.slice(0, 1)
    if not one[0].is_valid:
        return "null"
    if pa.types.is_list(one.type):
        parts = one[0].values
        inner = [same(parts.slice(each, 1)) for each in range(len(parts))]
        return "[" + ",".join(f"{len(each)}:{each}" for each in inner) + "]"
    if pa.types.is_string(one.type) or pa.types.is_binary(one.type):
        return f"={one[0].as_py()!r}"
    if pa.types.is_boolean(one.type):
        return str(one[0].as_py())
    width = one.type.bit_width // 8
    start = one.offset * width
    return bytes(one.buffers()[1])[start : start + width].hex()


def equal(one: Row, other: Row, columns: Iterable[str]) -> bool:
    """Whether two rows have the same values in these columns."""
    return all(same(one[name]) == same(other[name]) for name in columns)
