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
from dataclasses import dataclass

from dhconsole.errors import TicketError

_SHARED_RANDOM_BYTES = 16


@dataclass(frozen=True, slots=True)
class Ticket:
    """A ticket of any kind. ``bytes`` is what goes over the wire."""

    bytes: bytes

    @property
    def text(self) -> str:
        """The text form; ``parse_ticket`` reads it back."""
        return _text(self.bytes)

    @property
    def api_name(self) -> str:
        """Name of the kind, for messages: ``export``, ``scope``, ``application``, ``shared``."""
        return _KINDS.get(self.bytes[:1], "unknown")

    def __str__(self) -> str:
        return self.text


class ExportTicket(Ticket):
    """A number in one session's own space; positive ones are chosen by the client."""

    __slots__ = ()

    @classmethod
    def of(cls, number: int) -> ExportTicket:
        return cls(b"e" + struct.pack("<i", number))

    @property
    def number(self) -> int:
        return int(struct.unpack("<i", self.bytes[1:5])[0])


class ScopeTicket(Ticket):
    """A variable of the server's script session; global to the server, never released."""

    __slots__ = ()

    @classmethod
    def of(cls, name: str) -> ScopeTicket:
        """Raises TicketError when ``name`` cannot be a variable."""
        if not name:
            raise TicketError("an empty name is no table", hint="Give the name of a variable.")
        return cls(b"s/" + name.encode())

    @property
    def name(self) -> str:
        return self.bytes[2:].decode("utf-8", "replace")


class ApplicationTicket(Ticket):
    """A field that an application of the server offers."""

    __slots__ = ()

    @classmethod
    def of(cls, application: str, field: str) -> ApplicationTicket:
        return cls(f"a/{application}/f/{field}".encode())


class SharedTicket(Ticket):
    """A name under which one session offers an object to others."""

    __slots__ = ()

    @classmethod
    def of(cls, name: bytes) -> SharedTicket:
        if not name:
            raise TicketError("a shared ticket needs at least one byte")
        return cls(b"h" + name)

    @classmethod
    def random_ticket(cls) -> SharedTicket:
        """A ticket that nobody can guess."""
        return cls(b"h" + os.urandom(_SHARED_RANDOM_BYTES))


_KINDS = {b"e": "export", b"s": "scope", b"a": "application", b"h": "shared"}


def check_variable_name(name: str) -> str:
    """``name``, when code on the server could refer to a variable of that name.

    The server itself accepts any text (seen on a live 42.7 server), which would make a
    variable that no script can reach.

    Raises:
        TicketError: ``name`` is no Python identifier, or is a keyword.
    """
    if not name.isidentifier() or keyword.iskeyword(name):
        raise TicketError(
            f"{name!r} cannot name a variable",
            hint="Use letters, digits and underscores, not starting with a digit.",
        )
    return name


def ticket_from_bytes(raw: bytes) -> Ticket:
    """The ticket that stands in ``raw``, as its own kind where the kind is known."""
    kinds: dict[bytes, type[Ticket]] = {
        b"e": ExportTicket,
        b"s": ScopeTicket,
        b"a": ApplicationTicket,
        b"h": SharedTicket,
    }
    return kinds.get(raw[:1], Ticket)(raw)


def parse_ticket(text: str) -> Ticket:
    """Read the text form; a bare variable name is a scope ticket.

    Raises:
        TicketError: the text fits no kind.
    """
    text = text.strip()
    if text.startswith("h:"):
        try:
            return SharedTicket.of(bytes.fromhex(text[2:]))
        except ValueError:
            raise TicketError(
                f"{text!r} is no shared ticket", hint="After h: come hexadecimal digits."
            ) from None
    if text.startswith("e:"):
        try:
            return ExportTicket.of(int(text[2:]))
        except (ValueError, struct.error):
            raise TicketError(
                f"{text!r} is no export ticket", hint="After e: comes a number."
            ) from None
    if text.startswith("s/"):
        return ScopeTicket.of(text[2:])
    if text.startswith("a/"):
        parts = text.split("/")
        if len(parts) == 4 and parts[2] == "f" and parts[1] and parts[3]:
            return ApplicationTicket.of(parts[1], parts[3])
        raise TicketError(f"{text!r} is no application ticket", hint="Write a/APPLICATION/f/FIELD.")
    if text.isidentifier():
        return ScopeTicket.of(text)
    raise TicketError(
        f"{text!r} is no ticket",
        hint="Write a variable name, s/NAME, a/APPLICATION/f/FIELD or h:HEX.",
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
