"""The registry of actions: everything that a key, the palette or a command can do.

Owns ids, titles, help, default keys and footer order. Bindings, footer, palette, help screen and
key map all come from here; nothing is bound outside it, but what a text editor's own keys do
while text is typed. Does not know how an action is carried out, nor any UI toolkit.

Keys are written as ``core.keys.normalise`` gives them: ``f5``, ``ctrl+j``, ``shift+f6``,
``slash``, ``G``. A key that types a character acts only where no text is being typed.
"""

from __future__ import annotations

from collections.abc import Mapping

from dhconsole.core.actions import app, asking, code, editing, grid, objects, output, repl
from dhconsole.core.actions.model import PANES, Action, Pane, When

__all__ = [
    "ACTIONS",
    "FOOTER_SIZE",
    "PANES",
    "PANE_HELP",
    "PANE_TITLES",
    "Action",
    "Pane",
    "When",
    "action",
    "actions_of",
    "footer_actions",
]

FOOTER_SIZE = 7
"""How many actions the footer names at most."""

_ALWAYS_IN_FOOTER = 2
_OWN_IN_FOOTER = 4

ACTIONS: tuple[Action, ...] = (
    *app.ACTIONS,
    *code.ACTIONS,
    *objects.ACTIONS,
    *grid.ACTIONS,
    *asking.ACTIONS,
    *editing.ACTIONS,
    *output.ACTIONS,
    *repl.ACTIONS,
)
"""Every action, in the order in which help and key lists show them."""

PANE_TITLES: Mapping[Pane, str] = {
    "app": app.TITLE,
    "code": code.TITLE,
    "objects": objects.TITLE,
    "grid": grid.TITLE,
    "editor": editing.TITLE,
    "output": output.TITLE,
    "repl": repl.TITLE,
}

PANE_HELP: Mapping[Pane, str] = {
    "app": app.HELP,
    "code": code.HELP,
    "objects": objects.HELP,
    "grid": grid.HELP,
    "editor": editing.HELP,
    "output": output.HELP,
    "repl": repl.HELP,
}
"""What the help screen says about a pane before it lists the keys."""

_BY_ID = {each.id: each for each in ACTIONS}


def action(id_: str) -> Action:
    """The action of that id.

    Raises:
        KeyError: there is none; ids in code are checked by a test.
    """
    return _BY_ID[id_]


def actions_of(pane: Pane) -> tuple[Action, ...]:
    """The actions whose keys act in ``pane`` and only there."""
    return tuple(each for each in ACTIONS if each.pane == pane)


def footer_actions(pane: Pane) -> tuple[Action, ...]:
    """What the footer names while ``pane`` has the focus, by footer order, at most seven.

    A pane's own actions get four places at most, so that running code stays in sight; and the
    last two, palette and help, always stay: they are the way to everything else.
    """
    shown = sorted((each for each in ACTIONS if each.footer is not None), key=_footer_place)
    own = [each for each in shown if each.pane == pane != "app"][:_OWN_IN_FOOTER]
    common = [each for each in shown if each.pane == "app"]
    named = sorted((*own, *common), key=_footer_place)
    if len(named) <= FOOTER_SIZE:
        return tuple(named)
    first, last = named[:-_ALWAYS_IN_FOOTER], named[-_ALWAYS_IN_FOOTER:]
    return (*first[: FOOTER_SIZE - _ALWAYS_IN_FOOTER], *last)


def _footer_place(action: Action) -> int:
    return action.footer or 0
