"""What this console shares with other sessions, under which tickets and since when.

Owns the exports behind the tickets. A shared ticket can be fetched only while what was published
under it lives, and is taken for as long as the server runs: nothing else can be published under it
(both seen on a live 42.7 server). So after the server was started anew everything is shared again
from its recipe, under the same tickets; after a new login on the same server each says that it
has to be shared under another.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dhconsole.client import sharing
from dhconsole.client.connection import Connection
from dhconsole.client.exports import ExportedTable
from dhconsole.client.options import PSK_AUTH_TYPE
from dhconsole.client.ticket import SharedTicket
from dhconsole.errors import ArgumentError, DHError, TicketError

if TYPE_CHECKING:
    from dhconsole.core.recipe import Recipe

_TAKEN = "destination already exists"
_SNIPPET = """from pydeephaven import Session
from pydeephaven.ticket import SharedTicket

{note}session = Session({connect})
table = session.fetch_table(SharedTicket({ticket!r}))
"""


@dataclass(frozen=True, slots=True)
class Share:
    """One table that is shared.

    Attributes:
        ticket: under which it can be fetched.
        recipe: what it is.
        since: seconds since the epoch.
        rows: how many it had when it was shared last.
        problem: why it is not shared now; empty when it is.
    """

    ticket: SharedTicket
    recipe: Recipe
    since: float
    rows: int = 0
    problem: str = ""


class Shares:
    """The tables that one console shares."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._shares: dict[bytes, Share] = {}
        self._coming: set[bytes] = set()
        self._exports: dict[bytes, ExportedTable] = {}
        self._listeners: list[Callable[[], None]] = []

    @property
    def items(self) -> tuple[Share, ...]:
        """In the order in which they were shared."""
        return tuple(self._shares.values())

    def on_change(self, listener: Callable[[], None]) -> None:
        """Call ``listener`` whenever something is shared, or is not any more."""
        self._listeners.append(listener)

    async def publish(self, recipe: Recipe, name: str = "") -> Share:
        """Share what ``recipe`` makes.

        Args:
            name: the ticket's text after ``h``; empty for one that nobody can guess.

        Raises:
            ArgumentError: this console shares something under that name already.
            DHError: as ``make_table`` and the publishing end.
        """
        recipe.need_rows()
        ticket = SharedTicket.shared_ticket(name.encode()) if name else SharedTicket.random_ticket()
        key = ticket.bytes
        if key in self._shares or key in self._coming:
            raise ArgumentError(
                f"{name} is shared already", hint="Stop sharing it first, or take another name."
            )
        self._coming.add(key)
        try:
            export = await self._export(recipe)
            share = await self._publish(Share(ticket, recipe, time.time()), export)
        finally:
            self._coming.discard(key)
        self._shares[key], self._exports[key] = share, export
        self._tell()
        return share

    async def stop(self, ticket: SharedTicket) -> None:
        """Share it no more. Who has fetched it keeps what was fetched."""
        self._shares.pop(ticket.bytes, None)
        export = self._exports.pop(ticket.bytes, None)
        self._tell()
        if export is not None:
            await self._connection.release(export.ticket)

    async def renew(self) -> None:
        """After a login: share again what was shared before it, unless the user stops it
        meanwhile."""
        for key, share in tuple(self._shares.items()):
            if self._shares.get(key) is share:
                self._exports.pop(key, None)
                try:
                    await self._renew(key, share)
                except DHError as exc:
                    if self._shares.get(key) is share:
                        self._shares[key] = replace(share, problem=str(exc))
        if self._shares:
            self._tell()

    async def _renew(self, key: bytes, share: Share) -> None:
        export = await self._export(share.recipe)
        if self._shares.get(key) is share:
            renewed = await self._publish(share, export)
            if self._shares.get(key) is share:
                self._shares[key], self._exports[key] = renewed, export
                return
        # With the export ends what was published.
        await self._connection.release(export.ticket)

    def snippet(self, share: Share) -> str:
        """Python that fetches it with pydeephaven from another process."""
        options = self._connection.options
        connect, note = f"{options.host!r}, {options.port}", ""
        kind = options.auth_type
        if kind.lower() != "anonymous":
            # Only we know the short name.
            kind = PSK_AUTH_TYPE if kind.lower() == "psk" else kind
            connect += f", auth_type={kind!r}, auth_token=..."
            note = "# Put your own credentials in place of the dots.\n"
        if options.tls:
            files = {
                "tls_root_certs": ("ca.pem", options.tls_root_certs),
                "client_cert_chain": ("client.pem", options.client_cert_chain),
                "client_private_key": ("client.key", options.client_private_key),
            }
            given = {key: name for key, (name, value) in files.items() if value is not None}
            connect += ", use_tls=True"
            connect += "".join(
                f", {key}=open({name!r}, 'rb').read()" for key, name in given.items()
            )
            if given:
                note += f"# {', '.join(given.values())}: the files that this server demands.\n"
        return _SNIPPET.format(note=note, connect=connect, ticket=share.ticket.bytes)

    async def _export(self, recipe: Recipe) -> ExportedTable:
        from dhconsole.core.making import make_table  # loads pyarrow

        return await make_table(self._connection, recipe)

    async def _publish(self, share: Share, export: ExportedTable) -> Share:
        """Publish ``export`` as ``share``, or release it."""
        try:
            await sharing.publish(self._connection, export.ticket, share.ticket)
        except DHError as exc:
            await self._connection.release(export.ticket)
            if _TAKEN in str(exc):
                raise TicketError(
                    f"{share.ticket.text} was used on this server before",
                    hint="A ticket is good once, until the server restarts: share under another.",
                ) from exc
            raise
        return replace(share, rows=export.size, problem="")

    def _tell(self) -> None:
        for listener in tuple(self._listeners):
            listener()
