"""Some cells to the terminal, past Textual's compositor.

For one cell that ticks, the compositor draws the lines of every widget behind it too, and sends
the line from its left edge on: half the cost of a ticking table, and most of its bytes. Where
nothing can be in front of a widget, its own lines may go straight to the screen. The compositor
keeps no picture of the screen (seen in Textual 8.2), so that its next repaint fits in.
"""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from textual._compositor import CompositorUpdate
from textual.errors import NoWidget
from textual.geometry import Region
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget


class CellsUpdate(CompositorUpdate):
    """Pieces of lines and where on the screen they begin: column, line, cells."""

    def __init__(self, pieces: list[tuple[int, int, Strip]]) -> None:
        self.pieces = pieces

    def render_segments(self, console: Console) -> str:
        return "".join(
            f"\x1b[{y + 1};{x + 1}H{strip.render(console)}" for x, y, strip in self.pieces
        )


def filtered(widget: Widget, line: Strip) -> Strip:
    """A line of a widget with its colours adapted to the terminal, as the compositor would."""
    ground = widget.background_colors[1]
    for each in widget.app.get_line_filters():
        line = line.apply_filter(each, ground)
    return line


def draw(widget: Widget, pieces: Iterable[tuple[Region, Strip]]) -> None:
    """Draw pieces of a widget now, or leave it to the compositor when that is not possible.

    Args:
        pieces: one line high each, in the coordinates of the widget, and what stands there, as
            the terminal shall have it.
    """
    wanted = list(pieces)
    if not wanted:
        return
    screen = widget.screen
    place = _uncovered(widget, screen)
    if place is None:
        widget.refresh(*(region for region, _ in wanted))
        return
    update = CellsUpdate(
        [(place.x + region.x, place.y + region.y, strip) for region, strip in wanted]
    )
    widget.app._display(screen, update)  # type: ignore[arg-type]
    # A later repaint by the compositor must not bring back the lines that it has kept.
    widget._styles_cache.set_dirty(*(region for region, _ in wanted))


def _uncovered(widget: Widget, screen: Screen[object]) -> Region | None:
    """Where the widget is on the screen; None when something may be in front of it, or when
    the screen is about to be laid out anew."""
    app = widget.app
    if (
        not widget.is_mounted
        or screen is not app.screen
        or screen._layout_required
        or app._batch_count
    ):
        return None
    if len(app._notifications):
        return None  # shown as boxes over the panes
    try:
        found = screen.find_widget(widget)
    except NoWidget:
        return None
    return found.region if found.clip.contains_region(found.region) else None
