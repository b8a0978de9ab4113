"""The process of the embedded server: Java, Python and Deephaven in one.

Owns the life of this process from inside: it starts the server, reports how that went, and ends
when told to or when the console is gone. Knows nothing of certificates' contents or of clients, and
imports nothing of the rest of dhconsole: it is loaded by its path, without its package.

Two pipes tie it to the console. Down the first comes one line of JSON, the settings; after that
nothing: its end is the console's end. Up the second go lines of JSON: ``{"event": ...}``.

The scripts of the console run in the ``__main__`` of this process (seen on a live 42.7 server),
which is why this code lives in a module and cleans up ``__main__`` behind itself.
"""

from __future__ import annotations

import ast
import fcntl
import importlib.util
import json
import os
import select
import shutil
import signal
import sys
import threading
import traceback
from types import TracebackType
from typing import Any, NoReturn, TypedDict

_SETTINGS_LIMIT = 1 << 20
_FAILURE_LIMIT = 8000


class Settings(TypedDict):
    """What the console sends.

    Attributes:
        parent: process id of the console.
        port: TCP port on the loopback interface; 0 lets the system choose.
        jvm_args: arguments of the Java machine.
        remove_when_up: directory that is not needed once the server is up; may be empty.
        script: what to run once the server is up, statement by statement.
        keep: the variables of that script that the console's scripts are to see.
    """

    parent: int
    port: int
    jvm_args: list[str]
    remove_when_up: str
    script: str
    keep: list[str]


class _Console:
    """The way back to the console, and the log."""

    def __init__(self, status: int) -> None:
        self._status = status
        # Not sys.stderr: that one will belong to the scripts.
        self.log = open(  # noqa: SIM115
            2, "w", encoding="utf-8", errors="backslashreplace", buffering=1, closefd=False
        )

    def tell(self, event: str, **facts: object) -> None:
        line = json.dumps({"event": event, **facts}) + "\n"
        os.write(self._status, line.encode())

    def failed(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """An exception hook: whatever ends the start is told and logged."""
        traceback.print_exception(kind, error, trace, file=self.log)
        self.tell("failed", kind=kind.__name__, text=str(error)[:_FAILURE_LIMIT])


def main(control: int, status: int) -> NoReturn:
    """Run the server until the console ends it.

    Args:
        control: file descriptor of the pipe that comes from the console.
        status: file descriptor of the pipe that goes there.
    """
    for descriptor in (control, status):
        # What a script starts must not hold the pipes open.
        os.set_inheritable(descriptor, False)
    settings = _read_settings(control)
    _end_with_console(control, settings["parent"])
    console = _Console(status)
    sys.excepthook = console.failed
    _clean_main_module()
    server = _start_server(settings)
    if settings["remove_when_up"]:
        shutil.rmtree(settings["remove_when_up"], ignore_errors=True)
    console.tell("ready", port=server.port, completion=_can_complete())
    if settings["script"]:
        _run_beside(settings["script"], settings["keep"])
    _serve_until_told()
    _end_orderly()


def _read_settings(control: int) -> Settings:
    """The first line; without one the console is gone already."""
    line = b""
    while not line.endswith(b"\n") and len(line) < _SETTINGS_LIMIT:
        chunk = os.read(control, 65536)
        if not chunk:
            os._exit(0)
        line += chunk
    settings: Settings = json.loads(line)
    return settings


def _end_with_console(control: int, parent: int) -> None:
    """From here on this process cannot outlive the console, whatever it is doing.

    Three ways lead there, because each has a hole. The kernel's signal at the end of the pipe
    (Linux) needs neither a thread nor the interpreter lock, so a script that sits in native code
    cannot delay it. The thread serves other systems. The process handle covers a console that
    left a fork of itself behind, which keeps the pipe open. A parent death signal would not do:
    Linux sends it when the *thread* ends that started us.
    """
    if hasattr(fcntl, "F_SETSIG"):
        fcntl.fcntl(control, fcntl.F_SETOWN, os.getpid())
        fcntl.fcntl(control, fcntl.F_SETSIG, signal.SIGKILL)
        flags = fcntl.fcntl(control, fcntl.F_GETFL)
        fcntl.fcntl(control, fcntl.F_SETFL, flags | os.O_ASYNC)
    watched = select.poll()
    watched.register(control, select.POLLIN | select.POLLHUP)
    if hasattr(os, "pidfd_open"):
        try:
            watched.register(os.pidfd_open(parent), select.POLLIN)
        except ProcessLookupError:
            os._exit(0)
        except OSError:
            pass  # a kernel without process handles; the pipe is there
    # The console may have ended before all this stood.
    if os.getppid() != parent or watched.poll(0):
        os._exit(0)
    threading.Thread(target=_watch, args=(watched,), name="console watch", daemon=True).start()


def _watch(watched: select.poll) -> NoReturn:
    watched.poll()
    os._exit(0)


def _clean_main_module() -> None:
    """Leave to the scripts a ``__main__`` as the interpreter's prompt would have it."""
    scope = vars(sys.modules["__main__"])
    for name in [name for name in scope if not name.startswith("__")]:
        del scope[name]
    sys.argv = [""]
    # Started with -P, so that a file of the working directory cannot take the place of a
    # module that the server needs. Scripts may import what lies there, but last.
    sys.path.append(os.getcwd())


def _start_server(settings: Settings) -> Any:
    from deephaven_server import Server

    # The server tees these: to its clients, and to the stream that it finds here. What scripts
    # print belongs to the clients; in the log it would grow without bound.
    sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    server = Server(host="127.0.0.1", port=settings["port"], jvm_args=settings["jvm_args"])
    server.start()
    return server


def _run_beside(script: str, keep: list[str]) -> None:
    """Run ``script`` on a thread, while the server is at work already.

    A variable is there, and announced to clients, as soon as its statement has run. Scripts of
    clients need not wait: the first formula of a server takes seconds, which Java spends without
    the interpreter lock (both seen on a live 42.7 server).
    """
    from deephaven.execution_context import get_exec_ctx

    context = get_exec_ctx()
    scope: dict[str, Any] = {"__name__": "dhconsole"}
    shown = vars(sys.modules["__main__"])

    def run() -> None:
        with context:
            for statement in ast.parse(script).body:
                code = compile(ast.Module([statement], []), "<dhconsole>", "exec")
                exec(code, scope)
                for name in [name for name in keep if name in scope and name not in shown]:
                    shown[name] = scope[name]

    threading.Thread(target=run, name="start script", daemon=True).start()


def _can_complete() -> bool:
    """The server completes code with jedi, and without it answers that there is nothing."""
    return importlib.util.find_spec("jedi") is not None


def _serve_until_told() -> None:
    """Wait until the console, or somebody with the right to, tells this process to end.

    A signal that the system hands to one of Java's threads does not interrupt a lock on which
    the main thread waits (seen in one of ten runs). It does write to this pipe.
    """
    told, tell = os.pipe()
    os.set_blocking(tell, False)
    signal.set_wakeup_fd(tell)
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda signum, frame: None)
    os.read(told, 1)


def _end_orderly() -> NoReturn:
    """Let the server tell its clients, then end.

    Java's exit runs the server's shutdown, which sends the termination notice. Python's own
    would wait for every thread that a script left running.
    """
    import jpy

    jpy.get_type("java.lang.System").exit(0)
    os._exit(0)
