"""dhconsole: a terminal console for the Deephaven real-time table server.

Holds the version and nothing else, so that importing it costs nothing.
"""

from __future__ import annotations

__version__ = "0.1.0"
