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

import pyarrow as pa

from dhconsole.core.editing.forms import Cell, Form, Key, Row, same
from dhconsole.errors import ArgumentError

_MOST_STEPS = 200


class Kind(Enum):
    """What is to happen to a row; the value is its mark."""

    ADD = "+"
    CHANGE = "~"
    DELETE = "-"


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
        misfits: what ``base`` had in columns that are others now, or none, and their Java types.
    """

    id: int
    kind: Kind
    base: Row | None = None
    cells: Mapping[str, Cell] = field(default_factory=dict)
    theirs: Row | None = None
    conflict: str = ""
    sent: bool = False
    problem: str = ""
    misfits: Mapping[str, tuple[str, pa.Array]] = field(default_factory=dict)

    def value(self, column: str) -> pa.Array | None:
        """What the row will have in that column; None when nothing is known of it."""
        cell = self.cells.get(column)
        if cell is not None:
            return cell.value
        return self.base.get(column) if self.base is not None else None

    def has_problem(self, column: str) -> bool:
        """Whether the value that was given for the column cannot be sent."""
        cell = self.cells.get(column)
        return cell is not None and bool(cell.problem)

    @property
    def problems(self) -> tuple[str, ...]:
        """Everything that keeps it from being sent."""
        found = [f"{name} {cell.problem}" for name, cell in self.cells.items() if cell.problem]
        return tuple(filter(None, (self.problem, self.conflict, *found)))


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
                own = None if base is None else self.form.own(base)
                entry = Entry(self._next, kind, own, cells)
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
        if entry.base is not None:
            if _has(entry.base, column, cells[column]):
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
        base, checked = self.form.own(row), self.form.check(column, cell)
        if _has(base, column, checked):
            return None
        entry = Entry(self._next, Kind.CHANGE, base, {column: checked})
        self._next += 1
        self._step((*self.entries, entry))
        return entry

    def delete(self, row: Row) -> None:
        """Stage that a row goes; a second time takes that back. Raises as ``change``."""
        self._may_change()
        found = self.of(row)
        if found is None:
            entry = Entry(self._next, Kind.DELETE, self.form.own(row))
            self._next += 1
            self._step((*self.entries, entry))
        elif found.kind is Kind.DELETE:
            self.drop(found.id)
        elif found.sent:
            raise _not_known()
        else:
            base = self.form.own(row)
            gone = replace(found, kind=Kind.DELETE, base=base, cells={}, problem="")
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

    def refit(self, form: Form, fit: Callable[[Entry], Entry]) -> None:
        """The table has another form: so has everything that is staged, and was before.

        Args:
            fit: makes of an entry what it is for that form.
        """
        self.form = form
        # Steps share most of their entries.
        known: dict[int, Entry] = {}

        def all_of(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
            for each in entries:
                if id(each) not in known:
                    known[id(each)] = fit(each)
            return tuple(known[id(each)] for each in entries)

        for steps in (self._undo, self._redo):
            fits = [all_of(each) for each in steps]
            steps[:] = fits
        self.entries = all_of(self.entries)

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
    kept = {name: cell for name, cell in entry.cells.items() if not _has(base, name, cell)}
    return replace(entry, cells=kept)


def _has(row: Row, column: str, cell: Cell) -> bool:
    """Whether the row is known to have the value already."""
    there = row.get(column)
    return cell.value is not None and there is not None and same(cell.value) == same(there)


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
