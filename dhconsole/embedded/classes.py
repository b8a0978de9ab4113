"""Java's classes, loaded once and kept in a file that later servers map.

Owns that file's name and its making. A server that need not read and check some 16 000 classes is
up in 0.6 of the time, and so is its first formula (JDK 17, server 42.7).
Java looks by itself whether the file was made by the same Java from the same classes, and does
without it, slower but right, if not.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import os
import shutil
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from dhconsole import paths
from dhconsole.embedded.failures import check_installed
from dhconsole.embedded.places import make_private_dir
from dhconsole.errors import EmbeddedServerError

if TYPE_CHECKING:
    from dhconsole.embedded.options import EmbeddedOptions

_WRITING_SECONDS = 180.0
_OLD_SECONDS = 3600.0
_WORK = """
def _work():
    from deephaven import agg, dtypes, empty_table, input_table, merge, time_table, updateby

    one = empty_table(100).update(["K = ii % 7", "V = 0.5 * i", "S = `a` + i", "T = now()"])
    last = time_table("PT0.1s").update(["Beat = ii", "W = Timestamp + 'PT1s'"]).last_by("Beat")
    one.where(["K > 2", "S.contains(`1`)"]).sort("V").view(["K", "L = V * 2"])
    one.agg_by([agg.sum_("V"), agg.count_("N"), agg.first("S")], "K").update("M = V / N")
    one.natural_join(one.last_by("K"), "K", "W = V").group_by("K").ungroup()
    one.update_by(updateby.cum_sum("Total = V"), "K")
    merge([one.select_distinct("K"), one.select_distinct("K")]).head(3).reverse()
    input_table({"A": dtypes.string, "B": dtypes.double}, key_cols="A")

_work()
del _work
"""
"""What scripts commonly do: the classes for it are kept as well."""


def find_java(environ: Mapping[str, str]) -> str | None:
    """The ``java`` that the embedded server would use: that of JAVA_HOME, else of PATH."""
    home = environ.get("JAVA_HOME")
    if home:
        candidate = Path(home) / "bin" / "java"
        if os.access(candidate, os.X_OK):
            return str(candidate)
    return shutil.which("java", path=environ.get("PATH"))


def kept_classes(environ: Mapping[str, str] = os.environ) -> Path:
    """The file for this server and this Java; it need not exist.

    Raises:
        EmbeddedServerError: deephaven-server is not installed.
    """
    check_installed()
    server = metadata.distribution("deephaven-server")
    java = os.path.realpath(find_java(environ) or "")
    place = f"{server.locate_file('')}\n{java}"
    known = hashlib.sha256(place.encode()).hexdigest()[:12]
    return paths.cache_dir() / f"server-{server.version}-{known}.jsa"


async def prepare(options: EmbeddedOptions, progress: Callable[[str], None]) -> Path:
    """Run a server once and have Java keep its classes; half a minute.

    Args:
        options: of the server; its classes do not depend on them.
        progress: told in sentences what goes on.

    Returns:
        The file, which later servers use by themselves.

    Raises:
        EmbeddedServerError: the server does not start, or Java wrote nothing.
        DHError: the server fails on the way.
    """
    from dhconsole.client.connection import Connection
    from dhconsole.client.console import Console
    from dhconsole.embedded.server import EmbeddedServer

    kept = kept_classes()
    make_private_dir(kept.parent, paths.CACHE_DIR_VARIABLE)
    made = kept.with_suffix(f".{os.getpid()}")
    server = EmbeddedServer(replace(options, keep_classes=made, demo=False, warm_up=False))
    try:
        await server.start(progress)
        async with Connection(server.options) as connection:
            done = await Console(connection).execute(_WORK)
        if done.error_text:
            raise EmbeddedServerError(f"the server failed: {done.error_text.splitlines()[-1]}")
        progress("keeping Java's classes…")
        await server.stop(_WRITING_SECONDS)
        if not made.exists():
            raise EmbeddedServerError(
                "Java has kept no classes",
                hint=f"Its log says why: {server.log_path}. Servers start without them, slower.",
            )
        os.replace(made, kept)
    finally:
        await asyncio.shield(server.stop())
        with contextlib.suppress(FileNotFoundError):
            made.unlink()
    _sweep(kept)
    return kept


def _sweep(kept: Path) -> None:
    """Remove the files of other versions, and what was left by somebody who was killed."""
    version = kept.name.rpartition("-")[0]
    for other in kept.parent.glob("server-*"):
        with contextlib.suppress(FileNotFoundError):
            old = time.time() - other.stat().st_mtime > _OLD_SECONDS
            if not other.name.startswith(f"{version}-") or (other.suffix != ".jsa" and old):
                other.unlink()
