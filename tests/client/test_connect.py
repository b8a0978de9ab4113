"""Connecting, and every way in which it can fail, against real servers and real sockets."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import time
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from dhconsole.client import channel, methods
from dhconsole.client.connection import Connection
from dhconsole.client.console import Console
from dhconsole.client.options import ConnectOptions
from dhconsole.client.state import Closed, Live
from dhconsole.errors import (
    ArgumentError,
    AuthError,
    ClosedError,
    ConfigError,
    ConnectError,
    ConsoleTypeError,
    HostError,
    NotDeephavenError,
    RefusedError,
    SessionExpiredError,
    TlsError,
)

pytestmark = pytest.mark.live

FIVE_SECONDS = 5.0
"""What the product promises; a busy machine may take three times as long."""


async def failure(options: ConnectOptions) -> ConnectError | AuthError:
    """The error of connecting; the product must give itself no more than it promises."""
    assert ConnectOptions().connect_timeout + channel._PROBE_SECONDS < FIVE_SECONDS
    started = time.monotonic()
    with pytest.raises((ConnectError, AuthError)) as caught:
        async with Connection(options):
            pass
    assert time.monotonic() - started < 3 * FIVE_SECONDS
    assert caught.value.hint, "every connect error says what to do"
    return caught.value


@contextlib.asynccontextmanager
async def listener(reply: bytes | None) -> AsyncIterator[int]:
    """A port that answers ``reply`` to anything, or stays silent."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.closing(writer), contextlib.suppress(ConnectionError):
            await reader.read(1)
            if reply is not None:
                writer.write(reply)
                await writer.drain()
            else:
                await reader.read()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


async def test_mutual_tls_and_version(server) -> None:
    async with Connection(server.options) as connection:
        assert isinstance(connection.state, Live)
        assert connection.server.version[0].isdigit()
        assert connection.latency is not None and connection.latency > 0
    assert isinstance(connection.state, Closed)


async def test_anonymous_with_headers_and_channel_options(plain_server) -> None:
    options = replace(
        plain_server.options,
        extra_headers=(("x-team", "quant"), ("x-raw-bin", b"\x00\x01")),
        client_opts=(("grpc.primary_user_agent", "dhconsole-test"),),
    )
    async with Connection(options) as connection:
        assert await connection.ping() > 0


async def test_close_ends_the_session_on_the_server(plain_server) -> None:
    connection = Connection(plain_server.options)
    await connection.open()
    token = connection.bearer
    await connection.close()
    with pytest.raises(ClosedError):
        await connection.ping()
    async with Connection(plain_server.options) as other:
        other.bearer = token
        with pytest.raises(SessionExpiredError):
            await other.unary(
                methods.Session.RELEASE,
                methods.Session.RELEASE.request(id={"ticket": b"e\1\0\0\0"}),
            )


async def test_wrong_host() -> None:
    error = await failure(ConnectOptions(host="no-such-host.invalid"))
    assert isinstance(error, HostError)
    assert "no-such-host.invalid" in str(error)


@pytest.mark.parametrize("host", ["x" * 300, "loc\0al", "a b", "http://localhost"])
async def test_what_is_no_host(host: str) -> None:
    assert isinstance(await failure(ConnectOptions(host=host)), HostError)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (ConnectOptions(port=70000), "70000 is no port"),
        (ConnectOptions(port=-1), "-1 is no port"),
        (ConnectOptions(auth_type=""), "''"),
        (ConnectOptions(auth_type="no name"), "'no name'"),
        (ConnectOptions(auth_type="a.B", auth_token="hunter2\nx: y"), "'a.B'"),
        (ConnectOptions(auth_type="a.B", auth_token="hünter2"), "'a.B'"),
        (ConnectOptions(extra_headers=(("no header", "x"),)), "'no header'"),
        (ConnectOptions(extra_headers=(("x-team", "hunter2\n"),)), "'x-team'"),
    ],
)
async def test_what_cannot_be_sent(options: ConnectOptions, told: str) -> None:
    """Of a secret that cannot travel nothing is repeated."""
    with pytest.raises(ArgumentError) as caught:
        await Connection(options).open()
    assert told in caught.value.message
    assert caught.value.hint
    assert "nter2" not in str(caught.value)


async def test_wrong_port() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    error = await failure(ConnectOptions(host="127.0.0.1", port=port))
    assert isinstance(error, RefusedError)
    assert str(port) in str(error)


@pytest.mark.parametrize("reply", [b"HTTP/1.1 200 OK\r\n\r\nhello", b"SSH-2.0-x\r\n", None])
async def test_not_a_deephaven_server(reply: bytes | None) -> None:
    async with listener(reply) as port:
        error = await failure(ConnectOptions(host="127.0.0.1", port=port))
    assert isinstance(error, NotDeephavenError), error


async def test_a_port_that_says_nothing_to_tls() -> None:
    """It is not said to lack TLS: nobody knows."""
    async with listener(None) as port:
        error = await failure(ConnectOptions(host="127.0.0.1", port=port, use_tls=True))
    assert isinstance(error, NotDeephavenError)
    assert "stays silent" in error.message


async def test_tls_against_plain(plain_server) -> None:
    error = await failure(replace(plain_server.options, use_tls=True))
    assert isinstance(error, TlsError)
    assert "does not speak TLS" in str(error)


async def test_plain_against_tls(server) -> None:
    options = ConnectOptions(host=server.options.host, port=server.options.port)
    error = await failure(options)
    assert isinstance(error, TlsError)
    assert "speaks TLS" in str(error)


async def test_certificate_of_unknown_authority(server) -> None:
    error = await failure(replace(server.options, tls_root_certs=None, use_tls=True))
    assert isinstance(error, TlsError)
    assert "not trusted" in str(error)


async def test_client_certificate_missing(server) -> None:
    options = replace(server.options, client_cert_chain=None, client_private_key=None)
    error = await failure(options)
    assert isinstance(error, TlsError)
    assert "client certificate" in str(error)


async def test_certificate_that_is_no_certificate(server) -> None:
    error = await failure(replace(server.options, tls_root_certs=b"rubbish"))
    assert isinstance(error, TlsError)
    assert "PEM" in str(error)


async def test_login_refused_names_what_is_offered(plain_server) -> None:
    options = replace(plain_server.options, auth_type="Basic", auth_token="ann:hunter2")
    error = await failure(options)
    assert isinstance(error, AuthError)
    assert "Anonymous" in error.hint
    assert "hunter2" not in str(error) + repr(options)


async def test_console_type_missing(plain_server) -> None:
    async with Connection(replace(plain_server.options, session_type="groovy")) as connection:
        with pytest.raises(ConsoleTypeError) as caught:
            await Console(connection).start()
    assert caught.value.offered == ("python",)


def test_bad_port_in_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    from dhconsole.client.session import Session

    monkeypatch.setenv("DH_PORT", "ten")
    with pytest.raises(ConfigError, match="DH_PORT"):
        Session()
