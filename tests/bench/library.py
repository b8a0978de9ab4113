"""The library beside pydeephaven, medians of the ratios of calls or processes in turn, since the
machine's speed changes within seconds. A ratio below 1 is in our favour, except where it counts
rows per second."""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from statistics import median
from typing import Any

from tests.bench.report import Figure

Call = Callable[[], Any]

OURS, PEER = "dhconsole.client", "pydeephaven"
_TRIES = 6
"""Of pydeephaven-ticking's listener, which often breaks at a table's first rows."""

HEAD = """
import importlib, json, resource, sys, time
module, port = sys.argv[1], int(sys.argv[2])
began = time.perf_counter()
m = importlib.import_module(module)
m.Session
imported = time.perf_counter() - began
def peak():  # not ru_maxrss, which knows the memory of the process that started this one
    lines = open("/proc/self/status").read().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))
"""

IMPORT = """
print(json.dumps({"import": imported}))
"""

READ_CODE = """
from deephaven import empty_table
bench_rows = empty_table(5_000_000).update(["A = ii", "B = ii * 0.5", "C = (int)(ii % 1000)",
    "D = ii % 7 == 0"])
"""

READ = """
session = m.Session(port=port)
table = session.open_table("bench_rows")
for _ in range(8):
    rows = None
    rows = table.to_arrow()
assert rows.num_rows == 5_000_000
table.close()
session.close()
print(json.dumps({"memory": peak()}))
"""

FOLLOW_CODE = """
from deephaven import empty_table, time_table
_second = time_table("PT1s").view("N = ii").last_by()
bench_{name} = empty_table(500_000).update("K = ii").natural_join(_second, on=[]).update([
    "V1 = N + K", "V2 = N * 0.5 + K", "V3 = (int)(N + K)", {fourth}]).drop_columns("N")
"""

FOLLOW = """
import threading
session = m.Session(port=port)
table = session.open_table(sys.argv[3])
columns = ["K", "V1", "V2", "V3", "V4"]
done, seen, rows, start = threading.Event(), 0, 0, 0.0
def cpu():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
def take(update):
    global seen, rows, start
    changed = update.modified(columns[1:])
    if not changed or not len(changed["V1"]):
        return
    if not seen:
        start = cpu()
    else:
        rows += len(changed["V1"]) * getattr(update, "merged", 1)
    seen += 1
    if seen > 15:
        done.set()
failed = []
def broke(error):
    failed.append(str(error))
    done.set()
handle = m.listen(table, take, broke)
handle.start()
done.wait(90)
used = cpu() - start
handle.stop()
session.close()
print(json.dumps({"rate": rows / used if rows else 0.0, "seen": seen, "failed": failed[:1]}))
"""


def library_figures(port: int) -> Iterator[Figure]:
    """Import and memory in processes of their own; calls in this one, both clients in turn."""
    runs = _runs(IMPORT, port, 10)
    yield _ratio(runs, "import", "import of the package / pydeephaven's", "<= 0.5")
    # Before there are other sessions: the peer's share one connection, ours have each their own.
    figure = _turns(_connecting(OURS, port), _connecting(PEER, port), 40)
    yield Figure("connect / pydeephaven's", figure, "", "<= 1.0")
    with _sessions(port) as (ours, peer):

        def runs_pass(session: Any) -> Call:
            return lambda: session.run_script("pass")

        figure = _turns(runs_pass(ours), runs_pass(peer), 1000)
        yield Figure("run_script('pass') round trip / pydeephaven's", figure, "", "<= 1.0")
        ours.run_script(READ_CODE)
        figure = _turns(
            ours.open_table("bench_rows").to_arrow, peer.open_table("bench_rows").to_arrow, 40
        )
        yield Figure("to_arrow of 5 000 000 x 4 / pydeephaven's", figure, "", "<= 1.0")
        runs = _runs(READ, port, 2)
        yield _ratio(runs, "memory", "peak memory of that / pydeephaven's", "<= 1.0")
        ours.run_script("del bench_rows")
        figure = _turns(_importing(ours), _importing(peer), 20)
        yield Figure("import_table of 2 000 000 x 3 / pydeephaven's", figure, "", "<= 1.0")


def _connecting(module: str, port: int) -> Call:
    session = importlib.import_module(module).Session
    return lambda: session(port=port).close


def _importing(session: Any) -> Call:
    import pyarrow as pa

    count = 2_000_000
    rows = pa.table(
        {"A": range(count), "B": pa.array([0.5] * count), "C": pa.array(["some text"] * count)}
    )

    def call() -> Call:
        table = session.import_table(rows)
        assert table.size == count
        closing: Call = table.close
        return closing

    return call


@contextlib.contextmanager
def _sessions(port: int) -> Iterator[tuple[Any, Any]]:
    """A session of each."""
    ours, peer = (importlib.import_module(name).Session(port=port) for name in (OURS, PEER))
    with ours, peer:
        yield ours, peer


def _turns(ours: Call, peer: Call, count: int) -> float:
    """The median ratio of their times, one straight after the other, each first in turn.

    What a call gives is ended before the next call begins, outside of the time: by calling it.
    """

    def took(call: Call) -> float:
        began = time.perf_counter()
        given = call()
        took = time.perf_counter() - began
        if callable(given):
            given()
        return took

    for call in (ours, peer):
        for _ in range(3):
            took(call)
    ratios = []
    for number in range(count):
        if number % 2:
            first = took(ours)
            ratios.append(first / took(peer))
        else:
            second = took(peer)
            ratios.append(took(ours) / second)
    return median(ratios)


def follow_figures(port: int) -> Iterator[Figure]:
    """A whole table of 500 000 rows x 5, modified each second, against the peer's listener."""
    from dhconsole.client import Session

    with Session(port=port) as session:
        for name, fourth in (("numbers", '"V4 = N - K"'), ("texts", '"V4 = `t` + (N + K)"')):
            session.run_script(FOLLOW_CODE.format(name=name, fourth=fourth))
            ours = _run(HEAD + FOLLOW, OURS, port, f"bench_{name}")
            yield Figure(f"follow 500 000 x 5, {name}: rows per CPU second", ours["rate"], "rows/s")
            if importlib.util.find_spec("pydeephaven_ticking") is None:
                print("pydeephaven-ticking is not installed: no ratio")
                continue
            peer = _peer_that_lasts(port, f"bench_{name}")
            if peer is None:
                print(f"pydeephaven-ticking broke {_TRIES} times: no ratio")
                continue
            yield Figure(
                f"follow 500 000 x 5, {name}: / pydeephaven-ticking's",
                ours["rate"] / peer["rate"],
                "",
                ">= 1.5",
            )
            session.run_script(f"del bench_{name}")


def _peer_that_lasts(port: int, table: str) -> dict[str, float] | None:
    """The first of a few runs of the peer that does not lose its place; None when all do."""
    for _ in range(_TRIES):
        peer = _run(HEAD + FOLLOW, PEER, port, table)
        if peer["rate"] and not peer["failed"]:
            return peer
        print(f"pydeephaven-ticking broke after {peer['seen']:.0f} updates")
    return None


def _runs(code: str, port: int, count: int) -> dict[str, list[dict[str, float]]]:
    """Runs of both, each first in turn, since the server becomes faster as it goes."""
    runs: dict[str, list[dict[str, float]]] = {OURS: [], PEER: []}
    for module in runs:
        _run(HEAD + code, module, port)
    for number in range(count):
        for module in (OURS, PEER) if number % 2 else (PEER, OURS):
            runs[module].append(_run(HEAD + code, module, port))
    return runs


def _ratio(runs: dict[str, list[dict[str, float]]], key: str, name: str, target: str) -> Figure:
    # Pair by pair: the machine's speed changes within minutes, and falls on both of a pair.
    pairs = zip(runs[OURS], runs[PEER], strict=True)
    return Figure(name, median(ours[key] / peer[key] for ours, peer in pairs), "", target)


def _run(code: str, module: str, *arguments: object) -> dict[str, float]:
    command = [sys.executable, "-c", code, module, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found
