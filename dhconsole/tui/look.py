"""What the settings say of keys and colours, read once for all who draw."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from dhconsole import paths
from dhconsole.config import Config
from dhconsole.core.keymap import KeyMap, load_keymap
from dhconsole.core.theme import Palette, load_theme
from dhconsole.errors import ConfigError


@dataclass(frozen=True, slots=True)
class Look:
    """Keys and colours, and what is wrong with the settings of either."""

    keys: KeyMap
    palette: Palette
    problems: tuple[ConfigError, ...] = ()


def theme_folders() -> tuple[Path, Path]:
    """Where themes are: the user's, then ours."""
    return paths.user_themes_dir(), paths.builtin_themes_dir()


def load_look(config: Config) -> Look:
    """Read the key map and the theme; never raises."""
    keys = load_keymap(config)
    theme = load_theme(config.theme, theme_folders(), source=config.sources.get("theme", ""))
    return Look(keys, theme.palette, (*keys.problems, *theme.problems))
