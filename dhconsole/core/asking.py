"""Which window of a table a view wants, and telling the server so without flooding it.

A wish is what is on the screen; the window that is asked for is larger, so that scrolling finds
rows that are here already, and no larger than what its rows weigh allows.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa

from dhconsole.client.barrage.rowset import RowSet
from dhconsole.client.barrage.subscription import ViewportSubscription
from dhconsole.client.columns import TableSpec
from dhconsole.core.memory import Reclaiming
from dhconsole.core.trees import needed
from dhconsole.core.weights import Weights

_DEBOUNCE_SECONDS = 0.04
_FIRST_ROWS = 64
_FIRST_COLUMNS = 40


@dataclass(frozen=True, slots=True)
class Wish:
    """What is on the screen, and how much more may be worth having.

    Attributes:
        first, count: row positions.
        columns: those on the screen.
        ahead: columns that may soon be.
        spare: rows on each side, at most.
    """

    first: int = 0
    count: int = _FIRST_ROWS
    columns: tuple[int, ...] = ()
    ahead: tuple[int, ...] = ()
    spare: int = 0


@dataclass(frozen=True, slots=True)
class Wanted:
    """A window: row positions from ``first``, or from the end when ``reverse``."""

    first: int = 0
    count: int = _FIRST_ROWS
    columns: tuple[int, ...] = ()
    reverse: bool = False

    def rows(self) -> RowSet:
        first = 0 if self.reverse else self.first
        return RowSet.single(first, first + max(1, self.count) - 1)


class Asking:
    """The newest wish of a view. Wishes in a burst become one request."""

    def __init__(self) -> None:
        self.wanted = Wanted()
        self.following = False
        self._wish = Wish()
        self._weights = Weights()
        self._reclaiming = Reclaiming()
        self._spec: TableSpec | None = None
        self._subscription: ViewportSubscription | None = None
        self._timer: asyncio.TimerHandle | None = None

    @property
    def can_follow(self) -> bool:
        """A blink table has no end to follow; a tree cannot be looked at from its end."""
        return self._spec is not None and not self._spec.is_blink and not self._spec.is_tree

    def show(self, wish: Wish) -> None:
        """Want these rows and columns."""
        self._wish = wish
        self._want()

    def weigh(self, columns: Mapping[int, pa.Array]) -> None:
        """Learn from the values that came how large a window may be."""
        if self._weights.learn(columns):
            if self._weights.heavy:
                self._reclaiming.soon()
            self._want()

    def follow(self, on: bool) -> None:
        """Want the end of the table, as far as it has one."""
        self.following = on
        self._want()

    async def open(self, subscription: ViewportSubscription, spec: TableSpec) -> TableSpec:
        """Open ``subscription`` on what is wanted; from now on it is told of new wishes.

        Raises:
            DHError: as ``ViewportSubscription.open``.
        """
        self._spec = spec
        self._weights.begin(spec.columns)
        wanted = self.wanted = self._window()
        self._spec = await subscription.open(wanted.rows(), wanted.columns, reverse=wanted.reverse)
        self._weights.begin(self._spec.columns)
        self._subscription = subscription
        if self.wanted != wanted:
            self._send()
        return self._spec

    def detach(self) -> None:
        """There is no subscription any more; wishes are kept for the next."""
        self._subscription = None

    def close(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        if self._weights.heavy:
            self._reclaiming.soon()

    def _want(self) -> None:
        wanted = self._window()
        if wanted == self.wanted:
            return
        self.wanted = wanted
        if self._timer is None:
            self._send()

    def _send(self) -> None:
        wanted = self.wanted
        if self._subscription is not None:
            self._subscription.set_viewport(wanted.rows(), wanted.columns, reverse=wanted.reverse)
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(_DEBOUNCE_SECONDS, self._due, wanted)

    def _due(self, sent: Wanted) -> None:
        self._timer = None
        if sent != self.wanted:
            self._send()

    def _window(self) -> Wanted:
        """What the wish comes to. Spare rows come in steps of half a page, so that not every row
        scrolled by asks the server anew."""
        wish = self._wish
        columns = self._columns()
        spare = self._weights.spare(columns, wish.spare)
        step = max(1, spare // 2)
        first = max(0, wish.first - spare) // step * step
        count = wish.count + (2 * spare + step if wish.spare else 0)
        return Wanted(first, count, columns, self.following and self.can_follow)

    def _columns(self) -> tuple[int, ...]:
        """Columns wanted that the table has; the first ones while nothing is known.

        What was wanted of the table before may be all there is to go by, and a tree needs more.
        """
        wish, weights = self._wish, self._weights
        count = len(self._spec.columns) if self._spec is not None else 1
        ahead = (each for each in wish.ahead if not weights.too_heavy_ahead(each))
        wanted = sorted({each for each in (*wish.columns, *ahead) if each < count})
        return needed(self._spec, wanted or range(min(count, _FIRST_COLUMNS)))
