"""TOML files with line numbers.

Owns reading a file and knowing on which line each of its keys stands, which ``tomllib`` does not
tell. Knows nothing of what the keys mean: that is ``schema``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from dhconsole.errors import ConfigError

Key = tuple[str, ...]
"""A key and the tables it stands in: ``("grid", "fps")``."""

MAX_BYTES = 256 * 1024
"""A settings file larger than this is some other file."""

_MAX_STATEMENT_LINES = 100

_ERROR_PLACE = re.compile(r"^(?P<what>.*?) \(at (?:line (?P<line>\d+)|end of document).*\)$")


@dataclass(frozen=True, slots=True)
class TomlFile:
    """A parsed file.

    Attributes:
        path: the file's name, as messages show it.
        data: what ``tomllib`` made of it.
        lines: 1-based line of every key and of every table header.
    """

    path: str
    data: Mapping[str, Any]
    lines: Mapping[Key, int]

    def line(self, key: Key) -> int | None:
        """Line of ``key``, or of the nearest table around it, or None."""
        while key:
            if key in self.lines:
                return self.lines[key]
            key = key[:-1]
        return None

    def problem(self, message: str, key: Key, *, hint: str = "") -> ConfigError:
        """An error that points at ``key``."""
        return ConfigError(message, path=self.path, line=self.line(key), hint=hint)


EMPTY = TomlFile(path="", data={}, lines={})
"""Stands for a file that is not there."""


def read_toml(path: Path) -> TomlFile:
    """Read and parse ``path``.

    Raises:
        ConfigError: the file cannot be read, is not UTF-8, or is not TOML.
        FileNotFoundError: there is no such file.
    """
    try:
        with path.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror}", path=str(path)) from error
    if len(raw) > MAX_BYTES:
        raise ConfigError("is too large to be a settings file", path=str(path))
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise ConfigError("is not UTF-8 text", path=str(path), line=line) from error
    return parse_toml(text, str(path))


def parse_toml(text: str, path: str) -> TomlFile:
    """Parse ``text``; ``path`` is only shown in messages.

    Raises:
        ConfigError: it is not TOML. Nothing of the file can be used then.
    """
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        what, line = _place(str(error), text)
        raise ConfigError(
            f"is not TOML: {what}", path=path, line=line, hint="Nothing of this file is used."
        ) from error
    return TomlFile(path=path, data=data, lines=dict(_find_lines(text)))


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name that ``name`` was probably meant to be, or an empty string."""
    by_folded = {each.lower(): each for each in known}
    found = get_close_matches(name.lower(), list(by_folded), n=1, cutoff=0.6)
    return by_folded[found[0]] if found else ""


def did_you_mean(name: str, known: Iterable[str], *, prefix: str = "") -> str:
    """A hint that names the nearest known name, or all of them when they are few."""
    names = list(known)
    if near := nearest(name, names):
        return f"Did you mean {prefix}{near}?"
    if 0 < len(names) <= 12:
        return "Known are " + ", ".join(names) + "."
    return ""


def _place(message: str, text: str) -> tuple[str, int | None]:
    match = _ERROR_PLACE.match(message)
    if match is None:
        return message, None
    line = int(match["line"]) if match["line"] else text.rstrip().count("\n") + 1
    return match["what"], line


def _find_lines(text: str) -> Iterator[tuple[Key, int]]:
    """Key and line of everything in a document that is known to parse.

    A statement of TOML may span lines (multi-line strings and arrays), so lines are added until
    they parse as a document of their own; what that document holds is what the statement set.
    A statement of absurd length ends the search: keys after it have no line.
    """
    table: Key = ()
    pending: list[str] = []
    start = 0
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), start=1):
        if not pending:
            start = number
        elif len(pending) == _MAX_STATEMENT_LINES:
            return
        pending.append(line)
        try:
            statement = tomllib.loads("\n".join(pending))
        except tomllib.TOMLDecodeError:
            continue
        is_header = pending[0].lstrip().startswith("[")
        pending.clear()
        if is_header:
            table = _header(statement)
            yield table, start
        else:
            yield from (((*table, *key), start) for key in _keys(statement))


def _header(statement: Mapping[str, Any]) -> Key:
    """The one chain of tables in ``[a.b]`` or ``[[a.b]]``."""
    key: Key = ()
    inner: Any = statement
    while inner:
        name, inner = next(iter(inner.items()))
        key = (*key, name)
        if isinstance(inner, list):
            inner = inner[0]
    return key


def _keys(statement: Mapping[str, Any]) -> Iterator[Key]:
    for name, value in statement.items():
        yield (name,)
        if isinstance(value, dict):
            yield from ((name, *rest) for rest in _keys(value))
