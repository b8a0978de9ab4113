"""The command line: what it takes, what it says where, and with which code it ends."""

from __future__ import annotations

import contextlib
import logging
import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click
import pytest

from dhconsole import __version__
from dhconsole.cli import main
from dhconsole.cli.app import group
from dhconsole.cli.boundary import Exit, exit_code, run_guarded
from dhconsole.cli.options import begin
from dhconsole.config import Config
from dhconsole.errors import (
    AuthError,
    ClosedError,
    ConfigError,
    ConnectError,
    DeadlineError,
    DHError,
    EmbeddedServerError,
    InputError,
    LostError,
    ProtocolError,
    RefusedError,
    ScriptError,
    ServerError,
    SessionExpiredError,
    TicketError,
)
from dhconsole.targets import Target, TargetKind

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Settings and state of this test alone, and no server named by the environment."""
    for name in ("DH_URL", "DH_HOST", "DH_PORT", "DH_AUTH_TYPE", "DH_AUTH_TOKEN", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DHCONSOLE_CONFIG_DIR", str(tmp_path / "config"))
    monkeypatch.setenv("DHCONSOLE_STATE_DIR", str(tmp_path / "state"))
    (tmp_path / "config").mkdir()
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    yield tmp_path
    logging.captureWarnings(capture=False)
    for handler in set(root.handlers) - set(before):
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)


def write_config(home: Path, text: str) -> Path:
    path = home / "config" / "config.toml"
    path.write_text(text, encoding="utf-8")
    return path


def run_process(
    *words: str, environ: Mapping[str, str] | None = None, **kwargs: Any
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "dhconsole", *words],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        env={**os.environ, **(environ or {})},
        **kwargs,
    )


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


# ------------------------------------------------------------------------------ codes


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ConfigError("x"), 2),
        (ConnectError("x"), 3),
        (RefusedError("x"), 3),
        (EmbeddedServerError("x"), 3),
        (AuthError("x"), 3),
        (SessionExpiredError("x"), 4),
        (LostError("x"), 4),
        (DeadlineError("x"), 5),
        (ScriptError("ValueError", "x"), 1),
        (ServerError("x"), 1),
        (TicketError("x"), 1),
        (InputError("x"), 1),
        (ProtocolError("x"), 1),
        (ClosedError("x"), 1),
    ],
    ids=lambda value: type(value).__name__,
)
def test_every_error_has_its_code_and_one_line(
    error: DHError, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    def work() -> int:
        raise error

    assert exit_code(error) == run_guarded(work) == code
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("dhconsole: ")
    assert err.count("\n") == 1


def test_text_of_a_server_cannot_drive_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    def work() -> int:
        raise ServerError("\x1b]52;c;AAAA\x07 two\nlines")

    assert run_guarded(work) == 1
    err = capsys.readouterr().err
    assert "\x1b" not in err
    assert "\x07" not in err
    assert err.count("\n") == 1


def test_interrupted() -> None:
    def work() -> int:
        raise KeyboardInterrupt

    assert run_guarded(work) == 130


def test_a_bug_is_one_line_and_its_traceback_is_in_the_log(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def work() -> int:
        raise ZeroDivisionError("oh")

    assert run_guarded(work) == 1
    err = capsys.readouterr().err
    log = home / "state" / "log" / "dhconsole.log"
    assert err == f"dhconsole: internal error: ZeroDivisionError: oh. The details are in {log}\n"
    assert "Traceback" in log.read_text(encoding="utf-8")


def test_a_bug_without_a_place_for_the_log_is_still_one_line(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / "state").write_text("in the way", encoding="utf-8")

    def work() -> int:
        raise ZeroDivisionError("oh")

    assert run_guarded(work) == 1
    assert capsys.readouterr().err == "dhconsole: internal error: ZeroDivisionError: oh\n"


def test_a_closed_pipe_is_quiet(home: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w") as stdout:
        done = subprocess.run(
            [sys.executable, "-m", "dhconsole", "keys"],
            stdout=stdout,
            stderr=subprocess.PIPE,
            check=False,
            cwd=ROOT,
        )
    assert (done.returncode, done.stderr) == (Exit.CLOSED_PIPE, b"")


# ------------------------------------------------------------------------------ words


@pytest.mark.parametrize("option", ["--version", "-V"])
def test_version(option: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([option]) == 0
    assert capsys.readouterr() == (f"dhconsole {__version__}\n", "")


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    out = capsys.readouterr().out
    for name in ("config", "doctor", "keys", "server"):
        assert f"\n  {name} " in out
    assert "tui" not in out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["doctr"], "There is no command doctr. Did you mean doctor?"),
        (["prod-eq"], "write prod-eq:10000"),
        (["--token", "geheim"], "No such option"),
        (["--header", "x", "config"], "'x' is not NAME=VALUE"),
        (["--heap", "lots", "config"], "'lots' is not a size such as 512m or 4g"),
        (["keys", "extra"], "unexpected extra argument"),
        (["server", "--prepare", "--demo"], "--prepare keeps no server running"),
        (["config", "--port", "x"], "--port: 'x' is not a port"),
        (["--host", "a", "config", "--port", "0"], "Ports go from 1 to 65535"),
        (["--demo", "--host", "a", "config"], "--demo starts a server of its own"),
        (["--profile", "prod", "config"], "there is no profile prod"),
    ],
)
def test_what_cannot_be_followed_ends_with_2(
    words: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words) == Exit.USAGE
    assert message in capsys.readouterr().err


def test_no_option_takes_a_secret() -> None:
    names = {name for each in group.params for name in each.opts}
    assert "--token-env" in names
    assert not names & {"--token", "--psk", "--password", "--key", "--auth-token"}


def test_the_console_wants_a_terminal() -> None:
    done = run_process("localhost:10000")
    assert done.returncode == Exit.USAGE
    assert "needs a terminal" in done.stderr


# ------------------------------------------------------------------------------ the console


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Target, Config, tuple[Any, ...]]]:
    calls: list[tuple[Target, Config, tuple[Any, ...]]] = []
    tui = type(sys)("dhconsole.tui.app")

    def run_tui(
        target: Target, config: Config, *, look: Any, picture: Any, problems: tuple[Any, ...]
    ) -> int:
        calls.append((target, config, problems))
        return 0

    tui.run_tui = run_tui  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "dhconsole.tui.app", tui)
    # There is no terminal to show a picture on.
    first = type(sys)("dhconsole.tui.first_picture")
    first.FirstPicture = lambda look, label: contextlib.nullcontext()  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "dhconsole.tui.first_picture", first)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    return calls


@pytest.mark.parametrize(
    ("words", "address"),
    [
        ([], "localhost:10000"),
        (["dh://prod:1"], "prod:1"),
        (["prod:1", "--theme", "light"], "prod:1"),
        (["--theme", "light", "prod:1"], "prod:1"),
        (["--host", "prod", "--port", "1"], "prod:1"),
        (["tui", "[::1]:1"], "[::1]:1"),
        (["localhost"], "localhost:10000"),
    ],
)
def test_where_the_console_goes(
    words: list[str], address: str, started: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    assert main(words) == 0
    ((target, config, problems),) = started
    assert target.address.text == address
    assert config.theme == ("light" if "--theme" in words else "dark")
    assert problems == ()


def test_options_before_and_after_the_address_are_joined(started: list[Any]) -> None:
    words = ["--theme", "light", "--tls", "prod:1", "--theme", "paper", "--header", "x-a=b=c"]
    assert main(words) == 0
    ((target, config, _),) = started
    assert config.theme == "paper"
    assert config.sources["theme"] == "the command line"
    assert target.address.tls
    assert target.headers == (("x-a", "b=c"),)


def test_demo_and_heap(started: list[Any]) -> None:
    assert main(["--demo", "--heap", "512m", "--low-bandwidth", "--keymap", "vi"]) == 0
    ((target, config, _),) = started
    assert (target.kind, target.demo) == (TargetKind.EMBEDDED, True)
    assert (config.embedded.heap, config.low_bandwidth, config.keymap) == ("512m", True, "vi")


@pytest.mark.parametrize(
    ("environ", "words", "theme", "source"),
    [
        ({"TERM": "linux"}, [], "ansi-dark", "16 colours"),
        ({"TERM": "screen", "COLORFGBG": "0;default;15"}, [], "ansi-light", "16 colours"),
        ({"TERM": "linux"}, ["--theme", "dark"], "dark", "the command line"),
        ({"TERM": "xterm-256color", "NO_COLOR": "1"}, [], "ansi-dark", "NO_COLOR"),
        ({"TERM": "xterm", "COLORTERM": "truecolor"}, [], "dark", ""),
        ({"TERM": "xterm-kitty"}, [], "dark", ""),
        ({"TERM": "xterm-256color"}, ["--low-bandwidth"], "ansi-dark", "low_bandwidth"),
        ({"TERM": "xterm-256color", "COLORFGBG": "15;0"}, [], "dark", ""),
        ({}, [], "dark", ""),
    ],
)
def test_where_no_theme_is_named_it_fits_the_terminal(
    environ: dict[str, str],
    words: list[str],
    theme: str,
    source: str,
    started: list[Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("TERM", "COLORTERM", "COLORFGBG", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    assert main(["prod:1", *words]) == 0
    ((_, config, _),) = started
    assert (config.theme, config.sources.get("theme", "")) == (theme, source)


def test_a_wrong_settings_file_does_not_prevent_the_start(home: Path, started: list[Any]) -> None:
    write_config(home, 'theme = 3\n[servers.prod]\nurl = "prod"\n')
    assert main(["-p", "prod"]) == 0
    ((target, _, problems),) = started
    assert target.label == "prod"
    assert [each.line for each in problems] == [1]


def test_begin_prefers_what_stands_after_the_command() -> None:
    outer = click.Context(group, obj={"theme": "light", "keymap": "vi"})
    inner = click.Context(group, parent=outer)
    startup = begin(inner, {"theme": "paper", "keymap": None, "low_bandwidth": False})
    assert (startup.config.theme, startup.config.keymap) == ("paper", "vi")


# ------------------------------------------------------------------------------ config, keys


def test_config_shows_values_and_who_set_them(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write_config(home, '[grid]\nfps = 5\n[servers.prod]\nurl = "prod"\ntoken_env = "T"\n')
    assert main(["config", "--theme", "light", "-p", "prod"]) == 0
    out, err = capsys.readouterr()
    lines = {" ".join(line.split()[:3]) for line in out.splitlines()}
    assert f"grid.fps 5.0 {path}:2" in lines
    assert 'theme "light" the' in lines
    assert 'keymap "default" default' in lines
    assert "servers.prod" in out
    assert "target  dh://prod:10000 as psk with the token of the variable T (profile prod)" in out
    assert err == (
        "dhconsole: warning: the token, code and tables travel in clear text to prod. "
        "Use dh+tls://prod:10000 or a tunnel.\n"
    )


def test_config_reports_what_is_wrong_everywhere(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write_config(home, 'theme = "lite"\nfsp = 1\n[keys]\ncode.rn = "f5"\n')
    assert main(["config", "--changed"]) == Exit.USAGE
    out, err = capsys.readouterr()
    assert "grid.fps" not in out
    assert f"{path}:2: no setting is called fsp" in err
    assert f"{path}:4: no action is called code.rn. Did you mean code.run?" in err
    assert f"{path}:1: there is no theme lite. Did you mean light?" in err


def test_config_shows_what_is_in_force_and_marks_what_was_refused(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = 'theme = "drak"\nkeymap = "emacs"\n[grid]\nfps = "fast"\nnull = "-"\n'
    path = write_config(home, text)
    assert main(["config", "--changed"]) == Exit.USAGE
    lines = {" ".join(line.split()[:7]) for line in capsys.readouterr().out.splitlines()}
    assert f'theme "dark" default, not that of {path}:1' in lines
    assert f'keymap "default" default, not that of {path}:2' in lines
    assert f"grid.fps 10.0 default, not that of {path}:4" in lines
    assert any(line.startswith(f'grid.null "-" {path}:5') for line in lines)


@pytest.mark.parametrize("words", [["localhost:1"], ["-p", "nowhere"], ["--port", "x"]])
def test_usage_names_the_command_as_it_is_called(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Here without a terminal; a wrong server is told before that."""
    assert main(words) == Exit.USAGE
    err = capsys.readouterr().err
    assert "dhconsole tui" not in err
    assert ("needs a terminal" in err) == (words == ["localhost:1"])


def test_secrets_are_not_shown(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DH_AUTH_TOKEN", "geheim")
    write_config(home, '[servers.a]\nurl = "a"\ntoken = "auchgeheim"\n')
    assert main(["config"]) == Exit.USAGE
    out, err = capsys.readouterr()
    assert "the variable DH_AUTH_TOKEN" in out
    assert "geheim" not in out + err


def test_keys(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write_config(home, '[keys]\napp.theme = "f2"\n')
    assert main(["keys", "--keymap", "ide"]) == 0
    out = capsys.readouterr().out
    assert "key map ide" in out
    assert "ctrl+enter, f5, ctrl+j" in out
    assert "f1, ?" in out
    assert f"F2 is app.theme ({path}:2), not app.tables (key map ide)" in out
    write_config(home, '[keys]\napp.theme = "ctrl+h"\n')
    assert main(["keys"]) == Exit.USAGE
    assert "terminals send it for backspace" in capsys.readouterr().err


def test_no_colour_where_none_is_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    from dhconsole.cli.output import paint

    class Terminal:
        def isatty(self) -> bool:
            return True

    monkeypatch.setenv("TERM", "xterm")
    terminal: Any = Terminal()
    assert paint("x", "red", terminal) != "x"
    monkeypatch.setenv("NO_COLOR", "1")
    assert paint("x", "red", terminal) == "x"
    monkeypatch.delenv("NO_COLOR")
    monkeypatch.setenv("TERM", "dumb")
    assert paint("x", "red", terminal) == "x"


# ------------------------------------------------------------------------------ doctor


def test_doctor_fails_with_3_when_the_server_does_not_answer(
    capsys: pytest.CaptureFixture[str],
) -> None:
    port = free_port()
    assert main(["doctor", f"127.0.0.1:{port}"]) == Exit.UNREACHABLE
    out = capsys.readouterr().out
    assert f"fail  server       nothing listens on 127.0.0.1:{port}" in out
    assert f"dhconsole {__version__}, Python " in out
    assert "ok    packages     textual " in out


def test_doctor_reports_a_wrong_settings_file(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_config(home, "fsp = 1\n")
    monkeypatch.setattr("dhconsole.cli.doctor.inspect_embedded", lambda environ: iter(()))
    assert main(["doctor", "--embedded"]) == Exit.USAGE
    assert f"fail  settings     {path}:1: no setting is called fsp" in capsys.readouterr().out


def test_doctor_without_java_cannot_start_a_server(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    assert main(["doctor", "--embedded"]) == Exit.UNREACHABLE
    assert "there is no java" in capsys.readouterr().out
