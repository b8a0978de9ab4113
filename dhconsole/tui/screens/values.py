"""Choosing among the values of a column: mark some, keep them or leave them out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType

from dhconsole.tui.screens.picker import Picker, PickerItem


@dataclass(frozen=True, slots=True)
class ChosenValues:
    """Which values, by their place in the list, and whether they are kept or left out."""

    places: tuple[int, ...]
    keep: bool


class ValuePicker(Picker["int | ChosenValues"]):
    """The values with their counts. Answers with the chosen ones; Escape answers None.

    Args:
        title: what is chosen.
        values: as they look, and how many rows have each.
        note: what is to be said of them.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+x", "leave_out", "Leave out", priority=True),
    ]
    KEYS = "Tab marks, Enter shows only the marked, Ctrl+X leaves them out"

    def __init__(self, title: str, values: Sequence[tuple[str, int]], note: str = "") -> None:
        self._values = tuple(values)
        self._marked: set[int] = set()
        said = f"{self.KEYS}\n{note}" if note else self.KEYS
        super().__init__(
            title,
            self._rows(),
            placeholder="part of a value",
            empty="the column has no values",
            note=said,
        )

    def on_key(self, event: events.Key) -> None:
        if event.key == "tab":
            event.stop()
            event.prevent_default()
            self._mark()

    def _mark(self) -> None:
        item = self.selected
        if item is None or not isinstance(item.value, int):
            return
        self._marked ^= {item.value}
        self.set_items(self._rows())
        self.items.move_by(1)

    def action_leave_out(self) -> None:
        self._finish(keep=False)

    def _choose(self, text: str) -> None:
        self._finish(keep=True)

    def _finish(self, *, keep: bool) -> None:
        """Answer with what is marked; with the value under the cursor when nothing is."""
        item = self.selected
        places = tuple(sorted(self._marked))
        if not places and item is not None and isinstance(item.value, int):
            places = (item.value,)
        if places:
            self.answer(ChosenValues(places, keep))

    def _rows(self) -> list[PickerItem[int | ChosenValues]]:
        return [
            PickerItem(text, f"{'✓ ' if place in self._marked else '  '}{count:,}", place)
            for place, (text, count) in enumerate(self._values)
        ]
