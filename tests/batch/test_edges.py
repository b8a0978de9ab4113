"""What every command meets sooner or later: no server, a full disk, closed streams, odd tables."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dhconsole.cli.app import group
from dhconsole.embedded import BlockingEmbeddedServer
from tests.batch.shell import Shell
from tests.proxy import Proxy

pytestmark = pytest.mark.live

COMMANDS: dict[str, list[str]] = {
    "fetch": ["s/batch_static", "batch_fetched"],
    "get": ["batch_static"],
    "head": ["batch_static"],
    "logs": [],
    "perf": [],
    "publish": ["batch_static", "--hold"],
    "put": ["batch_put"],
    "run": ["-c", "print(1)"],
    "schema": ["batch_static"],
    "tables": [],
    "tail": ["batch_ticking"],
    "wait": ["batch_static"],
    "watch": ["batch_static", "--when", "N > 99"],
}
"""What each command that talks to a server needs at least."""
WITHOUT = {"config", "doctor", "keys", "repl", "server"}
ODD = """
from deephaven import empty_table, time_table
import pandas
odd_parts = empty_table(4).update(['K = i % 2', 'V = i']).partition_by('K')
odd_frame = pandas.DataFrame({'A': [1, 2]})
odd_tree = empty_table(3).update(['Id = i', 'P = i == 0 ? NULL_INT : 0']).tree('Id', 'P')
odd_none = empty_table(0).update(['A = i', 'S = `x`'])
odd_bare = empty_table(5)
odd_blink = time_table('PT0.1s', blink_table=True)
odd_failing = time_table('PT0.1s').update(['X = Integer.parseInt(ii > 30 ? `x` : `1`)'])
"""


@pytest.fixture(scope="module")
def odd(shell: Shell) -> Iterator[Shell]:
    shell.good("run", "-c", ODD)
    yield shell
    shell.good(
        "run", "-c", "for _each in [n for n in globals() if n[:4] == 'odd_']: del globals()[_each]"
    )


@pytest.fixture
def nobody() -> Iterator[Shell]:
    """A shell that means a port at which nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield Shell(f"dh://127.0.0.1:{taken.getsockname()[1]}")


def test_every_command_is_here() -> None:
    assert set(COMMANDS) == set(group.list_commands(None)) - WITHOUT  # type: ignore[arg-type]


def test_all_take_the_same_options_for_the_server() -> None:
    wanted = {"url", "profile", "host", "port", "auth_type", "token_env", "token_file", "tls"}
    wanted |= {"tls_root_certs", "client_cert", "client_key", "headers", "header_env", "timeout"}
    for name in COMMANDS:
        command = group.get_command(None, name)  # type: ignore[arg-type]
        assert command is not None
        assert wanted <= {each.name for each in command.params}, name


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_no_server(nobody: Shell, name: str) -> None:
    ended = nobody.run(name, *COMMANDS[name])
    assert (ended.code, ended.out) == (3, b"")
    assert ended.talk.startswith("dhconsole: nothing listens on 127.0.0.1")
    assert len(ended.talk.splitlines()) == 1


def test_ways_to_say_which_server(shell: Shell, nobody: Shell, tmp_path: Path) -> None:
    url = shell.environ["DH_URL"]
    port = url.rpartition(":")[2]
    folder = tmp_path / "config"
    folder.mkdir(exist_ok=True)
    (folder / "config.toml").write_text(f'[servers.desk]\nurl = "{url}"\n')
    for words, environ in (
        (["tables", "--url", url], {}),
        (["--host", "127.0.0.1", "--port", port, "tables"], {}),
        (["tables", "--profile", "desk"], {"DH_URL": ""}),
        (["-p", "desk", "tables"], {"DH_URL": ""}),
        (["tables"], {"DH_URL": "", "DH_HOST": "127.0.0.1", "DH_PORT": port}),
    ):
        one = Shell(nobody.environ["DH_URL"])
        one.environ.update({"DHCONSOLE_CONFIG_DIR": str(folder), **environ})
        ended = one.good(*words)
        assert "batch_static" in ended.text, words


@pytest.mark.parametrize("name", ["get", "run", "tables", "perf"])
def test_a_full_disk(shell: Shell, name: str) -> None:
    with open("/dev/full", "wb") as full:
        process = shell.begin(name, *COMMANDS[name], stdout=full.fileno())
        with process:
            _, talk = process.communicate(timeout=60)
    assert process.returncode == 1
    assert talk.decode() == (
        "dhconsole: standard output cannot be written: No space left on device. Make room there.\n"
    )


def test_closed_streams(shell: Shell) -> None:
    dhconsole = f"{sys.executable} -m dhconsole"
    for command, code in (
        (f"{dhconsole} get batch_static >&-", 1),
        (f"{dhconsole} tables 2>&-", 0),
        (f"{dhconsole} run -c 'import sys; print(1, file=sys.stderr)' 2>&-", 0),
        (f"{dhconsole} run - <&-", 0),
        (f"{dhconsole} put batch_put <&-", 1),
    ):
        ended = subprocess.run(
            ["bash", "-c", command], env=shell.environ, capture_output=True, text=True, check=False
        )
        assert ended.returncode == code, (command, ended.stderr)
        assert "Traceback" not in ended.stderr
        assert "internal" not in ended.stderr


@pytest.mark.parametrize("name", ["head", "schema", "tables", "keys"])
def test_the_reader_is_gone_before(shell: Shell, name: str) -> None:
    with shell.begin(name, *COMMANDS.get(name, [])) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(60) == 141


@pytest.mark.parametrize(
    ("words", "first"),
    [
        (["tail", "batch_ticking"], b"{"),
        (["logs", "-f"], b""),
        (["publish", "batch_static", "--hold"], b"h:"),
    ],
    ids=["tail", "logs", "publish"],
)
def test_a_connection_that_breaks(
    plain_server: BlockingEmbeddedServer,
    shell: Shell,
    proxy_to: Callable[[int], Proxy],
    words: list[str],
    first: bytes,
) -> None:
    proxy = proxy_to(plain_server.options.port)
    through = Shell(f"dh://127.0.0.1:{proxy.port}")
    with through.begin(*words) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith(first)
        proxy.refuse()
        proxy.cut()
        _, talk = process.communicate(timeout=60)
    assert process.returncode == 4, talk
    assert b"broke" in talk or b"lost" in talk


def test_what_is_no_table_but_has_rows(odd: Shell) -> None:
    assert odd.good("get", "odd_parts").lines == ['"K","V"', "0,0", "0,2", "1,1", "1,3"]
    assert odd.good("get", "odd_frame").lines == ['"A"', "1", "2"]
    ended = odd.run("get", "odd_tree")
    assert (ended.code, ended.out) == (1, b"")
    assert "s/odd_tree is a HierarchicalTable, which has no rows of its own" in ended.talk


def test_no_rows_no_columns_and_blink(odd: Shell) -> None:
    assert odd.good("get", "odd_none").lines == ['"A","S"']
    assert odd.good("get", "odd_none", "-f", "jsonl").out == b""
    assert len(odd.good("head", "odd_none").lines) == 2
    for form in ("csv", "jsonl", "md", "arrows", "parquet"):
        odd.good("get", "odd_bare", "-f", form)
    assert odd.good("schema", "odd_bare").lines == ["COLUMN  TYPE"]
    odd.good("wait", "odd_blink", "--rows", "1", "--timeout", "60")
    assert odd.good("get", "odd_blink").lines[0] == '"Timestamp"'


def test_a_table_that_fails(odd: Shell) -> None:
    """It ends those who follow it, and is told as what it is from then on."""
    with (
        odd.begin("publish", "odd_failing", "--hold") as shares,
        odd.begin("tail", "odd_failing") as follows,
    ):
        for process in (shares, follows):
            out, talk = process.communicate(timeout=60)
            assert process.returncode == 1, (out, talk)
            assert b"fail" in talk
    for words in (["get"], ["head"], ["wait"], ["watch", "--when", "X > 5"]):
        ended = odd.run(words[0], "odd_failing", *words[1:])
        assert (ended.code, ended.out) == (1, b""), words
        assert "the table has already failed" in ended.talk, words
    lines = odd.good("tables").lines
    assert any("odd_failing" in line and "already failed" in line for line in lines)


def test_devices_and_links_stay_what_they_are(shell: Shell, tmp_path: Path) -> None:
    link, file = tmp_path / "link.csv", tmp_path / "file.csv"
    link.symlink_to(file)
    shell.good("get", "batch_static", "-o", str(link))
    assert link.is_symlink()
    assert len(file.read_text().splitlines()) == 6
    shell.good("get", "batch_static", "-f", "csv", "-o", "/dev/null")
    assert Path("/dev/null").is_char_device()
