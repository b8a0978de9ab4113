"""The main job as a person does it: keys in, a picture out, against a real server."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dhconsole.client import Session
from tests.gates import waits_for
from tests.pty.terminal import Terminal

pytestmark = [pytest.mark.live, pytest.mark.pty]

SIZES = [(80, 24), (200, 60)]


def ticks(terminal: Terminal, pattern: str) -> None:
    """Wait until what ``pattern`` finds on the screen has changed twice."""
    seen: set[str] = set()

    def changed(text: str) -> bool:
        seen.update(re.findall(pattern, text))
        return len(seen) > 2

    terminal.wait(changed)


@pytest.mark.parametrize(("columns", "rows"), SIZES)
def test_type_run_see_open_watch_jump(
    start, columns: int, rows: int, tmp_path: Path, plain_server
) -> None:
    gate = tmp_path / "go"
    name = f"p_tick{columns}"
    with start(columns, rows) as terminal:
        terminal.wait("live")
        terminal.type(
            "print('first line')\n"
            f"{waits_for(gate)}"
            "from deephaven import time_table\n"
            f"{name} = time_table('PT0.1s').update('Beat = ii').tail(1)\n"
            "1 / 0\n"
        )
        terminal.press("f5")
        # The script waits for us: its output is here though it has not ended.
        terminal.wait("first line")
        terminal.wait(lambda text: "run 1" in text)
        assert "ZeroDivisionError" not in terminal.text
        gate.touch()
        terminal.wait("ZeroDivisionError")
        terminal.wait(lambda text: any(name in line[:36] for line in text.split("\n")[1:]))
        terminal.press("f2")
        terminal.wait("Open a table")
        terminal.type(name)
        terminal.press("enter")
        terminal.wait("[live]")
        ticks(terminal, r"20\d\d-\d\d-\d\d \d\d:\d\d:\d\d\.\d+")
        # The error jumps to its line: output pane, up to the error, Enter.
        terminal.press("f6")
        terminal.wait("To the line")
        terminal.press("/")
        terminal.wait("search")
        terminal.type("ZeroDivision")
        terminal.wait("1 of")
        terminal.press("enter")  # ends the search, on its match
        terminal.wait(lambda text: "To the line" in text)
        terminal.press_until("enter", lambda text: "To the line" not in text)
        terminal.type("# ")
        terminal.wait("# 1 / 0")
        assert "Traceback (most recent call last)" not in terminal.text.split("Code")[0]


def test_unsaved_text_survives_a_kill(start) -> None:
    with start(80, 24) as terminal:
        terminal.wait("live")
        terminal.type("precious = 42")
        terminal.wait("precious = 42")
        terminal.wait(lambda text: _draft_written(terminal))
    with start(80, 24) as terminal:
        terminal.wait("precious = 42")


def _draft_written(terminal: Terminal) -> bool:
    # A hidden file is one that has not got its name yet: the draft exists when it has.
    state = Path(terminal.env["DHCONSOLE_STATE_DIR"])
    drafts = [path for path in state.rglob("[!.]*") if path.is_file()]
    return any("precious = 42" in path.read_text() for path in drafts)


def test_an_editor_gives_back_what_was_typed_in_it(start, tmp_path: Path) -> None:
    """F4, twice: what the editor wrote is in the pane, keys work after it, and Ctrl+Q ends."""
    editor = tmp_path / "editor"
    editor.write_text("#!/bin/sh\nprintf 'edited = %s\\n' here >> \"$1\"\n")
    editor.chmod(0o700)
    with start(80, 24, EDITOR=str(editor), VISUAL="") as terminal:
        terminal.wait("live")
        terminal.type("before = 1")
        terminal.wait("before = 1")
        terminal.press("f4")
        terminal.wait("edited = here")
        terminal.press("ctrl+end")
        terminal.type("after = 2")
        terminal.wait("after = 2")
        terminal.press("f4")
        terminal.wait(lambda text: text.count("edited = here") == 2 and "after = 2" in text)
        terminal.press("ctrl+q")
        assert terminal.wait_end() == 0


def test_billion_rows_by_keys(start, plain_server) -> None:
    with Session(port=plain_server.options.port) as session:
        session.run_script(
            "from deephaven import empty_table\n"
            "p_big = empty_table(1_000_000_000).update_view(['A = ii', 'S = `row` + ii'])"
        )
    with start(120, 32) as terminal:
        terminal.wait("p_big")
        terminal.press("f2")
        terminal.wait("Open a table")
        terminal.type("p_big")
        terminal.press("enter")
        terminal.wait("row0")
        terminal.press("ctrl+g")
        terminal.wait("Go to row")
        terminal.type("no row")
        terminal.press("enter")
        terminal.wait("Type a row number")
        terminal.press("ctrl+u")
        terminal.wait(lambda text: "no row" not in text)
        terminal.type("500000001")
        terminal.press("enter")
        terminal.wait("row500000000")
        terminal.press("G")
        terminal.wait("row999999999")
        terminal.press("g")
        terminal.wait("row0")


def test_what_ticks_cell_by_cell_is_what_a_full_repaint_shows(start, plain_server) -> None:
    """Single cells go to the terminal past the compositor; the picture must stay the same."""
    with Session(port=plain_server.options.port) as session:
        session.run_script(
            "from deephaven import empty_table, time_table\n"
            "_beat = time_table('PT0.1s').update('N = ii').last_by()\n"
            "p_cells = empty_table(30).update('K = i').natural_join(_beat, []).update("
            "[f'V{j} = (N + K * 12 + {j}) / 50' for j in range(12)]"
            " + ['S = N % 7 == K % 7 ? `日本` + N : null']).drop_columns(['N', 'Timestamp'])"
        )
    with start(160, 40) as terminal:
        terminal.wait("p_cells")
        terminal.press("f2")
        terminal.type("p_cells")
        terminal.press("enter")
        terminal.wait("[live]")
        terminal.press("f10")
        terminal.wait(lambda text: "Objects" not in text)
        ticks(terminal, r"日本(\d+)")
        terminal.press("p")
        terminal.wait("paused")
        terminal.wait(lambda text: not re.search("[▲▼•]", text))
        before = terminal.lines[3:38]
        terminal.resize(160, 41)
        terminal.resize(160, 40)
        terminal.press("escape")  # out of the zoom and back: everything is drawn anew
        terminal.wait("Objects")
        terminal.press("f10")
        terminal.wait(lambda text: "Objects" not in text and terminal.lines[3:38] == before)


def test_a_followed_table_shows_its_last_rows(start, plain_server) -> None:
    with Session(port=plain_server.options.port) as session:
        session.run_script(
            "from deephaven import time_table\n"
            "p_follow = time_table('PT0.05s').update(['N = ii', 'S = `row` + ii'])"
        )
    with start(80, 24) as terminal:
        terminal.wait("live")
        terminal.press("f2")
        terminal.wait("Open a table")
        terminal.type("p_follow")
        terminal.wait(lambda text: "p_follow" in text.split("Open a table")[-1])
        terminal.press("enter")
        terminal.wait("[live]")
        terminal.press("f10")
        terminal.press("t")
        terminal.wait("follow")
        for _ in range(5):
            seen = _last_row(terminal.text)
            terminal.wait(lambda text, seen=seen: _last_row(text) > seen + 5)
            terminal.wait(_consecutive)


def _rows(text: str) -> list[int]:
    return [int(found) for found in re.findall(r"^ *(\d+)[│+]", text, re.MULTILINE)]


def _last_row(text: str) -> int:
    return max(_rows(text), default=0)


def _consecutive(text: str) -> bool:
    """Whether the lines are rows in a row, each with its own values."""
    rows = _rows(text)
    values = [int(found) for found in re.findall(r"row(\d+)", text)]
    whole = len(rows) > 10 and rows == list(range(rows[0], rows[0] + len(rows)))
    return whole and values == [row - 1 for row in rows]


def test_resize_keeps_everything_in_place(start) -> None:
    with start(200, 60) as terminal:
        terminal.wait("live")
        for columns, rows in ((80, 24), (60, 16), (120, 32)):
            terminal.resize(columns, rows)
            terminal.wait(lambda text, width=columns: "Code" in text and "live" in text)
            terminal.wait(lambda text: "Output" in text or "Tables" in text)
        terminal.type("x = 1")
        terminal.wait("x = 1")
        assert "Traceback" not in terminal.text
