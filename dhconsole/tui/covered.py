"""What lies behind the panes, drawn at next to no cost.

Textual draws every widget in a region that changes, also those that others cover: with a ticking
grid the empty containers behind it would cost more than the grid.
"""

from __future__ import annotations

import asyncio

from textual.containers import Container
from textual.geometry import Region
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import ContentSwitcher

from dhconsole.tui.timing import once

_BEHIND_SECONDS = 1.0


def _blank(widget: Widget, crop: Region) -> list[Strip]:
    return [Strip.blank(crop.width, widget.rich_style)] * crop.height


class MainScreen(Screen[None]):
    """The screen of the panes: the status line, the panes and the key line cover it.

    Behind a dialog it is drawn once a second, and at once when the status line has something new to
    say, such as that the connection is lost: Textual draws the whole dialog again for each cell
    that changes behind it, which with a ticking table is a quarter of a core and 300 kB/s.
    """

    _behind: asyncio.TimerHandle | None = None

    def _compositor_refresh(self) -> None:
        dirty = self._compositor._dirty_regions
        if self is self.app.screen:
            super()._compositor_refresh()
        elif any(region.bottom == 1 for region in dirty):
            self._draw_behind()
        elif dirty and self._behind is None:
            self._behind = once(self, _BEHIND_SECONDS, self._draw_behind)

    def _draw_behind(self) -> None:
        if self._behind is not None:
            self._behind.cancel()
            self._behind = None
        if self is not self.app.screen:
            self._compositor._dirty_regions.clear()
            self.app.screen.refresh()

    def render_lines(self, crop: Region) -> list[Strip]:
        return _blank(self, crop)


class CoveredContainer(Container):
    """Holds what covers it."""

    def render_lines(self, crop: Region) -> list[Strip]:
        return _blank(self, crop)


class Switcher(ContentSwitcher):
    """Shows one of its children, which covers it."""

    def render_lines(self, crop: Region) -> list[Strip]:
        return _blank(self, crop)
