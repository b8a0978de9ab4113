"""What a command is given."""

from __future__ import annotations

import shlex
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from dhconsole.core.actions import ACTIONS
from dhconsole.errors import ArgumentError

if TYPE_CHECKING:
    from dhconsole.repl.engine import Engine

# Of actions that other faces have too, in another form.
_USAGE: Final = {
    "fetch": "%fetch TICKET NAME: makes what others share a variable.",
    "help": "%help [COMMAND]: what there is, or how one command is written.",
    "tables": "%tables [WORD]: the server's tables, or those whose names hold the word.",
    "connect": "%connect [PLACE]: where we are; or to an address, a name of config.toml, embedded.",
    "quit": "%quit: leaves; asks first when something would be lost.",
    "publish": "%publish TABLE [TICKET]: shares a table; alone it lists; --stop TICKET ends one.",
}


@dataclass(frozen=True, slots=True)
class Words:
    """A command's line, taken apart.

    Attributes:
        name: of the command.
        rest: what stands after it, as it was typed.
        usage: how it should be written.
    """

    name: str
    rest: str
    usage: str

    def wrong(self, message: str, *, hint: str = "") -> ArgumentError:
        """The error for a line that cannot be followed; a ``hint`` is a sentence of its own."""
        return ArgumentError(message, hint=f"{hint} {self.usage}".strip())

    def split(self, least: int = 0, most: int | None = None) -> list[str]:
        """The words, quoted ones whole.

        Raises:
            ArgumentError: there are too few or too many.
        """
        try:
            words = shlex.split(self.rest)
        except ValueError as exc:
            raise self.wrong(f"%{self.name}: {exc}") from exc
        if len(words) < least:
            raise self.wrong(f"%{self.name} needs more")
        if most is not None and len(words) > most:
            raise self.wrong(f"%{self.name} cannot use {words[most]!r}")
        return words

    def count(self, text: str) -> int:
        """A number of rows, lines or blocks.

        Raises:
            ArgumentError: it is none.
        """
        try:
            number = int(text.replace(",", "").replace("_", ""))
        except ValueError:
            number = -1
        if number < 0:
            raise self.wrong(f"{text!r} is no number of rows")
        return number


def usage_of(name: str) -> str:
    """How a command is written, and what it does."""
    if name in _USAGE:
        return _USAGE[name]
    action = next(each for each in ACTIONS if each.repl == name)
    return action.help if action.help.startswith("%") else f"%{name}: {action.help}"


Command = Callable[["Engine", Words], Awaitable[None]]
