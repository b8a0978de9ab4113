"""Buffers of code: their text, the files behind them, and drafts that outlive a crash.

Owns what is opened, saved and kept aside. Knows no UI and no server; when to call
``BufferStore.flush`` is the caller's decision.

Each running console has a directory of its own below ``state_dir/buffers``, with one draft per
buffer. A console that starts takes over the drafts of those whose owner is gone, and leaves
the others alone. A draft is whole or absent, and is removed only after its successor is on
the disk.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import threading
import time
import uuid
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Literal, TypeAlias

from dhconsole.core import drafts, textfiles
from dhconsole.core.textfiles import DiskState
from dhconsole.errors import DHError

Language: TypeAlias = Literal["python", "groovy"]

_DRAFT_SUFFIX = ".json"
_BROKEN_SUFFIX = ".broken"
_LANGUAGES: dict[str, Language] = {".py": "python", ".pyi": "python", ".groovy": "groovy"}


@dataclass(slots=True, eq=False)
class Buffer:
    r"""One text being edited.

    Attributes:
        id: unique among all consoles, kept over restarts.
        title: the file's name, or a name such as ``scratch 2``.
        path: the file behind it; absolute.
        text: what is being edited, lines ending in ``\n`` whatever the file has. Set it
            freely, then let ``BufferStore.flush`` run.
        saved_text: what the file holds, or empty without a file.
        cursor: 0-based line and column (code points).
        newline: line end of the file.
        bom: the file begins with a byte order mark.
        recovered: unsaved changes to the file came back from an earlier console.
        disk: the file's state when it was read or written; None before that.
        born: orders the buffers; epoch nanoseconds.
    """

    id: str
    title: str
    path: Path | None = None
    text: str = ""
    saved_text: str = ""
    cursor: tuple[int, int] = (0, 0)
    language: Language = "python"
    newline: str = "\n"
    bom: bool = False
    recovered: bool = False
    disk: DiskState | None = None
    born: int = field(default_factory=time.time_ns)

    @property
    def modified(self) -> bool:
        """Something would be lost if the buffer were thrown away."""
        return self.text != self.saved_text

    def encoded(self) -> bytes:
        """The file's bytes.

        Raises:
            DHError: the text has a lone surrogate, which UTF-8 cannot hold.
        """
        try:
            data = self.text.replace("\n", self.newline).encode()
        except UnicodeEncodeError as exc:
            line = exc.object.count("\n", 0, exc.start) + 1
            raise DHError(
                f"Cannot save {self.title}: line {line} has half of a surrogate pair",
                hint="Remove that character",
            ) from exc
        return textfiles.BOM + data if self.bom else data


@dataclass(frozen=True, slots=True)
class Saved:
    """The text is in ``path``, ``size`` bytes of it."""

    path: Path
    size: int


@dataclass(frozen=True, slots=True)
class Conflict:
    """Nothing was written: ``path`` holds something that saving would destroy.

    ``exists`` tells a file that we never read from one that changed since we read it.
    """

    path: Path
    exists: bool = False


SaveResult: TypeAlias = Saved | Conflict


class BufferStore:
    """The buffers of one console. Call ``start`` before use and ``close`` in the end.

    ``flush`` may be called in another thread; everything else belongs to one thread.
    """

    def __init__(self, state_dir: Path, *, language: Language = "python") -> None:
        self.language: Language = language
        self._root = state_dir / "buffers"
        self._own = self._root / f"{os.getpid()}-{uuid.uuid4().hex[:12]}"
        self._buffers: dict[str, Buffer] = {}
        self._flushed: dict[str, tuple[object, ...]] = {}
        self._locks: list[int] = []
        self._mutex = threading.Lock()
        self._started = False

    @property
    def buffers(self) -> tuple[Buffer, ...]:
        """In the order of their making."""
        return tuple(self._buffers.values())

    def __getitem__(self, buffer_id: str) -> Buffer:
        return self._buffers[buffer_id]

    def __contains__(self, buffer_id: str) -> bool:
        return buffer_id in self._buffers

    # -------------------------------------------------------------- start and end

    def start(self) -> list[DHError]:
        """Claim a directory and take over what dead consoles left behind.

        Returns:
            What went wrong. Nothing of it keeps the store from working, but without a
            directory of our own the text lives in memory only.
        """
        try:
            self._root.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._locks.append(drafts.claim(self._own))
            others = sorted(path for path in self._root.iterdir() if path != self._own)
        except OSError as exc:
            return [textfiles.failure("keep drafts in", self._root, exc)]
        self._started = True
        orphans = [(path, lock) for path in others if (lock := drafts.adopt(path)) is not None]
        problems = self._recover([path for path, _ in orphans])
        try:
            self.flush()
        except DHError as exc:
            # The old drafts stay, and stay locked, so that nobody else shows them too.
            self._locks += [lock for _, lock in orphans]
            return [*problems, exc]
        for path, lock in orphans:
            drafts.remove(path)
            os.close(lock)
        return problems

    def flush(self) -> int:
        """Bring the drafts on disk up to date; returns how many were written.

        Raises:
            DHError: a draft cannot be written. What is in memory stays.
        """
        written = 0
        with self._mutex:
            for buffer in self.buffers if self._started else ():
                mark = _mark(buffer)
                if self._flushed.get(buffer.id) == mark:
                    continue
                path = self._draft(buffer.id)
                try:
                    if buffer.modified or buffer.path is not None:
                        path.parent.mkdir(mode=0o700, exist_ok=True)
                        textfiles.write_beside(path, _dump_draft(buffer), mode=0o600)
                        written += 1
                    else:
                        path.unlink(missing_ok=True)
                except OSError as exc:
                    raise textfiles.failure("keep drafts in", path.parent, exc) from exc
                self._flushed[buffer.id] = mark
        return written

    def close(self) -> None:
        """Flush and step back: the next console to start finds all of it.

        Raises:
            DHError: a draft cannot be written; the directory is given up all the same.
        """
        try:
            self.flush()
        finally:
            if self._started:
                self._started = False
                drafts.disown(self._locks[0])
                if not any(self._own.glob("*" + _DRAFT_SUFFIX)):
                    drafts.remove(self._own)
            for lock in self._locks:
                os.close(lock)
            self._locks.clear()

    # -------------------------------------------------------------------- buffers

    def new(
        self, text: str = "", *, path: Path | None = None, language: Language | None = None
    ) -> Buffer:
        """A buffer without a file, or for a file ``path`` that is yet to be written."""
        if path is not None:
            path = textfiles.absolute(path)
            language = language or _LANGUAGES.get(path.suffix.lower())
        title = path.name if path is not None else self._free_title()
        buffer = Buffer(_new_id(), title, path, text, language=language or self.language)
        self._buffers[buffer.id] = buffer
        return buffer

    def open(self, path: Path) -> Buffer:
        """Read the file ``path``; a file that is open already gives the same buffer.

        Raises:
            DHError: it is missing, a directory, too large, not readable or not UTF-8.
        """
        path = textfiles.absolute(path)
        opened = self._opened(path)
        if opened is not None:
            return opened
        language = _LANGUAGES.get(path.suffix.lower(), self.language)
        buffer = Buffer(_new_id(), path.name, path, language=language)
        self.reload(buffer)
        self._buffers[buffer.id] = buffer
        return buffer

    def reload(self, buffer: Buffer) -> None:
        """Read the buffer's file again; on an error the buffer stays as it is.

        Raises:
            DHError: as for ``open``, or there is no file behind the buffer.
        """
        path = _path_of(buffer)
        try:
            data = textfiles.read(path)
            disk = DiskState.of(path, data)
        except OSError as exc:
            raise textfiles.failure("open", path, exc) from exc
        buffer.text, buffer.newline, buffer.bom = textfiles.decode(data, path)
        buffer.saved_text, buffer.disk, buffer.recovered = buffer.text, disk, False

    def save(self, buffer: Buffer, *, overwrite: bool = False) -> SaveResult:
        """Write the buffer to its file, whose mode stays.

        Args:
            overwrite: write even if the file changed since we read it.

        Raises:
            DHError: there is no file name, or the file cannot be written.
        """
        path = _path_of(buffer)
        data = buffer.encoded()
        try:
            if not overwrite and _would_destroy(path, buffer.disk):
                return Conflict(path, exists=buffer.disk is None)
            textfiles.replace(path, data)
            buffer.disk = DiskState.of(path, data)
        except OSError as exc:
            raise textfiles.failure("save", path, exc) from exc
        buffer.saved_text, buffer.recovered = buffer.text, False
        return Saved(path, len(data))

    def save_as(self, buffer: Buffer, path: Path, *, overwrite: bool = False) -> SaveResult:
        """Write the buffer to ``path`` and let it be the buffer's file from then on.

        Raises:
            DHError: the file cannot be written; the buffer keeps the file it had.
        """
        path = textfiles.absolute(path)
        opened = self._opened(path)
        if opened is buffer:
            return self.save(buffer, overwrite=overwrite)
        if opened is not None:
            raise DHError(
                f"Cannot save as {path}: it is open in another tab",
                hint="Close that tab or choose another name",
            )
        target = replace(buffer, path=path, title=path.name, disk=None)
        outcome = self.save(target, overwrite=overwrite)
        if isinstance(outcome, Saved):
            buffer.path, buffer.title, buffer.disk = path, path.name, target.disk
            buffer.saved_text, buffer.recovered = target.saved_text, False
            buffer.language = _LANGUAGES.get(path.suffix.lower(), buffer.language)
        return outcome

    def discard(self, buffer: Buffer) -> None:
        """Forget the buffer and its draft; the file stays."""
        with self._mutex:
            self._buffers.pop(buffer.id, None)
            self._flushed.pop(buffer.id, None)
            # Where it cannot be removed, the worst is that the buffer comes back.
            with contextlib.suppress(OSError):
                self._draft(buffer.id).unlink(missing_ok=True)

    # ------------------------------------------------------------------- recovery

    def _recover(self, directories: list[Path]) -> list[DHError]:
        problems: list[DHError] = []
        found: dict[str, tuple[int, Buffer]] = {}
        for directory in directories:
            for path in sorted(directory.glob("*" + _DRAFT_SUFFIX)):
                try:
                    buffer, written = _load_draft(path.read_bytes())
                except (OSError, ValueError):
                    problems.append(self._set_aside(path))
                    continue
                # Twice the same one: a console died between writing and removing.
                if buffer.id not in found or found[buffer.id][0] < written:
                    found[buffer.id] = (written, buffer)
        for _, buffer in sorted(found.values(), key=lambda entry: entry[1].born):
            if not buffer.modified:
                try:
                    self.reload(buffer)
                except DHError as exc:
                    problems.append(exc)
                    continue
            buffer.recovered = buffer.modified and buffer.path is not None
            self._buffers[buffer.id] = buffer
        return problems

    def _set_aside(self, path: Path) -> DHError:
        """Keep a draft that cannot be read out of the way, for a person to look at."""
        aside = self._root / (path.name + _BROKEN_SUFFIX)
        try:
            path.rename(aside)
        except OSError as exc:
            return textfiles.failure("read the draft", path, exc)
        return DHError("A draft cannot be read", hint=f"What there is of it is in {aside}")

    def _opened(self, path: Path) -> Buffer | None:
        for buffer in self._buffers.values():
            if buffer.path is not None and textfiles.same_file(buffer.path, path):
                return buffer
        return None

    def _draft(self, buffer_id: str) -> Path:
        return self._own / (buffer_id + _DRAFT_SUFFIX)

    def _free_title(self) -> str:
        taken = {buffer.title for buffer in self._buffers.values()}
        number = 1
        while (title := "scratch" if number == 1 else f"scratch {number}") in taken:
            number += 1
        return title


def _new_id() -> str:
    return uuid.uuid4().hex


def _path_of(buffer: Buffer) -> Path:
    if buffer.path is None:
        raise DHError(f"{buffer.title} has no file", hint="Save it under a name first")
    return buffer.path


def _would_destroy(path: Path, known: DiskState | None) -> bool:
    """The file holds something else than what we read from it."""
    if known is not None and known.still(path):
        return False
    try:
        data = textfiles.read(path)
    except FileNotFoundError:
        return False
    except OSError as exc:
        if exc.errno != errno.EFBIG:
            raise
        return True
    return known is None or textfiles.digest(data) != known.digest


def _mark(buffer: Buffer) -> tuple[object, ...]:
    return (
        buffer.text,
        buffer.saved_text,
        buffer.title,
        buffer.path,
        buffer.cursor,
        buffer.language,
        buffer.disk,
    )


def _dump_draft(buffer: Buffer) -> bytes:
    values = asdict(buffer)
    values["path"] = None if buffer.path is None else os.fspath(buffer.path)
    # ASCII only, so that any text can be written, whatever code points it holds.
    return json.dumps({"written": time.time_ns(), "buffer": values}).encode("ascii")


def _load_draft(data: bytes) -> tuple[Buffer, int]:
    """A buffer and when it was written; ValueError for what ``_dump_draft`` never writes."""
    try:
        draft = json.loads(data)
        values: dict[str, Any] = draft["buffer"]
        line, column = values["cursor"]
        values["cursor"] = (int(line), int(column))
        values["path"] = None if values["path"] is None else Path(values["path"])
        values["disk"] = None if values["disk"] is None else DiskState(**values["disk"])
        buffer, written = Buffer(**values), int(draft["written"])
    except (KeyError, TypeError) as exc:
        raise ValueError("not a draft") from exc
    strings = (buffer.id, buffer.title, buffer.text, buffer.saved_text, buffer.newline)
    numbers = (buffer.born,)
    if not all(isinstance(value, str) for value in strings):
        raise ValueError("not a draft")
    if not all(isinstance(value, int) for value in numbers):
        raise ValueError("not a draft")
    if not buffer.id.isalnum() or buffer.language not in _LANGUAGES.values():
        raise ValueError("not a draft")
    return buffer, written
