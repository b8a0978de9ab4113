"""Two consoles share a table: published in one, fetched in the other, watched in both."""

from __future__ import annotations

import re
import subprocess
import sys
import uuid
from pathlib import Path

import pytest

from dhconsole.client import Session
from tests.pty.terminal import Terminal

pytestmark = [pytest.mark.live, pytest.mark.pty]

NAME = f"desk{uuid.uuid4().hex[:12]}"
TICKET = f"h:{NAME.encode().hex()}"
TABLE = "from deephaven import time_table\nshare_me = time_table('PT0.1s').update('Beat = ii')"


def ticks(terminal: Terminal) -> None:
    seen: set[str] = set()

    def changed(text: str) -> bool:
        seen.update(re.findall(r"([\d,]+) rows", text))
        return len(seen) > 3

    terminal.wait(changed)


def command(terminal: Terminal, words: str, title: str) -> None:
    """Run a command of the palette."""
    terminal.press("ctrl+p")
    terminal.type(words)
    terminal.wait(title)
    terminal.press("enter")


def test_two_consoles(start, plain_server, tmp_path: Path) -> None:
    with Session(port=plain_server.options.port) as session:
        session.run_script(TABLE)
    with start(120, 32) as first, start(120, 32, DHCONSOLE_STATE_DIR=str(tmp_path / "b")) as second:
        first.wait("live")
        first.press("f2")
        first.type("share_me")
        first.wait(lambda text: re.search(r"share_me +[\d,]+ rows", text) is not None)
        first.press("enter")
        first.wait("[live]")
        first.press("P")
        first.wait("nobody can guess")
        first.type(NAME)
        first.press("enter")
        first.wait("is shared until this console ends")
        command(first, "shared tables", "Shared tables")
        first.wait("since")
        first.press("escape")

        second.wait("live")
        command(second, "fetch a", "Fetch a shared table")
        second.wait("h:… that was shared")
        second.type("e:5")
        second.press("enter")
        second.wait("means something only in the session that made it")
        second.type("\b" * 3 + TICKET)
        second.press("enter")
        second.wait("[live]")
        ticks(second)
        ticks(first)

        first.press("ctrl+q")
        first.wait("No more shared with others then: share_me")
        first.press("y")
        assert first.wait_end() == 0
        ticks(second)
        second.wait("nobody shares it any more")
        ticks(second)
        second.press("right", "f")
        second.type(">5")
        # "what was shared as … is gone", or "nothing is shared as …", where the server has
        # forgotten the ticket by then.
        second.wait(f"shared as {TICKET}")


PUBLISHER = """
import sys
from pydeephaven import Session
from pydeephaven.ticket import SharedTicket

session = Session("127.0.0.1", {port})
session.run_script({script!r})
table = session.open_table("share_py")  # shared as long as it is held
session.publish_table(SharedTicket(b"h" + {ticket!r}), table)
print("shared", flush=True)
sys.stdin.readline()
session.close()
print("closed", flush=True)
"""
FETCHER = """
from pydeephaven import Session
from pydeephaven.ticket import SharedTicket

session = Session("127.0.0.1", {port})
print(session.fetch_table(SharedTicket(b"h" + {ticket!r})).to_arrow().num_rows > 0, flush=True)
session.close()
"""


def test_a_console_and_pydeephaven(start, plain_server) -> None:
    """Either side publishes, the other fetches by the ticket's text."""
    port, ours, theirs = plain_server.options.port, uuid.uuid4().hex[:8], uuid.uuid4().bytes
    script = TABLE.replace("share_me", "share_py")
    command_line = [sys.executable, "-c", PUBLISHER.format(port=port, script=script, ticket=theirs)]
    publisher = subprocess.Popen(
        command_line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert publisher.stdin is not None and publisher.stdout is not None
    try:
        assert publisher.stdout.readline() == "shared\n"
        with start(120, 32) as terminal:
            terminal.wait("live")
            command(terminal, "fetch a", "Fetch a shared table")
            terminal.wait("h:… that was shared")
            terminal.type(f"h:{theirs.hex()}")
            terminal.press("enter")
            terminal.wait("[live]")
            ticks(terminal)

            terminal.press("P")
            terminal.wait("nobody can guess")
            terminal.type(f"py{ours}")
            terminal.press("enter")
            terminal.wait("is shared until")
            ticket = f"py{ours}".encode()
            fetched = subprocess.run(
                [sys.executable, "-c", FETCHER.format(port=port, ticket=ticket)],
                capture_output=True,
                text=True,
                timeout=60,
                check=False,
            )
            assert fetched.stdout == "True\n", fetched.stderr

            publisher.stdin.write("\n")
            publisher.stdin.flush()
            assert publisher.stdout.readline() == "closed\n"
            terminal.wait("nobody shares it any more")
            ticks(terminal)
    finally:
        publisher.kill()
        publisher.wait(30)
