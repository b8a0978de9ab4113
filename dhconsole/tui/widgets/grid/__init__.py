"""The live grid: our own virtual table widget over a ``core.viewport.TableView``.

``layout`` owns widths, order and which columns are on the screen; ``texts`` owns the formatted
texts of visible rows; ``paint`` makes strips of them; ``widget`` owns cursor, selection, scroll
position and the frame clock. None of them costs more for a larger table.

Import the widget from ``grid.widget``: it loads pyarrow, which a first screen need not wait for.
"""
