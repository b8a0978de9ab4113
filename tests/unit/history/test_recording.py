"""A runner's runs come into the history as they go."""

from __future__ import annotations

import asyncio
from pathlib import Path

from dhconsole.client.options import ConnectOptions
from dhconsole.core.history import Background, Entry, History, Outcome, Recorder, secrets_of
from dhconsole.core.values import Run, RunResult, RunState
from dhconsole.errors import DHError, LostError, ScriptError

FAILED = ScriptError("ValueError", "x")


def a_run(id_: int, code: str) -> Run:
    return Run(id_, code, asyncio.get_running_loop().create_future())


async def recorded(background: Background) -> list[Entry]:
    return await background.call(lambda history: history.recent(10))


async def test_runs_are_recorded_once_they_are_sent(tmp_path: Path) -> None:
    background = Background(History(tmp_path / "history.sqlite"), face="tui")
    recorder = Recorder(background, server=lambda: "prod")
    ends = [
        ("a = 1", RunResult(1, "", wall_seconds=0.5), Outcome.OK, 0.5),
        ("b = 1", RunResult(2, "", error=FAILED, wall_seconds=0.1), Outcome.FAILED, 0.1),
        ("c = 1", RunResult(3, "", failure=LostError("gone")), Outcome.LOST, None),
        ("d = 1", RunResult(4, "", failure=DHError("no console")), Outcome.FAILED, None),
    ]
    for number, (code, result, outcome, seconds) in enumerate(ends):
        run = a_run(number, code)
        recorder.changed(run)
        run.state = RunState.SENT
        recorder.changed(run)
        (newest, *_) = await recorded(background)
        assert (newest.text, newest.outcome, newest.server) == (code, Outcome.RUNNING, "prod")
        run.state = RunState.DONE
        run.result.set_result(result)
        recorder.changed(run)
        (newest, *_) = await recorded(background)
        assert (newest.outcome, newest.seconds) == (outcome, seconds)
    background.close()


async def test_what_was_taken_back_unsent_never_ran(tmp_path: Path) -> None:
    background = Background(History(tmp_path / "history.sqlite"), face="tui")
    recorder = Recorder(background, server=lambda: "prod")
    run = a_run(1, "a = 1")
    recorder.changed(run)
    run.state = RunState.DONE
    run.result.set_result(RunResult(1, "", failure=DHError("taken back unsent")))
    recorder.changed(run)
    assert await recorded(background) == []
    background.close()


async def test_a_run_that_is_not_waited_for_is_left_until_its_answer(tmp_path: Path) -> None:
    background = Background(History(tmp_path / "history.sqlite"), face="tui")
    recorder = Recorder(background, server=lambda: "prod")
    left, going = a_run(1, "a = 1"), a_run(2, "b = 1")
    for run in (left, going):
        run.state = RunState.SENT
        recorder.changed(run)
    left.watched = False
    recorder.changed(left)
    assert [each.outcome for each in await recorded(background)] == [Outcome.RUNNING, Outcome.LEFT]
    left.state = RunState.DONE
    left.result.set_result(RunResult(1, "", wall_seconds=9.0))
    recorder.changed(left)
    recorder.close()
    assert [each.outcome for each in await recorded(background)] == [Outcome.LEFT, Outcome.OK]
    background.close()


def test_what_a_connection_logs_in_with() -> None:
    options = ConnectOptions(
        auth_token="me:correct horse",
        extra_headers=(("x-team", "trading"), ("x-api-key", b"abcdef"), ("cookie", "id=12345")),
    )
    assert secrets_of(options) == ("me:correct horse", "abcdef", "abcdef", "id=12345", "id=12345")
    assert secrets_of(ConnectOptions()) == ()
