"""Finding a table of the server by a part of its name, in a list that goes with the server."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from dhconsole.core.values import CatalogEntry
from dhconsole.tui.readiness import Arrived
from dhconsole.tui.screens.picker import Picker, PickerItem


class Coming(Enum):
    """What may still come into the list; how that is said."""

    NOTHING = ""
    SOON = "the server has not told its tables yet; they come here by themselves"
    LATER = "nothing fits yet; what the running script makes comes here by itself"


class Finder(Picker[str]):
    """The tables of the server. Answers with the text of the ticket that was chosen.

    Args:
        entries: the objects, of which those that open as a table are listed.
        coming: whether these are all.
    """

    def __init__(self, entries: Sequence[CatalogEntry], coming: Coming) -> None:
        super().__init__("Open a table", _items(entries), empty=_nothing(coming))
        self._coming = coming
        self._taken = ""
        """A name that was taken and does not exist yet: it opens when it comes."""

    @property
    def opening(self) -> bool:
        """Whether a name was taken of which the table is not known yet, but soon will be."""
        return bool(self._taken) and self._coming is Coming.SOON

    def set_entries(self, entries: Sequence[CatalogEntry], coming: Coming) -> None:
        """The objects have changed; the cursor stays where it is."""
        was_opening, self._coming = self.opening, coming
        self.set_items(_items(entries), empty=_nothing(coming))
        if self._taken:
            # Of a list that comes whole the best fits, of what scripts make only the very name.
            best = self.selected if was_opening else None
            found = next((each for each in self._shown if each.label == self._taken), best)
            if found is not None:
                self.answer(found.value)
            if found is not None or coming is Coming.NOTHING:
                self._taken = ""
        if was_opening and not self.opening:
            self.app.post_message(Arrived())

    def _match(self, text: str, *, keep: bool = False) -> None:
        if not keep:
            self._taken = ""  # not what was taken, but what is being typed now
        super()._match(text, keep=keep)

    def _choose(self, text: str) -> None:
        """Also of what is typed before the server has told its tables."""
        if self.selected is None and self._coming is not Coming.NOTHING:
            self._taken = text.strip()
            self.items.empty_text = self._none_fits()
            self.items.refresh()
        else:
            self._taken = ""
        super()._choose(text)

    def _none_fits(self) -> str:
        if self._taken and self._coming is Coming.LATER:
            return "nothing fits yet; it opens when the running script has made it"
        return super()._none_fits() if self._coming is Coming.NOTHING else self._coming.value


_OPENED = ("pandas.DataFrame", "PartitionedTable", "HierarchicalTable")
"""Other objects that open as a table; importing their module would load pyarrow."""


def _nothing(coming: Coming) -> str:
    return coming.value or "the server has no tables yet"


def _items(entries: Sequence[CatalogEntry]) -> list[PickerItem[str]]:
    return [
        PickerItem(entry.field.name, _detail(entry), entry.field.ticket.text)
        for entry in entries
        if entry.is_table or entry.field.type in _OPENED
    ]


def _detail(entry: CatalogEntry) -> str:
    parts = []
    if entry.rows is not None:
        parts.append(f"{entry.rows:,} rows")
    if entry.ticking is not None:
        parts.append("ticking" if entry.ticking else "static")
    return "  ".join(parts)
