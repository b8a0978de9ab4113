"""What a failed start means, and how to mend it.

Owns the translation of what Java, Deephaven and Python say into ``EmbeddedServerError``. The
texts were seen with a 42.7 server.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path

from dhconsole.embedded.places import tail, telling_line, unwrapped
from dhconsole.errors import EmbeddedServerError

_ELSEWHERE = "or connect to a server elsewhere: dhconsole dh://HOST:PORT"
_JAVA = f"Install a JDK 17 or newer, or set JAVA_HOME to one, {_ELSEWHERE}"
_INSTALL = f"pip install 'dhconsole[server]', {_ELSEWHERE}"
_HEAP = "Set another heap: --heap, or embedded.heap in config.toml"
_CRASH = "Its report, server-crash-*.log, lies beside the log"

_KNOWN: tuple[tuple[str, str, str], ...] = (
    ("Unable to initialize JVM", "no Java was found", _JAVA),
    ("No Java compiler provided", "the Java found is a JRE, without the compiler", _JAVA),
    ("UnsupportedClassVersionError", "the Java found is too old", _JAVA),
    ("No module named 'deephaven_server'", "deephaven-server is not installed", _INSTALL),
    ("Address already in use", "another process has the port", "Choose another port"),
    ("Invalid maximum heap size", "Java refuses the heap ({line})", _HEAP),
    ("Could not reserve enough space", "Java cannot get the heap ({line})", _HEAP),
    ("fatal error has been detected by the Java Runtime", "Java crashed", _CRASH),
    ("OutOfMemoryError", "the heap is too small for the server", _HEAP),
)
"""What is said, what it means, how to mend it."""

_NO_JAVA_MACHINE = "failed to create Java VM"


def check_installed(
    find: Callable[[str], object] = importlib.util.find_spec,
) -> None:
    """Refuse to start without what the extra ``[server]`` brings.

    Raises:
        EmbeddedServerError: something is not installed.
    """
    for module, name in (("deephaven_server", "deephaven-server"), ("cryptography",) * 2):
        if find(module) is None:
            raise EmbeddedServerError(f"{name} is not installed", hint=f"{_INSTALL}.")


def explain(what: str, log: Path, text: str = "") -> EmbeddedServerError:
    """The error for a start that failed.

    Args:
        what: what happened, for a person; said when nothing better is known.
        log: the server's log.
        text: the text of the exception that ended the start, if it could tell us.
    """
    logged = tail(log)
    # The machine that cannot be made complains to the log only, and so does a dying one.
    said = logged if not text or _NO_JAVA_MACHINE in text else text
    hint = f"Its log: {log}"
    for sign, meaning, mend in _KNOWN:
        if sign in said:
            line = unwrapped(next(line for line in said.splitlines() if sign in line))
            what, hint = meaning.format(line=line), f"{mend}. {hint}"
            break
    else:
        reason = telling_line(said) or telling_line(logged)
        what = f"{what} ({reason})" if reason else what
    return EmbeddedServerError(
        f"the embedded server did not start: {what}", log_path=str(log), hint=hint
    )
