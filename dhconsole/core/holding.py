"""What a view has on hold: the rows as they are, those that a pause keeps, and their marks.

Pure. ``viewport`` decides when; this module keeps panes, versions and marks in step.
"""

from __future__ import annotations

from dataclasses import dataclass

from dhconsole.client.barrage.rowset import RowSet
from dhconsole.client.barrage.viewport import Window, WindowChange
from dhconsole.client.columns import TableSpec
from dhconsole.core.marks import NO_MARKS, Marks, Rows
from dhconsole.core.nodes import follow, same_rows
from dhconsole.core.pane import Pane


@dataclass(frozen=True, slots=True)
class Taken:
    """What an update came to.

    Attributes:
        dirty: positions to draw again; None when everything has to be.
        rows: how many rows it changed.
        is_news: whether the table changed, and not only what is looked at.
    """

    dirty: frozenset[int] | None
    rows: int
    is_news: bool


class Holding:
    """The panes of one view.

    Args:
        decay: seconds that a changed cell stays marked; 0 for no marks.

    Attributes:
        pane: the rows as they are now.
    """

    def __init__(self, decay: float) -> None:
        self.pane = Pane()
        self._decay = decay
        self._held: Pane | None = None
        self._marks = NO_MARKS
        self._asked: tuple[RowSet, frozenset[int]] | None = None

    @property
    def shown(self) -> Pane:
        """What is on show: the rows of now, or those of when the pause began."""
        return self.pane if self._held is None else self._held

    @property
    def seen_marks(self) -> Marks:
        """The marks on show. A held pane has none: nothing changes in it."""
        return self._marks if self._held is None else NO_MARKS

    @property
    def next_expiry(self) -> float | None:
        """When ``expire`` will next have something to do."""
        return self._marks.next_expiry

    def begin(self, columns: int) -> None:
        """Another subscription: versions are counted anew."""
        self._marks = Marks(columns, self._decay)
        self._asked = None

    def clear(self, size: int) -> None:
        """No rows are here, nor on hold; the table has ``size``."""
        self.pane, self._held = Pane(size=size), None

    def pause(self, on: bool) -> None:
        """Hold what is shown."""
        self._held = self.pane.copy() if on else None

    def take(self, spec: TableSpec, window: Window, change: WindowChange, now: float) -> Taken:
        """Follow ``window``, which ``change`` led to."""
        before, after = self.pane, Pane.of(window)
        asked = (window.rows, window.columns)
        first, same_window = self._asked is None, asked == self._asked
        self._asked, self.pane = asked, after
        marking = now if self._decay else None
        if not spec.is_tree or first:
            dirty = after.follow(before, change, self._marks, marking)
            return Taken(dirty, _rows_of(change), spec.is_tree or not change.is_snapshot)
        same = same_rows(spec, before, after)
        rows = follow(before, after, same, self._marks, marking, whole=same_window)
        rows = max(rows, abs(change.size - change.size_before))
        after.versions = self._marks.versions.copy()
        return Taken(after.differences(before), rows, rows > 0)

    def expire(self, now: float) -> Rows:
        """Clear marks that are too old; the local rows concerned."""
        return self._marks.expire(now)


def _rows_of(change: WindowChange) -> int:
    """How many rows an update changed, brought or took away."""
    modified = (len(rows) for rows in change.modified.values())
    grown = abs(change.size - change.size_before)
    return max(len(change.added), change.removed_count, grown, *modified, 0)
