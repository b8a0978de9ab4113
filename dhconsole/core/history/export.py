"""Entries as a script that can be read, kept and run again. Pure, but for the local time zone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from dhconsole.core.history.entry import Entry
from dhconsole.text.safe import safe_text


def export(entries: Iterable[Entry]) -> str:
    """The blocks, the oldest first, each below a comment that says when, where and how it ended.

    Blank lines part them. The text of a block is as it was run.
    """
    blocks = [f"{_head(each)}\n{each.text}\n" for each in sorted(entries, key=lambda e: e.id)]
    return "\n".join(blocks)


def _head(entry: Entry) -> str:
    mark = "#" if entry.language == "python" else "//"
    at = dt.datetime.fromtimestamp(entry.at, dt.UTC).astimezone()
    took = "" if entry.seconds is None else f", {entry.seconds:.3g} s"
    # A label with a line end in it would put text of its own into the script.
    server = " ".join(safe_text(entry.server).split())
    return f"{mark} {at.isoformat(' ', 'seconds')}, {server}, {entry.outcome}{took}"
