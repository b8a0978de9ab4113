"""Logging in with a secret, and staying logged in, on real servers."""

from __future__ import annotations

import asyncio
import base64
from dataclasses import replace

import pytest

from dhconsole.client.connection import Connection
from dhconsole.client.options import PSK_AUTH_TYPE, ConnectOptions
from dhconsole.client.state import Live
from dhconsole.errors import AuthError

pytestmark = pytest.mark.live

KEY = "correct-horse-battery"


async def test_pre_shared_key(fresh_server) -> None:
    server = fresh_server(psk=KEY, tls=False)
    assert KEY not in repr(server.options)
    for kind in ("psk", PSK_AUTH_TYPE):
        async with Connection(replace(server.options, auth_type=kind)) as connection:
            assert isinstance(connection.state, Live)
    with pytest.raises(AuthError) as caught:
        async with Connection(replace(server.options, auth_token="wrong-key")):
            pass
    assert caught.value.handlers == (PSK_AUTH_TYPE,)
    assert "wrong-key" not in str(caught.value)


def test_forms_of_the_credential() -> None:
    basic = ConnectOptions(auth_type="Basic", auth_token="ann:pw")
    assert basic.authorization() == "Basic " + base64.b64encode(b"ann:pw").decode()
    custom = ConnectOptions(auth_type="com.example.Handler", auth_token="abc")
    assert custom.authorization() == "com.example.Handler abc"
    assert ConnectOptions(auth_token="ignored").authorization() == "Anonymous"
    assert ConnectOptions(auth_type="basic", auth_token="ann:pw").authorization() == (
        basic.authorization()
    )


@pytest.mark.parametrize("kind", ["Basic", "psk", "com.example.Handler"])
async def test_a_login_without_a_secret_is_refused_as_such(plain_server, kind: str) -> None:
    """A space at the end of the header made the server's answer look like no Deephaven's."""
    with pytest.raises(AuthError, match="refuses"):
        await Connection(replace(plain_server.options, auth_type=kind)).open()


async def test_an_idle_session_outlives_its_duration(
    fresh_server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server ends sessions idle for 10 s; ours refreshes itself and takes each new token."""
    server = fresh_server(tls=False, extra_jvm_args=("-Dhttp.session.durationMs=10000",))
    pings = asyncio.Queue[str]()
    ping = Connection.ping

    async def told(self: Connection) -> float:
        latency = await ping(self)
        pings.put_nowait(self.bearer)
        return latency

    monkeypatch.setattr(Connection, "ping", told)
    async with Connection(server.options) as connection:
        assert connection.server.session_seconds == 10
        tokens = {connection.bearer}
        async with asyncio.timeout(60):
            for _ in range(4):  # one each third of the duration, so that 13 s have passed
                tokens.add(await pings.get())
        assert isinstance(connection.state, Live) and connection.generation == 1
        assert len(tokens) > 3, "the token rotates, and we follow"
