"""The server, as a library: an asyncio core and a blocking facade.

``Session`` and ``Table`` are for blocking code; ``Connection`` and the service modules beside it
are what they, and the console, are made of. Names are loaded when they are first used, so that
importing a part of the package does not load the rest.
"""

from __future__ import annotations

import importlib
import os
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dhconsole.client.connection import Connection
    from dhconsole.client.options import ConnectOptions
    from dhconsole.client.session import Session
    from dhconsole.client.table import Table
    from dhconsole.client.tickets import (
        ApplicationTicket,
        ExportTicket,
        ScopeTicket,
        SharedTicket,
        Ticket,
    )
    from dhconsole.errors import DHError

__all__ = [
    "ApplicationTicket",
    "ConnectOptions",
    "Connection",
    "DHError",
    "ExportTicket",
    "ScopeTicket",
    "Session",
    "SharedTicket",
    "Table",
    "Ticket",
]

_HOME = {
    "ApplicationTicket": "tickets",
    "ConnectOptions": "options",
    "Connection": "connection",
    "ExportTicket": "tickets",
    "ScopeTicket": "tickets",
    "Session": "session",
    "SharedTicket": "tickets",
    "Table": "table",
    "Ticket": "tickets",
}

# gRPC's C core writes what it thinks of a failed handshake straight to the terminal; we say it
# ourselves, once. It reads this when it is loaded, which happens below this package only.
os.environ.setdefault("GRPC_VERBOSITY", "NONE")


def __getattr__(name: str) -> Any:
    if name == "DHError":
        from dhconsole.errors import DHError

        return DHError
    if name in _HOME:
        return getattr(importlib.import_module(f"dhconsole.client.{_HOME[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
