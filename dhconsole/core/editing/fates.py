"""What became of rows that were sent: of those without an answer, and of those refused.

Knows no staging: rows go in as they were sent, and come back with what is left of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from dhconsole.client.inputs import InputKind
from dhconsole.core.editing.comparing import arrived, contains, key_row, sent_row
from dhconsole.core.editing.forms import Cell, Form
from dhconsole.core.editing.sending import Sender
from dhconsole.core.editing.staged import Entry
from dhconsole.errors import InputError, ServerError, TicketError

_UNKNOWN = "it was sent as the connection was lost, and may have arrived"


@dataclass(frozen=True, slots=True)
class Flight:
    """Rows that were sent, and that nothing is known of yet.

    Attributes:
        entries: as they were sent.
        size: rows of the table before.
    """

    entries: tuple[Entry, ...]
    size: int


async def fate(sender: Sender, form: Form, flight: Flight) -> Mapping[int, Entry | None]:
    """By id what is left of each; None for those that have arrived.

    Raises:
        DHError: as the calls end.
    """
    try:
        now = await sender.form_now()
    except TicketError:
        # A server that was started anew, without the table: nothing of it has arrived.
        return _unsent(flight)
    if now != form:
        # It may have been made anew out of its own rows. By its keys a row is found in it when it
        # is compared the next time; without any, nobody knows whether it is there.
        return _unsent(flight) if form.is_keyed else _unknown(flight)
    await sender.barrier()
    if form.is_keyed:
        there = await sender.rows_of([key_row(form, e) for e in flight.entries])
        found = [(e, there.get(form.key(e.value) or ())) for e in flight.entries]
        return {entry.id: arrived(form, entry, row) for entry, row in found}
    if form.inputs.kind is InputKind.BLINK:
        return _unknown(flight)
    later = await sender.rows_from(flight.size)
    came = contains(form, later, [sent_row(form, e) for e in flight.entries])
    return {e.id: None if came else replace(e, sent=False) for e in flight.entries}


def is_unknown(entry: Entry | None) -> bool:
    """Whether nobody knows of an entry that was sent whether it has arrived."""
    return entry is not None and entry.conflict == _UNKNOWN


def _unsent(flight: Flight) -> Mapping[int, Entry | None]:
    return {entry.id: replace(entry, sent=False) for entry in flight.entries}


def _unknown(flight: Flight) -> Mapping[int, Entry | None]:
    return {e.id: replace(e, sent=False, conflict=_UNKNOWN) for e in flight.entries}


def refused(entries: Sequence[Entry], error: ServerError) -> list[Entry]:
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
