"""The start in a terminal: a picture at once, taken over without a flicker, and given back."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import pytest

from tests.pty.terminal import Terminal

pytestmark = pytest.mark.pty

ENTER, LEAVE = b"\x1b[?1049h", b"\x1b[?1049l"
BROKEN = """
from dhconsole.config import Config
from dhconsole.tui.first_picture import FirstPicture
from dhconsole.tui.look import load_look
with FirstPicture(load_look(Config()), "somewhere"):
    raise SystemExit("it broke")
"""


def shell(script: str, *words: str, place: Path) -> Terminal:
    """A shell that runs ``script`` with the words as its arguments."""
    env = {"DHCONSOLE_CONFIG_DIR": str(place), "DHCONSOLE_STATE_DIR": str(place)}
    return Terminal(["sh", "-c", script, sys.executable, *words], env=env)


def test_the_picture_is_taken_over_and_the_terminal_given_back(
    bare_scope: None, tmp_path: Path
) -> None:
    script = '"$0" -m dhconsole 127.0.0.1:1; stty -a; echo left'
    with shell(script, place=tmp_path) as terminal:
        terminal.wait_raw(b"Objects")
        terminal.type("x = 1")  # before there is anything to type into
        terminal.wait("x = 1")
        assert terminal.raw.count(ENTER) == 1
        terminal.press("ctrl+q")
        terminal.wait("left")
        assert terminal.raw.count(LEAVE) == 1
        flags = terminal.text.split()
        assert {"echo", "icanon", "isig", "ixon"} <= {flag.strip(";") for flag in flags}


def test_what_fails_before_the_takeover_gives_the_terminal_back(tmp_path: Path) -> None:
    script = '"$0" -c "$1"; stty -a; echo left'
    with shell(script, BROKEN, place=tmp_path) as terminal:
        terminal.wait("left")
        assert (terminal.raw.count(ENTER), terminal.raw.count(LEAVE)) == (1, 1)
        assert terminal.raw.index(LEAVE) < terminal.raw.index(b"it broke")
        assert {"echo", "icanon"} <= set(terminal.text.replace(";", " ").split())


TOLD = """
import os, signal
from dhconsole.config import Config
from dhconsole.tui.first_picture import FirstPicture
from dhconsole.tui.look import load_look
with FirstPicture(load_look(Config()), "somewhere"):
    os.kill(os.getpid(), signal.SIGTERM)
    print("never reached")
"""


def test_a_console_that_is_told_to_end_gives_the_terminal_back(tmp_path: Path) -> None:
    with shell('"$0" -c "$1"; echo status $?; stty -a', TOLD, place=tmp_path) as terminal:
        terminal.wait(lambda text: "icanon" in text)
        assert "status 143" in terminal.text
        assert "never reached" not in terminal.text
        assert (terminal.raw.count(ENTER), terminal.raw.count(LEAVE)) == (1, 1)
        assert {"echo", "icanon"} <= set(terminal.text.replace(";", " ").split())
    pid = tmp_path / "pid"
    console = f"""sh -c 'echo $$ >{pid}; exec "$0" -m dhconsole 127.0.0.1:1' "$0" """
    with shell(f"{console}; echo status $?; stty -a", place=tmp_path) as terminal:
        terminal.wait("nothing listens")
        terminal.type("y = 2")
        terminal.wait("y = 2")
        os.kill(int(pid.read_text()), signal.SIGTERM)
        terminal.wait(lambda text: "icanon" in text)
        assert "status 143" in terminal.text
        assert terminal.raw.count(LEAVE) == 1
        assert {"echo", "icanon"} <= set(terminal.text.replace(";", " ").split())
    with shell('"$0" -m dhconsole 127.0.0.1:1', place=tmp_path) as terminal:
        terminal.wait("y = 2")


def test_a_terminal_that_cannot_show_frames_is_left_to_textual(tmp_path: Path) -> None:
    script = 'PYTHONIOENCODING=latin-1 "$0" -m dhconsole 127.0.0.1:1; stty -a; echo left'
    with shell(script, place=tmp_path) as terminal:
        terminal.wait("nothing listens")
        terminal.press("ctrl+q")
        terminal.wait("left")
        assert {"echo", "icanon"} <= set(terminal.text.replace(";", " ").split())
        assert "Error" not in terminal.text
