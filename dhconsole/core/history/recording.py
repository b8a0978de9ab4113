"""From a runner's runs to the history: begun when sent, ended when they end."""

from __future__ import annotations

from collections.abc import Callable

from dhconsole.core.history.background import Background
from dhconsole.core.history.entry import Outcome
from dhconsole.core.values import Run, RunResult, RunState
from dhconsole.errors import ClosedError, LostError, SessionExpiredError


class Recorder:
    """Listens to a runner (``runner.listen(recorder.changed)``).

    Args:
        background: the history.
        server: label of the server.
        language: type of its console.
    """

    def __init__(
        self, background: Background, *, server: Callable[[], str], language: str = "python"
    ) -> None:
        self._background = background
        self._server = server
        self._language = language
        self._left: dict[Run, bool] = {}
        self._closed = False

    def changed(self, run: Run) -> None:
        """A run's state has changed. One that was taken back unsent never ran."""
        if self._closed or run.state is RunState.QUEUED:
            return
        if run.state is RunState.DONE:
            if self._left.pop(run, None) is not None:
                result = run.result.result()
                names = (*result.created, *result.updated)
                self._background.end(
                    run,
                    outcome_of(result),
                    None if result.failure is not None else result.wall_seconds,
                    tuple(dict.fromkeys(each.name for each in names)),
                )
            return
        if run not in self._left:
            self._left[run] = False
            self._background.begin(run, run.code, server=self._server(), language=self._language)
        if not run.watched and not self._left[run]:
            self._leave(run)

    def close(self) -> None:
        """Nobody waits any more for what still runs; nothing is recorded from now on."""
        self._closed = True
        for run, left in tuple(self._left.items()):
            if not left:
                self._leave(run)

    def _leave(self, run: Run) -> None:
        self._left[run] = True
        self._background.told(run, Outcome.LEFT)


def outcome_of(result: RunResult) -> Outcome:
    """How a run ended, as the history calls it."""
    if isinstance(result.failure, ClosedError):
        return Outcome.LEFT
    if isinstance(result.failure, LostError | SessionExpiredError):
        return Outcome.LOST
    return Outcome.OK if result.ok else Outcome.FAILED
