"""``dhconsole``: the console itself."""

from __future__ import annotations

import sys
from typing import Any

import click

from dhconsole.cli.logfile import start_log
from dhconsole.cli.options import begin, look_options, server_options


@click.command("tui", hidden=True)
@click.argument("url", required=False)
@server_options
@look_options
@click.pass_context
def command(context: click.Context, /, **given: Any) -> int:
    """Open the console."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise click.UsageError("The console needs a terminal for input and output.", context)
    startup = begin(context, given)
    target = startup.target()
    start_log()
    from dhconsole.tui.app import run_tui

    return int(run_tui(target, startup.config, problems=startup.problems) or 0)
