"""Figures of the console in a terminal: start, ticking, idle, jumps, memory, latency."""

from __future__ import annotations

import random
import re
import sys
import time
from collections.abc import Iterator

from dhconsole.client import Session
from tests.bench.process import cpu_seconds, resident_megabytes
from tests.bench.report import Figure, median, percentile
from tests.pty.terminal import Terminal, console

STATIC = """
from deephaven import empty_table, time_table
bench_ten = empty_table(10).update(["A = i", "B = i * 0.5", "C = `s` + i"])
"""
TABLES = """
bench_big = empty_table(1_000_000_000).update_view(["A = ii", "B = ii * 0.5", "C = `s` + ii"])
_beat = time_table("PT0.1s").update("N = ii").last_by()
_rows = empty_table(60).update("K = i")
bench_all = _rows.natural_join(_beat, []).update(
    ["K"] + [f"V{j} = (long)((N * 7919L + K * 31 + {j} * 17) % 100000)" for j in range(16)])
bench_one = _rows.natural_join(_beat, []).update(
    ["K"] + [f"V{j} = (long)((N + K * 16 + {j}) / 100)" for j in range(16)]).drop_columns(
    ["N", "Timestamp"])
bench_all = bench_all.drop_columns(["N", "Timestamp"])
# The time of the cycle that makes the row: of a tick it says when it was due, up to a cycle before.
bench_clock = time_table("PT0.1s").last_by().update(
    "Nanos = isNull(Timestamp) ? NULL_LONG : epochNanos(now())").view("Nanos")
"""

_STARTS = 9
_WINDOWS = 7
_SETTLE = 1.5


def prepare(port: int, script: str) -> None:
    """Make tables that are looked at."""
    with Session(port=port) as session:
        session.run_script(script)


def start_figures(port: int, state: dict[str, str]) -> Iterator[Figure]:
    paints, taken, lists, bare = [], [], [], []
    for _ in range(_STARTS):
        # In turn, so that what else the machine does falls on both.
        began = time.perf_counter()
        with Terminal([sys.executable, "-m", "tests.bench.bare"], columns=120, rows=32) as terminal:
            bare.append(terminal.wait_raw(b"Code") - began)
        began = time.perf_counter()
        with console(f"localhost:{port}", columns=120, rows=32, env=state) as terminal:
            paints.append(terminal.wait_raw(b"Code") - began)
            taken.append(terminal.wait_raw(b"Code") - began)
            lists.append(terminal.wait_raw(b"bench_ten") - began)
    yield Figure("first paint", median(paints), "s", "< 0.4")
    yield Figure("first paint of a bare Textual app", median(bare), "s")
    yield Figure("first paint, of the bare app's time", median(paints) / median(bare), "")
    yield Figure("the same drawn by Textual, which hears keys then", median(taken), "s")
    yield Figure("start to tables listed on a running server", median(lists), "s", "< 1")


def open_table(terminal: Terminal, name: str) -> None:
    """Find a table by name and open it."""
    terminal.wait(name)
    terminal.press("f2")
    terminal.wait("Open a table")
    terminal.type(name)
    terminal.press("enter")
    terminal.wait(lambda text: "Open a table" not in text and re.search(r"\[(live|static)\]", text))


def _cost(terminal: Terminal) -> tuple[float, float]:
    """Percent of a core and bytes per second: medians over some seconds, of each one."""
    terminal.read(_SETTLE)
    _drain(terminal, _SETTLE)
    shares, rates = [], []
    for _ in range(_WINDOWS):
        cpu, began = cpu_seconds(terminal.process.pid), time.perf_counter()
        count = _drain(terminal, 1.0)
        spent = time.perf_counter() - began
        shares.append((cpu_seconds(terminal.process.pid) - cpu) / spent * 100)
        rates.append(count / spent)
    return median(shares), median(rates)


def _drain(terminal: Terminal, seconds: float) -> int:
    """Read without emulating, as a real terminal takes no CPU of ours to do it."""
    return terminal.drain(seconds)


def ticking_figures(port: int, state: dict[str, str]) -> Iterator[Figure]:
    for name, what, target in (
        ("bench_all", "every cell at 10 Hz", "< 12"),
        ("bench_one", "1 % of cells at 10 Hz", "< 5"),
    ):
        with console(f"localhost:{port}", columns=200, rows=60, env=state) as terminal:
            open_table(terminal, name)
            terminal.press("f10")
            cpu, rate = _cost(terminal)
        yield Figure(f"CPU of one core, 200x60, {what}", cpu, "%", target)
        yield Figure(f"bytes to the terminal, 200x60, {what}", rate, "B/s")


def idle_figures(port: int, state: dict[str, str]) -> Iterator[Figure]:
    with console(f"localhost:{port}", columns=200, rows=60, env=state) as terminal:
        open_table(terminal, "bench_ten")
        cpu, rate = _cost(terminal)
    yield Figure("CPU of one core, idle, static table open", cpu, "%", "< 1")
    yield Figure("bytes to the terminal, idle, static table open", rate, "B/s", "0")


def jump_figures(port: int, state: dict[str, str]) -> Iterator[Figure]:
    times = []
    with console(f"localhost:{port}", columns=200, rows=60, env=state) as terminal:
        open_table(terminal, "bench_big")
        terminal.wait("s0")
        chance = random.Random(1)
        for _ in range(60):
            row = chance.randrange(1_000, 999_999_000)
            terminal.press("ctrl+g")
            terminal.wait("Go to row")
            terminal.type(str(row))
            terminal.wait(str(row))
            began = time.perf_counter()
            terminal.press("enter")
            came = terminal.wait_raw(f"s{row - 1}".encode())
            times.append((came - began) * 1000)
        memory = resident_megabytes(terminal.process.pid)
    yield Figure("key to paint, jump to a random row of 1e9, p50", median(times), "ms", "< 50")
    yield Figure(
        "key to paint, jump to a random row of 1e9, p99", percentile(times, 0.99), "ms", "< 150"
    )
    with console(f"localhost:{port}", columns=200, rows=60, env=state) as terminal:
        open_table(terminal, "bench_ten")
        terminal.wait("s0")
        small = resident_megabytes(terminal.process.pid)
    yield Figure("resident memory with 1e9 rows open", memory, "MB", "< 130")
    yield Figure("resident memory with 10 rows open", small, "MB")


def latency_figures(port: int, state: dict[str, str]) -> Iterator[Figure]:
    """Server update to painted cell: the cell holds the server's clock at its update."""
    delays = []
    with console(f"localhost:{port}", columns=120, rows=32, env=state) as terminal:
        open_table(terminal, "bench_clock")
        seen = ""
        until = time.monotonic() + 12
        while time.monotonic() < until:
            terminal.read(0.005)
            now = time.time()
            found = re.search(r"\b(1[78]\d{17})\b", terminal.text.replace(",", ""))
            if found and found.group(1) != seen:
                if seen:
                    delays.append((now - int(found.group(1)) / 1e9) * 1000)
                seen = found.group(1)
    yield Figure("server update to painted cell, p50", median(delays), "ms")
    yield Figure(
        "server update to painted cell, p99", percentile(delays, 0.99), "ms", "< 200 (frame + 100)"
    )
