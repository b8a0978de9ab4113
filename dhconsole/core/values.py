"""What the core tells a face, as values. Light: loads neither gRPC nor pyarrow, so that a face
can draw its first screen before they are loaded."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from dhconsole.client.values import FieldInfo
from dhconsole.errors import DHError, ScriptError

if TYPE_CHECKING:
    from dhconsole.core.echo import Echoed


@dataclass(frozen=True, slots=True)
class OutputLine:
    """One record of output or log, without its final newline.

    Attributes:
        number: counts up from line to line in this process; identifies the line.
        text: as printed; not yet safe for a terminal.
        stream: ``stdout``, ``stderr``, ``log``, ``value`` for a line of the value that a script
            ends with, or ``note`` for a sentence of ours.
        level: the server's level name.
        micros: server's epoch microseconds; 0 for a note.
        run_id: the run that printed it, as far as known; None for everything else.
        replayed: whether it was there before this console came; such output is log.
        mark: of a line of a value, whose value it is: ``RunResult.mark``.
    """

    number: int
    text: str
    stream: str
    level: str
    micros: int
    run_id: int | None = None
    replayed: bool = False
    mark: str = ""


class RunState(Enum):
    """Where a run stands."""

    QUEUED = "queued"
    """Behind another run of this console."""
    SENT = "sent"
    """On the server, but not known to have begun: others' scripts may be before it."""
    RUNNING = "running"
    FLUSHING = "collecting output"
    DONE = "done"


_ENDED_WELL = ("", "0", "None")
"""What ``SystemExit`` bears, as text, where Python would end with the code 0."""


@dataclass(frozen=True, slots=True)
class RunResult:
    """How a run ended.

    Attributes:
        run_id: number of the run in this process.
        code: what was run.
        created, updated, removed: variables that changed, also those of a script that raised.
        error: what the script raised, or None; also the SystemExit of one that ended itself.
        failure: why no answer came (lost connection, no console), or None.
        wall_seconds: from sending to the answer.
        server_seconds: as the server measured it; None when no answer came.
        lost_lines: whether output was lost in a flood.
        foreign: numbers of output lines first taken for this run's that are others'.
        adopted: numbers of output lines first taken for others' that are this run's.
        value: the variable that holds the value of the last expression, when that is a table;
            any other value came as output, in lines of the stream ``value``.
        mark: what those lines bear; empty when no value was asked for.
    """

    run_id: int
    code: str
    created: tuple[FieldInfo, ...] = ()
    updated: tuple[FieldInfo, ...] = ()
    removed: tuple[FieldInfo, ...] = ()
    error: ScriptError | None = None
    failure: DHError | None = None
    wall_seconds: float = 0.0
    server_seconds: float | None = None
    lost_lines: bool = False
    foreign: frozenset[int] = frozenset()
    adopted: frozenset[int] = frozenset()
    value: FieldInfo | None = None
    mark: str = ""

    @property
    def ok(self) -> bool:
        """Whether it came to its end, or ended itself as one that is well."""
        return self.failure is None and (self.error is None or self.exited in _ENDED_WELL)

    @property
    def exited(self) -> str | None:
        """What a script that ended itself, with ``SystemExit``, gave with it, as text."""
        error = self.error
        return error.value if error is not None and error.kind == "SystemExit" else None

    @property
    def exit_words(self) -> str:
        """The same as a sentence; empty for a script that did not end itself."""
        given = self.exited
        if given is None:
            return ""
        first, _, more = given.partition("\n")
        said = "" if self.ok else f" with {first}{' …' if more else ''}"
        return f"the script ended itself{said}"


@dataclass(slots=True, eq=False)
class Run:
    """One script on its way.

    Attributes:
        id: number of the run in this process, whichever server it ran on.
        code: what is run, as its user wrote it.
        state: where it stands.
        sent_at: ``time.monotonic`` of sending; None while queued.
        watched: False once the user has stopped waiting for it.
        result: resolves when the run has ended.
        context: the face's own note on where the code came from.
        echo: what is sent in place of ``code``, to show its value.
    """

    id: int
    code: str
    result: asyncio.Future[RunResult]
    state: RunState = RunState.QUEUED
    sent_at: float | None = None
    watched: bool = True
    context: object = field(default=None)
    echo: Echoed | None = None

    def elapsed(self) -> float:
        """Seconds since sending."""
        return 0.0 if self.sent_at is None else time.monotonic() - self.sent_at


class ViewState(Enum):
    """What the rows on show are."""

    OPENING = "opening"
    LIVE = "live"
    STATIC = "static"
    PAUSED = "paused"
    STALE = "stale"
    FAILED = "failed"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class ViewEvent:
    """Something to draw again. ``rows`` are row positions; None means everything.

    Attributes:
        renewed: safe words for what a table that others have made anew has other than before.
    """

    rows: frozenset[int] | None = frozenset()
    size_changed: bool = False
    state_changed: bool = False
    spec_changed: bool = False
    renewed: str = ""


@dataclass(frozen=True, slots=True)
class CatalogEntry:
    """One object.

    Attributes:
        field: name, type and ticket.
        rows: rows of a table; None when unknown or no table.
        ticking: whether the table can change; None when unknown.
        blink: whether it keeps only one cycle's rows.
        input_table: whether rows can be written to it.
        columns: number of columns; None when unknown.
        problem: why the table failed or could not be looked at; empty when it is well.
        changed_at: ``time.monotonic`` of the last change of the object (not of its rows).
        is_new: made since the console connected.
    """

    field: FieldInfo
    rows: int | None = None
    ticking: bool | None = None
    blink: bool = False
    input_table: bool = False
    columns: int | None = None
    problem: str = ""
    changed_at: float = 0.0
    is_new: bool = False

    @property
    def key(self) -> str:
        return self.field.key

    @property
    def is_table(self) -> bool:
        return self.field.type == "Table"
