"""Keys of the REPL that come all at once, and what becomes of them when it ends."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from tests.gates import waits_for
from tests.pty.terminal import KEYS, Terminal
from tests.pty.test_repl import Start, enter, ready, repl

__all__ = ["repl"]

pytestmark = [pytest.mark.live, pytest.mark.pty]

UP, DOWN, SEARCH = KEYS["up"], KEYS["down"], KEYS["ctrl+r"]


def at_prompt(terminal: Terminal, number: int, text: str) -> None:
    """Wait until that prompt stands there, with that text."""
    wanted = f"dh {number}> {text}".rstrip()
    terminal.wait(lambda _: wanted in [line.rstrip() for line in terminal.lines])


def test_keys_that_come_at_once_do_what_they_do_one_by_one(repl: Start, tmp_path: Path) -> None:
    editor = tmp_path / "editor"
    editor.write_text("#!/bin/sh\necho '# edited' >> \"$1\"\n")
    editor.chmod(0o755)
    with repl(EDITOR=str(editor)) as terminal:
        ready(terminal)
        for number, name in enumerate(("alpha", "beta", "gamma"), 2):
            enter(terminal, f"{name} = '{name}'")
            at_prompt(terminal, number, "")
        # The search has not found anything yet when the arrows come.
        terminal.write(f"{SEARCH}{DOWN}\r")
        at_prompt(terminal, 4, "beta = 'beta'")
        terminal.press("ctrl+c")
        terminal.write(f"{SEARCH}a{DOWN}{DOWN}\r")
        at_prompt(terminal, 4, "alpha = 'alpha'")
        # The next prompt has not got its history yet when Up comes.
        terminal.write(f"\x03{UP}")
        at_prompt(terminal, 4, "alpha = 'alpha'")
        terminal.write(f"\r{UP}\r")
        at_prompt(terminal, 6, "")
        # Keys behind F4 are not for the prompt: Enter would run what is being edited.
        terminal.write(f"kept = 1{KEYS['f4']}\r")
        terminal.wait("1 key was dropped: the editor had not opened yet.")
        terminal.wait("# edited")
        assert "dh 7>" not in terminal.text


def test_what_is_typed_behind_a_script_is_there_when_ctrl_c_leaves_that(
    repl: Start, tmp_path: Path
) -> None:
    gate = tmp_path / "go"
    with repl() as terminal:
        ready(terminal)
        terminal.paste(waits_for(gate))
        terminal.press("f5")
        terminal.wait("ctrl+c stops waiting")
        terminal.write("typed_meanwhile = 1")
        terminal.press("ctrl+c")
        at_prompt(terminal, 2, "typed_meanwhile = 1")
        gate.touch()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_what_was_typed_is_kept_when_the_console_is_told_to_end(
    repl: Start, number: signal.Signals
) -> None:
    with repl() as terminal:
        ready(terminal)
        terminal.paste("def not_run():\n    return 1")
        terminal.wait("return 1")
        for _ in range(2):  # as when a shell passes on what the kernel sends too
            os.kill(terminal.process.pid, number)
        assert terminal.wait_end() == 128 + number
        assert terminal.echoes, "the shell has its terminal back"
        assert terminal.raw.rfind(b"\x1b[?2004l") > terminal.raw.rfind(b"\x1b[?2004h")
    with repl() as terminal:
        terminal.wait("Up brings back what was typed")
        ready(terminal)
        terminal.press("up")
        terminal.wait(lambda text: "def not_run" in text and "return 1" in text)
        terminal.press("ctrl+c")
        terminal.wait(lambda text: "def not_run" not in text)
        terminal.press("ctrl+d")
        assert terminal.wait_end() == 0
    with repl() as terminal:
        ready(terminal)
        assert "Up brings back" not in terminal.text


def test_what_was_typed_is_kept_when_the_line_breaks(repl: Start) -> None:
    with repl() as terminal:
        ready(terminal)
        terminal.paste("line_broke = 1")
        terminal.wait("line_broke = 1")
        terminal.lose()
        # 120: Python itself could not write what was left.
        assert terminal.process.returncode in (120, 128 + signal.SIGHUP)
    with repl() as terminal:
        terminal.wait("Up brings back what was typed")
