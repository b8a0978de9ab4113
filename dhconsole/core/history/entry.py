"""One block of code that was run."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """How a run ended, as far as anybody was told.

    ``RUNNING`` is no promise that it still runs: a console that was killed never says more.
    ``LEFT`` is a run that its user stopped waiting for, until its answer comes after all.
    """

    RUNNING = "running"
    OK = "ok"
    FAILED = "failed"
    LOST = "lost"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Entry:
    """One block.

    Attributes:
        id: grows with each block added, by whichever console; never used twice.
        text: the code as it was run, without blank lines around it.
        server: label of the server.
        face: ``tui``, ``repl`` or ``run``.
        language: type of the console, such as ``python``.
        at: when it was last sent, in seconds since the epoch.
        outcome: how it ended.
        seconds: how long it took; None when no answer came.
        variables: names that it made or updated.
    """

    id: int
    text: str
    server: str
    face: str
    language: str
    at: float
    outcome: Outcome
    seconds: float | None = None
    variables: tuple[str, ...] = ()
