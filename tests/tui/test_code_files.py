"""Files, drafts and the external editor, as the code pane handles them."""

from __future__ import annotations

import os
import re
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot

from dhconsole.core.buffers import BufferStore
from dhconsole.text.safe import is_safe
from dhconsole.tui.widgets.code import CodePane
from dhconsole.tui.widgets.code.bars import ChoiceBar, PathBar, complete_path
from dhconsole.tui.widgets.code.editor import editor_command
from dhconsole.tui.widgets.code.tabs import BufferTabs
from tests.tui.code_host import PaneApp, app_of, running, screen_text, until


@pytest.fixture
def store(tmp_path: Path) -> Iterator[BufferStore]:
    store = BufferStore(tmp_path / "state")
    assert store.start() == []
    yield store
    store.close()


async def test_opens_a_file_and_saves_it(store: BufferStore, tmp_path: Path) -> None:
    path = tmp_path / "load.py"
    path.write_text("a = 1\n")
    async with running(store) as pilot:
        app = app_of(pilot)
        await pilot.press("alt+o")
        await until(pilot, lambda: app.query_one(PathBar).is_open)
        app.query_one(PathBar).field.value = str(path)
        await pilot.press("enter")
        await until(pilot, lambda: app.area.text == "a = 1\n" and app.area.has_focus)
        # The empty buffer that was there made room.
        assert [buffer.title for buffer in store.buffers] == ["load.py"]
        await pilot.press("b", "ctrl+s")
        await until(pilot, lambda: path.read_text() == "ba = 1\n")
        assert not app.pane.buffer.modified
        changes = [each.change for each in app.heard if isinstance(each, CodePane.BufferChanged)]
        assert {"opened", "edited", "saved", "closed"} <= set(changes)


async def test_what_cannot_be_opened_can_be_corrected(store: BufferStore, tmp_path: Path) -> None:
    (tmp_path / "right.py").write_text("right")
    async with running(store) as pilot:
        app = app_of(pilot)
        await pilot.press("alt+o")
        field = app.query_one(PathBar).field
        await until(pilot, lambda: field.has_focus)
        field.value = str(tmp_path / "wrong.py")
        await pilot.press("enter")
        await until(pilot, lambda: app.said)
        assert "wrong.py" in app.said[0]
        assert field.has_focus
        field.value = str(tmp_path / "right.py")
        await pilot.press("enter")
        await until(pilot, lambda: app.area.text == "right")


async def test_save_asks_for_a_name(store: BufferStore, tmp_path: Path) -> None:
    async with running(store, "x = 1\n") as pilot:
        app = app_of(pilot)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: app.query_one(PathBar).field.has_focus)
        app.query_one(PathBar).field.value = str(tmp_path / "new.groovy")
        await pilot.press("enter")
        await until(pilot, (tmp_path / "new.groovy").exists)
        await until(pilot, lambda: app.area.has_focus)
        assert (app.pane.buffer.title, app.area.code_language) == ("new.groovy", "groovy")


@pytest.mark.parametrize(
    ("key", "on_disk", "in_editor"),
    [
        ("o", "mine\n", "mine\n"),
        ("r", "theirs\n", "theirs\n"),
        ("escape", "theirs\n", "mine\n"),
    ],
)
async def test_a_conflict_is_asked_about(
    store: BufferStore, tmp_path: Path, key: str, on_disk: str, in_editor: str
) -> None:
    path = tmp_path / "shared.py"
    path.write_text("first\n")
    store.open(path)
    async with running(store) as pilot:
        app = app_of(pilot)
        app.area.set_text("mine\n")
        path.write_text("theirs\n")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: app.query_one(ChoiceBar).has_focus)
        assert "shared.py changed on disk" in screen_text(pilot)
        await pilot.press(key)
        await until(pilot, lambda: app.area.has_focus)
        await until(pilot, lambda: app.area.text == in_editor)
        assert path.read_text() == on_disk
        if key == "r":
            await pilot.press("ctrl+z")
            assert app.area.text == "mine\n"


async def test_every_answer_to_a_question_is_on_the_screen(
    store: BufferStore, tmp_path: Path
) -> None:
    """Also in the 55 columns that the pane has on a screen of 80."""
    path = tmp_path / "shared.py"
    path.write_text("first\n")
    store.open(path)
    async with running(store) as pilot:
        app = app_of(pilot)
        await pilot.resize_terminal(55, 24)
        app.area.set_text("mine\n")
        path.write_text("theirs\n")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "esc cancel" in screen_text(pilot))
        assert "shared.py changed on disk" in screen_text(pilot)
        assert "o overwrite  r reload  a save as  esc cancel" in screen_text(pilot)
        answers = next(each for each in screen_text(pilot).split("\n") if "r reload" in each)
        bar = app.query_one(ChoiceBar).region
        await pilot.click(ChoiceBar, offset=(answers.index("r reload") - bar.x, 1))
        await until(pilot, lambda: app.area.text == "theirs\n")


async def test_save_as_asks_before_it_replaces(store: BufferStore, tmp_path: Path) -> None:
    path = tmp_path / "other.py"
    path.write_text("theirs\n")
    async with running(store, "mine\n") as pilot:
        app = app_of(pilot)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: app.query_one(PathBar).field.has_focus)
        app.query_one(PathBar).field.value = str(path)
        await pilot.press("enter")
        await until(pilot, lambda: app.query_one(ChoiceBar).has_focus)
        assert "other.py exists already" in screen_text(pilot)
        await pilot.press("a")
        await until(pilot, lambda: app.query_one(PathBar).field.has_focus)
        app.query_one(PathBar).field.value = str(path)
        await pilot.press("enter")
        await until(pilot, lambda: app.query_one(ChoiceBar).has_focus)
        await pilot.press("o")
        await until(pilot, lambda: path.read_text() == "mine\n")
        await until(pilot, lambda: app.area.has_focus)
        assert app.pane.buffer.title == "other.py"


async def test_closing_asks_when_something_would_be_lost(store: BufferStore) -> None:
    store.new("first")
    async with running(store, "second") as pilot:
        app = app_of(pilot)
        await pilot.press("ctrl+f4")
        await until(pilot, lambda: app.query_one(ChoiceBar).has_focus)
        await pilot.press("escape")
        await until(pilot, lambda: app.area.has_focus)
        assert len(store.buffers) == 2
        await pilot.press("ctrl+f4")
        await until(pilot, lambda: app.query_one(ChoiceBar).has_focus)
        await pilot.press("d")
        await until(pilot, lambda: app.area.text == "first")
        await pilot.press("ctrl+f4")
        await until(pilot, lambda: app.query_one(ChoiceBar).has_focus)
        await pilot.press("d")
        await until(pilot, lambda: app.area.text == "")
        assert [buffer.title for buffer in store.buffers] == ["scratch"]


async def test_tabs_can_be_clicked_and_hostile_titles_are_harmless(
    store: BufferStore, tmp_path: Path
) -> None:
    evil = tmp_path / "evil\x1b]0;x\x07[bold].py"
    evil.write_text("evil")
    store.open(evil)
    async with running(store, "second") as pilot:
        app = app_of(pilot)
        assert is_safe(screen_text(pilot).replace("\n", ""))
        assert "evil␛]0;x␇[bold].py" in screen_text(pilot)
        await pilot.click(BufferTabs, offset=(3, 0))
        await until(pilot, lambda: app.area.text == "evil")


async def test_the_active_tab_is_in_sight(store: BufferStore) -> None:
    for number in range(12):
        store.new(str(number))
    async with running(store) as pilot:
        assert "scratch 12 ●" in screen_text(pilot)
        await pilot.press("ctrl+pagedown")
        await until(pilot, lambda: " scratch ●" in screen_text(pilot))


_CHILD = """
import asyncio, sys
from pathlib import Path
from textual.app import App
from dhconsole.core.buffers import BufferStore
from dhconsole.tui.widgets.code import CodePane

class Child(App):
    def compose(self):
        self.store = BufferStore(Path(sys.argv[1]))
        self.store.start()
        self.pane = CodePane(self.store)
        yield self.pane

async def main():
    app = Child()
    async with app.run_test() as pilot:
        app.pane.focus_code()
        await pilot.press(*"unsaved")
        while not any(b"unsaved" in p.read_bytes() for p in Path(sys.argv[1]).rglob("*.json")):
            await pilot.pause(0.05)
        print("ready", flush=True, file=sys.__stdout__)
        await asyncio.to_thread(sys.stdin.read)

asyncio.run(main())
"""


@pytest.fixture
def killed(tmp_path: Path) -> Path:
    """State directory of a console that was killed while its buffer held ``unsaved``."""
    state = tmp_path / "killed"
    with subprocess.Popen(
        [sys.executable, "-c", _CHILD, str(state)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
        child.send_signal(signal.SIGKILL)
        child.wait()
    return state


async def test_text_survives_a_kill(killed: Path) -> None:
    store = BufferStore(killed)
    assert store.start() == []
    async with running(store) as pilot:
        app = app_of(pilot)
        assert app.area.text == "unsaved"
        assert app.area.cursor_location == (0, 7)
    store.close()


async def test_a_path_is_completed(tmp_path: Path) -> None:
    (tmp_path / "alpha.py").touch()
    (tmp_path / "beta").mkdir()
    assert complete_path(f"{tmp_path}/al") == f"{tmp_path}/alpha.py"
    assert complete_path(f"{tmp_path}/b") == f"{tmp_path}/beta/"
    assert complete_path(f"{tmp_path}/") is None
    assert complete_path(f"{tmp_path}/none/x") is None


# ------------------------------------------------------------------------------ editor


def test_the_environment_names_the_editor() -> None:
    path = os.environ["PATH"]
    assert editor_command({"EDITOR": "sh -c", "PATH": path}) == ["sh", "-c"]
    assert editor_command({"VISUAL": "cat", "EDITOR": "sh", "PATH": path}) == ["cat"]


class EditorApp(PaneApp):
    """Suspends as a terminal would, which a headless one cannot."""

    suspended = 0

    @contextmanager
    def suspend(self) -> Iterator[None]:
        self.suspended += 1
        yield


def editor_script(tmp_path: Path, body: str) -> str:
    path = tmp_path / "editor.py"
    path.write_text("import os, sys\npath = sys.argv[-1]\n" + body)
    return f'"{sys.executable}" "{path}"'


@asynccontextmanager
async def with_editor(
    store: BufferStore, monkeypatch: pytest.MonkeyPatch, command: str
) -> AsyncIterator[Pilot[None]]:
    monkeypatch.setenv("VISUAL", command)
    app = EditorApp(store)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.area.has_focus)
        yield pilot


async def test_the_editor_changes_the_text_as_one_edit(
    store: BufferStore, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    record = tmp_path / "record"
    command = editor_script(
        tmp_path,
        "mode = oct(os.stat(path).st_mode & 0o777) + oct(os.stat(os.path.dirname(path)).st_mode)\n"
        f"open({str(record)!r}, 'w').write(path + ' ' + mode)\n"
        "text = open(path).read()\nopen(path, 'w').write(text.replace('b', 'B\\nB2'))\n",
    )
    store.new("a\nb\nc\n")
    async with with_editor(store, monkeypatch, command) as pilot:
        app = app_of(pilot)
        await pilot.press("f4")
        await until(pilot, lambda: app.area.text == "a\nB\nB2\nc\n")
        await pilot.press("ctrl+z")
        assert app.area.text == "a\nb\nc\n"
        assert isinstance(app, EditorApp)
        assert app.suspended == 1
    path, modes = record.read_text().split(" ")
    assert path.endswith("scratch.py")
    assert modes == "0o600" + oct(stat.S_IFDIR | 0o700)
    assert not Path(path).parent.exists()


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("sys.exit(3)", "exit code 3. Nothing was changed"),
        ("open(path, 'w').write('half')\nsys.exit(1)", "exit code 1. What was written is in"),
        ("open(path, 'wb').write(b'\\xff')", "not UTF-8. What was written is in"),
        ("os.remove(path)", "could not be used"),
    ],
)
async def test_a_failing_editor_loses_nothing(
    store: BufferStore, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, body: str, words: str
) -> None:
    store.new("mine\n")
    command = editor_script(tmp_path, body)
    async with with_editor(store, monkeypatch, command) as pilot:
        app = app_of(pilot)
        await pilot.press("f4")
        await until(pilot, lambda: app.said)
        assert words in app.said[0]
        assert app.area.text == "mine\n"
    left = re.search(r" is in (/.*)$", app.said[0])
    assert (left is not None) == (" is in" in words)
    if left is not None:
        shutil.rmtree(os.path.dirname(left[1]))


@pytest.mark.parametrize(
    ("visual", "words"),
    [("no-such-editor --wait", "Set VISUAL to one"), ("'unclosed", "quotes do not match")],
)
async def test_a_missing_editor_is_named(
    store: BufferStore, monkeypatch: pytest.MonkeyPatch, visual: str, words: str
) -> None:
    async with with_editor(store, monkeypatch, visual) as pilot:
        app = app_of(pilot)
        await pilot.press("f4")
        await until(pilot, lambda: app.said)
        assert words in app.said[0]


async def test_without_a_terminal_there_is_no_editor(
    store: BufferStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VISUAL", sys.executable)
    async with running(store) as pilot:
        await pilot.press("f4")
        await until(pilot, lambda: app_of(pilot).said)
        assert "cannot be handed to an editor" in app_of(pilot).said[0]
