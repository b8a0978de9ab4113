"""The examples of the README's table of commands, run as they stand there."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from dhconsole.cli.app import group
from tests.batch.shell import Shell

pytestmark = pytest.mark.live

ROOT = Path(__file__).resolve().parents[2]
TABLE = """
from deephaven import time_table
trades = time_table("PT0.1s").update(["Sym = ii % 2 == 0 ? `A` : `B`", "Price = ii * 1.5"])
globals().pop("copied", None)
"""
CODES = {"watch": 10, "tail": 5, "publish": 5}
ELSEWHERE = {"server", "doctor", "config", "keys", "repl"}


def examples() -> dict[str, str]:
    """For each command in the table its example."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    section = text.split("## Batch commands", 1)[1].split("\n## ", 1)[0]
    rows = re.findall(r"^\| `(\w+)` \|.*\| `(dhconsole .*)` \|$", section, re.MULTILINE)
    return {name: example.replace("\\|", "|") for name, example in rows}


def test_every_command_has_an_example() -> None:
    assert set(examples()) | ELSEWHERE == set(group.list_commands(None))  # type: ignore[arg-type]


@pytest.mark.parametrize("name", sorted(examples()))
def test_an_example(shell: Shell, tmp_path: Path, name: str) -> None:
    shell.good("run", "-c", TABLE)
    shell.good("wait", "trades", "--rows", "3")
    command = examples()[name].replace("dhconsole", f"{shlex.quote(sys.executable)} -m dhconsole")
    ended = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command],
        cwd=tmp_path,
        env={**shell.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == CODES.get(name, 0), ended.stderr
    assert "internal" not in ended.stderr
    assert ended.stdout or ended.stderr
