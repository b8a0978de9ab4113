"""Tickets: how a client names an object on the server.

Owns the four ticket kinds, their bytes on the wire and the one text form that every face
prints and reads. Knows nothing of connections. Layouts were seen on a live 42.7 server:

=============  ====================================  ==================
kind           bytes                                 text
=============  ====================================  ==================
export         ``e`` + int32 little-endian           ``e:12``
scope          ``s/`` + variable name                ``s/trades``
application    ``a/<application>/f/<field>``         ``a/demo/f/trades``
shared         ``h`` + any bytes                     ``h:0a1b2c``
=============  ====================================  ==================
"""

from __future__ import annotations

import keyword
import os
import struct
from typing import ClassVar

from dhconsole.client.checks import int64, one, one_text
from dhconsole.errors import ArgumentError, TicketError
from dhconsole.errors import DHError as DHError

_SHARED_RANDOM_BYTES = 16
_EXPORTS = range(-(2**31), 2**31)
_NAME = "Give the name of a variable."
_Bytes = bytes
"""The builtin, inside of classes that have a field of that name."""


class Ticket:
    """Names an object on the server. Immutable; equal when the bytes are.

    Args:
        ticket_bytes: the ticket as it goes over the wire.

    Attributes:
        bytes: the same.

    Raises:
        ArgumentError: they are no bytes.
        TicketError: the bytes are not those of this kind of ticket.
    """

    __slots__ = ("bytes",)
    _PREFIX: ClassVar[_Bytes] = b""
    bytes: _Bytes

    def __init__(self, ticket_bytes: _Bytes) -> None:
        one(ticket_bytes, _Bytes, "ticket's bytes", "Its text form is read by parse_ticket.")
        if not ticket_bytes.startswith(self._PREFIX) or len(ticket_bytes) <= len(self._PREFIX):
            raise TicketError(
                f"{ticket_bytes!r} does not make a {type(self).__name__}",
                hint=f"Its bytes begin with {self._PREFIX!r}." if self._PREFIX else "It is empty.",
            )
        object.__setattr__(self, "bytes", ticket_bytes)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a ticket cannot be changed; make another one in place of .{name}")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"a ticket cannot be changed; .{name} stays")

    def __reduce__(self) -> tuple[type[Ticket], tuple[_Bytes]]:
        return type(self), (self.bytes,)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Ticket) and self.bytes == other.bytes

    def __hash__(self) -> int:
        return hash(self.bytes)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.text!r})"

    def __str__(self) -> str:
        return self.text

    @property
    def text(self) -> str:
        """The text form; ``parse_ticket`` reads it back."""
        return _text(self.bytes)

    @property
    def api_name(self) -> str:
        """Name of the kind, for messages: ``export``, ``scope``, ``application``, ``shared``."""
        return _KINDS.get(self._PREFIX[:1], "")


class ExportTicket(Ticket):
    """A number in one session's own space; positive ones are chosen by the client.

    Only the session that made it can use it: another session's calls would wait for an export
    of that number of their own.
    """

    __slots__ = ()
    _PREFIX = b"e"

    @classmethod
    def export_ticket(cls, ticket_no: int) -> ExportTicket:
        """The ticket of export number ``ticket_no`` (32 bits, signed).

        Raises:
            ArgumentError: it is no such number.
        """
        if int64(ticket_no, "export number") not in _EXPORTS:
            raise ArgumentError(
                f"{ticket_no} is no export number", hint="They have 32 bits, with a sign."
            )
        return cls(b"e" + struct.pack("<i", ticket_no))

    @property
    def number(self) -> int:
        """The export's number; negative for one that the server made."""
        return int(struct.unpack("<i", self.bytes[1:5])[0])


class ScopeTicket(Ticket):
    """A variable of the server's script session; global to the server, never released."""

    __slots__ = ()
    _PREFIX = b"s/"

    @classmethod
    def scope_ticket(cls, name: str) -> ScopeTicket:
        """The ticket of the variable ``name``; raises TicketError when the name is empty."""
        if not one_text(name, _NAME):
            raise TicketError("an empty name is no table", hint=_NAME)
        return cls(b"s/" + name.encode())

    @property
    def name(self) -> str:
        """Name of the variable."""
        return self.bytes[2:].decode("utf-8", "replace")


class ApplicationTicket(Ticket):
    """A field that an application of the server offers."""

    __slots__ = ()
    _PREFIX = b"a/"

    @classmethod
    def app_ticket(cls, app_id: str, field: str) -> ApplicationTicket:
        """The ticket of ``field`` of the application ``app_id``; raises TicketError if empty."""
        if not app_id or not field:
            raise TicketError(
                f"a/{app_id}/f/{field} lacks a part", hint="Give an application and a field."
            )
        return cls(f"a/{app_id}/f/{field}".encode())


class SharedTicket(Ticket):
    """A name under which one session offers an object to others."""

    __slots__ = ()
    _PREFIX = b"h"

    @classmethod
    def shared_ticket(cls, name: _Bytes) -> SharedTicket:
        """A ticket of your own choice; whoever knows the name can fetch what it names."""
        if not one(name, _Bytes, "name of a shared ticket", "Give bytes, such as b'trades'."):
            raise TicketError("a shared ticket needs at least one byte")
        return cls(b"h" + name)

    @classmethod
    def random_ticket(cls) -> SharedTicket:
        """A ticket that nobody can guess."""
        return cls(b"h" + os.urandom(_SHARED_RANDOM_BYTES))


class ServerObject:
    """An object on the server: what names it, and the type by which plugins know it.

    Attributes:
        type: type name as the server gives it, such as ``Table`` or ``pandas.DataFrame``; None
            when it is not known.
        ticket: names the object in calls.
    """

    def __init__(self, type: str | None, ticket: Ticket) -> None:  # noqa: A002
        self.type = type
        self.ticket = ticket

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.ticket.text} of type {self.type}>"


_KINDS = {b"e": "export", b"s": "scope", b"a": "application", b"h": "shared"}


def check_variable_name(name: str) -> str:
    """``name``, when code on the server could refer to a variable of that name.

    The server itself accepts any text (seen on a live 42.7 server), which would make a
    variable that no script can reach.

    Raises:
        ArgumentError: it is no text.
        TicketError: ``name`` is no Python identifier, or is a keyword.
    """
    if keyword.iskeyword(one_text(name, _NAME)):
        hint = "It is a word of the Python language: use another."
    elif not name.isidentifier():
        hint = "Use letters, digits and underscores, not starting with a digit."
    else:
        return name
    raise TicketError(f"{name!r} cannot name a variable", hint=hint)


def ticket_from_bytes(raw: bytes) -> Ticket:
    """The ticket that stands in ``raw``, as its own kind where the kind is known."""
    kinds: dict[bytes, type[Ticket]] = {
        b"e": ExportTicket,
        b"s": ScopeTicket,
        b"a": ApplicationTicket,
        b"h": SharedTicket,
    }
    kind = kinds.get(raw[:1], Ticket)
    # "s" and "a" alone are no such tickets.
    return kind(raw) if raw.startswith(kind._PREFIX) else Ticket(raw)


def parse_ticket(text: str) -> Ticket:
    """Read the text form; a bare variable name is a scope ticket, ``h/NAME`` a shared one of
    that name.

    Raises:
        TicketError: the text fits no kind.
    """
    text = text.strip()
    if text.startswith("h/") and len(text) > len("h/"):
        return SharedTicket.shared_ticket(text[2:].encode())
    if text.startswith("h:"):
        try:
            return SharedTicket.shared_ticket(bytes.fromhex(text[2:]))
        except ValueError:
            raise TicketError(
                f"{text!r} is no shared ticket",
                hint="After h: come hexadecimal digits, after h/ a name.",
            ) from None
    if text.startswith("e:"):
        try:
            return ExportTicket.export_ticket(int(text[2:]))
        except (ValueError, struct.error):
            raise TicketError(
                f"{text!r} is no export ticket", hint="After e: comes a number."
            ) from None
    if text.startswith("s/"):
        return ScopeTicket.scope_ticket(text[2:])
    if text.startswith("a/"):
        parts = text.split("/")
        if len(parts) == 4 and parts[2] == "f" and parts[1] and parts[3]:
            return ApplicationTicket.app_ticket(parts[1], parts[3])
        raise TicketError(f"{text!r} is no application ticket", hint="Write a/APPLICATION/f/FIELD.")
    if text.isidentifier():
        return ScopeTicket.scope_ticket(text)
    raise TicketError(
        f"{text!r} is no ticket",
        hint="Write a variable name, s/NAME, a/APPLICATION/f/FIELD, h/NAME or h:HEX.",
    )


def _text(raw: bytes) -> str:
    kind = raw[:1]
    if kind == b"e" and len(raw) == 5:
        return f"e:{struct.unpack('<i', raw[1:])[0]}"
    if kind in (b"s", b"a"):
        return raw.decode("utf-8", "replace")
    if kind == b"h":
        return f"h:{raw[1:].hex()}"
    return f"0x{raw.hex()}"
