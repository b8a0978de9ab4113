"""``dhconsole perf``: the server's own logs of time and memory, for people and for programs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.batch.shell import Shell
from tests.gates import waits_for

pytestmark = pytest.mark.live

PARTS = (
    "Memory and update cycles, the newest last",
    "Scripts and calls that took longest",
    "Operations that took longest, with those inside of them",
    "Tables whose updates took longest",
)


def test_for_people(shell: Shell) -> None:
    shell.good("run", "-c", "batch_costly = empty_table(100_000).update('X = ii').sort('X')")
    ended = shell.good("perf", "-n", "3")
    assert ended.talk == "" or "waiting" in ended.talk
    lines = ended.lines
    assert lines[0].startswith("Heap ") and lines[0].endswith("%")
    assert [line for line in lines if line in PARTS] == list(PARTS)
    at = lines.index(PARTS[1])
    assert lines[at + 1].split()[:3] == ["Query", "Start", "Seconds"]
    assert lines[at + 5 : at + 7] == ["", PARTS[2]]
    assert "\x1b" not in ended.text


def test_for_programs(shell: Shell) -> None:
    shell.good("run", "-c", "batch_costly = empty_table(100_000).update('X = ii').sort('X')")
    found = json.loads(shell.good("perf", "--json", "--rows", "1000").text)
    assert list(found) == ["heap", "cycles", "queries", "operations", "updates"]
    heap = found["heap"]
    assert 0 < heap["used"] <= heap["total"] <= heap["maximum"]
    sorts = [each for each in found["operations"] if each["Description"].startswith("sort(")]
    assert any(each["Rows"] == 100_000 for each in sorts)
    for part in ("queries", "operations", "updates"):
        seconds = [each["Seconds"] for each in found[part]]
        assert seconds == sorted(seconds, reverse=True)
    starts = [each["Start"] for each in found["cycles"]]
    assert starts == sorted(starts)


def test_nothing_stays_on_the_server(shell: Shell) -> None:
    shell.good("perf", "--json")
    assert "_dhconsole_" not in shell.good("tables", "--all").text


def test_the_heap_is_told_while_a_script_runs(shell: Shell, tmp_path: Path) -> None:
    go = tmp_path / "go"
    with shell.begin("run", "-c", f"print('runs', flush=True)\n{waits_for(go)}") as running:
        assert running.stdout is not None
        assert running.stdout.readline() == b"runs\n"
        with shell.begin("perf", "-n", "1") as process:
            assert process.stdout is not None and process.stderr is not None
            assert process.stdout.readline().startswith(b"Heap ")
            assert process.stderr.readline() == b"waiting: the server runs one script at a time\n"
            go.touch()
            assert b"Operations" in process.stdout.read()
            assert process.wait(60) == 0
        assert running.wait(60) == 0
