"""The SQLite file of the history: found, made, opened, or done without.

Owns its name, schema and modes, and what to do when it cannot be used. A damaged file is left as
it is, and its successor has a number in its name: ``history-2.sqlite``. To move it aside would not
do, since another console that has it open would, when closing it, delete the log of its
successor, which SQLite knows by name only.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from pathlib import Path

from dhconsole.errors import FileError

APPLICATION_ID = 0x64686869
VERSION = 1
BUSY_SECONDS = 2.0

_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_SCHEMA = (
    """
    CREATE TABLE block (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        text TEXT NOT NULL,
        server TEXT NOT NULL,
        face TEXT NOT NULL,
        language TEXT NOT NULL,
        at REAL NOT NULL,
        outcome TEXT NOT NULL,
        seconds REAL,
        variables TEXT NOT NULL DEFAULT '',
        writer TEXT NOT NULL
    )
    """,
    "CREATE INDEX block_place ON block (server, face)",
    f"PRAGMA application_id = {APPLICATION_ID}",
    f"PRAGMA user_version = {VERSION}",
)


def newest(path: Path) -> Path:
    """The file in use: ``path``, or the last of its successors."""
    found = path
    while (after := successor(path, found)).exists():
        found = after
    return found


def successor(path: Path, current: Path) -> Path:
    """The file that takes the place of ``current`` when that is damaged."""
    number = 2 if current == path else int(current.stem.rpartition("-")[2]) + 1
    return path.with_name(f"{path.stem}-{number}{path.suffix}")


def error_code(exc: sqlite3.Error) -> int:
    """SQLite's primary code of an error; 0 when Python raised it."""
    code = getattr(exc, "sqlite_errorcode", None)
    return code & 0xFF if isinstance(code, int) else 0


def is_damaged(exc: sqlite3.Error) -> bool:
    """Whether the file is no database, or not a whole one."""
    return error_code(exc) in _DAMAGED


def connect(path: Path) -> sqlite3.Connection:
    """Open the file, and make it when there is none.

    Raises:
        OSError: the file or its directory cannot be made.
        sqlite3.Error: it cannot be used; see ``is_damaged``.
        FileError: it is no history, or one of a newer dhconsole.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
    # Its log and index take over its mode; one of another owner keeps the mode that it has.
    with contextlib.suppress(OSError):
        os.chmod(path, 0o600)
    database = _connection(str(path))
    try:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = NORMAL")
        _prepare(database, path)
    except (sqlite3.Error, FileError):
        database.close()
        raise
    return database


def in_memory(path: Path | None) -> sqlite3.Connection:
    """A history that ends with the process, begun with what can be read of the file."""
    if path is not None and path.is_file():
        # Where nothing may be written SQLite reads only what it is told that nobody changes.
        for how in ("mode=ro", "mode=ro&immutable=1"):
            with contextlib.suppress(sqlite3.Error, FileError):
                return _copy(path, how)
    database = _connection(":memory:")
    _prepare(database, Path(":memory:"))
    return database


def _copy(path: Path, how: str) -> sqlite3.Connection:
    database = _connection(":memory:")
    try:
        source = sqlite3.connect(f"{path.absolute().as_uri()}?{how}", uri=True)
        with contextlib.closing(source):
            source.backup(database)
        _prepare(database, path)
    except (sqlite3.Error, FileError):
        database.close()
        raise
    return database


def _connection(name: str) -> sqlite3.Connection:
    database = sqlite3.connect(
        name, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
    )
    # One byte that is not UTF-8 must not hide all other blocks.
    database.text_factory = lambda raw: raw.decode("utf-8", "replace")
    return database


def _prepare(database: sqlite3.Connection, path: Path) -> None:
    """See that the schema is ours; what was deleted is overwritten, not only let go."""
    database.execute("PRAGMA secure_delete = ON")
    if _numbers(database) == (APPLICATION_ID, VERSION):
        return
    database.execute("BEGIN IMMEDIATE")
    try:
        # Another console may have made it since.
        application, version = _numbers(database)
        (tables,) = database.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if (application, version, tables) == (0, 0, 0):
            for statement in _SCHEMA:
                database.execute(statement)
        elif application != APPLICATION_ID:
            raise FileError(f"{path} is no history of dhconsole", hint="Move it away.")
        elif version > VERSION:
            raise FileError(f"{path} is of a newer dhconsole", hint="Update this one.")
    except (sqlite3.Error, FileError):
        database.execute("ROLLBACK")
        raise
    database.execute("COMMIT")


def _numbers(database: sqlite3.Connection) -> tuple[int, int]:
    (application,) = database.execute("PRAGMA application_id").fetchone()
    (version,) = database.execute("PRAGMA user_version").fetchone()
    return int(application), int(version)
