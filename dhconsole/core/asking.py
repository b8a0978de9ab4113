"""Which window of a table a view wants, and telling the server so without flooding it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

from dhconsole.client.barrage.rowset import RowSet
from dhconsole.client.barrage.subscription import ViewportSubscription
from dhconsole.client.columns import TableSpec

_DEBOUNCE_SECONDS = 0.04
_FIRST_ROWS = 64
_FIRST_COLUMNS = 40


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
        self._spec: TableSpec | None = None
        self._subscription: ViewportSubscription | None = None
        self._timer: asyncio.TimerHandle | None = None

    @property
    def can_follow(self) -> bool:
        """A blink table has no end to follow; a tree cannot be looked at from its end."""
        return self._spec is not None and not self._spec.is_blink and not self._spec.is_tree

    def show(self, first: int, count: int, columns: Sequence[int]) -> None:
        """Want these rows and columns."""
        self._want(
            replace(
                self.wanted, first=max(0, first), count=count, columns=tuple(sorted(set(columns)))
            )
        )

    def follow(self, on: bool) -> None:
        """Want the end of the table, as far as it has one."""
        self.following = on
        self._want(self.wanted)

    async def open(self, subscription: ViewportSubscription, spec: TableSpec) -> TableSpec:
        """Open ``subscription`` on what is wanted; from now on it is told of new wishes.

        Raises:
            DHError: as ``ViewportSubscription.open``.
        """
        self._spec = spec
        wanted = self.wanted = replace(self.wanted, reverse=self.following and self.can_follow)
        self._spec = await subscription.open(wanted.rows(), self._columns(), reverse=wanted.reverse)
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

    def _want(self, wanted: Wanted) -> None:
        wanted = replace(wanted, reverse=self.following and self.can_follow)
        if wanted == self.wanted:
            return
        self.wanted = wanted
        if self._timer is None:
            self._send()

    def _send(self) -> None:
        wanted = self.wanted
        if self._subscription is not None:
            self._subscription.set_viewport(wanted.rows(), self._columns(), reverse=wanted.reverse)
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(_DEBOUNCE_SECONDS, self._due, wanted)

    def _due(self, sent: Wanted) -> None:
        self._timer = None
        if sent != self.wanted:
            self._send()

    def _columns(self) -> tuple[int, ...]:
        """Columns wanted that the table has; the first ones while nothing is known."""
        count = len(self._spec.columns) if self._spec is not None else 1
        return tuple(c for c in self.wanted.columns if c < count) or tuple(
            range(min(count, _FIRST_COLUMNS))
        )
