"""The settings: ``config.toml`` to frozen dataclasses.

Owns which settings there are, their defaults and where each value came from. What is wrong in
the file is reported with file, line and nearest name, and never prevents a start: the setting
keeps its default. Does not know what actions, themes or key maps exist; those who own them
check the names.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from dhconsole import paths
from dhconsole.errors import ConfigError
from dhconsole.profiles import ServerProfile, read_profile
from dhconsole.schema import fields_of, fill, rule_of, setting, unknown
from dhconsole.tomlfile import EMPTY, Key, TomlFile, read_toml

LOCAL_ZONE = "local"
LOW_BANDWIDTH_FPS = 2.0
DEFAULT_SOURCE = "default"

_HEAP = re.compile(r"^[1-9][0-9]*[kmgtKMGT]$")
_MAX_NULL_CHARACTERS = 10


def check_heap(heap: str) -> str:
    """What a heap size must be instead; empty when Java takes it."""
    return "" if _HEAP.match(heap) else "a size such as 512m or 4g"


def _check_zone(name: str) -> str:
    if name == LOCAL_ZONE or _zone(name) is not None:
        return ""
    near = get_close_matches(name, available_timezones(), n=1)
    return 'a time zone such as "UTC" or "%s", or "local"' % (near[0] if near else "Asia/Tokyo")


def _check_null(text: str) -> str:
    if len(text) <= _MAX_NULL_CHARACTERS and text.isprintable():
        return ""
    return f"at most {_MAX_NULL_CHARACTERS} printable characters"


@dataclass(frozen=True, slots=True, kw_only=True)
class GridSettings:
    """``[grid]``: how tables are drawn."""

    fps: float = setting(10.0, "frames per second at most", low=1, high=60)
    frozen: int = setting(0, "columns that stay while scrolling sideways", low=0, high=20)
    marks_seconds: float = setting(
        1.0, "how long a changed cell stays marked, 0 for not at all", low=0, high=60
    )
    stripes: bool = setting(True, "every other row in another shade")
    null: str = setting("∅", "what stands for null", check=_check_null)
    float_digits: int = setting(4, "digits after the decimal point", low=0, high=17)
    thousands: bool = setting(True, "separators between thousands")
    zone: str = setting("UTC", 'time zone of timestamps, or "local"', check=_check_zone)

    def zone_info(self, environ: Mapping[str, str] | None = None) -> ZoneInfo:
        """The time zone. ``local`` is that of ``TZ`` or of this machine, else UTC."""
        if self.zone != LOCAL_ZONE:
            return ZoneInfo(self.zone)
        environ = os.environ if environ is None else environ
        linked = os.path.realpath("/etc/localtime").partition("zoneinfo/")[2]
        for name in (environ.get("TZ", "").lstrip(":"), linked):
            if name and (zone := _zone(name)) is not None:
                return zone
        return ZoneInfo("UTC")


@dataclass(frozen=True, slots=True, kw_only=True)
class EditorSettings:
    """``[editor]``: the code pane."""

    blink: str = setting("auto", "cursor blinks; auto: not over SSH", choices=("auto", "on", "off"))
    indent: int = setting(4, "spaces that Tab inserts", low=1, high=16)

    def blinks(self, environ: Mapping[str, str]) -> bool:
        """Whether the cursor blinks: each blink is traffic, so ``auto`` spares it over SSH."""
        if self.blink == "auto":
            return not environ.get("SSH_CONNECTION")
        return self.blink == "on"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplSettings:
    """``[repl]``: the prompt."""

    editing: str = setting("emacs", "keys of the prompt", choices=("emacs", "vi"))
    rows: int = setting(10, "rows of a table that are shown at once", low=1, high=1000)


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbeddedSettings:
    """``[embedded]``: the server that dhconsole starts itself."""

    heap: str = setting("1g", "Java heap of the server", check=check_heap)


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputSettings:
    """``[output]``: the output pane."""

    max_lines: int = setting(20_000, "lines that are kept", low=100, high=1_000_000)
    level: str = setting(
        "INFO",
        "least level of the server's log that is shown",
        choices=("TRACE", "DEBUG", "INFO", "WARN", "ERROR"),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class HistorySettings:
    """``[history]``: what was run."""

    enabled: bool = setting(True, "keep what is run in a file; else until the console ends")
    keep: int = setting(50_000, "blocks of code that are kept", low=10, high=1_000_000)


@dataclass(frozen=True, slots=True)
class KeyOverride:
    """One line of ``[keys]``, unchecked.

    Attributes:
        action: id of an action, as written.
        keys: keys as written; none takes all keys from the action.
        path, line: where it stands.
    """

    action: str
    keys: tuple[str, ...]
    path: str = ""
    line: int | None = None


@dataclass(frozen=True, slots=True)
class FormatRule:
    """One line of ``[formats]``, unchecked.

    Attributes:
        pattern: name of a column, with ``*`` and ``?``; or a type, after a colon: ``:double``.
        format: name of the format.
        path, line: where it stands.
    """

    pattern: str
    format: str
    path: str = ""
    line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Every setting.

    Attributes:
        servers: profiles by name; for one that cannot be used, why.
        keys: the user's own keys, to be checked by ``core.keymap``.
        formats: formats of columns, to be checked by ``text.chosen``.
        path: the file, also when it does not exist.
        sources: who set what, by dotted name: ``file:line``, ``the command line``. What is
            missing here has its default.
        rejected: who set what to a value that cannot be, by dotted name; the default holds.
    """

    profile: str = setting("", "server to connect to when nothing else says where")
    theme: str = setting("dark", "name of a theme; unset, one that fits the terminal")
    keymap: str = setting("default", "name of a key map")
    low_bandwidth: bool = setting(False, "2 frames per second, no marks, no stripes, 16 colours")
    grid: GridSettings = GridSettings()
    editor: EditorSettings = EditorSettings()
    embedded: EmbeddedSettings = EmbeddedSettings()
    output: OutputSettings = OutputSettings()
    history: HistorySettings = HistorySettings()
    repl: ReplSettings = ReplSettings()
    keys: tuple[KeyOverride, ...] = ()
    formats: tuple[FormatRule, ...] = ()
    servers: Mapping[str, ServerProfile | ConfigError] = field(default_factory=dict)
    path: str = ""
    sources: Mapping[str, str] = field(default_factory=dict)
    rejected: Mapping[str, str] = field(default_factory=dict, compare=False)

    def reject(self, name: str, instead: object) -> Config:
        """The same after whoever knows better has found no use for a value."""
        rejected = {**self.rejected, name: self.sources.get(name, DEFAULT_SOURCE)}
        sources = {each: source for each, source in self.sources.items() if each != name}
        return replace(self, **{name: instead}, sources=sources, rejected=rejected)  # type: ignore[arg-type]

    def grid_as_drawn(self) -> GridSettings:
        """``grid``, with what a slow line cannot afford left out."""
        if not self.low_bandwidth:
            return self.grid
        fps = min(self.grid.fps, LOW_BANDWIDTH_FPS)
        return replace(self.grid, fps=fps, marks_seconds=0.0, stripes=False)

    def override(self, values: Mapping[str, Any], source: str) -> Config:
        """The same with some settings replaced, by dotted name: ``{"embedded.heap": "4g"}``."""
        config = self
        for name, value in values.items():
            section, _, key = name.rpartition(".")
            if section:
                inner = replace(getattr(config, section), **{key: value})
                config = replace(config, **{section: inner})
            else:
                config = replace(config, **{key: value})
        return replace(config, sources={**self.sources, **dict.fromkeys(values, source)})


SECTIONS: Mapping[str, type] = {
    "grid": GridSettings,
    "editor": EditorSettings,
    "embedded": EmbeddedSettings,
    "output": OutputSettings,
    "history": HistorySettings,
    "repl": ReplSettings,
}


@dataclass(frozen=True, slots=True)
class Effective:
    """One setting as it stands, for ``dhconsole config``."""

    name: str
    value: Any
    source: str
    help: str


def load_config(path: Path | None = None) -> tuple[Config, tuple[ConfigError, ...]]:
    """Read the settings and say what is wrong with them. Never raises for what a file holds.

    Args:
        path: the file; by default ``paths.config_file()``. That it does not exist is no problem.
    """
    path = path or paths.config_file()
    try:
        file = read_toml(path)
    except FileNotFoundError:
        file = replace(EMPTY, path=str(path))
    except ConfigError as error:
        return Config(path=str(path)), (error,)
    return parse_config(file)


def parse_config(file: TomlFile) -> tuple[Config, tuple[ConfigError, ...]]:
    """Settings and problems of a file that is already parsed. Pure."""
    problems: list[ConfigError] = []
    sources: dict[str, str] = {}
    known = tuple(each.name for each in fields_of(Config))
    plain = {}
    for name, value in file.data.items():
        if name in known:
            plain[name] = value
        elif name not in _TABLES:
            problems.append(unknown(name, (*known, *_TABLES), file, ()))
    filled = fill(Config, plain, file, ())
    problems += filled.problems
    sources |= filled.sources
    rejected = dict(filled.rejected)
    sections: dict[str, Any] = {}
    for name, schema in SECTIONS.items():
        part = fill(schema, file.data.get(name, {}), file, (name,))
        problems += part.problems
        sources |= {f"{name}.{key}": source for key, source in part.sources.items()}
        rejected |= {f"{name}.{key}": source for key, source in part.rejected.items()}
        sections[name] = schema(**part.values)
    config = Config(
        **filled.values,
        **sections,
        servers=_servers(file, problems),
        keys=_keys(file, problems),
        formats=_formats(file, problems),
        path=file.path,
        sources=sources,
        rejected=rejected,
    )
    return config, tuple(problems)


def effective(config: Config) -> Iterator[Effective]:
    """Every setting with its value, who set it, and what it is for."""
    for each in fields_of(Config):
        source = _source(config, each.name)
        yield Effective(each.name, getattr(config, each.name), source, rule_of(each).help)
    for section, schema in SECTIONS.items():
        for each in fields_of(schema):
            name = f"{section}.{each.name}"
            value = getattr(getattr(config, section), each.name)
            source = _source(config, name)
            yield Effective(name, value, source, rule_of(each).help)


def _source(config: Config, name: str) -> str:
    source = config.sources.get(name, DEFAULT_SOURCE)
    rejected = config.rejected.get(name)
    return f"{source}, not that of {rejected}" if rejected and source != rejected else source


_TABLES = (*SECTIONS, "keys", "formats", "servers")


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _servers(file: TomlFile, problems: list[ConfigError]) -> dict[str, ServerProfile | ConfigError]:
    tables = file.data.get("servers", {})
    if not isinstance(tables, dict):
        problems.append(file.problem("servers must be tables, [servers.NAME]", ("servers",)))
        return {}
    servers: dict[str, ServerProfile | ConfigError] = {}
    for name, table in tables.items():
        profile, wrong = read_profile(name, table, file)
        problems += wrong
        servers[name] = profile or wrong[0]
    return servers


def _keys(file: TomlFile, problems: list[ConfigError]) -> tuple[KeyOverride, ...]:
    table = file.data.get("keys", {})
    if not isinstance(table, dict):
        problems.append(file.problem("keys must be a table, [keys]", ("keys",)))
        return ()
    overrides = []
    for key, value in _leaves(table, ("keys",)):
        keys = [value] if isinstance(value, str) else value
        if not (isinstance(keys, list) and all(isinstance(each, str) for each in keys)):
            problems.append(file.problem(f"{'.'.join(key)} must be a key or a list of keys", key))
            continue
        # An empty text, as an empty list, takes all keys from the action.
        wanted = tuple(each for each in keys if each)
        overrides.append(KeyOverride(".".join(key[1:]), wanted, file.path, file.line(key)))
    return tuple(overrides)


def _formats(file: TomlFile, problems: list[ConfigError]) -> tuple[FormatRule, ...]:
    table = file.data.get("formats", {})
    if not isinstance(table, dict):
        problems.append(file.problem("formats must be a table, [formats]", ("formats",)))
        return ()
    rules = []
    for key, value in _leaves(table, ("formats",)):
        if isinstance(value, str):
            rules.append(FormatRule(".".join(key[1:]), value, file.path, file.line(key)))
        else:
            problems.append(file.problem(f"{'.'.join(key)} must be the name of a format", key))
    return tuple(rules)


def _leaves(table: Mapping[str, Any], at: Key) -> Iterator[tuple[Key, Any]]:
    """``"code.run" = "f5"`` and ``code.run = "f5"`` mean the same."""
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _leaves(value, (*at, name))
        else:
            yield (*at, name), value
