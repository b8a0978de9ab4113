"""``dhconsole config``: the settings as they stand, and who set them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from dhconsole import paths
from dhconsole.cli.boundary import Exit
from dhconsole.cli.options import Startup, begin, look_options, server_options
from dhconsole.cli.output import say, say_table, warn
from dhconsole.config import DEFAULT_SOURCE, Config, effective
from dhconsole.core.keymap import KEYMAPS, load_keymap
from dhconsole.core.theme import load_theme, theme_names
from dhconsole.errors import ConfigError
from dhconsole.profiles import ServerProfile
from dhconsole.schema import shown
from dhconsole.targets import Target, TargetKind
from dhconsole.text.safe import safe_text


@click.command("config")
@click.option("--changed", is_flag=True, help="Only what differs from the defaults.")
@server_options
@look_options
@click.pass_context
def command(context: click.Context, /, changed: bool, **given: Any) -> int:
    """Show the settings, who set them, and which server they lead to.

    Exits with 2 when something in a settings file is wrong.
    """
    startup = begin(context, given)
    config = in_force(startup.config)
    exists = "" if os.path.exists(config.path) else " (does not exist)"
    say(f"file  {safe_text(config.path)}{exists}\n")
    rows = []
    for each in effective(config):
        if changed and each.source == DEFAULT_SOURCE:
            continue
        value = safe_text(shown(each.value))
        rows.append((each.name, value, f"{safe_text(each.source)}", each.help))
    say_table(rows)
    _say_servers(config.servers)
    target = startup.target()
    say(f"\ntarget  {describe_target(target)}")
    say(f"themes  {', '.join(theme_names(_theme_folders()))}")
    say(f"keymaps {', '.join(KEYMAPS)}")
    problems = problems_of(startup)
    warn(target.warnings)
    warn(str(each) for each in problems)
    return Exit.USAGE if problems else Exit.DONE


def in_force(config: Config) -> Config:
    """The settings with the theme and the key map that are used, whatever was asked for."""
    theme = load_theme(config.theme, _theme_folders()).palette.name
    keymap = load_keymap(config).name
    for name, used in (("theme", theme), ("keymap", keymap)):
        if used != getattr(config, name):
            config = config.reject(name, used)
    return config


def problems_of(startup: Startup) -> tuple[ConfigError, ...]:
    """All that is wrong in files of the user: settings, keys and theme."""
    config = startup.config
    source = config.sources.get("theme", "")
    theme = load_theme(config.theme, _theme_folders(), source=source)
    return (*startup.problems, *load_keymap(config).problems, *theme.problems)


def _theme_folders() -> tuple[Path, Path]:
    return paths.user_themes_dir(), paths.builtin_themes_dir()


def describe_target(target: Target) -> str:
    """One line: where, as who, and who said so."""
    if target.kind is TargetKind.EMBEDDED:
        return f"an embedded server ({target.origin})"
    words = [target.address.url, f"as {target.auth_type}"]
    if target.kind is TargetKind.PROBE:
        words.append("if a server answers there, else an embedded one")
    if target.token is not None:
        words.append(f"with the token of {target.token.describe()}")
    words.append(f"({target.origin})")
    return safe_text(" ".join(words))


def _say_servers(servers: Mapping[str, ServerProfile | ConfigError]) -> None:
    rows = []
    for name, profile in servers.items():
        if isinstance(profile, ServerProfile):
            token = profile.token()
            kept = f"token: {token.describe()}" if token else "no token"
            rows.append((f"servers.{name}", profile.url, profile.source, kept))
        else:
            where = f"{profile.path}:{profile.line}"
            rows.append((f"servers.{name}", "not usable", where, profile.message))
    if rows:
        say()
    say_table([[safe_text(cell) for cell in row] for row in rows])
