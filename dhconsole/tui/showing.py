"""The part of the console that loads pyarrow: how tables are opened and drawn.

Owns what is made from the settings for grids. Nobody waits for it before the objects of the server
are listed; ``Engine`` makes it on a thread after that, or at once when a table is opened sooner.
"""

from __future__ import annotations

from dhconsole.config import Config, FormatRule
from dhconsole.core.appearance import format_settings
from dhconsole.errors import ConfigError
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


class Showing:
    """What it takes to show tables.

    Attributes:
        views: opens and looks at them.
        format: how values are written.
        problems: what is wrong with the settings for it.
    """

    def __init__(self, config: Config) -> None:
        grid = config.grid_as_drawn()
        self._grid = grid
        self.format = format_settings(grid)
        self.views = ViewController(self.format)
        self.problems = tuple(_wrong(each) for each in config.formats if not _known(each))
        self._rules = tuple((each.pattern, each.format) for each in config.formats if _known(each))

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
