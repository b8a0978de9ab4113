"""The errors that dhconsole raises, one tree.

Whoever catches ``DHError`` has caught everything that this package raises on purpose::

    DHError
    |-- ArgumentError            a call's arguments make no sense; a ValueError too
    |   `-- FilterTextError      a quick filter that was typed means nothing
    |-- ConfigError              a file, option or environment variable of ours is wrong
    |-- FileError                a file of the user's cannot be read or written
    |-- ConnectError             no usable connection could be made
    |   |-- HostError            the name does not resolve or the host is unreachable
    |   |-- RefusedError         nothing listens on that port
    |   |-- NotDeephavenError    something answers, but it is not a Deephaven server
    |   |-- TlsError             certificates or plaintext/TLS do not match
    |   |-- ConsoleTypeError     the server offers no console of the wanted type
    |   `-- EmbeddedServerError  the embedded server did not start
    |-- AuthError                the server refuses the credential
    |   `-- SessionExpiredError  it accepted the credential once, but the session is gone
    |-- LostError                a live connection broke
    |-- DeadlineError            no answer in the time allowed
    |-- EditError                staged edits cannot be sent as they are
    |-- ServerError              the server answered with an error of its own
    |   |-- TicketError          the ticket names nothing, or something of another kind
    |   `-- InputError           an input table refuses the rows
    |-- ScriptError              the script that was run raised
    |-- ProtocolError            bytes from the server that we do not understand
    `-- ClosedError              the object was closed by us before this call

``str(error)`` is one line that can be shown to a person: what happened, then what to do.
Where a text came from the server it is kept as it came; ``dhconsole.text.safe`` makes it
harmless at the moment it reaches a terminal.
"""

from __future__ import annotations

from dataclasses import dataclass


class DHError(Exception):
    """Root of the tree.

    Attributes:
        message: what happened, one sentence without a full stop.
        hint: what the user can do about it; empty when there is nothing to advise.
    """

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}. {self.hint}" if self.hint else self.message


class ArgumentError(DHError, ValueError):
    """An argument makes no sense; nothing was sent."""


class FilterTextError(ArgumentError):
    """The text of a quick filter means nothing for its column; nothing was sent."""


class ConfigError(DHError):
    """A setting is wrong. ``path`` and ``line`` say where it stands, when it stands in a file."""

    def __init__(
        self, message: str, *, path: str = "", line: int | None = None, hint: str = ""
    ) -> None:
        super().__init__(message, hint=hint)
        self.path = path
        self.line = line

    def __str__(self) -> str:
        where = self.path if self.line is None else f"{self.path}:{self.line}"
        text = super().__str__()
        return f"{where}: {text}" if where else text


class FileError(DHError):
    """A file of the user's cannot be read or written; the message names it and says why."""


class ConnectError(DHError):
    """No usable connection. ``target`` is the ``host:port`` that was tried."""

    def __init__(self, message: str, *, target: str = "", hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.target = target


class HostError(ConnectError):
    """The host name does not resolve, or the host cannot be reached."""


class RefusedError(ConnectError):
    """Nothing listens on the port."""


class NotDeephavenError(ConnectError):
    """Something listens, but it does not speak the Deephaven protocol."""


class TlsError(ConnectError):
    """Certificates are missing or wrong, or one side speaks TLS and the other does not."""


class ConsoleTypeError(ConnectError):
    """The server offers no console of the wanted type. ``offered`` lists what it has."""

    def __init__(
        self, message: str, *, target: str = "", offered: tuple[str, ...] = (), hint: str = ""
    ) -> None:
        super().__init__(message, target=target, hint=hint)
        self.offered = offered


class EmbeddedServerError(ConnectError):
    """The embedded server did not start. ``log_path`` is the file that holds its output."""

    def __init__(self, message: str, *, log_path: str = "", hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.log_path = log_path


class AuthError(DHError):
    """The server refuses the credential. ``handlers`` are the auth types that it offers."""

    def __init__(self, message: str, *, handlers: tuple[str, ...] = (), hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.handlers = handlers


class SessionExpiredError(AuthError):
    """The server does not know our session any more; exports made in it are gone."""


EFFECT_UNKNOWN = "Whether the request took effect is not known."
"""The hint of an error where a call was cut short."""


class LostError(DHError):
    """A live connection broke. Whether the last request took effect is not known."""


class DeadlineError(DHError):
    """No answer within ``seconds``."""

    def __init__(self, message: str, *, seconds: float = 0.0, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.seconds = seconds


class EditError(DHError):
    """Staged edits cannot be sent as they are; all of them are still staged."""

    def __init__(self, message: str, *, rows: int = 0, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.rows = rows


class ServerError(DHError):
    """The server answered with an error.

    Attributes:
        code: gRPC status code name, such as ``INVALID_ARGUMENT``.
        method: the service method that was called.
        error_id: the id under which the server logged the cause, if it gave one.
        server_trace: the Java stack of the cause, if it could be found; may be long.
    """

    def __init__(
        self,
        message: str,
        *,
        code: str = "",
        method: str = "",
        error_id: str = "",
        server_trace: str = "",
        hint: str = "",
    ) -> None:
        super().__init__(message, hint=hint)
        self.code = code
        self.method = method
        self.error_id = error_id
        self.server_trace = server_trace


class TicketError(ServerError):
    """The ticket names nothing on the server, or something of another kind."""


class InputError(ServerError):
    """An input table refuses the rows.

    Attributes:
        cells: row (from 0), column and reason of each value that a restriction refuses, as far
            as the server names them.
    """

    cells: tuple[tuple[int, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ScriptFrame:
    """One Python frame of a script's traceback.

    Attributes:
        file: file name as Python printed it; ``<string>`` is the script itself.
        line: 1-based line number.
        function: name of the function, ``<module>`` at the top level.
        source: the source line, when Python printed it; otherwise empty.
    """

    file: str
    line: int
    function: str
    source: str = ""


class ScriptError(DHError):
    """The script raised.

    Attributes:
        kind: name of the exception class, such as ``ValueError``.
        value: its text.
        frames: Python frames, outermost first.
        line: 1-based line of the script nearest to the failure, or ``None`` when unknown.
        python_trace: the Python traceback without Java lines.
        java_trace: the Java part, folded away from ``str``.
    """

    def __init__(
        self,
        kind: str,
        value: str,
        *,
        frames: tuple[ScriptFrame, ...] = (),
        line: int | None = None,
        python_trace: str = "",
        java_trace: str = "",
    ) -> None:
        first = value.strip().split("\n", 1)[0]
        super().__init__(f"{kind}: {first}" if first else kind)
        self.kind = kind
        self.value = value
        self.frames = frames
        self.line = line
        self.python_trace = python_trace
        self.java_trace = java_trace


class ProtocolError(DHError):
    """Bytes from the server that do not mean what they must. The stream cannot go on."""


class ClosedError(DHError):
    """The session, table or subscription was closed before this call."""
