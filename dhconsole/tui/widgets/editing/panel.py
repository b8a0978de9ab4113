"""The panel beside a grid: a line to type in, the fields of a row, and what is staged.

Owns the typing: a value is read as soon as Enter is pressed, also while the row itself is still
on its way here, or what was typed before on its way to the server, so that keys typed in one go all
count. What is staged is the editor's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input, Static

from dhconsole.client.columns import ColumnSpec
from dhconsole.core.editing.editor import Editor
from dhconsole.tui.bindings import bindings_for
from dhconsole.tui.widgets.editing.line import ValueInput, ValueLine, typed_text
from dhconsole.tui.widgets.editing.lines import FieldLines, KeptNote, StagedLines
from dhconsole.tui.widgets.editing.target import Target
from dhconsole.tui.widgets.editing.visits import Arrivals, Load, Visit
from dhconsole.tui.widgets.line_list import LineList

_CSS = """
EditPanel {
    dock: right; width: 46%; min-width: 30; max-width: 64; height: 100%; display: none;
    background: $surface; border-left: vkey $border;
    &.-open { display: block; }
    & > .edit-panel--title { height: 1; background: $panel; color: $accent; text-style: bold; }
}
"""


class Host(Protocol):
    """Who holds the panel."""

    def left(self) -> None:
        """The user wants back to the table."""

    def send(self, target: Target, only: tuple[int, ...] | None) -> None:
        """These staged rows are to be sent; None for all."""

    def staged(self, editor: Editor) -> None:
        """What is staged has changed."""

    def failed(self, text: str) -> None:
        """Something could not be staged; the text says what, and why."""

    def paste(self, text: str) -> None:
        """A block was pasted."""


class EditPanel(Vertical):
    """Rows of an input table, one at a time. Hidden until it is opened."""

    DEFAULT_CSS = _CSS
    BINDINGS = bindings_for("editor")

    @dataclass
    class Asked(Message):
        """Something is to be done that the panel cannot do alone."""

        ask: Callable[[Host], None]

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.is_open = False
        self._visit = Visit()
        self._on_their_way = Arrivals()
        self._columns: Sequence[ColumnSpec] = ()
        self._at = 0
        self._zone = "UTC"
        self._line = ValueLine()
        self._title = Static("", classes="edit-panel--title", markup=False)

    def compose(self) -> ComposeResult:
        yield self._title
        yield self._line
        yield FieldLines()
        yield KeptNote()
        yield StagedLines()

    # -- from outside --------------------------------------------------------------------

    @property
    def target(self) -> Target | None:
        """The row that is edited; None while it is on its way, and while there is none."""
        return self._visit.target

    @property
    def column(self) -> ColumnSpec | None:
        """The column that is edited."""
        return self._columns[self._at] if self._columns else None

    def begin(
        self, columns: Sequence[ColumnSpec], name: str, zone: str, load: Load, *, new: bool = False
    ) -> None:
        """Edit a row, beginning with the column ``name``.

        Args:
            columns: those that are shown until the row has come.
            zone: in which times are typed.
            load: gives the row.
            new: whether that is a new one.
        """
        self._columns, self._zone = columns, zone
        self.is_open = True
        self.add_class("-open")
        self._at = _place(columns, name)
        self._ask(Visit(load=load, new=new))
        self._line.field.focus()

    def _ask(self, visit: Visit) -> None:
        self._visit = visit
        self._on_their_way.asked(visit)
        self._title.update(" the row is on its way …")
        self._enter_field()
        self.run_worker(self._load(visit), group="edit-row")

    def waits(self, why: str) -> None:
        """Say why the row is still not here."""
        if self.target is None:
            self._title.update(f" {why}")

    def close(self) -> None:
        """Hide the panel; what is staged stays staged."""
        self.is_open = False
        self.remove_class("-open")
        self._visit = Visit()

    def staged(self) -> None:
        """What is staged has changed: show it, and stage what waited for that."""
        for visit in self._on_their_way.landed():
            self._flush(visit)
        self.refresh_row()

    def answered(self, sent: Target) -> None:
        """The commit that was asked for at this row has ended: a new row that has not gone shows
        again, unless another is typed."""
        entry = sent.entry
        if entry is None or entry.sent or not sent.is_new:
            return
        if self._visit.is_blank_of(sent.editor) and not self._line.typed:
            self.show_staged(sent.editor.staging.entries.index(entry))

    def refresh_all(self) -> None:
        """Show what is staged now."""
        target = self.target
        if target is None:
            return
        if target.refit():
            self._refit(target)
        _show_row(self, target, self._columns, self._at)
        self._line.judge(self.column, self.target, self._zone)

    def _refit(self, target: Target) -> None:
        """The table was made anew: its columns are others than those that are shown."""
        before, typed = self.column, self._line.typed
        self._columns = target.editor.form.columns
        self._at = _place(self._columns, before.name if before is not None else "")
        if typed and before is not None and self._columns[self._at].name != before.name:
            self._ask_failed(f"{before.name} is no column any more. Typed was: {self._line.text}")
            typed = False
        if not typed:
            self._enter_field()

    def refresh_row(self) -> None:
        """Show the row as it is now; the line too, unless something is being typed in it."""
        text = typed_text(self.column, self.target, self._zone)
        if self.target is not None and self._line.is_news(text):
            self._enter_field()
        self.refresh_all()

    def renew(self, target: Target) -> None:
        """The row as the server has it now; what is being typed in the line stays."""
        if not self._line.typed and not self._visit.pending:
            self.show(target)
        else:
            self._visit.target = target
            self.refresh_all()

    def show(self, target: Target) -> None:
        """Edit that row; the field stays."""
        self._visit = Visit(target)
        self._columns = target.editor.form.columns
        self._at = min(self._at, max(0, len(self._columns) - 1))
        self.refresh_all()
        self._enter_field()

    async def _load(self, visit: Visit) -> None:
        if failed := await self._on_their_way.load(visit):
            if visit is self._visit:
                self.close()
            self._ask_failed(failed)
        for each in self._on_their_way.come():
            if each is self._visit:
                self._came()
            else:
                self._flush(each)

    def _came(self) -> None:
        """The row to edit is here."""
        target = self.target
        assert target is not None
        name = self.column.name if self.column is not None else ""
        self._columns = target.editor.form.columns
        self._at = _place(self._columns, name)
        untouched = not self._line.typed
        self._flush(self._visit)
        self.refresh_all()
        if untouched:
            self._enter_field()

    # -- typing --------------------------------------------------------------------------

    def _enter_field(self) -> None:
        """Show the value of the field in the line, selected."""
        self._line.enter(self.column, typed_text(self.column, self.target, self._zone))
        if self.target is not None:
            self.query_one(FieldLines).move_to(self._at)
        self._line.explain(self.column, self.target)

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self._line.judge(self.column, self.target, self._zone)

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.finish(1)

    def finish(self, step: int = 0) -> bool:
        """Stage what is typed and go on by ``step`` fields; False when it means nothing."""
        column, line = self.column, self._line
        if column is None:
            return True
        if line.typed:
            locked = self.target.locked(column) if self.target is not None else ""
            if locked and ("null can" not in locked or line.text.strip() != "null"):
                line.explain(column, self.target, locked)
                return False
            cell = line.read(column, self.target, self._zone)
            if cell is None:
                return False
            self._visit.pending.append((column.name, cell))
            line.keep()
            self._flush(self._visit)
        if step and self._columns:
            self._at = (self._at + step) % len(self._columns)
            self._enter_field()
        return True

    def _flush(self, visit: Visit) -> None:
        """Stage what was typed, once there is a row to stage it for that is not being sent."""
        target = visit.target
        if target is None:
            return
        # A row that is new has no key to be found by again: that it is refused is told.
        if visit.pending and target.on_its_way and not target.is_new:
            self._on_their_way.hold(visit)
            return
        changed = visit.stage(target, self._ask_failed)
        self.refresh_all()
        self.post_message(self.Asked(lambda host: host.staged(target.editor)))
        if visit.commit:
            visit.commit = False
            self._send_all(visit, target)
        elif target.editor.autocommit and changed is not None and not target.is_new:
            self._ask_send(target, (changed.id,))

    @on(LineList.Moved)
    def _clicked(self, event: LineList.Moved) -> None:
        event.stop()
        if isinstance(event.list, FieldLines) and event.index != self._at:
            self.finish()
            self._at = event.index
            self._enter_field()
        elif isinstance(event.list, StagedLines):
            self.show_staged(event.index)

    # -- keys ----------------------------------------------------------------------------

    def commit(self) -> None:
        """Stage what is typed, and have everything sent."""
        if not self.finish():
            return
        visit = self._visit
        if visit.target is not None and not visit.pending:
            self._send_all(visit, visit.target)
            return
        visit.commit = True
        if visit.new and visit.pending:
            # Also of a row that has not come what is typed from here on is for another.
            self._at = 0
            self._ask(Visit(load=visit.load, new=True))

    def _send_all(self, visit: Visit, target: Target) -> None:
        self._ask_send(target, None)
        if visit is self._visit and target.is_new and target.entry is not None:
            # It goes as it is: what is typed from here on is for another row.
            self._at = 0
            self.show(Target(target.editor))

    def back(self) -> None:
        """Take back what is typed in the line; when that is nothing, leave."""
        if self._line.typed:
            self._enter_field()
        else:
            self.post_message(self.Asked(lambda host: host.left()))

    def step_staged(self, by: int) -> None:
        """To another staged row."""
        target = self.target
        if target is None or not target.editor.staging.entries or not self.finish():
            return
        self.show_staged(target.staged_beside(by))

    def show_staged(self, index: int) -> None:
        """Edit that staged row, beginning with what is wrong in it."""
        if self.target is None:
            return
        entry = (editor := self.target.editor).staging.entries[index]
        bad = (at for at, each in enumerate(self._columns) if entry.has_problem(each.name))
        self._at = next(bad, self._at)
        self.show(Target(editor, entry.base, entry.id))

    def put_text(self, text: str) -> None:
        """Type ``text`` in place of what is there, and stage it."""
        self._line.field.value = text
        self.finish(1)

    @on(ValueInput.Block)
    def _block(self, event: ValueInput.Block) -> None:
        event.stop()
        self.post_message(self.Asked(lambda host: host.paste(event.text)))

    def _ask_send(self, target: Target, only: tuple[int, ...] | None) -> None:
        self.post_message(self.Asked(lambda host: host.send(target, only)))

    def _ask_failed(self, text: str) -> None:
        self.post_message(self.Asked(lambda host: host.failed(text)))


def _show_row(panel: EditPanel, target: Target, columns: Sequence[ColumnSpec], place: int) -> None:
    """Show the row, and what is staged beside it."""
    panel.query_one(".edit-panel--title", Static).update(f" {target.heading}")
    panel.query_one(FieldLines).show([target.field(each) for each in columns], place)
    panel.query_one(KeptNote).show(target.editor)
    panel.query_one(StagedLines).show(target.editor, target.entry)


def _place(columns: Sequence[ColumnSpec], name: str) -> int:
    """Where the column of that name is; the first one's place when there is none."""
    names = [column.name for column in columns]
    return names.index(name) if name in names else 0
