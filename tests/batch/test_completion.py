"""Completion in shells: of commands and options, and of the tables that the server has."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.batch.shell import Shell

pytestmark = pytest.mark.live

ROOT = Path(__file__).resolve().parents[2]
SHELLS = ("bash", "zsh", "fish")


def ask(shell: Shell, kind: str, *words: str, **environ: str) -> str:
    """What the program answers to the script in a shell; the last word is the one to complete."""
    begun = words[-1] if kind == "fish" else str(len(words))
    ended = subprocess.run(
        [sys.executable, "-m", "dhconsole"],
        env={
            **shell.environ,
            "_DHCONSOLE_COMPLETE": f"{kind}_complete",
            "COMP_WORDS": " ".join(("dhconsole", *words)),
            "COMP_CWORD": begun,
            **environ,
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.stderr == ""
    return ended.stdout


def ask_for(wanted: str, shell: Shell, *words: str, **environ: str) -> str:
    """The same, asked again where the server took longer than a shell is to wait."""
    for _ in range(5):
        if wanted in (found := ask(shell, *words, **environ)):
            break
    return found


@pytest.mark.parametrize("kind", SHELLS)
def test_commands_options_and_tables(shell: Shell, kind: str) -> None:
    assert "schema" in ask(shell, kind, "sche")
    assert "tables" not in ask(shell, kind, "sche")
    assert "--columns" in ask(shell, kind, "get", "--col")
    assert "parquet" in ask(shell, kind, "get", "--form", "parq")
    found = ask_for("batch_static", shell, kind, "get", "batch_sta")
    assert "batch_static" in found
    assert "batch_ticking" not in found


def test_tables_of_the_server_that_is_meant(shell: Shell) -> None:
    url = shell.environ["DH_URL"]
    nobody = {"DH_URL": "dh://127.0.0.1:1"}
    assert "batch_static" not in ask(shell, "bash", "head", "batch_sta", **nobody)
    words = ("bash", "head", "--url", url, "batch_sta")
    assert "batch_static" in ask_for("batch_static", shell, *words, **nobody)


@pytest.mark.parametrize("kind", SHELLS)
def test_the_script_of_a_shell(shell: Shell, kind: str, tmp_path: Path) -> None:
    environ = {**shell.environ, "_DHCONSOLE_COMPLETE": f"{kind}_source"}
    script = subprocess.run(
        [sys.executable, "-m", "dhconsole"], env=environ, capture_output=True, text=True, check=True
    ).stdout
    assert "_dhconsole_completion" in script
    program = shutil.which(kind)
    if program is None:
        return
    file = tmp_path / "completion"
    file.write_text(script)
    subprocess.run([program, "-n", str(file)], check=True)


def test_bash_completes(shell: Shell, tmp_path: Path) -> None:
    """As at the prompt: the function that the script sets up, called as bash calls it."""
    program = tmp_path / "dhconsole"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m dhconsole "$@"\n')
    program.chmod(0o755)
    lines = (
        'eval "$(_DHCONSOLE_COMPLETE=bash_source dhconsole)"',
        "COMP_WORDS=(dhconsole head batch_inp) COMP_CWORD=2",
        "_dhconsole_completion dhconsole",
        'echo "${COMPREPLY[@]}"',
    )
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    for _ in range(5):  # it says nothing when the server takes three seconds
        ended = subprocess.run(
            ["bash", "-c", "\n".join(lines)],
            env={**shell.environ, "PATH": path, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
        if ended.stdout.split():
            break
    assert ended.stdout.split() == ["batch_input"]
