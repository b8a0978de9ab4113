"""The line below a grid in which questions to its table are typed, and what they mean in words.

Owns the typing, the wait before an answer applies, and the way back to what was shown before. A
question knows what its text means; the desk of the grid does what is asked.
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

_LONGEST_LABEL = 40
_LONGEST_WORDS = 500
_NAMES = 8
_SHORTEST_WAIT, _LONGEST_WAIT = 0.15, 0.5
_ROWS_PER_SECOND = 200_000
"""As in the Web IDE: the larger the table, the longer it waits for the next key."""


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
        self._grid, self._question = grid, question
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
        if self._explain(event.text) and question.live:
            wait = min(max(grid.view.size / _ROWS_PER_SECOND, _SHORTEST_WAIT), _LONGEST_WAIT)
            self._timer = once(self, wait, self._apply)

    def _explain(self, text: str) -> bool:
        """Say what the text means; False when it means nothing."""
        assert self._question is not None
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
                self._accept(step)

    @on(QueryLine.Accepted)
    def _accepted(self, event: QueryLine.Accepted) -> None:
        event.stop()
        self._accept(0)

    @on(QueryLine.Cancelled)
    def _cancelled(self, event: QueryLine.Cancelled) -> None:
        event.stop()
        self._stop_waiting()
        grid, before = self._grid, self._before
        if grid is None or before is None:
            return
        if grid.asker.desk.wanted != before:
            self._run(before, then=None)
        self._leave(0)

    # -- applying ------------------------------------------------------------------------

    def _apply(self) -> None:
        """Show what is typed, though it may not be the last word."""
        self._timer = None
        recipe = self._answer()
        if recipe is not None:
            self._run(recipe, then=None)

    def _accept(self, step: int) -> None:
        self._stop_waiting()
        recipe, question, grid = self._answer(), self._question, self._grid
        if recipe is None or grid is None:
            return
        if question is not None and question.act(self._line.text, grid):
            self._leave(0)
            return
        self._run(recipe, then=step)

    def _answer(self) -> Recipe | None:
        if self._question is None or self._before is None:
            return None
        try:
            self._question.words(self._line.text)
            return self._question.answer(self._line.text, self._before)
        except ArgumentError as exc:
            self._say(str(exc), bad=True)
            return None

    def _run(self, recipe: Recipe, *, then: int | None) -> None:
        if self._grid is not None:
            # At once, so that the next question starts from it.
            self._grid.asker.desk.wanted = recipe
        self.run_worker(self._shown(recipe, then), group="ask", exclusive=True)

    async def _shown(self, recipe: Recipe, then: int | None) -> None:
        grid = self._grid
        if grid is None:
            return
        try:
            await grid.asker.desk.show(recipe, settle=then is not None)
        except DHError as exc:
            if self._question is None:
                grid.post_message(grid.Notice(str(exc), bad=True))
            else:
                self._say(str(exc), bad=True)
            return
        if then is not None:
            self._leave(then)

    def _leave(self, step: int) -> None:
        grid = self._grid
        self._hide()
        if grid is not None:
            self.post_message(self.Left(grid, step))

    def _stop_waiting(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
