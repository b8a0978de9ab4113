"""The line of the edit panel that a value is typed in, and what is said below it.

Owns what the line showed before anything was typed: that alone tells what is typed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Static

from dhconsole.client.columns import ColumnSpec
from dhconsole.core.editing.forms import Cell
from dhconsole.core.editing.pasting import is_block
from dhconsole.core.making import now_in
from dhconsole.errors import ArgumentError
from dhconsole.text.safe import safe_text
from dhconsole.tui.widgets.code.shown import clean_paste
from dhconsole.tui.widgets.editing.target import Target, read_cell
from dhconsole.tui.widgets.query_line import PlainInput

_LONGEST_NAME = 20
_LONGEST_HINT = 300

_CSS = """
ValueLine {
    height: auto;
    & > Horizontal { height: 1; background: $panel; }
    & > Horizontal > Static { width: auto; color: $accent; text-style: bold; }
    & > Horizontal > ValueInput { width: 1fr; background: $surface; }
    & > .value-line--hint { height: auto; max-height: 2; color: $text-muted; padding: 0 1; }
    &.-bad > .value-line--hint { color: $error; text-style: bold; }
}
"""


class ValueInput(PlainInput):
    """A line for one value; a block of several goes to the panel as it is."""

    takes_blocks: ClassVar[bool] = True

    @dataclass
    class Block(Message):
        """A block was pasted."""

        text: str

    def _on_paste(self, event: events.Paste) -> None:
        if is_block(event.text):
            event.stop()
            event.prevent_default()
            self.post_message(self.Block(event.text))
            return
        event.text = clean_paste(event.text)[0]
        super()._on_paste(event)


class ValueLine(Vertical):
    """A column's name, its value to type over, and a sentence below."""

    DEFAULT_CSS = _CSS

    def __init__(self) -> None:
        super().__init__()
        self._shown = ""

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield Static("", markup=False)
            yield ValueInput()
        yield Static("", classes="value-line--hint", markup=False)

    @property
    def field(self) -> ValueInput:
        return self.query_one(ValueInput)

    @property
    def text(self) -> str:
        return self.field.value

    @property
    def typed(self) -> bool:
        """Whether something else stands there than the value that was shown."""
        return self.text != self._shown

    def is_news(self, text: str) -> bool:
        """Whether the value is another now than the one that stands there, untouched."""
        return self.text == self._shown != text

    def enter(self, column: ColumnSpec | None, text: str) -> None:
        """Show the value of a column, selected."""
        name = f" {safe_text(column.name, limit=_LONGEST_NAME)} " if column is not None else ""
        self.query_one("Horizontal > Static", Static).update(name)
        self._shown = self.field.value = text
        self.field.select_all()

    def keep(self) -> None:
        """What is typed is the value from now on."""
        self._shown = self.text

    def explain(self, column: ColumnSpec | None, target: Target | None, problem: str = "") -> None:
        """Say what can be typed, or what is wrong with what is."""
        text, bad = problem, bool(problem)
        if not text and column is not None and target is not None:
            text, bad = target.hint(column)
        self.set_class(bad, "-bad")
        hint = self.query_one(".value-line--hint", Static)
        hint.update(safe_text(text, limit=_LONGEST_HINT))

    def judge(self, column: ColumnSpec | None, target: Target | None, zone: str) -> None:
        """Say what is wrong with what is typed; what can be, when nothing is."""
        if not self.typed or column is None or self.read(column, target, zone) is not None:
            self.explain(column, target)

    def read(self, column: ColumnSpec, target: Target | None, zone: str) -> Cell | None:
        """What is typed, read as a value; None when it means nothing, which is said."""
        form = target.editor.form if target is not None else None
        try:
            return read_cell(self.text, column, now_in(zone), form)
        except ArgumentError as exc:
            self.explain(column, target, str(exc))
            return None


def typed_text(column: ColumnSpec | None, target: Target | None, zone: str) -> str:
    """The value of that field, as it can be typed."""
    return target.prefill(column, now_in(zone)) if column is not None and target is not None else ""
