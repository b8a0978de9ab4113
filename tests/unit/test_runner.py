"""Runs on one server after another, and runs whose answer nobody can be told.

The consoles answer when the test says so, on a feed that the test fills.
"""

from __future__ import annotations

import asyncio
from typing import Any, cast

import pytest

from dhconsole.client.connection import Connection
from dhconsole.client.console import Console, Execution
from dhconsole.client.logs import LogRecord
from dhconsole.client.values import FieldsChange
from dhconsole.core.history import Background, History, Outcome, Recorder
from dhconsole.core.output import OutputFeed
from dhconsole.core.runner import FLUSH_CODE, Runner
from dhconsole.core.tasks import spawn
from dhconsole.core.values import Run, RunResult, RunState
from dhconsole.errors import ClosedError, LostError
from dhconsole.tui.controllers.scripts import RunContext
from dhconsole.tui.widgets.output.document import OutputDocument

ANSWER = Execution(FieldsChange(), "", 1_000_000_000, 2_000_000_000)
INSIDE, OUTSIDE = 1_500_000, 5_000_000
"""Microseconds at which its script ran, and at which it did not."""


class Server:
    """A console, its output and what runs on it.

    Args:
        flushes: whether a flush waits for an answer; else the connection goes with it.
    """

    session_type, generation = "python", 1

    def __init__(self, *, flushes: bool = False) -> None:
        self.feed = OutputFeed(cast(Connection, None), since=1)
        self.feed.reading.set()
        self.runner = Runner(cast(Console, cast(Any, self)), self.feed)
        self.asked: asyncio.Queue[str] = asyncio.Queue()
        self.answer = asyncio.Event()
        self._flushes = flushes
        self._serving = spawn(self.runner.serve())

    async def execute(self, code: str) -> Execution:
        if code == FLUSH_CODE and not self._flushes:
            raise LostError("it went")
        self.asked.put_nowait(code)
        if code == FLUSH_CODE:
            await asyncio.Event().wait()
        await self.answer.wait()
        return ANSWER

    def prints(self, text: str, micros: int) -> None:
        self.feed._take(LogRecord(micros, "STDOUT", f"{text}\n"))

    async def begins(self, run: Run) -> None:
        """Take the run, and announce it as the server's log does."""
        assert await asyncio.wait_for(self.asked.get(), 30) == run.code
        self.feed._take(LogRecord(INSIDE, "INFO", f"Evaluating command: {run.code}"))

    async def close(self) -> None:
        """As ``Workspace.close``."""
        self._serving.cancel()
        await asyncio.gather(self._serving, return_exceptions=True)
        self.runner.close()


class Shown:
    """What the output pane makes of one server after another."""

    def __init__(self) -> None:
        self.document = OutputDocument()

    def attach(self, server: Server) -> None:
        server.feed.listen(self.document.add)
        server.runner.listen(self._changed)

    def _changed(self, run: Run) -> None:
        self.document.change(run, "now")
        if run.state is RunState.DONE:
            self.document.end(run.result.result(), "a.py", 1, "now")

    @property
    def texts(self) -> list[str]:
        return list(self.document.texts())


async def test_what_the_next_server_prints_stands_behind_what_the_one_before_did() -> None:
    shown, ids = Shown(), []
    for name in ("first", "second"):
        server = Server()
        shown.attach(server)
        server.feed.note(f"connected to the {name}")
        server.prints(f"{name}: somebody's", OUTSIDE)
        server.feed.deliver()
        run = server.runner.submit(name, context=RunContext("a", "a.py", 1, 1))
        await server.begins(run)
        server.prints(f"{name}: its", INSIDE)
        server.answer.set()
        assert (await asyncio.wait_for(run.result, 30)).ok
        if name == "second":  # only the end told whose this was
            early = server.feed.lines[1].number
            result = RunResult(run.id, name, wall_seconds=1.0, adopted=frozenset({early}))
            shown.document.end(result, "a.py", 1, "now")
        await server.close()
        ids.append(run.id)
    assert [each for each in shown.texts if not each.startswith(("Evaluating", "✓"))] == [
        "connected to the first",
        "first: somebody's",
        f"run {ids[0]}  a.py  now",
        "first: its",
        "connected to the second",
        f"run {ids[1]}  a.py  now",
        "second: somebody's",
        "second: its",
    ]


async def test_runs_that_go_on_without_us_end_here_and_say_so() -> None:
    shown, server = Shown(), Server()
    shown.attach(server)
    background = Background(History(), face="tui")
    server.runner.listen(Recorder(background, server=lambda: "here").changed)
    running, queued = server.runner.submit("running"), server.runner.submit("queued")
    await server.begins(running)
    server.prints("so far", INSIDE)
    await server.close()
    assert running.result.done() and queued.result.done() and not server.runner.active
    for run in (running, queued):
        assert isinstance(run.result.result().failure, ClosedError)
    assert not shown.document.active_runs()
    text = "\n".join(shown.texts)
    assert "so far\n✗ no answer: the connection was closed. A server that stays goes on" in text
    assert "– the connection was closed. It was not sent." in text
    (entry,) = await background.call(lambda history: history.recent(9))
    assert (entry.text, entry.outcome, entry.seconds) == ("running", Outcome.LEFT, None)
    background.close()


async def test_a_run_that_has_its_answer_keeps_it_though_its_last_output_is_not_waited_for() -> (
    None
):
    server = Server(flushes=True)
    run = server.runner.submit("answered")
    await server.begins(run)
    server.answer.set()
    assert await asyncio.wait_for(server.asked.get(), 30) == FLUSH_CODE
    await server.close()
    result = run.result.result()
    assert (result.ok, result.server_seconds) == (True, 1.0)


async def test_what_comes_behind_the_answer_is_attributed_by_the_servers_times() -> None:
    """On a slow line the answer overtakes the announcement, the output, or both."""
    server = Server(flushes=True)
    run = server.runner.submit("x")
    assert await asyncio.wait_for(server.asked.get(), 30) == "x"
    server.prints("early", INSIDE)
    server.answer.set()
    assert await asyncio.wait_for(server.asked.get(), 30) == FLUSH_CODE
    server.feed._take(LogRecord(INSIDE, "INFO", "Evaluating command: x"))
    server.prints("late", INSIDE)
    server.prints("somebody's", OUTSIDE)
    server.feed.deliver()
    assert [(line.text, line.run_id) for line in server.feed.lines if line.stream == "stdout"] == [
        ("early", run.id),
        ("late", run.id),
        ("somebody's", None),
    ]
    await server.close()
    result = run.result.result()
    assert (result.adopted, result.foreign) == (frozenset(), frozenset())


async def test_a_slow_flush_is_waited_for_unless_anothers_script_is_between(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, seconds in (("FLUSH", 0.01), ("SILENCE", 0.01), ("STALL", 60.0)):
        monkeypatch.setattr(f"dhconsole.core.runner._{name}_SECONDS", seconds)
    server = Server(flushes=True)
    run = server.runner.submit("x")
    await server.begins(run)
    server.answer.set()
    assert await asyncio.wait_for(server.asked.get(), 30) == FLUSH_CODE
    server.feed._take(LogRecord(OUTSIDE, "INFO", f"Evaluating command: {FLUSH_CODE}"))
    server.feed._take(LogRecord(INSIDE, "INFO", "Evaluating command: x"))
    ended, _ = await asyncio.wait({run.result}, timeout=0.3)
    assert not ended, "it is the flush itself that has begun, and the script that has ended"
    server.feed._take(LogRecord(OUTSIDE, "INFO", "Evaluating command: another's"))
    await asyncio.wait_for(run.result, 30)
    await server.close()
