"""The embedded server for asyncio: ``process`` on a thread, its events on the loop."""

from __future__ import annotations

import asyncio
import contextlib
from pathlib import Path
from types import TracebackType
from typing import Self

from dhconsole.client.options import ConnectOptions
from dhconsole.embedded.options import EmbeddedOptions
from dhconsole.embedded.process import GRACE_SECONDS, BlockingEmbeddedServer, Progress


class EmbeddedServer:
    """One server process. All methods must be called on one event loop.

    Attributes:
        exited: set once the process has ended, for whatever reason; see ``exit_reason``.
    """

    def __init__(self, options: EmbeddedOptions) -> None:
        self._server = BlockingEmbeddedServer(options)
        self.exited = asyncio.Event()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.stop()

    @property
    def options(self) -> ConnectOptions:
        """What a client needs; see ``BlockingEmbeddedServer.options``."""
        return self._server.options

    @property
    def log_path(self) -> Path | None:
        return self._server.log_path

    @property
    def port(self) -> int:
        """TCP port; 0 until the server is up."""
        return self._server.port

    @property
    def pid(self) -> int | None:
        return self._server.pid

    @property
    def completion(self) -> bool:
        """Whether the server can complete code."""
        return self._server.completion

    @property
    def exit_reason(self) -> str:
        """Why the process ended, for people; empty while it runs."""
        return self._server.exit_reason

    async def start(self, progress: Progress = lambda text: None) -> None:
        """Start the server and wait until it takes connections; some seconds.

        Cancelling it kills the process.

        Args:
            progress: told in sentences what goes on, on the event loop.

        Raises:
            EmbeddedServerError: it does not start.
        """
        loop = asyncio.get_running_loop()

        def exited() -> None:
            # The loop may be gone when the process ends; then nobody is left to be told.
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(self.exited.set)

        def report(text: str) -> None:
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(progress, text)

        self._server.on_exit(exited)
        try:
            await asyncio.to_thread(self._server.start, report)
        except asyncio.CancelledError:
            self._server.kill()
            raise

    async def stop(self, grace: float = GRACE_SECONDS) -> None:
        """End the server and wait until it is gone.

        Args:
            grace: seconds after which force is used.
        """
        await asyncio.to_thread(self._server.stop, grace)
