"""The embedded server for real: who gets in, how it starts, and that it always ends with us."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from dhconsole.client import methods
from dhconsole.client.connection import Connection
from dhconsole.client.console import Console
from dhconsole.client.fields import watch_fields
from dhconsole.client.logs import watch_logs
from dhconsole.embedded import BlockingEmbeddedServer, EmbeddedOptions, EmbeddedServer, demo
from dhconsole.embedded.classes import kept_classes
from dhconsole.errors import ClosedError, DHError, EmbeddedServerError, LostError

pytestmark = pytest.mark.live

ROOT = Path(__file__).resolve().parents[2]
NOBODY = 65534
HOLDS_THE_INTERPRETER = "import re\nprint('holding')\nre.match('(a+)+$', 'a' * 64 + 'b')"
"""Years of native code that never lets go of the interpreter lock."""


def runs(pid: int) -> bool:
    """Whether any thread of the process does anything; one that waits to be reaped does not."""
    states = []
    for path in Path(f"/proc/{pid}/task").glob("*/stat"):
        with contextlib.suppress(OSError):
            states.append(path.read_text().rpartition(")")[2].split()[0])
    return bool(set(states) - {"Z", "X"})


def until(condition: Callable[[], bool], seconds: float = 15.0) -> None:
    """Poll something that cannot tell us by itself."""
    deadline = time.monotonic() + seconds
    pause = threading.Event()
    while not condition():
        assert time.monotonic() < deadline, "it did not come about"
        pause.wait(0.02)


def run_dirs(folder: Path) -> list[Path]:
    return sorted(folder.glob("dhconsole-server-*"))


@pytest.fixture
def own_tmp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A temporary directory for the runs of this test."""
    folder = tmp_path / "tmp"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    return folder


def options(folder: Path, **changes) -> EmbeddedOptions:
    return EmbeddedOptions(
        **{
            "log_dir": folder / "log",
            "data_dir": folder / "data",
            "heap": "512m",
            "warm_up": False,
            **changes,
        }
    )


# -- who gets in -------------------------------------------------------------------------


def test_another_user_of_the_machine_stays_out(server, tmp_path: Path) -> None:
    """As root the intruder becomes another user; otherwise it is us, without the keys."""
    given = server.options
    is_root = os.geteuid() == 0
    run_dir = server._run_dir.path
    log = server.log_path
    task = {
        "port": server.port,
        "uid": NOBODY if is_root else 0,
        "authority": given.tls_root_certs.decode(),
        "cert": given.client_cert_chain.decode(),
        "key": given.client_private_key.decode(),
        "folders": [str(run_dir), str(log.parent), f"/proc/{server.pid}/fd"] if is_root else [],
        "files": [str(log), f"/proc/{server.pid}/environ", f"/proc/{server.pid}/maps"]
        if is_root
        else [],
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.live.intruder"],
        input=json.dumps(task) + "\n",
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        timeout=110,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["uid"] == (NOBODY if is_root else os.geteuid())
    results = told["results"]
    inside = results.pop("the console itself")
    assert inside.get("got", "")[:1].isdigit(), inside
    assert len(results) == 10 + len(task["folders"]) + len(task["files"])
    assert {name for name, result in results.items() if "got" in result} == set(), results
    for name, result in results.items():
        if name.startswith(("list", "read")):
            assert "PermissionError" in result["refused"]


def test_only_the_loopback_address_listens(server) -> None:
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.2", server.port), timeout=5)


def test_no_secret_where_others_look(server) -> None:
    key = server.options.client_private_key
    body = base64.b64decode(b"".join(key.splitlines()[1:-1]))
    secrets = [key, key.splitlines()[1], body, b"PRIVATE KEY"]
    process = Path(f"/proc/{server.pid}")
    places = {
        "cmdline": (process / "cmdline").read_bytes(),
        "environ": (process / "environ").read_bytes(),
        "log": server.log_path.read_bytes(),
    }
    for path in server._run_dir.path.rglob("*"):
        if path.is_file():
            places[str(path)] = path.read_bytes()
    for name, content in places.items():
        assert not [secret for secret in secrets if secret in content], name
    assert not (server._run_dir.path / "tls").exists(), "the keys go once the server is up"
    assert server._run_dir.path.stat().st_mode & 0o777 == 0o700
    assert server.log_path.stat().st_mode & 0o777 == 0o600
    assert "PRIVATE" not in repr(server.options)


def test_ctrl_c_in_the_terminal_does_not_reach_it(server) -> None:
    assert os.getpgid(server.pid) == os.getsid(server.pid) == server.pid != os.getsid(0)


async def test_through_a_proxy_that_dies_and_comes_back(server, proxy_to) -> None:
    """The certificates are for the host, whatever the port; a dead line is a lost connection."""
    proxy = proxy_to(server.port)
    given = replace(server.options, port=proxy.port)
    async with Connection(given, keep_alive=False) as connection:
        assert await connection.ping() > 0
        await asyncio.to_thread(proxy.refuse)
        with pytest.raises(LostError):
            await connection.ping()
        await asyncio.to_thread(proxy.accept)
    async with Connection(given) as connection:
        assert await connection.ping() > 0


async def test_heap_and_completion_as_asked_for(server) -> None:
    assert server.completion
    async with Connection(server.options) as connection:
        heap = await Console(connection).heap()
    assert 400 << 20 < heap.maximum <= 512 << 20


# -- start and orderly end ---------------------------------------------------------------


async def test_life_of_a_server_with_the_demo(
    tmp_path: Path, own_tmp: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What lies in the working directory may be imported, but cannot break the server.
    monkeypatch.chdir(tmp_path)
    (tmp_path / "jpy.py").write_text("raise RuntimeError('the wrong jpy')")
    (tmp_path / "mine.py").write_text("answer = 42")
    said: list[str] = []
    embedded = EmbeddedServer(options(tmp_path, demo=True))
    async with contextlib.AsyncExitStack() as stack:
        await embedded.start(said.append)
        stack.push_async_callback(embedded.stop)
        assert said[0] == "starting Java…"
        assert said[1].startswith(f"server up on port {embedded.port} in ") and len(said) == 2
        (run_dir,) = run_dirs(own_tmp)
        with pytest.raises(ClosedError):
            await embedded.start(said.append)
        async with Connection(embedded.options) as connection:
            console = Console(connection)
            await demo_tables(connection, console)
            result = await console.execute(
                "import mine\nassert mine.answer == 42\n"
                "_extra = {n for n in dir() if not n.startswith('_')}\n"
                f"assert _extra == {{'mine', *{list(demo.TABLES)}}}, _extra"
            )
            assert result.error_text == ""
            told = asyncio.ensure_future(
                connection.unary(
                    methods.Session.TERMINATION_NOTIFICATION,
                    methods.Session.TERMINATION_NOTIFICATION.request(),
                    timeout=None,
                )
            )
            await connection.ping()
            pid = embedded.pid
            assert not embedded.exited.is_set() and embedded.exit_reason == ""
            await embedded.stop(grace=30)
            notice = await told
            assert not notice.abnormal_termination
        await asyncio.wait_for(embedded.exited.wait(), 5)
        assert embedded.exit_reason == "stopped"
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
        assert not run_dir.exists()
        await embedded.stop()


async def demo_tables(connection: Connection, console: Console) -> None:
    """Every table of the demo comes, and is what it is said to be."""
    types: dict[str, str] = {}
    changes = watch_fields(connection)
    async with asyncio.timeout(100):
        async for change in changes:
            types |= {field.name: field.type for field in change.created}
            if set(types) >= set(demo.TABLES):
                break
    await changes.aclose()
    assert types.pop("by_venue") == "HierarchicalTable"
    assert set(types.values()) == {"Table"}, types
    result = await console.execute(
        textwrap.dedent(
            """
            def _check():
                assert billion.size == 10**9 and not billion.is_refreshing
                assert trades.is_refreshing and trades.size > 2000
                assert quotes.is_refreshing and quotes.size > 1000
                assert latest.is_refreshing and latest.size == 12
                assert ticks.is_blink
                assert limits.key_names == ["Sym"]
                kinds = {column.name: str(column.data_type) for column in all_types.columns}
                assert len(kinds) >= 22 and len(set(kinds.values())) == len(kinds), kinds
                assert all_types.where(["i == 3", "String.codePointAt(0) == 0x1F469"]).size == 1
                null = all_types.view([f"{name} = isNull({name}) ? 1 : 0" for name in kinds])
                (nulls,) = null.sum_by().iter_dict()
                assert nulls == dict.fromkeys(kinds, 1), nulls
            _check()
            del _check
            """
        )
    )
    assert result.error_text == "", result.error_text[:2000]


async def test_stop_does_not_wait_for_a_script_that_holds_the_interpreter(
    tmp_path: Path, own_tmp: Path
) -> None:
    embedded = EmbeddedServer(options(tmp_path))
    await embedded.start()
    async with contextlib.AsyncExitStack() as stack:
        stack.push_async_callback(embedded.stop)
        connection = await stack.enter_async_context(Connection(embedded.options))
        script = asyncio.ensure_future(Console(connection).execute(HOLDS_THE_INTERPRETER))
        await holding(connection)
        started = time.monotonic()
        await embedded.stop()
        assert time.monotonic() - started < 30, "the script would hold for years"
        with pytest.raises(LostError):
            await script
    assert run_dirs(own_tmp) == []


async def holding(connection: Connection) -> None:
    """Wait until the script that holds the interpreter does so."""
    output = watch_logs(connection, levels=["STDOUT"])
    async for record in output:
        if "holding" in record.message:
            break
    await output.aclose()


async def test_cancelling_the_start_ends_the_process(tmp_path: Path, own_tmp: Path) -> None:
    embedded = EmbeddedServer(options(tmp_path))
    said: list[str] = []
    starting = asyncio.ensure_future(embedded.start(said.append))
    await asyncio.to_thread(until, lambda: embedded.pid is not None)
    starting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await starting
    await asyncio.wait_for(embedded.exited.wait(), 10)
    assert not runs(embedded.pid) and run_dirs(own_tmp) == []


# -- kept classes ------------------------------------------------------------------------


def prepare(**changes: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "dhconsole", "server", "--prepare"],
        env=os.environ | changes,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_a_server_uses_the_classes_that_were_kept(tmp_path: Path) -> None:
    if not kept_classes().exists():  # otherwise the run of the tests has made it in this very way
        making = prepare()
        said, _ = making.communicate(timeout=200)
        assert making.returncode == 0 and said.startswith(str(kept_classes()))
    assert kept_classes().stat().st_size > 20 << 20
    log = tmp_path / "classes.log"
    said = []
    server = BlockingEmbeddedServer(
        options(tmp_path, extra_jvm_args=(f"-Xlog:class+load:file={log}",))
    )
    try:
        server.start(said.append)
    finally:
        server.stop()
    assert "--prepare" not in said[1]
    loaded = log.read_text().splitlines()
    assert sum("source: shared objects file (top)" in line for line in loaded) > 5_000


def test_preparing_may_be_broken_off(tmp_path: Path) -> None:
    with prepare(DHCONSOLE_CACHE_DIR=str(tmp_path / "cache")) as making:
        assert "Ctrl+C" in making.stderr.readline()
        assert "starting Java" in making.stderr.readline()
        making.send_signal(signal.SIGINT)
        _, said = making.communicate(timeout=30)
    assert making.returncode == 130 and "Traceback" not in said
    assert list((tmp_path / "cache").iterdir()) == []


# -- other ends --------------------------------------------------------------------------


async def test_a_crash_is_told_and_a_successor_takes_the_same_clients(
    fresh_server, own_tmp: Path
) -> None:
    first = await asyncio.to_thread(fresh_server)
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    first.on_exit(lambda: loop.call_soon_threadsafe(told.set))
    async with Connection(first.options) as connection:
        os.kill(first.pid, signal.SIGKILL)
        await asyncio.wait_for(told.wait(), 10)
        assert first.exit_reason == "it was killed by SIGKILL"
        with pytest.raises(ProcessLookupError):
            os.kill(first.pid, 0)
        assert run_dirs(own_tmp) == []
        with pytest.raises(DHError):
            await connection.ping()
    again = await asyncio.to_thread(fresh_server, port=first.port, certificates=first.certificates)
    assert (again.port, again.options) == (first.port, first.options)
    async with Connection(first.options) as connection:
        assert await connection.ping() > 0


CONSOLE = """
import asyncio, os, signal, sys, tempfile
from pathlib import Path
from dhconsole.client.connection import Connection
from dhconsole.client.console import Console
from dhconsole.embedded import BlockingEmbeddedServer, EmbeddedOptions
from tests.live.test_embedded import HOLDS_THE_INTERPRETER, holding, options

tempfile.tempdir = sys.argv[1]
server = BlockingEmbeddedServer(options(Path(sys.argv[1])))
server.start()

async def busy():
    async with Connection(server.options) as connection:
        script = asyncio.ensure_future(Console(connection).execute(HOLDS_THE_INTERPRETER))
        await holding(connection)
        print(server.pid, server.port, 0, flush=True)
        await script

if sys.argv[2] == "busy":
    asyncio.run(busy())
else:
    left = os.fork()
    if left:
        print(server.pid, server.port, left, flush=True)
    signal.pause()
"""


@pytest.mark.parametrize("how", ["busy", "forked"])
def test_it_ends_with_a_console_that_is_killed(tmp_path: Path, how: str) -> None:
    """Even when a script holds the interpreter; even when a fork of the console lives on."""
    console = subprocess.Popen(
        [sys.executable, "-c", CONSOLE, str(tmp_path), how], stdout=subprocess.PIPE, cwd=ROOT
    )
    with console:
        pid, port, left = map(int, console.stdout.readline().split())
        try:
            assert runs(pid)
            console.kill()
            console.wait()
            until(lambda: not runs(pid), 30)
            with pytest.raises(ConnectionRefusedError):
                socket.create_connection(("127.0.0.1", port), timeout=5)
        finally:
            for each in filter(None, (pid, left)):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(each, signal.SIGKILL)
    (run_dir,) = run_dirs(tmp_path)
    assert not (run_dir / "tls").exists(), "nothing of value stays behind"


# -- failures ----------------------------------------------------------------------------


def failure(folder: Path, **changes) -> EmbeddedServerError:
    server = BlockingEmbeddedServer(options(folder, **changes))
    with pytest.raises(EmbeddedServerError) as caught:
        server.start()
    error = caught.value
    assert "\n" not in str(error) and error.message.startswith("the embedded server did not start")
    assert Path(error.log_path).parent == folder / "log" and error.log_path in str(error)
    assert server.wait(0) and not runs(server.pid)
    return error


@pytest.mark.parametrize("home", [None, "/nonexistent"])
def test_without_java(
    tmp_path: Path, own_tmp: Path, monkeypatch: pytest.MonkeyPatch, home: str | None
) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    for name in (
        "JPY_JAVA_HOME",
        "JPY_JDK_HOME",
        "JPY_JRE_HOME",
        "JRE_HOME",
        "JDK_HOME",
        "JAVA_JRE",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.delenv("JAVA_HOME", raising=False)
    if home:
        monkeypatch.setenv("JAVA_HOME", home)
    error = failure(tmp_path)
    assert "no Java was found" in error.message
    for mend in ("JDK 17", "JAVA_HOME", "dhconsole dh://HOST:PORT"):
        assert mend in error.hint
    assert run_dirs(own_tmp) == []


def test_with_a_java_that_cannot_compile(tmp_path: Path) -> None:
    modules = "java.se,jdk.unsupported,jdk.management,jdk.zipfs,jdk.net,jdk.crypto.ec"
    error = failure(tmp_path, extra_jvm_args=(f"--limit-modules={modules}",))
    assert "JRE" in error.message and "JDK 17" in error.hint


@pytest.mark.parametrize(
    ("heap", "word"),
    [
        ("999999t", "Could not reserve enough space"),
        ("99999999999999999999g", "Invalid maximum heap size"),
    ],
)
def test_with_a_heap_that_java_refuses(tmp_path: Path, heap: str, word: str) -> None:
    error = failure(tmp_path, heap=heap)
    assert word in error.message and "--heap" in error.hint


def test_on_a_port_that_is_taken(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        server = BlockingEmbeddedServer(options(tmp_path, port=port))
        with pytest.raises(EmbeddedServerError, match=f"port {port}") as caught:
            server.start()
    assert caught.value.hint == "Choose another port."
    assert server.pid is None


def test_with_a_setting_that_the_server_refuses(tmp_path: Path) -> None:
    error = failure(tmp_path, extra_jvm_args=("-Dssl.identity.type=nonsense",))
    assert "Only support `privatekey`" in error.message


def test_that_takes_too_long(tmp_path: Path) -> None:
    assert "not up within 1 s" in failure(tmp_path, start_timeout=1.0).message


def test_killed_while_it_starts(tmp_path: Path) -> None:
    server = BlockingEmbeddedServer(options(tmp_path))
    killer = threading.Thread(
        target=lambda: (until(lambda: server.pid is not None), os.kill(server.pid, signal.SIGKILL))
    )
    killer.start()
    with pytest.raises(EmbeddedServerError, match="killed by SIGKILL"):
        server.start()
    killer.join()
