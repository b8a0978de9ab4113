"""Text files on disk: read whole, written so that they are never half there.

Owns how a file is replaced and how a failure is told to a person. Knows nothing of buffers.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import stat
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from dhconsole.errors import DHError

MAX_BYTES = 4 << 20
"""Largest file that is opened. Code is far smaller; what is larger is data."""

BOM = b"\xef\xbb\xbf"

Verb: TypeAlias = Literal[
    "open", "save", "keep drafts in", "read the draft", "keep staged rows in", "read staged rows in"
]


@dataclass(frozen=True, slots=True)
class DiskState:
    """What a file was when we last read or wrote it. ``digest`` is the SHA-256 of its bytes."""

    mtime_ns: int
    size: int
    inode: int
    digest: str

    @classmethod
    def of(cls, path: Path, data: bytes) -> DiskState:
        """The file at ``path``, which was just read or written and holds ``data``."""
        status = os.stat(path)
        return cls(status.st_mtime_ns, len(data), status.st_ino, digest(data))

    def still(self, path: Path) -> bool:
        """The file looks untouched. False says nothing about its content."""
        try:
            status = os.stat(path)
        except OSError:
            return False
        seen = (status.st_mtime_ns, status.st_size, status.st_ino)
        return seen == (self.mtime_ns, self.size, self.inode)


def digest(data: bytes) -> str:
    """SHA-256 as hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def absolute(path: Path) -> Path:
    """``~`` and relative parts resolved, symbolic links kept."""
    return Path(os.path.abspath(path.expanduser()))


def same_file(one: Path, other: Path) -> bool:
    """Both lead to one file, perhaps by symbolic links; it need not exist."""
    return one == other or os.path.realpath(one) == os.path.realpath(other)


def failure(verb: Verb, path: Path, exc: OSError) -> DHError:
    """An error that names the file, the cause and the mend."""
    reason = exc.strerror or type(exc).__name__
    match exc.errno:
        case errno.ENOENT if path.parent.is_dir():
            hint = "Check the name"
        case errno.ENOENT:
            hint = f"There is no directory {path.parent}; make it first"
        case errno.EISDIR | errno.ENOTDIR:
            hint = "Name a file"
        case errno.EACCES | errno.EPERM | errno.EROFS:
            hint = "Change its permissions"
            if verb == "save":
                hint += ", or save under another name"
        case errno.ENOSPC | errno.EDQUOT:
            hint = "Make room on that disk"
        case _:
            hint = ""
    return DHError(f"Cannot {verb} {path}: {reason[:1].lower()}{reason[1:]}", hint=hint)


def read(path: Path) -> bytes:
    """The bytes of a regular file.

    Raises:
        OSError: as usual, and for anything that is no regular file of at most ``MAX_BYTES``.
    """
    status = os.stat(path)
    if stat.S_ISDIR(status.st_mode):
        raise IsADirectoryError(errno.EISDIR, "it is a directory")
    # A named pipe would wait for a writer, a device might never end.
    if not stat.S_ISREG(status.st_mode):
        raise OSError(errno.EINVAL, "it is not a regular file")
    with open(path, "rb") as file:
        data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        size = max(status.st_size, len(data)) / (1 << 20)
        limit = MAX_BYTES >> 20
        raise OSError(errno.EFBIG, f"it has {size:.1f} MiB, and the limit is {limit} MiB")
    return data


def decode(data: bytes, path: Path) -> tuple[str, str, bool]:
    r"""Text with ``\n``, line end of the file, and whether it begins with a byte order mark.

    Only a file with ``\r\n`` throughout is converted. A mixed one keeps each ``\r``, so that
    writing it changes nothing but what was edited.

    Raises:
        DHError: it is not UTF-8.
    """
    bom = data.startswith(BOM)
    try:
        text = data.removeprefix(BOM).decode()
    except UnicodeDecodeError as exc:
        start = exc.start + (len(BOM) if bom else 0)
        line = data.count(b"\n", 0, start) + 1
        raise DHError(
            f"Cannot open {path}: byte 0x{data[start]:02x} in line {line} is not UTF-8",
            hint="Convert it, for example by iconv -f latin1 -t utf-8",
        ) from exc
    pairs = text.count("\r\n")
    if pairs and pairs == text.count("\n") == text.count("\r"):
        return text.replace("\r\n", "\n"), "\r\n", bom
    return text, "\n", bom


def replace(path: Path, data: bytes) -> None:
    """Write ``data`` to ``path``, atomically wherever that keeps what the file is.

    Its mode stays, and a symbolic link stays one. A file with several names, of another
    owner, or in a directory that we may not write to is overwritten in place.

    Raises:
        OSError: it could not be written; unless written in place, the file is as it was.
    """
    path = Path(os.path.realpath(path))
    try:
        status = os.stat(path)
    except FileNotFoundError:
        write_beside(path, data, mode=None)
        return
    if stat.S_ISDIR(status.st_mode):
        raise IsADirectoryError(errno.EISDIR, "it is a directory")
    if not os.access(path, os.W_OK):
        raise PermissionError(errno.EACCES, "it is read-only")
    alone = status.st_nlink == 1 and status.st_uid == os.geteuid()
    if alone and os.access(path.parent, os.W_OK):
        write_beside(path, data, mode=stat.S_IMODE(status.st_mode))
        return
    with open(path, "r+b") as file:
        file.write(data)
        file.truncate()
        file.flush()
        os.fsync(file.fileno())


def write_beside(path: Path, data: bytes, *, mode: int | None) -> None:
    """Write a temporary file in the same directory, flush it to disk, move it into place.

    Args:
        mode: permission bits; None leaves them to the umask, as for any new file.
    """
    beside = path.with_name(f".{path.name}.{uuid.uuid4().hex[:8]}.tmp")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
    descriptor = os.open(beside, flags, 0o666 if mode is None else 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            if mode is not None:
                os.fchmod(descriptor, mode)
            file.write(data)
            file.flush()
            os.fsync(descriptor)
        os.replace(beside, path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    _sync_directory(path.parent)


def _sync_directory(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        # Some file systems cannot flush a directory; the rename itself is done by then.
        with contextlib.suppress(OSError):
            os.fsync(descriptor)
    finally:
        os.close(descriptor)
