"""A shell on the server of the run, and tables in it."""

from __future__ import annotations

import pytest

from dhconsole.client import Session
from dhconsole.embedded import BlockingEmbeddedServer
from tests.batch.shell import Shell

TABLES = """
from deephaven import empty_table, input_table, time_table
batch_static = empty_table(5).update([
    "N = i", "Price = i * 1.5", "Sym = i == 3 ? (String)null : i == 4 ? `` : `S` + i"])
batch_ticking = time_table("PT0.1s").update(["N = ii"])
batch_last = batch_ticking.last_by()
_all = empty_table(3).update([
    "K = `k` + i", "Bo = i % 2 == 0", "By = (byte)i", "Sh = (short)i", "Ch = (char)(65 + i)",
    "In = i", "Lo = (long)i", "Fl = (float)(i / 3.0)", "Do = i / 7.0",
    "Ti = epochNanosToInstant(1700000000123456789L + ii)",
    "Da = parseLocalDate(`2024-01-0` + (i + 1))", "Cl = parseLocalTime(`01:02:0` + i)",
    "Du = java.time.Duration.ofNanos(1000000001L * i)",
    "De = java.math.BigDecimal.valueOf(i).multiply(java.math.BigDecimal.valueOf(12345, 4))",
    "Bi = java.math.BigInteger.valueOf(i).pow(90)", "Ar = new double[]{1.0, i}"])
batch_types = _all.update([f"{name} = i == 2 ? null : {name}" for name in _all.definition.keys()])
batch_input = input_table(init_table=empty_table(1).update(["K = `a`", "V = 1L"]), key_cols="K")
"""


@pytest.fixture(scope="module", autouse=True)
def emptied() -> None:
    """The tables stay from file to file."""


@pytest.fixture(scope="package")
def shell(plain_server: BlockingEmbeddedServer) -> Shell:
    port = plain_server.options.port
    with Session(port=port) as session:
        session.run_script(TABLES)
    return Shell(f"dh://127.0.0.1:{port}")
