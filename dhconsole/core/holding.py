"""What a view has on hold: the rows as they are, those that a pause keeps, and their marks.

Pure. ``viewport`` decides when; this module keeps panes, versions and marks in step.
"""

from __future__ import annotations

from dhconsole.client.barrage.viewport import Window, WindowChange
from dhconsole.core.marks import NO_MARKS, Marks, Rows
from dhconsole.core.pane import Pane


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

    def clear(self, size: int) -> None:
        """No rows are here; the table has ``size``."""
        self.pane = Pane(size=size)

    def pause(self, on: bool) -> None:
        """Hold what is shown."""
        self._held = self.pane.copy() if on else None

    def take(self, window: Window, change: WindowChange, now: float) -> frozenset[int] | None:
        """Follow ``window``, which ``change`` led to.

        Returns:
            Positions to draw again; None when everything has to be.
        """
        before, after = self.pane, Pane.of(window)
        dirty = after.follow(before, change, self._marks, now if self._decay else None)
        self.pane = after
        return dirty

    def expire(self, now: float) -> Rows:
        """Clear marks that are too old; the local rows concerned."""
        return self._marks.expire(now)
