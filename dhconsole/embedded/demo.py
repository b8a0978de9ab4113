"""The tables of ``--demo``: what they are called and what they show.

The script that makes them is ``demo_tables.py``, beside this file; it runs in the server, never
in the console.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

TABLES: Mapping[str, str] = MappingProxyType(
    {
        "trades": "trades of twelve stocks, four a second, with ten minutes of the past",
        "quotes": "bids and asks of the same stocks, two a second",
        "latest": "one row per stock, kept up to date: last price, volume, average",
        "ticks": "a blink table: each row is gone after one update cycle",
        "limits": "a keyed input table, to edit",
        "by_venue": "a rollup: venue, then stock, then the single trades",
        "billion": "a thousand million rows that take no memory",
        "all_types": "a column of every type, with nulls, extremes and difficult text",
    }
)
"""Variable name to what it shows, in the order in which to look at them."""


def script() -> str:
    """The script; it leaves each of ``TABLES`` in a variable of that name."""
    return Path(__file__).with_name("demo_tables.py").read_text(encoding="utf-8")
