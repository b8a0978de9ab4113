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
    from dhconsole.client.aio import AsyncSession, AsyncTable, connect
    from dhconsole.client.connection import Connection
    from dhconsole.client.listening import TableListener, TableListenerHandle, listen
    from dhconsole.client.operations import NaturalJoinType, SortDirection
    from dhconsole.client.options import ConnectOptions
    from dhconsole.client.plugin_client import PluginClient
    from dhconsole.client.query import Query
    from dhconsole.client.session import Session
    from dhconsole.client.table import InputTable, MultiJoinInput, MultiJoinTable, Table, multi_join
    from dhconsole.client.ticket import (
        ApplicationTicket,
        ExportTicket,
        ScopeTicket,
        ServerObject,
        SharedTicket,
        Ticket,
    )
    from dhconsole.client.updates import TableUpdate
    from dhconsole.errors import DHError

__all__ = [
    "ApplicationTicket",
    "AsyncSession",
    "AsyncTable",
    "ConnectOptions",
    "Connection",
    "DHError",
    "ExportTicket",
    "InputTable",
    "MultiJoinInput",
    "MultiJoinTable",
    "NaturalJoinType",
    "PluginClient",
    "Query",
    "ScopeTicket",
    "ServerObject",
    "Session",
    "SharedTicket",
    "SortDirection",
    "Table",
    "TableListener",
    "TableListenerHandle",
    "TableUpdate",
    "Ticket",
    "connect",
    "listen",
    "multi_join",
]

_HOME = {
    "listen": "listening",
    "TableUpdate": "updates",
    "TableListenerHandle": "listening",
    "TableListener": "listening",
    "ApplicationTicket": "ticket",
    "AsyncSession": "aio",
    "AsyncTable": "aio",
    "ConnectOptions": "options",
    "Connection": "connection",
    "ExportTicket": "ticket",
    "InputTable": "table",
    "MultiJoinInput": "table",
    "MultiJoinTable": "table",
    "NaturalJoinType": "operations",
    "PluginClient": "plugin_client",
    "Query": "query",
    "ScopeTicket": "ticket",
    "ServerObject": "ticket",
    "Session": "session",
    "SharedTicket": "ticket",
    "SortDirection": "operations",
    "Table": "table",
    "Ticket": "ticket",
    "connect": "aio",
    "multi_join": "table",
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


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
