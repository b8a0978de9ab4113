"""The live grid: our own virtual table widget over a ``core.viewport.TableView``.

``layout`` owns widths, order and which columns are on the screen; ``texts`` owns the formatted
texts of visible rows; ``paint`` makes strips of them; ``widget`` owns cursor, selection, scroll
position and the frame clock. None of them costs more for a larger table.
"""

from __future__ import annotations

from dhconsole.tui.widgets.grid.widget import TableGrid

__all__ = ["TableGrid"]
