"""The two lists of the edit panel: the fields of a row, and the rows that are staged."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.widgets import Static

from dhconsole.core.editing.comparing import rows_text
from dhconsole.core.editing.editor import Editor
from dhconsole.core.editing.staged import Entry
from dhconsole.text.safe import safe_text
from dhconsole.text.width import cell_width, cut, fit
from dhconsole.tui.widgets.editing.target import Field, entry_words
from dhconsole.tui.widgets.line_list import LineList

_LONGEST = 500
_LONGEST_NOTE = 100
_WIDEST_NAME = 14


class FieldLines(LineList, can_focus=False):
    """One line for each column: its name, its value, what there is to know of it."""

    DEFAULT_CSS = """
    FieldLines { height: 1fr; min-height: 2; }
    FieldLines > .fields--name { color: $text-muted; }
    FieldLines > .fields--value { color: $foreground; }
    FieldLines > .fields--staged { color: $accent; text-style: bold; }
    FieldLines > .fields--note { color: $text-muted; }
    FieldLines > .fields--bad { color: $error; text-style: bold; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "fields--name",
        "fields--value",
        "fields--staged",
        "fields--note",
        "fields--bad",
    }

    def __init__(self) -> None:
        super().__init__()
        self._fields: Sequence[Field] = ()
        self.set_active(True)

    def show(self, fields: Sequence[Field], cursor: int) -> None:
        """Take the lines, and which of them is edited."""
        self._fields = fields
        self.rows_changed(cursor)
        self.show_cursor()

    @property
    def row_count(self) -> int:
        return len(self._fields)

    def row_segments(self, index: int, width: int, base: Style) -> list[Segment]:
        field = self._fields[index]
        names = min(_WIDEST_NAME, max((cell_width(each.name) for each in self._fields), default=0))
        note = safe_text(field.note, limit=_LONGEST)
        room = max(6, width - names - 4)
        noted = min(cell_width(note), room // 2)
        values = max(3, room - noted)
        sign = "~" if field.staged else " "
        return [
            Segment(sign, self._style("staged")),
            Segment(fit(safe_text(field.name), names), self._style("name")),
            Segment(
                f" {fit(safe_text(field.text, limit=_LONGEST), values)} ",
                self._style("staged" if field.staged else "value"),
            ),
            Segment(cut(note, noted), self._style("bad" if field.bad else "note")),
        ]

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(f"fields--{name}")


class KeptNote(Static):
    """What a console that has ended had staged, and how to have it back; hidden without it."""

    DEFAULT_CSS = """
    KeptNote { height: auto; max-height: 3; color: $warning; padding: 0 1; display: none; }
    KeptNote.-kept { display: block; }
    """

    def __init__(self) -> None:
        super().__init__("", markup=False)

    def show(self, editor: Editor) -> None:
        """Tell of the oldest that is kept for the table."""
        self.set_class(bool(editor.offers), "-kept")
        for kept in editor.offers[:1]:
            other = safe_text(kept.differences(editor.form), limit=_LONGEST_NOTE)
            self.update(
                f"{rows_text(len(kept.entries))} staged {kept.when} and never committed: "
                f"alt+r stages them again, alt+k drops them{f' ({other})' if other else ''}"
            )


class StagedLines(LineList, can_focus=False):
    """One line for each staged row."""

    DEFAULT_CSS = """
    StagedLines { height: auto; max-height: 50%; background: $panel; }
    StagedLines > .staged--mark { color: $accent; text-style: bold; }
    StagedLines > .staged--text { color: $foreground; }
    StagedLines > .staged--bad { color: $error; text-style: bold; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"staged--mark", "staged--text", "staged--bad"}

    def __init__(self) -> None:
        super().__init__()
        self._editor: Editor | None = None
        self._entries: tuple[Entry, ...] = ()
        self._current: int | None = None

    def show(self, editor: Editor, edited: Entry | None) -> None:
        """Take what is staged, and which of it is edited."""
        self._editor = editor
        self._entries = editor.staging.entries
        self._current = current = edited.id if edited is not None else None
        ids = [entry.id for entry in self._entries]
        self.rows_changed(ids.index(current) if current in ids else None)
        self.show_cursor()

    @property
    def row_count(self) -> int:
        return len(self._entries)

    @property
    def shows_cursor(self) -> bool:
        return self._current is not None and any(e.id == self._current for e in self._entries)

    def row_segments(self, index: int, width: int, base: Style) -> list[Segment]:
        entry = self._entries[index]
        assert self._editor is not None
        text = safe_text(entry_words(entry, self._editor), limit=_LONGEST)
        return [
            Segment(f"{entry.kind.value} ", self.get_component_rich_style("staged--mark")),
            Segment(
                cut(text, max(1, width - 2)),
                self.get_component_rich_style("staged--bad" if entry.problems else "staged--text"),
            ),
        ]
