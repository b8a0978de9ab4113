"""Real servers for the tests: one per run and kind, started when first asked for."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from dhconsole.client.connection import Connection
from dhconsole.client.console import Console
from dhconsole.embedded import BlockingEmbeddedServer, EmbeddedOptions
from dhconsole.embedded.certs import RunCertificates
from dhconsole.embedded.classes import kept_classes
from tests.proxy import Proxy

HEAP = "512m"


def _options(folder: Path, **changes: object) -> EmbeddedOptions:
    given = {"heap": HEAP, **changes}
    return EmbeddedOptions(log_dir=folder / "log", data_dir=folder / "data", **given)  # type: ignore[arg-type]


_RUNNING: list[BlockingEmbeddedServer] = []
"""The servers that tests share."""

SERVERS = frozenset(("server", "plain_server", "fresh_server"))


QUICK = "-XX:TieredStopAtLevel=1"
"""Java compiles once and lightly: no server of a test lives long enough for more to pay, and what
the compiler takes of the machine at every start is halved."""


def pytest_configure(config: pytest.Config) -> None:
    """A shell that starts the tests in the background has them ignore SIGINT, and with them every
    program that they start and stop as Ctrl+C would.

    The classes of servers are kept from run to run. Where there are none yet, a run by several
    processes keeps them beside its first tests.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    os.environ["JAVA_TOOL_OPTIONS"] = QUICK
    os.environ["DHCONSOLE_CACHE_DIR"] = str(config.rootpath / ".pytest_cache" / "dhconsole")
    if getattr(config.option, "numprocesses", None) and not kept_classes().exists():
        making = subprocess.Popen(
            [sys.executable, "-m", "dhconsole", "server", "--prepare"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        config.add_cleanup(making.wait)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest begins first, so that at the end little is left to wait for: consoles in
    terminals, then whatever needs a server, then the rest."""

    def when(item: pytest.Item) -> int:
        if item.get_closest_marker("pty"):
            return 0
        needs = SERVERS.intersection(getattr(item, "fixturenames", ()))
        return 1 if needs or item.get_closest_marker("live") else 2

    # By file, since a file is what one process takes at a time.
    first = {}
    for item in items:
        first[item.path] = min(first.get(item.path, 2), when(item))
    items.sort(key=lambda item: first[item.path])


@pytest.fixture(autouse=True)
def own_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads or writes the settings and drafts of whoever runs it."""
    monkeypatch.setenv("DHCONSOLE_CONFIG_DIR", str(tmp_path / "config"))
    monkeypatch.setenv("DHCONSOLE_STATE_DIR", str(tmp_path / "state"))
    for name in ("DH_HOST", "DH_PORT", "DH_URL", "DH_AUTH_TYPE", "DH_AUTH_TOKEN"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BlockingEmbeddedServer]:
    """The embedded server as users get it: TLS, client certificate demanded."""
    with BlockingEmbeddedServer(_options(tmp_path_factory.mktemp("server"))) as running:
        _greet(running)
        _RUNNING.append(running)
        yield running
        _RUNNING.remove(running)


@pytest.fixture(scope="session")
def plain_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BlockingEmbeddedServer]:
    """A server without TLS that takes anyone, for what pydeephaven and ports need."""
    with BlockingEmbeddedServer(_options(tmp_path_factory.mktemp("plain"), tls=False)) as running:
        _greet(running)
        _RUNNING.append(running)
        yield running
        _RUNNING.remove(running)


def _greet(running: BlockingEmbeddedServer) -> None:
    """Log in once with all patience: on a busy machine a server that has just started takes
    longer for its first handshake than anybody is to wait for one."""

    async def connect() -> None:
        async with Connection(replace(running.options, connect_timeout=90.0)):
            pass

    # In a thread of its own: an asynchronous test starts its server on its own loop.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(connect())).result()


CLEAR = """
for _name in [n for n in dir() if not n.startswith("__")]:
    del globals()[_name]
"""


def forget(running: BlockingEmbeddedServer) -> None:
    """Take away all that scripts have made: what ticks goes on costing, test after test."""

    async def clear() -> None:
        async with Connection(replace(running.options, connect_timeout=90.0)) as connection:
            await Console(connection).execute(CLEAR)

    asyncio.run(clear())


@pytest.fixture(scope="module", autouse=True)
def emptied() -> Iterator[None]:
    """What the tests of a file make on the servers ends with the file."""
    yield
    for running in _RUNNING:
        forget(running)


Fresh = Callable[..., BlockingEmbeddedServer]


@pytest.fixture
def fresh_server(tmp_path: Path) -> Iterator[Fresh]:
    """Makes started servers of one test's own, which it may kill; arguments go to the options.

    A killed one comes back, for its clients too, with its ``port`` and ``certificates``.
    """
    made: list[BlockingEmbeddedServer] = []

    def make(
        certificates: RunCertificates | None = None, **changes: object
    ) -> BlockingEmbeddedServer:
        running = BlockingEmbeddedServer(
            _options(tmp_path / "fresh", **{"warm_up": False, **changes}),
            certificates=certificates,
        )
        made.append(running)
        running.start()
        _greet(running)
        return running

    yield make
    for running in made:
        running.stop()


@pytest.fixture
def proxy_to() -> Iterator[Callable[[int], Proxy]]:
    """Makes proxies to a port, which misbehave as they are told; see ``tests.proxy``."""
    with contextlib.ExitStack() as made:
        yield lambda port: made.enter_context(Proxy(port))
