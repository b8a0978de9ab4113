"""Sending what is staged for one input table, and finding out what became of it.

Owns the order of a commit: what was sent before and not answered is asked for first, then every
staged row is compared with the server's, then all rows go in one call (and all deletions in
another), and only what the server has confirmed is staged no more. The server has no
compare-and-set: what others write between comparing and writing is written over. As far as the
server shows it (``watching``), that is told afterwards. Everything else is shown as a conflict and
left to the user.
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
    checked,
    compared,
    conflict_error,
    key_row,
    mine,
    problem_error,
    rows_text,
    sent_row,
)
from dhconsole.core.editing.fates import Flight, fate, gone, refused, unsent
from dhconsole.core.editing.keeping import Keeper, Kept, KeptRows
from dhconsole.core.editing.pasting import Pasted
from dhconsole.core.editing.sending import Sender
from dhconsole.core.editing.staged import Entry, Form, Key, Kind, Row, Staging
from dhconsole.core.editing.watching import MOST_ROWS, Watches
from dhconsole.core.tasks import spawn
from dhconsole.errors import (
    ArgumentError,
    DHError,
    InputError,
    ServerError,
)


@dataclass(frozen=True, slots=True)
class Committed:
    """What a commit has done: rows added or changed, and rows deleted."""

    written: int = 0
    deleted: int = 0

    def __str__(self) -> str:
        parts = []
        if self.written or not self.deleted:
            parts.append(f"{rows_text(self.written)} written")
        if self.deleted:
            parts.append(f"{rows_text(self.deleted)} deleted")
        return ", ".join(parts)


class Editor:
    """The edits of one input table.

    Args:
        connection: where it is.
        root: its ticket, of a kind that outlives the session.
        form: its columns and keys.
        keeper: keeps on the disk what is staged; None for nobody.

    Attributes:
        staging: what is staged.
        autocommit: whether each change is sent as soon as it is whole.
        offers: what consoles that have ended had staged for this table, the oldest first.
        receipts: the rows that were sent to a blink table, which keeps none; the newest last.
    """

    def __init__(
        self, connection: Connection, root: Ticket, form: Form, keeper: Keeper | None = None
    ) -> None:
        self.root = root
        self.form = form
        self.staging = Staging(form)
        self.sender = Sender(connection, root, form)
        self.autocommit = False
        self.offers: tuple[Kept, ...] = ()
        self.receipts: list[Row] = []
        self._flight: Flight | None = None
        self._watches = Watches(self._tell)
        self._turn = asyncio.Lock()
        self._listeners: list[Callable[[str], None]] = []
        self._unlisten = connection.on_state(self._connection_changed)
        self._keeper = keeper
        self.staging.on_change = self._keep

    @classmethod
    async def open(
        cls, connection: Connection, root: Ticket, kept: KeptRows | None = None, server: str = ""
    ) -> Self:
        """An editor for the input table that ``root`` names.

        Args:
            kept: where staged rows outlive the console; None for nowhere.
            server: what the server is called there.

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
        keeper = Keeper(kept, server, root.text, form) if kept is not None else None
        return cls(connection, root, form, keeper)

    def close(self) -> None:
        """Stage nothing any more; what is staged stays on the disk, if it is kept there."""
        self._unlisten()
        self._watches.close()
        self.sender.close()
        self._listeners.clear()
        if self._keeper is not None:
            self._keeper.close()

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

    # -- what earlier consoles staged ----------------------------------------------------

    def look(self) -> None:
        """See again what consoles that have ended had staged for this table."""
        self.offers = tuple(self._keeper.offers()) if self._keeper is not None else ()

    def take_up(self) -> Kept:
        """Stage the oldest of the offers again. Of rows in it that were sent and not answered
        the server is asked.

        Raises:
            ArgumentError: there is none, or another commit is not answered yet.
        """
        if not self.offers:
            raise ArgumentError("nothing is kept of earlier consoles")
        offer = self.offers[0]
        if self._flight is not None:
            raise ArgumentError("rows are on their way", hint="Try again when that is done.")
        brought = self.staging.bring(offer.entries)
        if sent := tuple(entry for entry in brought if entry.sent):
            self._flight = Flight(sent, offer.size)
        self._keep(now=True)
        offer.drop()
        self.look()
        if sent:
            spawn(self._settle_now())
        return offer

    def _keep(self, *, now: bool = False) -> None:
        if self._keeper is not None:
            size = 0 if self._flight is None else self._flight.size
            self._keeper.keep(self.staging.entries, size, now=now)

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
            keys = [key_row(self.form, e) for e in entries] if self.form.is_keyed else []
            if not 0 < len(keys) <= MOST_ROWS:
                await self._compare(entries, await self.sender.rows_of(keys))
                return await self._send(self._chosen(only))
            watch = await self.sender.watch(keys)
            try:
                await self._compare(entries, await watch.open(len(keys)))
                sent = self._chosen(only)
                done = await self._send(sent)
            except BaseException:
                await watch.close()
                raise
        self._watches.follow(watch, sent)
        return done

    async def compare(self) -> None:
        """Find out which staged rows others have changed.

        Raises:
            DHError: as the calls end.
        """
        async with self._turn:
            await self._settle()
            entries = self.staging.entries
            keys = [key_row(self.form, e) for e in entries] if self.form.is_keyed else []
            await self._compare(entries, await self.sender.rows_of(keys))

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
        if error := problem_error(told.values()):
            self._tell("")
            raise error

    async def _compare(self, entries: Sequence[Entry], there: Mapping[Key, Row]) -> None:
        """Say of each entry what others did; raises EditError if that matters.

        Args:
            there: the rows of their keys that the server has.
        """
        if self.form.is_keyed:
            keys = {e.id: key for e in entries if (key := self.form.key(e.value)) is not None}
            known = [e for e in entries if e.id in keys]
            told = {e.id: compared(self.form, e, there.get(keys[e.id])) for e in known}
            self.staging.tell(told)
            self._tell("")
        if error := conflict_error(self._chosen({entry.id for entry in entries})):
            raise error

    async def _send(self, entries: tuple[Entry, ...]) -> Committed:
        written = tuple(e for e in entries if e.kind is not Kind.DELETE)
        deleted = tuple(e for e in entries if e.kind is Kind.DELETE)
        size = 0
        if written and self.form.inputs.kind is InputKind.APPEND_ONLY:
            size = await self.sender.size()
        if written:
            rows = [sent_row(self.form, entry) for entry in written]
            flight = Flight(written, size)
            await self._answered(flight, self.sender.add(rows, lambda: self._begin(flight)))
            if self.form.inputs.kind is InputKind.BLINK:
                self.receipts += rows
        if deleted:
            keys = [key_row(self.form, entry) for entry in deleted]
            last = Flight(deleted, size)
            await self._answered(last, self.sender.delete(keys, lambda: self._begin(last)))
        return Committed(len(written), len(deleted))

    def _begin(self, flight: Flight) -> None:
        """From now on the rows may arrive, also if no answer comes: the wait is cancelled, or
        the connection lost."""
        self._flight = flight
        self.staging.tell({e.id: replace(e, sent=True) for e in flight.entries})
        # A console that is killed from now on must not send them a second time.
        self._keep(now=True)
        self._tell("")

    async def _answered(self, flight: Flight, call: Coroutine[Any, Any, None]) -> None:
        """Make the call, and stage no more what it confirms."""
        try:
            await call
        except ServerError as exc:
            self._land({each.id: each for each in refused(flight.entries, exc)})
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
        if await gone(self.sender, self.form):
            # A server that was started anew, without the table: nothing of it has arrived.
            told = unsent(flight)
        else:
            await self.sender.barrier()
            told = await fate(self.sender, self.form, flight)
        came = sum(entry is None for entry in told.values())
        self._land(told)
        self._tell(
            f"Of {rows_text(len(told))} on the way as the connection was lost, {came} arrived; "
            f"{len(told) - came} {'is' if len(told) - came == 1 else 'are'} still staged."
        )

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
