"""What the prompt and the engine behind it share, for as long as the program runs. Light."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from dhconsole.config import Config
from dhconsole.core.keymap import KeyMap
from dhconsole.core.reaching import ServerStatus
from dhconsole.repl.interrupts import Interrupts
from dhconsole.repl.past import Past
from dhconsole.repl.screen import Screen
from dhconsole.targets import Target


@dataclass(slots=True)
class Desk:
    """The parts, and the few things that go on between them.

    Attributes:
        status: the server, as the line below the prompt has it.
        next_text: what the next prompt begins with.
        leaving: whether the program ends after the present block.
        stopped: whether Ctrl+C has just stopped something; another one leaves.
        go: connects to another server.
        may_leave: asks whether what would be lost may be.
        refresh: draws the line below the prompt again.
    """

    screen: Screen
    interrupts: Interrupts
    past: Past
    config: Config
    keymap: KeyMap
    go: Callable[[Target], Awaitable[None]]
    may_leave: Callable[[], Awaitable[bool]]
    refresh: Callable[[], None]
    status: ServerStatus = field(default_factory=ServerStatus)
    next_text: str = ""
    leaving: bool = False
    stopped: bool = False
