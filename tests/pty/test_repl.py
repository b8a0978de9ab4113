"""The REPL in a terminal, on a real server: what a person types and sees."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from dhconsole.client import Session
from tests.gates import waits_for
from tests.pty.terminal import KEYS, Terminal, console

pytestmark = [pytest.mark.live, pytest.mark.pty]

Start = Callable[..., Terminal]


@pytest.fixture
def repl(plain_server, tmp_path: Path) -> Start:
    """Starts REPLs on the plain server, with settings and a history of this test's own."""

    def make(columns: int = 80, rows: int = 24, **more: str) -> Terminal:
        env = {
            "DHCONSOLE_CONFIG_DIR": str(tmp_path / "config"),
            "DHCONSOLE_STATE_DIR": str(tmp_path / "state"),
        }
        port = plain_server.options.port
        return console("repl", f"127.0.0.1:{port}", columns=columns, rows=rows, env=env | more)

    return make


def ready(terminal: Terminal) -> None:
    terminal.wait("dh 1>")
    terminal.wait(lambda text: "live" in text.partition("connected to Deephaven")[2])


def enter(terminal: Terminal, text: str) -> None:
    """Type a line and press Enter once it is on the screen, lest a list of names take it."""
    terminal.type(text)
    terminal.press("enter")


def test_blocks_values_output_and_errors(repl: Start, tmp_path: Path) -> None:
    gate = tmp_path / "go"
    with repl() as terminal:
        ready(terminal)
        # A block goes on until an empty line, indented by itself.
        enter(terminal, "def twice(x):")
        terminal.wait("…")
        enter(terminal, "return 2 * x")
        terminal.press("enter")
        terminal.wait("dh 2>")
        enter(terminal, "twice(21)")
        terminal.wait(lambda text: "\n42\n" in text)
        # The first line of a long script is here before its end.
        terminal.paste(
            "print('first line')\n"
            f"{waits_for(gate)}"
            "print('last line')\nfrom deephaven import empty_table\n"
            "r_made = empty_table(3).update(['A = ii', 'B = i == 1 ? null : `b` + i'])"
        )
        terminal.wait("r_made")
        terminal.press("f5")
        # Whose it is may be known only a moment later, from what the server says of the script.
        terminal.wait(lambda text: re.search(r"\n(others │ )?first line", text) is not None)
        terminal.wait("ctrl+c stops waiting")
        assert "\nlast line" not in terminal.text
        # What is pasted meanwhile is the next prompt's, whole, also when it is long.
        terminal.paste("if True:\n    early = 0\n    # " + "x" * 6000 + "\n    early = 41")
        gate.touch()
        terminal.wait("early = 41")
        terminal.press("f5")
        terminal.wait("dh 5>")
        enter(terminal, "early * 2")
        terminal.wait(lambda text: "\n82\n" in text)
        # A table as its schema line and first rows, null marked.
        enter(terminal, "r_made.update('C = A * 2')")
        terminal.wait("3 rows × 3 columns, static")
        rows = r"A +B +C\n *long +String +long\n *0 +b0 +0\n *1 +∅ +2"
        terminal.wait(lambda text: re.search(rows, text) is not None)
        # An error: the user's line, the message, the rest on demand.
        terminal.paste("value = 1\nvalue / 0")
        terminal.press("f5")
        terminal.wait("ZeroDivisionError: division by zero")
        terminal.wait(lambda text: re.search(r"line 2\n +value / 0", text) is not None)
        # Of a function that an earlier block defined too.
        enter(terminal, "twice(None)")
        where = r"block 1, line 2 in twice\n +return 2 \* x"
        terminal.wait(lambda text: re.search(where, text) is not None)
        terminal.wait("TypeError: unsupported operand")
        enter(terminal, "twice??")
        terminal.wait("as block 1 has it")
        enter(terminal, "%full")
        # More than the screen has room for.
        terminal.wait(lambda _: b"Traceback (most recent call last)" in terminal.raw)
        enter(terminal, "%foo")
        terminal.wait("there is no command %foo")
        enter(terminal, "exit")
        assert terminal.wait_end() == 0


def test_completion_of_attributes_columns_and_commands(repl: Start, plain_server) -> None:
    with Session(port=plain_server.options.port) as session:
        session.run_script(
            "from deephaven import empty_table\n"
            "r_named = empty_table(2).update(['Price = 1.5 * i', 'Prize = `x`'])"
        )
    with repl() as terminal:
        ready(terminal)
        terminal.type("r_named.upd")
        # A server that is asked for the first time may take longer than a list is waited for.
        terminal.press_until("ctrl+space", lambda text: "update_view" in text)
        # The list never takes Enter unless something was chosen.
        terminal.press("tab")
        terminal.wait(lambda text: "r_named.update" in text.replace(" ", ""))
        terminal.press("ctrl+c")
        terminal.type('r_named.where("Pri')
        listed = ('where("Pri', "Price", "Prize", "column")
        terminal.wait(lambda text: all(each in text for each in listed))
        terminal.press("tab", "tab")
        terminal.wait('r_named.where("Prize')
        terminal.press("ctrl+c")
        # The call at the cursor stands below.
        terminal.type("r_named.head(")
        for _ in range(3):  # a server that is slow for once is asked again with the next key
            if terminal.shows(lambda text: "head(num_rows" in text, 10):
                break
            terminal.press("backspace", "(")
        terminal.wait("head(num_rows")
        terminal.press("ctrl+c")
        terminal.type("%hea")
        terminal.wait("%head")
        terminal.press("ctrl+c")
        enter(terminal, "r_named?")
        terminal.wait("rows 2")
        enter(terminal, "%head r_named 1")
        terminal.wait("… 1 row more")


def test_ctrl_c_stops_waiting_and_twice_leaves(repl: Start, tmp_path: Path) -> None:
    gate = tmp_path / "go"
    with repl() as terminal:
        ready(terminal)
        terminal.paste(f"{waits_for(gate)}print('in' + ' the end')")
        terminal.press("f5")
        terminal.wait("ctrl+c stops waiting")
        terminal.press("ctrl+c")
        terminal.wait("the server cannot cancel a script and goes on with it")
        terminal.wait("block 1 goes on")
        # Typing goes on; what is typed is kept when it is cleared.
        terminal.type("not_yet_run = 1")
        terminal.wait("not_yet_run = 1")
        terminal.press("ctrl+c")
        terminal.wait(lambda text: "not_yet_run" not in text)
        terminal.press("up")
        terminal.wait("not_yet_run")
        gate.touch()
        terminal.wait("1 │ in the end")
        terminal.wait("block 1, not waited for any more, has ended")
        terminal.press("ctrl+c", "ctrl+c")
        terminal.wait("ctrl+c again leaves")
        terminal.press("ctrl+c")
        assert terminal.wait_end() == 0


def test_history_is_searched_and_shared(repl: Start, tmp_path: Path) -> None:
    with repl() as one, repl() as other:
        for terminal in (one, other):
            ready(terminal)
        one.paste("for number in range(2):\n    print('told', number)\n")
        one.press("f5")
        one.wait("told 1")
        enter(one, "undefined_thing")
        one.wait("NameError")
        other.press("ctrl+r")
        other.wait("history:")
        other.type("is:ok told")
        other.wait(lambda text: "for number in range(2):" in text and "undefined_thing" not in text)
        other.press("enter")
        other.wait(lambda text: "history:" not in text and "print('told', number)" in text)
        other.press("f5")
        other.wait("\ntold 1")
        target = tmp_path / "saved.py"
        enter(one, f"%save {target} 1")
        one.wait("1 block in")
        assert target.read_text() == "for number in range(2):\n    print('told', number)\n"


def test_watch_redraws_in_place_and_stays(repl: Start, plain_server) -> None:
    with Session(port=plain_server.options.port) as session:
        session.run_script(
            "from deephaven import time_table\n"
            "r_beat = time_table('PT0.1s').update('Beat = ii').tail(1)"
        )
    with repl() as terminal:
        ready(terminal)
        enter(terminal, "%watch r_beat")
        terminal.wait("[live]")
        seen: set[str] = set()

        def beats(text: str) -> bool:
            seen.update(re.findall(r"\d\d:\d\d:\d\d\.\d+ +\S? *(\d+)", text))
            return len(seen) > 3

        terminal.wait(beats)
        assert terminal.text.count("[live]") == 1
        terminal.press("q")
        terminal.wait("dh 1>")
        terminal.wait(lambda text: text.rstrip().count("dh 1>") == 2)
        assert "[live]" in terminal.text
        assert "q ends" not in terminal.text


def test_a_server_that_goes_and_comes_back(fresh_server, tmp_path: Path) -> None:
    first = fresh_server(tls=False)
    env = {
        "DHCONSOLE_CONFIG_DIR": str(tmp_path / "config"),
        "DHCONSOLE_STATE_DIR": str(tmp_path / "state"),
    }
    address = f"127.0.0.1:{first.options.port}"
    with console("repl", address, columns=100, rows=30, env=env) as terminal:
        ready(terminal)
        enter(terminal, "kept = 1")
        terminal.wait("dh 2>")
        enter(terminal, "from deephaven import empty_table; r_kept = empty_table(1)")
        terminal.wait("+ r_kept")
        terminal.type("half typed")
        first.kill()
        terminal.wait("connection lost")
        terminal.wait("lost since")
        assert "half typed" in terminal.text
        terminal.press("enter")
        terminal.wait("nothing was sent")
        first.stop()
        fresh_server(tls=False, port=first.options.port)
        terminal.wait("connected again with a new session", seconds=60)
        terminal.wait("the server is new: its variable is gone")
        enter(terminal, "6 * 7")
        terminal.wait(lambda text: "\n42\n" in text)


def test_a_refused_login_and_an_editor_that_fails_are_told(repl: Start, tmp_path: Path) -> None:
    editor = tmp_path / "editor"
    editor.write_text("#!/bin/sh\nexit 3\n")
    editor.chmod(0o755)
    with repl(DH_AUTH_TYPE="psk", DH_AUTH_TOKEN="wrong", EDITOR=str(editor)) as terminal:
        terminal.wait("refuses the psk login")
        terminal.wait("closed:")
        # Nothing waits for a server that is not asked any more.
        enter(terminal, "not_sent = 1")
        terminal.wait("there is no connection: nothing was sent")
        enter(terminal, "%tables")
        terminal.wait("there is no connection.")
        terminal.press("up", "up")
        terminal.wait(lambda text: text.count("not_sent = 1") == 2)
        terminal.press("f4")
        terminal.wait("ended with 3")
        terminal.wait(lambda text: text.count("not_sent = 1") >= 2)
        # The search fits into the smallest window.
        terminal.press("ctrl+r")
        terminal.wait("history:")
        terminal.resize(30, 8)
        terminal.wait("Enter takes it")
        assert "too small" not in terminal.text
        terminal.press("escape")
        # And the prompt too.
        terminal.wait(lambda text: "history:" not in text and "closed" in text)
        terminal.press("ctrl+c", "ctrl+c", "ctrl+c")
        assert terminal.wait_end() == 0


def test_escape_leaves_the_search_at_once(repl: Start) -> None:
    with repl() as terminal:
        ready(terminal)
        # Before the prompt has done with Ctrl+R, which takes half a second.
        for _ in range(2):
            terminal.press("ctrl+r")
            terminal.wait("history:")
            terminal.press("escape")
            terminal.wait(lambda text: "history:" not in text)
        # What comes at once is for whom it was typed: the search, its choice, the prompt again.
        enter(terminal, "kept = 6 * 7")
        enter(terminal, "kept + 1")
        terminal.wait(lambda text: "\n43\n" in text)
        terminal.write(f"{KEYS['ctrl+r']}+ 1\r\r")
        terminal.wait(lambda text: text.count("\n43\n") == 2 and "dh 4>" in text)
        terminal.write(f"{KEYS['ctrl+r']}kept =\r + kept\r")
        terminal.wait(lambda text: "kept = 6 * 7 + kept" in text and "dh 5>" in text)
        enter(terminal, "kept")
        terminal.wait(lambda text: "\n84\n" in text)


def test_no_key_is_the_terminals_own_between_two_prompts(repl: Start) -> None:
    """It would show the key, and keep a Ctrl+R for itself."""
    with repl() as terminal:
        ready(terminal)
        echoed = 0
        for number in range(2, 10):
            enter(terminal, f"{number} + 1000")
            while f"dh {number}>" not in terminal.text:
                echoed += terminal.echoes
                terminal.read(0.0005)
        assert echoed == 0
        # It belongs to a program that is started, and to the shell in the end.
        enter(terminal, "!read x; echo got $x")
        while not terminal.echoes:
            terminal.read(0.01)
        enter(terminal, "typed")
        terminal.wait(lambda text: "dh 9>" in text.partition("got typed")[2])
        terminal.press("ctrl+d")
        assert terminal.wait_end() == 0
        assert terminal.echoes
