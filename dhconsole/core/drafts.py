"""Who owns which directory of drafts.

Owns the ``owner`` file: it is locked while its console lives and names the process, for file
systems whose locks do nothing. Knows nothing of what the drafts hold.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import json
import os
import socket
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

_OWNER = "owner"
_NO_LOCKS = {errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EINVAL}


def claim(directory: Path) -> int:
    """Make a directory that is ours; returns the descriptor that holds its lock.

    Raises:
        OSError: it cannot be made.
    """
    directory.mkdir(mode=0o700)
    # Locked before it gets its name: no other console sees it unlocked.
    unnamed = directory / f"{_OWNER}.new"
    descriptor = os.open(unnamed, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    _lock(descriptor)
    os.write(descriptor, json.dumps(asdict(_Owner.here())).encode("ascii"))
    os.fsync(descriptor)
    os.rename(unnamed, directory / _OWNER)
    return descriptor


def adopt(directory: Path) -> int | None:
    """Lock a directory whose owner is gone; None if it has an owner, or soon will have one."""
    try:
        descriptor = os.open(directory / _OWNER, os.O_RDWR | os.O_CLOEXEC)
    except OSError:
        return None
    locked = _lock(descriptor)
    if locked is not False and not _owner_lives(directory, descriptor, locked=bool(locked)):
        return descriptor
    os.close(descriptor)
    return None


def disown(descriptor: int) -> None:
    """Leave a claimed directory to whoever starts next; the lock ends when it is closed."""
    # Should it fail, the owner is found dead as soon as its process has ended.
    with contextlib.suppress(OSError):
        os.ftruncate(descriptor, 0)


def remove(directory: Path) -> None:
    """Remove a directory of drafts. What cannot be removed is found again by the next start."""
    with contextlib.suppress(OSError):
        for path in _owner_last(directory):
            path.unlink(missing_ok=True)
        directory.rmdir()


def _owner_last(directory: Path) -> Iterator[Path]:
    """In this order a half removed directory still has an owner, though a dead one."""
    yield from [path for path in directory.iterdir() if path.name != _OWNER]
    yield directory / _OWNER


@dataclass(frozen=True, slots=True)
class _Owner:
    """A process, told apart from a later one with the same number."""

    pid: int
    host: str
    boot: str
    started: str

    @classmethod
    def here(cls) -> _Owner:
        pid = os.getpid()
        return cls(pid, socket.gethostname(), _boot(), _process_start(pid))

    def alive(self, *, locked: bool) -> bool:
        """The process still runs. ``locked``: nobody held its lock, if locks work there."""
        if self.host != socket.gethostname():
            return not locked
        if self.boot != _boot():
            return False
        started = _process_start(self.pid)
        if started and self.started:
            return started == self.started
        return not locked and _process_exists(self.pid)


def _boot() -> str:
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
    except OSError:
        return ""


def _process_start(pid: int) -> str:
    """Start of a running process in clock ticks since boot; empty without it or ``/proc``."""
    try:
        line = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace")
    except OSError:
        return ""
    # The command's name stands in parentheses and may itself hold anything.
    fields = line.rpartition(")")[2].split()
    return "" if fields[0] in "ZX" else fields[19]


def _process_exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _lock(descriptor: int) -> bool | None:
    """Take the lock: False if somebody has it, None where the file system knows no locks."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as exc:
        return None if exc.errno in _NO_LOCKS else False
    return True


def _owner_lives(directory: Path, descriptor: int, *, locked: bool) -> bool:
    """``descriptor`` is the directory's owner file."""
    try:
        if os.stat(directory / _OWNER).st_ino != os.fstat(descriptor).st_ino:
            return True
    except OSError:
        # Another console took it over between our opening and our locking.
        return True
    try:
        return _Owner(**json.loads(os.pread(descriptor, 4096, 0))).alive(locked=locked)
    except (TypeError, ValueError):
        # Emptied by an owner that closed, or cut short by a full disk.
        return False
