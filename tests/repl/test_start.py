"""What the first prompt waits for: in a process of its own, without a server."""

from __future__ import annotations

import subprocess
import sys

# The prompt is drawn, then what came with it is told.
PROGRAM = """
import asyncio, sys
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from dhconsole.config import Config
from dhconsole.repl import link
from dhconsole.repl.app import run_repl
from dhconsole.targets import TargetRequest, resolve_target

def loaded(self):
    heavy = {"grpc", "pyarrow", "numpy", "pandas", "textual", "rich", "pygments"}
    print(sorted(heavy.intersection(sys.modules)), file=sys.stderr, flush=True)
    typed.send_text("\\x04")

async def closed(self):
    pass

link.Link.start, link.Link.close = loaded, closed
target = resolve_target(TargetRequest(url="127.0.0.1:1"), {}, {})
with create_pipe_input() as typed, create_app_session(input=typed):
    sys.exit(asyncio.run(run_repl(target, Config(), ())))
"""


def test_the_first_prompt_is_drawn_before_anything_heavy_is_loaded() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stderr.splitlines() == ["[]"], done.stderr
    assert done.returncode == 0, done.stderr
