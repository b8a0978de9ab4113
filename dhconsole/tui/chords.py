"""Chords: actions on two keys pressed one after the other, as the vi key map has them."""

from __future__ import annotations

from dhconsole.core.actions import PANES, Pane
from dhconsole.core.keymap import KeyMap


class Chords:
    """What has been pressed so far. Single keys are Textual's bindings, not this."""

    def __init__(self, keymap: KeyMap) -> None:
        self._keymap = keymap
        self._pending: tuple[str, ...] = ()

    def press(self, key: str, pane: str) -> tuple[str, bool]:
        """The action that ``key`` completes, or nothing; and whether the key is used up."""
        where: Pane = next((each for each in PANES if each == pane), "app")
        pressed = (*self._pending, key)
        found = [each for each in self._keymap.lookup(where, pressed) if len(each.keys) > 1]
        if not found:
            self._pending = ()
            return "", False
        if len(found[0].keys) > len(pressed):
            self._pending = pressed
            return "", True
        self._pending = ()
        return found[0].action.id, True
