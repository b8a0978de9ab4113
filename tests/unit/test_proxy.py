"""The proxy of the tests does what it says, seen with plain sockets."""

from __future__ import annotations

import socket
import socketserver
import threading
import time
from collections.abc import Iterator

import pytest

from tests.proxy import Proxy


class Echo(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        while data := self.request.recv(65536):
            self.request.sendall(data)


class EchoServer(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: object, client_address: object) -> None:
        """Connections that break are what these tests are about."""


@pytest.fixture
def proxy() -> Iterator[Proxy]:
    with EchoServer(("127.0.0.1", 0), Echo) as echo:
        threading.Thread(target=echo.serve_forever, args=(0.02,), daemon=True).start()
        with Proxy(echo.server_address[1]) as running:
            yield running
        echo.shutdown()


def client(proxy: Proxy) -> socket.socket:
    return socket.create_connection(("127.0.0.1", proxy.port), timeout=10)


def ask(connection: socket.socket, data: bytes) -> bytes:
    connection.sendall(data)
    answer = b""
    while len(answer) < len(data):
        answer += connection.recv(65536)
    return answer


def test_carries_both_ways_and_counts(proxy: Proxy) -> None:
    big = bytes(range(256)) * 4096
    with client(proxy) as one, client(proxy) as two:
        assert ask(one, b"hello") == b"hello"
        sending = threading.Thread(target=two.sendall, args=(big,))
        sending.start()
        answer = b""
        while len(answer) < len(big):
            answer += two.recv(65536)
        sending.join()
        assert answer == big
        proxy.wait_passed("down", len(big) + 5)
        assert proxy.passed["up"] == len(big) + 5
        assert proxy.connections == proxy.accepted == 2


def test_cut_resets_and_takes_new_ones(proxy: Proxy) -> None:
    with client(proxy) as one:
        ask(one, b"x")
        assert proxy.cut() == 1
        with pytest.raises(ConnectionResetError):
            one.recv(1)
    with client(proxy) as two:
        assert ask(two, b"y") == b"y"


def test_refuse_and_accept_on_the_same_port(proxy: Proxy) -> None:
    port = proxy.port
    with client(proxy) as one:
        ask(one, b"x")
        proxy.refuse()
        with pytest.raises(ConnectionResetError):
            one.recv(1)
    with pytest.raises(ConnectionRefusedError):
        client(proxy)
    proxy.accept()
    assert proxy.port == port
    with client(proxy) as two:
        assert ask(two, b"y") == b"y"


def test_freeze_holds_back_and_thaw_lets_go(proxy: Proxy) -> None:
    with client(proxy) as one:
        ask(one, b"x")
        proxy.freeze()
        one.sendall(b"held")
        one.settimeout(0.2)
        with pytest.raises(TimeoutError):
            one.recv(1)
        proxy.thaw()
        one.settimeout(10)
        assert one.recv(4) == b"held"


def test_freeze_of_one_way_lets_the_other_go_on(proxy: Proxy) -> None:
    with client(proxy) as one:
        ask(one, b"x")
        proxy.freeze("down")
        one.sendall(b"held")
        proxy.wait_passed("up", 5)
        assert proxy.passed["down"] == 1
        proxy.thaw()
        assert one.recv(4) == b"held"


def test_delay_keeps_the_order(proxy: Proxy) -> None:
    proxy.delay(0.1)
    with client(proxy) as one:
        started = time.monotonic()
        one.sendall(b"a")
        one.sendall(b"b")
        assert one.recv(1) + one.recv(1) == b"ab"
        assert time.monotonic() - started >= 0.2


def test_corrupt_spoils_that_much_and_no_more(proxy: Proxy) -> None:
    with client(proxy) as one:
        proxy.corrupt("down")
        assert ask(one, b"abc") == bytes(byte ^ 0x10 for byte in b"abc")
        proxy.wait_corrupted()
        assert ask(one, b"abc") == b"abc"


def test_a_server_that_is_gone_ends_the_connection(proxy: Proxy) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        proxy.retarget(unused.getsockname()[1])
        with client(proxy) as one:
            assert one.recv(1) == b""
