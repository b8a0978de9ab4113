"""Sending what is staged for one input table, and finding out what became of it.

Owns the order of a commit: what was sent before and not answered is asked for first, then every
staged row is compared with the server's, then all rows go in one call (and all deletions in
another), and only what the server has confirmed is staged no more. The server has no
compare-and-set: between comparing and writing, some milliseconds, another's change can be
overwritten. Everything else is shown as a conflict and left to the user.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Coroutine, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

from dhconsole.client.connection import Connection
from dhconsole.client.exports import fetch_table
from dhconsole.client.inputs import InputKind
from dhconsole.client.state import ConnectionState, Live
from dhconsole.client.ticket import Ticket
from dhconsole.core.editing.comparing import (
    arrived,
    checked,
    compared,
    contains,
    key_row,
    mine,
    sent_row,
)
from dhconsole.core.editing.pasting import Pasted
from dhconsole.core.editing.sending import Sender
from dhconsole.core.editing.staged import Cell, Entry, Form, Key, Kind, Row, Staging
from dhconsole.core.tasks import spawn
from dhconsole.errors import (
    ArgumentError,
    DHError,
    EditError,
    InputError,
    ServerError,
    TicketError,
)

_UNKNOWN = "it was sent as the connection was lost, and may have arrived"


@dataclass(frozen=True, slots=True)
class _Flight:
    """Rows that were sent, and that nothing is known of yet.

    Attributes:
        entries: as they were sent.
        size: rows of the table before.
    """

    entries: tuple[Entry, ...]
    size: int


@dataclass(frozen=True, slots=True)
class Committed:
    """What a commit has done: rows added or changed, and rows deleted."""

    written: int = 0
    deleted: int = 0

    def __str__(self) -> str:
        parts = []
        if self.written or not self.deleted:
            parts.append(f"{_rows(self.written)} written")
        if self.deleted:
            parts.append(f"{_rows(self.deleted)} deleted")
        return ", ".join(parts)


class Editor:
    """The edits of one input table.

    Args:
        connection: where it is.
        root: its ticket, of a kind that outlives the session.
        form: its columns and keys.

    Attributes:
        staging: what is staged.
        autocommit: whether each change is sent as soon as it is whole.
        receipts: the rows that were sent to a blink table, which keeps none; the newest last.
    """

    def __init__(self, connection: Connection, root: Ticket, form: Form) -> None:
        self.root = root
        self.form = form
        self.staging = Staging(form)
        self.sender = Sender(connection, root, form)
        self.autocommit = False
        self.receipts: list[Row] = []
        self._flight: _Flight | None = None
        self._turn = asyncio.Lock()
        self._listeners: list[Callable[[str], None]] = []
        self._unlisten = connection.on_state(self._connection_changed)

    @classmethod
    async def open(cls, connection: Connection, root: Ticket) -> Self:
        """An editor for the input table that ``root`` names.

        Raises:
            InputError: it is no input table.
            DHError: as fetching it ends.
        """
        table = await fetch_table(connection, root)
        await connection.release(table.ticket)
        form = Form.of(table.spec)
        if form is None:
            raise InputError(
                f"{root.text} is no input table",
                hint="Only tables made by input_table can be edited; add a computed column, or "
                "bind a copy.",
            )
        return cls(connection, root, form)

    def close(self) -> None:
        self._unlisten()
        self.sender.close()
        self._listeners.clear()

    def listen(self, listener: Callable[[str], None]) -> None:
        """Call ``listener`` when the server has said something of staged rows, with a sentence
        about it that may be empty."""
        self._listeners.append(listener)

    @property
    def unknown(self) -> bool:
        """Whether rows were sent of which nothing is known yet."""
        return self._flight is not None

    async def row(self, keys: Row) -> Row | None:
        """The row that the server has for these keys now.

        Raises:
            DHError: as the calls end.
        """
        found = await self.sender.rows_of([keys])
        key = self.form.key(keys.get)
        return found.get(key) if key is not None else None

    async def paste(self, block: Pasted) -> int:
        """Stage the rows of a block; those whose key is there already change that row.

        Raises:
            DHError: as the calls end; nothing is staged then.
        """
        there: dict[Key, Row] = {}
        if self.form.is_keyed:
            keys = self.form.inputs.keys
            given = ({name: row[name].value for name in keys if name in row} for row in block.rows)
            known = [{n: v for n, v in row.items() if v is not None} for row in given]
            there = await self.sender.rows_of([row for row in known if len(row) == len(keys)])
        return self.staging.take(block.rows, there)

    # -- sending -------------------------------------------------------------------------

    async def commit(self, only: Collection[int] | None = None) -> Committed:
        """Send what is staged.

        Args:
            only: ids of the entries to send; None for all.

        Raises:
            EditError: rows have problems or conflicts; which, their entries say.
            InputError: the server refuses a value; its entry says which.
            LostError and its kin: the connection broke. What arrived is found out when it is
                back, and until then nothing is staged anew or given up.
        """
        async with self._turn:
            await self._settle()
            entries = self._chosen(only)
            if not entries:
                raise ArgumentError("nothing is staged")
            self._check(entries)
            await self._compare(entries)
            return await self._send(self._chosen(only))

    async def compare(self) -> None:
        """Find out which staged rows others have changed.

        Raises:
            DHError: as the calls end.
        """
        async with self._turn:
            await self._settle()
            await self._compare(self.staging.entries)

    def keep_mine(self, id_: int) -> None:
        """Send the entry although others have changed the row."""
        entry = self.staging.find(id_)
        if not entry.conflict:
            raise ArgumentError("nobody has changed that row")
        self.staging.resolve(mine(entry))

    def _chosen(self, only: Collection[int] | None) -> tuple[Entry, ...]:
        return tuple(e for e in self.staging.entries if only is None or e.id in only)

    def _check(self, entries: Sequence[Entry]) -> None:
        """Say of each entry why it cannot be sent; raises EditError if there is one."""
        told = checked(self.form, entries)
        self.staging.tell(told)
        bad = [each for each in told.values() if each.problems and not each.conflict]
        if bad:
            self._tell("")
            raise EditError(
                f"nothing was sent: {_rows(len(bad))} cannot be ({bad[0].problems[0]})",
                rows=len(bad),
                hint="Mend or drop what is marked; all of it is still staged.",
            )

    async def _compare(self, entries: Sequence[Entry]) -> None:
        """Say of each entry what others did; raises EditError if that matters."""
        if self.form.is_keyed and entries:
            keys = {e.id: key for e in entries if (key := self.form.key(e.value)) is not None}
            rows = [key_row(self.form, e) for e in entries if e.id in keys]
            there = await self.sender.rows_of(rows)
            told = {
                e.id: compared(self.form, e, there.get(keys[e.id])) for e in entries if e.id in keys
            }
            self.staging.tell(told)
            self._tell("")
        ids = {entry.id for entry in entries}
        waiting = [e for e in self.staging.entries if e.conflict and e.id in ids]
        if waiting:
            raise EditError(
                f"nothing was sent: {_rows(len(waiting))} changed meanwhile "
                f"({waiting[0].conflict})",
                rows=len(waiting),
                hint="Keep yours, or take theirs; all of it is still staged.",
            )

    async def _send(self, entries: tuple[Entry, ...]) -> Committed:
        written = tuple(e for e in entries if e.kind is not Kind.DELETE)
        deleted = tuple(e for e in entries if e.kind is Kind.DELETE)
        size = 0
        if written and self.form.inputs.kind is InputKind.APPEND_ONLY:
            size = await self.sender.size()
        if written:
            rows = [sent_row(self.form, entry) for entry in written]
            flight = _Flight(written, size)
            await self._answered(flight, self.sender.add(rows, lambda: self._begin(flight)))
            if self.form.inputs.kind is InputKind.BLINK:
                self.receipts += rows
        if deleted:
            keys = [key_row(self.form, entry) for entry in deleted]
            last = _Flight(deleted, size)
            await self._answered(last, self.sender.delete(keys, lambda: self._begin(last)))
        return Committed(len(written), len(deleted))

    def _begin(self, flight: _Flight) -> None:
        """From now on the rows may arrive, also if no answer comes: the wait is cancelled, or
        the connection lost."""
        self._flight = flight
        self.staging.tell({e.id: replace(e, sent=True) for e in flight.entries})
        self._tell("")

    async def _answered(self, flight: _Flight, call: Coroutine[Any, Any, None]) -> None:
        """Make the call, and stage no more what it confirms."""
        try:
            await call
        except ServerError as exc:
            self._land({each.id: each for each in _refused(flight.entries, exc)})
            raise
        self._land({each.id: None for each in flight.entries})

    # -- after a lost connection ---------------------------------------------------------

    def _connection_changed(self, state: ConnectionState) -> None:
        if isinstance(state, Live) and self._flight is not None:
            spawn(self._settle_now())

    async def _settle_now(self) -> None:
        async with self._turn:
            try:
                await self._settle()
            except DHError as exc:
                self._tell(f"What became of the rows that were sent is not known yet: {exc}")

    async def _settle(self) -> None:
        """Find out what became of rows that were sent and not answered.

        Raises:
            DHError: as the calls end; nothing is known then, and nothing has changed.
        """
        flight = self._flight
        if flight is None:
            return
        if await self._gone():
            # A server that was started anew, without the table: nothing of it has arrived.
            told: dict[int, Entry | None] = {e.id: replace(e, sent=False) for e in flight.entries}
        else:
            await self.sender.barrier()
            told = await self._fate(flight)
        came = sum(entry is None for entry in told.values())
        self._land(told)
        self._tell(
            f"Of {_rows(len(told))} on the way as the connection was lost, {came} arrived; "
            f"{len(told) - came} {'is' if len(told) - came == 1 else 'are'} still staged."
        )

    async def _gone(self) -> bool:
        """Whether what the ticket names is no table any more, or another one."""
        connection = self.sender.connection
        try:
            table = await fetch_table(connection, self.root)
        except TicketError:
            return True
        await connection.release(table.ticket)
        return Form.of(table.spec) != self.form

    async def _fate(self, flight: _Flight) -> dict[int, Entry | None]:
        if self.form.is_keyed:
            there = await self.sender.rows_of([key_row(self.form, e) for e in flight.entries])
            found = [(e, there.get(self.form.key(e.value) or ())) for e in flight.entries]
            return {entry.id: arrived(self.form, entry, row) for entry, row in found}
        if self.form.inputs.kind is InputKind.BLINK:
            return {e.id: replace(e, sent=False, conflict=_UNKNOWN) for e in flight.entries}
        later = await self.sender.rows_from(flight.size)
        came = contains(self.form, later, [sent_row(self.form, e) for e in flight.entries])
        return {e.id: None if came else replace(e, sent=False) for e in flight.entries}

    def _land(self, told: Mapping[int, Entry | None]) -> None:
        self._flight = None
        # What the user has dropped meanwhile stays dropped.
        staged = {entry.id for entry in self.staging.entries}
        self.staging.tell(
            {id_: each for id_, each in told.items() if each is None or id_ in staged}
        )
        self._tell("")

    def _tell(self, text: str) -> None:
        for listener in tuple(self._listeners):
            listener(text)


def _refused(entries: Sequence[Entry], error: ServerError) -> list[Entry]:
    """The entries with what the server has against them."""
    cells = error.cells if isinstance(error, InputError) else ()
    found = []
    for index, entry in enumerate(entries):
        given = dict(entry.cells)
        for row, column, reason in cells:
            if row == index:
                known = given.get(column) or Cell("", entry.value(column))
                given[column] = replace(known, problem=f"is refused by the server: {reason}")
        found.append(replace(entry, cells=given))
    return found


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count:,} rows"
