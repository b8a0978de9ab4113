"""``wait``, ``watch --when``, ``tail``, ``publish``, ``fetch``, ``logs``: commands that stay."""

from __future__ import annotations

import json
import signal

import pyarrow as pa
import pytest

from tests.batch.shell import Shell

pytestmark = pytest.mark.live


def test_wait_for_a_table_that_is_made_later(shell: Shell) -> None:
    shell.good("run", "-c", "globals().pop('batch_later', None)")
    with shell.begin("wait", "batch_later", "--rows", "3", "--where", "N > 1") as process:
        shell.good("run", "-c", "batch_later = empty_table(4).update('N = i')")
        shell.good("run", "-c", "batch_later = batch_ticking.view('N')")
        assert process.wait(60) == 0
        assert process.stderr is not None
        assert b"batch_later has " in process.stderr.read()


def test_wait_no_longer(shell: Shell) -> None:
    assert shell.run("wait", "batch_none", "--timeout", "0.5").code == 5
    assert shell.run("wait", "batch_static", "--rows", "6", "--timeout", "0.5").code == 5
    ended = shell.run("wait", "batch_static", "--where", "Q > 5", "--timeout", "20")
    assert (ended.code, "Q" in ended.talk) == (1, True)
    assert shell.good("wait", "batch_static").talk == "batch_static has 5 rows\n"


def test_an_alarm(shell: Shell) -> None:
    words = ["--when", "N > 3", "--exec", "echo $DHCONSOLE_TABLE $DHCONSOLE_ROWS; exit 3"]
    ended = shell.run("watch", "batch_ticking", *words)
    assert ended.code == 10
    assert ended.text.startswith("batch_ticking ")
    assert "the command ended with 3" in ended.talk
    lasting = shell.run("watch", "batch_ticking", "--when", "N > 3", "--for", "0.3s")
    assert (lasting.code, "for 0.3s" in lasting.talk) == (10, True)
    none = shell.run("watch", "batch_static", "--when", "N > 7", "--timeout", "0.5")
    assert none.code == 5
    assert shell.run("watch", "batch_static", "--when", "N > 7", "--for", "soon").code == 1
    assert shell.run("watch", "batch_static", "--exec", "true").code == 2
    ended = shell.run("watch", "batch_static")
    assert (ended.code, "needs a terminal" in ended.talk) == (2, True)


def test_changes_as_json(shell: Shell) -> None:
    with shell.begin(
        "tail", "--changes", "batch_last", "--initial", "--interval", "100"
    ) as process:
        assert process.stdout is not None
        found = [json.loads(process.stdout.readline()) for _ in range(3)]
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 130
    assert [each["change"] for each in found] == ["added", "modified", "modified"]
    assert found[2]["before"] == found[1]["row"]
    assert found[2]["row"]["N"] > found[1]["row"]["N"]


def test_changes_as_arrow(shell: Shell) -> None:
    words = [
        "tail",
        "batch_ticking",
        "--changes",
        "--columns",
        "N",
        "-f",
        "arrows",
        "--interval",
        "100",
    ]
    with shell.begin(*words) as process:
        reader = pa.ipc.open_stream(process.stdout)
        batches = [reader.read_next_batch() for _ in range(2)]
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 130
    rows = pa.Table.from_batches(batches)
    assert set(rows["Change"].to_pylist()) == {"added"}
    numbers = rows["N"].to_pylist()
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def test_published_here_and_fetched_there(shell: Shell) -> None:
    assert shell.run("publish", "batch_static").code == 2
    with shell.begin("publish", "batch_static", "--hold", "--where", "N > 2") as process:
        assert process.stdout is not None
        ticket = process.stdout.readline().decode().strip()
        assert shell.good("get", ticket, "--columns", "N").lines[1:] == ["3", "4"]
        shell.good("fetch", ticket, "batch_fetched")
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 130
    assert shell.good("get", "batch_fetched", "--columns", "N").lines[1:] == ["3", "4"]
    ended = shell.run("get", ticket)
    # The server forgets what was shared at its next collection.
    assert ended.code == 1
    assert "is gone" in ended.talk or "nothing is shared" in ended.talk


def test_the_log(shell: Shell) -> None:
    shell.good("run", "-c", "print('a mark in the log')")
    # Half a second of silence is the end: a server that stalls so long is asked again.
    for _ in range(5):
        lines = shell.good("logs", "-l", "stdout").lines
        if marked := any(line.endswith("STDOUT a mark in the log") for line in lines):
            break
    assert marked
    for _ in range(5):
        found = {json.loads(line)["level"] for line in shell.good("logs", "--json").lines}
        if told := found >= {"INFO", "STDOUT"}:
            break
    assert told
    with shell.begin("logs", "-f", "-l", "STDOUT") as process:
        assert process.stdout is not None
        shell.good("run", "-c", "print('another mark')")
        while not process.stdout.readline().endswith(b"another mark\n"):
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 130
