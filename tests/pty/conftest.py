"""The console in a terminal, on a real server."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import forget
from tests.pty.terminal import Terminal, console


@pytest.fixture(autouse=True)
def bare_scope(plain_server) -> None:
    """No tables of other tests, which would push this one's off the screen."""
    forget(plain_server)


@pytest.fixture
def start(plain_server, tmp_path: Path) -> Callable[..., Terminal]:
    """Starts consoles on the plain server, with settings and drafts of this test's own.

    Another ``port`` is that of a proxy to it.
    """
    env = {
        "DHCONSOLE_CONFIG_DIR": str(tmp_path / "config"),
        "DHCONSOLE_STATE_DIR": str(tmp_path / "state"),
    }

    def make(columns: int, rows: int, port: int = 0, **more: str) -> Terminal:
        port = port or plain_server.options.port
        return console(f"127.0.0.1:{port}", columns=columns, rows=rows, env=env | more)

    return make
