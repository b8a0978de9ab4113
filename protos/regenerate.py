# /// script
# requires-python = ">=3.11"
# dependencies = ["grpcio-tools==1.76.0"]
# ///
"""Compiles ``protos/dhconsole/wire/*.proto`` into ``dhconsole/_proto``.

    python protos/regenerate.py           write the modules and stubs
    python protos/regenerate.py --check   write nothing; exit 1 if they are out of date

The compiler decides which protobuf runtimes can load its output: none older than itself. It is
therefore pinned to a release whose output loads from protobuf 6.31.1 on, which is also what
pydeephaven 42.7 asks for; a newer one would shut out users for no gain. The header above lets
``uv run protos/regenerate.py`` fetch the right one.

``--check`` works with any release: the pinned one compares the files byte for byte, others
compare the descriptors, that is, what the modules mean.

In protobuf's registry our files are called ``dhconsole/wire/x.proto`` and their package is
``dhconsole.wire``. Both names differ from Deephaven's, otherwise importing pydeephaven in the
same process would fail. The Python modules live elsewhere (``dhconsole._proto``), so that the
import lines of the generated code are rewritten here.
"""

from __future__ import annotations

import argparse
import difflib
import importlib
import re
import subprocess
import sys
import tempfile
from pathlib import Path

PINNED_COMPILER = "libprotoc 31.1"
PINNED_TOOLS = "grpcio-tools==1.76.0"

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parent
SOURCES = HERE / "dhconsole" / "wire"
TARGET = REPOSITORY / "dhconsole" / "_proto"

# Import lines, and the name under which a module registers its classes.
_SOURCE_MODULE = re.compile(r"(^from |')dhconsole\.wire(?= import |\.\w+_pb2)", re.MULTILINE)
# Gaps in the compiler's stubs that strict type checking refuses. The second stands for fields
# named by a Python keyword, such as those of Condition.
_STUB_GAPS = (
    (re.compile(r"(?<!as )\b_Mapping\b(?!\[)"), "_Mapping[str, _Any]"),
    (re.compile(r"\*\*kwargs(?!:)"), "**kwargs: _Any"),
)
_SHOWN_DIFF_LINES = 12


class CompileError(Exception):
    """The compiler is missing, of the wrong release, or refused the sources."""


def main(arguments: list[str] | None = None) -> int:
    """Runs the command; returns its exit status (0 fine, 1 out of date, 2 cannot compile)."""
    parser = argparse.ArgumentParser(description="Compile the .proto files of dhconsole.")
    parser.add_argument("--check", action="store_true", help="compare only, write nothing")
    options = parser.parse_args(arguments)
    try:
        version = protoc("--version").strip()
        if options.check:
            differences = (
                file_differences() if version == PINNED_COMPILER else meaning_differences()
            )
            for line in differences:
                print(line)
            return 1 if differences else 0
        if version != PINNED_COMPILER:
            raise CompileError(f"this is {version}, wanted is {PINNED_COMPILER} ({PINNED_TOOLS})")
        write(generate())
    except CompileError as error:
        print(f"regenerate: {error}", file=sys.stderr)
        return 2
    return 0


def protoc(*arguments: str) -> str:
    """Runs the compiler of grpcio-tools; returns what it printed."""
    # A process of its own: the compiler may end the one it runs in.
    done = subprocess.run(
        [sys.executable, "-m", "grpc_tools.protoc", *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise CompileError(done.stderr.strip() or f"protoc failed; is {PINNED_TOOLS} installed?")
    return done.stdout


def compile_sources(*outputs: str) -> None:
    """Compiles every source with the given output options of protoc."""
    names = sorted(str(path) for path in SOURCES.glob("*.proto"))
    protoc(f"-I{HERE}", *outputs, *names)


def generate() -> dict[str, str]:
    """The text of every generated file by its name in ``dhconsole/_proto``."""
    with tempfile.TemporaryDirectory() as scratch:
        compile_sources(f"--python_out={scratch}", f"--pyi_out={scratch}")
        produced = sorted(Path(scratch).joinpath("dhconsole", "wire").iterdir())
        return {path.name: _finished(path.read_text("utf-8")) for path in produced}


def _finished(text: str) -> str:
    for gap, filling in _STUB_GAPS:
        text = gap.sub(filling, text)
    if "_Any" in text:
        text = "from typing import Any as _Any\n" + text
    return _SOURCE_MODULE.sub(r"\1dhconsole._proto", text)


def generated_files() -> dict[str, str]:
    """The text of every generated file as it lies in the repository."""
    return {path.name: path.read_text("utf-8") for path in sorted(TARGET.glob("*_pb2.py*"))}


def write(files: dict[str, str]) -> None:
    """Writes ``files`` and removes generated ones whose source is gone."""
    TARGET.mkdir(parents=True, exist_ok=True)
    for name in generated_files().keys() - files.keys():
        (TARGET / name).unlink()
    for name, text in files.items():
        (TARGET / name).write_text(text, "utf-8", newline="\n")


def file_differences() -> list[str]:
    """What differs between a fresh compilation and the files here, as lines to print."""
    wanted, present = generate(), generated_files()
    lines = [f"missing: {name}" for name in sorted(wanted.keys() - present.keys())]
    lines += [f"left over: {name}" for name in sorted(present.keys() - wanted.keys())]
    for name in sorted(wanted.keys() & present.keys()):
        if wanted[name] == present[name]:
            continue
        diff = difflib.unified_diff(
            present[name].splitlines(), wanted[name].splitlines(), name, "regenerated", "", "", 0
        )
        changed = [line[:160] for line in diff]
        lines += [f"out of date: {name}", *changed[:_SHOWN_DIFF_LINES]]
        if len(changed) > _SHOWN_DIFF_LINES:
            lines.append(f"... and {len(changed) - _SHOWN_DIFF_LINES} more lines")
    return lines


def meaning_differences() -> list[str]:
    """What differs between the sources and the modules here, as protobuf sees them."""
    from google.protobuf import descriptor_pb2

    with tempfile.TemporaryDirectory() as scratch:
        output = Path(scratch, "all.bin")
        compile_sources(f"--descriptor_set_out={output}")
        wanted = descriptor_pb2.FileDescriptorSet.FromString(output.read_bytes())
    sys.path.insert(0, str(REPOSITORY))
    lines = []
    for file in wanted.file:
        module_name = f"dhconsole._proto.{Path(file.name).stem}_pb2"
        try:
            module = importlib.import_module(module_name)
        except ModuleNotFoundError:
            lines.append(f"missing: {module_name}")
            continue
        present = descriptor_pb2.FileDescriptorProto.FromString(module.DESCRIPTOR.serialized_pb)
        if _without_json_names(present) != _without_json_names(file):
            lines.append(f"out of date: {module_name}")
    modules = {f"{Path(file.name).stem}_pb2" for file in wanted.file}
    stale = {name.split(".")[0] for name in generated_files()} - modules
    return lines + [f"left over: {name}" for name in sorted(stale)]


def _without_json_names(file: object) -> str:
    # Generated modules leave them out, since they follow from the field names.
    return re.sub(r"(?m)^\s*json_name: .*\n", "", str(file))


if __name__ == "__main__":
    sys.exit(main())
