"""The way to the clipboard: the terminal's own, a desktop tool, tmux, or a file.

Over SSH only the terminal knows the user's clipboard, and takes text through OSC 52, of which
most accept some 75 kB and none says whether it did. On the machine itself a desktop tool is
surer. Within tmux, which drops OSC 52 of programs unless told otherwise, tmux itself is asked.
What fits none of these ways goes to a file. What was done is always said, and how much.
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
# Into tmux's own buffer and, with -w, on to the terminal around it.
_TMUX = ("tmux", "load-buffer", "-w", "-")
_TOOL_SECONDS = 3.0


async def copy_text(app: App[Any], text: str) -> str:
    """Copy, and say in a few words how, and how much; or why it could not be."""
    if not text:
        # Terminals and tmux keep what they had: nobody must paste that for this.
        return "Nothing to copy: it is empty, or null"
    data = text.encode("utf-8", "replace")
    size = _size(len(data))
    tool = native_tool(os.environ)
    if tool is not None and await _run(tool, data):
        return f"{size} copied with {tool[0]}"
    if len(data) <= LARGEST_OSC52:
        tmux = tmux_tool(os.environ)
        if tmux is not None and await _run(tmux, data):
            return f"{size} copied to tmux and the terminal's clipboard"
        app.copy_to_clipboard(data.decode())
        return f"{size} sent to the terminal's clipboard (OSC 52)"
    try:
        path = await asyncio.to_thread(_to_file, data)
    except OSError as exc:
        return f"Nothing was copied: {size} is more than terminals take, and {exc}"
    return f"{size} is more than terminals take: written to {path}"


def native_tool(environ: Mapping[str, str]) -> tuple[str, ...] | None:
    """The desktop's clipboard command; None over SSH and where there is none."""
    if environ.get("SSH_CONNECTION") or environ.get("SSH_TTY"):
        return None
    for variable, command in _TOOLS:
        if (not variable or environ.get(variable)) and shutil.which(command[0]):
            return command
    return None


def tmux_tool(environ: Mapping[str, str]) -> tuple[str, ...] | None:
    """The command that hands text to the tmux we run in; None outside of one."""
    return _TMUX if environ.get("TMUX") and shutil.which(_TMUX[0]) else None


async def _run(command: tuple[str, ...], data: bytes) -> bool:
    """Whether the command took the text."""
    try:
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
    except OSError:
        return False  # gone or not to be run: the next way is tried, and named to the user
    try:
        async with asyncio.timeout(_TOOL_SECONDS):
            await process.communicate(data)
    except TimeoutError:
        process.kill()
        await process.wait()
        return False
    return process.returncode == 0


def _to_file(data: bytes) -> str:
    folder = paths.state_dir() / "copied"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix="copy-", suffix=".tsv", dir=folder)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
    return name


def _size(count: int) -> str:
    if count < 1000:
        return f"{count} {'byte' if count == 1 else 'bytes'}"
    return f"{count / 1000:.1f} kB" if count < 1_000_000 else f"{count / 1e6:.1f} MB"
