"""Commands about this console: help, keys, colours, settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dhconsole import paths
from dhconsole.config import DEFAULT_SOURCE, effective
from dhconsole.core.actions import ACTIONS, PANE_HELP, actions_of
from dhconsole.core.keys import display
from dhconsole.core.theme import load_theme, theme_names
from dhconsole.repl import looks
from dhconsole.repl.commands.model import Command, Words, usage_of
from dhconsole.repl.showing import listed
from dhconsole.schema import shown
from dhconsole.text.safe import safe_text
from dhconsole.tomlfile import did_you_mean

if TYPE_CHECKING:
    from dhconsole.repl.engine import Engine


async def help_(engine: Engine, words: Words) -> None:
    """What there is; with a command, how that one is written."""
    screen = engine.screen
    name = words.rest.removeprefix("%")
    commands = {each.repl: each for each in ACTIONS if each.repl}
    if name:
        if name not in commands:
            raise words.wrong(
                f"there is no command %{name}", hint=did_you_mean(name, commands, prefix="%")
            )
        screen.say(usage_of(name))
        return
    screen.say(PANE_HELP["repl"])
    rows = [(f"  %{each.repl}", each.title) for each in ACTIONS if each.repl]
    screen.show(listed(rows))
    screen.say("%help COMMAND says how one is written; %keys lists the keys", looks.MUTED)


async def keys(engine: Engine, words: Words) -> None:
    """Which key does what at the prompt."""
    words.split(0, 0)
    rows = [
        (", ".join(display(key) for key in engine.keymap.keys_of(each.id)), each.title)
        for each in actions_of("repl")
        if not each.repl
    ]
    rows += [
        ("Enter", "Runs a complete block, else begins a line"),
        ("Tab", "Goes through what could stand here; indents at the beginning of a line"),
        ("↑ ↓", "Earlier blocks that begin with what is typed"),
        ("^C", "Clears what is typed (↑ brings it back); stops waiting for a script; twice leaves"),
        ("^D", "Leaves, at an empty prompt"),
    ]
    engine.screen.show(listed(rows))


async def theme(engine: Engine, words: Words) -> None:
    """The themes; or take one for this session."""
    names = words.split(0, 1)
    folders = (paths.user_themes_dir(), paths.builtin_themes_dir())
    known = theme_names(folders)
    if not names:
        marked = ((f"* {each}" if each == engine.screen.theme else f"  {each}",) for each in known)
        engine.screen.show(listed(list(marked)))
        return
    if names[0] not in known:
        raise words.wrong(f"there is no theme {names[0]}", hint=did_you_mean(names[0], known))
    loaded = load_theme(names[0], folders)
    engine.screen.take(loaded.palette)
    for problem in loaded.problems:
        engine.screen.say(str(problem), looks.WARNING)


async def config(engine: Engine, words: Words) -> None:
    """Settings that are not the defaults, and who set them; all with --all."""
    every = words.split(0, 1) == ["--all"]
    engine.screen.say(engine.config.path, looks.MUTED)
    rows = [
        (each.name, safe_text(shown(each.value)), safe_text(each.source), each.help)
        for each in effective(engine.config)
        if every or each.source != DEFAULT_SOURCE
    ]
    if rows:
        engine.screen.show(listed(rows))
    else:
        engine.screen.say("every setting has its default; %config --all lists them", looks.MUTED)


async def quit_(engine: Engine, words: Words) -> None:
    """Leave."""
    words.split(0, 0)
    engine.desk.leaving = await engine.desk.may_leave()


COMMANDS: Final[dict[str, Command]] = {
    "help": help_,
    "keys": keys,
    "theme": theme,
    "config": config,
    "quit": quit_,
}
