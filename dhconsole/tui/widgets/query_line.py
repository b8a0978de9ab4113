"""One line to type a filter or a search into, with a note at its right.

Owns the typing; what is searched and where the focus goes after is its parent's. Keys that a
single line of text does not use (up, down, page keys) go on to the parent.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input, Static

from dhconsole.text.safe import safe_text
from dhconsole.text.width import cell_width


class PlainInput(Input):
    """An ``Input`` of one row that does not blink: an idle screen sends nothing.

    Attributes:
        takes_blocks: whether it makes something of pasted tabs and lines, and cleans them itself.
    """

    DEFAULT_CSS = """
    PlainInput > .input--placeholder, PlainInput > .input--suggestion { color: $text-muted; }
    PlainInput:ansi > .input--placeholder { color: $text-muted; text-style: none; }
    """

    takes_blocks: ClassVar[bool] = False

    def __init__(self, value: str = "", *, placeholder: str = "", id: str | None = None) -> None:  # noqa: A002
        super().__init__(value, placeholder=placeholder, compact=True, select_on_focus=False, id=id)
        self.cursor_blink = False

    @property
    def _value(self) -> Text:
        """What is drawn: also a value of a table or a paste may stand here."""
        from dhconsole.tui.widgets.code.shown import shown

        text = super()._value
        text.plain = shown(text.plain)
        return text


class QueryLine(Horizontal):
    """Label, text and note. Escape gives up, Enter accepts.

    Args:
        label: what stands before the text.
        placeholder: shown while nothing is typed.
    """

    DEFAULT_CSS = """
    QueryLine {
        height: 1;
        background: $panel;
    }
    QueryLine > Static {
        width: auto;
        color: $text-muted;
    }
    QueryLine > .query-line--label {
        color: $accent;
        text-style: bold;
    }
    QueryLine > PlainInput {
        width: 1fr;
        background: $panel;
    }
    """

    @dataclass
    class Changed(Message):
        """The text changed, by typing or by ``clear``."""

        line: QueryLine
        text: str

        @property
        def control(self) -> QueryLine:
            return self.line

    @dataclass
    class Accepted(Message):
        """Enter was pressed."""

        line: QueryLine
        text: str

        @property
        def control(self) -> QueryLine:
            return self.line

    @dataclass
    class Cancelled(Message):
        """Escape was pressed."""

        line: QueryLine

        @property
        def control(self) -> QueryLine:
            return self.line

    def __init__(self, label: str, *, placeholder: str = "", id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._label = label
        self._placeholder = placeholder
        self._shown_note = ""

    def compose(self) -> ComposeResult:
        yield Static(self._label, markup=False, classes="query-line--label")
        yield PlainInput(placeholder=self._placeholder)
        yield Static("", markup=False, classes="query-line--note")

    def label(self, text: str) -> None:
        """Put ``text``, which must be safe, before what is typed."""
        self.query_one(".query-line--label", Static).update(text)

    @property
    def text(self) -> str:
        return self.query_one(PlainInput).value

    @text.setter
    def text(self, value: str) -> None:
        field = self.query_one(PlainInput)
        field.value = value
        field.cursor_position = len(value)

    @property
    def cursor(self) -> int:
        """Where the next character goes."""
        return self.query_one(PlainInput).cursor_position

    def put(self, text: str, cursor: int) -> None:
        """Have ``text`` there, and the cursor in it."""
        field = self.query_one(PlainInput)
        field.value = text
        field.cursor_position = cursor

    @property
    def typing(self) -> bool:
        """Whether keys go here."""
        return self.query_one(PlainInput).has_focus

    def begin(self) -> None:
        """Take the focus, with what was typed before selected."""
        field = self.query_one(PlainInput)
        field.focus()
        field.select_all()

    def note(self, text: str) -> None:
        """Show ``text`` at the right; draws only when it differs."""
        if text == self._shown_note:
            return
        same_width = cell_width(text) == cell_width(self._shown_note)
        self._shown_note = text
        shown = f" {safe_text(text)}" if text else ""
        self.query_one(".query-line--note", Static).update(shown, layout=not same_width)

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Changed(self, event.value))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(self.Accepted(self, event.value))

    def on_key(self, event: events.Key) -> None:
        if event.key == "escape":
            event.stop()
            event.prevent_default()
            self.post_message(self.Cancelled(self))
