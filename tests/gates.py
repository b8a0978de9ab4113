"""Scripts on a server that go on when a test says so."""

from __future__ import annotations

from pathlib import Path


def waits_for(gate: Path) -> str:
    """Lines of a script that wait until there is a file of that name.

    Not for ever: a test that fails before it makes the file would hold up every script after it.
    """
    wait = f"os.path.exists({str(gate)!r}) or time.sleep(0.01)"
    return f"import os, time\nfor _ in range(6000): {wait}\n"
