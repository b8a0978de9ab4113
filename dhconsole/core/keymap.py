"""Which key does what: built-in key maps, the user's own keys over them, and their clashes.

Pure: settings in, a ``KeyMap`` out. Whatever is wrong in ``[keys]`` is reported when the map is
made, never at a key press, and prevents nothing. Knows no toolkit; a face asks for the bindings.

Who gets a key that two actions want: in one pane the user's key beats a built-in one, and then
the action that comes first. A pane's own key beats one that acts everywhere, while that pane has
the focus. Two actions may share a key when their conditions differ (``Action.when``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from dhconsole.config import Config, KeyOverride
from dhconsole.core.actions import ACTIONS, PANE_TITLES, Action, Pane, footer_actions
from dhconsole.core.keys import (
    display,
    never_arrives,
    normalise,
    normalise_sequence,
    often_lost,
    types_text,
)
from dhconsole.errors import ConfigError
from dhconsole.text.width import cell_width
from dhconsole.tomlfile import did_you_mean

DEFAULT = "default"
MAX_CHORD = 2

_VI: Mapping[str, tuple[str, ...]] = {
    "app.focus_left": ("ctrl+w h", "alt+left"),
    "app.focus_down": ("ctrl+w j", "alt+down"),
    "app.focus_up": ("ctrl+w k", "alt+up"),
    "app.focus_right": ("ctrl+w l", "alt+right"),
    "app.next_pane": ("f6", "ctrl+w w"),
    "app.prev_pane": ("shift+f6", "ctrl+w W"),
    "app.zoom": ("f10", "ctrl+w o"),
    "code.close": ("ctrl+w c", "ctrl+f4"),
    "objects.first": ("g g", "home"),
    "grid.close_tab": ("ctrl+w c",),
    "grid.first_column": ("0", "circumflex_accent", "home"),
    "grid.first_row": ("g g", "ctrl+home"),
    "grid.next_tab": ("g t", "ctrl+pagedown"),
    "grid.page_down": ("pagedown", "ctrl+d"),
    "grid.page_up": ("pageup", "ctrl+u"),
    "grid.prev_tab": ("g T", "ctrl+pageup"),
    "output.first": ("g g", "home"),
    "output.page_down": ("pagedown", "ctrl+d"),
    "output.page_up": ("pageup", "ctrl+u"),
}

_IDE: Mapping[str, tuple[str, ...]] = {
    "app.jump": ("f12", "alt+j"),
    "app.log": ("ctrl+grave_accent", "f7"),
    "app.palette": ("ctrl+shift+p", "ctrl+p", "colon"),
    "app.tables": ("f2", "ctrl+t"),
    "code.close": ("ctrl+w", "ctrl+f4"),
    "code.open": ("ctrl+o", "alt+o"),
    "code.run": ("ctrl+enter", "f5", "ctrl+j"),
    "code.run_all": ("ctrl+shift+enter", "ctrl+f5"),
    "code.run_statement": ("shift+enter", "shift+f5", "ctrl+r"),
}

KEYMAPS: Mapping[str, Mapping[str, tuple[str, ...]]] = {DEFAULT: {}, "vi": _VI, "ide": _IDE}
"""What each built-in map changes of the actions' own keys."""


@dataclass(frozen=True, slots=True)
class Binding:
    """One key, or one chord of two keys, of one action.

    Attributes:
        action: what it does.
        keys: the key, or the two keys pressed one after the other.
        source: the key map, or ``file:line`` of the user's own.
        from_user: whether the user wrote it.
    """

    action: Action
    keys: tuple[str, ...]
    source: str
    from_user: bool = False

    @property
    def text(self) -> str:
        """As settings write it: ``ctrl+w h``."""
        return " ".join(self.keys)

    @property
    def outside_text(self) -> bool:
        """Whether it acts only where no text is typed."""
        return types_text(self.keys[0])


@dataclass(frozen=True, slots=True)
class Clash:
    """A key that two actions want. ``winner`` has it in ``pane``, ``loser`` has not."""

    key: str
    pane: Pane
    winner: Binding
    loser: Binding

    def __str__(self) -> str:
        where = "" if self.pane == "app" else f" in {PANE_TITLES[self.pane].lower()}"
        return (
            f"{display(self.key)}{where} is {self.winner.action.id} ({self.winner.source}), "
            f"not {self.loser.action.id} ({self.loser.source})"
        )


@dataclass(frozen=True, slots=True)
class KeyMap:
    """The effective keys.

    Attributes:
        name: the built-in map it started from.
        bindings: every key that works, in the order of the actions.
        clashes: keys that two actions want, and who has them.
        problems: what is wrong in the settings.
    """

    name: str
    bindings: tuple[Binding, ...]
    clashes: tuple[Clash, ...] = ()
    problems: tuple[ConfigError, ...] = ()

    def keys_of(self, id_: str) -> tuple[str, ...]:
        """The keys of an action, as settings write them, the best first."""
        return tuple(each.text for each in self.bindings if each.action.id == id_)

    def label(self, id_: str) -> str:
        """The best key of an action as a footer shows it; empty when it has none."""
        keys = self.keys_of(id_)
        return display(keys[0]) if keys else ""

    def for_pane(self, pane: Pane) -> tuple[Binding, ...]:
        """What works while ``pane`` has the focus, its own keys first."""
        own = [each for each in self.bindings if each.action.pane == pane]
        if pane in ("app", "repl"):
            return tuple(own)
        return (*own, *(each for each in self.bindings if each.action.pane == "app"))

    def lookup(self, pane: Pane, pressed: Sequence[str]) -> tuple[Binding, ...]:
        """What the keys pressed so far may mean in ``pane``, in the order to try.

        Nothing: they mean nothing. A binding with more keys than ``pressed``: wait for the next
        key. Else the first one whose action is allowed now.
        """
        start = tuple(pressed)
        found = [each for each in self.for_pane(pane) if each.keys[: len(start)] == start]
        # An action with a condition goes before the one without.
        found.sort(key=lambda each: (len(each.keys), not each.action.when))
        return tuple(found)


def load_keymap(config: Config) -> KeyMap:
    """The key map of the settings."""
    source = config.sources.get("keymap", "")
    return build_keymap(config.keymap, config.keys, source=source)


def footer_entries(keys: KeyMap, pane: Pane, width: int) -> list[tuple[str, str, str]]:
    """Key, word and id of each action that the last line names, in ``width`` cells."""
    entries = []
    room = width - 1
    for action in footer_actions(pane):
        key = keys.label(action.id)
        cells = cell_width(key) + cell_width(action.footer_title) + 3
        if key and cells <= room:
            room -= cells
            entries.append((key, action.footer_title, action.id))
    return entries


def build_keymap(
    name: str = DEFAULT, overrides: Sequence[KeyOverride] = (), *, source: str = ""
) -> KeyMap:
    """A built-in map with the user's keys over it.

    Args:
        name: of a built-in map; an unknown one is reported and the default one used.
        overrides: the user's keys; each takes all the keys that its action had.
        source: who named the map, for the report.
    """
    problems: list[ConfigError] = []
    if name not in KEYMAPS:
        hint = did_you_mean(name, KEYMAPS)
        problems.append(ConfigError(f"there is no key map {name}", path=source, hint=hint))
        name = DEFAULT
    from_user = _check_overrides(overrides, problems)
    bindings: list[Binding] = []
    for action in ACTIONS:
        if action.id in from_user:
            bindings += from_user[action.id]
        else:
            keys = KEYMAPS[name].get(action.id, action.keys)
            bindings += [Binding(action, tuple(key.split()), f"key map {name}") for key in keys]
    # Whoever loses a key to another action of its own pane has lost it for good.
    within = tuple(_clashes(bindings, same_pane=True))
    lost = {(each.loser.action.id, each.loser.keys) for each in within}
    left = tuple(each for each in bindings if (each.action.id, each.keys) not in lost)
    clashes = (*within, *_clashes(left, same_pane=False))
    return KeyMap(name, left, clashes, tuple(problems))


def _check_overrides(
    overrides: Sequence[KeyOverride], problems: list[ConfigError]
) -> dict[str, list[Binding]]:
    known = {each.id: each for each in ACTIONS}
    checked: dict[str, list[Binding]] = {}
    for override in overrides:
        action = known.get(override.action)
        if action is None:
            hint = did_you_mean(override.action, known)
            problems.append(_problem(override, f"no action is called {override.action}", hint))
            continue
        good: list[tuple[str, ...]] = []
        for text in override.keys:
            sequence = normalise_sequence(text)
            if wrong := _refusal(action, text, sequence):
                problems.append(_problem(override, *wrong))
            elif sequence not in good:
                good.append(sequence)
        if override.keys and not good:
            # Better its own keys than none.
            continue
        weak = {often_lost(sequence[0]) for sequence in good}
        if good and "" not in weak:
            reason = " and ".join(sorted(weak))
            message = f"{action.id} can only be reached by keys that may not arrive: {reason}"
            problems.append(_problem(override, message, "Add another key."))
        where = f"{override.path}:{override.line}" if override.line else override.path
        checked[action.id] = [Binding(action, keys, where, from_user=True) for keys in good]
    return checked


def _refusal(action: Action, text: str, sequence: tuple[str, ...]) -> tuple[str, str] | None:
    """Message and hint, when the action cannot have that key."""
    if not sequence:
        wrong = next((each for each in text.split() if not normalise(each)), text)
        return f"{wrong!r} is not a key", "Keys look like f5, ctrl+r, alt+left, pageup, G or ?."
    if len(sequence) > MAX_CHORD:
        return f"{text!r} has more than {MAX_CHORD} keys", "Use fewer."
    for key in sequence:
        if reason := never_arrives(key, action.pane):
            return f"{key} cannot be bound: {reason}", "Choose another key."
    if action.pane in ("code", "repl") and types_text(sequence[0]):
        return f"{action.id} cannot have {text}, which edits the text", "Choose a key with ctrl."
    return None


def _problem(override: KeyOverride, message: str, hint: str) -> ConfigError:
    return ConfigError(message, path=override.path, line=override.line, hint=hint)


def _clashes(bindings: Sequence[Binding], *, same_pane: bool) -> Iterator[Clash]:
    # Only what begins with the same key can clash: every pair of all would delay the first screen.
    beginning: dict[str, list[Binding]] = {}
    for each in reversed(bindings):
        beginning.setdefault(each.keys[0], []).append(each)
    for one in bindings:
        others = beginning[one.keys[0]]
        others.pop()
        for other in reversed(others):
            if (one.action.pane == other.action.pane) != same_pane or not _collide(one, other):
                continue
            winner, loser = _ranked(one, other)
            pane = loser.action.pane if loser.action.pane != "app" else winner.action.pane
            key = min(one.text, other.text, key=len)
            yield Clash(key, pane, winner, loser)


def _collide(one: Binding, other: Binding) -> bool:
    if one.action.id == other.action.id:
        return False
    shorter = min(len(one.keys), len(other.keys))
    if one.keys[:shorter] != other.keys[:shorter]:
        return False
    panes = {one.action.pane, other.action.pane}
    if len(panes) == 2 and ("app" not in panes or "repl" in panes):
        return False
    if one.action.when != other.action.when:
        return False
    # A condition met in the pane with the focus is met there first, which is the intention.
    return len(panes) == 1 or not one.action.when


def _ranked(one: Binding, other: Binding) -> tuple[Binding, Binding]:
    """Winner and loser."""
    if one.action.pane != other.action.pane:
        return (other, one) if one.action.pane == "app" else (one, other)
    if other.from_user and not one.from_user:
        return other, one
    return one, other
