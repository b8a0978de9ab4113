"""The line below a grid in which questions to its table are typed, and what they mean in words.

Owns the typing, the wait before an answer applies, and the way back to what was shown before. A
question knows what its text means; the desk of the grid does what is asked. Enter gives the keys
to the grid at once, however long the server takes; what it refuses then comes back into the line.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Static

from dhconsole.core.completion.names import NameCycle
from dhconsole.errors import ArgumentError, DHError
from dhconsole.text.safe import safe_text
from dhconsole.tui.timing import once
from dhconsole.tui.widgets.query_line import QueryLine

if TYPE_CHECKING:
    from dhconsole.core.recipe import Recipe
    from dhconsole.tui.questions import Question
    from dhconsole.tui.widgets.grid.widget import TableGrid

_TRIES = "tries"
"""The group of a grid's workers that show what is being typed; the next takes their place."""
_LONGEST_LABEL = 40
_LONGEST_WORDS = 500
_NAMES = 8
_SHORTEST_WAIT, _LONGEST_WAIT = 0.15, 0.5
_ROWS_PER_SECOND = 200_000
"""As in the Web IDE: the larger the table, the longer it waits for the next key."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """What one table is to show.

    Attributes:
        question: what it answers; None for what was there before.
        text: the answer as it was typed.
        last: whether it is for good, not a try.
    """

    grid: TableGrid
    recipe: Recipe
    question: Question | None
    text: str
    last: bool


class NameCycler:
    """Puts names where the cursor of a line is, one after the other."""

    def __init__(self, line: QueryLine) -> None:
        self._line = line
        self._cycle: NameCycle | None = None
        self._put = ""

    def typed(self, text: str) -> None:
        """Whatever was typed by hand ends the round."""
        if text != self._put:
            self._cycle = None

    def words(self, question: Question, text: str) -> str:
        """The names that Tab goes through; empty when there are none to go through."""
        names = self._cycle.names if self._cycle is not None else None
        names = names or question.names(text, self._line.cursor)
        if names is None or not names.found or (names.start == names.end and not self._cycle):
            return ""
        at = self._cycle.at if self._cycle is not None else -1
        first = max(0, at - _NAMES // 2)
        shown = [
            f"[{name.text}]" if place == at else name.text
            for place, name in enumerate(names.found[: first + _NAMES])
        ][first:]
        more = " …" if len(names.found) > first + _NAMES else ""
        return f"Tab: {'  '.join(shown)}{more}"

    def step(self, question: Question, by: int) -> bool:
        """Put the next name there; False for a question whose answers have no names."""
        if self._cycle is None:
            names = question.names(self._line.text, self._line.cursor)
            if names is None:
                return False
            if not names.found:
                return True
            self._cycle = NameCycle(self._line.text, names)
        self._put, cursor = self._cycle.step(by)
        self._line.put(self._put, cursor)
        return True


class AskLine(Vertical):
    """Two lines: what is typed, and what it means. Hidden until it is opened."""

    DEFAULT_CSS = """
    AskLine {
        height: auto;
        display: none;
        background: $panel;
        &.-open { display: block; }
        & > .ask-line--words {
            height: 1; color: $text-muted; background: $panel; padding: 0 1;
            text-wrap: nowrap; text-overflow: ellipsis;
        }
        &.-bad > .ask-line--words {
            height: auto; max-height: 2; color: $error; text-style: bold; text-wrap: wrap;
        }
        &.-bad PlainInput { color: $error; }
    }
    """

    @dataclass
    class Left(Message):
        """The answer was given or taken back; ``step`` to the next (1) or previous column."""

        grid: TableGrid
        step: int = 0

    def __init__(self) -> None:
        super().__init__()
        self._line = QueryLine("")
        self._words = Static("", classes="ask-line--words", markup=False)
        self._grid: TableGrid | None = None
        self._question: Question | None = None
        self._before: Recipe | None = None
        self._refused: tuple[str, str] | None = None
        """What was typed that the server refuses, and why."""
        self._timer: asyncio.TimerHandle | None = None
        self._names = NameCycler(self._line)

    def compose(self) -> ComposeResult:
        yield self._line
        yield self._words

    @property
    def is_open(self) -> bool:
        return self._question is not None

    def ask(self, grid: TableGrid, question: Question) -> None:
        """Open the line with this question about the table of ``grid``."""
        if self._question is None or self._grid is not grid:
            self.close()
            self._before = grid.asker.desk.wanted
        self._grid, self._question, self._refused = grid, question, None
        self.add_class("-open")
        self._line.label(f" {safe_text(question.label, limit=_LONGEST_LABEL)} ")
        self._line.text = question.text
        self._line.begin()
        self._explain(question.text)

    def close(self) -> None:
        """Hide the line. What is shown stays, as a step of its own."""
        if self._question is not None and self._grid is not None:
            self._grid.asker.desk.settle()
        self._hide()

    def _hide(self) -> None:
        self._stop_waiting()
        self._question = None
        self.remove_class("-open", "-bad")

    # -- typing --------------------------------------------------------------------------

    @on(QueryLine.Changed)
    def _changed(self, event: QueryLine.Changed) -> None:
        event.stop()
        question, grid = self._question, self._grid
        if question is None or grid is None:
            return
        self._stop_waiting()
        self._names.typed(event.text)
        if self._refused is not None and self._refused[0] != event.text:
            self._refused = None
        if self._explain(event.text) and question.live:
            wait = min(max(grid.view.size / _ROWS_PER_SECOND, _SHORTEST_WAIT), _LONGEST_WAIT)
            self._timer = once(self, wait, self._apply)

    def _explain(self, text: str) -> bool:
        """Say what the text means; False when it means nothing."""
        assert self._question is not None
        if self._refused is not None and self._refused[0] == text:
            self._say(self._refused[1], bad=True)
            return False
        try:
            meaning = self._question.words(text)
            self._say(self._names.words(self._question, text) or meaning)
        except ArgumentError as exc:
            self._say(str(exc), bad=True)
            return False
        return True

    def _say(self, text: str, *, bad: bool = False) -> None:
        self._words.update(safe_text(text, limit=_LONGEST_WORDS))
        self.set_class(bad, "-bad")

    def on_key(self, event: events.Key) -> None:
        if event.key in ("tab", "shift+tab") and self._question is not None:
            event.stop()
            event.prevent_default()
            step = 1 if event.key == "tab" else -1
            if not self._names.step(self._question, step):
                self._accept(self._line.text, step)

    @on(QueryLine.Accepted)
    def _accepted(self, event: QueryLine.Accepted) -> None:
        event.stop()
        self._accept(event.text, 0)

    @on(QueryLine.Cancelled)
    def _cancelled(self, event: QueryLine.Cancelled) -> None:
        event.stop()
        self._stop_waiting()
        grid, before = self._grid, self._before
        if self._question is None or grid is None or before is None:
            return
        if grid.asker.desk.wanted != before:
            self._ask_for(_Asked(grid, before, None, "", last=True))
        self._leave(0)

    # -- applying ------------------------------------------------------------------------

    def _apply(self) -> None:
        """Show what is typed, though it may not be the last word."""
        self._timer = None
        text, question, grid = self._line.text, self._question, self._grid
        recipe = self._answer(text)
        if recipe is not None and question is not None and grid is not None:
            self._ask_for(_Asked(grid, recipe, question, text, last=False))

    def _accept(self, text: str, step: int) -> None:
        self._stop_waiting()
        recipe, question, grid = self._answer(text), self._question, self._grid
        if recipe is None or question is None or grid is None:
            return
        if question.act(text, grid):
            self._leave(0)
            return
        self._ask_for(_Asked(grid, recipe, question, text, last=True))
        self._leave(step)

    def _answer(self, text: str) -> Recipe | None:
        if self._question is None or self._before is None:
            return None
        try:
            self._question.words(text)
            return self._question.answer(text, self._before)
        except ArgumentError as exc:
            self._say(str(exc), bad=True)
            return None

    def _ask_for(self, asked: _Asked) -> None:
        # At once, so that the next question starts from it.
        asked.grid.asker.desk.wanted = asked.recipe
        asked.grid.workers.cancel_group(asked.grid, _TRIES)
        asked.grid.run_worker(self._shown(asked), group="recipe" if asked.last else _TRIES)

    async def _shown(self, asked: _Asked) -> None:
        try:
            await asked.grid.asker.desk.show(asked.recipe, settle=asked.last)
        except DHError as exc:
            self._refuse(asked, str(exc))

    def _refuse(self, asked: _Asked, error: str) -> None:
        """Say why in the line, unless by now it asks something else, or the user is elsewhere."""
        grid, question = asked.grid, asked.question
        attending = grid.has_focus or self._line.typing
        if question is not None and asked.last and not self.is_open and attending:
            question.text = asked.text
            self.ask(grid, question)
            self._line.put(asked.text, len(asked.text))
        if question is None or question is not self._question:
            typed = f"{asked.text}: " if asked.last and asked.text else ""
            grid.post_message(grid.Notice(f"{typed}{error}", bad=True))
            return
        self._refused = (asked.text, error)
        self._explain(self._line.text)

    def _leave(self, step: int) -> None:
        grid = self._grid
        self._hide()
        if grid is not None:
            self.post_message(self.Left(grid, step))

    def _stop_waiting(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
