"""Rows on their way to the server: which they are, and what became of them.

Owns which rows were sent and not answered. From the moment in which they may arrive they are
marked, and nothing is put into them; what has arrived is staged no more, and what the user
changed before that moment keeps it from coming.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterable, Mapping
from dataclasses import replace
from typing import Any

from dhconsole.client.inputs import InputKind
from dhconsole.core.editing.comparing import key_row, rows_text, sent_row
from dhconsole.core.editing.fates import Flight, fate, is_unknown, refused
from dhconsole.core.editing.forms import Row
from dhconsole.core.editing.sending import Sender
from dhconsole.core.editing.staged import Entry, Kind, Staging
from dhconsole.errors import ServerError


class Flights:
    """The one flight that there may be of an input table's staged rows.

    Args:
        sender: sends them.
        staging: where they are staged.
        changed: called when a flight begins, before its rows can arrive: so that a console that
            is killed from now on does not send them a second time.
        tell: told in a sentence, which may be empty, when something is known.

    Attributes:
        current: the rows that were sent, and of which nothing is known yet.
        receipts: the rows that were sent to a blink table, which keeps none; the newest last.
    """

    def __init__(
        self,
        sender: Sender,
        staging: Staging,
        changed: Callable[[], None],
        tell: Callable[[str], None],
    ) -> None:
        self.current: Flight | None = None
        self.receipts: list[Row] = []
        self._sender = sender
        self._staging = staging
        self._changed = changed
        self._tell = tell

    @property
    def size(self) -> int:
        """Rows that the table had before those on their way; 0 without any."""
        return 0 if self.current is None else self.current.size

    def begin(self, flight: Flight) -> bool:
        """From now on the rows may arrive, also if no answer comes: the wait is cancelled, or
        the connection lost. False when what is staged is not what was to be sent any more."""
        if not unchanged(flight.entries, self._of(flight)):
            return False
        self.current = flight
        self._staging.tell({e.id: replace(e, sent=True) for e in flight.entries})
        self._changed()
        self._tell("")
        return True

    async def answered(self, flight: Flight, call: Coroutine[Any, Any, bool]) -> bool:
        """Make the call, and stage no more what it confirms; False when nothing was sent."""
        try:
            if not await call:
                return False
        except ServerError as exc:
            self._land(flight, {each.id: each for each in refused(flight.entries, exc)})
            raise
        self._land(flight, {each.id: None for each in flight.entries})
        return True

    async def send(self, entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
        """Send these; which of them went. Raises as ``Editor.commit``."""
        written = tuple(e for e in entries if e.kind is not Kind.DELETE)
        deleted = tuple(e for e in entries if e.kind is Kind.DELETE)
        size, form, sender = 0, self._staging.form, self._sender
        went: tuple[Entry, ...] = ()
        if written and form.inputs.kind is InputKind.APPEND_ONLY:
            size = await sender.size()
        if written:
            rows = [sent_row(form, entry) for entry in written]
            flight = Flight(written, size)
            if await self.answered(flight, sender.add(rows, lambda: self.begin(flight))):
                went += written
                if form.inputs.kind is InputKind.BLINK:
                    self.receipts += rows
        if deleted:
            keys = [key_row(form, entry) for entry in deleted]
            last = Flight(deleted, size)
            if await self.answered(last, sender.delete(keys, lambda: self.begin(last))):
                went += deleted
        return went

    async def settle(self) -> None:
        """Find out what became of rows that were sent and not answered.

        Raises:
            DHError: as the calls end; nothing is known then, and nothing has changed.
        """
        flight = self.current
        if flight is None:
            return
        told = await fate(self._sender, self._staging.form, flight)
        left = [entry for entry in told.values() if entry is not None]
        came = f"{len(told) - len(left)} arrived"
        if any(map(is_unknown, left)):
            came = "nobody knows whether they arrived"
        self._land(flight, told)
        self._tell(
            f"Of {rows_text(len(told))} on the way as the connection was lost, {came}; "
            f"{len(left)} {'is' if len(left) == 1 else 'are'} still staged."
        )

    def _of(self, flight: Flight) -> list[Entry]:
        ids = {entry.id for entry in flight.entries}
        return [entry for entry in self._staging.entries if entry.id in ids]

    def _land(self, flight: Flight, told: Mapping[int, Entry | None]) -> None:
        self.current = None
        # What the user has dropped meanwhile stays dropped, what they have changed is theirs.
        sent = {entry.id: entry for entry in flight.entries}
        news: dict[int, Entry | None] = {id_: None for id_, each in told.items() if each is None}
        for now in self._of(flight):
            each = told.get(now.id, now)
            if each is not None:
                news[now.id] = each if is_as(now, sent[now.id]) else replace(now, sent=False)
        self._staging.tell(news)
        self._tell("")


def is_as(now: Entry, before: Entry) -> bool:
    """Whether the user has changed nothing in an entry since; what was said of it may differ."""
    return now.kind is before.kind and now.cells is before.cells


def unchanged(before: Iterable[Entry], now: Iterable[Entry]) -> bool:
    """Whether these are still the same entries, and the user has changed nothing in them."""
    found = {entry.id: entry for entry in now}
    first = {entry.id: entry for entry in before}
    return found.keys() == first.keys() and all(is_as(found[i], first[i]) for i in first)
