"""The library beside pydeephaven: the same script in processes of its own for each, in turn,
medians of the ratios. A ratio below 1 is in our favour, except where it counts rows per second."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from collections.abc import Iterator
from statistics import median

from tests.bench.report import Figure

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
def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
"""

CONNECT = """
times = []
for _ in range(15):
    began = time.perf_counter()
    session = m.Session(port=port)
    times.append(time.perf_counter() - began)
    session.close()
session = m.Session(port=port)
session.run_script("pass")
scripts = []
for _ in range(200):
    began = time.perf_counter()
    session.run_script("pass")
    scripts.append(time.perf_counter() - began)
session.close()
times.sort(); scripts.sort()
print(json.dumps({"import": imported, "connect": times[7], "script": scripts[100]}))
"""

READ = """
session = m.Session(port=port)
session.run_script('''
from deephaven import empty_table
bench_rows = empty_table(5_000_000).update(["A = ii", "B = ii * 0.5", "C = (int)(ii % 1000)",
    "D = ii % 7 == 0"])
''')
table = session.open_table("bench_rows")
before = peak()
times = []
for _ in range(8):
    rows = None
    began = time.perf_counter()
    rows = table.to_arrow()
    times.append(time.perf_counter() - began)
assert rows.num_rows == 5_000_000
table.close()
session.close()
print(json.dumps({"read": sorted(times)[4], "memory": peak()}))
"""

WRITE = """
import pyarrow as pa
rows = pa.table({"A": pa.array(range(2_000_000)), "B": pa.array([0.5] * 2_000_000),
    "C": pa.array(["some text"] * 2_000_000)})
session = m.Session(port=port)
times = []
for _ in range(5):
    began = time.perf_counter()
    table = session.import_table(rows)
    times.append(time.perf_counter() - began)
    assert table.size == 2_000_000
    table.close()
session.close()
print(json.dumps({"write": sorted(times)[2]}))
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
    """Import, connect, scripts, bulk rows in both directions."""
    runs = _runs(CONNECT, port, 10)
    for key, name, target in (
        ("import", "import of the package / pydeephaven's", "<= 0.5"),
        ("connect", "connect / pydeephaven's", "<= 1.0"),
        ("script", "run_script('pass') round trip / pydeephaven's", "<= 1.0"),
    ):
        yield _ratio(runs, key, name, target)
    runs = _runs(READ, port, 4)
    yield _ratio(runs, "read", "to_arrow of 5 000 000 x 4 / pydeephaven's", "<= 1.0")
    yield _ratio(runs, "memory", "peak memory of that / pydeephaven's", "<= 1.0")
    runs = _runs(WRITE, port, 4)
    yield _ratio(runs, "write", "import_table of 2 000 000 x 3 / pydeephaven's", "<= 1.0")


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
