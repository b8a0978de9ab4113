"""Every example of a command in the README's table of the REPL, carried out on a real server."""

from __future__ import annotations

import asyncio
import io
import re
from pathlib import Path

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.data_structures import Size
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output.vt100 import Vt100_Output

from dhconsole.config import load_config
from dhconsole.core.actions import ACTIONS
from dhconsole.core.history import Background, open_history
from dhconsole.core.keymap import load_keymap
from dhconsole.core.theme import Palette
from dhconsole.repl.desk import Desk
from dhconsole.repl.engine import Engine
from dhconsole.repl.interrupts import Interrupts
from dhconsole.repl.past import Past
from dhconsole.repl.screen import Screen
from dhconsole.targets import TargetRequest, resolve_target

pytestmark = pytest.mark.live

SECONDS = 60.0
MAKE = """
from deephaven import time_table
trades = time_table("PT0.1s").update(["Sym = `S` + ii % 3", "Price = ii + 0.5"])
"""
SAYS_NOTHING = ("edit", "theme", "quit")


def examples() -> list[str]:
    readme = Path(__file__).parents[2] / "README.md"
    section = readme.read_text().partition("## The REPL")[2].partition("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("| `%")]
    return [each for row in rows for each in re.findall(r"`%([^`]+)`", row.split(" | ")[-1])]


def test_every_command_is_in_the_table() -> None:
    readme = Path(__file__).parents[2] / "README.md"
    named = set(re.findall(r"`%(\w+)", readme.read_text()))
    assert {each.repl for each in ACTIONS if each.repl} <= named


async def test_each_example_does_what_it_says(
    plain_server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EDITOR", "true")
    monkeypatch.delenv("VISUAL", raising=False)
    config, problems = load_config()
    assert problems == ()
    written = io.StringIO()
    output = Vt100_Output(written, get_size=lambda: Size(rows=30, columns=100), term="xterm")

    async def allowed(*_: object) -> bool:
        return True

    with create_pipe_input() as keys, create_app_session(input=keys, output=output):
        desk = Desk(
            screen=Screen(output, Palette()),
            interrupts=Interrupts(output, lambda: None),
            past=Past(Background(open_history(config.history), face="repl")),
            config=config,
            keymap=load_keymap(config),
            go=allowed,  # type: ignore[arg-type]
            may_leave=allowed,
            refresh=lambda: None,
        )
        engine = Engine(resolve_target(TargetRequest(url="127.0.0.1:1"), {}, {}), desk)
        workspace = engine.workspace(plain_server.options)
        await workspace.open()
        engine.attach(workspace)
        try:
            await engine.run(MAKE)
            await engine.run("no_such_name")
            for line in examples():
                before = written.tell()
                if line.startswith("watch"):
                    keys.send_text("q")
                async with asyncio.timeout(SECONDS):
                    await engine.command(line)
                name = line.split()[0]
                assert written.tell() > before or name in SAYS_NOTHING, line
            assert desk.leaving
            assert (tmp_path / "trades.csv").read_text().startswith('"Timestamp","Sym","Price"\n')
            assert "no_such_name" in (tmp_path / "blocks.py").read_text()
        finally:
            engine.detach()
            await workspace.close()
            desk.past.background.close()
    assert "Sym" in written.getvalue()
