"""The way to the server, behind the prompt.

Owns the engine, which needs gRPC and pyarrow and is loaded on a thread while the first prompt
waits, and the task that connects. A block that is typed before that waits here.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from dhconsole.core.reaching import ServerController, ServerStatus
from dhconsole.core.tasks import spawn
from dhconsole.errors import LostError
from dhconsole.repl import looks
from dhconsole.repl.desk import Desk
from dhconsole.repl.looks import code_fragments
from dhconsole.targets import Target

if TYPE_CHECKING:
    from dhconsole.core.workspace import Workspace
    from dhconsole.repl.engine import Engine

_LEAVE_SECONDS = 5.0
_AGAIN_SECONDS = 0.5
_WAITING = "waiting for the server; ctrl+c stops, and keeps the code"
_LOOKS = {"ERROR": looks.ERROR, "WARN": looks.WARNING}


def _load() -> Any:
    """The module of the engine; before it what colours code, since that is typed first."""
    code_fragments("pass")
    return importlib.import_module("dhconsole.repl.engine")


class Link:
    """One server after another.

    Args:
        target: the first one.
        refresh: draws the line below the prompt again.
    """

    def __init__(self, target: Target, desk: Desk, refresh: Callable[[], None]) -> None:
        self.target = target
        self.engine: Engine | None = None
        self._desk = desk
        self._refresh = refresh
        self._server = self._controller()
        self._serving: asyncio.Task[None] | None = None
        self._loaded = asyncio.Event()
        self._attached = asyncio.Event()

    def start(self) -> None:
        """Begin to connect."""
        self._serving = spawn(self._serve())

    async def loaded(self) -> Engine | None:
        """The engine, connected or not; None when Ctrl+C comes first."""
        return self.engine if await self._comes(self._loaded) else None

    async def connected(self) -> Engine | None:
        """The engine once it is connected; None when Ctrl+C comes first.

        Raises:
            LostError: the server turned us away, and is not asked again.
        """
        return self.engine if await self._comes(self._attached) else None

    async def _comes(self, event: asyncio.Event) -> bool:
        """Wait for it; False when Ctrl+C comes first."""
        if event.is_set():
            return True
        screen, serving = self._desk.screen, self._serving
        assert serving is not None
        with self._desk.interrupts.wait() as interrupted:
            waits = [asyncio.ensure_future(each.wait()) for each in (event, interrupted)]
            while not any(each.done() for each in (*waits, serving)):
                # Again and again: what is told meanwhile takes the place of this line.
                screen.wait_line(_WAITING)
                await asyncio.wait(
                    (*waits, serving), timeout=_AGAIN_SECONDS, return_when=asyncio.FIRST_COMPLETED
                )
            for each in waits:
                each.cancel()
            screen.done_waiting()
        if event.is_set() or interrupted.is_set():
            return event.is_set()
        if not serving.cancelled() and (failure := serving.exception()) is not None:
            raise failure
        raise LostError(
            "there is no connection: nothing was sent",
            hint="%connect tries again, %connect URL another server. Up brings the code back.",
        )

    async def go(self, target: Target) -> None:
        """Leave the server and connect to another."""
        await self.close()
        self.target = target
        self._server = self._controller()
        for warning in target.warnings:
            self._note(warning, "WARN")
        self.start()

    async def close(self) -> None:
        """Leave the server; our own one ends."""
        if self._serving is not None:
            self._serving.cancel()
            await asyncio.gather(self._serving, return_exceptions=True)
        self._loaded.clear()
        self._attached.clear()
        engine, self.engine = self.engine, None
        if engine is not None:
            engine.detach()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_LEAVE_SECONDS):
                await self._server.close()

    def what_is_lost(self) -> str:
        """What ends when we leave, as sentences; empty when nothing does."""
        engine, parts = self.engine, []
        if self._server.owns_server:
            count = (
                sum(not each.field.name.startswith("_") for each in engine.entries) if engine else 0
            )
            plural = "variable" if count == 1 else "variables"
            variables = f" with its {count:,} {plural}" if count else ""
            parts.append(f"The embedded server ends{variables}.")
        if engine is not None and engine.active:
            parts.append("The script that runs goes on without us.")
        workspace = self._server.workspace
        if workspace is not None and (shared := len(workspace.shares.items)):
            parts.append(f"What is shared ({shared:,}) can be fetched no more.")
        return " ".join(parts)

    async def _serve(self) -> None:
        engine: Engine = (await asyncio.to_thread(_load)).Engine(self.target, self._desk)
        self.engine = engine
        self._loaded.set()
        await self._server.run(engine)

    def _controller(self) -> ServerController:
        return ServerController(self.target.label, self._status, self._workspace, self._note)

    def _workspace(self, workspace: Workspace) -> None:
        assert self.engine is not None
        self.engine.attach(workspace)
        self._attached.set()

    def _status(self, status: ServerStatus) -> None:
        self._desk.status = status
        self._refresh()

    def _note(self, text: str, level: str) -> None:
        self._desk.screen.say(text, _LOOKS.get(level, looks.NOTE))
