"""The layers, the limits on size, and what a face may load: checked, not hoped for."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "dhconsole"
TOOLKITS = ("textual", "prompt_toolkit", "rich")

MODULE_LINES = 500
CLASS_LINES = 300
FUNCTION_LINES = 60

BOUNDARIES = {"dhconsole/cli/boundary.py::run_guarded"}
"""The functions that may catch every exception: at most one of the CLI and one of the TUI."""


def sources(folder: Path = PACKAGE) -> list[Path]:
    generated = PACKAGE / "_proto"
    return sorted(each for each in folder.rglob("*.py") if generated not in each.parents)


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def modules(folder: Path) -> list[str]:
    names = (name_of(each).removesuffix(".py").replace("/", ".") for each in sources(folder))
    return [each.removesuffix(".__init__") for each in names]


@cache
def source_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(source_of(path))


def walk(path: Path) -> Iterator[tuple[ast.AST, str]]:
    """Every node with the dotted name of the functions and classes around it."""

    def visit(node: ast.AST, where: str) -> Iterator[tuple[ast.AST, str]]:
        for child in ast.iter_child_nodes(node):
            inner = where
            if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                inner = f"{where}.{child.name}" if where else child.name
            yield child, inner
            yield from visit(child, inner)

    yield from visit(tree_of(path), "")


def imported_by(statement: str) -> set[str]:
    """Top-level names in ``sys.modules`` of a new process after ``statement``."""
    code = f"{statement}\nimport json, sys; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr
    return {each.partition(".")[0] for each in json.loads(done.stdout)}


def test_the_layers_hold() -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [lint, "--no-cache"], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("folders", "unwanted"),
    [
        (("text",), (*TOOLKITS, "pandas", "grpc", "asyncio")),
        (("client",), (*TOOLKITS, "pandas", "click")),
        (("client", "core"), (*TOOLKITS, "pandas", "click")),
        (("cli",), (*TOOLKITS, "pandas", "grpc", "pyarrow", "pygments", "google")),
        (("repl",), ("textual", "pandas")),
        (("tui",), ("prompt_toolkit", "pandas")),
    ],
    ids="+".join,
)
def test_importing_a_layer_loads_nothing_that_it_must_not(
    folders: tuple[str, ...], unwanted: tuple[str, ...]
) -> None:
    names = [name for folder in folders for name in modules(PACKAGE / folder)]
    loaded = imported_by("import " + ", ".join(names))
    assert not loaded & set(unwanted)


def test_the_settings_load_no_toolkit_and_no_wire() -> None:
    loaded = imported_by("import dhconsole.config, dhconsole.targets, dhconsole.core.keymap")
    assert not loaded & {*TOOLKITS, "pandas", "click", "grpc", "pyarrow"}


def test_the_version_costs_next_to_nothing() -> None:
    loaded = imported_by("from dhconsole.cli import app")
    assert "click" in loaded
    assert not loaded & {*TOOLKITS, "grpc", "pyarrow", "pygments", "google", "asyncio", "tomllib"}


def test_modules_say_what_they_are_and_stay_small() -> None:
    silent = [name_of(path) for path in sources() if not ast.get_docstring(tree_of(path))]
    assert silent == []
    lines = {name_of(path): source_of(path).count("\n") for path in sources()}
    assert len(lines) > 300, "all of the package is looked at"
    assert {name: count for name, count in lines.items() if count > MODULE_LINES} == {}


def test_classes_and_functions_stay_small() -> None:
    large = []
    for path in sources():
        for node, where in walk(path):
            limit = 0
            if isinstance(node, ast.ClassDef):
                limit = CLASS_LINES
            elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                limit = FUNCTION_LINES
            lines = (node.end_lineno or 0) - node.lineno + 1 if limit else 0
            if lines > limit:
                large.append(f"{name_of(path)}::{where} has {lines} lines")
    assert large == []


def test_the_first_screen_waits_for_no_wire_and_no_arrays() -> None:
    loaded = imported_by("import dhconsole.tui.app")
    assert not loaded & {"numpy", "pyarrow", "grpc", "google", "pandas", "prompt_toolkit"}


def is_broad(handler: ast.ExceptHandler) -> bool:
    """Whether it takes every exception and keeps it; to clean up and raise on is no harm."""
    last = handler.body[-1]
    if isinstance(last, ast.Raise) and last.exc is None:
        return False
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(
        kind is None or (isinstance(kind, ast.Name) and kind.id in ("Exception", "BaseException"))
        for kind in kinds
    )


def test_only_the_boundaries_catch_everything() -> None:
    broad = {
        f"{name_of(path)}::{where}"
        for path in sources()
        for node, where in walk(path)
        if isinstance(node, ast.ExceptHandler) and is_broad(node)
    }
    assert len(BOUNDARIES) <= 2
    assert broad == BOUNDARIES


def test_nothing_is_left_for_later() -> None:
    words = re.compile(rf"\b(?:{'|'.join(('TO' + 'DO', 'FIX' + 'ME', 'X' * 3))})\b")
    left = [
        f"{name_of(path)}: {line}"
        for path in [*sources(), *sources(ROOT / "tests")]
        for line in source_of(path).splitlines()
        if words.search(line)
    ]
    assert left == []


def test_the_readme_gives_the_command_that_ci_runs() -> None:
    assert "sh tests/run" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert "readme_command='sh tests/run'" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_no_wait_can_lose_a_cancellation() -> None:
    """Python 3.11's ``wait_for`` swallows one that comes with the result; closing then hangs."""
    losing = [name_of(path) for path in sources() if "asyncio.wait_for(" in source_of(path)]
    assert losing == []


def test_no_call_after_a_wait_can_be_forgotten() -> None:
    """Textual's timer of one round may never call: ``tui/timing.py`` says when."""
    forgetful = [name_of(path) for path in sources() if ".set_timer(" in source_of(path)]
    assert forgetful == ["dhconsole/tui/terminal_app.py"]
