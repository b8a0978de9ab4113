"""From a target to a server that answers: look for one, or start one of our own.

Owns the embedded server of this console, if there is one; a console never has two.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from dhconsole.client.connection import Connection
from dhconsole.client.options import ConnectOptions
from dhconsole.embedded import EmbeddedOptions, EmbeddedServer
from dhconsole.errors import NotDeephavenError, RefusedError
from dhconsole.targets import Target, TargetKind

Progress = Callable[[str], None]


@dataclass(slots=True)
class Launcher:
    """Makes the options to connect with.

    Attributes:
        target: what was asked for.
        embedded: how to start our own server, should it come to that.
        server: our own server, once started.
    """

    target: Target
    embedded: EmbeddedOptions
    server: EmbeddedServer | None = None

    async def options(self, progress: Progress) -> ConnectOptions:
        """Where to connect; starts the embedded server when that is the place.

        Raises:
            ConfigError: a secret or certificate of the target cannot be read.
            EmbeddedServerError: our own server does not start.
        """
        if self.server is not None:
            return self.server.options
        if self.target.kind is TargetKind.EMBEDDED:
            return await self._start(progress)
        options = ConnectOptions(**await asyncio.to_thread(self.target.connect_kwargs))
        if self.target.kind is TargetKind.SERVER or await _answers(options):
            return options
        progress(f"no Deephaven server on {options.target}: starting an embedded one")
        return await self._start(progress)

    async def restart(self, progress: Progress) -> ConnectOptions:
        """Start our own server again after it ended; what it held is gone."""
        if self.server is not None:
            await self.server.stop()
            self.server = None
        return await self._start(progress)

    async def close(self) -> None:
        """Stop our own server, if there is one."""
        server, self.server = self.server, None
        if server is not None:
            await server.stop()

    @property
    def label(self) -> str:
        """The server's name for a status line."""
        return "embedded" if self.server is not None else self.target.label

    async def _start(self, progress: Progress) -> ConnectOptions:
        server = EmbeddedServer(self.embedded)
        await server.start(progress)
        self.server = server
        return server.options


async def _answers(options: ConnectOptions) -> bool:
    """Whether a Deephaven server listens there, whatever it says to our login."""
    connection = Connection(options, keep_alive=False)
    try:
        await connection.open()
    except (RefusedError, NotDeephavenError):
        return False
    await connection.close()
    return True
