"""``python -m tests.bench [NAME ...]``: start a server, print figures. Names: start, ticking,
idle, jump, latency, decode, process, library, follow, batch, prompt, shapes, soak."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from dhconsole.embedded import BlockingEmbeddedServer, EmbeddedOptions
from tests.bench import batch, library, prompt, screen, shapes, soak, wire
from tests.bench.report import Figure


def main(names: list[str]) -> None:
    """Print the figures of these names, or all."""
    if not names or "soak" in names:
        show(soak.soak_figures())
        if names == ["soak"]:
            return
    with tempfile.TemporaryDirectory() as folder:
        options = EmbeddedOptions(log_dir=Path(folder) / "log", tls=False, data_dir=Path(folder))
        state = {
            "DHCONSOLE_CONFIG_DIR": f"{folder}/config",
            "DHCONSOLE_STATE_DIR": f"{folder}/state",
        }
        with BlockingEmbeddedServer(options) as server:
            port = server.port
            screen.prepare(port, screen.STATIC)
            if not names or "library" in names:
                show(library.library_figures(port))
            if not names or "follow" in names:
                show(library.follow_figures(port))
            if not names or "batch" in names:
                screen.prepare(port, batch.TABLES)
                show(batch.batch_figures(port))
            # While nothing ticks on the server.
            for name, bench in (
                ("idle", screen.idle_figures),
                ("start", screen.start_figures),
                ("prompt", prompt.prompt_figures),
            ):
                if not names or name in names:
                    show(bench(port, state))
            if not names or "shapes" in names:
                screen.prepare(port, shapes.TABLES)
                show(shapes.shape_figures(port, state))
            screen.prepare(port, screen.TABLES)
            benches = {
                "process": lambda: wire.process_figures(port),
                "decode": lambda: wire.decode_figures(port),
                "ticking": lambda: screen.ticking_figures(port, state),
                "jump": lambda: screen.jump_figures(port, state),
                "latency": lambda: screen.latency_figures(port, state),
            }
            for name, bench in benches.items():
                if not names or name in names:
                    show(bench())


def show(figures: Iterable[Figure]) -> None:
    for figure in figures:
        print(figure, flush=True)


main(sys.argv[1:])
