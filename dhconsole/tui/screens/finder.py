"""Finding a table of the server by a part of its name, in a list that goes with the server."""

from __future__ import annotations

from collections.abc import Sequence

from dhconsole.core.values import CatalogEntry
from dhconsole.tui.readiness import Arrived
from dhconsole.tui.screens.picker import Picker, PickerItem


class Finder(Picker[str]):
    """The tables of the server. Answers with the text of the ticket that was chosen.

    Args:
        entries: the objects, of which those that open as a table are listed.
        complete: False while the server has not told them all.
    """

    def __init__(self, entries: Sequence[CatalogEntry], *, complete: bool) -> None:
        super().__init__("Open a table", _items(entries), empty=_nothing(complete))
        self._complete = complete
        self.opening = False
        """Whether a name was taken of which the table is not known yet."""

    def set_entries(self, entries: Sequence[CatalogEntry], *, complete: bool) -> None:
        """The objects have changed; the cursor stays where it is."""
        self._complete = complete
        self.set_items(_items(entries), empty=_nothing(complete))
        if self.opening and (complete or self.selected is not None):
            self._choose("")
            self.app.post_message(Arrived())

    def _match(self, text: str, *, keep: bool = False) -> None:
        super()._match(text, keep=keep)
        self.opening &= keep  # not what was taken, but what is being typed now

    def _choose(self, text: str) -> None:
        """Also of what is typed before the server has told its tables."""
        self.opening = bool(text.strip()) and self.selected is None and not self._complete
        super()._choose(text)

    def _none_fits(self) -> str:
        return super()._none_fits() if self._complete else _nothing(self._complete)


_OPENED = ("pandas.DataFrame", "PartitionedTable", "HierarchicalTable")
"""Other objects that open as a table; importing their module would load pyarrow."""


def _nothing(complete: bool) -> str:
    return (
        "the server has no tables yet"
        if complete
        else "the server has not told its tables yet; they come here by themselves"
    )


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
