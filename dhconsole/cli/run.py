"""``dhconsole run``: a script on the server, its output as it is printed, its end as exit code."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dhconsole.cli.batch import Batch, batch_options, carry_out
from dhconsole.cli.boundary import Exit, complain, exit_code
from dhconsole.cli.output import pass_on, talk
from dhconsole.errors import FileError

if TYPE_CHECKING:
    from dhconsole.client.values import FieldInfo
    from dhconsole.core.values import RunResult
    from dhconsole.errors import ScriptError


@click.command("run")
@click.argument("file", required=False, metavar="[FILE | -]")
@click.option("--code", "-c", metavar="CODE", help="What to run, in place of a file.")
@click.option("--json", "as_json", is_flag=True, help="Write one report at the end, as JSON.")
@batch_options
@click.pass_context
def command(
    context: click.Context, /, file: str | None, code: str | None, as_json: bool, **given: Any
) -> int:
    """Run a script on the server: a FILE, standard input (-), or CODE.

    What it prints comes to stdout and stderr while it runs. Exits with 0 when it ended well, with
    1 when it raised; sys.exit() and sys.exit(0) end it well, any other reason does not. Without a
    server to connect to, one is started for the script, and is gone when it ends. Ctrl+C stops the
    waiting: the server goes on, since it cannot stop a script.
    """
    if (file is None) == (code is None):
        raise click.UsageError("Give a FILE, - for standard input, or -c CODE.", context)
    script = code if code is not None else _read(str(file))

    async def work(batch: Batch) -> int:
        return await _run(batch, script, as_json=as_json)

    return carry_out(context, given, work, makes=True)


def _read(file: str) -> str:
    try:
        data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        return data.decode("utf-8-sig")
    except OSError as exc:
        raise FileError(
            f"{file} cannot be read: {exc.strerror or exc}", hint="Give another file."
        ) from exc
    except UnicodeDecodeError as exc:
        raise FileError(f"{file} is not UTF-8 text", hint="Save it as UTF-8.") from exc


async def _run(batch: Batch, script: str, *, as_json: bool) -> int:
    from dhconsole.core.scripts import run_script

    printed: dict[str, list[str]] = {"stdout": [], "stderr": []}

    def take(stream: str, text: str) -> None:
        if as_json:
            printed[stream].append(text)
            return
        try:
            pass_on(text, sys.stderr if stream == "stderr" else sys.stdout)
        except OSError as exc:
            refused.append(exc)
            running.cancel()

    refused: list[OSError] = []
    running = asyncio.ensure_future(run_script(batch.connection, script, take))
    try:
        result = await running
    except asyncio.CancelledError:
        if refused:
            raise refused[0] from None
        complain("stopped waiting; the server goes on with the script")
        raise
    code = Exit.DONE
    if result.failure is not None:
        code = exit_code(result.failure)
    elif not result.ok:
        code = Exit.FAILED
    if as_json:
        print(json.dumps(_report(result, printed, code), ensure_ascii=True))
        return code
    if result.lost_lines:
        complain("lines of the output were lost: more was printed than the server keeps")
    if result.failure is not None:
        raise result.failure
    if result.exited is not None:
        if not result.ok:
            complain(result.exit_words)
    elif result.error is not None:
        _tell_error(result.error)
    return code


def _tell_error(error: ScriptError) -> None:
    """The Python part of a traceback; the server's own frames are of no use to the script."""
    trace = error.python_trace.strip("\n")
    for line in trace.split("\n") if trace else ():
        talk(line)
    if str(error) not in trace:
        talk(str(error))


def _report(result: RunResult, printed: dict[str, list[str]], code: Exit) -> dict[str, object]:
    def names(fields: tuple[FieldInfo, ...]) -> list[dict[str, str]]:
        return [{"name": each.name, "type": each.type} for each in fields]

    error: dict[str, object] | None = None
    if result.ok:
        pass
    elif result.exited is not None:
        error = {"type": "SystemExit", "message": result.exited}
    elif result.error is not None:
        error = {
            "type": result.error.kind,
            "message": result.error.value,
            "line": result.error.line,
            "traceback": result.error.python_trace,
        }
    elif result.failure is not None:
        error = {"type": type(result.failure).__name__, "message": str(result.failure)}
    return {
        "ok": result.ok,
        "exit_code": int(code),
        "seconds": round(result.wall_seconds, 6),
        "server_seconds": result.server_seconds,
        "created": names(result.created),
        "updated": names(result.updated),
        "removed": names(result.removed),
        "stdout": printed["stdout"],
        "stderr": printed["stderr"],
        "lost_lines": result.lost_lines,
        "error": error,
    }
