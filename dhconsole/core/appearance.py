"""How values look in every face, as the settings have it."""

from __future__ import annotations

from dhconsole.config import GridSettings
from dhconsole.text.formats import FormatSettings


def format_settings(grid: GridSettings) -> FormatSettings:
    """The formats that the settings ask for."""
    return FormatSettings(
        zone=grid.zone_info(),
        null=grid.null,
        float_digits=grid.float_digits,
        rounding_mark="",
        thousands=grid.thousands,
    )
