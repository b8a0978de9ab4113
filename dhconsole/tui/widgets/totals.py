"""The lines below a grid with the totals of its columns, each value under its column.

Draws from the row of a live table of its own; where that has no row, there is nothing to add up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from dhconsole.core.values import ViewState
from dhconsole.text.width import cell_width, fit

if TYPE_CHECKING:
    from dhconsole.core.viewport import TableView
    from dhconsole.tui.widgets.grid.layout import Visible
    from dhconsole.tui.widgets.grid.widget import TableGrid

_MOST_LINES = 6
_SHOWN = 200


class TotalsLines(Widget):
    """One line for each kind of total. Hidden while there are none."""

    DEFAULT_CSS = """
    TotalsLines { height: auto; max-height: 6; display: none; }
    TotalsLines.-shown { display: block; }
    TotalsLines > .totals--label { color: $accent; background: $panel; text-style: bold; }
    TotalsLines > .totals--value { color: $foreground; background: $panel; text-style: bold; }
    TotalsLines > .totals--stale { color: $text-muted; background: $panel; text-style: italic; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"totals--label", "totals--value", "totals--stale"}

    def __init__(self) -> None:
        super().__init__()
        self._grid: TableGrid | None = None
        self._view: TableView | None = None

    def show(self, grid: TableGrid | None, view: TableView | None) -> None:
        """Show the totals of the table of ``grid``, which are the row of ``view``; None: none."""
        self._grid, self._view = grid, view
        count = len(self._kinds())
        self.styles.height = count
        self.set_class(count > 0, "-shown")
        self.refresh(layout=True)

    def fit_columns(self) -> bool:
        """Make the columns wide enough for their totals; whether one has become wider."""
        grid = self._grid
        if grid is None or self._view is None:
            return False
        before = grid.columns.version
        for each in grid.geometry.columns:
            texts = [self._text(each, kind) for kind in self._kinds()]
            grid.columns.grow(each.column, texts, 0)
        return grid.columns.version != before

    def _kinds(self) -> list[str]:
        """The kinds of totals, in the order in which they were asked for."""
        if self._view is None:
            return []
        kinds = dict.fromkeys(total for _, total in self._view.recipe.totals)
        return list(kinds)[:_MOST_LINES]

    def render_line(self, y: int) -> Strip:
        kinds, grid = self._kinds(), self._grid
        label = self.get_component_rich_style("totals--label")
        if grid is None or y >= len(kinds):
            return Strip.blank(self.size.width, label)
        from dhconsole.core.totals import TOTALS

        view = self._view
        live = view is not None and view.state in (ViewState.LIVE, ViewState.STATIC)
        value = self.get_component_rich_style(f"totals--{'value' if live else 'stale'}")
        geometry = grid.geometry
        name = TOTALS[kinds[y]].label
        segments = [Segment(f"{fit(name, geometry.numbers, 'right')}│", label)]
        segments += [self._cell(each, kinds[y], value) for each in geometry.columns]
        return Strip(segments).adjust_cell_length(self.size.width, value)

    def _cell(self, each: Visible, kind: str, style: Style) -> Segment:
        text = self._text(each, kind)
        width = each.column.width
        if cell_width(text) > width and each.column.numeric:
            text = "#" * width
        shown = fit(text, width, each.column.formatter.align)
        return Segment(fit(f" {shown}".rstrip(), each.cells), style)

    def _text(self, each: Visible, kind: str) -> str:
        """The value as text; empty for a column without this total; safe."""
        from dhconsole.core.totals import TOTALS, result_name
        from dhconsole.text.chosen import chosen_formatter

        view, spec = self._view, each.column.spec
        if view is None or view.spec is None or (spec.name, kind) not in view.recipe.totals:
            return ""
        wanted = result_name(spec.name, kind)
        if wanted not in view.spec.names:
            return each.column.formatter.settings.unknown
        index = view.spec.index(wanted)
        if not view.size and view.state in (ViewState.LIVE, ViewState.STATIC):
            return "–"
        values = view.values(index, 0, 1) if view.size else None
        formatter = each.column.formatter
        if values is None:
            return formatter.settings.unknown
        if not TOTALS[kind].same_type:
            found = view.spec.columns[index]
            name = "" if kind in ("count", "count_distinct") else self._format(spec.name)
            formatter = chosen_formatter(
                name, found.java_type, found.arrow_type, found.component_type, formatter.settings
            )
        return formatter.format(values, limit=_SHOWN)[0][0]

    def _format(self, column: str) -> str:
        return self._grid.view.recipe.format_of(column) if self._grid is not None else ""
