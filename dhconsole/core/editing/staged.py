"""What is staged for one input table: rows to add, to change, to delete. Pure.

Owns the staged rows and the way back through them. Every step makes a new tuple of entries, so
that undoing is going back to an earlier one. What the server says of an entry (a conflict, that
it was sent, that it arrived) is no step of the user's, and is put into the earlier ones as well:
what has arrived can never be staged again by undoing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import TypeAlias

import pyarrow as pa

from dhconsole.client.columns import ColumnSpec, TableSpec
from dhconsole.client.inputs import InputColumns, InputKind, Restriction, read_input_columns
from dhconsole.core.editing.entering import refusal
from dhconsole.errors import ArgumentError

Row: TypeAlias = Mapping[str, pa.Array]
"""A row: for each column an array of one."""

Key: TypeAlias = tuple[str, ...]
"""What tells rows of a keyed table apart."""

_MOST_STEPS = 200


class Kind(Enum):
    """What is to happen to a row; the value is its mark."""

    ADD = "+"
    CHANGE = "~"
    DELETE = "-"


@dataclass(frozen=True, slots=True)
class Cell:
    """A value that was typed or pasted.

    Attributes:
        text: as it was given.
        value: an array of one; None when the text means nothing in its column.
        problem: why it cannot be sent; empty when it can.
    """

    text: str
    value: pa.Array | None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One staged row.

    Attributes:
        id: stays the same as long as the entry is staged.
        kind: what is to happen.
        base: the row as the server had it when the edit began; None for a new row.
        cells: what was given, by column.
        theirs: the row as the server has it now, when others have changed it in a way that
            sending would overwrite; None otherwise.
        conflict: what others did, as a sentence; empty when they did nothing that matters.
        sent: whether it was sent, and what became of it is not known.
        problem: why the row as a whole cannot be sent; empty when it can.
    """

    id: int
    kind: Kind
    base: Row | None = None
    cells: Mapping[str, Cell] = field(default_factory=dict)
    theirs: Row | None = None
    conflict: str = ""
    sent: bool = False
    problem: str = ""

    def value(self, column: str) -> pa.Array | None:
        """What the row will have in that column; None when nothing is known of it."""
        cell = self.cells.get(column)
        if cell is not None:
            return cell.value
        return self.base[column] if self.base is not None else None

    def has_problem(self, column: str) -> bool:
        """Whether the value that was given for the column cannot be sent."""
        cell = self.cells.get(column)
        return cell is not None and bool(cell.problem)

    @property
    def problems(self) -> tuple[str, ...]:
        """Everything that keeps it from being sent."""
        found = [f"{name} {cell.problem}" for name, cell in self.cells.items() if cell.problem]
        return tuple(filter(None, (self.problem, self.conflict, *found)))


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

    def column(self, name: str) -> ColumnSpec:
        """Raises ArgumentError when it cannot be written."""
        for column in self.columns:
            if column.name == name:
                return column
        raise ArgumentError(
            f"{name} is not a column of the input table itself",
            hint="It was computed from others; change those.",
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
        """``cell`` with what the column's restrictions have against it."""
        if cell.value is None:
            return cell
        return replace(cell, problem=refusal(cell.value, self.restrictions(column)))

    def cannot_change(self) -> str:
        """Why rows that are there cannot be changed or deleted; empty when they can."""
        return {
            InputKind.KEYED: "",
            InputKind.APPEND_ONLY: "an append-only input table takes new rows alone: "
            "what is in it stays as it is",
            InputKind.BLINK: "a blink input table takes new rows alone: what it had is gone "
            "with the next cycle",
        }[self.inputs.kind]


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


class Staging:
    """The staged rows of one input table.

    Attributes:
        on_change: called whenever ``entries`` are others.
    """

    def __init__(self, form: Form) -> None:
        self.form = form
        self.on_change: Callable[[], None] = lambda: None
        self._entries: tuple[Entry, ...] = ()
        self._undo: list[tuple[Entry, ...]] = []
        self._redo: list[tuple[Entry, ...]] = []
        self._next = 1

    @property
    def entries(self) -> tuple[Entry, ...]:
        return self._entries

    @entries.setter
    def entries(self, entries: tuple[Entry, ...]) -> None:
        if entries is not self._entries:
            self._entries = entries
            self.on_change()

    # -- steps of the user ---------------------------------------------------------------

    def bring(self, entries: Iterable[Entry]) -> tuple[Entry, ...]:
        """Stage rows that were staged before, as one step; what they are now, with new ids."""
        brought = []
        for entry in entries:
            brought.append(replace(entry, id=self._next))
            self._next += 1
        self._step((*self.entries, *brought))
        return tuple(brought)

    def add(self, rows: Iterable[Mapping[str, Cell]]) -> tuple[Entry, ...]:
        """Stage new rows; one step however many they are."""
        added = []
        for cells in rows:
            checked = {name: self.form.check(name, cell) for name, cell in cells.items()}
            added.append(Entry(self._next, Kind.ADD, None, checked))
            self._next += 1
        self._step((*self.entries, *added))
        return tuple(added)

    def take(self, rows: Iterable[Mapping[str, Cell]], there: Mapping[Key, Row]) -> int:
        """Stage a block of rows as one step: a row whose key is there, or staged, is changed.

        Args:
            rows: what each gives, by column.
            there: the rows that the server has of these keys.

        Returns:
            how many rows it came to.
        """
        entries = {entry.id: entry for entry in self.entries}
        known = {
            key: entry.id
            for entry in self.entries
            if self.form.is_keyed and (key := self.form.key(entry.value)) is not None
        }
        count = 0
        for given in rows:
            cells = {name: self.form.check(name, cell) for name, cell in given.items()}
            values = {name: cell.value for name, cell in cells.items()}
            key = self.form.key(values.get) if self.form.is_keyed else None
            found = entries.get(known.get(key, 0)) if key is not None else None
            base = there.get(key) if key is not None else None
            count += 1
            if found is not None and not found.sent:
                kind = Kind.CHANGE if found.base is not None else Kind.ADD
                entry = replace(found, kind=kind, cells={**found.cells, **cells}, problem="")
            else:
                kind = Kind.CHANGE if base is not None else Kind.ADD
                entry = Entry(self._next, kind, base, cells)
                self._next += 1
            entry = _slim(entry)
            entries[entry.id] = entry
            if key is not None:
                known[key] = entry.id
            if entry.kind is Kind.CHANGE and not entry.cells:
                del entries[entry.id]
        self._step(tuple(entries.values()))
        return count

    def put(self, id_: int, column: str, cell: Cell) -> Entry:
        """Give a staged row a value."""
        entry = self.find(id_)
        self.form.column(column)
        if entry.kind is Kind.DELETE:
            raise ArgumentError("the row is staged to be deleted", hint="Take that back first.")
        if entry.sent:
            raise _not_known()
        cells = {**entry.cells, column: self.form.check(column, cell)}
        if entry.base is not None and cell.value is not None:
            if same(cell.value) == same(entry.base[column]):
                del cells[column]
            if not cells:
                self._step(tuple(each for each in self.entries if each.id != id_))
                return replace(entry, cells={})
        changed = replace(entry, cells=cells, problem="")
        self._step(_with(self.entries, changed))
        return changed

    def change(self, row: Row, column: str, cell: Cell) -> Entry | None:
        """Stage another value for a row that is there; None when it is the one it has.

        Raises:
            ArgumentError: the table takes no changes, or the column is a key.
        """
        self._may_change()
        if column in self.form.inputs.keys:
            raise ArgumentError(
                f"{column} is a key: another value would be another row",
                hint="Delete this row and add one.",
            )
        self.form.column(column)
        found = self.of(row)
        if found is not None:
            return self.put(found.id, column, cell)
        if cell.value is not None and same(cell.value) == same(row[column]):
            return None
        cells = {column: self.form.check(column, cell)}
        entry = Entry(self._next, Kind.CHANGE, dict(row), cells)
        self._next += 1
        self._step((*self.entries, entry))
        return entry

    def delete(self, row: Row) -> None:
        """Stage that a row goes; a second time takes that back. Raises as ``change``."""
        self._may_change()
        found = self.of(row)
        if found is None:
            entry = Entry(self._next, Kind.DELETE, dict(row))
            self._next += 1
            self._step((*self.entries, entry))
        elif found.kind is Kind.DELETE:
            self.drop(found.id)
        elif found.sent:
            raise _not_known()
        else:
            gone = replace(found, kind=Kind.DELETE, base=dict(row), cells={}, problem="")
            self._step(_with(self.entries, gone))

    def drop(self, id_: int) -> None:
        """Stage the row no more."""
        self.find(id_)
        self._step(tuple(each for each in self.entries if each.id != id_))

    def resolve(self, changed: Entry) -> None:
        """Put an entry in the place of the one that has its id."""
        self.find(changed.id)
        self._step(_with(self.entries, changed))

    def discard(self) -> None:
        """Stage nothing any more; a step that can be undone."""
        if not self.entries:
            raise ArgumentError("nothing is staged")
        self._step(())

    def undo(self) -> None:
        """Raises ArgumentError when there is nothing to undo."""
        self._go(self._undo, self._redo, "undo")

    def redo(self) -> None:
        """Raises ArgumentError when there is nothing to redo."""
        self._go(self._redo, self._undo, "redo")

    # -- what the server says ------------------------------------------------------------

    def tell(self, changed: Mapping[int, Entry | None]) -> None:
        """Put what became of entries into what is staged.

        Args:
            changed: by id the entry as it is now; None for one that has arrived, which undoing
                never brings back either.
        """
        arrived = {id_: None for id_, entry in changed.items() if entry is None}
        self.entries = _told(self.entries, changed)
        if arrived:
            # Steps that differ only in what has arrived are none any more.
            for steps in (self._undo, self._redo):
                kept = [_told(each, arrived) for each in steps]
                steps[:] = [each for each in kept if each and each != self.entries]

    # -- looking -------------------------------------------------------------------------

    def find(self, id_: int) -> Entry:
        """The entry of that id; raises ArgumentError when it is staged no more."""
        for entry in self.entries:
            if entry.id == id_:
                return entry
        raise ArgumentError("that row is not staged any more")

    def of(self, row: Row) -> Entry | None:
        """The entry for a row that is there."""
        key = self.form.key(row.get)
        return self.by_key().get(key) if key is not None else None

    def by_key(self) -> dict[Key, Entry]:
        """Changes and deletions, by key."""
        found = {}
        for entry in self.entries:
            key = self.form.key(entry.value) if entry.kind is not Kind.ADD else None
            if key:
                found[key] = entry
        return found

    def count(self) -> dict[Kind, int]:
        return {kind: sum(entry.kind is kind for entry in self.entries) for kind in Kind}

    def _may_change(self) -> None:
        if reason := self.form.cannot_change():
            raise ArgumentError(reason)

    def _step(self, entries: tuple[Entry, ...]) -> None:
        self._undo.append(self.entries)
        del self._undo[:-_MOST_STEPS]
        self._redo.clear()
        self.entries = entries

    def _go(
        self, source: list[tuple[Entry, ...]], target: list[tuple[Entry, ...]], what: str
    ) -> None:
        if not source:
            raise ArgumentError(f"there is nothing to {what}")
        if any(entry.sent for entry in self.entries):
            raise _not_known()
        target.append(self.entries)
        self.entries = source.pop()


def _slim(entry: Entry) -> Entry:
    """Without the values that the row has already."""
    base = entry.base
    if base is None:
        return entry
    kept = {
        name: cell
        for name, cell in entry.cells.items()
        if cell.value is None or same(cell.value) != same(base[name])
    }
    return replace(entry, cells=kept)


def _with(entries: tuple[Entry, ...], changed: Entry) -> tuple[Entry, ...]:
    return tuple(changed if each.id == changed.id else each for each in entries)


def _told(entries: tuple[Entry, ...], changed: Mapping[int, Entry | None]) -> tuple[Entry, ...]:
    """``entries`` without what has arrived, and with what was said of the others."""
    found = (changed.get(each.id, each) for each in entries)
    return tuple(each for each in found if each is not None)


def _not_known() -> ArgumentError:
    return ArgumentError(
        "what was sent may have arrived", hint="Wait until the server has been asked."
    )
