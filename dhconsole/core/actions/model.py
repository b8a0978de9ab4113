"""What an action is. See the package for what there is of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, cast, get_args

Pane = Literal["app", "code", "objects", "grid", "editor", "output", "repl"]
"""Where an action's keys act; ``app`` is everywhere in the TUI, ``repl`` the REPL's prompt."""

PANES: tuple[Pane, ...] = get_args(Pane)

When = Literal["", "selection", "waiting"]
"""When an action is allowed: always, while something is selected, while a run is waited for."""


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that can be done.

    Attributes:
        id: stable name, which key maps and settings use.
        title: a few words, for palette and help.
        help: one or two sentences.
        keys: default keys, the best first.
        pane: where the keys act.
        footer: place in the footer, smaller further left; None is not shown there.
        short: a word for the footer; the title when empty.
        palette: whether the palette offers it. Steps of a cursor would only be noise there.
        when: a condition; two actions may share a key when at most one has none.
        repl: name of the command in the REPL, without ``%``.
    """

    id: str
    title: str
    help: str
    keys: tuple[str, ...] = ()
    pane: Pane = "app"
    footer: int | None = None
    short: str = ""
    palette: bool = True
    when: When = ""
    repl: str = ""

    @property
    def footer_title(self) -> str:
        return self.short or self.title


def step(id_: str, title: str, *keys: str) -> Action:
    """A movement inside a pane: no palette entry, and its title says all there is to say."""
    pane = id_.partition(".")[0]
    return Action(id_, title, f"{title}.", keys, cast("Pane", pane), palette=False)
