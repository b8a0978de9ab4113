"""Batch commands as processes of their own: time and peak memory, beside pydeephaven's."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bench.report import Figure, median

TABLES = """
from deephaven import empty_table
_columns = ["Id = ii", "Price = ii * 0.25", "Sym = `SYM` + (ii % 1000)",
    "Text = `some more text ` + ii"]
bench_small = empty_table(10_000).update_view(_columns)
bench_big = empty_table(20_000_000).update_view(_columns)
bench_rows = empty_table(10_000_000).update_view(_columns)
"""
_RUNS = 7
_PASS = """
from pydeephaven import Session
with Session("localhost", {port}) as session:
    session.run_script("pass")
"""
_GET = """
import sys
from pyarrow import csv
from pydeephaven import Session
with Session("localhost", {port}) as session:
    csv.write_csv(session.open_table("{table}").to_arrow(), sys.stdout.buffer)
"""
_PUT = """
from pyarrow import csv
from pydeephaven import Session
with Session("localhost", {port}) as session:
    session.bind_table("bench_theirs", session.import_table(csv.read_csv("{file}")))
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a process took: seconds, and megabytes at its peak."""

    seconds: float
    megabytes: float


def batch_figures(port: int) -> Iterator[Figure]:
    """Ratios to pydeephaven's, and to a small table."""
    url = f"dh://localhost:{port}"
    yield from _pass_figures(port, url)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "rows.csv"
        small = _cost(_words("get", "bench_small", "-o", str(file), url=url))
        file.unlink()
        big = _cost(_words("get", "bench_big", "-o", str(file), url=url))
        yield Figure("size of the export", file.stat().st_size / 1e9, "GB")
        yield Figure("its time", big.seconds, "s")
        yield Figure("its peak memory", big.megabytes, "MB")
        yield Figure("its peak memory / that of 10 000 rows", big.megabytes / small.megabytes, "")
        file.unlink()
        _cost(_words("get", "bench_small", "-o", str(file), url=url))
        small_put = _cost(_words("put", "bench_ours", str(file), "--replace", url=url))
        _cost(_words("get", "bench_rows", "-o", str(file), url=url))
        ours_put = _cost(_words("put", "bench_ours", str(file), "--replace", url=url))
        yield Figure("import of 10 million rows", ours_put.seconds, "s")
        yield Figure("its peak memory", ours_put.megabytes, "MB")
        ratio = ours_put.megabytes / small_put.megabytes
        yield Figure("its peak memory / that of 10 000 rows", ratio, "")
        theirs_put = _cost([sys.executable, "-c", _PUT.format(port=port, file=file)])
        yield Figure("time / pydeephaven and read_csv", ours_put.seconds / theirs_put.seconds, "")
        ratio = ours_put.megabytes / theirs_put.megabytes
        yield Figure("peak memory / pydeephaven and read_csv", ratio, "")
        ours_get = _cost(_words("get", "bench_rows", url=url))
        theirs_get = _cost([sys.executable, "-c", _GET.format(port=port, table="bench_rows")])
        ratio = ours_get.seconds / theirs_get.seconds
        yield Figure("export of 10 million rows / pydeephaven and write_csv", ratio, "")


def _pass_figures(port: int, url: str) -> Iterator[Figure]:
    """Whole processes in turn, and the ratio pair by pair: so that both have the same noise."""
    pairs = []
    for _ in range(_RUNS):
        theirs = _cost([sys.executable, "-c", _PASS.format(port=port)])
        pairs.append((_cost(_words("run", "-c", "pass", url=url)), theirs))
    yield Figure("dhconsole run -c pass", median([ours.seconds for ours, _ in pairs]), "s")
    yield Figure("the same in pydeephaven", median([theirs.seconds for _, theirs in pairs]), "s")
    ratio = median([ours.seconds / theirs.seconds for ours, theirs in pairs])
    yield Figure("time / pydeephaven", ratio, "", "<= 0.6")
    memory = median([ours.megabytes / theirs.megabytes for ours, theirs in pairs])
    yield Figure("peak memory / pydeephaven", memory, "")


def _words(*words: str, url: str) -> list[str]:
    return [sys.executable, "-m", "dhconsole", *words, "--url", url]


def _cost(words: Sequence[str]) -> Cost:
    began = time.perf_counter()
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, words
    return Cost(time.perf_counter() - began, usage.ru_maxrss / 1024)
