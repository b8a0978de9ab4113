"""How the embedded server is to run: plain values, their checks, and the Java arguments.

Does no I/O and starts nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from dhconsole.client.options import PSK_AUTH_TYPE
from dhconsole.embedded.certs import ServerFiles
from dhconsole.errors import EmbeddedServerError

_HEAP = re.compile(r"([1-9][0-9]*)([kmgt]?)", re.IGNORECASE)
_UNITS = {"": 1, "k": 1 << 10, "m": 1 << 20, "g": 1 << 30, "t": 1 << 40}
_LEAST_HEAP = 64 << 20
"""With 48 MiB a 42.7 server starts; with 32 Java crashes rather than complain."""

_ANONYMOUS_HANDLER = "io.deephaven.auth.AnonymousAuthenticationHandler"
_SHUTDOWN_MS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbeddedOptions:
    """How to run the embedded server.

    The defaults are the only ones fit for use: whoever can reach the port of a 42.7 server can
    run code in it, and every user of the machine reaches the loopback interface, so what keeps
    them out is the client certificate that ``tls`` demands. Login is Anonymous behind it.

    Attributes:
        log_dir: directory for the logs of servers; made when missing.
        heap: Java heap, as after ``-Xmx``: digits and one of k, m, g, t.
        cycle_ms: how often ticking tables update.
        log_ms: how often the server sends its log, and thus the output of scripts.
        demo: make the tables of ``embedded.demo``; they appear in the seconds after the start.
        warm_up: compile a formula once the server is up, in the background: the first one takes
            seconds, better while nobody waits for it.
        keep_classes: file to which Java writes its classes as it ends; see ``embedded.classes``.
        extra_jvm_args: more arguments of the Java machine; they win over ours.
        port: TCP port on 127.0.0.1; 0 lets the system choose.
        tls: speak TLS and demand the client certificate of this run. Off for tests only.
        psk: a pre-shared key to demand instead of an Anonymous login. For tests.
        data_dir: where the server's file storage lives; ``embedded`` in dhconsole's state
            directory when not given. Deephaven's own configuration files are not read.
        start_timeout: seconds after which a server that is not up counts as failed.
    """

    log_dir: Path
    heap: str = "1g"
    cycle_ms: int = 100
    log_ms: int = 10
    demo: bool = False
    warm_up: bool = True
    keep_classes: Path | None = None
    extra_jvm_args: tuple[str, ...] = ()
    port: int = 0
    tls: bool = True
    psk: str = field(default="", repr=False)
    data_dir: Path | None = None
    start_timeout: float = 90.0

    def check(self) -> None:
        """Refuse what Java would refuse less clearly.

        Raises:
            EmbeddedServerError: a value cannot be used.
        """
        heap = _HEAP.fullmatch(self.heap)
        if heap is None:
            raise EmbeddedServerError(
                f"the embedded server did not start: {self.heap!r} is no size of a heap",
                hint="Write digits and one of k, m, g, t, such as 512m or 4g.",
            )
        if int(heap[1]) * _UNITS[heap[2].lower()] < _LEAST_HEAP:
            raise EmbeddedServerError(
                f"the embedded server did not start: a heap of {self.heap} is too small for it",
                hint="Give it 64m or more, by --heap or embedded.heap in config.toml.",
            )

    def jvm_args(
        self,
        *,
        run_dir: Path,
        data_dir: Path,
        files: ServerFiles | None,
        classes: Path | None = None,
    ) -> list[str]:
        """Arguments of the Java machine.

        Args:
            run_dir: directory of this run alone, removed at its end.
            data_dir: directory that outlives it.
            files: certificates, when TLS is on.
            classes: file of classes to use, unless this server is to write one.
        """
        properties: dict[str, object] = {
            "AuthHandlers": PSK_AUTH_TYPE if self.psk else _ANONYMOUS_HANDLER,
            "PeriodicUpdateGraph.targetCycleDurationMillis": self.cycle_ms,
            "deephaven.console.subscribeToLogs.sendMillis": self.log_ms,
            "deephaven.cacheDir": run_dir / "cache",
            "deephaven.configDir": run_dir / "config",
            "deephaven.dataDir": data_dir,
            "java.io.tmpdir": run_dir,
            # A graceful shutdown waits this long for scripts that run, which cannot be
            # cancelled; 10 s by default, and then asked for once more.
            "shutdown.timeoutMs": _SHUTDOWN_MS,
        }
        if self.psk:
            properties["authentication.psk"] = self.psk
        if files is not None:
            properties |= {
                "ssl.identity.type": "privatekey",
                "ssl.identity.certChainPath": files.cert,
                "ssl.identity.privateKeyPath": files.key,
                "ssl.trust.type": "certs",
                "ssl.trust.path": files.authority,
                "ssl.clientAuthentication": "NEEDED",
            }
        shared = f"-XX:SharedArchiveFile={classes}" if classes else ""
        if self.keep_classes is not None:
            shared = f"-XX:ArchiveClassesAtExit={self.keep_classes}"
        return [
            f"-Xmx{self.heap}",
            # The 42.7 wheel passes an option that Java 25 does not know any more.
            "-XX:+IgnoreUnrecognizedVMOptions",
            "-XX:-UsePerfData",
            f"-XX:ErrorFile={self.log_dir / 'server-crash-%p.log'}",
            *(f"-D{name}={value}" for name, value in properties.items()),
            *([shared] if shared else []),
            *self.extra_jvm_args,
        ]
