"""``dhconsole doctor``: what this terminal and this machine can do, and whether the server answers.

The exit code says whether the console would work: 0 when it would, 1 when something it needs is
missing, 2 when a settings file is wrong, 3 when the server cannot be reached.
"""

from __future__ import annotations

import asyncio
import os
import platform
import shutil
import sys
from collections.abc import Iterable, Iterator
from typing import Any

import click

from dhconsole import __version__, paths
from dhconsole.cli.boundary import Exit
from dhconsole.cli.findings import (
    Finding,
    Grade,
    Screen,
    inspect_embedded,
    inspect_packages,
    inspect_place,
    inspect_terminal,
)
from dhconsole.cli.logfile import start_log
from dhconsole.cli.options import Startup, begin, look_options, server_options
from dhconsole.cli.output import paint, say
from dhconsole.cli.settings import describe_target, problems_of
from dhconsole.errors import DHError, NotDeephavenError, RefusedError
from dhconsole.targets import Target, TargetKind
from dhconsole.text.safe import safe_text

_COLOURS = {Grade.OK: "green", Grade.NOTE: "yellow", Grade.FAIL: "red"}
_TOPIC_WIDTH = 12


@click.command("doctor")
@click.argument("url", required=False)
@server_options
@look_options
@click.pass_context
def command(context: click.Context, /, **given: Any) -> int:
    """Say what this terminal and this machine can do, and whether the server answers.

    Exits with 0 when the console would work, with 1 when something that it needs is missing, with
    2 when a settings file is wrong, and with 3 when the server cannot be reached.
    """
    start_log()
    startup = begin(context, given)
    target = startup.target()
    system = f"{platform.system()} {platform.release()} {platform.machine()}"
    say(f"dhconsole {__version__}, Python {platform.python_version()}, {system}\n")
    worst = Exit.DONE
    worst = max(worst, _report(_inspect_machine()))
    if _report(_inspect_settings(startup)):
        worst = max(worst, Exit.USAGE)
    if _report(asyncio.run(_inspect_server(target))):
        worst = Exit.UNREACHABLE
    return worst


def _report(findings: Iterable[Finding]) -> Exit:
    """Write findings as they come; FAILED when one of them failed."""
    code = Exit.DONE
    for each in findings:
        grade = paint(f"{each.grade.value:<5}", _COLOURS[each.grade])
        say(f"{grade} {each.topic:<{_TOPIC_WIDTH}} {safe_text(each.text)}")
        if each.hint:
            say(f"{'':<{_TOPIC_WIDTH + 6}} {safe_text(each.hint)}")
        if each.grade is Grade.FAIL:
            code = Exit.FAILED
    return code


def _inspect_machine() -> Iterator[Finding]:
    size = shutil.get_terminal_size()
    screen = Screen(sys.stdout.isatty(), size.columns, size.lines, sys.stdout.encoding)
    yield from inspect_terminal(screen, os.environ)
    yield from inspect_packages()
    yield inspect_place("config dir", paths.config_dir(), writable=False)
    yield inspect_place("state dir", paths.state_dir(), writable=True)


def _inspect_settings(startup: Startup) -> Iterator[Finding]:
    problems = problems_of(startup)
    yield from (Finding(Grade.FAIL, "settings", str(each)) for each in problems)
    if not problems:
        text = "no settings file" if not os.path.exists(startup.config.path) else "nothing wrong"
        yield Finding(Grade.OK, "settings", text)


async def _inspect_server(target: Target) -> list[Finding]:
    """Whether the target would do; looks for Java only where an embedded server might be."""
    findings = [Finding(Grade.OK, "target", describe_target(target))]
    findings += [Finding(Grade.NOTE, "target", each) for each in target.warnings]
    if target.token is not None and target.token.exposed_to_others():
        hint = f"Mend it with: chmod 600 {target.token.place}"
        text = "other users of this machine can read the token's file"
        findings.append(Finding(Grade.NOTE, "token", text, hint))
    embedded = list(inspect_embedded(os.environ))
    if target.kind is TargetKind.EMBEDDED:
        return findings + embedded
    found = await _ask_server(target)
    findings.append(found)
    if target.kind is TargetKind.PROBE and found.grade is Grade.NOTE:
        return findings + embedded
    # Nothing here needs Java: what is missing for an embedded server is only worth a note.
    return findings + [
        Finding(Grade.NOTE, each.topic, each.text, each.hint) if each.grade is Grade.FAIL else each
        for each in embedded
    ]


async def _ask_server(target: Target) -> Finding:
    """Log in and out. Nothing listening is only worth a note where nothing has to listen."""
    from dhconsole.client.connection import Connection
    from dhconsole.client.options import ConnectOptions

    try:
        kwargs = await asyncio.to_thread(target.connect_kwargs)
        async with Connection(ConnectOptions(**kwargs), keep_alive=False) as connection:
            latency = await connection.ping()
            version = connection.server.version
    except (RefusedError, NotDeephavenError) as error:
        if target.kind is TargetKind.PROBE:
            text = f"{error.message}; dhconsole would start an embedded server"
            return Finding(Grade.NOTE, "server", text)
        return Finding(Grade.FAIL, "server", error.message, error.hint)
    except DHError as error:
        return Finding(Grade.FAIL, "server", error.message, error.hint)
    text = f"Deephaven {version} at {target.address.text} answers in {latency * 1000:.0f} ms"
    return Finding(Grade.OK, "server", text)
