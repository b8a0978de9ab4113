"""One-line bars below the code: a field to fill in, and a question with a few answers.

Owns their keys and looks. Knows neither buffers nor files, but for completing a path.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, TypeAlias

from rich.segment import Segment
from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.strip import Strip
from textual.suggester import Suggester
from textual.widget import Widget
from textual.widgets import Input, Static

from dhconsole.text.safe import safe_text
from dhconsole.text.width import cell_width, cut
from dhconsole.tui.widgets.code.shown import clean_paste


class BarInput(Input):
    """A field that holds one harmless line."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Close", show=False),
        Binding("up", "step(False)", "Previous", show=False),
        Binding("down", "step(True)", "Next", show=False),
        Binding("tab", "accept", "Complete", show=False),
    ]

    class Left(Message):
        """Escape was pressed."""

    class Stepped(Message):
        """Up or Down was pressed."""

        def __init__(self, forward: bool) -> None:
            super().__init__()
            self.forward = forward

    def __init__(self, *, suggester: Suggester | None = None) -> None:
        super().__init__(compact=True, suggester=suggester)
        self.cursor_blink = False

    def validate_value(self, value: str) -> str:
        """Whatever is pasted or set, nothing in the field acts on the terminal."""
        return safe_text(clean_paste(value)[0].replace("\n", " "))

    def action_leave(self) -> None:
        self.post_message(self.Left())

    def action_step(self, forward: bool) -> None:
        self.post_message(self.Stepped(forward))

    def action_accept(self) -> None:
        """Take what is suggested; the focus stays."""
        self.action_end()
        self.action_cursor_right()


class FieldBar(Horizontal):
    """A label, a field, and a word about what is in the field. Hidden until it is opened."""

    DEFAULT_CSS = """
    FieldBar {
        height: 1;
        display: none;
        background: $panel;
        &.-open { display: block; }
        & Static { width: auto; padding: 0 1; color: $text-muted; }
        & .bar--label { color: $accent; text-style: bold; }
        & .bar--note.-empty { color: $error; }
        & BarInput { width: 1fr; background: $surface; color: $foreground; padding: 0 1; }
        & BarInput:focus { background: $surface; background-tint: $foreground 0%; }
        &:ansi .input--cursor {
            color: ansi_default;
            background: ansi_default;
            text-style: reverse;
        }
    }
    """

    LABEL = ""

    def __init__(self, *, suggester: Suggester | None = None) -> None:
        super().__init__()
        self.field = BarInput(suggester=suggester)
        self._label = Static(self.LABEL, classes="bar--label", markup=False)
        self._note = Static("", classes="bar--note", markup=False)

    def compose(self) -> ComposeResult:
        yield self._label
        yield self.field
        yield self._note

    @property
    def is_open(self) -> bool:
        return self.has_class("-open")

    def open(self, label: str | None = None) -> None:
        """Show the bar and put the cursor into the field."""
        if label is not None:
            self._label.update(label)
        self.add_class("-open")
        self.field.focus()

    def close(self) -> None:
        self.remove_class("-open")

    def note(self, text: str, *, bad: bool = False) -> None:
        """Say something at the right end."""
        self._note.update(safe_text(text, limit=200))
        self._note.set_class(bad, "-empty")


class PathBar(FieldBar):
    """Asks for a path."""

    class Answered(Message):
        """A path was given."""

        def __init__(self, path: Path) -> None:
            super().__init__()
            self.path = path

    class Cancelled(Message):
        """No path was given."""

    def __init__(self) -> None:
        super().__init__(suggester=PathSuggester())

    def ask(self, label: str, value: str) -> None:
        """Show the bar with a path to begin from."""
        self.field.value = value
        self.note("Tab completes")
        self.open(label)
        self.field.action_end()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        text = self.field.value.strip()
        if text:
            self.post_message(self.Answered(Path(text).expanduser()))

    @on(BarInput.Left)
    def _left(self, event: BarInput.Left) -> None:
        event.stop()
        self.post_message(self.Cancelled())


class PathSuggester(Suggester):
    """Completes the last part of a path from what is on disk."""

    def __init__(self) -> None:
        super().__init__(use_cache=False, case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        # A directory on a slow file system must not hold up the keys.
        return await asyncio.to_thread(complete_path, value)


def complete_path(value: str) -> str | None:
    """The first path that begins with ``value``; a directory ends in a slash."""
    head, separator, start = value.rpartition(os.sep)
    if not start:
        return None
    folder = Path((head + separator) or ".").expanduser()
    try:
        with os.scandir(folder) as entries:
            found = sorted(
                entry.name + (os.sep if entry.is_dir() else "")
                for entry in entries
                if entry.name.startswith(start) and safe_text(entry.name) == entry.name
            )
    except OSError:
        # No such folder: nothing to suggest.
        return None
    return head + separator + found[0] if found else None


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer: the key that gives it, what it is called, and what follows."""

    key: str
    title: str
    act: Callable[[], Awaitable[None]]


_ChoicePart: TypeAlias = tuple[str, bool, int | None]
"""Text, whether it is a key, and the answer that a click there gives (-1 for none)."""


def _cells(parts: Sequence[_ChoicePart]) -> int:
    return sum(cell_width(text) for text, _, _ in parts)


class ChoiceBar(Widget, can_focus=True):
    """A question with a few answers, each with a key of its own; Escape gives none."""

    DEFAULT_CSS = """
    ChoiceBar {
        height: 1;
        display: none;
        background: $warning 20%;
        color: $foreground;
        &.-open { display: block; }
        & .choice--key { color: $warning; text-style: bold; }
        &:ansi { background: $panel; }
    }
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"choice--key"}

    class Closed(Message):
        """A key was pressed that answers the question, or Escape."""

        def __init__(self, choice: Choice | None) -> None:
            super().__init__()
            self.choice = choice

    def __init__(self) -> None:
        super().__init__()
        self._question = ""
        self._choices: tuple[Choice, ...] = ()

    @property
    def is_open(self) -> bool:
        return self.has_class("-open")

    def ask(self, question: str, choices: Sequence[Choice]) -> None:
        """Show the question and take the keys."""
        self._question, self._choices = question, tuple(choices)
        self.add_class("-open")
        self.focus()
        self._fit()
        self.refresh()

    def render_line(self, y: int) -> Strip:
        base = self.rich_style
        key = base + self.get_component_rich_style("choice--key", partial=True)
        segments = [Segment(text, key if is_key else base) for text, is_key, _ in self._line(y)]
        return Strip(segments).adjust_cell_length(self.size.width, base)

    def on_resize(self) -> None:
        self._fit()

    def _fit(self) -> None:
        """One line, or two when the answers do not fit beside the question."""
        question, *answers = self._parts()
        width = self.size.width
        wide = cell_width(question[0]) + _cells(answers) > width > 0
        self.styles.height = 2 if wide else 1

    def _line(self, y: int) -> list[_ChoicePart]:
        """The parts on one of the lines."""
        question, *answers = self._parts()
        if self.size.height < 2:
            return [question, *answers]
        if y == 0:
            return [(cut(question[0].rstrip(), self.size.width), False, None)]
        return [(" ", False, None), *answers]

    def on_key(self, event: events.Key) -> None:
        event.stop()
        if event.key == "escape":
            self._close(None)
        for choice in self._choices:
            if event.character == choice.key:
                self._close(choice)

    def on_click(self, event: events.Click) -> None:
        end = 0
        for text, _, index in self._line(event.y):
            end += cell_width(text)
            if event.x < end:
                if index is not None:
                    self._close(self._choices[index] if index >= 0 else None)
                return

    def _parts(self) -> list[_ChoicePart]:
        """The question, and then the answers."""
        parts: list[_ChoicePart] = [
            (" " + safe_text(self._question, limit=200) + "  ", False, None)
        ]
        for index, choice in enumerate(self._choices):
            parts += [(choice.key, True, index), (f" {choice.title}  ", False, index)]
        return [*parts, ("esc", True, -1), (" cancel", False, -1)]

    def close(self) -> None:
        """Put the question away; nothing is answered."""
        self._choices = ()
        self.remove_class("-open")

    def _close(self, choice: Choice | None) -> None:
        self.close()
        self.post_message(self.Closed(choice))
