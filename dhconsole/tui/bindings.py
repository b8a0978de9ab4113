"""From the registry of actions to Textual's bindings.

Every binding of ours has the action's id and calls ``app.do``, which finds who carries it out;
so palette, keys and footer run the very same thing. A user's key map replaces keys by id
(``overrides``); chords of two keys are looked up by the app when no binding takes a key.
"""

from __future__ import annotations

from textual.binding import Binding, BindingType

from dhconsole.core.actions import Pane, actions_of
from dhconsole.core.keymap import KeyMap


def bindings_for(pane: Pane) -> list[BindingType]:
    """The default bindings of a pane, for its ``BINDINGS``."""
    found: list[BindingType] = []
    for action in actions_of(pane):
        keys = ",".join(key for key in action.keys if " " not in key)
        if keys:
            found.append(
                Binding(
                    keys,
                    f"app.do('{action.id}')",
                    action.footer_title,
                    show=action.footer is not None,
                    id=action.id,
                    tooltip=action.help,
                )
            )
    return found


def overrides(keymap: KeyMap) -> dict[str, str]:
    """Keys by action id, for ``App.set_keymap``; chords are left to the app."""
    wanted: dict[str, list[str]] = {}
    for binding in keymap.bindings:
        if len(binding.keys) == 1:
            wanted.setdefault(binding.action.id, []).append(binding.keys[0])
    return {id_: ",".join(keys) for id_, keys in wanted.items()}
