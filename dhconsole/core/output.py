"""The server's output and log as lines for a face: in order, attributed, batched.

Owns the log subscription of one console and the decision which lines belong to which run.
The stream is the server's and untagged, so a line belongs to a run when it was printed while
that run had the script session: provisionally from the record on with which the server's log
announces the run (``began``), finally by the server's own start and end times, which the
answer brings (``answered``; ``settle`` once no line is under way any more). On a slow line the
answer of a short run overtakes what it printed.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from itertools import count

from dhconsole.client.connection import Connection
from dhconsole.client.logs import LogGap, LogRecord, watch_logs
from dhconsole.core.echo import read_value_line
from dhconsole.core.values import OutputLine

FLUSH_MARK = "\x1e"
"""What a flush command prints: the ASCII record separator, alone on a line. See ``Runner``."""

_BATCH_SECONDS = 0.02
_HOLD_SECONDS = 0.15
_SLACK_MICROS = 1_000
_RECONSIDERED = 5_000
_STREAMS = {"STDOUT": "stdout", "STDERR": "stderr"}

_numbers = count(1)
"""Of all feeds: what a face shows outlives the server that it came from."""


LinesListener = Callable[[list[OutputLine]], None]


@dataclass(frozen=True, slots=True)
class Settlement:
    """Corrections to the provisional attribution of lines to a run, by line number.

    Attributes:
        foreign: lines taken for the run's that are others'.
        adopted: lines taken for others' that are the run's.
        lost: whether lines were lost while the run was under way.
    """

    foreign: frozenset[int] = frozenset()
    adopted: frozenset[int] = frozenset()
    lost: bool = False


@dataclass(frozen=True, slots=True)
class _Span:
    """When a run had the script session, by the server's own times (micros)."""

    first: int
    last: int

    @classmethod
    def of_nanos(cls, start: int, end: int) -> _Span:
        return cls(start // 1_000 - _SLACK_MICROS, end // 1_000 + _SLACK_MICROS)

    def holds(self, at: int | None) -> bool:
        return at is None or self.first <= at <= self.last


@dataclass(slots=True)
class _Claim:
    """What one run may have printed: line number, server micros, and whether taken for its.

    Micros are None for a rest that only the flush pushed out: it is the run's in any case.
    """

    run_id: int
    begun: bool
    lines: deque[tuple[int, int | None, bool]]
    lost: bool = False
    span: _Span | None = None

    def may_have_printed(self, at: int | None) -> bool:
        return self.begun and (self.span is None or self.span.holds(at))


class OutputFeed:
    """Lines of one connection's server. ``run`` is the task that reads them.

    Args:
        keep: lines that are kept for whoever asks later.
        since: the server's epoch microseconds from which on lines count; 0 for all that it has,
            which are log until ``caught_up``.
    """

    def __init__(self, connection: Connection, *, keep: int = 20_000, since: int = 0) -> None:
        self._connection = connection
        self._listeners: list[LinesListener] = []
        self._taps: list[Callable[[LogRecord], None]] = []
        self._pending: list[OutputLine] = []
        self._timer: asyncio.TimerHandle | None = None
        self._claim: _Claim | None = None
        self._newest = since
        self.lines: deque[OutputLine] = deque(maxlen=keep)
        self.reading = asyncio.Event()
        self.caught_up = since > 0
        """Whether what was printed before this console came has all been replayed."""

    def listen(self, listener: LinesListener) -> Callable[[], None]:
        """Call ``listener`` with new lines in order, in batches; returns what ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener) if listener in self._listeners else None

    def tap(self, listener: Callable[[LogRecord], None]) -> Callable[[], None]:
        """Call ``listener`` with each raw record the moment it comes."""
        self._taps.append(listener)
        return lambda: self._taps.remove(listener) if listener in self._taps else None

    async def run(self) -> None:
        """Read until the stream ends. After a reconnect, what was missed is replayed."""
        self.reading.set()
        try:
            async for record in watch_logs(self._connection, since=self._newest):
                if isinstance(record, LogGap):
                    self._gap()
                else:
                    self._take(record)
        finally:
            self.reading.clear()

    def note(self, text: str, *, level: str = "NOTE") -> None:
        """Put a sentence of ours among the lines, where it belongs in time."""
        claim = self._claim
        self._emit(text, "note", level, 0, claim.run_id if claim else None)

    # -- attribution ---------------------------------------------------------------------

    def claim(self, run_id: int, *, begun: bool = False) -> None:
        """``run_id`` is sent; output is taken for its own once it has ``begun``."""
        self._claim = _Claim(run_id, begun, deque(maxlen=_RECONSIDERED))

    def began(self, micros: int) -> None:
        """The server has announced, at ``micros``, that the claimed run begins.

        The announcement may come a moment after the first lines (seen on a live server), which
        is why lines are held back for that moment and get their run here.
        """
        claim = self._claim
        if claim is None or claim.begun:
            return
        claim.begun = True
        first = micros - _SLACK_MICROS
        waiting = {line.number for line in self._pending}
        its = {n for n, at, _ in claim.lines if n in waiting and (at is None or at >= first)}
        self._give(claim, its)
        self.deliver()

    def _give(self, claim: _Claim, numbers: AbstractSet[int]) -> None:
        """Let lines that are still waiting be the claim's."""
        self._pending = [
            replace(line, run_id=claim.run_id) if line.number in numbers else line
            for line in self._pending
        ]
        claim.lines = deque(
            ((number, at, taken or number in numbers) for number, at, taken in claim.lines),
            maxlen=_RECONSIDERED,
        )

    def answered(self, start_nanos: int, end_nanos: int) -> None:
        """The claimed run has ended. From now on the server's own times (epoch nanoseconds) tell
        whose a line is, also one that comes only now."""
        claim = self._claim
        if claim is None:
            return
        claim.begun, claim.span = True, _Span.of_nanos(start_nanos, end_nanos)
        self._give(claim, self._waiting_within(claim, claim.span))
        self.deliver()

    def _waiting_within(self, claim: _Claim, span: _Span) -> set[int]:
        waiting = {line.number for line in self._pending}
        return {n for n, at, _ in claim.lines if n in waiting and span.holds(at)}

    def settle(self, start_nanos: int, end_nanos: int) -> Settlement:
        """End the claim, now that the server's own times (epoch nanoseconds) are known."""
        claim, self._claim = self._claim, None
        if claim is None:
            return Settlement()
        span = _Span.of_nanos(start_nanos, end_nanos)
        self._give(claim, self._waiting_within(claim, span))
        inside = [(number, taken, span.holds(at)) for number, at, taken in claim.lines]
        return Settlement(
            foreign=frozenset(number for number, taken, its in inside if taken and not its),
            adopted=frozenset(number for number, taken, its in inside if its and not taken),
            lost=claim.lost,
        )

    def abandon(self) -> bool:
        """End the claim without times; tells whether lines were lost meanwhile."""
        claim, self._claim = self._claim, None
        return claim is not None and claim.lost

    # -- intake --------------------------------------------------------------------------

    def _take(self, record: LogRecord) -> None:
        self._newest = max(self._newest, record.micros)
        for tap in tuple(self._taps):
            tap(record)
        text = record.message.rstrip("\n")
        flushed = record.is_output and text.endswith(FLUSH_MARK)
        if flushed:
            text = text[: -len(FLUSH_MARK)]
            if not text:
                return
        claim = self._claim
        # A rest that only the flush pushed out bears the flush's time, not the script's.
        micros = None if flushed else record.micros
        ours = record.is_output and claim is not None and claim.may_have_printed(micros)
        stream = _STREAMS.get(record.level, "log") if self.caught_up else "log"
        for part in _split(text):
            mark, shown = (stream == "stdout" and read_value_line(part)) or ("", part)
            line = self._emit(
                shown,
                "value" if mark else stream,
                record.level,
                record.micros,
                claim.run_id if claim and ours else None,
                mark,
            )
            if claim is not None and record.is_output:
                claim.lines.append((line.number, micros, ours))

    def _gap(self) -> None:
        if self._claim is not None:
            self._claim.lost = True
        self.note(
            "lines were lost here: more was printed than the server keeps for a reader",
            level="WARN",
        )

    def _emit(
        self,
        text: str,
        stream: str,
        level: str,
        micros: int,
        run_id: int | None,
        mark: str = "",
    ) -> OutputLine:
        number = next(_numbers)
        replayed = stream == "log" and not self.caught_up
        line = OutputLine(number, text, stream, level, micros, run_id, replayed, mark)
        self._pending.append(line)
        if self._timer is None:
            held = self._claim is not None and not self._claim.begun
            wait = _HOLD_SECONDS if held else _BATCH_SECONDS
            self._timer = asyncio.get_running_loop().call_later(wait, self.deliver)
        return line

    def deliver(self) -> None:
        """Hand over what is waiting, now."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        lines, self._pending = self._pending, []
        self.lines.extend(lines)
        if lines:
            for listener in tuple(self._listeners):
                listener(lines)


def _split(text: str) -> Iterable[str]:
    """A record's lines; what a carriage return overwrote is dropped, as a terminal would."""
    for part in text.split("\n"):
        kept = part.rstrip("\r")
        yield kept.rsplit("\r", 1)[-1]
