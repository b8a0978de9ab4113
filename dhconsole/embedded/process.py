"""The embedded server's process, seen from the console: spawn, wait, stop. Blocking.

Owns the child process, its pipes, its directory and its certificates. The other end of the
pipes is ``embedded.child``.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from dhconsole import paths
from dhconsole.client.options import ConnectOptions
from dhconsole.embedded import demo
from dhconsole.embedded.certs import RunCertificates, make_run_certificates, write_server_files
from dhconsole.embedded.child import Settings
from dhconsole.embedded.classes import kept_classes
from dhconsole.embedded.failures import check_installed, explain
from dhconsole.embedded.options import EmbeddedOptions
from dhconsole.embedded.places import RunDir, make_private_dir, open_log
from dhconsole.errors import ClosedError, EmbeddedServerError

Progress = Callable[[str], None]

_PATIENCE = 30.0
_HOST = "127.0.0.1"
GRACE_SECONDS = 3.0
"""How long a server that is told to end may take before it is made to."""
_CHILD = Path(__file__).with_name("child.py")
_BOOT = (
    "import importlib.util as util; "
    "spec = util.spec_from_file_location('dhconsole_child', {path!r}); "
    "child = util.module_from_spec(spec); spec.loader.exec_module(child); "
    "child.main({control}, {status})"
)
"""By its path, so that it is this very dhconsole's, and the path of modules stays as it is."""

_WARM_UP = "from deephaven import empty_table\nempty_table(1).update('X = i')"


class BlockingEmbeddedServer:
    """One server process, at most one start. All methods may be called from any thread.

    Args:
        options: how to run it.
        certificates: those of an earlier server, so that its clients can come back to this one
            on the same port; fresh ones when not given.
    """

    def __init__(
        self, options: EmbeddedOptions, *, certificates: RunCertificates | None = None
    ) -> None:
        self.embedded_options = options
        self.certificates = certificates
        self.log_path: Path | None = None
        self.port = 0
        self.completion = False
        """Whether the server can complete code."""
        self.exit_reason = ""
        """Why the process ended, for people; empty while it runs."""
        self._run_dir: RunDir | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._control = -1
        self._stopping = False
        self._unprepared = False
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self._listeners: list[Callable[[], None]] = []

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def pid(self) -> int | None:
        """Process id, once it was started."""
        return self._process.pid if self._process is not None else None

    @property
    def options(self) -> ConnectOptions:
        """What a client needs. Holds the only copy of the client's key.

        Raises:
            ClosedError: the server is not up.
        """
        if not self.port:
            raise ClosedError("the embedded server has not been started")
        psk = self.embedded_options.psk
        tls = self.certificates if self.embedded_options.tls else None
        return ConnectOptions(
            host=_HOST,
            port=self.port,
            auth_type="psk" if psk else "Anonymous",
            auth_token=psk,
            use_tls=tls is not None,
            tls_root_certs=tls.authority if tls else None,
            client_cert_chain=tls.client_cert if tls else None,
            client_private_key=tls.client_key if tls else None,
            # A proxy of the environment has no business on the loopback interface.
            client_opts=(("grpc.enable_http_proxy", 0),),
            # We know what listens there; on a busy machine its first handshake takes long.
            connect_timeout=_PATIENCE,
        )

    def on_exit(self, listener: Callable[[], None]) -> None:
        """Call ``listener``, on a thread of ours, once the process has ended and is cleaned up."""
        with self._lock:
            if not self._ended.is_set():
                self._listeners.append(listener)
                return
        listener()

    # -- start ---------------------------------------------------------------------------

    def start(self, progress: Progress = lambda text: None) -> None:
        """Start the server and wait until it takes connections; some seconds.

        Args:
            progress: told in sentences what goes on, on the calling thread.

        Raises:
            EmbeddedServerError: it does not start; ``log_path`` tells more.
        """
        began = time.monotonic()
        self.embedded_options.check()
        check_installed()
        _check_port(self.embedded_options.port)
        progress("starting Java…")
        status = self._spawn()
        with contextlib.ExitStack() as undo:
            undo.callback(self.stop)
            undo.callback(os.close, status)
            ready = self._await_ready(status, began + self.embedded_options.start_timeout)
            undo.pop_all()
        os.close(status)
        self.port = ready["port"]
        self.completion = ready["completion"]
        sooner = "; dhconsole server --prepare speeds that up" if self._unprepared else ""
        progress(f"server up on port {self.port} in {time.monotonic() - began:.1f} s{sooner}")
        if not self.completion:
            progress("no code completion: jedi is missing; pip install 'dhconsole[server]'")

    def _spawn(self) -> int:
        """Start the process; returns the descriptor to read its reports from."""
        options = self.embedded_options
        data_dir = make_private_dir(options.data_dir or paths.state_dir() / "embedded")
        with self._lock:
            if self._process is not None or self._stopping:
                raise ClosedError("this embedded server was started or stopped before")
            self.log_path, log = open_log(options.log_dir)
            try:
                self._run_dir = RunDir()
                settings = self._settings(self._run_dir.path, data_dir)
                self._process, status = self._popen(log, self._run_dir.lock)
            except OSError as exc:
                if self._run_dir is not None:
                    self._run_dir.remove()
                raise EmbeddedServerError(
                    f"the embedded server did not start: {exc.strerror or exc}",
                    hint="The machine may be out of memory, processes or disk space.",
                ) from exc
            finally:
                os.close(log)
        # Before the reaper, which closes the pipe. Fails when the process is gone already; then its
        # end is what there is to report.
        with contextlib.suppress(BrokenPipeError):
            os.write(self._control, settings)
        threading.Thread(target=self._reap, name="embedded server", daemon=True).start()
        return status

    def _settings(self, run_dir: Path, data_dir: Path) -> bytes:
        """The line for the child; lays down what it names."""
        options = self.embedded_options
        files = None
        if options.tls:
            self.certificates = self.certificates or make_run_certificates()
            files = write_server_files(run_dir / "tls", self.certificates)
        classes = kept_classes()
        found = classes.exists()
        self._unprepared = not found and options.keep_classes is None
        settings = Settings(
            parent=os.getpid(),
            port=options.port,
            jvm_args=options.jvm_args(
                run_dir=run_dir,
                data_dir=data_dir,
                files=files,
                classes=classes if found else None,
            ),
            remove_when_up=str(files.key.parent) if files else "",
            script=demo.script() if options.demo else _WARM_UP if options.warm_up else "",
            keep=list(demo.TABLES) if options.demo else [],
        )
        return json.dumps(settings).encode() + b"\n"

    def _popen(self, log: int, run_lock: int) -> tuple[subprocess.Popen[bytes], int]:
        control, self._control = os.pipe()
        status, child_status = os.pipe()
        boot = _BOOT.format(path=str(_CHILD), control=control, status=child_status)
        try:
            # A session of its own: Ctrl+C in the terminal is for the console alone.
            process = subprocess.Popen(
                [sys.executable, "-P", "-c", boot],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=(control, child_status, run_lock),
                start_new_session=True,
            )
        except OSError:
            os.close(self._control)
            os.close(status)
            raise
        finally:
            os.close(control)
            os.close(child_status)
        return process, status

    def _await_ready(self, status: int, deadline: float) -> dict[str, Any]:
        assert self.log_path is not None
        reports = select.poll()
        reports.register(status, select.POLLIN)
        received = b""
        while not received.endswith(b"\n"):
            if not reports.poll(max(0.0, deadline - time.monotonic()) * 1000.0):
                seconds = self.embedded_options.start_timeout
                raise explain(f"it was not up within {seconds:.0f} s", self.log_path)
            chunk = os.read(status, 65536)
            if not chunk:
                self._ended.wait(GRACE_SECONDS)
                raise explain(self.exit_reason or "it fell silent", self.log_path)
            received += chunk
        report: dict[str, Any] = json.loads(received)
        if report["event"] == "failed":
            text = f"{report['kind']}: {report['text']}"
            raise explain("it failed while starting", self.log_path, text)
        return report

    # -- end -----------------------------------------------------------------------------

    def wait(self, timeout: float | None = None) -> bool:
        """Wait for the end of the process; returns whether it has ended."""
        return self._ended.wait(timeout)

    def kill(self) -> None:
        """End the process at once; clients see the connection break. Does not wait."""
        self._signal(signal.SIGKILL)

    def stop(self, grace: float = GRACE_SECONDS) -> None:
        """End the server: orderly, so that its clients are told, or by force.

        Returns when the process is gone and its directory removed. May be called again.

        Args:
            grace: seconds after which force is used.
        """
        self._signal(signal.SIGTERM if self.port else signal.SIGKILL)
        if self._process is None:
            return
        if not self._ended.wait(grace):
            self._signal(signal.SIGKILL)
            self._ended.wait()

    def _signal(self, signum: signal.Signals) -> None:
        with self._lock:
            self._stopping = True
            if self._process is not None and not self._ended.is_set():
                with contextlib.suppress(ProcessLookupError):
                    self._process.send_signal(signum)

    def _reap(self) -> None:
        """Thread: wait for the process, then clean up behind it."""
        assert self._process is not None and self._run_dir is not None
        code = self._process.wait()
        with self._lock:
            self.exit_reason = "stopped" if self._stopping else _describe_exit(code)
            os.close(self._control)
            self._run_dir.remove()
            self._ended.set()
            listeners, self._listeners = self._listeners, []
        for listener in listeners:
            listener()


def _check_port(port: int) -> None:
    """Tell of a taken port at once; the server would find out after seconds."""
    if port:
        try:
            socket.create_server((_HOST, port)).close()
        except OSError as exc:
            raise EmbeddedServerError(
                f"the embedded server cannot use port {port} ({exc.strerror or exc})",
                hint="Choose another port.",
            ) from exc


def _describe_exit(code: int) -> str:
    if code >= 0:
        return f"it ended with exit code {code}"
    try:
        return f"it was killed by {signal.Signals(-code).name}"
    except ValueError:
        return f"it was killed by signal {-code}"
