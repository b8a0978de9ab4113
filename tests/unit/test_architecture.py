"""The layers, the limits on size, and what a face may load: checked, not hoped for."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator
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


EVERY_MODULE = pytest.mark.parametrize("path", sources(), ids=name_of)


def walk(path: Path) -> Iterator[tuple[ast.AST, str]]:
    """Every node with the dotted name of the functions and classes around it."""

    def visit(node: ast.AST, where: str) -> Iterator[tuple[ast.AST, str]]:
        for child in ast.iter_child_nodes(node):
            inner = where
            if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                inner = f"{where}.{child.name}" if where else child.name
            yield child, inner
            yield from visit(child, inner)

    yield from visit(ast.parse(path.read_text(encoding="utf-8")), "")


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


@EVERY_MODULE
def test_a_module_says_what_it_is_and_stays_small(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert ast.get_docstring(ast.parse(text)), "no docstring"
    assert text.count("\n") <= MODULE_LINES


@EVERY_MODULE
def test_classes_and_functions_stay_small(path: Path) -> None:
    large = []
    for node, where in walk(path):
        limit = 0
        if isinstance(node, ast.ClassDef):
            limit = CLASS_LINES
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            limit = FUNCTION_LINES
        if limit and (node.end_lineno or 0) - node.lineno + 1 > limit:
            large.append(f"{where} has {(node.end_lineno or 0) - node.lineno + 1} lines")
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


@EVERY_MODULE
def test_only_the_boundaries_catch_everything(path: Path) -> None:
    broad = {
        f"{name_of(path)}::{where}"
        for node, where in walk(path)
        if isinstance(node, ast.ExceptHandler) and is_broad(node)
    }
    assert broad <= BOUNDARIES


def test_the_boundaries_exist_and_are_few() -> None:
    assert len(BOUNDARIES) <= 2
    for each in BOUNDARIES:
        path, _, function = each.partition("::")
        assert function in {where for _, where in walk(ROOT / path)}


@pytest.mark.parametrize("path", [*sources(), *sources(ROOT / "tests")], ids=name_of)
def test_nothing_is_left_for_later(path: Path) -> None:
    words = re.compile("|".join(("TO" + "DO", "FIX" + "ME", "X" * 3)))
    text = path.read_text(encoding="utf-8")
    left = [line for line in text.splitlines() if re.search(rf"\b(?:{words.pattern})\b", line)]
    assert left == []


def test_the_readme_gives_the_command_that_ci_runs() -> None:
    assert "sh tests/run" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert "readme_command='sh tests/run'" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


@EVERY_MODULE
def test_no_wait_can_lose_a_cancellation(path: Path) -> None:
    """Python 3.11's ``wait_for`` swallows one that comes with the result; closing then hangs."""
    assert "asyncio.wait_for(" not in path.read_text(encoding="utf-8")
