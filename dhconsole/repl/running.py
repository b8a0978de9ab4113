"""Running what was typed: its output as it comes, its value, its end, and Ctrl+C meanwhile.

Owns the runs that are not waited for any more: what they print is told above the prompt, under
their number, until their answer comes.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING

from dhconsole.core.echo import forgetting
from dhconsole.core.glance import glance
from dhconsole.core.history import Recorder
from dhconsole.core.rows import Choice
from dhconsole.core.values import OutputLine, Run, RunResult, RunState
from dhconsole.errors import ArgumentError, DHError, LostError, ScriptError
from dhconsole.repl import looks
from dhconsole.repl.desk import Desk
from dhconsole.repl.showing import error_lines, glance_lines, output_line, result_line
from dhconsole.text.elapsed import duration

if TYPE_CHECKING:
    from dhconsole.core.workspace import Workspace
    from dhconsole.text.formats import FormatSettings

_TICK_SECONDS = 1.0
_RECONSIDERED = 5_000
_LOOKS = {"stdout": "", "stderr": looks.STDERR}
GOES_ON = "stopped waiting; the server cannot cancel a script and goes on with it"


def how_long(run: Run) -> str:
    """Where a run stands that was sent, and since when.

    Whether another's script is before it nobody says: what tells that it has begun may be under
    way still.
    """
    seconds = int(run.elapsed())
    sent = run.state is RunState.SENT
    return f"sent {seconds} s ago, nothing heard yet" if sent else f"running {seconds} s"


class Running:
    """Runs code on one workspace and tells how it goes.

    Args:
        desk: where that is told and recorded.
        settings: how values look.
        rows: how many rows of a table are shown as a value.
    """

    def __init__(
        self,
        desk: Desk,
        settings: FormatSettings,
        rows: int,
    ) -> None:
        self.last_error: ScriptError | None = None
        self._desk = desk
        self._screen = desk.screen
        self._settings = settings
        self._rows = rows
        self._quiet: set[int] = set()
        self._numbers: dict[int, int] = {}
        self._workspace: Workspace | None = None
        self._waited: Run | None = None
        self._values: dict[str, list[OutputLine]] = {}
        self._others: deque[int] = deque(maxlen=_RECONSIDERED)
        self._detach: list[Callable[[], None]] = []
        self._telling: set[asyncio.Task[None]] = set()

    def attach(self, workspace: Workspace) -> None:
        """Work with this workspace from now on."""
        self.detach()
        self._workspace = workspace
        recorder = Recorder(
            self._desk.past.background,
            server=lambda: self._desk.status.label,
            language=workspace.console.session_type,
        )

        def record(run: Run) -> None:
            if run.id not in self._quiet:
                recorder.changed(run)

        self._detach = [
            workspace.feed.listen(self._lines),
            workspace.runner.listen(self._changed),
            workspace.runner.listen(record),
            recorder.close,
        ]

    def detach(self) -> None:
        """There is no workspace any more."""
        for end in self._detach:
            end()
        self._detach, self._workspace = [], None

    @property
    def active(self) -> tuple[Run, ...]:
        """Runs that have not ended, also those that nobody waits for."""
        return self._workspace.runner.active if self._workspace is not None else ()

    async def run(self, code: str, *, echo: bool = True) -> RunResult | None:
        """Run ``code`` and wait for its end, or until Ctrl+C: then None.

        Raises:
            LostError: there is no connection; nothing was sent.
            ConsoleTypeError: the server runs no scripts.
        """
        workspace = self._need()
        if not code.strip():
            raise ArgumentError("there is no code to run")
        run = workspace.runner.submit(code, echo=echo)
        self._desk.past.blocks.append(code)
        self._numbers[run.id] = len(self._desk.past.blocks)
        result = await self._wait(run)
        if result is not None:
            await self._tell(result)
        return result

    async def value_of(self, code: str) -> str:
        """The value of an expression as text, without showing it or recording it.

        Raises:
            ScriptError: it raised.
            ArgumentError: it has no value, or Ctrl+C came first.
            LostError: the connection is not there, or was lost.
        """
        workspace = self._need()
        run = workspace.runner.submit(code, echo=True)
        # Before the runner's task has it: what is asked by us is no block of the user's.
        self._quiet.add(run.id)
        result = await self._wait(run)
        if result is None:
            raise ArgumentError("stopped before there was a value")
        problem = result.failure or result.error
        lines = self._values_of(result)
        if problem is not None:
            raise problem
        if not lines:
            raise ArgumentError("there is no value")
        return "\n".join(line.text for line in lines)

    def _need(self) -> Workspace:
        workspace = self._workspace
        if workspace is None or not workspace.live:
            raise LostError(
                "the connection is lost: nothing was sent", hint="Up brings the code back."
            )
        if workspace.console_error is not None:
            raise workspace.console_error
        return workspace

    async def _wait(self, run: Run) -> RunResult | None:
        """The end of a run; None when Ctrl+C came first."""
        self._waited = run
        ticking = asyncio.ensure_future(self._tick(run))
        with self._desk.interrupts.wait() as interrupted:
            asked = asyncio.ensure_future(interrupted.wait())
            await asyncio.wait((run.result, asked), return_when=asyncio.FIRST_COMPLETED)
            asked.cancel()
            ticking.cancel()
            self._screen.done_waiting()
            self._waited = None
            if run.result.done():
                return run.result.result()
        self._desk.stopped = True
        taken_back = self._workspace is not None and self._workspace.runner.stop_waiting(run)
        self._screen.say("taken back before it was sent" if taken_back else GOES_ON, looks.WARNING)
        return None

    def number_of(self, run_id: int) -> int:
        """The number of a run at the prompt."""
        return self._numbers.get(run_id, run_id)

    def _waiting_text(self, run: Run) -> str:
        """What is waited for, and for how long."""
        if run.state is RunState.QUEUED:
            going = [each for each in self.active if each.state is not RunState.QUEUED]
            behind = f" behind block {self.number_of(going[0].id)}" if going else ""
            return f"queued{behind}; ctrl+c takes it back"
        return f"{how_long(run)}; ctrl+c stops waiting"

    # -- what comes meanwhile --------------------------------------------------------------

    async def _tick(self, run: Run) -> None:
        while True:
            await asyncio.sleep(_TICK_SECONDS)
            self._screen.wait_line(self._waiting_text(run))

    def _lines(self, lines: list[OutputLine]) -> None:
        waited = self._waited
        shown = []
        for line in lines:
            if line.stream == "value":
                self._values.setdefault(line.mark, []).append(line)
            elif line.stream == "note":
                shown.append(output_line(line.text, looks.NOTE))
            elif line.stream not in _LOOKS:
                continue
            elif waited is not None and line.run_id == waited.id:
                shown.append(output_line(line.text, _LOOKS[line.stream]))
            elif line.run_id is not None:
                shown.append(
                    output_line(
                        line.text, _LOOKS[line.stream], mark=f"{self.number_of(line.run_id)} │ "
                    )
                )
            elif waited is not None:
                self._others.append(line.number)
                shown.append(output_line(line.text, looks.MUTED, mark="others │ "))
        self._screen.show(shown)

    def _changed(self, run: Run) -> None:
        if run.state is not RunState.DONE:
            return
        self._desk.refresh()
        if run is not self._waited and not run.watched:
            task = asyncio.ensure_future(self._tell(run.result.result(), late=True))
            self._telling.add(task)
            task.add_done_callback(self._telling.discard)

    # -- the end -----------------------------------------------------------------------------

    async def _tell(self, result: RunResult, *, late: bool = False) -> None:
        screen = self._screen
        if late:
            number = self.number_of(result.run_id)
            screen.say(f"block {number}, not waited for any more, has ended:", looks.NOTE)
        # Only the end tells for certain whose a line was.
        if its := len(result.adopted.intersection(self._others)):
            screen.say(f"lines marked others that are of this block: {its:,}", looks.NOTE)
        screen.show(output_line(line.text, looks.VALUE) for line in self._values_of(result))
        if result.value is not None:
            await self._show_table(result)
        if result.lost_lines:
            screen.say("output was lost: more was printed than the server keeps", looks.WARNING)
        if result.error is not None:
            self.last_error = result.error
            blocks = self._desk.past.blocks[: self._numbers.get(result.run_id, 0)]
            screen.show(error_lines(result, blocks))
        if result.failure is not None:
            text = f"no answer after {duration(result.wall_seconds)}: {result.failure}"
            screen.say(text, looks.ERROR)
        else:
            screen.show([result_line(result)])

    def _values_of(self, result: RunResult) -> list[OutputLine]:
        """The lines of the value that a run ended with; those of other consoles are let go."""
        found = self._values.pop(result.mark, [])
        self._values.clear()
        return found

    async def _show_table(self, result: RunResult) -> None:
        workspace, value = self._workspace, result.value
        if workspace is None or value is None:
            return
        try:
            seen = await glance(workspace.connection, value.ticket, Choice(first=self._rows))
            await workspace.console.execute(forgetting(value.name))
        except DHError as exc:
            self._screen.say(f"the value cannot be shown: {exc}", looks.ERROR)
            return
        self._screen.show(glance_lines("table", seen, self._settings, self._screen.columns))
