"""``dhconsole.client.plugin_client`` under the name that users of pydeephaven import it by."""

from dhconsole.client.plugin_client import (
    Fetchable,
    PluginClient,
    PluginRequestStream,
    PluginResponseStream,
)
from dhconsole.client.table import Table
from dhconsole.client.ticket import ExportTicket, ServerObject
from dhconsole.errors import DHError

__all__ = [
    "DHError",
    "ExportTicket",
    "Fetchable",
    "PluginClient",
    "PluginRequestStream",
    "PluginResponseStream",
    "ServerObject",
    "Table",
]
