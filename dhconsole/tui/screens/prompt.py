"""Asking for one line of text, or for a yes.

Owns the typing and its checking; what is done with the answer is the caller's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from dhconsole.text.safe import safe_text
from dhconsole.tui.screens.dialog import Dialog
from dhconsole.tui.widgets.query_line import PlainInput

Check = Callable[[str], str | None]
"""Takes what was typed; returns what is wrong with it, or None."""


class Prompt(Dialog[str | None]):
    """One line of text. Answers with it, or with None after Escape.

    Args:
        title: what is asked for, in a few words.
        label: one line more about it; may be empty.
        initial: what stands there already, selected so that typing replaces it.
        check: asked at Enter; while it finds something wrong the dialog stays, and the text too.
        history: earlier answers, the newest last; up and down go through them.
    """

    DEFAULT_CSS = """
    Prompt { align: center middle; }
    Prompt > Vertical {
        width: 64; max-width: 95%; height: auto;
        border: round $border; background: $surface; padding: 0 1;
    }
    Prompt PlainInput { background: $panel; margin: 0 0 0 0; }
    Prompt .prompt--label { color: $text-muted; height: auto; }
    Prompt .prompt--problem { color: $error; height: auto; display: none; }
    Prompt .prompt--problem.-shown { display: block; }
    Prompt .prompt--keys { color: $text-muted; height: 1; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "Cancel"),
        Binding("up", "recall(-1)", "Earlier", show=False),
        Binding("down", "recall(1)", "Later", show=False),
    ]

    def __init__(
        self,
        title: str,
        label: str = "",
        *,
        initial: str = "",
        check: Check | None = None,
        history: Sequence[str] = (),
    ) -> None:
        super().__init__()
        self._title = safe_text(title, limit=200)
        self._label = safe_text(label, newlines=True, limit=2_000)
        self._initial = initial
        self._check = check
        self._lines = [*history, initial]
        self._at = len(self._lines) - 1

    def compose(self) -> ComposeResult:
        with Vertical() as box:
            box.border_title = plain_title(self._title)
            if self._label:
                yield Static(self._label, markup=False, classes="prompt--label")
            yield PlainInput(self._initial)
            yield Static("", markup=False, classes="prompt--problem")
            keys = "Enter accept   Esc cancel" + ("   ↑ earlier" if len(self._lines) > 1 else "")
            yield Static(keys, markup=False, classes="prompt--keys")

    def on_mount(self) -> None:
        field = self.query_one(PlainInput)
        field.focus()
        field.select_all()

    @property
    def text(self) -> str:
        """What is typed so far."""
        return self.query_one(PlainInput).value

    def action_cancel(self) -> None:
        self.answer(None)

    def action_recall(self, step: int) -> None:
        """Bring back an earlier text; what was typed meanwhile is kept where it was."""
        self._lines[self._at] = self.text
        at = self._at + step
        if 0 <= at < len(self._lines):
            self._at = at
            field = self.query_one(PlainInput)
            field.value = self._lines[at]
            field.cursor_position = len(field.value)

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._say("")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        problem = self._check(event.value) if self._check is not None else None
        if problem:
            self._say(problem)
        else:
            self.answer(event.value)

    def _say(self, problem: str) -> None:
        line = self.query_one(".prompt--problem", Static)
        line.update(safe_text(problem, newlines=True, limit=2_000))
        line.set_class(bool(problem), "-shown")


class Confirm(Dialog[bool]):
    """A question that ``y`` answers with yes and anything else that ends it with no.

    Args:
        title: the question.
        text: what follows from a yes, in plain words.
        yes: what ``y`` does, as a verb.
    """

    DEFAULT_CSS = """
    Confirm { align: center middle; }
    Confirm > Vertical {
        width: 64; max-width: 95%; height: auto; max-height: 90%;
        border: round $warning; background: $surface; padding: 0 1;
    }
    Confirm Static { height: auto; }
    Confirm .confirm--keys { color: $accent; text-style: bold; margin: 1 0 0 0; }
    """

    def __init__(self, title: str, text: str, *, yes: str = "yes") -> None:
        super().__init__()
        self._title = safe_text(title, limit=200)
        self._text = safe_text(text, newlines=True, limit=4_000)
        self._yes = safe_text(yes, limit=40)

    def compose(self) -> ComposeResult:
        with Vertical() as box:
            box.border_title = plain_title(self._title)
            yield Static(self._text, markup=False)
            yield Static(f"y {self._yes}   n no", markup=False, classes="confirm--keys")

    def on_key(self, event: events.Key) -> None:
        if event.key in ("y", "Y"):
            event.stop()
            self.answer(True)
        elif event.key in ("n", "N", "escape", "q"):
            event.stop()
            self.answer(False)


def plain_title(text: str) -> Content:
    """``text`` as a border's title; a bare string would be read as markup."""
    return Content(text)
