"""The part of the console that loads gRPC and pyarrow: made once the first screen is drawn.

Owns what is made from the settings for the server and for grids. Imported by name only from
``ConsoleApp.run_server``, on a thread, so that keys are answered meanwhile.
"""

from __future__ import annotations

from dhconsole import paths
from dhconsole.client.options import ConnectOptions
from dhconsole.config import Config
from dhconsole.core.launch import Launcher
from dhconsole.core.workspace import Workspace
from dhconsole.embedded import EmbeddedOptions
from dhconsole.targets import Target
from dhconsole.text.formats import FormatSettings
from dhconsole.tui.controllers.views import ViewController
from dhconsole.tui.widgets.grid.widget import GridOptions


class Engine:
    """What it takes to connect and to show tables."""

    def __init__(self, target: Target, config: Config) -> None:
        grid = config.grid_as_drawn()
        self._grid = grid
        self.launcher = Launcher(
            target,
            EmbeddedOptions(heap=config.embedded.heap, demo=target.demo, log_dir=paths.log_dir()),
        )
        self.format = FormatSettings(
            zone=grid.zone_info(),
            null=grid.null,
            float_digits=grid.float_digits,
            rounding_mark="",
            thousands=grid.thousands,
        )
        self.views = ViewController(self.format)

    def workspace(self, options: ConnectOptions) -> Workspace:
        """A workspace on that server, not yet open."""
        return Workspace(options, decay=self._grid.marks_seconds)

    def grid_options(self) -> GridOptions:
        """How a new grid draws."""
        return GridOptions(
            format=self.format,
            fps=self._grid.fps,
            frozen=self._grid.frozen,
            stripes=self._grid.stripes,
        )

    def set_format(self, settings: FormatSettings) -> None:
        """Show values in another way from now on."""
        self.format = self.views.settings = settings
