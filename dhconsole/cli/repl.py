"""``dhconsole repl``: the console at a prompt."""

from __future__ import annotations

import asyncio
import gc
import sys
from typing import Any

import click

from dhconsole.cli.logfile import start_log
from dhconsole.cli.options import begin, look_options, server_options


@click.command("repl")
@click.argument("url", required=False)
@server_options
@look_options
@click.pass_context
def command(context: click.Context, /, **given: Any) -> int:
    """Type code for the server line by line, with completion, history and tables."""
    startup = begin(context, given)
    target = startup.target()
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise click.UsageError(
            "The REPL needs a terminal. dhconsole run - takes a script from a pipe.", context
        )
    start_log()
    # Nothing that is loaded now goes away: looking through it for garbage delays the prompt.
    gc.freeze()
    from dhconsole.repl.app import run_repl

    return asyncio.run(run_repl(target, startup.config, startup.problems))
