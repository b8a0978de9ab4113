"""Calling dhconsole as a shell does: words in, streams and an exit code out."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass

_SECONDS = 120


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended: its exit code, and what it wrote."""

    code: int
    out: bytes
    talk: str

    @property
    def text(self) -> str:
        return self.out.decode()

    @property
    def lines(self) -> list[str]:
        # Not ``splitlines``: what a table or a log holds may have line ends of other kinds.
        return self.text.rstrip("\n").split("\n") if self.text else []


class Shell:
    """Calls commands on one server.

    Args:
        url: of the server.
    """

    def __init__(self, url: str) -> None:
        self.environ = {**os.environ, "DH_URL": url, "PYTHONWARNINGS": "error"}

    def begin(self, *words: str, **pipes: int) -> subprocess.Popen[bytes]:
        """Start a command; whoever calls ends it."""
        return subprocess.Popen(
            [sys.executable, "-m", "dhconsole", *words],
            stdin=pipes.get("stdin", subprocess.DEVNULL),
            stdout=pipes.get("stdout", subprocess.PIPE),
            stderr=subprocess.PIPE,
            env=self.environ,
        )

    def run(self, *words: str, data: bytes | None = None) -> Ended:
        """Call a command and wait for its end."""
        with self.begin(*words, stdin=subprocess.PIPE) as process:
            out, talk = process.communicate(data or b"", timeout=_SECONDS)
        return Ended(process.returncode, out, talk.decode())

    def good(self, *words: str, data: bytes | None = None) -> Ended:
        """The same of a command that has to end well."""
        ended = self.run(*words, data=data)
        assert ended.code == 0, ended.talk
        return ended
