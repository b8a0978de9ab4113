"""Where every command ends: from an error to one line on stderr and an exit code.

The only place, together with the one in the TUI, that catches whatever there is.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable
from enum import IntEnum

from dhconsole.errors import (
    AuthError,
    ConfigError,
    ConnectError,
    DeadlineError,
    DHError,
    LostError,
    SessionExpiredError,
)


class Exit(IntEnum):
    """What the exit code of a command means."""

    DONE = 0
    FAILED = 1
    """The script, the table or the command failed."""
    USAGE = 2
    """The command line, the environment or a settings file cannot be followed."""
    UNREACHABLE = 3
    """Cannot connect or log in."""
    LOST = 4
    """The connection was lost."""
    TIMEOUT = 5
    """No answer in the time allowed."""
    FIRED = 10
    """The watched condition came true."""
    INTERRUPTED = 130
    """Ctrl+C."""
    CLOSED_PIPE = 141
    """The reader of our output went away; the code that a shell gives for that."""


_CODES: tuple[tuple[type[DHError], Exit], ...] = (
    (ConfigError, Exit.USAGE),
    (ConnectError, Exit.UNREACHABLE),
    # A subclass of AuthError, but it had worked before.
    (SessionExpiredError, Exit.LOST),
    (AuthError, Exit.UNREACHABLE),
    (LostError, Exit.LOST),
    (DeadlineError, Exit.TIMEOUT),
)


_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF)
"""What writing to a stream that was open already, and only to such a one, ends with."""


def exit_code(error: DHError) -> Exit:
    """The exit code of an error of ours."""
    for kind, code in _CODES:
        if isinstance(error, kind):
            return code
    return Exit.FAILED


def run_guarded(work: Callable[[], int]) -> int:
    """Do ``work`` and answer with an exit code, whatever happens in it."""
    try:
        code = work()
        sys.stdout.flush()
        return code
    except DHError as error:
        complain(str(error))
        return exit_code(error)
    except KeyboardInterrupt:
        return Exit.INTERRUPTED
    except BrokenPipeError:
        _forget_stdout()
        return Exit.CLOSED_PIPE
    except OSError as error:
        if error.errno not in _FULL or error.filename is not None:
            complain(_record(error))
            return Exit.FAILED
        _forget_stdout()
        complain(f"standard output cannot be written: {error.strerror}. Make room there.")
        return Exit.FAILED
    except Exception as error:  # noqa: BLE001 - the boundary
        complain(_record(error))
        return Exit.FAILED


def complain(message: str) -> None:
    """Write one line to stderr. The text may come from a server, so it is made harmless."""
    from dhconsole.text.safe import safe_text

    try:
        print(f"dhconsole: {safe_text(message)}", file=sys.stderr, flush=True)
    except BrokenPipeError:
        # Nobody reads our complaints, which is no reason to have another one.
        return


def _record(error: Exception) -> str:
    """Put a traceback into the log; answers with what to tell the user."""
    import logging

    from dhconsole.cli.logfile import start_log

    what = f"internal error: {type(error).__name__}: {error}"
    path = start_log()
    if path is None:
        return what
    logging.getLogger("dhconsole").error("internal error", exc_info=error)
    return f"{what}. The details are in {path}"


def fill_streams() -> None:
    """Put something in the place of standard streams that the caller closed.

    What is written to a closed output fails when it is written, as in every other program; and no
    file or connection of ours gets its number.
    """
    if sys.stdin is None:
        sys.stdin = open(os.devnull)  # noqa: SIM115 - as long as the process
    if sys.stdout is None:
        sys.stdout = os.fdopen(os.open(os.devnull, os.O_RDONLY), "w")
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w")  # noqa: SIM115


def _forget_stdout() -> None:
    """Let the interpreter's own flush at exit go nowhere, or it would complain."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
