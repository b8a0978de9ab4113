"""The part of the REPL that loads gRPC and pyarrow: made while the first prompt is up already.

Owns the launcher, the workspace that is worked on, and what carries out a block or a command.
Imported by name only from ``Repl``, on a thread, so that typing can begin meanwhile.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Coroutine, Sequence
from pathlib import Path
from typing import Any

from prompt_toolkit.formatted_text import StyleAndTextTuples

from dhconsole import paths
from dhconsole.client.connection import Connection
from dhconsole.client.options import ConnectOptions
from dhconsole.config import Config
from dhconsole.core.appearance import format_settings
from dhconsole.core.completion.completer import Completer
from dhconsole.core.history import secrets_of
from dhconsole.core.keymap import KeyMap
from dhconsole.core.launch import Launcher
from dhconsole.core.reaching import ServerStatus
from dhconsole.core.values import CatalogEntry, Run, RunResult
from dhconsole.core.workspace import Workspace
from dhconsole.embedded import EmbeddedOptions
from dhconsole.errors import ArgumentError, ConsoleTypeError, LostError
from dhconsole.repl import editing, explaining, looks
from dhconsole.repl.commands import carry_out
from dhconsole.repl.desk import Desk
from dhconsole.repl.past import Past
from dhconsole.repl.running import Running
from dhconsole.repl.screen import Screen
from dhconsole.targets import Target

_NOT_THERE = "there is no connection"


class Engine:
    """Carries out blocks and commands on one server."""

    def __init__(self, target: Target, desk: Desk) -> None:
        self.desk = desk
        config = desk.config
        self.launcher = Launcher(
            target,
            EmbeddedOptions(heap=config.embedded.heap, demo=target.demo, log_dir=paths.log_dir()),
        )
        grid = config.grid
        self.format = format_settings(grid)
        self.rows = config.repl.rows
        self.running = Running(desk, self.format, self.rows)
        self.completer: Completer | None = None
        self._workspace: Workspace | None = None
        self._language = target.session_type

    # -- the server --------------------------------------------------------------------------

    def workspace(self, options: ConnectOptions) -> Workspace:
        """A workspace on that server, not yet open."""
        self.past.background.never(*secrets_of(options))
        return Workspace(options, decay=self.config.grid.marks_seconds)

    def attach(self, workspace: Workspace) -> None:
        """Work on this server from now on."""
        self._workspace = workspace
        self._language = workspace.console.session_type
        self.running.attach(workspace)
        self.completer = workspace.completer

    def detach(self) -> None:
        """There is no server any more."""
        self.running.detach()
        self.completer = self._workspace = None

    def workspace_now(self) -> Workspace:
        """The workspace that is connected.

        Raises:
            LostError: there is none.
        """
        if self._workspace is None or not self._workspace.live:
            raise LostError(_NOT_THERE, hint="The line below the prompt says why.")
        return self._workspace

    def connection(self) -> Connection:
        """The connection; raises LostError when it is not there."""
        return self.workspace_now().connection

    @property
    def entries(self) -> Sequence[CatalogEntry]:
        """The objects of the server, as last known."""
        return self._workspace.catalog.entries if self._workspace is not None else ()

    @property
    def language(self) -> str:
        """The language of the server's console."""
        return self._language

    def need_python(self, what: str) -> None:
        """Raises ConsoleTypeError when the console is of another language."""
        if self._language != "python":
            raise ConsoleTypeError(f"{what} is for Python; this console has {self._language}")

    # -- what commands use -------------------------------------------------------------------

    @property
    def screen(self) -> Screen:
        return self.desk.screen

    @property
    def past(self) -> Past:
        return self.desk.past

    @property
    def config(self) -> Config:
        return self.desk.config

    @property
    def keymap(self) -> KeyMap:
        return self.desk.keymap

    @property
    def status(self) -> ServerStatus:
        return self.desk.status

    @property
    def active(self) -> tuple[Run, ...]:
        """Runs that have not ended."""
        return self.running.active

    @property
    def going_on(self) -> tuple[int, ...]:
        """The numbers of their blocks."""
        return tuple(self.running.number_of(each.id) for each in self.active)

    async def run(self, code: str, *, echo: bool = True) -> RunResult | None:
        """Run code; see ``Running.run``."""
        return await self.running.run(code, echo=echo)

    async def value_of(self, code: str) -> str:
        """The value of an expression as text, without showing it.

        Raises:
            ScriptError: it raised.
            ArgumentError: it has no value, or Ctrl+C came first.
        """
        return await self.running.value_of(code)

    async def edit_file(self, path: Path) -> None:
        """Open a file in the user's editor."""
        await editing.edit_file(path)

    async def edit_text(self, text: str) -> str:
        """A text as the user's editor gives it back."""
        return await editing.edit_text(text)

    # -- what is typed -----------------------------------------------------------------------

    async def command(self, line: str) -> None:
        """Carry out a line without its percent sign; Ctrl+C stops waiting for it.

        Raises:
            DHError: as the command ends.
        """
        await self._interruptible(carry_out(self, line))

    async def explain(self, line: str) -> None:
        """Answer ``name?`` or ``name??``; Ctrl+C stops waiting for it.

        Raises:
            ArgumentError: nothing is known of such a name.
        """
        await self._interruptible(explaining.explain(self, line))

    async def describe(self, text: str, cursor: int) -> None:
        """Show what the name at ``cursor`` is; raises ArgumentError when that is not known."""
        await explaining.describe(self, text, cursor)

    async def signature(self, text: str, cursor: int) -> StyleAndTextTuples:
        """The call at ``cursor`` as pieces; nothing where there is none."""
        if self.completer is None:
            return []
        return explaining.signature_pieces(await self.completer.signature(text, cursor))

    async def shell(self, line: str) -> None:
        """Run a line in the user's shell; Ctrl+C is the shell's."""
        if not line.strip():
            raise ArgumentError("! needs a command for the shell")
        with self.desk.interrupts.wait(quiet=False):
            code = await editing.shell(line)
        if code < 0:
            # The cursor stands behind the ^C that the terminal shows.
            self.screen.say(f"\nended by {signal.Signals(-code).name}", looks.MUTED)
        elif code:
            self.screen.say(f"ended with {code}", looks.MUTED)

    async def _interruptible(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(work)
        with self.desk.interrupts.wait() as interrupted:
            asked = asyncio.ensure_future(interrupted.wait())
            await asyncio.wait((task, asked), return_when=asyncio.FIRST_COMPLETED)
            asked.cancel()
            self.screen.done_waiting()
            if not task.done():
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
                self.screen.say("stopped", looks.MUTED)
                self.desk.stopped = True
                return
        await task
