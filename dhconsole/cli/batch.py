"""What every batch command does alike: find the server, keep to the time allowed, leave.

Owns the connection of one command. Data goes to stdout, everything else to stderr.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar

import click

from dhconsole import paths
from dhconsole.cli.boundary import complain
from dhconsole.cli.logfile import start_log
from dhconsole.cli.options import Startup, begin, server_options
from dhconsole.cli.output import warn
from dhconsole.errors import ArgumentError, DeadlineError
from dhconsole.targets import Target, TargetKind

if TYPE_CHECKING:
    from dhconsole.client.connection import Connection
    from dhconsole.text.formats import FormatSettings

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Batch:
    """One command on its way.

    Attributes:
        connection: to the server, logged in.
        startup: settings and options.
    """

    connection: Connection
    startup: Startup

    @property
    def given(self) -> dict[str, Any]:
        """The options of the command and those before it; what was not said is not there."""
        return self.startup.given

    def format(self) -> FormatSettings:
        """How values look in tables for people, as the settings have it."""
        from dhconsole.core.appearance import format_settings

        return format_settings(self.startup.config.grid)


Work = Callable[[Batch], Awaitable[int]]


def batch_options(command: F) -> F:
    """Add the options that every batch command has."""
    for option in (
        click.option(
            "--timeout",
            type=click.FloatRange(min=0, min_open=True),
            metavar="SECONDS",
            help="Give up after so long, with exit code 5.",
        ),
        click.option("--url", "-u", metavar="URL", help="The server: dh://HOST:PORT."),
    ):
        command = option(command)
    return server_options(command)


def carry_out(
    context: click.Context,
    given: dict[str, Any],
    work: Work,
    *,
    makes: bool = False,
    stays: bool = False,
) -> int:
    """Connect, do ``work``, leave; answers with the exit code.

    Args:
        context, given: of the command.
        work: what the command does with the connection.
        makes: whether it is worth doing on a server that has just been started for it. If not,
            and no server is named, the one on localhost:10000 has to be there.
        stays: whether it ends by itself only when something goes wrong.

    Raises:
        DHError: as connecting and working end.
    """
    start_log()
    startup = begin(context, given)
    target = startup.target()
    warn(startup.warnings(target))
    if not makes and target.kind is TargetKind.EMBEDDED and not target.demo:
        raise ArgumentError(
            "a server that is started for this command has nothing to show",
            hint="Name a server, or have --demo tables made.",
        )
    if not makes and target.kind is TargetKind.PROBE:
        target = replace(target, kind=TargetKind.SERVER)
    return asyncio.run(_in_time(startup, target, work, stays=stays))


async def _in_time(startup: Startup, target: Target, work: Work, *, stays: bool) -> int:
    seconds: float = startup.given.get("timeout") or 0.0
    try:
        async with asyncio.timeout(seconds or None):
            async with _reached(startup, target) as connection:
                return await work(Batch(connection, startup))
    except TimeoutError:
        if stays:
            raise DeadlineError(f"ended after {seconds:g} seconds, as --timeout has it") from None
        raise DeadlineError(
            f"not done after {seconds:g} seconds", seconds=seconds, hint="Allow more: --timeout."
        ) from None


@contextlib.asynccontextmanager
async def _reached(startup: Startup, target: Target) -> AsyncIterator[Connection]:
    from dhconsole.client.connection import Connection
    from dhconsole.core.launch import Launcher
    from dhconsole.embedded import EmbeddedOptions

    heap = startup.config.embedded.heap
    launcher = Launcher(
        target, EmbeddedOptions(heap=heap, demo=target.demo, log_dir=paths.log_dir())
    )
    try:
        options = await launcher.options(complain)
        async with Connection(options) as connection:
            yield connection
    finally:
        await launcher.close()
