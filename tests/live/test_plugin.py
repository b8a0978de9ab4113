"""A conversation with a plugin in both directions, on a server that has one of ours."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from dhconsole.client import ServerObject, Session, Table
from dhconsole.errors import ClosedError, ServerError, TicketError

pytestmark = pytest.mark.live

PLUGIN = """
from deephaven.plugin import Callback, Registration
from deephaven.plugin.object_type import BidirectionalObjectType, MessageStream


class Echo:
    pass


class EchoStream(MessageStream):
    def __init__(self, connection):
        self.connection = connection

    def on_data(self, payload, references):
        self.connection.on_data(bytes(payload)[::-1], references)

    def on_close(self):
        pass


class EchoType(BidirectionalObjectType):
    @property
    def name(self):
        return "test.Echo"

    def is_type(self, object):
        return isinstance(object, Echo)

    def create_client_connection(self, obj, connection):
        stream = EchoStream(connection)
        connection.on_data(b"hello", [])
        return stream


class EchoRegistration(Registration):
    @classmethod
    def register_into(cls, callback: Callback) -> None:
        callback.register(EchoType)
"""


@pytest.fixture
def echo_port(
    fresh_server: Callable[..., object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> int:
    """A server with a plugin that says backwards what it hears."""
    packages = tmp_path / "packages"
    info = packages / "echo_plugin-1.0.dist-info"
    info.mkdir(parents=True)
    (packages / "echo_plugin.py").write_text(PLUGIN)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: echo-plugin\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(
        "[deephaven.plugin]\nregistration_cls = echo_plugin:EchoRegistration\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(packages))
    return int(fresh_server(tls=False).port)  # type: ignore[attr-defined]


def test_both_sides_speak(echo_port: int) -> None:
    with Session(port=echo_port) as session:
        session.run_script("from echo_plugin import Echo\necho = Echo()")
        echo = session.exportable_objects["echo"]
        assert echo.type == "test.Echo"
        with session.plugin_client(echo) as client:
            assert next(client.resp_stream) == (b"hello", [])
            client.req_stream.write(b"abc", [])
            assert next(client.resp_stream) == (b"cba", [])
            table = session.empty_table(3).update("X = i")
            client.req_stream.write(b"with a table", [table])
            payload, references = next(client.resp_stream)
            assert payload == b"elbat a htiw"
            found = references[0].fetch()
            assert isinstance(found, Table) and found.size == 3
        with pytest.raises(ClosedError):
            client.req_stream.write(b"late")
        again = session.plugin_client(echo)
        assert next(again.resp_stream)[0] == b"hello"
        again.close()
        assert list(again.resp_stream) == []
        wrong = session.plugin_client(ServerObject("test.Other", echo.ticket))
        with pytest.raises((ServerError, TicketError)):
            next(wrong.resp_stream)
