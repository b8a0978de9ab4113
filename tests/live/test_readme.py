"""The README's first command, as a newcomer types it: a bare checkout, a new environment."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tests.pty.terminal import Terminal

pytestmark = [pytest.mark.live, pytest.mark.pty]

ROOT = Path(__file__).parents[2]


def first_command() -> str:
    """The first block of shell code under "Start"."""
    text = (ROOT / "README.md").read_text(encoding="utf-8").split("## Start")[1]
    found = re.search(r"```sh\n(.*?)\n```", text, re.DOTALL)
    assert found is not None
    return found.group(1)


@pytest.mark.timeout(600)
def test_one_command_from_nothing_to_ticking_tables(tmp_path: Path) -> None:
    checkout = tmp_path / "checkout"
    made = shutil.ignore_patterns(".git", ".venv", ".*_cache", ".hypothesis", "__pycache__")
    shutil.copytree(ROOT, checkout, ignore=made)
    command = first_command()
    assert "--demo" in command
    env = {
        "HOME": str(tmp_path),
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        # Only what is imported is compiled, when it is: half the time of the installation. What
        # turns this on is a "no" (pip, "Configuration").
        "PIP_NO_COMPILE": "no",
        "DHCONSOLE_CONFIG_DIR": str(tmp_path / "config"),
        "DHCONSOLE_STATE_DIR": str(tmp_path / "state"),
    }
    shell = ["sh", "-c", command]
    with Terminal(shell, columns=120, rows=32, env=env, cwd=str(checkout)) as terminal:
        terminal.wait("● live", seconds=400)
        terminal.wait("trades", seconds=120)
        terminal.press("f2")
        terminal.type("trades")
        terminal.press("enter")
        terminal.wait("[live]", seconds=120)
        seen: set[str] = set()

        def grows(text: str) -> bool:
            seen.update(re.findall(r"trades +([\d,]+) rows", text))
            return len(seen) > 2

        terminal.wait(grows)
