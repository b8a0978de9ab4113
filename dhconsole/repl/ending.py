"""Being told to end from outside: what was typed is kept for the next REPL.

Owns the files that hold it, one for each REPL that ended so, until another has taken them.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import time
import uuid
from collections.abc import Callable
from pathlib import Path

_SIGNALS = (signal.SIGTERM, signal.SIGHUP)
_BY_SIGNAL = 128


class Ending:
    """Ends the task of the REPL when a signal says so.

    Args:
        folder: of the kept texts; need not exist.
        typed: what stands at the prompt and was not run.

    Attributes:
        code: exit status that tells of the signal; 0 while there was none.
    """

    def __init__(self, folder: Path, typed: Callable[[], str]) -> None:
        self.code = 0
        self._folder = folder
        self._typed = typed
        self._brought: list[Path] = []

    def install(self) -> None:
        """From now on, for the task that calls."""
        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        assert task is not None
        for number in _SIGNALS:
            loop.add_signal_handler(number, self._told, number, task)

    def hung_up(self) -> None:
        """The terminal is gone, which may be seen before the signal comes that says so."""
        if not self.code:
            self.code = _BY_SIGNAL + signal.SIGHUP
            self._keep(self._typed())

    def _told(self, number: int, task: asyncio.Task[object]) -> None:
        if not self.code:
            self.code = _BY_SIGNAL + number
            # First of all: of a terminal that is gone nothing can be expected after this.
            self._keep(self._typed())
            # Once: a second signal would break off what the first has begun.
            task.cancel()

    def _keep(self, text: str) -> None:
        if text.strip():
            # A full disk: it is lost then, and there is nobody to be told.
            with contextlib.suppress(OSError):
                self._write(text)

    def _write(self, text: str) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self._folder / f"{time.time_ns()}-{uuid.uuid4().hex}"
        unnamed = path.with_suffix(".new")
        descriptor = os.open(unnamed, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(descriptor, "w", encoding="utf-8", errors="surrogateescape") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        # No other console sees it before it is whole.
        unnamed.rename(path.with_suffix(".txt"))

    def kept(self) -> list[str]:
        """What other REPLs kept, the oldest first.

        Raises:
            OSError: it cannot be read.
        """
        self._brought = sorted(self._folder.glob("*.txt"))
        return [
            each.read_text(encoding="utf-8", errors="surrogateescape") for each in self._brought
        ]

    def left(self) -> None:
        """The REPL was left in order: what it brought back is kept no longer."""
        for path in self._brought:
            path.unlink(missing_ok=True)
