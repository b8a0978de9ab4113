"""What a command is given."""

from __future__ import annotations

import shlex
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dhconsole.errors import ArgumentError

if TYPE_CHECKING:
    from dhconsole.repl.engine import Engine


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

    def wrong(self, message: str) -> ArgumentError:
        """The error for a line that cannot be followed."""
        return ArgumentError(message, hint=self.usage)

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


Command = Callable[["Engine", Words], Awaitable[None]]
