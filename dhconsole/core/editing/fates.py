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


async def gone(sender: Sender, form: Form) -> bool:
    """Whether the table is none any more, or another one; raises as asking the server ends."""
    try:
        return await sender.form_now() != form
    except TicketError:
        return True


def unsent(flight: Flight) -> Mapping[int, Entry | None]:
    """By id the rows, of which none has arrived."""
    return {entry.id: replace(entry, sent=False) for entry in flight.entries}


async def fate(sender: Sender, form: Form, flight: Flight) -> Mapping[int, Entry | None]:
    """By id what is left of each; None for those that have arrived. To be asked after a barrier.

    Raises:
        DHError: as the calls end.
    """
    if form.is_keyed:
        there = await sender.rows_of([key_row(form, e) for e in flight.entries])
        found = [(e, there.get(form.key(e.value) or ())) for e in flight.entries]
        return {entry.id: arrived(form, entry, row) for entry, row in found}
    if form.inputs.kind is InputKind.BLINK:
        return {e.id: replace(e, sent=False, conflict=_UNKNOWN) for e in flight.entries}
    later = await sender.rows_from(flight.size)
    came = contains(form, later, [sent_row(form, e) for e in flight.entries])
    return {e.id: None if came else replace(e, sent=False) for e in flight.entries}


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
