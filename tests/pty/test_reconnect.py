"""The server dies, comes back, or is left for another: what a person sees."""

from __future__ import annotations

import os
import re
import signal
from pathlib import Path

import pytest

from dhconsole.client import Session
from tests.gates import waits_for
from tests.pty.terminal import Terminal, console

pytestmark = [pytest.mark.live, pytest.mark.pty]

MAKE = "from deephaven import time_table\nr_tick = time_table('PT0.1s').update('Beat = ii')\n"


def start(tmp_path: Path, *arguments: str, columns: int = 120, rows: int = 32) -> Terminal:
    env = {
        "DHCONSOLE_CONFIG_DIR": str(tmp_path / "config"),
        "DHCONSOLE_STATE_DIR": str(tmp_path / "state"),
    }
    return console(*arguments, columns=columns, rows=rows, env=env)


def open_ticking(terminal: Terminal) -> None:
    terminal.wait("live", seconds=90)
    terminal.type(MAKE)
    terminal.press("f5")
    terminal.wait(lambda text: re.search(r"✓.*s", text) is not None)
    terminal.press("f2")
    terminal.type("r_tick")
    terminal.press("enter")
    terminal.wait("[live]")
    terminal.wait(lambda text: "Timestamp" in text and re.search(r"\b3\b", text) is not None)


def test_killed_while_a_table_ticks_and_a_script_runs(fresh_server, tmp_path: Path) -> None:
    server = fresh_server(tls=False)
    port = server.options.port
    with start(tmp_path, f"127.0.0.1:{port}", columns=80, rows=24) as terminal:
        open_ticking(terminal)
        terminal.press("escape", "alt+up")
        terminal.press("ctrl+n")
        terminal.type("import time\nprint('under way')\ntime.sleep(600)\n")
        terminal.press("f5")
        terminal.wait("under way")
        server.kill()
        terminal.wait(lambda text: re.search(r"lost|no connection", text) is not None)
        terminal.wait("stale")
        assert "Timestamp" in terminal.text, "rows stay on the screen"
        terminal.type("kept = 'typed without a server'")
        terminal.wait("kept = 'typed without a server'")
        terminal.press("f5")
        terminal.wait("not sent")
        server.stop()
        fresh_server(tls=False, port=port)
        terminal.wait("● live")
        terminal.wait("connected again")
        terminal.wait("kept = 'typed without a server'")


def test_a_commit_without_a_server_says_what_becomes_of_the_rows(
    fresh_server, tmp_path: Path
) -> None:
    server = fresh_server(tls=False)
    with Session(port=server.options.port) as session:
        session.run_script(
            "from deephaven import dtypes, input_table\n"
            "r_kept = input_table({'Sym': dtypes.string, 'Max': dtypes.int64}, key_cols='Sym')\n"
        )
        with start(tmp_path, f"127.0.0.1:{server.options.port}") as terminal:
            terminal.wait("live")
            terminal.press("f2")
            terminal.type("r_kept")
            terminal.press("enter")
            terminal.wait("No rows.")
            terminal.press("o")
            terminal.type("S1")
            terminal.press("enter")
            terminal.type("5000")
            terminal.press("enter")
            terminal.wait("1 staged")
            server.kill()
            terminal.wait(lambda text: re.search(r"lost|no connection", text) is not None)
            terminal.press("ctrl+s")
            terminal.wait("Nothing was sent")
            terminal.wait("Nothing that is staged")
            terminal.wait("1 staged")


def test_f9_goes_to_another_server(fresh_server, plain_server, tmp_path: Path) -> None:
    other = fresh_server(tls=False)
    first, second = plain_server.options.port, other.options.port
    config = tmp_path / "config"
    config.mkdir()
    (config / "config.toml").write_text(f'[servers.second]\nurl = "dh://127.0.0.1:{second}"\n')
    with start(tmp_path, f"127.0.0.1:{first}") as terminal:
        open_ticking(terminal)
        terminal.press("f9")
        terminal.wait("Connections")
        terminal.wait("second")
        terminal.type("no such place:port")
        terminal.press("enter")
        terminal.wait(lambda text: "no such place" in text and "Connections" not in text)
        terminal.press("f9")
        terminal.wait("Connections")
        terminal.type("second")
        terminal.press("enter")
        terminal.wait("open tables are closed")
        terminal.press("y")
        terminal.wait(lambda text: re.search(r"second .*● live", text) is not None)
        terminal.wait("r_tick = time_table")  # what was typed stays
        terminal.wait("No table is open")
        gate = tmp_path / "gate"
        terminal.press("f6")
        terminal.wait("F5 Run  Shift+F5")
        terminal.press("alt+a")
        terminal.paste(f"print('begun', 'there')\n{waits_for(gate)}print('went', 'on')\n")
        terminal.press("f5")
        terminal.wait("begun there")
        terminal.press("f9")
        terminal.wait(f"127.0.0.1:{second}")
        terminal.type(f"127.0.0.1:{first}")
        terminal.press("enter")
        terminal.wait("goes on there without us")
        terminal.press("y")
        terminal.wait(lambda text: re.search(rf"127.0.0.1:{first}.*● live", text) is not None)
        terminal.wait("goes on with it")  # the block of the script says what becomes of it
        terminal.wait(lambda text: "running" not in text and "busy" not in text)
        terminal.wait(lambda text: "┃" not in text.partition("Tables")[0])  # nor does the code
        terminal.press("alt+a")
        terminal.paste("print('on', 'the first')")
        terminal.press("f5")
        terminal.wait(lambda text: "✓" in text.partition("on the first")[2])
        assert "on the first" in terminal.text.rpartition("connected to")[2]
        gate.touch()


def test_our_own_server_is_started_again(tmp_path: Path) -> None:
    with start(tmp_path, "--embedded") as terminal:
        open_ticking(terminal)
        os.kill(server_of(terminal), signal.SIGKILL)
        terminal.wait("starting a new one")
        terminal.wait("stale")
        terminal.wait("● live", seconds=90)
        terminal.wait("r_tick = time_table")
        terminal.press("escape")
        terminal.press("f5")
        terminal.wait("[live]")


def server_of(terminal: Terminal) -> int:
    """Process id of the server that the console started."""
    threads = Path(f"/proc/{terminal.process.pid}/task").glob("*/children")
    for pid in [pid for children in threads for pid in children.read_text().split()]:
        if "dhconsole_child" in Path(f"/proc/{pid}/cmdline").read_text():
            return int(pid)
    raise LookupError("the console has started no server")
