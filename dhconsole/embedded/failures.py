"""What a failed start means, and how to mend it.

Owns the translation of what Java, Deephaven and Python say into ``EmbeddedServerError``. The
texts were seen with a 42.7 server.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path

from dhconsole.embedded.places import tail, telling_line
from dhconsole.errors import EmbeddedServerError

_ELSEWHERE = "or connect to a server elsewhere: dhconsole dh://HOST:PORT"
_JAVA = f"Install a JDK 17 or newer, or set JAVA_HOME to one, {_ELSEWHERE}"
_INSTALL = f"pip install 'dhconsole[server]', {_ELSEWHERE}"
_HEAP = "Give it another heap, with --heap or embedded.heap in config.toml."

_KNOWN: tuple[tuple[str, str, str], ...] = (
    ("Unable to initialize JVM", "the embedded server needs Java, and none was found", _JAVA),
    ("No Java compiler provided", "the Java found is a JRE, without the compiler", _JAVA),
    ("UnsupportedClassVersionError", "the Java found is too old", _JAVA),
    ("Failed to bind", "the port is taken by another process", "Choose another port."),
    ("No module named 'deephaven_server'", "deephaven-server cannot be imported", _INSTALL),
    ("heap size", "Java refuses the heap size", _HEAP),
    ("Too small maximum heap", "Java refuses the heap size", _HEAP),
    ("Could not reserve enough space", "there is no room for the heap", _HEAP),
    ("OutOfMemoryError", "the heap is too small for the server", _HEAP),
    ("Java heap space", "the heap is too small for the server", _HEAP),
)


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
    for sign, meaning, mend in _KNOWN:
        # What the server told is about the failure; the log may also hold older troubles.
        if sign in text or (sign in logged and "failed to create Java VM" in f"{text}{logged}"):
            reason = telling_line(text if sign in text else logged)
            return EmbeddedServerError(
                f"the embedded server did not start: {meaning} ({reason})",
                log_path=str(log),
                hint=f"{mend.rstrip('.')}. Its log: {log}",
            )
    reason = telling_line(text) or telling_line(logged)
    told = f" ({reason})" if reason else ""
    return EmbeddedServerError(
        f"the embedded server did not start: {what}{told}",
        log_path=str(log),
        hint=f"Its log: {log}",
    )
