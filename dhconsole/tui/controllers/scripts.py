"""Running what the code pane asks for, and telling the output pane how it goes.

Owns the way back from a run to the place in a buffer that it came from.
"""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from dhconsole.core.echo import forgetting
from dhconsole.core.tasks import spawn
from dhconsole.core.values import OutputLine, Run, RunResult, RunState
from dhconsole.errors import ClosedError, LostError, SessionExpiredError

if TYPE_CHECKING:
    from dhconsole.client.console import Console
    from dhconsole.core.workspace import Workspace
    from dhconsole.tui.widgets.code import CodePane


@dataclass(frozen=True, slots=True)
class RunContext:
    """Where the code of a run stands.

    Attributes:
        buffer_id: the buffer it came from; empty when it stands in none.
        title: how to call it, such as ``scratch.py:3-9``.
        first_line: 1-based line of the buffer that the run's line 1 is.
        mark: number of the code pane's mark beside the lines that run.
    """

    buffer_id: str
    title: str
    first_line: int
    mark: int

    def buffer_line(self, line: int) -> int:
        """The buffer's line for a line of the run."""
        return self.first_line + line - 1


class OutputSink(Protocol):
    """What of the output pane is needed here."""

    def add_lines(self, lines: list[OutputLine]) -> None: ...

    def follow(self) -> None: ...

    def run_changed(self, run: Run) -> None: ...

    def run_done(self, result: RunResult, title: str, first_line: int) -> None: ...


class ScriptHost(Protocol):
    """What of the app is needed here."""

    @property
    def output(self) -> OutputSink: ...

    def show_busy(self) -> None:
        """``ScriptController.busy`` reads differently."""

    @property
    def code(self) -> CodePane: ...

    def tell(self, text: str, *, bad: bool = False) -> None:
        """Say something for a moment."""


class ScriptController:
    """Submits code and reports its life.

    Attributes:
        busy: what is being run and for how long; empty when nothing is.
    """

    def __init__(self, host: ScriptHost) -> None:
        self._host = host
        self._workspace: Workspace | None = None
        self._ticker: asyncio.Task[None] | None = None
        self.busy = ""

    def attach(self, workspace: Workspace) -> None:
        """Work with this workspace from now on."""
        self._workspace = workspace
        workspace.feed.listen(self._host.output.add_lines)
        workspace.runner.listen(self._changed)

    def detach(self) -> None:
        """There is no workspace any more."""
        self._workspace = None
        self._say("")

    def run(self, code: str, context: RunContext) -> bool:
        """Send ``code``; False, with a word to the user, when that cannot be."""
        workspace = self._workspace
        if workspace is None:
            self._refuse("Not connected: the code was not sent. It stays in the buffer.")
            return False
        if workspace.console_error is not None:
            self._refuse(str(workspace.console_error))
            return False
        if not workspace.live:
            self._refuse("The connection is lost: the code was not sent. It stays in the buffer.")
            return False
        if not code.strip():
            self._refuse("There is no code to run here.")
            return False
        # Whoever runs a script wants to see how it goes, wherever they were reading.
        self._host.output.follow()
        workspace.runner.submit(code, context=context, echo=True)
        return True

    @property
    def waiting(self) -> bool:
        """Whether the user is waiting for a run."""
        return any(run.watched for run in self._active())

    def stop_waiting(self) -> str:
        """Stop waiting for every run; returns what is to be said about it."""
        workspace = self._workspace
        if workspace is None:
            return ""
        runs = [run for run in self._active() if run.watched]
        taken_back = sum(workspace.runner.stop_waiting(run) for run in reversed(runs))
        going_on = len(runs) - taken_back
        said = []
        if taken_back:
            said.append(f"{taken_back} not yet sent taken back")
        if going_on:
            said.append("stopped waiting; the server cannot cancel a script and goes on with it")
        return "; ".join(said)

    def _active(self) -> tuple[Run, ...]:
        return self._workspace.runner.active if self._workspace is not None else ()

    def _refuse(self, reason: str) -> None:
        self._host.tell(reason, bad=True)

    def _changed(self, run: Run) -> None:
        self._host.output.run_changed(run)
        if run.state is RunState.DONE:
            context, result = run.context, run.result.result()
            assert isinstance(context, RunContext)
            self._host.output.run_done(result, context.title, context.first_line)
            self._let_go(result)
            self._mark(context, result)
        if self._active() and (self._ticker is None or self._ticker.done()):
            self._ticker = spawn(self._tick())
        elif not self._active():
            self._say("")

    def _let_go(self, result: RunResult) -> None:
        """Nothing here shows a table that has no name; the server need not keep it for us."""
        if result.value is not None and self._workspace is not None:
            spawn(_forget(self._workspace.console, result.value.name))

    def _mark(self, context: RunContext, result: RunResult) -> None:
        """Take the mark of a run from its code; put one on the line that raised."""
        if not context.buffer_id:
            return
        code, error = self._host.code, result.error
        code.deck.clear_running(context.mark)
        if error is not None and error.line is not None and result.exited is None:
            line = context.buffer_line(error.line)
            code.mark_error(line, error.message, buffer_id=context.buffer_id)

    async def _tick(self) -> None:
        """Say once a second how long the run has been going on, while one is."""
        while runs := self._active():
            self._say(_describe(runs))
            await asyncio.sleep(1.0)
        self._say("")

    def _say(self, text: str) -> None:
        if text != self.busy:
            self.busy = text
            self._host.show_busy()


def _describe(runs: tuple[Run, ...]) -> str:
    run = next((each for each in runs if each.state is not RunState.QUEUED), runs[0])
    queued = sum(each.state is RunState.QUEUED for each in runs)
    what = "nothing heard yet" if run.state is RunState.SENT else "tables stand still"
    elapsed = int(run.elapsed())
    text = f"run {run.id} {elapsed} s" + (f", {what}" if elapsed >= 1 else "")
    if not run.watched:
        text = f"not waited for: {text}"
    return text + (f", {queued} queued" if queued else "")


async def _forget(console: Console, name: str) -> None:
    # Lost with the connection, it is gone as well.
    with contextlib.suppress(LostError, SessionExpiredError, ClosedError):
        await console.execute(forgetting(name))
