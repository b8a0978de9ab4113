"""``dhconsole``: the console itself."""

from __future__ import annotations

import gc
import os
import sys
from typing import Any

import click

from dhconsole.cli.logfile import start_log
from dhconsole.cli.options import begin, look_options, server_options


class _Context(click.Context):
    """Calls the command what the user calls it: the console is what comes without a command."""

    @property
    def command_path(self) -> str:
        return self.parent.command_path if self.parent is not None else super().command_path


class _Console(click.Command):
    context_class = _Context


@click.command("tui", cls=_Console, hidden=True)
@click.argument("url", required=False)
@server_options
@look_options
@click.pass_context
def command(context: click.Context, /, **given: Any) -> int:
    """Open the console."""
    startup = begin(context, given)
    target = startup.target()
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise click.UsageError("The console needs a terminal for input and output.", context)
    start_log()
    # Nothing that is loaded now goes away: looking through it for garbage takes a tenth of the
    # time to the first screen. ``TerminalApp`` has it looked for again.
    gc.disable()
    # Arrow looks at this as it is loaded. A store of its own keeps 5 MB more than the C library's,
    # and a console is open all day (``tests/bench``: jump).
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
    from dhconsole.tui.first_picture import FirstPicture
    from dhconsole.tui.look import load_look

    config, look = startup.config, load_look(startup.config)
    with FirstPicture(look, target.label) as picture:
        from dhconsole.tui.app import run_tui

        return run_tui(target, config, look=look, picture=picture, problems=startup.problems)
