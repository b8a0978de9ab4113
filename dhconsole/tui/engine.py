"""The part of the console that loads gRPC: made once the first picture is drawn.

Owns what it takes to connect, and what shows tables once that is there. Imported by name only from
``ConsoleApp.run_server``, on a thread, so that keys are answered meanwhile.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from dhconsole import paths
from dhconsole.client.options import ConnectOptions
from dhconsole.config import Config
from dhconsole.core.launch import Launcher
from dhconsole.core.values import CatalogEntry
from dhconsole.core.workspace import Workspace
from dhconsole.embedded import EmbeddedOptions
from dhconsole.errors import ConfigError
from dhconsole.targets import Target

if TYPE_CHECKING:
    from dhconsole.tui.showing import Showing


class Engine:
    """What it takes to connect and to show tables."""

    def __init__(self, target: Target, config: Config) -> None:
        self._config = config
        self._workspace: Workspace | None = None
        self.launcher = Launcher(
            target,
            EmbeddedOptions(heap=config.embedded.heap, demo=target.demo, log_dir=paths.log_dir()),
        )

    def workspace(self, options: ConnectOptions) -> Workspace:
        """A workspace on that server, not yet open."""
        return Workspace(options, decay=self._config.grid_as_drawn().marks_seconds)

    def attach(self, workspace: Workspace) -> None:
        """Show what is in this workspace from now on."""
        self._workspace = workspace

    @property
    def entries(self) -> Sequence[CatalogEntry]:
        """The objects that are known."""
        return self._workspace.catalog.entries if self._workspace is not None else ()

    @property
    def showing(self) -> Showing:
        """What shows tables; loads pyarrow when ``load`` has not done so yet."""
        if self._workspace is not None:
            self._showing.views.attach(self._workspace)
        return self._showing

    async def load(self) -> Sequence[ConfigError]:
        """Make ready to show tables; returns what is wrong with the settings for that."""
        made = await asyncio.to_thread(lambda: self._showing)
        return made.problems

    @cached_property
    def _showing(self) -> Showing:
        from dhconsole.tui.showing import Showing

        return Showing(self._config)
