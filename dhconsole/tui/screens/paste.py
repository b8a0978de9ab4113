"""What a pasted block was taken for, before its rows are staged."""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import Static

from dhconsole.core.editing.comparing import plain
from dhconsole.core.editing.forms import Form
from dhconsole.core.editing.pasting import Pasted
from dhconsole.text.safe import safe_text
from dhconsole.text.width import cut, fit
from dhconsole.tui.screens.dialog import Dialog
from dhconsole.tui.widgets.line_list import LineList

_WIDEST = 20
_LONGEST = 200
_MOST_SHOWN = 1000


class _Preview(LineList):
    """A line of names, then one for each row, what means nothing in its column marked."""

    DEFAULT_CSS = """
    _Preview { height: auto; max-height: 16; }
    _Preview > .preview--name { color: $accent; text-style: bold; }
    _Preview > .preview--value { color: $foreground; }
    _Preview > .preview--bad { color: $error; text-style: bold; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"preview--name", "preview--value", "preview--bad"}

    def __init__(self, block: Pasted, form: Form) -> None:
        super().__init__()
        self._names = block.columns
        self._lines = [
            [self._shown(row.get(name), name, form) for name in block.columns]
            for row in block.rows[:_MOST_SHOWN]
        ]
        self._widths = [
            min(_WIDEST, max(len(name), *(len(line[at][0]) for line in self._lines)))
            for at, name in enumerate(self._names)
        ]

    @staticmethod
    def _shown(cell: object, name: str, form: Form) -> tuple[str, bool]:
        from dhconsole.core.editing.forms import Cell

        if not isinstance(cell, Cell):
            return "null", False
        if cell.value is None:
            return f"✗ {safe_text(cell.text, limit=_LONGEST)}", True
        return safe_text(plain(cell.value, form.column(name)), limit=_LONGEST), False

    @property
    def row_count(self) -> int:
        return len(self._lines) + 1

    def can_rest(self, index: int) -> bool:
        return index > 0

    def row_segments(self, index: int, width: int, base: Style) -> list[Segment]:
        if index == 0:
            cells = [(safe_text(name), "name") for name in self._names]
        else:
            cells = [(text, "bad" if bad else "value") for text, bad in self._lines[index - 1]]
        return [
            Segment(f" {fit(text, room)} ", self.get_component_rich_style(f"preview--{style}"))
            for (text, style), room in zip(cells, self._widths, strict=True)
        ]


class PasteScreen(Dialog[bool]):
    """Answers whether the rows are to be staged."""

    DEFAULT_CSS = """
    PasteScreen { align: center middle; }
    PasteScreen > Vertical {
        width: 90%; max-width: 120; height: auto; max-height: 90%;
        border: round $border; background: $surface; padding: 0 1;
    }
    PasteScreen Static { height: auto; }
    PasteScreen .paste--bad { color: $error; }
    PasteScreen .paste--keys { color: $text-muted; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        ("enter", "yes", "Stage"),
        ("escape,q,n", "no", "Drop"),
        ("down,j", "scroll(1)", "Down"),
        ("up,k", "scroll(-1)", "Up"),
    ]

    def __init__(self, block: Pasted, form: Form) -> None:
        super().__init__()
        self._block = block
        self._preview = _Preview(block, form)

    def compose(self) -> ComposeResult:
        block = self._block
        rows = "1 row" if len(block.rows) == 1 else f"{len(block.rows):,} rows"
        how = "named by its first line" if block.header else "in the table's order"
        with Vertical() as box:
            box.border_title = "Stage these rows?"
            names = safe_text(", ".join(block.columns), limit=300)
            yield Static(f"{rows}; columns {how}: {names}", markup=False)
            if block.bad:
                bad = "1 row has" if block.bad == 1 else f"{block.bad:,} rows have"
                note = f"{bad} a value that its column cannot have (✗). They are staged, and "
                yield Static(
                    cut(f"{note}wait to be mended.", 400), markup=False, classes="paste--bad"
                )
            if block.doubled:
                note = f"Rows that replace an earlier one, having its key: {block.doubled:,}."
                yield Static(note, markup=False, classes="paste--bad")
            yield self._preview
            yield Static("Enter stage   Esc drop   ↑ ↓ scroll", markup=False, classes="paste--keys")

    def on_mount(self) -> None:
        self._preview.set_active(True)
        self._preview.move_to(1)
        self._preview.focus()

    def action_yes(self) -> None:
        self.answer(True)

    def action_no(self) -> None:
        self.answer(False)

    def action_scroll(self, by: int) -> None:
        self._preview.move_by(by)
