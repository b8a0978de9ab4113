"""The row in the edit panel: one that is there, or a new one, and what is staged for it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa

from dhconsole.client.columns import ColumnSpec
from dhconsole.core.editing.comparing import plain
from dhconsole.core.editing.editor import Editor
from dhconsole.core.editing.entering import enterable, entered, refusal, restriction_words, typed
from dhconsole.core.editing.fitting import described, fitted_row, types_of
from dhconsole.core.editing.forms import Cell, Form, Key, Row, same
from dhconsole.core.editing.staged import Entry, Kind
from dhconsole.core.filtering.times import Now
from dhconsole.errors import ArgumentError
from dhconsole.text.cells import short_type
from dhconsole.text.safe import safe_text


@dataclass(frozen=True, slots=True)
class Field:
    """A line of the panel; not safe for a terminal.

    Attributes:
        name: of the column.
        text: its value, as it is staged, or as it is.
        note: what else there is to know: key, type, limits, what it was.
        staged: whether a value is staged.
        bad: whether the note says what is wrong.
    """

    name: str
    text: str
    note: str
    staged: bool = False
    bad: bool = False


class Target:
    """One row of one editor.

    Args:
        editor: whose staging takes what is typed.
        base: the row as the server has it; None for a new one.
        entry_id: the staged row that it is, if it is one.
    """

    def __init__(self, editor: Editor, base: Row | None = None, entry_id: int | None = None):
        self.editor = editor
        self.base: dict[str, pa.Array] | None = None if base is None else dict(base)
        self._entry_id = entry_id
        self._seen: dict[str, pa.Array] = {}
        self._form = editor.form

    def refit(self) -> bool:
        """Take the form that the table has now; whether it is another than before."""
        form = self.editor.form
        if form is self._form:
            return False
        types = types_of(described(self._form))
        self._form = form
        self._seen = fitted_row(self._seen, types, form)
        self.base = None if self.base is None else fitted_row(self.base, types, form)
        return True

    @property
    def entry(self) -> Entry | None:
        """What is staged for the row."""
        staging = self.editor.staging
        for entry in staging.entries:
            if entry.id == self._entry_id:
                return entry
        found = staging.of(self.base) if self.base is not None else None
        if found is not None:
            # Of a table that is made anew the key may tell no more which one it is.
            self._entry_id = found.id
        return found

    @property
    def key(self) -> Key | None:
        """What tells the row apart; None for a new one."""
        return None if self.base is None else self.editor.form.key(self.base.get)

    @property
    def is_new(self) -> bool:
        return self.base is None

    def staged_beside(self, by: int) -> int:
        """Index of the staged row so many further on, round the end; there has to be one."""
        ids = [entry.id for entry in self.editor.staging.entries]
        entry = self.entry
        at = ids.index(entry.id) + by if entry is not None else (0 if by > 0 else -1)
        return at % len(ids)

    @property
    def on_its_way(self) -> bool:
        """Whether it was sent, and what became of it is not known."""
        entry = self.entry
        return entry is not None and entry.sent

    @property
    def title(self) -> str:
        """Which row it is; not safe."""
        entry = self.entry
        if self.base is None and (entry is None or entry.base is None):
            return "new row"
        parts = []
        for name in self.editor.form.inputs.keys:
            value = self._value(name)
            if value is not None:
                parts.append(plain(value, self.editor.form.column(name)))
        return " ".join(parts)

    @property
    def heading(self) -> str:
        """Which row it is, how its table takes rows, and how many are staged."""
        staged = len(self.editor.staging.entries)
        count = f"{staged:,} staged" if staged else "nothing staged"
        auto = ", at once" if self.editor.autocommit else ""
        kind = self.editor.form.inputs.kind.value
        return f"{safe_text(self.title, limit=60)}   {kind}   {count}{auto}"

    def see(self, values: Mapping[str, pa.Array]) -> bool:
        """Take in what the server has now of the row; whether anything is new in it."""
        if self.base is None:
            return False
        news = {
            name: value
            for name, value in values.items()
            if name in self.base and same(self._seen.get(name, self.base[name])) != same(value)
        }
        self._seen.update(news)
        if news and self.entry is None:
            self.base.update(news)
            self._seen.clear()
        return bool(news)

    def put(self, column: str, cell: Cell) -> Entry | None:
        """Stage a value. Raises ArgumentError when it cannot be."""
        staging, entry = self.editor.staging, self.entry
        if entry is not None:
            if entry.base is not None and column in self.editor.form.inputs.keys:
                raise ArgumentError(_key_stays(column), hint="Delete this row and add one.")
            return staging.put(entry.id, column, cell)
        if self.base is not None:
            if self.key is None:
                raise ArgumentError(_NOT_KNOWN)
            return staging.change(self.base, column, cell)
        (added,) = staging.add([{column: cell}])
        self._entry_id = added.id
        return added

    def delete(self) -> None:
        """Stage that the row goes, or take that back; a new row is staged no more."""
        staging, entry = self.editor.staging, self.entry
        row = self.base if self.base is not None or entry is None else entry.base
        known = row is not None and self.editor.form.key(row.get) is not None
        if entry is not None and (entry.kind is Kind.ADD or not known):
            staging.drop(entry.id)
        elif row is None:
            raise ArgumentError("the row is new, and nothing of it is staged")
        elif not known:
            raise ArgumentError(_NOT_KNOWN)
        else:
            staging.delete(row)

    def locked(self, column: ColumnSpec) -> str:
        """Why a value of the column cannot be typed; empty when it can."""
        entry = self.entry
        there = self.base is not None or (entry is not None and entry.base is not None)
        if there and (reason := self.editor.form.cannot_change()):
            return reason
        if there and column.name in self.editor.form.inputs.keys:
            return _key_stays(column.name)
        if entry is None and self.base is not None and self.key is None:
            return _NOT_KNOWN
        if not enterable(column):
            kind = short_type(column.java_type)
            return f"values of {kind} cannot be typed; null can"
        return ""

    def hint(self, column: ColumnSpec) -> tuple[str, bool]:
        """What can be typed, or what is wrong with the row; and whether it is that."""
        entry = self.entry
        if entry is not None and entry.conflict:
            return f"{entry.conflict}: alt+m keeps yours, alt+t takes theirs", True
        if entry is not None and entry.problems:
            form = self.editor.form
            gone = any(form.find(name) is None for name in entry.cells)
            return f"{entry.problems[0]}{': alt+m drops it' if gone else ''}", True
        limits = restriction_words(self.editor.form.restrictions(column.name))
        kind = short_type(column.java_type)
        return self.locked(column) or f"{kind} {limits}".strip(), False

    def prefill(self, column: ColumnSpec, now: Now) -> str:
        """The value as it can be typed; empty where it cannot, or not without harm."""
        entry = self.entry
        cell = entry.cells.get(column.name) if entry is not None else None
        if cell is not None and cell.text:
            return cell.text
        value = self._value(column.name)
        text = typed(value, column, now) if value is not None else None
        return text if text is not None and safe_text(text) == text else ""

    def field(self, column: ColumnSpec) -> Field:
        """The line of a column."""
        entry, value = self.entry, self._value(column.name)
        cell = entry.cells.get(column.name) if entry is not None else None
        text = cell.text if cell is not None and cell.value is None else ""
        if value is not None:
            text = plain(value, column)
        note, bad = self._note(column, entry, cell)
        return Field(column.name, text, note, cell is not None, bad)

    def _note(self, column: ColumnSpec, entry: Entry | None, cell: Cell | None) -> tuple[str, bool]:
        form = self.editor.form
        if cell is not None and cell.problem:
            return cell.problem, True
        base = entry.base if entry is not None else self.base
        seen = self._seen.get(column.name)
        if entry is not None and entry.theirs is not None and base is not None:
            seen = entry.theirs.get(column.name)
        before = base.get(column.name) if base is not None else None
        if cell is not None and before is not None:
            if seen is not None and same(seen) != same(before):
                return f"is {plain(seen, column)} now", True
            return f"was {plain(before, column)}", False
        if column.name in form.inputs.keys:
            return "key", False
        limits = restriction_words(form.restrictions(column.name))
        kind = short_type(column.java_type)
        return f"{kind} {limits}".strip(), False

    def _value(self, name: str) -> pa.Array | None:
        entry = self.entry
        if entry is not None:
            found = entry.value(name)
            if found is not None or name in entry.cells:
                return found
        return self._seen.get(name) if self.base is None else self.base.get(name)


_NOT_KNOWN = "the table was made anew with other keys: which row this is, is not known any more"


def _key_stays(column: str) -> str:
    return f"{column} is a key: another value would be another row"


def entry_words(entry: Entry, target: Editor) -> str:
    """What is staged, in a line; not safe."""
    form = target.form
    keys = form.inputs.keys or tuple(entry.cells)[:1]
    named = [value for name in keys if (value := entry.value(name)) is not None]
    parts = [plain(value, form.column(name)) for name, value in zip(keys, named, strict=False)]
    if entry.kind is not Kind.DELETE:
        for name, cell in entry.cells.items():
            if name not in keys:
                shown = cell.text if cell.value is None else plain(cell.value, form.column(name))
                parts.append(f"{name} {shown}")
    state = "  … on its way" if entry.sent else ""
    problems = "; ".join(entry.problems)
    trouble = f"  ✗ {problems}" if problems else ""
    return f"{' '.join(parts)}{state}{trouble}"


def read_cell(text: str, column: ColumnSpec, now: Now, form: Form | None) -> Cell:
    """What was typed for a column.

    Args:
        form: says what the column allows; None while that is not known.

    Raises:
        ArgumentError: the text is no value of the column, or one that it does not allow.
    """
    value = entered(text, column, now)
    reason = refusal(value, form.restrictions(column.name)) if form is not None else ""
    if reason:
        raise ArgumentError(f"{column.name} {reason}")
    return Cell(text, value)
