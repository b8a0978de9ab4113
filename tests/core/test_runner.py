"""Running scripts on a real server: output while it runs, attribution, errors, floods."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from dhconsole.core.echo import forgetting, is_value_name
from dhconsole.core.history import Background, History, Outcome, Recorder
from dhconsole.core.values import OutputLine, Run, RunResult, RunState
from dhconsole.core.workspace import Workspace
from dhconsole.errors import ArgumentError, ClosedError
from tests.gates import waits_for

pytestmark = pytest.mark.live


@contextlib.asynccontextmanager
async def workspace(server) -> AsyncIterator[tuple[Workspace, list[OutputLine]]]:
    space = Workspace(server.options)
    lines: list[OutputLine] = []
    space.feed.listen(lines.extend)
    await space.open()
    await asyncio.wait_for(space.feed.reading.wait(), 10)
    try:
        yield space, lines
    finally:
        await space.close()


def texts(lines: list[OutputLine], run_id: int, stream: str = "stdout") -> list[str]:
    """What was taken for the run's output when it came."""
    return [line.text for line in lines if line.run_id == run_id and line.stream == stream]


def settled(lines: list[OutputLine], result: RunResult, stream: str = "stdout") -> list[str]:
    """The run's output as it stands once the run has ended."""
    return [
        line.text
        for line in lines
        if line.stream == stream
        and (line.run_id == result.run_id or line.number in result.adopted)
        and line.number not in result.foreign
    ]


async def until(space: Workspace, condition: Callable[[], bool]) -> None:
    """Wait until output or a change of a run has made ``condition`` true."""
    changed = asyncio.Event()
    endings = [
        space.feed.listen(lambda lines: changed.set()),
        space.runner.listen(lambda run: changed.set()),
    ]
    async with asyncio.timeout(30):
        while not condition():
            changed.clear()
            await changed.wait()
    for end in endings:
        end()


async def test_output_comes_before_the_script_ends(server, tmp_path: Path) -> None:
    async with workspace(server) as (space, lines):
        gate = tmp_path / "go"
        code = f"print('one')\n{waits_for(gate)}print('two')"
        run = space.runner.submit(code)
        await until(space, lambda: texts(lines, run.id) == ["one"])
        assert run.state is RunState.RUNNING
        assert not run.result.done()
        gate.touch()
        result = await run.result
        assert result.ok
        assert settled(lines, result) == ["one", "two"]


async def test_tail_of_output_is_there_when_done_is_said(server) -> None:
    async with workspace(server) as (space, lines):
        for count in (1, 500):
            code = f"import sys\nfor i in range({count}): print('line', i)\n"
            code += "print('no newline', end='')\nprint('err', file=sys.stderr)"
            result = await space.runner.run(code)
            assert settled(lines, result)[-1] == "no newline"
            assert len(settled(lines, result)) == count + 1
            assert settled(lines, result, "stderr") == ["err"]


async def test_other_text_than_ascii(server) -> None:
    async with workspace(server) as (space, lines):
        result = await space.runner.run("x = 'ä€ 日本 😀'\nprint(x)\nraise ValueError('ü€')")
        assert settled(lines, result) == ["ä€ 日本 😀"]
        assert result.error is not None
        assert result.error.value == "ü€" and result.error.line == 3


async def test_code_that_no_encoding_can_say(server) -> None:
    async with workspace(server) as (space, lines):
        broken = await space.runner.run("x = 1\ny = '\udc80'\n")
        assert isinstance(broken.failure, ArgumentError)
        assert "line 2" in str(broken.failure)
        # The next script runs.
        result = await space.runner.run("print('still here')")
        assert settled(lines, result) == ["still here"]


async def test_characters_beyond_the_first_65536_in_an_error(server) -> None:
    async with workspace(server) as (space, _):
        result = await space.runner.run(r"raise ValueError('\U0001f600 as it was said')")
        assert result.error is not None
        assert result.error.value.startswith("😀 as it was sa")
        assert result.error.value.endswith("…")


async def test_changes_timings_and_error(server) -> None:
    async with workspace(server) as (space, _):
        code = "from deephaven import empty_table\nr_a = empty_table(1)\n\ndef f():\n    1 / 0\nf()"
        result = await space.runner.run(code)
        assert [field.name for field in result.created] == ["r_a"]
        assert result.error is not None and not result.ok
        assert result.error.kind == "ZeroDivisionError" and result.error.line == 5
        assert [frame.line for frame in result.error.frames] == [6, 5]
        assert "\tat " in result.error.java_trace
        assert "\tat " not in str(result.error) + result.error.python_trace
        assert result.server_seconds is not None
        assert 0 < result.server_seconds <= result.wall_seconds
        result = await space.runner.run("r_a = empty_table(2)")
        assert [field.name for field in result.updated] == ["r_a"]
        result = await space.runner.run("del r_a")
        assert [field.name for field in result.removed] == ["r_a"]


async def test_runs_queue_and_can_be_taken_back(server, tmp_path: Path) -> None:
    async with workspace(server) as (space, lines):
        gate = tmp_path / "go"
        background = Background(History(), face="tui")
        recorder = Recorder(background, server=lambda: "here")
        space.runner.listen(recorder.changed)
        first = space.runner.submit(waits_for(gate) + "print('first')")
        second = space.runner.submit("print('second')")
        third = space.runner.submit("print('third')")
        await until(space, lambda: first.state is RunState.RUNNING)
        assert second.state is RunState.QUEUED
        assert space.runner.stop_waiting(third) is True
        assert space.runner.stop_waiting(first) is False and not first.watched
        assert first in space.runner.active
        (entry,) = await background.call(lambda history: history.recent(9))
        assert (entry.text, entry.outcome) == (first.code.strip(), Outcome.LEFT)
        gate.touch()
        one, two = await asyncio.gather(first.result, second.result)
        assert settled(lines, one) == ["first"] and settled(lines, two) == ["second"]
        assert not texts(lines, third.id) and not (await third.result).ok
        assert not space.runner.active
        # The history has the answers that came after all, and nothing that was never sent.
        newest, oldest = await background.call(lambda history: history.recent(9))
        assert (newest.text, newest.outcome) == (second.code, Outcome.OK)
        assert (oldest.outcome, oldest.seconds) == (Outcome.OK, one.wall_seconds)
        background.close()


async def test_leaving_ends_here_what_goes_on_there(server, tmp_path: Path) -> None:
    gate = tmp_path / "go"
    async with workspace(server) as (other, lines):
        async with workspace(server) as (space, _):
            run = space.runner.submit(waits_for(gate) + "print('to the end')")
            queued = space.runner.submit("print('never sent')")
            await until(space, lambda: run.state is RunState.RUNNING)
        assert not space.runner.active
        for each, said in ((run, "goes on with it"), (queued, "was not sent")):
            failure = each.result.result().failure
            assert isinstance(failure, ClosedError) and said in str(failure)
        gate.touch()
        await until(other, lambda: any(line.text == "to the end" for line in lines))
        # What is asked next comes after whatever there was to run.
        await other.runner.run("pass")
        assert not any(line.text == "never sent" for line in lines)


async def test_output_of_another_session_is_not_taken_for_ours(server, tmp_path: Path) -> None:
    async with workspace(server) as (space, lines), workspace(server) as (other, _):
        gate = tmp_path / "go"
        theirs = other.runner.submit(f"print('theirs')\n{waits_for(gate)}print('theirs too')")
        await until(other, lambda: theirs.state is RunState.RUNNING)
        states: list[RunState] = []
        mine: list[Run] = []
        space.runner.listen(lambda run: states.append(run.state) if run in mine else None)
        mine.append(space.runner.submit("print('mine')"))
        await until(space, lambda: RunState.SENT in states)
        gate.touch()
        result = await mine[0].result
        assert settled(lines, result) == ["mine"]
        assert "theirs too" in [line.text for line in lines]


async def test_a_flood_is_told_and_does_not_kill_the_log(server) -> None:
    async with workspace(server) as (space, lines):
        result = await space.runner.run("for i in range(200_000): print('flood', i)")
        assert result.ok
        received = len(settled(lines, result))
        assert result.lost_lines or received == 200_000
        if result.lost_lines:
            assert any(line.stream == "note" and "lost" in line.text for line in lines)
        after = await space.runner.run("print('still here')")
        assert settled(lines, after) == ["still here"]


async def test_the_value_of_the_last_expression_is_shown(plain_server) -> None:
    async with workspace(plain_server) as (space, lines):

        async def run(code: str) -> tuple[RunResult, list[str]]:
            result = await space.runner.submit(code, echo=True).result
            return result, settled(lines, result, "value")

        result, value = await run("print('said')\n(6 *\n 7)  # of old")
        assert (value, settled(lines, result)) == (["42"], ["said"])
        assert (await run("'zwei\\n' + 'drei 😀'"))[1] == ["'zwei\\ndrei 😀'"]
        assert (await run("print('x')"))[1] == []
        assert (await run("[1, 2];"))[1] == []
        _, value = await run("type('Bad', (), {'__repr__': lambda self: 1 / 0})()")
        assert value == ["<Bad whose repr raises ZeroDivisionError>"]
        result, value = await run("x = 1\nx + undefined_name")
        assert (result.error.kind, result.error.line, value) == ("NameError", 2, [])
        result, value = await run("def f(:\n  pass")
        assert (result.error.kind, result.error.line) == ("SyntaxError", 1)


async def test_a_value_that_is_a_table_waits_in_a_variable_that_no_list_shows(plain_server) -> None:
    async with workspace(plain_server) as (space, lines):
        code = "from deephaven import empty_table\nempty_table(3).update('X = i')"
        result = await space.runner.submit(code, echo=True).result
        assert result.value is not None
        assert result.value.type == "Table"
        assert result.created == ()
        assert settled(lines, result, "value") == []
        await space.runner.run(forgetting(result.value.name))
        after = await space.runner.submit(f"{result.value.name!r} in globals()", echo=True).result
        assert settled(lines, after, "value") == ["False"]
        assert all(not is_value_name(each.field.name) for each in space.catalog.entries)
