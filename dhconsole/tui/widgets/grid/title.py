"""The title line of a grid: told when it reads differently, and only then."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from dhconsole.tui.timing import once
from dhconsole.tui.widgets.grid.messages import StatusChanged
from dhconsole.tui.widgets.grid.status import next_change, status_text

if TYPE_CHECKING:
    from dhconsole.tui.widgets.grid.widget import TableGrid

_FRAME_SECONDS = 0.25
"""How often a line that may read as before is put together anew while a table ticks."""
_RATE_SECONDS = 1.0
"""How long a rate stands. It differs a little at each update, and telling that costs more than
drawing the cells that have changed."""


class GridTitle:
    """What was told last, and the timer for what changes though nothing happens.

    Attributes:
        text: the title line as it is now.
        doing: what is done with the table besides showing it.
    """

    def __init__(self, grid: TableGrid) -> None:
        self._grid = grid
        self._timer: asyncio.TimerHandle | None = None
        self._due_at = 0.0
        self.text = ""
        self.doing = ""
        self._noted = ""
        self._rate = 0.0
        self._rated_at = 0.0
        self._framed: tuple[object, ...] = ()
        self._framed_at = 0.0

    def note(self, text: str) -> None:
        """Say that this is so, beside what is being done; nothing when empty."""
        self._noted = text
        self.tell()

    def say(self, doing: str) -> None:
        """Say that this is being done, in safe words; nothing when empty."""
        self.doing = doing
        self.tell()

    def frame(self, pinned: int, *, values_only: bool) -> None:
        """As ``tell``, for each frame that is drawn.

        Args:
            values_only: nothing but values of rows has changed.
        """
        view, now = self._grid.view, time.monotonic()
        framed = (view.size, self._grid.visible_rows(), pinned)
        if values_only and framed == self._framed and now - self._framed_at < _FRAME_SECONDS:
            return
        self._framed, self._framed_at = framed, now
        self.tell(pinned)

    def tell(self, pinned: int | None = None) -> None:
        """Post the line if it reads differently now.

        Args:
            pinned: how many columns stay in place, where that is known.
        """
        grid = self._grid
        if not grid.is_mounted:
            return
        rows = grid.visible_rows()
        now = time.monotonic()
        if now - self._rated_at >= _RATE_SECONDS or not self._rate:
            self._rate, self._rated_at = grid.view.rate, now
        if pinned is None:
            pinned = grid.geometry.pinned
        text = status_text(
            grid.view,
            rows.start,
            rows.stop - 1,
            now,
            rate=self._rate,
            unknown=self._unknown(rows),
            frozen=(pinned, grid.columns.frozen),
            doing=", ".join(filter(None, (self._noted, self.doing))),
        )
        if text != self.text:
            self.text = text
            grid.post_message(StatusChanged(grid, text))
        wait = next_change(grid.view, now)
        if wait is None:
            return
        if self._timer is not None and now + wait < self._due_at:
            # A lost table counts seconds, whenever the live one was to say its age next.
            self._timer.cancel()
            self._timer = None
        if self._timer is None:
            self._due_at = now + wait
            self._timer = once(grid, wait, self._due)

    def _unknown(self, rows: range) -> bool:
        """Whether a paused view has no values for cells on the screen, and will get none."""
        grid = self._grid
        return (
            grid.view.paused
            and len(rows) > 0
            and any(
                grid.view.values(column.column.index, rows.start, len(rows)) is None
                for column in grid.geometry.columns
            )
        )

    def _due(self) -> None:
        self._timer = None
        self.tell()
