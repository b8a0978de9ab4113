"""The shared file: what goes in comes out, and nothing that is wrong with it stops a console."""

from __future__ import annotations

import signal
import sqlite3
import stat
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dhconsole import paths
from dhconsole.config import HistorySettings
from dhconsole.core.history import History, Outcome, open_history
from dhconsole.core.history.store import MAX_CHARACTERS


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "history.sqlite"


@pytest.fixture
def history(path: Path) -> Iterator[History]:
    history = History(path)
    yield history
    assert history.take_problem() == ""
    history.close()


def add(history: History, text: str, *, server: str = "prod", face: str = "tui") -> int:
    return history.add(text, server=server, face=face)


def texts(history: History, query: str = "") -> list[str]:
    return [each.text for each in history.search(query)]


def test_a_block_is_kept_whole_with_how_it_ended(history: History) -> None:
    code = "def f():\n\treturn 'ß∅\x00'\n\n\nf()"
    first = history.add(f"\n{code}\n\n", server="prod", face="repl", language="python")
    (entry,) = history.recent(10)
    assert (entry.id, entry.text, entry.server, entry.face) == (first, code, "prod", "repl")
    assert (entry.outcome, entry.seconds, entry.variables) == (Outcome.RUNNING, None, ())
    history.finish(first, Outcome.LEFT, None)
    assert history.recent(1)[0].outcome is Outcome.LEFT
    history.finish(first, Outcome.OK, 1.5, ("f", "g"))
    (entry,) = history.recent(10)
    assert (entry.outcome, entry.seconds, entry.variables) == (Outcome.OK, 1.5, ("f", "g"))


def test_the_file_is_for_its_owner_alone(history: History, path: Path) -> None:
    add(history, "x")
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    files = sorted(path.parent.iterdir())
    assert len(files) == 3
    assert {stat.S_IMODE(each.stat().st_mode) for each in files} == {0o600}


@pytest.mark.parametrize(
    "text",
    ["", " \n\t\n", " x = 1", "\n x = 1\n", 'password = "hunter2"', "x" * (MAX_CHARACTERS + 1)],
)
def test_what_is_not_stored(history: History, text: str) -> None:
    assert add(history, text) == 0
    history.finish(0, Outcome.OK, 1.0)
    assert history.recent(10) == []


def test_lines_that_begin_with_a_space_are_stored_as_part_of_a_block(history: History) -> None:
    assert add(history, "  if x:\n    y") > 0
    assert texts(history) == ["  if x:\n    y"]


def test_a_known_secret_is_never_stored(history: History, path: Path) -> None:
    assert add(history, "connect('correct horse')") > 0
    history.never("correct horse", "ab")
    assert history.refuses("connect('correct horse')")
    assert add(history, "x = 'correct horse'") == 0
    assert add(history, "abc") > 0
    assert texts(history, "x") == []


def test_the_same_again_takes_the_place_of_the_last(history: History) -> None:
    first = add(history, "a")
    history.finish(first, Outcome.FAILED, 1.0)
    other = add(history, "a", face="repl")
    far = add(history, "a", server="far")
    again = add(history, "a")
    assert [each.id for each in history.recent(10)] == [again, far, other]
    history.finish(first, Outcome.OK, 2.0)
    assert history.recent(1)[0].outcome is Outcome.RUNNING
    add(history, "b")
    add(history, "a")
    assert [each.text for each in history.recent(10)] == ["a", "b", "a", "a", "a"]


def test_only_the_newest_are_kept(path: Path) -> None:
    history = History(path, keep=10)
    for number in range(200):
        add(history, f"x = {number}")
    assert texts(history) == [f"x = {number}" for number in range(199, 189, -1)]
    history.close()


def test_recent_goes_on_where_it_ended(history: History) -> None:
    ids = [add(history, f"x = {number}", server="ab"[number % 2]) for number in range(10)]
    page = history.recent(4)
    assert [each.id for each in page] == ids[:-5:-1]
    assert [each.id for each in history.recent(4, before=page[-1].id)] == ids[5:1:-1]
    assert [each.id for each in history.recent(3, server="b")] == ids[9:4:-2]


def test_search_by_words_and_filters(history: History) -> None:
    ended = [
        ("Trades = table('STRASSE')", "prod", "tui", Outcome.OK),
        ("trades.where('Price > 1')", "dh://far:10000", "repl", Outcome.FAILED),
        ("x = 100 % 7_0", "prod", "repl", Outcome.LOST),
    ]
    for text, server, face, outcome in ended:
        history.finish(add(history, text, server=server, face=face), outcome, 1.0)
    first, second, third = (text for text, *_ in ended)
    assert texts(history, "trades") == [second, first]
    assert texts(history, "TRADES price") == [second]
    assert texts(history, "straße") == [first]
    assert texts(history, "% _0") == [third]
    assert texts(history, "0_7") == []
    assert texts(history, "server:far") == [second]
    assert texts(history, "server:far server:PROD trades") == [second, first]
    assert texts(history, "is:failed is:lost") == [third, second]
    assert texts(history, "face:repl is:failed trades") == [second]
    assert texts(history, "since:1h") == [third, second, first]
    assert texts(history, "since:2999-01-01") == []
    assert texts(history, "since:soon") == []
    assert [each.text for each in history.search("", limit=2)] == [third, second]


def test_what_is_deleted_leaves_the_disk(history: History, path: Path) -> None:
    kept, gone = add(history, "kept"), add(history, "remove_me_wholly")
    other = History(path)
    assert len(other.recent(5)) == 2
    assert history.delete([gone, gone + 100]) == 1
    assert [each.id for each in history.recent(10)] == [kept]
    assert not any(b"remove_me" in each.read_bytes() for each in path.parent.iterdir())
    assert add(history, "next") > gone
    other.close()


def test_two_consoles_see_what_the_other_runs(history: History, path: Path) -> None:
    mine = add(history, "mine")
    other = History(path)
    seen = other.newest_id()
    assert seen == mine
    stamp = history.stamp()
    assert history.stamp() == stamp
    theirs = add(other, "theirs", face="repl")
    assert history.stamp() != stamp
    add(history, "mine too")
    assert [each.id for each in history.since(seen)] == [theirs]
    moved = add(other, "theirs", face="repl")
    assert [each.id for each in history.since(theirs)] == [moved]
    stamp = history.stamp()
    other.finish(moved, Outcome.OK, 1.0)
    assert history.stamp() != stamp
    other.close()


def test_without_a_file_what_is_run_is_known_until_the_end() -> None:
    history = open_history(HistorySettings(enabled=False))
    assert add(history, "x = 1") > 0
    assert texts(history) == ["x = 1"]
    assert not paths.history_file().exists()
    history.close()
    history = open_history(HistorySettings(keep=10))
    assert texts(history) == []
    assert paths.history_file().exists()
    history.close()


def test_a_closed_history_keeps_quiet(path: Path) -> None:
    history = History(path)
    history.close()
    assert add(history, "x") == 0
    assert history.recent(1) == []
    history.close()
    assert history.take_problem() == ""


def test_threads_take_turns(history: History) -> None:
    def work(name: str) -> None:
        for number in range(50):
            history.finish(add(history, f"{name}{number}", face=name), Outcome.OK, 0.1)

    threads = [threading.Thread(target=work, args=(name,)) for name in ("tui", "repl")]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(history.search("is:ok", limit=1000)) == 100


@settings(max_examples=50)
@given(st.text(st.characters(), min_size=1, max_size=50))
def test_any_text_is_stored_or_not_but_raises_nothing(text: str) -> None:
    history = History(memory=True)
    if add(history, text):
        (entry,) = history.recent(1)
        assert entry.text.strip() == text.encode("utf-8", "replace").decode().strip()
    assert history.take_problem() == ""
    history.close()


# ------------------------------------------------------------------ what is wrong with the file


@pytest.mark.parametrize(
    "damage", [b"no database at all" * 100, b"SQLite format 3\0" + b"x" * 5000]
)
def test_a_damaged_file_is_left_and_another_begun(path: Path, damage: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(damage)
    history, other = History(path), History(path)
    assert add(history, "x = 1") > 0
    assert "damaged" in history.take_problem() and history.take_problem() == ""
    assert texts(other) == ["x = 1"]
    assert path.read_bytes() == damage
    assert (path.parent / "history-2.sqlite").exists()
    other.close()
    history.close()


def test_one_that_is_damaged_while_it_is_open(path: Path) -> None:
    history, other = History(path), History(path)
    for number in range(2000):
        add(history, f"x = {number} + {'y' * 100}")
    assert len(other.recent(5)) == 5
    history.close()
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (size - 4096))
    late = History(path)
    assert add(late, "new") > 0
    assert "damaged" in late.take_problem()
    assert texts(late) == ["new"]
    assert texts(other) == ["new"]
    for each in (late, other):
        each.close()


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("PRAGMA user_version = 99", "newer dhconsole"),
        ("PRAGMA application_id = 5", "no history"),
    ],
)
def test_a_file_that_is_not_ours_to_change_stays_as_it_is(
    path: Path, statement: str, words: str
) -> None:
    history = History(path)
    add(history, "old")
    history.close()
    with sqlite3.connect(path) as database:
        database.execute(statement)
    database.close()
    before = path.read_bytes()
    history = History(path)
    assert add(history, "new") > 0
    assert words in history.take_problem()
    assert texts(history) == ["new"]
    history.close()
    assert path.read_bytes() == before


def test_a_place_that_cannot_be_is_done_without(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for path in (tmp_path / "file" / "history.sqlite", tmp_path):
        history = History(path)
        assert add(history, "x = 1") > 0
        assert texts(history) == ["x = 1"]
        assert "until the console ends" in history.take_problem()
        assert history.take_problem() == ""
        history.close()


def test_a_file_that_another_holds_for_long(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dhconsole.core.history.database.BUSY_SECONDS", 0.05)
    history = History(path)
    add(history, "first")
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    assert add(history, "second") == 0
    assert "locked" in history.take_problem()
    assert texts(history) == ["first"]
    fresh = History(path)
    assert texts(fresh) == ["first"]
    holder.execute("ROLLBACK")
    assert add(history, "third") > 0
    assert texts(fresh) == ["third", "first"]
    assert history.take_problem() == ""
    holder.close()
    fresh.close()
    history.close()


def test_a_removed_file_is_told_once(path: Path) -> None:
    history = History(path)
    add(history, "first")
    for each in list(path.parent.iterdir()):
        each.unlink()
    assert add(history, "second") > 0
    assert "was removed" in history.take_problem()
    assert texts(history) == ["second", "first"]
    assert history.take_problem() == ""
    history.close()


CHILD = """
import os, resource, sys
from pathlib import Path
from dhconsole.core.history import History, database
database.BUSY_SECONDS = 60.0
path, what, name = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
if what == "full":
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
if what == "unwritable" and os.geteuid() == 0:
    os.setuid(65534)
history = History(path)
for number in range(int(sys.argv[4])):
    stored = history.add(f"{name} = {number}" + "#" * 1000, server=name, face="repl")
    if what == "plain":
        print(stored, flush=True)
print(stored, len(history.recent(10_000)), history.take_problem())
"""


def child(path: Path, what: str, name: str, number: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", CHILD, str(path), what, name, str(number)],
        stdout=subprocess.PIPE,
        text=True,
    )


def test_a_full_disk_is_told_and_what_was_stored_stays(path: Path) -> None:
    said, _ = child(path, "full", "x", 1000).communicate()
    stored, count, problem = said.split(maxsplit=2)
    assert stored == "0" and int(count) > 10
    assert "cannot be used now" in problem
    history = History(path)
    assert len(history.recent(10_000)) == int(count)
    assert add(history, "after") > 0
    history.close()


def test_a_file_that_may_only_be_read_is_read() -> None:
    # Not below tmp_path, which another user, whom the child becomes for root, cannot enter.
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "history.sqlite"
        history = History(path)
        add(history, "old")
        history.close()
        path.chmod(0o444)
        folder.chmod(0o555)
        said, _ = child(path, "unwritable", "x", 3).communicate()
        folder.chmod(0o700)
    stored, count, problem = said.split(maxsplit=2)
    assert int(stored) > 0 and count == "4"
    assert "until the console ends" in problem


def test_processes_share_the_file_and_one_is_killed(path: Path) -> None:
    add(history := History(path), "first")
    one, two, victim = (child(path, "plain", name, 300) for name in ("one", "two", "victim"))
    assert victim.stdout is not None
    told = [int(victim.stdout.readline()) for _ in range(100)]
    victim.send_signal(signal.SIGKILL)
    told += [int(line) for line in victim.stdout.read().splitlines() if line.isdecimal()]
    victim.wait()
    results = [each.communicate()[0].splitlines() for each in (one, two)]
    found: dict[str, list[int]] = {"one": [], "two": [], "victim": []}
    for each in history.since(0):
        found[each.server].append(each.id)
    for name, lines in zip(("one", "two"), results, strict=True):
        assert found[name] == [int(each) for each in lines[:300]]
        assert lines[300].split(maxsplit=2)[2:] == []
    # What was told to be stored is stored, whatever became of the console.
    assert set(told) <= set(found["victim"])
    assert history.take_problem() == ""
    with sqlite3.connect(path) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    database.close()
    history.close()
