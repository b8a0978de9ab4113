"""The ways to the clipboard, tried in order, and what is said of each."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from textual.app import App

from dhconsole.tui.clipboard import LARGEST_OSC52, copy_text, native_tool, tmux_tool


class Terminal(App[None]):
    """Takes what would be sent as OSC 52."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[str] = []

    def copy_to_clipboard(self, text: str) -> None:
        self.sent.append(text)


@pytest.fixture
def tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is the whole PATH, in a session without a desktop, SSH or tmux."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    for name in ("SSH_CONNECTION", "SSH_TTY", "DISPLAY", "WAYLAND_DISPLAY", "TMUX"):
        monkeypatch.delenv(name, raising=False)
    return folder


def tool(folder: Path, name: str, script: str) -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IEXEC)


def content_of(said: str) -> tuple[str, int]:
    """Text and permissions of the file that was named."""
    path = Path(said.rpartition(" ")[2])
    return path.read_text(), stat.S_IMODE(path.stat().st_mode)


async def test_without_a_desktop_the_terminal_gets_it(tools: Path) -> None:
    app = Terminal()
    said = await copy_text(app, "äbc")
    assert app.sent == ["äbc"]
    assert said == "4 bytes sent to the terminal's clipboard (OSC 52)"


async def test_nothing_takes_the_place_of_nothing(tools: Path) -> None:
    """Terminals keep what they had when they are sent nothing: that must not pass for a copy."""
    app = Terminal()
    assert await copy_text(app, "") == "Nothing to copy: it is empty, or null"
    assert app.sent == []


async def test_on_a_desktop_its_tool_gets_it(
    tools: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tool(tools, "wl-copy", f"/bin/cat > '{tmp_path}/got'")
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    app = Terminal()
    text = "ä\t" * 100_000
    assert await copy_text(app, text) == "300.0 kB copied with wl-copy"
    assert (tmp_path / "got").read_text() == text
    assert app.sent == []


async def test_a_tool_that_fails_gives_way_to_the_terminal(
    tools: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tool(tools, "xclip", "exit 1")
    monkeypatch.setenv("DISPLAY", ":0")
    app = Terminal()
    assert "OSC 52" in await copy_text(app, "abc")
    assert app.sent == ["abc"]


async def test_a_tool_that_cannot_be_run_gives_way_to_the_terminal(
    tools: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tools / "xclip"
    path.write_text("#!/nowhere/at/all\n")
    path.chmod(0o755)
    monkeypatch.setenv("DISPLAY", ":0")
    app = Terminal()
    assert "OSC 52" in await copy_text(app, "abc")


def test_over_ssh_the_desktop_is_not_the_users(tools: Path) -> None:
    tool(tools, "xclip", "exit 0")
    desktop = {"DISPLAY": ":0"}
    assert native_tool(desktop) == ("xclip", "-selection", "clipboard")
    assert native_tool({**desktop, "SSH_CONNECTION": "1.2.3.4 1 5.6.7.8 22"}) is None
    assert native_tool({}) is None


async def test_within_tmux_tmux_is_asked(
    tools: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tool(tools, "tmux", f"echo \"$@\" > '{tmp_path}/asked'; /bin/cat > '{tmp_path}/got'")
    monkeypatch.setenv("TMUX", "/tmp/tmux-0/default,1,0")
    monkeypatch.setenv("SSH_CONNECTION", "1.2.3.4 1 5.6.7.8 22")
    app = Terminal()
    assert await copy_text(app, "abc") == "3 bytes copied to tmux and the terminal's clipboard"
    assert (tmp_path / "asked").read_text().split() == ["load-buffer", "-w", "-"]
    assert (tmp_path / "got").read_text() == "abc"
    assert app.sent == []
    assert tmux_tool({}) is None


async def test_what_no_terminal_takes_goes_to_a_file_of_ones_own(tools: Path) -> None:
    app = Terminal()
    text = "x" * (LARGEST_OSC52 + 1)
    said = await copy_text(app, text)
    assert app.sent == []
    assert content_of(said) == (text, 0o600)
    assert said.startswith("75.0 kB is more than terminals take")
    assert await copy_text(app, "x" * LARGEST_OSC52) != said
    assert len(app.sent) == 1


async def test_a_file_that_cannot_be_written_is_said(
    tools: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = tmp_path / "blocked"
    blocked.write_text("a file where a folder should be")
    monkeypatch.setenv("DHCONSOLE_STATE_DIR", str(blocked))
    said = await copy_text(Terminal(), "x" * 100_000)
    assert said.startswith("Nothing was copied")


async def test_half_of_a_pair_is_no_reason_to_fail(tools: Path) -> None:
    app = Terminal()
    await copy_text(app, "a\ud800b")
    assert app.sent == ["a?b"]
