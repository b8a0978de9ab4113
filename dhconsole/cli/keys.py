"""``dhconsole keys``: which key does what."""

from __future__ import annotations

from typing import Any

import click

from dhconsole.cli.boundary import Exit
from dhconsole.cli.options import begin, keymap_option
from dhconsole.cli.output import paint, say, say_table, warn
from dhconsole.core.actions import PANE_TITLES, PANES, actions_of
from dhconsole.core.keymap import load_keymap
from dhconsole.core.keys import written
from dhconsole.text.safe import safe_text


@click.command("keys")
@keymap_option
@click.pass_context
def command(context: click.Context, /, **given: Any) -> int:
    """Show which key does what, with the keys of config.toml.

    Where two actions want a key, the last lines say which of them has it. Exits with 2 when
    config.toml asks for a key that cannot be had, or for an action that does not exist.
    """
    startup = begin(context, given)
    keymap = load_keymap(startup.config)
    say(f"key map {keymap.name}")
    for pane in PANES:
        say(f"\n{paint(PANE_TITLES[pane], 'cyan')}")
        rows = []
        for action in actions_of(pane):
            keys = [safe_text(written(each)) for each in keymap.keys_of(action.id)]
            rows.append((f"  {action.id}", ", ".join(keys) or "-", action.title))
        say_table(rows)
    if keymap.clashes:
        say(f"\n{paint('Clashes', 'yellow')}")
    for clash in keymap.clashes:
        say(f"  {safe_text(str(clash))}")
    problems = (*startup.problems, *keymap.problems)
    warn(str(each) for each in problems)
    return Exit.USAGE if problems else Exit.DONE
