"""``dhconsole server`` and ``dhconsole doctor`` together, as a person would use them."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.live

PROGRAM = [sys.executable, "-m", "dhconsole"]
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("DH_")}
    return {
        **inherited,
        "DHCONSOLE_CONFIG_DIR": str(tmp_path / "config"),
        "DHCONSOLE_STATE_DIR": str(tmp_path / "state"),
    }


@pytest.fixture
def running(environ: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    """A server in the foreground of its own process, not yet known to be up."""
    process = subprocess.Popen(
        [*PROGRAM, "server", "--heap", "512m"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environ,
        cwd=ROOT,
    )
    with process:
        yield process
        process.kill()


def read_until(process: subprocess.Popen[str], word: str) -> list[str]:
    """Lines up to the one with ``word``; the end of the output fails the test."""
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line.rstrip("\n"))
        if word in line:
            return lines
    pytest.fail(f"ended without {word!r}: {lines}")


def doctor(environ: dict[str, str], *words: str) -> tuple[int, str]:
    done = subprocess.run(
        [*PROGRAM, "doctor", *words],
        capture_output=True,
        text=True,
        check=False,
        env=environ,
        cwd=ROOT,
    )
    return done.returncode, done.stdout


def test_a_server_lets_in_who_holds_its_keys_and_goes_with_ctrl_c(
    environ: dict[str, str], running: subprocess.Popen[str], tmp_path: Path
) -> None:
    lines = read_until(running, "Ctrl+C stops it")
    (advice,) = (line for line in lines if line.startswith("    dhconsole "))
    _, url, *options = shlex.split(advice)

    (folder,) = (tmp_path / "state").glob("server-*")
    assert folder.stat().st_mode & 0o077 == 0
    assert all(each.stat().st_mode & 0o077 == 0 for each in folder.iterdir())

    code, said = doctor(environ, url, *options)
    assert code == 0, said
    assert "ok    server       Deephaven 42." in said

    # The same by way of the profile that it tells to write.
    start = lines.index("    [servers.local]")
    profile = "\n".join(line.strip() for line in lines[start : start + 5])
    config = Path(environ["DHCONSOLE_CONFIG_DIR"]) / "config.toml"
    config.parent.mkdir()
    config.write_text(profile, encoding="utf-8")
    code, said = doctor(environ, "-p", "local")
    assert code == 0, said
    assert "(profile local)" in said

    # Without the keys there is no way in, be it with TLS or without.
    assert doctor(environ, url)[0] == 3
    assert doctor(environ, url.replace("dh+tls", "dh"))[0] == 3

    running.send_signal(signal.SIGINT)
    _, complaints = running.communicate()
    assert running.returncode == 0
    assert complaints.endswith("dhconsole: stopping the server\n")
    assert "Traceback" not in complaints
    assert not folder.exists()
    code, said = doctor(environ, url, "--tls-root-certs", "/dev/null")
    assert code == 3


def test_a_server_told_to_stop_while_it_starts_stops(
    environ: dict[str, str], running: subprocess.Popen[str], tmp_path: Path
) -> None:
    assert running.stderr is not None
    assert running.stderr.readline() == "dhconsole: starting Java…\n"
    running.send_signal(signal.SIGTERM)
    out, _ = running.communicate()
    assert running.returncode == 130
    assert out == ""
    assert not list((tmp_path / "state").glob("server-*"))


def test_a_heap_that_java_refuses_is_one_line(environ: dict[str, str]) -> None:
    done = subprocess.run(
        [*PROGRAM, "server", "--heap", "1k"],
        capture_output=True,
        text=True,
        check=False,
        env=environ,
        cwd=ROOT,
    )
    assert done.returncode == 3
    assert done.stdout == ""
    last = done.stderr.splitlines()[-1]
    assert last.startswith("dhconsole: the embedded server did not start")
    assert "heap" in last
