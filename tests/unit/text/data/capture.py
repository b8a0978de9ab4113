"""Writes ``script_errors.json``: what a real server answers to scripts that fail.

Run it by hand after a change of server version::

    python tests/unit/text/data/capture.py

It starts a server of its own in a child process. Paths of the machine are replaced by
``/opt/...`` in the captured texts.
"""

from __future__ import annotations

import json
import subprocess
import sys
import sysconfig
from pathlib import Path

SERVER = """
import threading
from deephaven_server import Server
server = Server(
    host="127.0.0.1",
    port=0,
    jvm_args=["-Xmx512m", "-DAuthHandlers=io.deephaven.auth.AnonymousAuthenticationHandler"],
)
server.start()
print("PORT", server.port, flush=True)
threading.Event().wait()
"""

TABLE = "from deephaven import empty_table\n"

SCRIPTS = {
    "raise": "x = 1\nraise ValueError('boom')\n",
    "raise_empty": "raise ValueError",
    "raise_multiline": "raise ValueError('first\\nsecond\\n\\tat tab third')",
    "nested_function": "def f(n):\n    if n == 0:\n        return 1 / 0\n    return f(n - 1)\n"
    "\nf(2)\n",
    "recursion": "def f():\n    f()\nf()\n",
    "syntax": "x = 1\ny = (2\nz = 3\n",
    "indent": "def f():\nreturn 1\n",
    "tab": "if 1:\n\tx=1\n        y=2\n",
    "system_exit": "import sys\nsys.exit(3)\n",
    "library": "import json\njson.loads('{bad')\n",
    "chained": "try:\n    1 / 0\nexcept ZeroDivisionError as e:\n"
    "    raise RuntimeError('outer') from e\n",
    "context": "try:\n    {}['k']\nexcept KeyError:\n    int('x')\n",
    "no_bmp": "x = '\U0001f600'\n",
    "unknown_variable": TABLE + "t = empty_table(3).update('X = nope + 1')\n",
    "unknown_column": TABLE + "\nempty_table(3).view(['Y = i']).sort('Z')\n",
    "query_function": TABLE
    + "def f(i) -> int:\n    return 10 // i\nt = empty_table(3).update(['A = i', 'X = f(A)'])\n",
    "chained_query": "def load(p):\n    from deephaven import empty_table\n"
    "    return empty_table(1).view(p)\n\ndef main():\n    try:\n        load('X = bad')\n"
    "    except Exception as e:\n        raise RuntimeError('cannot load') from e\n\nmain()\n",
    "java": "import jpy\nS = jpy.get_type('java.lang.Integer')\nS.parseInt('zz')\n",
    "group": "raise ExceptionGroup('many', [ValueError('a'), TypeError('b')])",
    "note": "e = ValueError('with note')\ne.add_note('look here')\nraise e\n",
    "module_name": "import subprocess\nsubprocess.run(['false'], check=True)\n",
    "eval": "eval('1 +')",
    "parse": "import ast\nast.parse('a b')\n",
    "input": "input('? ')",
}


def main() -> None:
    # Without a standard input of its own, input() in a script would wait for ours.
    child = subprocess.Popen(
        [sys.executable, "-c", SERVER],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert child.stdout is not None
        port = next(int(line.split()[1]) for line in child.stdout if line.startswith("PORT"))
        captured = {name: run(port, code) for name, code in SCRIPTS.items()}
    finally:
        child.terminate()
        child.wait(30)
    text = json.dumps(captured, indent=1, ensure_ascii=False)
    target = Path(__file__).with_name("script_errors.json")
    target.write_text(_without_paths(text) + "\n", encoding="utf-8")


def run(port: int, code: str) -> dict[str, str]:
    """The script and the server's ``error_message``."""
    from deephaven_core.proto import console_pb2
    from pydeephaven import Session

    session = Session(port=port)
    console = session.console_service
    console.start_console()
    request = console_pb2.ExecuteCommandRequest(console_id=console.console_id, code=code)
    answer = session.wrap_rpc(console._grpc_console_stub.ExecuteCommand, request, timeout=30)
    session.close()
    return {"code": code, "error": answer.error_message}


def _without_paths(text: str) -> str:
    paths = sysconfig.get_paths()
    for name, replacement in (("purelib", "/opt/venv/site-packages"), ("stdlib", "/opt/python")):
        text = text.replace(paths[name], replacement)
    return text


if __name__ == "__main__":
    main()
