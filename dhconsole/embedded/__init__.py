"""The embedded server: a Deephaven server of our own, for this console and no one else.

``EmbeddedServer`` is for asyncio, ``BlockingEmbeddedServer`` for the rest; the first is a thin
cover of the second. Both end their server with them, however they end.

Who is kept out: other machines, as it listens on 127.0.0.1; and other users of this machine, as
it demands a client certificate of which only this process holds the key, in memory. The server's
own key lies in a private directory until the server is up. A pre-shared key would not do: on a
42.7 server it is no boundary.

Needs the extra ``[server]`` and a JDK, 17 or newer. Knows no UI; progress is told in sentences.
"""

from __future__ import annotations

from dhconsole.embedded.options import EmbeddedOptions
from dhconsole.embedded.process import BlockingEmbeddedServer
from dhconsole.embedded.server import EmbeddedServer

__all__ = ["BlockingEmbeddedServer", "EmbeddedOptions", "EmbeddedServer"]
