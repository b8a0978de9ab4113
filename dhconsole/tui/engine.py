"""The part of the console that loads gRPC and pyarrow: made once the first screen is drawn.

Owns what is made from the settings for the server and for grids. Imported by name only from
``ConsoleApp.run_server``, on a thread, so that keys are answered meanwhile.
"""

from __future__ import annotations

from dhconsole import paths
from dhconsole.client.options import ConnectOptions
from dhconsole.config import Config, FormatRule
from dhconsole.core.launch import Launcher
from dhconsole.core.workspace import Workspace
from dhconsole.embedded import EmbeddedOptions
from dhconsole.errors import ConfigError
from dhconsole.targets import Target
from dhconsole.text.chosen import ALL_FORMATS
from dhconsole.text.formats import FormatSettings
from dhconsole.tomlfile import did_you_mean
from dhconsole.tui.controllers.views import ViewController
from dhconsole.tui.widgets.grid.widget import GridOptions


def _known(rule: FormatRule) -> bool:
    return rule.format in ALL_FORMATS


def _wrong(rule: FormatRule) -> ConfigError:
    near = did_you_mean(rule.format, ALL_FORMATS)
    return ConfigError(
        f"there is no format {rule.format!r}",
        path=rule.path,
        line=rule.line,
        hint=near or f"There are {', '.join(ALL_FORMATS)}.",
    )


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
        self.problems = tuple(_wrong(each) for each in config.formats if not _known(each))
        self._rules = tuple((each.pattern, each.format) for each in config.formats if _known(each))

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
            rules=self._rules,
        )

    def set_format(self, settings: FormatSettings) -> None:
        """Show values in another way from now on."""
        self.format = self.views.settings = settings
