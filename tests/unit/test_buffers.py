"""Buffers: opening, saving, conflicts, drafts and who may take them over."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhconsole.core import textfiles
from dhconsole.core.buffers import BufferStore, Conflict, Saved
from dhconsole.errors import DHError


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "state"


@pytest.fixture
def store(state: Path) -> BufferStore:
    store = BufferStore(state)
    assert store.start() == []
    return store


def draft_files(state: Path) -> list[Path]:
    return sorted(state.glob("buffers/*/*.json"))


# ------------------------------------------------------------------------------- files


def test_opened_file_is_not_modified(store: BufferStore, tmp_path: Path) -> None:
    path = tmp_path / "load.py"
    path.write_text("a = 1\n")
    buffer = store.open(path)
    assert (buffer.title, buffer.text, buffer.language) == ("load.py", "a = 1\n", "python")
    assert not buffer.modified
    buffer.text = "a = 2\n"
    assert buffer.modified


def test_language_follows_the_suffix(store: BufferStore, tmp_path: Path) -> None:
    path = tmp_path / "load.groovy"
    path.write_text("x = 1")
    assert store.open(path).language == "groovy"
    assert store.new(path=tmp_path / "other.groovy").language == "groovy"


def test_a_file_opens_once(store: BufferStore, tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text("")
    link = tmp_path / "b.py"
    link.symlink_to(path)
    assert store.open(link) is store.open(path)
    assert len(store.buffers) == 1


def test_what_cannot_be_opened_is_named(store: BufferStore, tmp_path: Path) -> None:
    latin = tmp_path / "latin.py"
    latin.write_bytes(b"a = 1\nb = '\xe9'\n")
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    large = tmp_path / "large.py"
    with large.open("wb") as file:
        file.truncate(textfiles.MAX_BYTES + 1)
    for path, words in (
        (tmp_path / "absent.py", "Check the name"),
        (tmp_path / "no" / "absent.py", f"There is no directory {tmp_path / 'no'}"),
        (tmp_path, "it is a directory. Name a file"),
        (latin, "byte 0xe9 in line 2 is not UTF-8. Convert it"),
        (pipe, "not a regular file"),
        (large, "the limit is 4 MiB"),
    ):
        with pytest.raises(DHError) as caught:
            store.open(path)
        assert str(path) in str(caught.value)
        assert words in str(caught.value)
    assert store.buffers == ()


@pytest.mark.parametrize(
    "data",
    [
        b"a\r\nb\r\n",
        b"a\r\nb\nc\rd",
        b"\xef\xbb\xbfa = 1\n",
        b"a\x0c\x0b\x1c\x85b\n".replace(b"\x85", "\x85\u2028".encode()),
        b"print('\x1b]52;c;aGk=\x07')",
        b"",
        b"\n\n",
        b"no newline at the end",
    ],
)
def test_a_file_comes_back_as_it_was(store: BufferStore, tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "kept.py"
    path.write_bytes(data)
    buffer = store.open(path)
    assert store.save(buffer, overwrite=True) == Saved(path, len(data))
    assert path.read_bytes() == data


@given(data=st.text(st.sampled_from("a\r\n\x1b\u2028\ufeffé")).map(str.encode))
def test_any_utf8_comes_back_as_it_was(data: bytes) -> None:
    text, newline, bom = textfiles.decode(data, Path("x"))
    again = text.replace("\n", newline).encode()
    assert (textfiles.BOM if bom else b"") + again == data


def test_saving_keeps_the_mode_and_the_link(store: BufferStore, tmp_path: Path) -> None:
    path = tmp_path / "tool.py"
    path.write_text("a = 1\n")
    path.chmod(0o750)
    link = tmp_path / "link.py"
    link.symlink_to(path)
    buffer = store.open(link)
    buffer.text = "a = 2\n"
    assert store.save(buffer) == Saved(link, 6)
    assert link.is_symlink()
    assert path.read_text() == "a = 2\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o750
    assert not buffer.modified
    assert [entry.name for entry in tmp_path.glob(".*")] == []


def test_a_file_with_two_names_keeps_both(store: BufferStore, tmp_path: Path) -> None:
    path, other = tmp_path / "one.py", tmp_path / "two.py"
    path.write_text("a long first text\n")
    other.hardlink_to(path)
    buffer = store.open(path)
    buffer.text = "b\n"
    assert isinstance(store.save(buffer), Saved)
    assert other.read_text() == "b\n"
    assert other.stat().st_ino == path.stat().st_ino


def test_a_new_file_gets_the_mode_of_the_umask(store: BufferStore, tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        buffer = store.new("a\n")
        assert isinstance(store.save_as(buffer, tmp_path / "new.py"), Saved)
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "new.py").stat().st_mode) == 0o640
    assert (buffer.title, buffer.modified) == ("new.py", False)


def test_a_file_changed_meanwhile_is_not_overwritten(store: BufferStore, tmp_path: Path) -> None:
    path = tmp_path / "shared.py"
    path.write_text("ours\n")
    buffer = store.open(path)
    buffer.text = "mine\n"
    path.write_text("theirs\n")
    assert store.save(buffer) == Conflict(path)
    assert path.read_text() == "theirs\n"
    assert buffer.modified
    assert isinstance(store.save(buffer, overwrite=True), Saved)
    assert path.read_text() == "mine\n"


def test_a_file_touched_but_not_changed_is_no_conflict(store: BufferStore, tmp_path: Path) -> None:
    path = tmp_path / "touched.py"
    path.write_text("a\n")
    buffer = store.open(path)
    os.utime(path, ns=(1, 1))
    buffer.text = "b\n"
    assert isinstance(store.save(buffer), Saved)


def test_a_deleted_file_is_written_again(store: BufferStore, tmp_path: Path) -> None:
    path = tmp_path / "gone.py"
    path.write_text("a\n")
    buffer = store.open(path)
    path.unlink()
    buffer.text = "b\n"
    assert isinstance(store.save(buffer), Saved)
    assert path.read_text() == "b\n"


def test_save_as_asks_before_it_replaces_another_file(store: BufferStore, tmp_path: Path) -> None:
    path = tmp_path / "other.py"
    path.write_text("theirs\n")
    buffer = store.new("mine\n")
    assert store.save_as(buffer, path) == Conflict(path, exists=True)
    assert (buffer.path, buffer.title) == (None, "scratch")
    assert isinstance(store.save_as(buffer, path, overwrite=True), Saved)
    assert path.read_text() == "mine\n"


def test_save_as_leaves_other_tabs_their_file(store: BufferStore, tmp_path: Path) -> None:
    path = tmp_path / "open.py"
    path.write_text("a\n")
    store.open(path)
    with pytest.raises(DHError, match="open in another tab"):
        store.save_as(store.new("b"), path, overwrite=True)


def test_what_cannot_be_saved_keeps_its_text(store: BufferStore, tmp_path: Path) -> None:
    buffer = store.new("a\n")
    with pytest.raises(DHError, match=r"scratch has no file\. Save it under a name first"):
        store.save(buffer)
    with pytest.raises(DHError, match="There is no directory"):
        store.save_as(buffer, tmp_path / "none" / "a.py")
    with pytest.raises(DHError, match="it is a directory"):
        store.save_as(buffer, tmp_path, overwrite=True)
    buffer.text = "a\nb = '\ud800'"
    with pytest.raises(DHError, match="line 2 has half of a surrogate pair"):
        store.save_as(buffer, tmp_path / "a.py")
    assert buffer.modified
    assert not (tmp_path / "a.py").exists()


def test_a_failed_write_leaves_the_old_file(
    store: BufferStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "full.py"
    path.write_text("old\n")
    buffer = store.open(path)
    buffer.text = "new\n"

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DHError, match=r"no space left on device\. Make room"):
        store.save(buffer)
    assert path.read_text() == "old\n"
    assert [entry for entry in tmp_path.iterdir() if entry.name.endswith(".tmp")] == []


def test_reload_takes_what_the_file_has(store: BufferStore, tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text("old\n")
    buffer = store.open(path)
    buffer.text = "mine\n"
    path.write_text("new\n")
    store.reload(buffer)
    assert (buffer.text, buffer.modified) == ("new\n", False)
    path.write_bytes(b"\xff")
    with pytest.raises(DHError):
        store.reload(buffer)
    assert buffer.text == "new\n"


# ------------------------------------------------------------------------------ drafts


def test_scratch_names_are_free_ones(store: BufferStore) -> None:
    first, second = store.new(), store.new()
    assert (first.title, second.title) == ("scratch", "scratch 2")
    store.discard(first)
    assert store.new().title == "scratch"


def test_flush_writes_what_changed_and_no_more(store: BufferStore, state: Path) -> None:
    buffer = store.new("a = 1\n")
    assert store.flush() == 1
    assert store.flush() == 0
    buffer.cursor = (1, 0)
    assert store.flush() == 1
    assert [stat.S_IMODE(path.stat().st_mode) for path in draft_files(state)] == [0o600]
    assert stat.S_IMODE(draft_files(state)[0].parent.stat().st_mode) == 0o700
    buffer.text = ""
    store.flush()
    assert draft_files(state) == []


def test_text_comes_back_after_a_clean_end(store: BufferStore, state: Path, tmp_path: Path) -> None:
    path = tmp_path / "load.py"
    path.write_text("saved\n")
    opened = store.open(path)
    opened.text, opened.cursor = "not saved\n", (0, 3)
    store.new("scratch text \ud800\x1b\n")
    store.close()
    later = BufferStore(state)
    assert later.start() == []
    first, second = later.buffers
    assert (first.path, first.text, first.cursor) == (path, "not saved\n", (0, 3))
    assert (first.saved_text, first.modified, first.recovered) == ("saved\n", True, True)
    assert (second.title, second.text) == ("scratch", "scratch text \ud800\x1b\n")
    assert first.id == opened.id
    assert len(list((state / "buffers").iterdir())) == 1
    later.close()


def test_an_unmodified_file_is_read_again(store: BufferStore, state: Path, tmp_path: Path) -> None:
    kept, gone = tmp_path / "kept.py", tmp_path / "gone.py"
    for path in (kept, gone):
        path.write_text("old\n")
        store.open(path)
    store.close()
    kept.write_text("new\n")
    gone.unlink()
    later = BufferStore(state)
    problems = later.start()
    assert [buffer.text for buffer in later.buffers] == ["new\n"]
    assert [str(gone) in str(problem) for problem in problems] == [True]
    later.close()


def test_saving_recovered_text_over_a_changed_file_is_a_conflict(
    store: BufferStore, state: Path, tmp_path: Path
) -> None:
    path = tmp_path / "load.py"
    path.write_text("old\n")
    store.open(path).text = "mine\n"
    store.close()
    path.write_text("theirs\n")
    later = BufferStore(state)
    later.start()
    assert later.save(later.buffers[0]) == Conflict(path)
    later.close()


def test_a_living_console_keeps_its_drafts(store: BufferStore, state: Path) -> None:
    store.new("mine\n")
    store.flush()
    other = BufferStore(state)
    assert other.start() == []
    assert other.buffers == ()
    other.close()
    assert len(draft_files(state)) == 1


_CHILD = """
import sys
from pathlib import Path
from dhconsole.core.buffers import BufferStore
store = BufferStore(Path(sys.argv[1]))
assert store.start() == []
store.new("written before the end\\n")
store.flush()
print("ready", flush=True)
sys.stdin.read()
"""


def test_drafts_of_a_killed_console_are_taken_over(state: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _CHILD, str(state)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
        early = BufferStore(state)
        early.start()
        assert early.buffers == ()
        early.close()
        child.send_signal(signal.SIGKILL)
        child.wait()
    one, other = BufferStore(state), BufferStore(state)
    assert one.start() == []
    assert other.start() == []
    assert [buffer.text for buffer in one.buffers] == ["written before the end\n"]
    assert other.buffers == ()
    one.close()
    other.close()
    assert len(draft_files(state)) == 1


@pytest.mark.parametrize(
    ("change", "alive"),
    [
        ({}, True),
        ({"started": "1"}, False),
        ({"boot": "another"}, False),
        ({"host": "another"}, True),
        ({"pid": 2**22 + 1}, False),
    ],
)
def test_without_locks_the_process_decides(
    state: Path, monkeypatch: pytest.MonkeyPatch, change: dict[str, object], alive: bool
) -> None:
    def unsupported(*_: object) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr("fcntl.flock", unsupported)
    store = BufferStore(state)
    store.start()
    store.new("text\n")
    store.flush()
    owner = next(state.glob("buffers/*/owner"))
    owner.write_text(json.dumps(json.loads(owner.read_text()) | change))
    other = BufferStore(state)
    other.start()
    assert bool(other.buffers) is not alive
    other.close()


def test_a_broken_draft_is_set_aside(store: BufferStore, state: Path) -> None:
    store.new("good\n")
    store.new("bad\n")
    store.close()
    bad = next(path for path in draft_files(state) if b"bad" in path.read_bytes())
    bad.write_bytes(bad.read_bytes()[:40])
    later = BufferStore(state)
    (problem,) = later.start()
    assert [buffer.text for buffer in later.buffers] == ["good\n"]
    (aside,) = state.glob("buffers/*.broken")
    assert str(aside) in str(problem)
    later.close()


@given(st.binary() | st.recursive(st.none() | st.text(), st.lists).map(json.dumps).map(str.encode))
def test_no_draft_is_trusted(data: bytes) -> None:
    from dhconsole.core import buffers

    with pytest.raises(ValueError):  # noqa: PT011
        buffers._load_draft(data)


def test_a_draft_found_twice_is_the_later_one(store: BufferStore, state: Path) -> None:
    buffer = store.new("first\n")
    store.flush()
    early = draft_files(state)[0].read_bytes()
    buffer.text = "second\n"
    store.close()
    twin = state / "buffers" / "0-left-behind"
    twin.mkdir()
    (twin / "owner").write_text("")
    (twin / f"{buffer.id}.json").write_bytes(early)
    later = BufferStore(state)
    assert later.start() == []
    assert [each.text for each in later.buffers] == ["second\n"]
    assert not twin.exists()
    later.close()


def test_nothing_is_removed_when_the_disk_is_full(
    store: BufferStore, state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.new("text\n")
    store.close()
    later = BufferStore(state)

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(textfiles, "write_beside", full)
        (problem,) = later.start()
    assert "Make room" in str(problem)
    assert [buffer.text for buffer in later.buffers] == ["text\n"]
    assert len(draft_files(state)) == 1
    assert later.flush() == 1
    later.close()


def test_a_state_directory_that_cannot_be_made_stops_nothing(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    store = BufferStore(blocked)
    (problem,) = store.start()
    assert "Cannot keep drafts" in str(problem)
    store.new("text")
    assert store.flush() == 0
    store.close()


def test_discarded_buffers_do_not_come_back(store: BufferStore, state: Path) -> None:
    buffer = store.new("text\n")
    store.flush()
    store.discard(buffer)
    store.close()
    assert list((state / "buffers").iterdir()) == []
