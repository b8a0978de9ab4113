"""``dhconsole server``: an embedded server in the foreground, for other programs to connect to."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shlex
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dhconsole import paths
from dhconsole.cli.boundary import Exit, complain
from dhconsole.cli.options import Startup, begin, heap_option
from dhconsole.cli.output import say, warn
from dhconsole.errors import ConnectError

if TYPE_CHECKING:
    from dhconsole.client.options import ConnectOptions
    from dhconsole.embedded import EmbeddedOptions, EmbeddedServer

_STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@click.command("server")
@heap_option
@click.option("--demo", is_flag=True, help="Make tables worth looking at.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=0, help="TCP port; any free one by default."
)
@click.option(
    "--prepare",
    is_flag=True,
    help="Run a server once and keep what Java made of it, 100 MB: later ones start sooner.",
)
@click.pass_context
def command(context: click.Context, /, port: int, prepare: bool, **given: Any) -> int:
    """Start a server on this machine and keep it until Ctrl+C.

    It listens on the loopback interface only, and only who holds the keys that it writes to a
    private directory can connect; the directory goes when the server goes.
    """
    if prepare and (port or given.get("demo")):
        raise click.UsageError("--prepare keeps no server running: leave out --port and --demo.")
    startup = begin(context, given)
    warn(startup.warnings())
    return asyncio.run(_prepare(startup) if prepare else _serve(startup, port))


def _options(startup: Startup, port: int = 0) -> EmbeddedOptions:
    from dhconsole.embedded import EmbeddedOptions

    return EmbeddedOptions(
        log_dir=paths.log_dir(),
        heap=startup.config.embedded.heap,
        demo=bool(startup.given.get("demo")),
        port=port,
    )


def _told_to_stop() -> asyncio.Event:
    """Set as soon as somebody wants us to end."""
    told = asyncio.Event()
    for each in _STOP_SIGNALS:
        asyncio.get_running_loop().add_signal_handler(each, told.set)
    return told


async def _prepare(startup: Startup) -> Exit:
    from dhconsole.embedded.classes import prepare

    told = _told_to_stop()
    complain("running a server once; Ctrl+C breaks that off")
    making = asyncio.ensure_future(prepare(_options(startup), complain))
    if not await _unless(told, making):
        return Exit.INTERRUPTED
    say(f"{making.result()}: later servers start with it by themselves.")
    return Exit.DONE


async def _serve(startup: Startup, port: int) -> Exit:
    from dhconsole.embedded import EmbeddedServer

    options = _options(startup, port)
    told = _told_to_stop()
    server = EmbeddedServer(options)
    try:
        if not await _unless(told, server.start(complain)):
            return Exit.INTERRUPTED
        # The first login of a server that has just started may take longer than one is waited for.
        if not await _unless(told, _greet(server.options)):
            return Exit.INTERRUPTED
        with _key_files(server.options) as folder:
            _tell_how_to_connect(server, folder, options.heap)
            if not await _unless(told, server.exited.wait()):
                complain("stopping the server")
                return Exit.DONE
    finally:
        await server.stop()
    complain(f"the server ended: {server.exit_reason}. Its log: {server.log_path}")
    return Exit.FAILED


async def _greet(options: ConnectOptions) -> None:
    from dhconsole.client.connection import Connection

    try:
        async with Connection(options):
            pass
    except ConnectError as exc:
        complain(f"it is up, but slow: {exc}")


async def _unless(told: asyncio.Event, work: Any) -> bool:
    """Await ``work``; False, and ``work`` cancelled, when ``told`` to stop before it is done."""
    stopping = asyncio.ensure_future(told.wait())
    working = asyncio.ensure_future(work)
    try:
        await asyncio.wait((stopping, working), return_when=asyncio.FIRST_COMPLETED)
        if working.done():
            working.result()
            return True
        return False
    finally:
        for each in (stopping, working):
            if not each.done():
                each.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await each


@contextlib.contextmanager
def _key_files(options: ConnectOptions) -> Iterator[Path]:
    """The client's certificate and key, in a directory that only we can enter, for a while."""
    paths.state_dir().mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="server-", dir=paths.state_dir()))
    contents = {
        "ca.pem": options.tls_root_certs,
        "client.pem": options.client_cert_chain,
        "client.key": options.client_private_key,
    }
    try:
        for name, content in contents.items():
            descriptor = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(content or b"")
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _tell_how_to_connect(server: EmbeddedServer, folder: Path, heap: str) -> None:
    url = f"dh+tls://{server.options.target}"
    files = {
        "tls-root-certs": folder / "ca.pem",
        "client-cert": folder / "client.pem",
        "client-key": folder / "client.key",
    }
    words = [f"--{name} {shlex.quote(str(path))}" for name, path in files.items()]
    say(f"{url} is up: process {server.pid}, heap {heap}, log {server.log_path}")
    say(f"\nConnect with\n\n    dhconsole {url} {' '.join(words)}")
    say("\nor write into config.toml\n\n    [servers.local]")
    say(f'    url = "{url}"')
    for name, path in files.items():
        say(f"    {name.replace('-', '_')} = '{path}'")
    say("\nCtrl+C stops it.", flush=True)
