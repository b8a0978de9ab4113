"""``dhconsole run``: output as it comes, and an exit code for each way to end."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from dhconsole.embedded import BlockingEmbeddedServer
from tests.batch.shell import Shell
from tests.gates import waits_for
from tests.proxy import Proxy

pytestmark = pytest.mark.live


def test_streams_are_kept_apart(shell: Shell) -> None:
    ended = shell.good("run", "-c", "import sys; print('öut'); print('err', file=sys.stderr)")
    assert (ended.text, ended.talk) == ("öut\n", "err\n")


def test_a_file_and_standard_input(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "a script.py"
    file.write_text("print('from a file')\nbatch_run = 1\n")
    assert shell.good("run", str(file)).lines == ["from a file"]
    assert shell.good("run", "-", data=b"print('from a pipe')").lines == ["from a pipe"]
    for words in (["run"], ["run", "x.py", "-c", "1"]):
        assert shell.run(*words).code == 2
    ended = shell.run("run", str(tmp_path / "none.py"))
    assert (ended.code, "none.py cannot be read" in ended.talk) == (1, True)


def test_output_comes_before_the_end(shell: Shell, tmp_path: Path) -> None:
    go = tmp_path / "go"
    script = f"print('first', flush=True)\n{waits_for(go)}print('last')"
    with shell.begin("run", "-c", script) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"first\n"
        assert process.poll() is None
        go.touch()
        assert process.stdout.read() == b"last\n"
        assert process.wait(60) == 0


def test_a_script_that_raises(shell: Shell) -> None:
    script = "print('before')\ndef f():\n    return 1 / 0\nf()"
    ended = shell.run("run", "-c", script)
    assert (ended.code, ended.text) == (1, "before\n")
    assert "line 3, in f" in ended.talk
    assert ended.talk.rstrip().endswith("ZeroDivisionError: division by zero")
    assert "java" not in ended.talk


@pytest.mark.parametrize(
    ("ending", "code", "said"),
    [
        ("sys.exit(0)", 0, ""),
        ("sys.exit()", 0, ""),
        ("raise SystemExit", 0, ""),
        ("exit()", 0, ""),
        ("sys.exit(7)", 1, "dhconsole: the script ended itself with 7\n"),
        ("sys.exit('no rows')", 1, "dhconsole: the script ended itself with no rows\n"),
    ],
)
def test_a_script_that_ends_itself(shell: Shell, ending: str, code: int, said: str) -> None:
    script = f"import sys\nprint('before')\n{ending}\nprint('after')"
    ended = shell.run("run", "-c", script)
    assert (ended.code, ended.text, ended.talk) == (code, "before\n", said)
    report = json.loads(shell.run("run", "--json", "-c", script).text)
    assert (report["ok"], report["exit_code"]) == (code == 0, code)
    assert (report["error"] is None) == (code == 0)
    assert "Traceback" not in json.dumps(report)


def test_a_report(shell: Shell) -> None:
    script = "from deephaven import empty_table\nbatch_made = empty_table(2)\nprint('x')"
    report = json.loads(shell.good("run", "--json", "-c", script).text)
    assert report["ok"] and report["exit_code"] == 0
    assert report["stdout"] == ["x"]
    changed = report["created"] + report["updated"]
    assert {"name": "batch_made", "type": "Table"} in changed
    ended = shell.run("run", "--json", "-c", "raise ValueError('no\\nway')")
    report = json.loads(ended.text)
    assert (ended.code, report["exit_code"], report["error"]["type"]) == (1, 1, "ValueError")


def test_a_time_limit(shell: Shell, tmp_path: Path) -> None:
    go = tmp_path / "go"
    ended = shell.run("run", "--timeout", "20", "-c", waits_for(go))
    go.touch()
    assert ended.code == 5
    assert "the server goes on with the script" in ended.talk
    assert "not done after 20 seconds" in ended.talk
    assert "cancel" not in ended.talk


def test_ctrl_c_stops_the_waiting(shell: Shell, tmp_path: Path) -> None:
    go = tmp_path / "go"
    with shell.begin("run", "-c", f"print('here', flush=True)\n{waits_for(go)}") as process:
        assert process.stdout is not None and process.stderr is not None
        assert process.stdout.readline() == b"here\n"
        process.send_signal(signal.SIGINT)
        talk = process.stderr.read()
        go.touch()
        assert b"the server goes on with the script" in talk
        assert process.wait(60) == 130


def test_a_reader_that_goes(shell: Shell, tmp_path: Path) -> None:
    go = tmp_path / "go"
    script = f"print('here', flush=True)\n{waits_for(go)}for i in range(100000): print(i)"
    with shell.begin("run", "-c", script) as process:
        assert process.stdout is not None and process.stderr is not None
        assert process.stdout.readline() == b"here\n"
        process.stdout.close()
        go.touch()
        assert process.stderr.read() == b""
        assert process.wait(60) == 141


def test_a_connection_that_breaks(
    plain_server: BlockingEmbeddedServer,
    shell: Shell,
    proxy_to: Callable[[int], Proxy],
    tmp_path: Path,
) -> None:
    go = tmp_path / "go"
    proxy = proxy_to(plain_server.options.port)
    through = Shell(f"dh://127.0.0.1:{proxy.port}")
    script = f"print('here', flush=True)\n{waits_for(go)}"
    with through.begin("run", "-c", script) as process:
        assert process.stdout is not None and process.stderr is not None
        assert process.stdout.readline() == b"here\n"
        proxy.refuse()
        proxy.cut()
        talk = process.stderr.read().decode()
        go.touch()
        assert process.wait(60) == 4, talk
    assert "broke" in talk or "lost" in talk


def test_nobody_there() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        ended = Shell(f"dh://127.0.0.1:{taken.getsockname()[1]}").run("run", "-c", "1")
    assert ended.code == 3
    assert "nothing listens" in ended.talk


ROWS_OF_CSV = "At,N,Price\n2024-03-01T09:30:00Z,1,2.50\n"
ROWS_OF_JSON = '{"N": 1, "X": [1, null], "S": "x"}\n'


@pytest.mark.parametrize(
    ("words", "data", "more"),
    [
        (["run", "-c", "pass"], "", ["pyarrow"]),
        (["get", "batch_types", "-f", "csv"], "", []),
        (["get", "batch_types", "-f", "jsonl"], "", []),
        (["tail", "batch_ticking", "--initial", "--timeout", "1"], "", []),
        (["head", "batch_types"], "", []),
        (["put", "batch_light", "--replace", "-t", "Price=decimal"], ROWS_OF_CSV, []),
        (["put", "batch_light", "--replace", "-f", "jsonl"], ROWS_OF_JSON, []),
        (["wait", "batch_static", "--rows", "1"], "", []),
        (["perf", "-n", "1"], "", []),
        (["tables"], "", []),
        (["logs"], "", ["pyarrow"]),
    ],
    ids=lambda value: value[0] if isinstance(value, list) and value else "",
)
def test_what_is_not_loaded(shell: Shell, words: list[str], data: str, more: list[str]) -> None:
    """No command loads a toolkit or pandas; a script not even Arrow."""
    code = (
        "import sys; from dhconsole.cli import main; code = main({words!r}); "
        "found = {unwanted!r} & set(sys.modules); "
        "assert not found, found; sys.exit(code)"
    )
    unwanted = {"textual", "prompt_toolkit", "rich", "pandas", *more}
    ended = subprocess.run(
        [sys.executable, "-c", code.format(words=words, unwanted=unwanted)],
        env=shell.environ | {"PYTHONWARNINGS": "default"},
        input=data,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert ended.returncode in (0, 5), ended.stderr
