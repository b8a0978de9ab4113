"""Rows that were asked for, and what was typed for them before it could be staged."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field

from dhconsole.core.editing.editor import Editor
from dhconsole.core.editing.forms import Cell
from dhconsole.core.editing.staged import Entry
from dhconsole.errors import ArgumentError, DHError
from dhconsole.tui.edit_rows import asking_failed
from dhconsole.tui.widgets.editing.target import Target

Load = Callable[[], Awaitable[Target]]


@dataclass(slots=True, eq=False)
class Visit:
    """One row in the panel: it may have left again before its row has come.

    Attributes:
        target: the row; None while it, or one that was asked for before it, is on its way.
        load: gives the row; None for one that is here.
        new: whether it is no row of the table yet.
        found: the row as soon as it has come.
        pending: what was typed for it meanwhile, by column.
        commit: whether everything is to be sent as soon as that is staged.
    """

    target: Target | None = None
    load: Load | None = None
    new: bool = False
    found: Target | None = None
    pending: list[tuple[str, Cell]] = field(default_factory=list)
    commit: bool = False

    def stage(self, target: Target, refused: Callable[[str], None]) -> Entry | None:
        """Stage what is pending; the row as it is staged then, if it is.

        Args:
            refused: told in a sentence of each value that cannot be.
        """
        changed = None
        for name, cell in self.pending:
            try:
                changed = target.put(name, cell)
            except ArgumentError as exc:
                refused(f"{name} {cell.text} is not staged: {exc}")
        self.pending.clear()
        return changed

    def is_blank_of(self, editor: Editor) -> bool:
        """Whether it is a new row of that table, of which nothing is staged or waits for that."""
        target = self.target
        if target is None or target.editor is not editor:
            return False
        return target.is_new and not (target.entry or self.pending)

    @property
    def lost(self) -> str:
        """What is to be said of what was typed, when the row cannot come."""
        typed = ", ".join(f"{name} {cell.text}" for name, cell in self.pending)
        return f" Typed was: {typed}" if typed else ""


class Arrivals:
    """Rows on their way to the panel, and those that are on their way to the server.

    The former are taken in in the order in which they were asked for: so is what was typed for
    them staged, and undone. For the latter nothing can be staged until it is known what became of
    them, and nobody waits for that.
    """

    def __init__(self) -> None:
        self._visits: list[Visit] = []
        self._held: list[Visit] = []

    def asked(self, visit: Visit) -> None:
        self._visits.append(visit)

    async def load(self, visit: Visit) -> str:
        """Have the row come; why it does not, and what was typed for it, or nothing."""
        assert visit.load is not None
        try:
            visit.found = await visit.load()
        except DHError as exc:
            self._visits.remove(visit)
            return f"{asking_failed(exc)}{visit.lost}"
        return ""

    def come(self) -> Iterator[Visit]:
        """Those whose turn it is, with their row."""
        while self._visits and self._visits[0].found is not None:
            visit = self._visits.pop(0)
            visit.target = visit.found
            yield visit

    def hold(self, visit: Visit) -> None:
        """Keep what was typed for a row that is being sent."""
        if visit not in self._held:
            self._held.append(visit)

    def landed(self) -> list[Visit]:
        """Those that nothing of is on its way to the server any more; they are held no longer."""
        free = [each for each in self._held if each.target and not each.target.on_its_way]
        self._held = [each for each in self._held if each not in free]
        return free
