"""Batch commands as a person at a terminal sees them."""

from __future__ import annotations

import re
import signal
import sys
from collections.abc import Callable

import pytest

from dhconsole.client import Session
from tests.pty.terminal import Terminal

pytestmark = [pytest.mark.live, pytest.mark.pty]

SCRIPT = r"""
from deephaven import empty_table, time_table
watched = time_table("PT0.1s").update(["N = ii"]).tail(3)
hostile = empty_table(2).update("S = `\u001b]52;c;eA==\u0007red` + i")
"""


@pytest.fixture
def batch(plain_server) -> Callable[..., Terminal]:
    port = plain_server.options.port
    with Session(port=port) as session:
        session.run_script(SCRIPT)

    def make(*words: str) -> Terminal:
        command = [sys.executable, "-m", "dhconsole", *words]
        return Terminal(command, env={"DH_URL": f"dh://127.0.0.1:{port}"})

    return make


def numbers(text: str) -> list[int]:
    return [int(found) for found in re.findall(r"\d+:\d+\.\d+ +(\d+)", text)]


def test_a_table_is_watched_in_place(batch) -> None:
    with batch("watch", "watched") as terminal:
        first = numbers(terminal.wait(lambda text: len(numbers(text)) == 3))
        assert "[live]" in terminal.wait("3 of 3 rows")
        # The frame is written line by line: it is whole when its numbers follow each other.
        terminal.wait(
            lambda text: (now := numbers(text)) > first and now == [*range(now[0], now[0] + 3)]
        )
        assert terminal.text.count("Timestamp") == 1
        terminal.process.send_signal(signal.SIGINT)  # the pty controls no process group
        assert terminal.wait_end() == 130
        assert "[live]" in terminal.text, "the last frame stays"


def test_what_a_server_sends_is_harmless(batch) -> None:
    for words in (("get", "hostile"), ("head", "hostile"), ("get", "hostile", "-f", "jsonl")):
        with batch(*words) as terminal:
            assert terminal.wait_end() == 0
            assert b"\x1b]52" not in terminal.raw
            assert "red1" in terminal.text
    code = r"print('\x1b]52;c;eA==\x07 printed')"
    with batch("run", "-c", code) as terminal:
        assert terminal.wait_end() == 0
        assert b"\x1b]52" not in terminal.raw
        assert "printed" in terminal.text


def test_bytes_are_not_for_a_terminal(batch) -> None:
    with batch("get", "hostile", "-f", "parquet") as terminal:
        assert terminal.wait_end() == 2
        assert "not for a terminal" in terminal.text


def test_progress_is_shown_to_a_person(batch, tmp_path) -> None:
    file = tmp_path / "rows.csv"
    with batch("get", "hostile", "-o", str(file)) as terminal:
        assert terminal.wait_end() == 0
        assert "100%" in terminal.text
        assert "2 rows" in terminal.text
    for words in (("-f", "csv"), ("-f", "parquet")):
        kept = tmp_path / f"rows.{words[1]}"
        with batch("get", "hostile", *words, "-o", str(kept)) as terminal:
            assert terminal.wait_end() == 0
        with batch("put", "progress", str(kept), "--replace") as terminal:
            assert terminal.wait_end() == 0
            assert "100%" in terminal.text
            assert "2 rows in progress" in terminal.text
