"""The history of one console: blocks added, ended, found and removed, in the shared file.

Calls block, for two seconds at most when another console writes for so long, and may come from
any thread. Nothing that is wrong with the file or the disk is raised: a call then does what it
can, answers with nothing found or nothing stored, and ``take_problem`` says what is wrong, once.
Where the file cannot be used at all the history lives in memory, until the console ends.
"""

from __future__ import annotations

import contextlib
import os
import re
import sqlite3
import threading
import time
import uuid
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from dhconsole import paths
from dhconsole.config import HistorySettings
from dhconsole.core.history import database as files
from dhconsole.core.history.entry import Entry, Outcome
from dhconsole.core.history.query import parse_query
from dhconsole.core.history.secrets import MIN_KNOWN, holds_secret
from dhconsole.errors import FileError

MAX_CHARACTERS = 200_000
"""Blocks that are longer are not stored: they are data, and each search would read them."""

_MOST_SUCCESSIONS = 3
_LONGEST_PATTERN = 1_000
_WILD = re.compile(r"([\\%_])")
_ESCAPED = r"\\\1"
_FIELDS = "id, text, server, face, language, at, outcome, seconds, variables"

Result = TypeVar("Result")


class History:
    """Everything that was run.

    Args:
        path: the file; by default ``paths.history_file()``. It is opened when first needed.
        keep: number of blocks that are kept, the newest.
        memory: use no file; what is run is known until ``close``.
    """

    def __init__(
        self, path: Path | None = None, *, keep: int = 50_000, memory: bool = False
    ) -> None:
        self._path = path or paths.history_file()
        self._keep = keep
        self._memory = memory
        self._lock = threading.RLock()
        # Held for a moment only, so that an event loop may ask while a thread waits for the file.
        self._short_lock = threading.Lock()
        self._database: sqlite3.Connection | None = None
        self._file = self._path
        self._inode = 0
        self._closed = False
        self._never: frozenset[str] = frozenset()
        self._problem = ""
        self._said: set[str] = set()
        self._writer = uuid.uuid4().hex[:16]
        self._until_trim = 0
        self._successions = 0

    def never(self, *secrets: str) -> None:
        """Store no block that holds one of these, such as the tokens of the connections.

        Those of fewer than four characters are ignored: too much code would hold them.
        """
        with self._short_lock:
            self._never |= {each for each in secrets if len(each) >= MIN_KNOWN}

    def refuses(self, text: str) -> bool:
        """Whether ``text`` is known to hold a secret, and ``add`` would not store it."""
        return holds_secret(text, self._never)

    def take_problem(self) -> str:
        """What is wrong with the history, one sentence; empty when nothing new is."""
        with self._short_lock:
            problem, self._problem = self._problem, ""
            return problem

    def add(self, text: str, *, server: str, face: str, language: str = "python") -> int:
        """Store that ``text`` was sent just now; it runs until ``finish`` says otherwise.

        A block like the last of its server and face takes the place of that one, with a new id.

        Returns:
            Its id; 0 when it was not stored: it is blank, one line that begins with a space,
            longer than ``MAX_CHARACTERS``, holds a secret, or the file could not be written.
        """
        # Lone surrogates have no UTF-8.
        text = text.encode("utf-8", "replace").decode().rstrip().lstrip("\r\n")
        if not text or len(text) > MAX_CHARACTERS or self.refuses(text):
            return 0
        if text[0] in " \t" and "\n" not in text:
            return 0
        block = (text, server, face, language, time.time(), Outcome.RUNNING.value, self._writer)
        return self._write(lambda database: self._insert(database, block), 0)

    def finish(
        self,
        id: int,  # noqa: A002 - it is the entry's
        outcome: Outcome,
        seconds: float | None,
        variables: Iterable[str] = (),
    ) -> None:
        """Store how the block ended, or stands. An id that is not there, such as 0, is fine."""
        names = "\n".join(variables)
        if id:
            self._write(
                lambda database: database.execute(
                    "UPDATE block SET outcome = ?, seconds = ?, variables = ? WHERE id = ?",
                    (outcome.value, seconds, names, id),
                ),
                None,
            )

    def recent(self, limit: int, *, server: str = "", before: int = 0) -> list[Entry]:
        """The newest blocks, newest first.

        Args:
            server: only those of this label; empty for all.
            before: only those older than this id; 0 for all.
        """
        return self._select(
            "(? = '' OR server = ?) AND (? = 0 OR id < ?) ORDER BY id DESC LIMIT ?",
            (server, server, before, before, limit),
        )

    def search(self, query: str, *, limit: int = 200) -> list[Entry]:
        """The blocks that ``query`` asks for, newest first; see ``core.history.query``."""
        wanted = parse_query(query)

        conditions = ["at >= ?"]
        parameters: list[object] = [wanted.since]
        for column, allowed in (("face", wanted.faces), ("outcome", wanted.outcomes)):
            if allowed:
                conditions.append(f"{column} IN ({', '.join('?' * len(allowed))})")
                parameters += [str(each) for each in allowed]
        # SQLite knows no letters but those of ASCII, and is ten times as fast with them.
        words = [each for each in wanted.words if _is_plain(each)]
        other = [each for each in wanted.words if not _is_plain(each)]
        conditions += ["text LIKE ? ESCAPE '\\'"] * len(words)
        parameters += [_pattern(each) for each in words]
        if other:
            conditions.append("holds(text)")
        if wanted.servers:
            conditions.append("is_wanted(server)")

        def holds(text: str) -> bool:
            folded = text.casefold()
            return all(each in folded for each in other)

        def is_wanted(label: str) -> bool:
            folded = label.casefold()
            return any(each in folded for each in wanted.servers)

        def work(database: sqlite3.Connection) -> list[Entry]:
            database.create_function("holds", 1, holds)
            database.create_function("is_wanted", 1, is_wanted)
            where = f"{' AND '.join(conditions)} ORDER BY id DESC LIMIT ?"
            return _entries(database, where, [*parameters, limit])

        return self._attempt(work, [])

    def since(self, id: int) -> list[Entry]:  # noqa: A002 - it is the entry's
        """What other consoles added after that id, oldest first."""
        return self._select("id > ? AND writer <> ? ORDER BY id", (id, self._writer))

    def newest_id(self) -> int:
        """The highest id so far, to ask ``since`` with."""
        found = self._attempt(
            lambda database: database.execute("SELECT max(id) FROM block").fetchone()[0], 0
        )
        return int(found or 0)

    def stamp(self) -> tuple[int, int]:
        """Differs from what it was as soon as anybody has changed the history. Costs little."""

        def work(database: sqlite3.Connection) -> tuple[int, int]:
            (version,) = database.execute("PRAGMA data_version").fetchone()
            return int(version), database.total_changes

        return self._attempt(work, (0, 0))

    def delete(self, ids: Iterable[int]) -> int:
        """Remove blocks, from the disk too; returns how many there were."""
        rows = [(each,) for each in ids]

        def work(database: sqlite3.Connection) -> int:
            before = database.total_changes
            database.executemany("DELETE FROM block WHERE id = ?", rows)
            return database.total_changes - before

        removed = self._write(work, 0)
        # The log still holds their text until it is written back.
        self._attempt(lambda database: database.execute("PRAGMA wal_checkpoint(TRUNCATE)"), None)
        return removed

    def close(self) -> None:
        """Close the file; every later call finds and stores nothing."""
        with self._lock:
            self._closed = True
            self._let_go()

    def _insert(self, database: sqlite3.Connection, block: tuple[object, ...]) -> int:
        text, server, face, language, *_ = block
        last = database.execute(
            "SELECT id, text, language FROM block WHERE server = ? AND face = ? "
            "ORDER BY id DESC LIMIT 1",
            (server, face),
        ).fetchone()
        if last is not None and last[1:] == (text, language):
            database.execute("DELETE FROM block WHERE id = ?", (last[0],))
        cursor = database.execute(
            "INSERT INTO block (text, server, face, language, at, outcome, writer) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            block,
        )
        self._until_trim -= 1
        if self._until_trim < 0:
            self._until_trim = self._keep // 100
            database.execute(
                "DELETE FROM block WHERE id <= "
                "(SELECT id FROM block ORDER BY id DESC LIMIT 1 OFFSET ?)",
                (self._keep,),
            )
        return cursor.lastrowid or 0

    def _select(self, where: str, parameters: Iterable[object]) -> list[Entry]:
        return self._attempt(lambda database: _entries(database, where, [*parameters]), [])

    def _write(self, work: Callable[[sqlite3.Connection], Result], instead: Result) -> Result:
        def whole(database: sqlite3.Connection) -> Result:
            database.execute("BEGIN IMMEDIATE")
            result = work(database)
            database.execute("COMMIT")
            return result

        return self._attempt(whole, instead)

    def _attempt(self, work: Callable[[sqlite3.Connection], Result], instead: Result) -> Result:
        """What ``work`` answers; ``instead`` when the file does not let it."""
        with self._lock:
            if self._closed:
                return instead
            for last in (False, True):
                try:
                    return work(self._open())
                except sqlite3.Error as exc:
                    self._roll_back()
                    if last or not self._mended(exc):
                        self._tell(f"the history file {self._file} cannot be used now ({exc})")
                        break
            return instead

    def _mended(self, exc: sqlite3.Error) -> bool:
        """Whether there is now another database to try."""
        if self._memory:
            return False
        if files.is_damaged(exc):
            self._succeed()
            return True
        if files.error_code(exc) == sqlite3.SQLITE_READONLY:
            self._do_without(f"the history file {self._file} is read-only")
            return True
        return False

    def _succeed(self) -> None:
        """Go on with a new file; whoever else finds this one damaged takes the same."""
        self._let_go()
        self._successions += 1
        if self._successions > _MOST_SUCCESSIONS:
            self._do_without(f"one history file after the other is damaged, lastly {self._file}")
            return
        damaged, self._file = self._file, files.successor(self._path, self._file)
        self._tell(f"the history file {damaged} is damaged and left as it is; {self._file} is new")
        self._connect()

    def _open(self) -> sqlite3.Connection:
        """The database; another than before when another console had to begin a new one."""
        if self._database is not None and not self._memory:
            if files.successor(self._path, self._file).exists():
                self._let_go()
            elif _inode(self._file) != self._inode:
                self._inode = _inode(self._file)
                self._tell(
                    f"the history file {self._file} was removed; what is run now is lost with "
                    "this console"
                )
        if self._database is None:
            self._file = files.newest(self._path)
            self._connect()
        assert self._database is not None
        return self._database

    def _connect(self) -> None:
        if self._memory:
            self._database = files.in_memory(None)
            return
        try:
            self._database = files.connect(self._file)
            self._inode = _inode(self._file)
        except FileError as exc:
            self._do_without(str(exc), copy=False)
        except OSError as exc:
            self._do_without(f"{self._file} cannot be opened ({exc.strerror})")
        except sqlite3.Error as exc:
            if files.is_damaged(exc):
                self._succeed()
            else:
                self._do_without(f"{self._file} cannot be opened ({exc})")

    def _do_without(self, reason: str, *, copy: bool = True) -> None:
        self._let_go()
        self._memory = True
        self._database = files.in_memory(self._file if copy else None)
        self._tell(f"{reason.removesuffix('.')}: what is run is remembered until the console ends")

    def _roll_back(self) -> None:
        if self._database is not None and self._database.in_transaction:
            with contextlib.suppress(sqlite3.Error):
                self._database.rollback()

    def _let_go(self) -> None:
        if self._database is not None:
            self._database.close()
            self._database = None

    def _tell(self, problem: str) -> None:
        with self._short_lock:
            if problem not in self._said:
                self._said.add(problem)
                self._problem = problem


def open_history(settings: HistorySettings) -> History:
    """The history as ``[history]`` wants it."""
    return History(keep=settings.keep, memory=not settings.enabled)


def _is_plain(word: str) -> bool:
    return word.isascii() and len(word) < _LONGEST_PATTERN


def _pattern(word: str) -> str:
    return f"%{_WILD.sub(_ESCAPED, word)}%"


def _inode(path: Path) -> int:
    try:
        return os.stat(path).st_ino
    except OSError:
        return 0


def _entries(database: sqlite3.Connection, where: str, parameters: list[object]) -> list[Entry]:
    rows = database.execute(f"SELECT {_FIELDS} FROM block WHERE {where}", parameters)
    return [
        Entry(
            id=id_,
            text=text,
            server=server,
            face=face,
            language=language,
            at=at,
            outcome=Outcome(outcome) if outcome in [*Outcome] else Outcome.RUNNING,
            seconds=seconds,
            variables=tuple(variables.split("\n")) if variables else (),
        )
        for id_, text, server, face, language, at, outcome, seconds, variables in rows
    ]
