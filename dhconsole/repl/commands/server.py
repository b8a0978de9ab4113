"""Commands about the server: its log, its memory, which one it is, what is shared on it."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from dhconsole.client.exports import fetch_table
from dhconsole.client.ticket import SharedTicket, parse_ticket
from dhconsole.core.performance import read_performance
from dhconsole.core.reaching import about
from dhconsole.core.recipe import Recipe
from dhconsole.core.rows import text_columns
from dhconsole.core.values import OutputLine
from dhconsole.errors import ArgumentError
from dhconsole.profiles import ServerProfile
from dhconsole.repl import looks
from dhconsole.repl.commands.model import Command, Words
from dhconsole.repl.screen import Line
from dhconsole.repl.showing import grid_lines, listed, rows_of
from dhconsole.targets import TargetRequest, resolve_target
from dhconsole.text.safe import safe_text

if TYPE_CHECKING:
    from dhconsole.repl.engine import Engine

_LOGGED = 30
_PERF = 5
_DIGITS = 3
_LEVELS = ("TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL")
_EMBEDDED = "embedded"


async def log(engine: Engine, words: Words) -> None:
    """The newest lines of the server's log, from a level on; with -f also what comes."""
    given = words.split(0, 2)
    follow = "-f" in given
    levels = [each.upper() for each in given if each != "-f"]
    if any(level not in _LEVELS for level in levels):
        raise words.wrong(f"{levels[0]} is no level: there are {', '.join(_LEVELS)}")
    least = _LEVELS.index(levels[0]) if levels else _LEVELS.index("INFO")

    def wanted(line: OutputLine) -> bool:
        known = line.level in _LEVELS
        return not known or _LEVELS.index(line.level) >= least

    workspace = engine.workspace_now()
    found = [line for line in workspace.feed.lines if wanted(line)][-_LOGGED:]
    engine.screen.show(map(_log_line, found))
    if not found:
        engine.screen.say("the log holds nothing of that level", looks.MUTED)
    if follow:
        engine.screen.say("what comes is shown until ctrl+c", looks.MUTED)
        end = workspace.feed.listen(
            lambda lines: engine.screen.show(_log_line(each) for each in lines if wanted(each))
        )
        try:
            await asyncio.Event().wait()
        finally:
            end()


def _log_line(line: OutputLine) -> Line:
    at = time.strftime("%H:%M:%S", time.localtime(line.micros / 1e6)) if line.micros else ""
    look = looks.ERROR if line.level in ("ERROR", "FATAL", "STDERR") else ""
    return [
        (looks.MUTED, f"{at:<8} {safe_text(line.level):<6} "),
        (look, safe_text(line.text, tabs=8)),
    ]


async def heap(engine: Engine, words: Words) -> None:
    """How much memory the server's Java has, and has used."""
    words.split(0, 0)
    found = await engine.workspace_now().console.heap()
    part = found.used / found.maximum if found.maximum else 0.0
    bar = "█" * round(part * 20)
    look = looks.ERROR if part > 0.95 else looks.OK
    text = f" {found.used / 2**20:,.0f} MB used of {found.maximum / 2**20:,.0f} MB ({part:.0%})"
    engine.screen.show([[(look, f"{bar:·<20}"), ("", text)]])


async def perf(engine: Engine, words: Words) -> None:
    """What the server spends its time and memory on, as far as it logs that."""
    given = words.split(0, 1)
    rows = words.count(given[0]) if given else _PERF
    await heap(engine, Words(words.name, "", words.usage))
    found = await read_performance(engine.connection(), rows)
    settings = replace(engine.format, float_digits=_DIGITS, time_digits=_DIGITS)
    for part in found.parts:
        engine.screen.show([[], [(looks.TITLE, part.title)]])
        if part.rows.num_rows:
            texts = list(text_columns(part.columns, part.rows, settings))
            engine.screen.show(grid_lines(texts, engine.screen.columns))
        else:
            engine.screen.say("none yet", looks.MUTED)


async def connect(engine: Engine, words: Words) -> None:
    """Where we are; or go to another server: an address, a name of config.toml, embedded."""
    places = words.split(0, 1)
    if not places:
        engine.screen.say(about(engine.status))
        return
    profiles = engine.config.servers
    place = places[0]
    # The environment has no say here: its token was meant for another server.
    if place in profiles:
        target = resolve_target(TargetRequest(profile=place), {}, profiles)
    elif place == _EMBEDDED:
        target = resolve_target(TargetRequest(embedded=True), {}, profiles)
    else:
        target = resolve_target(TargetRequest(url=place), {}, profiles)
    await engine.desk.go(target)


async def profile(engine: Engine, words: Words) -> None:
    """The servers of config.toml; or go to one of them."""
    names = words.split(0, 1)
    profiles = engine.config.servers
    if names:
        if names[0] not in profiles:
            known = ", ".join(profiles) or "none"
            raise words.wrong(f"config.toml has no server {names[0]}; it has {known}")
        await connect(engine, words)
        return
    if not profiles:
        engine.screen.say(f"{engine.config.path} names no servers", looks.MUTED)
        return
    rows = [
        (
            safe_text(name),
            safe_text(each.url)
            if isinstance(each, ServerProfile)
            else f"not usable: {safe_text(each.message)}",
        )
        for name, each in profiles.items()
    ]
    engine.screen.show(listed(rows))


async def publish(engine: Engine, words: Words) -> None:
    """Share a table under a ticket; without a table, list what is shared; --stop ends it."""
    given = words.split(0, 2)
    shares = engine.workspace_now().shares
    if not given:
        rows = [
            (
                safe_text(each.ticket.text),
                safe_text(each.recipe.name),
                f"since {time.strftime('%H:%M:%S', time.localtime(each.since))}",
                safe_text(each.problem) or rows_of(each.rows),
            )
            for each in shares.items
        ]
        if rows:
            engine.screen.show(listed(rows, ("TICKET", "TABLE", "", "")))
        else:
            engine.screen.say("this console shares nothing", looks.MUTED)
        return
    if given[0] == "--stop":
        if len(given) < 2:
            raise words.wrong("%publish --stop needs the ticket")
        ticket = parse_ticket(given[1])
        if not isinstance(ticket, SharedTicket) or ticket not in [s.ticket for s in shares.items]:
            raise ArgumentError(f"this console does not share {given[1]}", hint="%publish lists.")
        await shares.stop(ticket)
        engine.screen.say(f"{given[1]} is not shared any more; who has it keeps it")
        return
    share = await shares.publish(Recipe(parse_ticket(given[0])), *given[1:])
    screen = engine.screen
    screen.show([[("", f"{safe_text(given[0])} is shared as "), (looks.TITLE, share.ticket.text)]])
    screen.say("until this console ends; to fetch it:", looks.MUTED)
    screen.say(f"  %fetch {share.ticket.text} NAME")


async def fetch(engine: Engine, words: Words) -> None:
    """Make what others share a variable."""
    text, name = words.split(2, 2)
    connection = engine.connection()
    table = await fetch_table(connection, parse_ticket(text))
    try:
        await engine.workspace_now().console.bind(name, table.ticket)
    finally:
        await connection.release(table.ticket)
    engine.screen.say(f"{name} is what {text} names: {rows_of(table.size)}")


COMMANDS: Final[dict[str, Command]] = {
    "log": log,
    "heap": heap,
    "perf": perf,
    "connect": connect,
    "profile": profile,
    "publish": publish,
    "fetch": fetch,
}
