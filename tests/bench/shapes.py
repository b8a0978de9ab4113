"""Tables of unusual shape beside a small one: what it costs to open them and to look round."""

from __future__ import annotations

import time
from collections.abc import Iterator

from tests.bench.process import cpu_seconds, resident_megabytes
from tests.bench.report import Figure, median
from tests.pty.terminal import Terminal, console

TABLES = """
from deephaven import empty_table
_names = [f"C{j} = ii * {j + 1}" for j in range(500)]
shape_small = empty_table(1_000).update_view(["First = `first` + ii"] + _names[:8])
shape_wide = empty_table(1_000).update_view(["First = `first` + ii"] + _names)
shape_long = empty_table(1_000_000_000).update_view(["First = `first` + ii"] + _names[:8])
shape_fat = empty_table(1_000).update(
    ["First = `first` + ii", "Fat = (`cell` + ii).repeat(20_000)", "After = ii"])
"""
SHAPES = {
    "shape_small": "1 000 rows x 9",
    "shape_wide": "1 000 rows x 501",
    "shape_long": "1e9 rows x 9",
    "shape_fat": "cells of 100 000 characters",
}
_OPENINGS = 5
_STEPS = 60


def shape_figures(port: int, state: dict[str, str]) -> Iterator[Figure]:
    """Ratios to the small table, in consoles of their own."""
    costs = {name: _cost(port, state, name) for name in SHAPES}
    small = costs["shape_small"]
    for name, shown in SHAPES.items():
        if name == "shape_small":
            continue
        opened, looked, memory = costs[name]
        yield Figure(f"open {shown} / {SHAPES['shape_small']}", opened / small[0], "", "<= 1.5")
        yield Figure(f"CPU of looking round in it / {SHAPES['shape_small']}", looked / small[1], "")
        yield Figure(f"memory with it open / {SHAPES['shape_small']}", memory / small[2], "")


def _cost(port: int, state: dict[str, str], name: str) -> tuple[float, float, float]:
    """Seconds to open, CPU seconds of looking round, resident megabytes."""
    times = []
    with console(f"localhost:{port}", columns=200, rows=60, env=state) as terminal:
        terminal.wait("live")
        for _ in range(_OPENINGS):
            times.append(_open(terminal, name))
            terminal.press("ctrl+w")
            terminal.wait("No table is open")
        _open(terminal, name)
        before = cpu_seconds(terminal.process.pid)
        for key in ("pagedown", "right", "pageup", "left"):
            for _ in range(_STEPS):
                terminal.press(key)
                terminal.read(0.02)
        terminal.drain(0.5)
        used = cpu_seconds(terminal.process.pid) - before
        memory = resident_megabytes(terminal.process.pid)
    return median(times), used, memory


def _open(terminal: Terminal, name: str) -> float:
    terminal.press("f2")
    terminal.wait("Open a table")
    terminal.type(name)
    terminal.wait("1 of ")
    began = time.perf_counter()
    terminal.press("enter")
    terminal.wait("first0")
    return time.perf_counter() - began
