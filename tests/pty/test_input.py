"""What a terminal may send: bytes that are no text, pastes with anything in them, alt keys."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tests.pty.terminal import Terminal

pytestmark = [pytest.mark.live, pytest.mark.pty]


def test_bytes_that_are_no_utf8_end_nothing(start) -> None:
    with start(80, 24) as terminal:
        terminal.wait("live")
        terminal.send(b"before\xe9\xff\xfeafter")
        terminal.wait("after")
        terminal.send(b"\x1b[200~ pasted\xe9end\x1b[201~")
        terminal.wait("end")
        assert terminal.process.poll() is None


def test_a_paste_with_escapes_is_inserted_whole_and_presses_nothing(start) -> None:
    with start(120, 32) as terminal:
        terminal.wait("live")
        terminal.paste('# x\x1b[31m ab\x11\n print("by paste")\x1b[15~ tail of the line\x1b')
        terminal.wait("tail of the line")
        terminal.type("|")
        terminal.wait('print("by paste") tail of the line|')
        terminal.wait("# x ab")
        assert "Quit?" not in terminal.text
        assert "run 1" not in terminal.text
        terminal.wait("lost 12 characters")


def test_alt_with_a_letter_acts_and_types_nothing(start, tmp_path: Path) -> None:
    config = tmp_path / "config"
    config.mkdir()
    (config / "config.toml").write_text('[keys]\n"code.new" = ["alt+n"]\n')
    with start(80, 24) as terminal:
        terminal.wait("live")
        terminal.type("x = 1")
        terminal.wait("x = 1")
        terminal.write("\x1bo")
        terminal.wait("Open")
        terminal.press("escape")
        terminal.wait(lambda text: "Open a file" not in text)
        terminal.write("\x1bn")
        terminal.wait(lambda text: "x = 1" not in text)
        terminal.type("y = 2")
        terminal.wait("y = 2")
        assert "oy" not in terminal.text


def test_a_crash_is_told_by_the_exit_status(tmp_path: Path) -> None:
    """Also one in a thread of Textual's own, such as the one that reads the terminal."""
    code = (
        "import sys\n"
        "from dhconsole.tui.terminal_input import TerminalInput\n"
        "def broken(self, data):\n"
        "    raise RuntimeError('a mistake of ours')\n"
        "TerminalInput.feed = broken\n"
        "from dhconsole.cli import main\n"
        "sys.exit(main(['127.0.0.1:1']))\n"
    )
    env = {
        "DHCONSOLE_CONFIG_DIR": str(tmp_path / "config"),
        "DHCONSOLE_STATE_DIR": str(tmp_path / "state"),
        "PYTHONPATH": os.getcwd(),
    }
    with Terminal([sys.executable, "-c", code], env=env) as terminal:
        terminal.wait("nothing listens")
        terminal.send(b"x")
        terminal.wait("a mistake of ours")
        terminal.wait(lambda text: terminal.process.poll() is not None)
        assert terminal.process.returncode == 1


def test_it_draws_on_the_terminal_when_stderr_is_a_file(tmp_path: Path) -> None:
    told = tmp_path / "told"
    run = f'exec "{sys.executable}" -m dhconsole 127.0.0.1:1 2>"{told}"'
    env = {"DHCONSOLE_CONFIG_DIR": str(tmp_path), "DHCONSOLE_STATE_DIR": str(tmp_path)}
    with Terminal(["sh", "-c", run], env=env) as terminal:
        terminal.wait("nothing listens on 127.0.0.1:1")
        terminal.press("f1")
        terminal.wait("Help: Code")
        terminal.press("escape")
        terminal.wait(lambda text: "Help: Code" not in text)
        terminal.press("ctrl+q")
        assert terminal.wait_end() == 0
    assert told.read_text() == ""
