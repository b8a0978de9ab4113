"""Rows of an input table while one of our commits goes over them.

The server has no compare-and-set: between comparing a row and the moment that ours is written,
others can change it, and ours goes over theirs. Whoever follows the row meanwhile sees that it
was something else in between. What others write in the very update cycle in which ours arrives is
seen by nobody: the server shows only how a cycle ends.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack

import pyarrow as pa

from dhconsole.client.barrage.rowset import RowSet
from dhconsole.client.barrage.subscription import ViewportSubscription
from dhconsole.core.editing.comparing import plain, sent_row
from dhconsole.core.editing.forms import Form, Key, Row, same
from dhconsole.core.editing.staged import Entry, Kind
from dhconsole.core.tasks import spawn
from dhconsole.errors import DHError

MOST_ROWS = 1_000
"""More rows than these are compared and sent, and not followed."""

_LONGEST_WAIT = 5.0
_MOST_TOLD = 3

States = list[dict[Key, Row]]


class Watch:
    """Follows the rows of some keys until a commit shows in them.

    Args:
        form: of their table.
        subscription: of a table that has these rows alone; not open yet.
        stack: releases what the subscription needs.
    """

    def __init__(
        self, form: Form, subscription: ViewportSubscription, stack: AsyncExitStack
    ) -> None:
        self._form = form
        self._subscription = subscription
        self._stack = stack
        self._states: States = []
        self._news = asyncio.Event()
        self._reader: asyncio.Task[None] | None = None
        self._over = False

    async def open(self, count: int) -> Mapping[Key, Row]:
        """The rows as they are now; raises as a subscription does."""
        await self._subscription.open(RowSet.single(0, max(0, count - 1)))
        async for _ in self._subscription:
            if self._subscription.settled:
                break
        self._states.append(self._rows())
        self._reader = spawn(self._read())
        return self._states[0]

    async def close(self) -> None:
        if self._reader is not None:
            self._reader.cancel()
            await asyncio.gather(self._reader, return_exceptions=True)
        await self._subscription.close()
        await self._stack.aclose()

    async def overwritten(self, entries: Iterable[Entry]) -> list[str]:
        """Wait until the rows are as they were sent, and close.

        Returns:
            what others had made of each that was something else in between, in words; nothing
            is said of rows that never came to be as they were sent within some seconds.
        """
        wanted: dict[Key, Row | None] = {
            key: None if entry.kind is Kind.DELETE else sent_row(self._form, entry)
            for entry in entries
            if (key := self._form.key(entry.value)) is not None
        }
        found: dict[Key, str] = {}
        seen = 0
        try:
            async with asyncio.timeout(_LONGEST_WAIT):
                while wanted:
                    seen = self._look(wanted, found, seen)
                    if self._over or not wanted:
                        break
                    await self._news.wait()
                    self._news.clear()
        except TimeoutError:
            pass  # written over again at once, which the grid shows; or the connection is gone
        finally:
            await self.close()
        return [text for key, text in found.items() if key not in wanted]

    def _look(self, wanted: dict[Key, Row | None], found: dict[Key, str], seen: int) -> int:
        """Go through the states that came since ``seen``; rows that are as sent are done with."""
        names = [column.name for column in self._form.columns]
        for state in self._states[max(1, seen) :]:
            for key, ours in list(wanted.items()):
                now, first = state.get(key), self._states[0].get(key)
                if _same(now, ours, names):
                    del wanted[key]
                elif not _same(now, first, names):
                    found[key] = self._words(now, first, ours)
        return len(self._states)

    def _words(self, now: Row | None, first: Row | None, ours: Row | None) -> str:
        row = now or first or ours or {}
        parts = [plain(row[name], self._form.column(name)) for name in self._form.inputs.keys]
        if now is None:
            return f"{' '.join(parts)} was deleted"
        changed = [
            f"{column.name} {plain(now[column.name], column)}"
            for column in self._form.columns
            if first is None or same(now[column.name]) != same(first[column.name])
        ]
        return f"{' '.join(parts)} had {', '.join(changed[:_MOST_TOLD])}"

    async def _read(self) -> None:
        try:
            async for _ in self._subscription:
                self._states.append(self._rows())
                self._news.set()
        except DHError:
            pass  # of a lost connection the commit itself tells
        finally:
            self._over = True
            self._news.set()

    def _rows(self) -> dict[Key, Row]:
        window = self._subscription.window
        columns: dict[str, pa.Array] = {}
        for index, column in enumerate(window.spec.columns):
            values = window.column(index)
            if values is not None:
                columns[column.name] = values
        rows = (
            {name: values.slice(row, 1) for name, values in columns.items()}
            for row in range(window.row_count)
        )
        return {key: row for row in rows if (key := self._form.key(row.get)) is not None}


class Watches:
    """Those that outlast the commit they belong to.

    Args:
        tell: told in a sentence what was written over.
    """

    def __init__(self, tell: Callable[[str], None]) -> None:
        self._tell = tell
        self._tasks: set[asyncio.Task[None]] = set()

    def follow(self, watch: Watch, sent: Sequence[Entry]) -> None:
        """Tell what was written over as these rows were sent, once that is known."""
        task = spawn(self._follow(watch, sent))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def close(self) -> None:
        for task in self._tasks:
            task.cancel()

    async def _follow(self, watch: Watch, sent: Sequence[Entry]) -> None:
        if words := _overwritten_words(await watch.overwritten(sent)):
            self._tell(words)


def _same(one: Row | None, other: Row | None, names: Sequence[str]) -> bool:
    if one is None or other is None:
        return one is other
    return all(same(one[name]) == same(other[name]) for name in names)


def _overwritten_words(found: Sequence[str]) -> str:
    """What was written over, as a sentence; empty for nothing."""
    if not found:
        return ""
    more = f" and {len(found) - _MOST_TOLD} more" if len(found) > _MOST_TOLD else ""
    return (
        f"Written over what others set in the same moment: {'; '.join(found[:_MOST_TOLD])}{more}."
    )
