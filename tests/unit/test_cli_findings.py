"""What the doctor says of terminals and of Java."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from dhconsole.cli.findings import (
    Finding,
    Grade,
    Screen,
    inspect_embedded,
    inspect_place,
    inspect_terminal,
    java_version,
)
from dhconsole.embedded.classes import find_java

BIG = Screen(is_terminal=True, columns=200, rows=60)
GOOD = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "TERM_PROGRAM": "WezTerm"}


def found(screen: Screen, environ: dict[str, str]) -> dict[str, Finding]:
    return {each.topic: each for each in inspect_terminal(screen, environ)}


def test_a_good_terminal_has_nothing_to_note() -> None:
    findings = found(BIG, GOOD)
    assert {each.grade for each in findings.values()} == {Grade.OK}
    assert findings["size"].text == "200 columns, 60 rows"
    assert findings["colours"].text == "16 million"


@pytest.mark.parametrize("term", ["", "dumb"])
def test_a_dumb_terminal_fails(term: str) -> None:
    assert found(BIG, {"TERM": term})["terminal"].grade is Grade.FAIL


def test_no_terminal_is_not_judged() -> None:
    findings = found(Screen(is_terminal=False), {})
    assert set(findings) == {"terminal", "text"}
    assert findings["terminal"].grade is Grade.NOTE


@pytest.mark.parametrize(
    ("columns", "rows", "grade"),
    [(100, 30, Grade.OK), (99, 30, Grade.NOTE), (59, 30, Grade.NOTE), (120, 15, Grade.NOTE)],
)
def test_sizes(columns: int, rows: int, grade: Grade) -> None:
    assert found(Screen(True, columns, rows), GOOD)["size"].grade is grade


@pytest.mark.parametrize(
    ("environ", "text"),
    [
        ({"TERM": "xterm-256color"}, "256"),
        ({"TERM": "linux"}, "16"),
        ({"TERM": "xterm", "COLORTERM": "24bit"}, "16 million"),
        ({"TERM": "xterm", "COLORTERM": "truecolor", "NO_COLOR": "1"}, "none: NO_COLOR is set"),
    ],
)
def test_colours(environ: dict[str, str], text: str) -> None:
    assert found(BIG, environ)["colours"].text == text


def test_a_terminal_without_utf8_fails() -> None:
    screen = Screen(True, 200, 60, "ISO-8859-1")
    assert found(screen, GOOD)["text"].grade is Grade.FAIL
    assert found(Screen(True, 200, 60, "UTF_8"), GOOD)["text"].grade is Grade.OK


@pytest.mark.parametrize(
    ("environ", "text"),
    [
        ({"TERM_PROGRAM": "Apple_Terminal"}, "unlikely"),
        ({"TERM": "foot"}, "likely works"),
        ({"TERM": "foot-direct"}, "likely works"),
        ({"KITTY_WINDOW_ID": "1"}, "likely works"),
        ({"TMUX": "/tmp/x", "TERM_PROGRAM": "WezTerm"}, "depends on tmux"),
        ({"VTE_VERSION": "7000"}, "unlikely"),
        ({"TERM": "xterm"}, "not known"),
    ],
)
def test_clipboard(environ: dict[str, str], text: str) -> None:
    assert text in found(BIG, {"TERM": "xterm", **environ})["clipboard"].text


def test_ssh_and_tmux_are_noted() -> None:
    findings = found(BIG, {**GOOD, "SSH_CONNECTION": "a 1 b 22", "TMUX": "/tmp/x"})
    assert findings["line"].grade is findings["multiplexer"].grade is Grade.NOTE
    assert "multiplexer" in found(BIG, {**GOOD, "TERM": "screen.xterm"})


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ('openjdk version "17.0.15" 2025-04-15\n', 17),
        ('java version "1.8.0_392"\n', 8),
        ('openjdk version "21" 2023-09-19\n', 21),
        ("command not found", None),
    ],
)
def test_java_versions(text: str, version: int | None) -> None:
    assert java_version(text) == version


def make_java(home: Path, version: str, *, compiler: bool = True) -> dict[str, str]:
    """A JAVA_HOME whose java only tells a version."""
    folder = home / "bin"
    folder.mkdir(parents=True)
    java = folder / "java"
    java.write_text(f"#!/bin/sh\necho 'openjdk version \"{version}\"' >&2\n", encoding="utf-8")
    java.chmod(0o755)
    if compiler:
        (folder / "javac").touch(0o755)
    return {"JAVA_HOME": str(home), "PATH": os.environ["PATH"]}


@pytest.mark.parametrize(
    ("version", "compiler", "grade", "text"),
    [
        ("17.0.1", True, Grade.OK, "JDK 17"),
        ("17.0.1", False, Grade.FAIL, "without a compiler"),
        ("11.0.2", True, Grade.FAIL, "Java 11; 17 is needed"),
        ("x", True, Grade.FAIL, "does not tell its version"),
    ],
)
def test_java(tmp_path: Path, version: str, compiler: bool, grade: Grade, text: str) -> None:
    environ = make_java(tmp_path / "jdk", version, compiler=compiler)
    assert find_java(environ) == str(tmp_path / "jdk" / "bin" / "java")
    java = {each.topic: each for each in inspect_embedded(environ)}["java"]
    assert java.grade is grade
    assert text in java.text


def test_no_java(tmp_path: Path) -> None:
    environ = {"JAVA_HOME": str(tmp_path), "PATH": str(tmp_path)}
    java = {each.topic: each for each in inspect_embedded(environ)}["java"]
    assert (java.grade, bool(java.hint)) == (Grade.FAIL, True)


def test_places(tmp_path: Path) -> None:
    assert inspect_place("x", tmp_path, writable=True).grade is Grade.OK
    missing = inspect_place("x", tmp_path / "a" / "b", writable=True)
    assert (missing.grade, missing.text) == (Grade.OK, f"{tmp_path}/a/b (not there yet)")
    assert not (tmp_path / "a").exists()
