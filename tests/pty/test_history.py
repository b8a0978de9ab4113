"""What was run, in consoles on a real server: recorded, found, shared live, taken back, saved."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.pty.terminal import Terminal

pytestmark = [pytest.mark.live, pytest.mark.pty]

BLOCK = (
    "from deephaven import empty_table\nhist_t = empty_table(3).update('X = i')\nprint('made', 1)"
)


def ready(terminal: Terminal) -> None:
    terminal.wait("live")


def run(terminal: Terminal, code: str, done: str) -> None:
    """Replace the buffer by ``code`` and run it."""
    terminal.press("alt+a")
    terminal.paste(code)
    terminal.press("f5")
    terminal.wait(done)


def row_of(text: str, block: str) -> str:
    """The line of the list in which a block stands."""
    return next((line for line in text.split("\n") if block in line and "│" in line), "")


def shows(block: str, outcome: str) -> Callable[[str], bool]:
    return lambda text: re.search(rf"\b{outcome}\b.*{re.escape(block)}", text) is not None


def test_two_consoles_share_what_was_run(start, tmp_path: Path) -> None:
    with start(120, 40) as first, start(80, 24) as second:
        ready(first)
        ready(second)
        run(first, BLOCK, "made 1")
        run(first, "1 / 0", "ZeroDivisionError")
        run(first, "password = 'hunter2'\nprint('not', 'kept')", "not kept")
        first.wait("not kept in the history")

        second.press("f8")
        second.wait(shows("1 / 0", "failed"))
        second.wait(shows("from deephaven import empty_table", "ok"))
        assert "hunter2" not in second.text
        # What another console runs while the history is open comes into it.
        run(first, "live_now = 7", "live_now")
        second.wait(shows("live_now = 7", "ok"))
        second.press("escape")
        # A search, and the whole block in the preview.
        second.press("f8")
        second.wait("live_now = 7")
        second.type("EMPTY_table is:ok")
        second.wait(lambda text: "live_now" not in text and "1 block" in text)
        second.wait("print('made', 1)")
        assert "+2" in second.text and "made hist_t" in second.text
        second.press("enter")
        second.wait(lambda text: "Tab mark" not in text and "hist_t = empty_table" in text)
        second.press("f5")
        second.wait("made 1")
        first.press("f8")
        first.wait(lambda text: len(re.findall(r"ok .*from deephaven", text)) == 2)
    state = tmp_path / "state"
    with sqlite3.connect(state / "history.sqlite") as database:
        texts = [text for (text,) in database.execute("SELECT text FROM block ORDER BY id")]
    database.close()
    assert texts == [BLOCK, "1 / 0", "live_now = 7", BLOCK]
    assert not any(b"hunter2" in each.read_bytes() for each in state.glob("history*"))


def test_blocks_are_marked_saved_run_again_and_removed(start, tmp_path: Path) -> None:
    with start(160, 45) as terminal:
        ready(terminal)
        for number in range(1, 4):
            run(terminal, f"value_{number} = {number}\nprint('ran', {number})", f"ran {number}")
        typed = "typed_and_not_run = 5"
        terminal.press("alt+a")
        terminal.paste(typed)
        terminal.press("f8")
        terminal.wait("3 blocks")
        # The second and the third newest are marked and saved, the oldest first.
        terminal.press("down", "tab", "tab")
        terminal.wait("2 marked, 3 blocks")
        terminal.press("ctrl+s")
        terminal.wait("Save to a file")
        target = tmp_path / "saved.py"
        target.write_text("precious")
        terminal.type(f"{target}\n")
        terminal.wait("Enter again replaces it")
        assert target.read_text() == "precious"
        terminal.press("enter")
        terminal.wait("2 blocks saved to")
        lines = target.read_text().split("\n")
        assert lines[1:3] == ["value_1 = 1", "print('ran', 1)"]
        assert lines[5:] == ["value_2 = 2", "print('ran', 2)", ""]
        assert all(re.match(r"# \d{4}-.*, ok, ", lines[each]) for each in (0, 4))
        # Both are run again, in the order in which they first ran; no buffer has changed.
        terminal.press("f5")
        again = r"run 4  from the history.*ran 1.*run 5  from the history.*ran 2.*✓"
        terminal.wait(lambda text: re.search(again, text, re.DOTALL) is not None)
        assert typed in terminal.text
        terminal.press("f8")
        terminal.wait("5 blocks")
        terminal.type("value_2")
        terminal.wait("2 blocks")
        terminal.press("tab", "tab", "delete")
        terminal.wait("Remove from the history?")
        terminal.press("y")
        terminal.wait("nothing fits")
        terminal.press("ctrl+u")
        terminal.wait("3 blocks")
        # A burst of keys acts in order: the block is the one that the words name.
        terminal.press("value_3", "ctrl+n")
        terminal.wait(lambda text: "new buffer" not in text and "value_3 = 3" in text)
        assert "scratch 2" in terminal.text
        terminal.press("f5")
        terminal.wait(lambda text: re.search(r"run 6  .*ran 3", text, re.DOTALL) is not None)
