"""Every place on disk that dhconsole reads or writes.

Owns the names of files and directories. Does not create, read or write any of them, and knows
nothing of what they hold. ``DHCONSOLE_CONFIG_DIR``, ``DHCONSOLE_STATE_DIR`` and
``DHCONSOLE_CACHE_DIR`` move them.
"""

from __future__ import annotations

import os
from pathlib import Path

CONFIG_DIR_VARIABLE = "DHCONSOLE_CONFIG_DIR"
STATE_DIR_VARIABLE = "DHCONSOLE_STATE_DIR"
CACHE_DIR_VARIABLE = "DHCONSOLE_CACHE_DIR"

_APP = "dhconsole"


def config_dir() -> Path:
    """Directory of what the user writes: ``config.toml`` and ``themes/``."""
    given = os.environ.get(CONFIG_DIR_VARIABLE)
    if given:
        return Path(given).expanduser()
    # Imported when needed: platformdirs would be a third of the time that --version takes.
    from platformdirs import user_config_path

    return user_config_path(_APP, appauthor=False)


def state_dir() -> Path:
    """Directory of what dhconsole writes: logs and other things that outlive a run."""
    given = os.environ.get(STATE_DIR_VARIABLE)
    if given:
        return Path(given).expanduser()
    from platformdirs import user_state_path

    return user_state_path(_APP, appauthor=False)


def cache_dir() -> Path:
    """Directory of what can be made again: the kept classes of embedded servers."""
    given = os.environ.get(CACHE_DIR_VARIABLE)
    if given:
        return Path(given).expanduser()
    from platformdirs import user_cache_path

    return user_cache_path(_APP, appauthor=False)


def config_file() -> Path:
    """The settings."""
    return config_dir() / "config.toml"


def user_themes_dir() -> Path:
    """Directory of the user's own themes."""
    return config_dir() / "themes"


def log_dir() -> Path:
    """Directory of log files, ours and those of embedded servers."""
    return state_dir() / "log"


def log_file() -> Path:
    """Our own log; it is rotated, so that ``.1``, ``.2`` and so on stand beside it."""
    return log_dir() / "dhconsole.log"


def typed_dir() -> Path:
    """Directory of what was typed at prompts that were told to end."""
    return state_dir() / "typed"


def history_file() -> Path:
    """What was run, shared by all running consoles."""
    return state_dir() / "history.sqlite"


def builtin_themes_dir() -> Path:
    """Directory of the themes that come with dhconsole.

    A wheel carries them inside the package. A source checkout, thus an editable install too,
    has them beside it.
    """
    package = Path(__file__).resolve().parent
    installed = package / "_themes"
    return installed if installed.is_dir() else package.parent / "themes"
