"""The two views of the output pane: what scripts print, and what the server logs."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from datetime import tzinfo

from textual.timer import Timer

from dhconsole.core.values import OutputLine, Run, RunResult, RunState
from dhconsole.tui.widgets.output.blocks import RunBlock
from dhconsole.tui.widgets.output.document import OutputDocument
from dhconsole.tui.widgets.output.log import LogDocument
from dhconsole.tui.widgets.output.messages import JumpToLine, OpenObject
from dhconsole.tui.widgets.output.rows import Fold, Jump, Open
from dhconsole.tui.widgets.output.view import LineView

_ELAPSED_SECONDS = 1.0


class OutputView(LineView):
    """Runs with what they printed.

    Args:
        time_of_day: text for the moment at which a run was submitted.
    """

    def __init__(self, time_of_day: Callable[[], str]) -> None:
        self.runs = OutputDocument()
        super().__init__(self.runs, id="output-view")
        self.empty_text = "nothing printed yet: F5 runs the code"
        self._time_of_day = time_of_day
        self._elapsing: Timer | None = None

    def add(self, lines: list[OutputLine]) -> None:
        """Take new lines, in order."""
        self.change(lambda: self.runs.add(lines))

    def run_changed(self, run: Run) -> None:
        """A run was submitted, or came to another state."""
        at = self._time_of_day()
        self.change(lambda: self.runs.change(run, at))
        ended = run.state is RunState.DONE
        if self._elapsing is None and not ended and self.is_running:
            self._elapsing = self.set_interval(_ELAPSED_SECONDS, self._show_elapsed)

    def run_done(self, result: RunResult, title: str, first_line: int) -> None:
        """A run ended."""
        at = self._time_of_day()
        self.change(lambda: self._end(result, title, first_line, at))

    def _end(self, result: RunResult, title: str, first_line: int, at: str) -> None:
        self.runs.end(result, title, first_line, at)
        if self._elapsing is not None and not self.runs.active_runs():
            self._elapsing.stop()
            self._elapsing = None

    @property
    def ticking(self) -> bool:
        """Whether elapsed time is being shown: only while a run is under way."""
        return self._elapsing is not None

    def mark_foreign(self, numbers: AbstractSet[int]) -> None:
        """These lines are others'."""
        self.change(lambda: self.runs.mark_foreign(numbers))

    def fold(self) -> None:
        """Fold or unfold the rest of the ending that the cursor's row belongs to."""
        row = self.cursor
        if row >= 0:
            self.change(lambda: self.runs.toggle(row))

    def chosen(self) -> None:
        """Do what the row offers; else go to the error of the run that it belongs to."""
        row = self.cursor
        if row < 0:
            return
        block = self.runs.block_at(row)
        target = self.target
        if isinstance(block, RunBlock) and (target is None or self._at_folded_end()):
            target = next(
                (each for line in block.tail() for each in line.targets if isinstance(each, Jump)),
                target,
            )
        if isinstance(target, Jump) and isinstance(block, RunBlock):
            line = block.first_line + target.line - 1
            self.post_message(JumpToLine(block.context, line))
        elif isinstance(target, Open):
            self.post_message(OpenObject(target.field.name, target.field))
        elif isinstance(target, Fold):
            self.fold()

    def _at_folded_end(self) -> bool:
        """Whether nobody moved the cursor to the folded rest: it only follows the end."""
        return self.at_end and isinstance(self.target, Fold)

    def _show_elapsed(self) -> None:
        """Once a second, while a run is under way."""
        for block in self.runs.active_runs():
            self.refresh_row(self.runs.first_row(block))


class LogView(LineView):
    """The server's log.

    Args:
        zone: in which times are shown; the machine's own when None.
    """

    def __init__(self, zone: tzinfo | None = None) -> None:
        self.log_lines = LogDocument(zone=zone)
        super().__init__(self.log_lines, id="log-view")
        self.empty_text = "the server has logged nothing of this level"

    @property
    def level_name(self) -> str:
        """The least level that is shown."""
        return self.log_lines.level_name

    def add(self, lines: list[OutputLine]) -> None:
        """Take new lines of the log, in order."""
        self.change(lambda: self.log_lines.add(lines))

    def next_level(self) -> None:
        """Show from the next level on."""
        self.change(self.log_lines.next_level)
