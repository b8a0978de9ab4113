"""Names of keys: what people write, what a terminal delivers, what a footer shows.

Owns the one canonical name of each key, which is the one under which Textual reports it, and
what is known of keys that do not arrive. Knows no action and imports no toolkit.
"""

from __future__ import annotations

import string
import unicodedata

MODIFIERS = ("alt", "ctrl", "shift", "super")

_NAMED = frozenset(
    {
        "backspace",
        "delete",
        "down",
        "end",
        "enter",
        "escape",
        "home",
        "insert",
        "left",
        "pagedown",
        "pageup",
        "right",
        "space",
        "tab",
        "up",
        *(f"f{number}" for number in range(1, 25)),
    }
)

_ALIASES = {
    "cmd": "super",
    "command": "super",
    "control": "ctrl",
    "del": "delete",
    "esc": "escape",
    "ins": "insert",
    "meta": "alt",
    "option": "alt",
    "page_down": "pagedown",
    "page_up": "pageup",
    "pgdn": "pagedown",
    "pgup": "pageup",
    "return": "enter",
}

# The short names that the toolkit uses in place of Unicode's.
_CHARACTER_NAMES = {
    "/": "slash",
    "\\": "backslash",
    "@": "at",
    "-": "minus",
    "+": "plus",
    "_": "underscore",
}
_CHARACTERS = {name: character for character, name in _CHARACTER_NAMES.items()} | {
    unicodedata.name(each).lower().replace("-", "_").replace(" ", "_"): each
    for each in string.punctuation
    if each not in _CHARACTER_NAMES
}

_EDITING = frozenset(
    {
        *("backspace", "delete", "enter", "tab", "shift+tab"),
        *("up", "down", "left", "right", "home", "end", "pageup", "pagedown"),
    }
)

_SHOWN = {
    "backspace": "Bksp",
    "delete": "Del",
    "down": "↓",
    "enter": "Enter",
    "escape": "Esc",
    "insert": "Ins",
    "left": "←",
    "pagedown": "PgDn",
    "pageup": "PgUp",
    "right": "→",
    "up": "↑",
}


def normalise(text: str) -> str:
    """The canonical name of a key; an empty string when there is no such key.

    ``Ctrl+J``, ``control+j`` and ``ctrl+j`` are one key, ``?`` and ``question_mark`` too, and
    ``shift+g`` is ``G``.
    """
    text = text.strip() or text
    if text == "+":
        head, base = "", "+"
    elif text.endswith("++"):
        head, base = text[:-2], "+"
    else:
        head, plus, base = text.rpartition("+")
        if plus and not (head and base):
            return ""
    modifiers = set()
    for word in head.split("+") if head else ():
        name = _ALIASES.get(word.strip().lower(), word.strip().lower())
        if name not in MODIFIERS:
            return ""
        modifiers.add(name)
    return _join(modifiers, base.strip() or base)


def _join(modifiers: set[str], base: str) -> str:
    if len(base) == 1 and base.isascii() and base.isalpha():
        if modifiers == {"shift"}:
            return base.upper()
        if modifiers:
            base = base.lower()
    elif len(base) != 1 or not base.isdigit():
        base = _base_name(base)
    if not base:
        return ""
    if modifiers == {"ctrl"} and base == "at":
        # What terminals send for ctrl+space; the toolkit reports it under this odd name.
        return "ctrl+@"
    return "+".join((*sorted(modifiers), base))


def _base_name(base: str) -> str:
    if base == " ":
        return "space"
    for name, character in _CHARACTERS.items():
        if base == character:
            return name
    lower = base.lower().replace("-", "_")
    lower = _ALIASES.get(lower, lower)
    return lower if lower in _NAMED or lower in _CHARACTERS else ""


def normalise_sequence(text: str) -> tuple[str, ...]:
    """The keys of a chord such as ``ctrl+w h``; empty when one of them is not a key."""
    names = tuple(normalise(each) for each in text.split()) or (normalise(text),)
    return names if all(names) else ()


def types_text(key: str) -> bool:
    """Whether the key types or edits where text is typed, and so must stay free there."""
    return len(key) == 1 or key == "space" or key in _CHARACTERS or key in _EDITING


def never_arrives(key: str, pane: str = "") -> str:
    """Why a key cannot be bound at all in ``pane``; empty when it can."""
    if pane == "repl" and key == "alt+enter":
        # The toolkit of that face does tell it from enter.
        return ""
    taken = {
        "ctrl+h": "terminals send it for backspace",
        "ctrl+i": "terminals send it for tab",
        "ctrl+m": "terminals send it for enter",
        "ctrl+left_square_bracket": "terminals send it for escape",
        "alt+enter": "it arrives as plain enter",
    }
    if key in taken:
        return taken[key]
    if key.startswith("alt+") and key[4:].isdigit():
        return "it arrives as a symbol"
    return ""


def often_lost(key: str) -> str:
    """Why a key should not be the only one of an action; empty when it may be."""
    taken = {
        "ctrl+a": "it is the prefix of screen",
        "ctrl+b": "it is the prefix of tmux",
        "ctrl+s": "it stops the output of some terminals",
    }
    if key in taken:
        return taken[key]
    *modifiers, base = key.split("+")
    if "super" in modifiers:
        return "few terminals deliver it"
    if "ctrl" in modifiers and (base.isdigit() or base in ("enter", "backspace", "tab")):
        return "many terminals send it without ctrl"
    if {"ctrl", "shift"} <= set(modifiers) and len(base) == 1:
        return "many terminals send it without shift"
    if modifiers == ["shift"] and base in ("enter", "space", "backspace"):
        return "many terminals send it without shift"
    return ""


def display(sequence: str) -> str:
    """A key or a chord as a footer shows it: ``^P``, ``F5``, ``Shift+F6``, ``?``, ``^W h``."""
    return " ".join(_display_one(each) for each in sequence.split())


def written(sequence: str) -> str:
    """A key or a chord as people write it into settings: ``?``, ``ctrl+w h``, ``alt+/``."""
    return " ".join(_written_one(each) for each in sequence.split())


def _written_one(key: str) -> str:
    *modifiers, base = key.split("+")
    return "+".join([*modifiers, _CHARACTERS.get(base, base)])


def _display_one(key: str) -> str:
    if key == "ctrl+@":
        return "^Space"
    *modifiers, base = key.split("+")
    shown = _SHOWN.get(base) or _CHARACTERS.get(base, "")
    if not shown:
        shown = base if len(base) == 1 else base.capitalize()
    if modifiers == ["ctrl"]:
        return "^" + (shown.upper() if len(shown) == 1 else shown)
    if modifiers and len(shown) == 1:
        shown = shown.upper()
    return "+".join([*(each.capitalize() for each in modifiers), shown])
