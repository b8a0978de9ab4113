"""The user's own editor, and the user's own shell, on the terminal that is ours meanwhile."""

from __future__ import annotations

import asyncio
import os
import shlex
import tempfile
from collections.abc import Mapping
from pathlib import Path

from dhconsole.errors import ArgumentError

_USUAL_EDITOR = "vi"


async def edit_file(path: Path) -> None:
    """Open a file in the editor that VISUAL or EDITOR names, and wait for its end.

    Raises:
        ArgumentError: there is no such program, or it failed.
    """
    command = editor_command(os.environ)
    try:
        process = await asyncio.create_subprocess_exec(*command, str(path))
    except OSError as exc:
        raise ArgumentError(
            f"the editor {command[0]} cannot be started: {exc.strerror or exc}",
            hint="Set VISUAL or EDITOR.",
        ) from exc
    if code := await process.wait():
        raise ArgumentError(f"the editor {command[0]} ended with {code}")


async def edit_text(text: str) -> str:
    """The text as the user has changed it.

    Raises:
        ArgumentError: as ``edit_file``.
    """
    with tempfile.TemporaryDirectory(prefix="dhconsole-") as folder:
        path = Path(folder) / "block.py"
        path.write_text(text, encoding="utf-8", errors="surrogateescape")
        await edit_file(path)
        changed = path.read_text(encoding="utf-8", errors="surrogateescape")
    return changed.rstrip("\n")


def editor_command(environ: Mapping[str, str]) -> list[str]:
    """The words of the editor's command.

    Raises:
        ArgumentError: VISUAL or EDITOR cannot be taken apart.
    """
    text = environ.get("VISUAL") or environ.get("EDITOR") or _USUAL_EDITOR
    try:
        words = shlex.split(text)
    except ValueError as exc:
        raise ArgumentError(f"VISUAL or EDITOR is no command: {exc}") from exc
    return words or [_USUAL_EDITOR]


async def shell(line: str) -> int:
    """Run a line in the user's shell on this terminal; its exit code."""
    process = await asyncio.create_subprocess_shell(line)
    return await process.wait()
