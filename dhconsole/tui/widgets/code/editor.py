"""A round trip through the user's own editor.

Owns the choice of the editor, the private file, and the screen while the editor has it.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import shlex
import shutil
import signal
import tempfile
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path

from textual.app import App, SuspendNotSupported

from dhconsole.core.buffers import Buffer, Language
from dhconsole.errors import DHError

_FALLBACKS = ("nano", "vim", "vi", "emacs", "micro", "ed")
_SUFFIXES: dict[Language, str] = {"python": ".py", "groovy": ".groovy"}


def editor_command(environment: Mapping[str, str] = os.environ) -> list[str]:
    """The editor's command line without a file: ``VISUAL``, ``EDITOR``, or one that is there.

    Raises:
        DHError: there is none, or the variable names one that cannot be found.
    """
    for variable in ("VISUAL", "EDITOR"):
        value = environment.get(variable, "").strip()
        if not value:
            continue
        try:
            command = shlex.split(value)
        except ValueError as exc:
            raise DHError(
                f"{variable} cannot be understood: {value}", hint="Its quotes do not match"
            ) from exc
        if shutil.which(command[0], path=environment.get("PATH")) is None:
            raise DHError(
                f"There is no editor {command[0]}", hint=f"Set {variable} to one that is installed"
            )
        return command
    for name in _FALLBACKS:
        if shutil.which(name, path=environment.get("PATH")) is not None:
            return [name]
    raise DHError("There is no editor", hint="Install one and name it in EDITOR")


async def edit_externally(app: App[object], buffer: Buffer) -> str:
    """Let the user change ``buffer.text`` in an editor; returns the new text.

    The event loop goes on, so that streams stay alive; nothing is drawn meanwhile.

    Raises:
        DHError: no editor, no terminal to hand over, or the editor failed. When the file had
            been changed by then, it stays where the error says.
    """
    command = editor_command()
    # The directory is made with mode 0700, and mkstemp would hide the file's name.
    directory = Path(tempfile.mkdtemp(prefix="dhconsole-"))
    path = directory / _file_name(buffer)
    before = buffer.text.encode("utf-8", "surrogatepass")
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(before)
    line = buffer.cursor[0]
    keep = False
    try:
        with app.batch_update(), _interrupts_are_the_editors():
            code = await _run(app, [*command, *_at_line(command[0], line + 1), str(path)])
        after = path.read_bytes()
        if code != 0:
            keep = after != before
            hint = f"What was written is in {path}" if keep else "Nothing was changed"
            raise DHError(f"{command[0]} ended with exit code {code}", hint=hint)
        try:
            return after.decode("utf-8", "surrogatepass").replace("\r\n", "\n")
        except UnicodeDecodeError as exc:
            keep = True
            raise DHError(
                f"{command[0]} wrote something that is not UTF-8",
                hint=f"What was written is in {path}",
            ) from exc
    except OSError as exc:
        raise DHError(f"{command[0]} could not be used: {exc.strerror}") from exc
    finally:
        if not keep:
            shutil.rmtree(directory, ignore_errors=True)


async def _run(app: App[object], command: list[str]) -> int:
    try:
        with app.suspend():
            # Whatever is raised in here would leave the terminal suspended.
            outcome = await _exit_code(command)
    except SuspendNotSupported as exc:
        raise DHError("This terminal cannot be handed to an editor") from exc
    if isinstance(outcome, OSError):
        raise outcome
    return outcome


async def _exit_code(command: list[str]) -> int | OSError:
    try:
        process = await asyncio.create_subprocess_exec(*command)
    except OSError as exc:
        return exc
    return await process.wait()


@contextlib.contextmanager
def _interrupts_are_the_editors() -> Iterator[None]:
    """Ctrl+C in the editor reaches us too; it is not meant for us."""
    if threading.current_thread() is not threading.main_thread():
        # Only the main thread gets interrupts, and only it can set this.
        yield
        return
    # A function, not SIG_IGN, which the editor would inherit.
    previous = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, previous)


def _file_name(buffer: Buffer) -> str:
    stem = re.sub(r"[^\w.-]+", "_", Path(buffer.title).stem)[:60].lstrip(".-") or "buffer"
    return stem + _SUFFIXES[buffer.language]


def _at_line(editor: str, line: int) -> list[str]:
    """How to open a file at a line, for editors known to take it."""
    name = Path(editor).name
    return [f"+{line}"] if name in ("nano", "vim", "vi", "nvim", "emacs", "micro") else []
