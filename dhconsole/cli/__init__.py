"""The command line.

Owns the entry point. What it imports at its top is all that ``dhconsole --version`` pays for, so
nothing here, nor in the modules that it imports, may load a UI toolkit, gRPC or Arrow: a command
imports what it needs inside its function.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from dhconsole.cli.boundary import fill_streams, run_guarded


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit code; see ``boundary.Exit``.

    Args:
        arguments: the words after the program's name; by default those of this process.
    """
    fill_streams()
    words = list(sys.argv[1:] if arguments is None else arguments)

    def work() -> int:
        from dhconsole.cli.app import run

        return run(words)

    return run_guarded(work)
