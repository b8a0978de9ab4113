"""Writes what a real server says, for the tests to read.

``script_errors.json`` holds its answers to scripts that fail, ``types.arrow`` (an Arrow IPC
stream) a table with a column of every type that it has but Period, which pyarrow cannot read.

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

import pyarrow as pa

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


COLUMNS = [
    "Boo = i == 0 ? null : i == 1",
    "Ch = i == 0 ? NULL_CHAR : (char)(96 + i)",
    "By = i == 0 ? NULL_BYTE : (byte)-i",
    "Sh = i == 0 ? NULL_SHORT : (short)i",
    "In = i == 0 ? NULL_INT : -i",
    "Lo = i == 0 ? NULL_LONG : 1234567890123L * i",
    "Fl = i == 0 ? NULL_FLOAT : (float)(0.1 * i)",
    "Do = i == 0 ? NULL_DOUBLE : i == 1 ? Double.NaN : i == 2 ? -1.0 / 0 : 0.1 * 3",
    "St = i == 0 ? null : i == 1 ? `` : `s` + i",
    "Ins = i == 0 ? null : parseInstant(`2024-03-10T06:59:59.123456789Z`) + i - 1",
    "Zdt = i == 0 ? null : parseZonedDateTime(`2024-03-10T01:59:59.5 ET`)",
    "Ld = i == 0 ? null : parseLocalDate(`2024-02-29`)",
    "Lt = i == 0 ? null : parseLocalTime(`12:34:56.123456789`)",
    "Dur = i == 0 ? null : parseDuration(`PT-1.5S`)",
    "Bd = i == 0 ? null : new java.math.BigDecimal(`-12.345`)",
    "Bi = i == 0 ? null : new java.math.BigInteger(`-123456789012345678901234567890`)",
    "Ba = i == 0 ? null : new byte[]{(byte)1, (byte)-1}",
    "Da = i == 0 ? null : new double[]{1.5, NULL_DOUBLE, Double.NaN}",
    "Ca = i == 0 ? null : new char[]{(char)97, NULL_CHAR}",
    "Sa = i == 0 ? null : new String[]{`a`, null, ``}",
    "Ia = i == 0 ? null : new Instant[]{epochNanosToInstant(i), null}",
    "Bda = i == 0 ? null : new java.math.BigDecimal[]{new java.math.BigDecimal(`1e30`), null}",
    "Boa = i == 0 ? null : new Boolean[]{true, null}",
    "Uu = i == 0 ? null : new java.util.UUID(0L, (long)i)",
    "Obj = i == 0 ? null : (Object)`x`",
]


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
        types = table(port)
    finally:
        child.terminate()
        child.wait(30)
    text = json.dumps(captured, indent=1, ensure_ascii=False)
    target = Path(__file__).with_name("script_errors.json")
    target.write_text(_without_paths(text) + "\n", encoding="utf-8")
    sink = pa.OSFile(str(target.with_name("types.arrow")), "wb")
    with sink, pa.ipc.new_stream(sink, types.schema) as writer:
        writer.write_table(types)


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


def table(port: int) -> pa.Table:
    """Four rows of every type, the first of them null."""
    from pydeephaven import Session

    session = Session(port=port)
    session.run_script(f"{TABLE}captured = empty_table(4).view({COLUMNS!r})")
    session.run_script(
        "vectors = captured.view(['K = 1', 'Vd = Do', 'Vs = St', 'Vc = Ch', 'Vt = Ins'])"
        ".group_by('K')"
    )
    arrow = session.open_table("captured").to_arrow()
    vectors = session.open_table("vectors").to_arrow()
    session.close()
    for name in vectors.column_names[1:]:
        column = vectors[name].combine_chunks()
        field = vectors.schema.field(name)
        arrow = arrow.append_column(field, column.take(pa.array([None, 0, 0, 0])))
    return arrow


def _without_paths(text: str) -> str:
    paths = sysconfig.get_paths()
    for name, replacement in (("purelib", "/opt/venv/site-packages"), ("stdlib", "/opt/python")):
        text = text.replace(paths[name], replacement)
    return text


if __name__ == "__main__":
    main()
