"""The REPL as it starts: until its prompt is there, against a bare prompt of its toolkit."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Iterator, Mapping

from tests.bench.report import Figure
from tests.pty.terminal import Terminal

_RUNS = 9
_BARE = "from prompt_toolkit import PromptSession; PromptSession('bare 1> ').prompt()"


def prompt_figures(port: int, state: Mapping[str, str]) -> Iterator[Figure]:
    """Seconds to the prompt, ours and the bare one's in turn, and what that makes."""
    ours, bare = [], []
    for _ in range(_RUNS):
        ours.append(_seconds(("-m", "dhconsole", "repl", f"127.0.0.1:{port}"), b"dh 1", state))
        bare.append(_seconds(("-c", _BARE), b"bare 1", state))
    yield Figure("REPL: start to prompt", statistics.median(ours), "s", "< 0.35")
    yield Figure("a bare prompt of its toolkit", statistics.median(bare), "s", "")
    ratio = statistics.median(a / b for a, b in zip(ours, bare, strict=True))
    yield Figure("REPL: start to prompt / bare prompt", ratio, "", "")


def _seconds(arguments: tuple[str, ...], prompt: bytes, state: Mapping[str, str]) -> float:
    started = time.perf_counter()
    with Terminal([sys.executable, *arguments], columns=120, rows=32, env=state) as terminal:
        return terminal.wait_raw(prompt) - started
