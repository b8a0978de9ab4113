"""The styles of a grid, taken from the theme through component classes."""

from __future__ import annotations

from rich.segment import Segment
from rich.style import Style
from textual.widget import Widget

from dhconsole.core.marks import Mark
from dhconsole.text.formats import CellClass
from dhconsole.tui.widgets.grid.paint import Look

_PARTS = (
    "base",
    "alternate",
    "header",
    "header-type",
    "header-key",
    "gutter",
    "gutter-cursor",
    "cursor",
    "cursor-row",
    "selection",
)
_FRONTS = (
    "unknown",
    "stale",
    "number",
    "string",
    "time",
    "boolean",
    "null",
    "negative",
)
_MARKS = {Mark.UP: "up", Mark.DOWN: "down", Mark.CHANGED: "changed", Mark.ADDED: "added"}

COMPONENT_CLASSES = {f"table-grid--{name}" for name in (*_PARTS, *_FRONTS, *_MARKS.values(), "bar")}

DEFAULT_CSS = """
TableGrid { background: $surface; color: $foreground; }
TableGrid > .table-grid--base { color: $grid-string; background: $surface; }
TableGrid > .table-grid--alternate { color: $grid-string; background: $grid-row-alt; }
TableGrid > .table-grid--header {
    color: $grid-header; background: $grid-header-background; text-style: bold;
}
TableGrid > .table-grid--header-type {
    color: $ui-muted; background: $grid-header-background;
}
TableGrid > .table-grid--header-key {
    color: $ui-accent; background: $grid-header-background; text-style: bold;
}
TableGrid > .table-grid--gutter { color: $grid-row-number; background: $surface; }
TableGrid > .table-grid--gutter-cursor {
    color: $ui-primary; background: $surface; text-style: bold;
}
TableGrid > .table-grid--cursor { color: $ui-cursor-text; background: $ui-cursor; }
TableGrid > .table-grid--cursor-row { color: $grid-string; background: $ui-panel; }
TableGrid > .table-grid--selection { color: $ui-foreground; background: $ui-selection; }
TableGrid > .table-grid--unknown { color: $grid-unknown; }
TableGrid > .table-grid--stale { color: $grid-stale; text-style: italic; }
TableGrid > .table-grid--number { color: $grid-number; }
TableGrid > .table-grid--string { color: $grid-string; }
TableGrid > .table-grid--time { color: $grid-time; }
TableGrid > .table-grid--boolean { color: $grid-boolean; }
TableGrid > .table-grid--null { color: $grid-null; text-style: italic; }
TableGrid > .table-grid--negative { color: $grid-negative; }
TableGrid > .table-grid--up { color: $grid-up; background: $grid-up-background; }
TableGrid > .table-grid--down { color: $grid-down; background: $grid-down-background; }
TableGrid > .table-grid--changed { color: $grid-changed; background: $grid-changed-background; }
TableGrid > .table-grid--added { color: $grid-added; background: $grid-added-background; }
TableGrid > .table-grid--bar { color: $ui-muted; background: $surface; }
"""


def look_of(widget: Widget, *, stripes: bool) -> Look:
    """The look that the widget's stylesheet gives now.

    The filters of the app, which adapt colours to the terminal, are applied to the styles here,
    once, and not by Textual to every segment of every line: with all cells ticking that would
    be a fifth of what a frame costs.
    """

    def whole(name: str) -> Style:
        return widget.get_component_rich_style(f"table-grid--{name}")

    def front(name: str) -> Style:
        """The foreground alone, to be laid over whatever ground a row has."""
        style = whole(name)
        return Style(color=style.color, italic=style.italic or None, bold=style.bold or None)

    filters = list(widget.app.get_line_filters())
    ground = widget.background_colors[1]

    def final(style: Style) -> Style:
        segments = [Segment(" ", style)]
        for each in filters:
            segments = each.apply(segments, ground)
        return segments[0].style or style

    null = front("null")
    return Look(
        base=whole("base"),
        alternate=whole("alternate" if stripes else "base"),
        header=whole("header"),
        header_type=whole("header-type"),
        header_key=whole("header-key"),
        gutter=whole("gutter"),
        gutter_cursor=whole("gutter-cursor"),
        line=front("gutter"),
        cursor=whole("cursor"),
        cursor_row=whole("cursor-row"),
        selection=whole("selection"),
        unknown=front("unknown"),
        stale=front("stale"),
        bar=whole("bar"),
        kinds={name: front(name) for name in ("number", "string", "time", "boolean")},
        classes={
            CellClass.NULL: null,
            CellClass.EMPTY: null,
            CellClass.NAN: front("changed"),
            CellClass.INFINITY: front("changed"),
            CellClass.NEGATIVE: front("negative"),
        },
        marks={mark: whole(name) for mark, name in _MARKS.items()},
        final=final,
    )
