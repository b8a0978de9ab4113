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
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Self

from dhconsole.client.connection import Connection
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
)
from dhconsole.core.editing.fates import Flight
from dhconsole.core.editing.fitting import (
    without_gone,
)
from dhconsole.core.editing.flights import Flights, is_as
from dhconsole.core.editing.forms import Form, Key, Row
from dhconsole.core.editing.keeping import Keeper, Kept, KeptRows
from dhconsole.core.editing.pasting import Pasted, given_keys
from dhconsole.core.editing.renewing import Renewal
from dhconsole.core.editing.sending import Sender, form_of
from dhconsole.core.editing.staged import Entry, Kind, Staging
from dhconsole.core.editing.watching import MOST_ROWS, Watches
from dhconsole.core.tasks import spawn
from dhconsole.errors import (
    ArgumentError,
    DHError,
    EditError,
    InputError,
    ServerError,
)

_MOST_TURNS = 5
"""How often rows that are changed while they are compared or sent are compared anew."""

_NO_INPUT = "Only tables made by input_table can be edited; add a computed column, or bind a copy."


@dataclass(frozen=True, slots=True)
class Committed:
    """What a commit has done: rows added or changed, and rows deleted."""

    written: int = 0
    deleted: int = 0

    @property
    def rows(self) -> int:
        """How many in all."""
        return self.written + self.deleted

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
        form: its columns and keys, until it is made anew with others.
        keeper: keeps on the disk what is staged; None for nobody.

    Attributes:
        staging: what is staged.
        autocommit: whether each change is sent as soon as it is whole.
        offers: what consoles that have ended had staged for this table, the oldest first.
    """

    def __init__(
        self, connection: Connection, root: Ticket, form: Form, keeper: Keeper | None = None
    ) -> None:
        self.root = root
        self.staging = Staging(form)
        self.sender = Sender(connection, root, form)
        self.autocommit = False
        self.offers: tuple[Kept, ...] = ()
        self._flights = Flights(
            self.sender, self.staging, partial(self._keep, now=True), self._tell
        )
        self._renewal = Renewal(self.sender, self.staging, keeper, self._tell)
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
        form = await form_of(connection, root)
        if form is None:
            raise InputError(f"{root.text} is no input table", hint=_NO_INPUT)
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
    def form(self) -> Form:
        """Its columns and keys, as far as it is known."""
        return self.staging.form

    @property
    def receipts(self) -> list[Row]:
        """The rows that were sent to a blink table, which keeps none; the newest last."""
        return self._flights.receipts

    @property
    def unknown(self) -> bool:
        """Whether rows were sent of which nothing is known yet."""
        return self._flights.current is not None

    async def row(self, keys: Row) -> Row | None:
        """The row that the server has for these keys now.

        Raises:
            DHError: as the calls end.
        """
        try:
            found = await self.sender.rows_of([keys])
        except (EditError, ServerError):
            # The table was made anew: the row may be there again, or its keys be others.
            await self.renew()
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
            there = await self.sender.rows_of(given_keys(block.rows, self.form))
        return self.staging.take(block.rows, there)

    # -- what earlier consoles staged ----------------------------------------------------

    def look(self) -> None:
        """See again what consoles that have ended had staged for this table."""
        self.offers = tuple(self._keeper.offers()) if self._keeper is not None else ()

    def take_up(self) -> Kept:
        """Stage the oldest of the offers again. Of rows in it that were sent and not answered
        the server is asked.

        Raises:
            ArgumentError: there is none, or another commit is under way.
        """
        if not self.offers:
            raise ArgumentError("nothing is kept of earlier consoles")
        offer = self.offers[0]
        if self.unknown or self._turn.locked():
            raise ArgumentError("rows are on their way", hint="Try again when that is done.")
        brought = self.staging.bring(offer.fitted(self.form))
        if sent := tuple(entry for entry in brought if entry.sent):
            self._flights.current = Flight(sent, offer.size)
        self._keep(now=True)
        offer.drop()
        self.look()
        if offer.differences(self.form):
            self._renewal.check()
        if sent:
            spawn(self._settle_now())
        return offer

    def _keep(self, *, now: bool = False) -> None:
        if self._keeper is not None:
            self._keeper.keep(self.staging.entries, self._flights.size, now=now)

    # -- sending -------------------------------------------------------------------------

    async def commit(self, only: Collection[int] | None = None) -> Committed:
        """Send what is staged now. A row that is changed while it is compared or sent goes as it
        is then; rows that are staged meanwhile are not in it.

        Args:
            only: ids of the entries to send, of which some may have gone meanwhile; None for all.

        Raises:
            EditError: rows have problems or conflicts; which, their entries say.
            InputError: the server refuses a value; its entry says which.
            LostError and its kin: the connection broke. What arrived is found out when it is
                back, and until then nothing is staged anew or given up.
        """
        async with self._turn:
            await self._flights.settle()
            await self._renewal.refit(committing=True)
            ids = {entry.id for entry in self._chosen(only)}
            if not ids and only is None:
                raise ArgumentError("nothing is staged")
            went: tuple[Entry, ...] = ()
            for _ in range(_MOST_TURNS):
                # Once a part has gone, no later refusal could say that nothing was sent.
                if went or not (entries := self._chosen(ids)):
                    break
                went = await self._commit(entries)
            deleted = sum(entry.kind is Kind.DELETE for entry in went)
            done = Committed(len(went) - deleted, deleted)
            if left := self._chosen(ids):
                raise EditError(
                    f"{done}, {rows_text(len(left))} not sent: changed just before that",
                    rows=len(left),
                    hint="Commit again; what was not sent is still staged.",
                )
            return done

    async def _commit(self, entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
        """Send these, or none if one is changed before; which of them went."""
        self._check(entries)
        keys = [key_row(self.form, e) for e in entries] if self.form.is_keyed else []
        if not 0 < len(keys) <= MOST_ROWS:
            await self._compare(entries, await self.sender.rows_of(keys))
            return await self._flights.send(self._ready(entries))
        watch = await self.sender.watch(keys)
        try:
            await self._compare(entries, await watch.open(len(keys)))
            went = await self._flights.send(self._ready(entries))
        except BaseException:
            await watch.close()
            raise
        self._watches.follow(watch, went)
        return went

    def _same(self, before: Iterable[Entry]) -> tuple[Entry, ...]:
        """What is staged of these, without what the user has changed since."""
        first = {entry.id: entry for entry in before}
        return tuple(e for e in self.staging.entries if e.id in first and is_as(e, first[e.id]))

    def _ready(self, checked: Sequence[Entry]) -> tuple[Entry, ...]:
        """What is still staged of these; none if the user has changed one: all go at once."""
        same = self._same(checked)
        left = self._chosen({entry.id for entry in checked})
        return same if len(same) == len(left) else ()

    async def compare(self) -> None:
        """Find out which staged rows others have changed.

        Raises:
            DHError: as the calls end.
        """
        async with self._turn:
            await self._flights.settle()
            # Of a row whose key is not known the server cannot be asked.
            told = checked(self.form, self.staging.entries).values()
            entries = [e for e in told if not e.problem and self.form.key(e.value) is not None]
            keys = [key_row(self.form, e) for e in entries] if self.form.is_keyed else []
            await self._compare(entries, await self.sender.rows_of(keys))

    def keep_mine(self, id_: int) -> None:
        """Send the entry although others have changed the row, or without what was given for
        columns that are none any more."""
        entry = self.staging.find(id_)
        if entry.conflict:
            self.staging.resolve(mine(entry))
        elif all(self.form.find(name) is not None for name in entry.cells):
            raise ArgumentError("nobody has changed that row")
        elif (rest := without_gone(entry, self.form)) is None:
            self.staging.drop(id_)
        else:
            self.staging.resolve(rest)

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
            # What the user has changed since the server was asked is for the next time.
            entries = self._same(entries)
            keys = {e.id: key for e in entries if (key := self.form.key(e.value)) is not None}
            known = [e for e in entries if e.id in keys]
            told = {e.id: compared(self.form, e, there.get(keys[e.id])) for e in known}
            self.staging.tell(told)
            self._tell("")
        if error := conflict_error(self._chosen({entry.id for entry in entries})):
            raise error

    # -- after the table was made anew ---------------------------------------------------

    async def renew(self) -> None:
        """Find out which columns and keys the table has now; what fits none of them any more is
        a problem of its row from then on. What others have changed is found out too.

        Raises:
            EditError: it is no input table any more; all that is staged stays.
            DHError: as the calls end.
        """
        async with self._turn:
            await self._flights.settle()
            other = await self._renewal.refit()
        if other and self.form.is_keyed and self.staging.entries:
            with suppress(EditError):
                await self.compare()

    # -- after a lost connection ---------------------------------------------------------

    def _connection_changed(self, state: ConnectionState) -> None:
        if isinstance(state, Live) and self.unknown:
            spawn(self._settle_now())

    async def _settle_now(self) -> None:
        async with self._turn:
            try:
                await self._flights.settle()
            except DHError as exc:
                self._tell(f"What became of the rows that were sent is not known yet: {exc}")

    def _tell(self, text: str) -> None:
        for listener in tuple(self._listeners):
            listener(text)
