"""Calls of the blocking session that its caller's own thread makes, without the loop."""

from __future__ import annotations

import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dhconsole.client import Session
from dhconsole.errors import AuthError, ClosedError, DHError, RefusedError, ScriptError
from tests.gates import waits_for

pytestmark = pytest.mark.live


@pytest.fixture
def session(plain_server) -> Iterator[Session]:
    with Session("127.0.0.1", plain_server.options.port) as made:
        yield made


def test_errors_are_those_of_the_loop(session: Session, plain_server) -> None:
    with pytest.raises(ScriptError) as caught:
        session.run_script("a = 1\n1 / 0\n")
    assert caught.value.line == 2
    session.run_script("pass")
    with pytest.raises(AuthError) as refused:
        Session("127.0.0.1", plain_server.options.port, auth_type="Basic", auth_token="a:b")
    assert any("Anonymous" in each for each in refused.value.handlers), "asked of the server"
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(RefusedError):
        Session("127.0.0.1", port)


def when_it_runs(begun: Path, action: Callable[[], object]) -> threading.Thread:
    """Have another thread do ``action`` as soon as a script has made the file ``begun``."""

    def watch() -> None:
        pause = threading.Event()
        while not begun.exists():
            pause.wait(0.01)
        action()

    watching = threading.Thread(target=watch, daemon=True)
    watching.start()
    return watching


def test_ctrl_c_ends_the_wait_and_the_session_goes_on(session: Session, tmp_path: Path) -> None:
    begun, gate = tmp_path / "begun", tmp_path / "gate"
    code = f"open({str(begun)!r}, 'w').close()\n{waits_for(gate)}"
    when_it_runs(begun, lambda: os.kill(os.getpid(), signal.SIGINT))
    with pytest.raises(KeyboardInterrupt):
        session.run_script(code)
    gate.touch()
    assert session.is_connected
    session.run_script("pass")


def test_closing_the_session_ends_the_wait(plain_server, tmp_path: Path) -> None:
    begun, gate = tmp_path / "begun", tmp_path / "gate"
    session = Session("127.0.0.1", plain_server.options.port)
    closing = when_it_runs(begun, session.close)
    with pytest.raises(DHError):
        session.run_script(f"open({str(begun)!r}, 'w').close()\n{waits_for(gate)}")
    gate.touch()
    closing.join()
    with pytest.raises(ClosedError):
        session.run_script("pass")
