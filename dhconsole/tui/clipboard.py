"""The way to the clipboard: the terminal's own, a desktop tool, or a file.

Over SSH only the terminal knows the user's clipboard, and takes text through OSC 52, of which
most accept some 75 kB and none says whether it did. On the machine itself a desktop tool is
surer. What fits neither way goes to a file. What was done is always said.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
from collections.abc import Mapping
from typing import Any

from textual.app import App

from dhconsole import paths

LARGEST_OSC52 = 74_994
"""Bytes of text that terminals commonly take; above it they ignore all of it."""

_TOOLS = (
    ("WAYLAND_DISPLAY", ("wl-copy",)),
    ("DISPLAY", ("xclip", "-selection", "clipboard")),
    ("DISPLAY", ("xsel", "--clipboard", "--input")),
    ("", ("pbcopy",)),
)
_TOOL_SECONDS = 3.0


async def copy_text(app: App[Any], text: str) -> str:
    """Copy, and say in a few words how, and how much."""
    size = len(text.encode("utf-8", "replace"))
    tool = native_tool(os.environ)
    if tool is not None and await _run(tool, text):
        return f"{_size(size)} copied with {tool[0]}"
    if size <= LARGEST_OSC52:
        app.copy_to_clipboard(text)
        return f"{_size(size)} sent to the terminal's clipboard (OSC 52)"
    path = await asyncio.to_thread(_to_file, text)
    return f"{_size(size)} is more than terminals take: written to {path}"


def native_tool(environ: Mapping[str, str]) -> tuple[str, ...] | None:
    """The desktop's clipboard command; None over SSH and where there is none."""
    if environ.get("SSH_CONNECTION") or environ.get("SSH_TTY"):
        return None
    for variable, command in _TOOLS:
        if (not variable or environ.get(variable)) and shutil.which(command[0]):
            return command
    return None


async def _run(command: tuple[str, ...], text: str) -> bool:
    process = await asyncio.create_subprocess_exec(
        *command,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        await asyncio.wait_for(process.communicate(text.encode()), _TOOL_SECONDS)
    except TimeoutError:
        process.kill()
        await process.wait()
        return False
    return process.returncode == 0


def _to_file(text: str) -> str:
    folder = paths.state_dir() / "copied"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix="copy-", suffix=".tsv", dir=folder)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    return name


def _size(count: int) -> str:
    if count < 1000:
        return f"{count} bytes"
    return f"{count / 1000:.1f} kB" if count < 1_000_000 else f"{count / 1e6:.1f} MB"
