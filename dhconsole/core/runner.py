"""Running scripts: one at a time, with their output, honestly.

Owns the queue of runs of one console. Facts that shape it (live 42.7 server): the server runs
one script at a time for everyone and cannot cancel one; output arrives on the log stream up to
a poll interval after the answer; text without a newline is held back until some later newline.
So after each answer the runner runs a second, tiny command that prints a record separator on
both streams: it pushes out a held-back rest, and once it has come back nothing of the script's
output is still under way. When another user's script is in between, the runner does not wait
for that one: it takes the output for complete once the stream has been silent for longer than
the server's poll interval.
"""

from __future__ import annotations

import asyncio
import itertools
import secrets
import time
from collections.abc import Callable

from dhconsole.client.console import Console, Execution, wire_code
from dhconsole.client.logs import OUTPUT_LEVELS, LogRecord
from dhconsole.client.values import FieldInfo
from dhconsole.core.echo import echoed, is_value_name
from dhconsole.core.output import FLUSH_MARK, OutputFeed, Settlement
from dhconsole.core.values import Run, RunResult, RunState
from dhconsole.errors import ArgumentError, ClosedError, DHError
from dhconsole.text.traceback import parse_script_error

FLUSH_CODE = (
    f"[print({FLUSH_MARK!r}, file=s, flush=True) for s in "
    "(__import__('sys').stdout, __import__('sys').stderr)] and None"
)
_EVALUATING = "Evaluating command: "
_COMPARED = 200
_SLACK_MICROS = 1_000
_SILENCE_SECONDS = 0.15
_FLUSH_SECONDS = 1.0
_STALL_SECONDS = 5.0
"""A server that neither ends the flush nor begins another's script is only slow."""


RunListener = Callable[[Run], None]

_AFTERWARDS = {
    RunState.QUEUED: "It was not sent.",
    RunState.SENT: "A server that stays may run it all the same.",
    RunState.RUNNING: "A server that stays goes on with it.",
}
"""What becomes of a run when nobody can be told of its end any more, by where it stands."""

_ids = itertools.count(1)
"""Of all runners: what a face shows outlives the server that it ran on."""


class Runner:
    """Runs scripts through ``console``, output through ``feed``. One loop, no threads."""

    def __init__(self, console: Console, feed: OutputFeed) -> None:
        self._console = console
        self._feed = feed
        self._queue: asyncio.Queue[Run] = asyncio.Queue()
        self._listeners: list[RunListener] = []
        self._token = secrets.token_hex(4)
        self.runs: dict[int, Run] = {}

    def listen(self, listener: RunListener) -> Callable[[], None]:
        """Call ``listener`` at each change of a run's state; returns what ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener) if listener in self._listeners else None

    def submit(self, code: str, *, context: object = None, echo: bool = False) -> Run:
        """Queue ``code``.

        Args:
            context: the face's own note on where it came from.
            echo: whether to show the value of its last expression.
        """
        future: asyncio.Future[RunResult] = asyncio.get_running_loop().create_future()
        id_ = next(_ids)
        mark = f"{self._token}{id_}"
        value = echoed(code, self._token, mark, self._console.session_type) if echo else None
        run = Run(id_, code, future, context=context, echo=value)
        self.runs[run.id] = run
        self._queue.put_nowait(run)
        self._tell(run)
        return run

    async def run(self, code: str) -> RunResult:
        """Queue ``code`` and wait for its end. The serving task must be running."""
        return await asyncio.shield(self.submit(code).result)

    def stop_waiting(self, run: Run) -> bool:
        """The user does not wait any more.

        A run that was not yet sent is taken back, and True is returned. The server cannot
        cancel one that was: it stays listed until its answer comes.
        """
        if run.state is RunState.QUEUED:
            self._end(run, RunResult(run.id, run.code, failure=DHError("taken back unsent")))
            return True
        run.watched = False
        self._tell(run)
        return False

    @property
    def active(self) -> tuple[Run, ...]:
        """Runs that have not ended, oldest first."""
        return tuple(self.runs.values())

    async def serve(self) -> None:
        """Run what is submitted, for as long as this task lives."""
        generation = self._console.generation if self._feed.caught_up else 0
        await _within(self._feed.reading, _FLUSH_SECONDS)
        while True:
            if generation != self._console.generation and self._feed.reading.is_set():
                # The log replays what was printed before; the run's own lines come after that.
                generation = self._console.generation
                await self._flush(0)
                self._feed.caught_up = True
            run = await self._queue.get()
            if run.state is RunState.QUEUED:
                await self._serve_one(run)

    def close(self) -> None:
        """Nobody waits for answers any more: every run that has not ended ends with ClosedError.
        To be called once the serving task has ended."""
        lost = self._feed.abandon()
        self._feed.deliver()
        for run in self.active:
            sent = run.state is not RunState.QUEUED
            failure = ClosedError("the connection was closed", hint=_AFTERWARDS[run.state])
            wall = run.elapsed()
            self._end(
                run,
                RunResult(
                    run.id, run.code, failure=failure, wall_seconds=wall, lost_lines=sent and lost
                ),
            )

    async def _serve_one(self, run: Run) -> None:
        sent = run.code if run.echo is None else run.echo.sent
        try:
            start = _evaluation_text(sent, self._console.session_type)
        except ArgumentError as exc:  # code that cannot travel
            self._end(run, RunResult(run.id, run.code, failure=exc))
            return
        run.sent_at = time.monotonic()
        self._enter(run, RunState.SENT)
        self._feed.claim(run.id, begun=self._console.session_type != "python")

        def tap(record: LogRecord) -> None:
            if run.state is RunState.SENT and start in record.message:
                self._feed.began(record.micros)
                self._enter(run, RunState.RUNNING)

        untap = self._feed.tap(tap)
        try:
            execution = await self._console.execute(sent)
        except DHError as exc:
            lost = self._feed.abandon()
            wall = run.elapsed()
            self._end(
                run,
                RunResult(run.id, run.code, failure=exc, wall_seconds=wall, lost_lines=lost),
            )
            return
        finally:
            untap()
        wall = run.elapsed()
        self._feed.answered(execution.start_nanos, execution.end_nanos)
        self._enter(run, RunState.FLUSHING)
        try:
            await self._flush(execution.end_nanos // 1_000)
        finally:  # also when the console is closed meanwhile: it has ended, and how is known
            settlement = self._feed.settle(execution.start_nanos, execution.end_nanos)
            self._feed.deliver()
            self._end(run, _result(run, execution, wall, settlement))

    async def _flush(self, ended: int) -> None:
        """Wait until nothing that the script printed can still be under way.

        Args:
            ended: when the script did, in microseconds of the server's clock. On a slow line its
                own announcement may come only now.
        """
        if not self._feed.reading.is_set():
            return
        marks: dict[str, int] = {}
        heard, between = asyncio.Event(), asyncio.Event()

        def tap(record: LogRecord) -> None:
            others = FLUSH_CODE not in record.message and record.micros > ended
            if record.message.startswith(_EVALUATING) and others:
                between.set()
                heard.set()
            if record.is_output:
                if record.message.rstrip("\n").endswith(FLUSH_MARK):
                    marks[record.level] = record.micros
                heard.set()

        untap = self._feed.tap(tap)
        command = asyncio.ensure_future(self._console.execute(FLUSH_CODE))

        def complete() -> bool:
            if not command.done() or command.exception() is not None:
                return False
            began = command.result().start_nanos // 1_000 - _SLACK_MICROS
            return sum(at >= began for at in marks.values()) == len(OUTPUT_LEVELS)

        def patience() -> float:
            if command.done():
                return _FLUSH_SECONDS
            return _SILENCE_SECONDS if between.is_set() else _STALL_SECONDS

        try:
            async with asyncio.timeout(_FLUSH_SECONDS):
                await asyncio.shield(command)
                while not complete():
                    heard.clear()
                    await heard.wait()
        except TimeoutError:
            # Once the flush is back, what it printed is on the stream, behind much else.
            while not complete() and await _within(heard, patience()):
                heard.clear()
        except DHError:
            return  # the connection went with the flush; the script's own answer is here
        finally:
            untap()
            command.add_done_callback(_forget)

    def _enter(self, run: Run, state: RunState) -> None:
        run.state = state
        self._tell(run)

    def _end(self, run: Run, result: RunResult) -> None:
        self.runs.pop(run.id, None)
        run.state = RunState.DONE
        if not run.result.done():
            run.result.set_result(result)
        self._tell(run)

    def _tell(self, run: Run) -> None:
        for listener in tuple(self._listeners):
            listener(run)


def _evaluation_text(code: str, session_type: str) -> str:
    """How the server's own log announces that it begins with ``code``.

    Only as far as the text is ASCII: the log does not keep other characters.
    """
    sent = wire_code(code, session_type)
    ascii_part = sent.encode("ascii", "replace").decode().split("?", 1)[0]
    return _EVALUATING + ascii_part[:_COMPARED]


def _result(run: Run, execution: Execution, wall: float, settlement: Settlement) -> RunResult:
    text = execution.error_text
    changes = execution.changes
    values = [each for each in changes.created + changes.updated if is_value_name(each.name)]
    return RunResult(
        run_id=run.id,
        code=run.code,
        created=_made_by_user(changes.created),
        updated=_made_by_user(changes.updated),
        removed=_made_by_user(changes.removed),
        error=parse_script_error(text, run.code) if text else None,
        wall_seconds=wall,
        server_seconds=execution.server_seconds,
        lost_lines=settlement.lost,
        foreign=settlement.foreign,
        adopted=settlement.adopted,
        mark=run.echo.mark if run.echo is not None else "",
        value=values[0] if values and run.echo is not None and not text else None,
    )


def _made_by_user(fields: tuple[FieldInfo, ...]) -> tuple[FieldInfo, ...]:
    return tuple(each for each in fields if not is_value_name(each.name))


async def _within(event: asyncio.Event, seconds: float) -> bool:
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return False
    return True


def _forget(task: asyncio.Future[Execution]) -> None:
    """The answer to a late flush is of no interest, nor is that it was lost."""
    if not task.cancelled():
        task.exception()
