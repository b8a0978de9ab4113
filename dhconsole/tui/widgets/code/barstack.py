"""The bars below the code, of which at most one is open.

Owns which one that is, and who gets its answer.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import TypeAlias

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message

from dhconsole.tui.widgets.code.area import CodeArea
from dhconsole.tui.widgets.code.bars import Choice, ChoiceBar, PathBar
from dhconsole.tui.widgets.code.findbar import FindBar

TakePath: TypeAlias = Callable[[Path], Awaitable[bool]]
"""Does something with a path; False if that failed and another one may be tried."""


class BarStack(Vertical):
    """Find bar, path bar and question bar."""

    DEFAULT_CSS = """
    BarStack { height: auto; }
    """

    class Left(Message):
        """No bar is open any more; the focus should go back to the code."""

    def __init__(self) -> None:
        super().__init__()
        self._find = FindBar()
        self._path = PathBar()
        self._choice = ChoiceBar()
        self._take_path: TakePath | None = None

    def compose(self) -> ComposeResult:
        yield self._find
        yield self._path
        yield self._choice

    @property
    def is_open(self) -> bool:
        """Whether any bar is."""
        return self._find.is_open or self._path.is_open or self._choice.is_open

    def close(self) -> None:
        """Put everything away; nothing is answered."""
        self._find.leave()
        self._path.close()
        self._choice.close()
        self._take_path = None

    def find(self, area: CodeArea) -> None:
        """Open the find bar; in the bar, go to the next match."""
        if self._find.is_open and self._find.field.has_focus:
            self._find.step(forward=True)
        else:
            self.close()
            self._find.search(area)

    def refresh_count(self) -> None:
        """The text or the selection changed."""
        self._find.refresh_count()

    def ask_path(self, label: str, value: str, take: TakePath) -> None:
        """Ask for a path until one can be used or the user gives up."""
        self.close()
        self._take_path = take
        self._path.ask(label, value)

    def ask(self, question: str, choices: Sequence[Choice]) -> None:
        """Ask a question."""
        self.close()
        self._choice.ask(question, choices)

    @on(PathBar.Answered)
    async def _path_given(self, event: PathBar.Answered) -> None:
        event.stop()
        if self._take_path is not None and await self._take_path(event.path):
            self.close()
            self.post_message(self.Left())

    @on(ChoiceBar.Closed)
    async def _chosen(self, event: ChoiceBar.Closed) -> None:
        event.stop()
        self.post_message(self.Left())
        if event.choice is not None:
            await event.choice.act()

    @on(FindBar.Closed)
    @on(PathBar.Cancelled)
    def _given_up(self, event: FindBar.Closed | PathBar.Cancelled) -> None:
        event.stop()
        self.close()
        self.post_message(self.Left())
