"""What begins with a percent sign: a function for each command that the registry names.

A test holds the two lists against each other. ``carry_out`` finds the function and takes the
line apart; whatever is wrong with a line is an ``ArgumentError`` that shows the usage.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dhconsole.errors import ArgumentError
from dhconsole.repl.commands import blocks, files, scripts, server, settings, tables
from dhconsole.repl.commands.model import Command, Words, usage_of
from dhconsole.tomlfile import did_you_mean

if TYPE_CHECKING:
    from dhconsole.repl.engine import Engine

COMMANDS: Final[dict[str, Command]] = {
    **tables.COMMANDS,
    **files.COMMANDS,
    **blocks.COMMANDS,
    **scripts.COMMANDS,
    **server.COMMANDS,
    **settings.COMMANDS,
}


async def carry_out(engine: Engine, line: str) -> None:
    """Do what ``line``, without its percent sign, says.

    Raises:
        ArgumentError: there is no such command, or it cannot be used so.
        DHError: as the command ends.
    """
    name, _, rest = line.strip().partition(" ")
    command = COMMANDS.get(name)
    if command is None:
        hint = did_you_mean(name, COMMANDS, prefix="%")
        raise ArgumentError(
            f"there is no command %{name}", hint=f"{hint} %help lists them.".strip()
        )
    await command(engine, Words(name, rest.strip(), usage_of(name)))
