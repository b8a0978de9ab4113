"""One gRPC channel: its options, and what it means when it cannot be used.

Owns channel construction and the classification of first-contact failures. A gRPC channel
reports nearly all of them as UNAVAILABLE with a text; the texts and what causes them were
seen on a live 42.7 server. Knows nothing of sessions and tokens.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import socket
import ssl
from typing import Any

import grpc
import grpc.aio

from dhconsole.client.options import ConnectOptions
from dhconsole.errors import (
    ArgumentError,
    ConnectError,
    HostError,
    NotDeephavenError,
    RefusedError,
    TlsError,
)

_PROBE_SECONDS = 0.8
_HEADER_NAME = re.compile(r"[0-9a-z_.-]+")
_AUTH_TYPE = re.compile(r"[!-~]+")
_HEADER_TEXT = re.compile(r"[ -~]*")

_OPTIONS: tuple[tuple[str, int | str], ...] = (
    # The server sends messages of up to 100 MiB; gRPC's default limit of 4 MiB would turn a
    # long traceback or a wide snapshot into RESOURCE_EXHAUSTED.
    ("grpc.max_receive_message_length", -1),
    ("grpc.max_send_message_length", -1),
    # A frozen server or a dead network shows only through these pings; ping_timeout_ms must
    # be set as well, since its default of 60 s wins over keepalive_timeout_ms.
    ("grpc.keepalive_time_ms", 10_000),
    ("grpc.keepalive_timeout_ms", 3_000),
    ("grpc.http2.ping_timeout_ms", 3_000),
    ("grpc.keepalive_permit_without_calls", 1),
    ("grpc.http2.max_pings_without_data", 0),
    # gRPC's own back-off grows to two minutes; a console has to be back in seconds.
    ("grpc.initial_reconnect_backoff_ms", 200),
    ("grpc.max_reconnect_backoff_ms", 1_000),
    # Channels of one process must not share a connection: closing one would cut the other.
    ("grpc.use_local_subchannel_pool", 1),
)


_SHORTEST = 0.5


def open_channel(options: ConnectOptions) -> grpc.aio.Channel:
    """A channel to ``options.target``; must be called on the event loop that will use it.

    Raises:
        TlsError: the certificates cannot be used.
        ArgumentError: the port is none, or a header or the credential cannot travel.
    """
    channel: grpc.aio.Channel = _open(grpc.aio, options)
    return channel


def open_blocking_channel(options: ConnectOptions) -> grpc.Channel:
    """As ``open_channel``, for any thread."""
    channel: grpc.Channel = _open(grpc, options)
    return channel


def _open(kind: Any, options: ConnectOptions) -> Any:
    """A channel made by ``kind``, gRPC's module for loops or that for threads.

    Raises:
        TlsError: the certificates cannot be used.
        ArgumentError: the port is none, or a header or the credential cannot travel.
    """
    _check(options)
    # What gRPC calls the least back-off is also how long one attempt may take: a little less than
    # we wait in all, since a cold or busy server needs most of that.
    attempt = max(_SHORTEST, options.connect_timeout - _SHORTEST)
    own = {"grpc.min_reconnect_backoff_ms": round(attempt * 1000)}
    merged = dict(_OPTIONS) | own | dict(options.client_opts)
    settings = list(merged.items())
    if not options.tls:
        return kind.insecure_channel(options.target, options=settings)
    if (options.client_cert_chain is None) != (options.client_private_key is None):
        raise TlsError(
            "a client certificate and its private key must be given together",
            target=options.target,
        )
    given: tuple[tuple[str, Any], ...] = (
        ("root certificates", options.tls_root_certs),
        ("client certificate", options.client_cert_chain),
        ("client private key", options.client_private_key),
    )
    for name, pem in given:
        if pem is not None and (not isinstance(pem, bytes) or b"-----BEGIN" not in pem):
            raise TlsError(
                f"the {name} are not in PEM form", target=options.target, hint="Give PEM bytes."
            )
    credentials = grpc.ssl_channel_credentials(
        root_certificates=options.tls_root_certs,
        private_key=options.client_private_key,
        certificate_chain=options.client_cert_chain,
    )
    return kind.secure_channel(options.target, credentials, options=settings)


def _check(options: ConnectOptions) -> None:
    """Refuse what gRPC would refuse with a text that repeats neither name nor reason."""
    if not 0 < options.port < 65536:
        raise ArgumentError(f"{options.port} is no port", hint="Ports go from 1 to 65535.")
    sent = _HEADER_TEXT.fullmatch(options.authorization())
    if sent is None or _AUTH_TYPE.fullmatch(options.auth_type) is None:
        raise ArgumentError(
            f"the credential of the {options.auth_type!r} login cannot be sent",
            hint="The type is a name, the secret one line of ASCII.",
        )
    for name, value in options.extra_headers:
        if not _HEADER_NAME.fullmatch(name):
            raise ArgumentError(
                f"{name!r} cannot name a header", hint="Use letters a-z, digits, '-', '_' and '.'."
            )
        if isinstance(value, str) and not _HEADER_TEXT.fullmatch(value):
            raise ArgumentError(
                f"the value of the header {name!r} cannot be sent",
                hint="Give one line of ASCII, or name the header with -bin at the end.",
            )


async def explain_unavailable(options: ConnectOptions, details: str) -> ConnectError:
    """The error to raise when the first call came back UNAVAILABLE with ``details``."""
    target = options.target
    lowered = details.lower()
    if "certificate_verify_failed" in lowered or "peer name" in lowered:
        return TlsError(
            f"the certificate of {target} is not trusted ({_reason(details)})",
            target=target,
            hint="Give the authority that signed it as root certificates, "
            "and the host name that it was made for.",
        )
    if "wrong_version_number" in lowered or "http/1.x" in lowered or "wrong version" in lowered:
        return await _plain_port(options)
    if "connection refused" in lowered:
        return _refused(target)
    if (
        "tsi_data_corrupted" in lowered
        or "bad_certificate" in lowered
        or ("certificate_required" in lowered)
    ):
        return _wants_client_cert(options)
    return await _probe(options, details)


async def explain_silence(options: ConnectOptions) -> ConnectError:
    """The error to raise when the first call got no answer at all in time."""
    error = await _probe(options, "no answer")
    if isinstance(error, HostError | RefusedError | TlsError):
        return error
    return NotDeephavenError(
        f"{options.target} accepts connections but does not answer as a Deephaven server",
        target=options.target,
        hint="Check the port; the server may also be frozen.",
    )


async def _probe(options: ConnectOptions, details: str) -> ConnectError:
    """Look with a plain socket at what gRPC could only call unavailable."""
    target = options.target
    try:
        async with asyncio.timeout(_PROBE_SECONDS):
            reader, writer = await asyncio.open_connection(options.host, options.port)
    except (socket.gaierror, ValueError):  # ValueError: it could not be asked for, even
        return HostError(
            f"the host name {options.host!r} is not known",
            target=target,
            hint="Check the spelling, or use an address.",
        )
    except ConnectionRefusedError:
        return _refused(target)
    except (TimeoutError, OSError) as exc:
        reason = "no answer" if isinstance(exc, TimeoutError) else (exc.strerror or str(exc))
        return HostError(
            f"{target} cannot be reached ({reason})",
            target=target,
            hint="Check the host, the network and any firewall between.",
        )
    del reader
    writer.close()
    with contextlib.suppress(OSError):
        await writer.wait_closed()
    speaks_tls = await _speaks_tls(options)
    if speaks_tls and not options.tls:
        return TlsError(
            f"{target} speaks TLS and was addressed without",
            target=target,
            hint="Use dh+tls:// or use_tls=True.",
        )
    if speaks_tls and options.client_cert_chain is None:
        return _wants_client_cert(options)
    if options.tls and speaks_tls is None:
        return NotDeephavenError(
            f"{target} accepts connections and stays silent",
            target=target,
            hint="Check the port; the server may also be frozen.",
        )
    if options.tls and not speaks_tls:
        return await _plain_port(options)
    return NotDeephavenError(
        f"{target} answers, but not as a Deephaven server ({_reason(details)})",
        target=target,
        hint="Check the port.",
    )


async def _plain_port(options: ConnectOptions) -> ConnectError:
    return TlsError(
        f"{options.target} does not speak TLS",
        target=options.target,
        hint="Use dh:// or use_tls=False; what is sent can then be read on the network.",
    )


def _refused(target: str) -> RefusedError:
    return RefusedError(
        f"nothing listens on {target}",
        target=target,
        hint="Check the port, and that the server is up.",
    )


def _wants_client_cert(options: ConnectOptions) -> TlsError:
    given = options.client_cert_chain is not None
    return TlsError(
        f"{options.target} does not accept the client certificate"
        if given
        else f"{options.target} wants a client certificate",
        target=options.target,
        hint="Give a certificate that its authority signed, and the key.",
    )


async def _speaks_tls(options: ConnectOptions) -> bool | None:
    """Whether the port answers a TLS hello, None when it says nothing at all; verification plays no
    part here, nothing is sent."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.set_alpn_protocols(["h2"])
    try:
        async with asyncio.timeout(_PROBE_SECONDS):
            _, writer = await asyncio.open_connection(options.host, options.port, ssl=context)
    except ssl.SSLError as exc:
        # A server that demands a certificate ends the handshake with an alert: it speaks TLS.
        return "ALERT" in str(exc).upper()
    except TimeoutError:
        return None
    except OSError:
        return False
    writer.close()
    with contextlib.suppress(OSError, ssl.SSLError):
        await writer.wait_closed()
    return True


def _reason(details: str) -> str:
    """The last, most telling part of a gRPC error text, without its wrapping."""
    text = details.strip().splitlines()[0] if details.strip() else "no reason given"
    for mark in ("CERTIFICATE_VERIFY_FAILED: ", "; last error: "):
        if mark in text:
            text = text.split(mark, 1)[1]
    return text[:160]
