"""What a grid says to whoever holds it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from dhconsole.tui.questions import Question
    from dhconsole.tui.widgets.grid.layout import GridColumn
    from dhconsole.tui.widgets.grid.widget import TableGrid


@dataclass
class ViewCell(Message, namespace="table_grid"):
    """The user wants to see a whole cell."""

    grid: TableGrid
    row: int
    column: GridColumn


@dataclass
class Copied(Message, namespace="table_grid"):
    """Text for the clipboard: this many rows by columns, of so many ``wanted`` rows."""

    text: str
    rows: int
    columns: int
    wanted: int

    @property
    def what(self) -> str:
        """How much went, in words."""
        if self.rows * self.columns <= 1:
            return "1 cell"
        short = f" of {self.wanted:,}" if self.rows < self.wanted else ""
        rows = "row" if self.wanted == 1 else "rows"
        columns = "column" if self.columns == 1 else "columns"
        return f"{self.rows:,}{short} {rows} × {self.columns} {columns}"


@dataclass
class Notice(Message, namespace="table_grid"):
    """A sentence for the user.

    Attributes:
        bad: whether something could not be done, or is not as it was.
        lasting: whether it is to be found among the output later.
    """

    text: str
    bad: bool = False
    lasting: bool = False


@dataclass
class Pasted(Message, namespace="table_grid"):
    """Text was pasted while the grid had the focus."""

    text: str


@dataclass
class Asked(Message, namespace="table_grid"):
    """The user wants to type a question to the grid's table."""

    grid: TableGrid
    question: Question


@dataclass
class StatusChanged(Message, namespace="table_grid"):
    """The title line of this grid reads differently."""

    grid: TableGrid
    text: str

    def can_replace(self, message: Message) -> bool:
        return isinstance(message, StatusChanged) and message.grid is self.grid
