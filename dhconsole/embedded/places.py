"""The files of a run: its private directory and its log.

Owns their making, their rights (nobody but us) and their removal. Knows nothing of what is
written there.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import tempfile
import time
from datetime import datetime
from pathlib import Path

from dhconsole.errors import EmbeddedServerError
from dhconsole.paths import STATE_DIR_VARIABLE

_RUN_PREFIX = "dhconsole-server-"
_KEPT_LOGS = 10
_TAIL_BYTES = 64 * 1024
_YOUNG_SECONDS = 60.0

_NOISE = re.compile(r"\s*(#|at |\.\.\. \d+ |File \"|\d+ compiler directives|[~^\s]*$)")
_TELLING = re.compile(r"Error|Exception|Invalid|Unrecognized|Could not|cannot|[Ff]ailed|[Uu]nable")
_CAUSE = re.compile(r"[Cc]aused by:? ")
_WRAPPING = re.compile(r"^(?:[Cc]aused by:? )?(?:RuntimeError: )?(?:[a-z_0-9]+\.)*(?=[A-Z])")


class RunDir:
    """A directory that only we can enter, for as long as the server runs.

    It is locked for as long as the console or the server lives, however they end: what a killed
    console left behind is known by its free lock, and swept up by the next one.
    """

    def __init__(self) -> None:
        _sweep(Path(tempfile.gettempdir()))
        self.path = Path(tempfile.mkdtemp(prefix=_RUN_PREFIX))
        self.lock = os.open(self.path, os.O_RDONLY | os.O_DIRECTORY)
        """To be inherited by the server."""
        fcntl.flock(self.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def remove(self) -> None:
        """Delete it with all that is in it; may be called again."""
        if self.lock >= 0:
            os.close(self.lock)
            self.lock = -1
        shutil.rmtree(self.path, ignore_errors=True)


def _sweep(parent: Path) -> None:
    """Remove what servers of ours left that were killed together with their console."""
    for path in parent.glob(f"{_RUN_PREFIX}*"):
        try:
            about = path.lstat()
            # A young one may belong to a console that has not come to the lock yet.
            if about.st_uid != os.getuid() or time.time() - about.st_mtime < _YOUNG_SECONDS:
                continue
            lock = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        except OSError:
            continue  # gone meanwhile, or not a directory: not ours to sweep
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            continue
        else:
            shutil.rmtree(path, ignore_errors=True)
        finally:
            os.close(lock)


def make_private_dir(path: Path, variable: str = STATE_DIR_VARIABLE) -> Path:
    """``path``, made when missing, for us alone.

    Args:
        variable: of the environment, which gives another place.

    Raises:
        EmbeddedServerError: it cannot be made.
    """
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as exc:
        raise EmbeddedServerError(
            f"the directory {path} cannot be made ({exc.strerror})",
            hint=f"Set {variable} to a directory that can be written.",
        ) from exc
    return path


def open_log(log_dir: Path) -> tuple[Path, int]:
    """A new log in ``log_dir``: its path, and a descriptor to append to.

    Only the newest logs are kept.

    Raises:
        EmbeddedServerError: it cannot be made.
    """
    make_private_dir(log_dir)
    stamp = datetime.now().astimezone().strftime("%Y%m%d-%H%M%S-%f")
    path = log_dir / f"server-{stamp}-{os.getpid()}.log"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o600)
    except OSError as exc:
        raise EmbeddedServerError(
            f"the log {path} cannot be made ({exc.strerror})",
            hint="Set DHCONSOLE_STATE_DIR to a directory that can be written.",
        ) from exc
    for kind in ("server-2*.log", "server-crash-*.log"):
        for old in sorted(log_dir.glob(kind), key=_age)[:-_KEPT_LOGS]:
            old.unlink(missing_ok=True)
    return path, descriptor


def _age(path: Path) -> tuple[float, str]:
    try:
        return path.stat().st_mtime, path.name
    except OSError:
        return 0.0, path.name  # another console removes it at this moment


def tail(path: Path) -> str:
    """The end of a log."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _TAIL_BYTES))
        return file.read().decode("utf-8", "replace")


def telling_line(text: str) -> str:
    """The line of a log or of an error text that says most, or empty.

    The last cause of a Java exception is deepest, and nearest to the reason; failing that, the
    last line that reads like a complaint; failing that, the last line that says anything.
    """
    lines = [line.strip() for line in text.splitlines() if not _NOISE.match(line)]
    for wanted in (
        [line for line in lines if _CAUSE.match(line)],
        [line for line in lines if _TELLING.search(line)],
        lines,
    ):
        if wanted:
            return unwrapped(wanted[-1])
    return ""


def unwrapped(line: str) -> str:
    """A line of an error text without the names that only a programmer wants."""
    return _WRAPPING.sub("", line.strip(), count=1)[:200]
