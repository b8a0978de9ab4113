"""What it takes to reach a server: plain values, no I/O, no gRPC."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field

PSK_AUTH_TYPE = "io.deephaven.authentication.psk.PskAuthenticationHandler"
"""Auth type of the pre-shared key handler that ships with the server."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectOptions:
    """How to reach one server and log in to it.

    Attributes:
        host: name or address.
        port: TCP port.
        auth_type: ``Anonymous``, ``Basic``, ``psk`` or the class name of any handler.
        auth_token: what that handler wants; ``user:password`` for Basic. Never in ``repr``.
        use_tls: whether to speak TLS; implied by any of the certificates.
        tls_root_certs: PEM bytes of the authorities to trust; None for the system's.
        client_cert_chain: PEM bytes of our certificate, where the server asks for one.
        client_private_key: PEM bytes of its key. Never in ``repr``.
        client_opts: gRPC channel options, which override ours.
        extra_headers: header name and value bytes, sent with every request.
        session_type: the console that scripts run in.
        connect_timeout: seconds until a silent server counts as unreachable.
    """

    host: str = "localhost"
    port: int = 10000
    auth_type: str = "Anonymous"
    auth_token: str = field(default="", repr=False)
    use_tls: bool = False
    tls_root_certs: bytes | None = field(default=None, repr=False)
    client_cert_chain: bytes | None = field(default=None, repr=False)
    client_private_key: bytes | None = field(default=None, repr=False)
    client_opts: tuple[tuple[str, int | str], ...] = ()
    extra_headers: tuple[tuple[str, str | bytes], ...] = field(default=(), repr=False)
    session_type: str = "python"
    connect_timeout: float = 4.0

    @property
    def target(self) -> str:
        """``host:port``, with brackets around an IPv6 address."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"

    @property
    def tls(self) -> bool:
        """Whether TLS is spoken: asked for, or implied by a certificate."""
        return bool(self.use_tls or self.tls_root_certs or self.client_cert_chain)

    def authorization(self) -> str:
        """Value of the ``authorization`` header of the first call.

        The forms were seen on a live 42.7 server; Anonymous takes an empty payload only, and a
        space at the end is no header to it.
        """
        name = self.auth_type.lower()
        if name == "anonymous":
            return "Anonymous"
        kind, sent = PSK_AUTH_TYPE if name == "psk" else self.auth_type, self.auth_token
        if name == "basic":
            kind, sent = "Basic", base64.b64encode(self.auth_token.encode()).decode()
        return f"{kind} {sent}".rstrip(" ")
