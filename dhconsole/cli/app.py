"""The tree of commands. Each lives in a module of its own, imported when it is called."""

from __future__ import annotations

import importlib
import os
import sys
from typing import Any

import click

from dhconsole import __version__
from dhconsole.cli.boundary import Exit
from dhconsole.cli.options import look_options, server_options

_COMMANDS = {
    "config": "dhconsole.cli.settings:command",
    "doctor": "dhconsole.cli.doctor:command",
    "fetch": "dhconsole.cli.sharing:fetch",
    "get": "dhconsole.cli.getting:command",
    "head": "dhconsole.cli.looking:head",
    "keys": "dhconsole.cli.keys:command",
    "logs": "dhconsole.cli.logs:command",
    "perf": "dhconsole.cli.perf:command",
    "publish": "dhconsole.cli.sharing:publish",
    "put": "dhconsole.cli.putting:command",
    "repl": "dhconsole.cli.repl:command",
    "run": "dhconsole.cli.run:command",
    "schema": "dhconsole.cli.looking:schema",
    "server": "dhconsole.cli.server:command",
    "tables": "dhconsole.cli.looking:tables",
    "tail": "dhconsole.cli.tailing:command",
    "wait": "dhconsole.cli.waiting:wait",
    "watch": "dhconsole.cli.watching:command",
}
_COMPLETE = "_DHCONSOLE_COMPLETE"
"""Variable by which a shell asks for completion; click's own convention."""
_DEFAULT = "tui"
_DEFAULT_PLACE = "dhconsole.cli.console:command"


class ConsoleGroup(click.Group):
    """Finds commands by name, and takes an address in place of one for the console itself."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        place = _DEFAULT_PLACE if cmd_name == _DEFAULT else _COMMANDS.get(cmd_name)
        if place is None:
            return None
        module, _, name = place.partition(":")
        command = getattr(importlib.import_module(module), name)
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        from dhconsole.addresses import looks_like_address
        from dhconsole.tomlfile import did_you_mean

        word = args[0]
        if word in _COMMANDS or word == _DEFAULT:
            return super().resolve_command(ctx, args)
        if not looks_like_address(word):
            hint = did_you_mean(word, _COMMANDS)
            raise click.UsageError(
                f"There is no command {word}. {hint} To connect to a host of that name, "
                f"write {word}:10000.",
                ctx,
            )
        return _DEFAULT, self.get_command(ctx, _DEFAULT), args


@click.group(
    cls=ConsoleGroup,
    invoke_without_command=True,
    subcommand_metavar="[URL | COMMAND ...]",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, "-V", "--version", message="dhconsole %(version)s")
@server_options
@look_options
@click.pass_context
def group(context: click.Context, /, **given: Any) -> int:
    """A terminal console for the Deephaven real-time table server.

    Without a COMMAND, opens the console on a server: the one of the URL (dh://HOST:PORT,
    dh+tls://HOST:PORT or HOST:PORT), of the options, of the DH_* variables, of the default
    profile in config.toml, the one on localhost:10000, or else one that it starts itself.
    """
    context.obj = given
    if context.invoked_subcommand is not None:
        return Exit.DONE
    command = group.get_command(context, _DEFAULT)
    assert command is not None
    with command.make_context(_DEFAULT, [], parent=context) as inner:
        return int(command.invoke(inner))


def run(arguments: list[str]) -> int:
    """Parse the command line and carry it out; answers with the exit code."""
    asked = os.environ.get(_COMPLETE)
    if asked:
        from click.shell_completion import shell_complete

        return shell_complete(group, {}, "dhconsole", _COMPLETE, asked)
    try:
        with group.make_context("dhconsole", arguments) as context:
            return int(group.invoke(context) or Exit.DONE)
    except click.exceptions.Exit as left:
        return left.exit_code
    except click.Abort:
        return Exit.INTERRUPTED
    except click.ClickException as error:
        error.show(sys.stderr)
        return Exit.USAGE
