"""Staged rows on the disk, so that they outlive the console that they were staged in.

Owns the files below ``state_dir/staged``: each running console has a directory of its own, with
one file per input table that has staged rows. A console takes over the files of those that have
ended, and offers what is in them when their table is edited again; it writes none of it to a
server. Cells are users' data: nobody else may read the files. A file is whole or absent, and is
removed when nothing of it is staged any more.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
import os
import threading
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from dhconsole.core import drafts, textfiles
from dhconsole.core.editing.fitting import Described, described, differences, fitted_all
from dhconsole.core.editing.forms import Cell, Form, Misfit, Row
from dhconsole.core.editing.staged import Entry, Kind
from dhconsole.core.tasks import spawn
from dhconsole.errors import DHError

_SUFFIX = ".json"
_BROKEN_SUFFIX = ".broken"
_DELAY = 0.3
"""Seconds after which what was staged is on the disk; what is about to be sent, is before."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Rows that were staged for one table.

    Attributes:
        server: what its console called the server.
        root: text of the table's ticket.
        columns: names and Java types of the columns that could be written then, keys first.
        entries: the rows; those that were sent say so.
        size: rows that the table had before they were sent.
        written: seconds since the epoch.
        path: the file that it was read from; None before.
    """

    server: str
    root: str
    columns: Described
    entries: tuple[Entry, ...]
    size: int = 0
    written: float = 0.0
    path: Path | None = None

    @property
    def when(self) -> str:
        """When it was staged, in the local time of this machine."""
        return time.strftime("%d %b %H:%M", time.localtime(self.written))

    def differences(self, form: Form) -> str:
        """What is other in the form that the table has now, as a part of a sentence; empty for
        nothing."""
        return differences(self.columns, form)

    def fitted(self, form: Form) -> tuple[Entry, ...]:
        """The rows as they are for a table of that form."""
        return fitted_all(self.entries, self.columns, form)

    def drop(self) -> None:
        """Keep it no more."""
        # Where it cannot be removed, the worst is that it is offered again.
        with contextlib.suppress(OSError):
            if self.path is not None:
                self.path.unlink(missing_ok=True)


class KeptRows:
    """The kept rows of one console. Every call belongs to one event loop.

    Args:
        state_dir: where this console keeps what outlives it.
        report: told what could not be written or read; nothing of it stops anything.
    """

    def __init__(self, state_dir: Path, report: Callable[[DHError], None]) -> None:
        self._root = state_dir / "staged"
        self._own = self._root / f"{os.getpid()}-{uuid.uuid4().hex[:12]}"
        self._report = report
        self._lock: int | None = None
        self._pending: dict[str, Kept | None] = {}
        self._used: set[str] = set()
        self._mutex = threading.Lock()
        self._timer: asyncio.TimerHandle | None = None
        self._said = ""

    # -- what other consoles left --------------------------------------------------------

    def offers(self, server: str, root: str = "") -> list[Kept]:
        """What was staged for a table of a server, or for any of it, by consoles that have
        ended; the oldest first."""
        self._take_over()
        found = []
        for path in sorted(self._own.glob(f"*{_SUFFIX}")) if self._lock is not None else ():
            if path.stem in self._used:
                continue
            try:
                kept = load(path.read_bytes(), path)
            except (OSError, ValueError):
                self._set_aside(path)
                continue
            if kept.server == server and root in ("", kept.root):
                found.append(kept)
        return sorted(found, key=lambda each: each.written)

    @property
    def failing(self) -> bool:
        """Whether the last attempt to write has failed: what is staged dies with the console."""
        return bool(self._said)

    # -- what this one has ---------------------------------------------------------------

    def begin(self) -> str:
        """A name for what will be kept of one table."""
        name = uuid.uuid4().hex
        self._used.add(name)
        return name

    def end(self, name: str) -> None:
        """Its table is not edited any more; what is kept of it can be offered again."""
        self.write()
        self._used.discard(name)

    def keep(self, name: str, kept: Kept | None, *, now: bool = False) -> None:
        """Keep this under the name instead of what was; None for nothing.

        Args:
            now: before this returns, not soon after.
        """
        self._pending[name] = kept
        if now:
            self.write()
        elif self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(_DELAY, self._begin_writing)

    def write(self) -> None:
        """Bring the files up to date; what cannot be written is reported, and tried again."""
        self._tell(self._write_all())

    def close(self) -> None:
        """Write what is left and step back: the next console finds it."""
        if self._timer is not None:
            self._timer.cancel()
        self.write()
        if self._lock is not None:
            drafts.disown(self._lock)
            if not any(self._own.glob(f"*{_SUFFIX}")):
                drafts.remove(self._own)
            os.close(self._lock)
            self._lock = None

    # -- helpers -------------------------------------------------------------------------

    def _begin_writing(self) -> None:
        self._timer = None
        spawn(self._write_aside())

    async def _write_aside(self) -> None:
        self._tell(await asyncio.to_thread(self._write_all))

    def _tell(self, problem: DHError | None) -> None:
        """Report a problem once, not at each change."""
        said = str(problem) if problem is not None else ""
        if problem is not None and said != self._said:
            self._report(problem)
        self._said = said

    def _write_all(self) -> DHError | None:
        with self._mutex:
            for name in list(self._pending):
                kept = self._pending.pop(name)
                try:
                    self._write(name, kept)
                except OSError as exc:
                    self._pending.setdefault(name, kept)
                    return textfiles.failure("keep staged rows in", self._own, exc)
        return None

    def _write(self, name: str, kept: Kept | None) -> None:
        if kept is not None:
            self._claim()
            textfiles.write_beside(self._path(name), dump(kept), mode=0o600)
        elif self._lock is not None:
            self._path(name).unlink(missing_ok=True)

    def _claim(self) -> None:
        if self._lock is None:
            self._root.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._lock = drafts.claim(self._own)

    def _take_over(self) -> None:
        """Move the files of consoles that have ended into the directory of this one."""
        try:
            others = sorted(self._root.iterdir()) if self._root.is_dir() else []
            for other in others:
                if other != self._own and other.is_dir():
                    self._take_from(other)
        except OSError as exc:
            self._report(textfiles.failure("read staged rows in", self._root, exc))

    def _take_from(self, other: Path) -> None:
        lock = drafts.adopt(other)
        if lock is None:
            return
        try:
            with self._mutex:
                self._claim()
            for path in other.glob(f"*{_SUFFIX}"):
                path.rename(self._own / path.name)
            drafts.remove(other)
        finally:
            os.close(lock)

    def _set_aside(self, path: Path) -> None:
        """Keep a file that cannot be read out of the way, for a person to look at."""
        aside = self._root / (path.name + _BROKEN_SUFFIX)
        with contextlib.suppress(OSError):
            path.rename(aside)
        self._report(
            DHError("Staged rows of an earlier console cannot be read", hint=f"They are in {aside}")
        )

    def _path(self, name: str) -> Path:
        return self._own / (name + _SUFFIX)


class Keeper:
    """Keeps what is staged for one table of one server."""

    def __init__(self, rows: KeptRows, server: str, root: str, form: Form) -> None:
        self._rows = rows
        self._server = server
        self._root = root
        self._columns = described(form)
        self._name = rows.begin()

    def keep(self, entries: Sequence[Entry], size: int, *, now: bool = False) -> None:
        """Keep these rows, and nothing when there are none."""
        kept = Kept(self._server, self._root, self._columns, tuple(entries), size, time.time())
        self._rows.keep(self._name, kept if entries else None, now=now)

    def refit(self, form: Form) -> None:
        """What is kept from now on is for a table of that form."""
        self._columns = described(form)

    def close(self) -> None:
        self._rows.end(self._name)

    def offers(self) -> list[Kept]:
        """What was kept of the same table, also of when it had other columns."""
        return self._rows.offers(self._server, self._root)


# -- the file --------------------------------------------------------------------------------


def dump(kept: Kept) -> bytes:
    """The bytes of a file: what is said of the rows as JSON, their values as Arrow in it."""
    given = [{n: c.value for n, c in e.cells.items() if c.value is not None} for e in kept.entries]
    values = {
        "server": kept.server,
        "root": kept.root,
        "columns": kept.columns,
        "size": kept.size,
        "written": kept.written,
        "entries": [_dump_entry(entry) for entry in kept.entries],
        "base": _dump_rows([entry.base or {} for entry in kept.entries]),
        "theirs": _dump_rows([entry.theirs or {} for entry in kept.entries]),
        "given": _dump_rows(given),
    }
    # ASCII only, so that any text can be written, whatever code points it holds.
    return json.dumps(values).encode("ascii")


def load(data: bytes, path: Path | None = None) -> Kept:
    """What ``dump`` wrote; ValueError for anything else."""
    try:
        values: dict[str, Any] = json.loads(data)
        base, theirs, given = (_load_rows(values[each]) for each in ("base", "theirs", "given"))
        return Kept(
            str(values["server"]),
            str(values["root"]),
            tuple((str(column), str(type_)) for column, type_ in values["columns"]),
            tuple(
                _load_entry(each, *(rows.slice(index, 1) for rows in (base, theirs, given)))
                for index, each in enumerate(values["entries"])
            ),
            int(values["size"]),
            float(values["written"]),
            path,
        )
    except (KeyError, TypeError, AttributeError, OSError, pa.ArrowException) as exc:
        raise ValueError("not staged rows") from exc


def _dump_entry(entry: Entry) -> dict[str, Any]:
    return {
        "kind": entry.kind.value,
        "base": _names(entry.base),
        "theirs": _names(entry.theirs),
        "cells": [
            [name, cell.text, cell.value is not None, cell.problem, *_dump_was(name, cell)]
            for name, cell in entry.cells.items()
        ],
        "misfits": [
            [name, java_type, _dump_rows([{name: value}])]
            for name, (java_type, value) in entry.misfits.items()
        ],
        "conflict": entry.conflict,
        "sent": entry.sent,
    }


def _load_entry(
    values: Mapping[str, Any], base: pa.Table, theirs: pa.Table, given: pa.Table
) -> Entry:
    cells = {
        str(name): Cell(
            str(text), _one(given, name) if known else None, str(problem), _load_was(name, was)
        )
        for name, text, known, problem, *was in values["cells"]
    }
    misfits = {
        str(name): (str(java_type), _one(_load_rows(value), name))
        for name, java_type, value in values.get("misfits", ())
    }
    return Entry(
        0,
        Kind(values["kind"]),
        _row(base, values["base"]),
        cells,
        _row(theirs, values["theirs"]),
        str(values["conflict"]),
        bool(values["sent"]),
        misfits=misfits,
    )


def _dump_was(name: str, cell: Cell) -> list[Any]:
    """What the cell was while it fitted; nothing when it does."""
    if cell.was is None:
        return []
    was = cell.was.cell
    value = None if was.value is None else _dump_rows([{name: was.value}])
    return [cell.was.java_type, was.text, value, was.problem]


def _load_was(name: str, was: Sequence[Any]) -> Misfit | None:
    if not was:
        return None
    java_type, text, value, problem = was
    known = None if value is None else _one(_load_rows(value), name)
    return Misfit(str(java_type), Cell(str(text), known, str(problem)))


def _names(row: Row | None) -> list[str] | None:
    return None if row is None else list(row)


def _row(table: pa.Table, names: Sequence[str] | None) -> dict[str, pa.Array] | None:
    return None if names is None else {name: _one(table, name) for name in names}


def _one(table: pa.Table, name: str) -> pa.Array:
    column = table[name]
    if len(column) != 1:
        raise ValueError("not a row")
    return column.combine_chunks()


def _dump_rows(rows: Sequence[Row]) -> str:
    """So many rows, null where one lacks a column that another has."""
    types = {name: value.type for row in rows for name, value in row.items()}
    arrays = [
        pa.concat_arrays(
            [row[name] if name in row else pa.nulls(1, type_) for row in rows],
        )
        for name, type_ in types.items()
    ]
    sink = pa.BufferOutputStream()
    table = pa.Table.from_arrays(arrays, names=list(types))
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return base64.b64encode(sink.getvalue()).decode("ascii")


def _load_rows(text: str) -> pa.Table:
    return pa.ipc.open_stream(base64.b64decode(text, validate=True)).read_all()
