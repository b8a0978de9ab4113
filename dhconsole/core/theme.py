"""Themes: a palette of named colours, read from ``themes/NAME.toml``.

Owns which colours there are and what may stand for one. Pure but for reading the file; does not
know how a toolkit takes colours. A theme that is wrong in part keeps the colours of the theme
it is based on in that part; one that cannot be read at all is replaced by ``dark``. Both are
reported with file and line, and neither prevents a start.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from dhconsole.errors import ConfigError
from dhconsole.schema import fields_of, fill, setting, unknown
from dhconsole.tomlfile import TomlFile, did_you_mean, read_toml

DEFAULT = "dark"

ANSI_NAMES = ("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white")
"""The eight colours that the terminal's own settings define; each has a bright one too."""

_HEX = re.compile(r"^#[0-9a-fA-F]{6}$")
_ANSI = frozenset(
    {"ansi_default", *(f"ansi_{kind}{name}" for kind in ("", "bright_") for name in ANSI_NAMES)}
)


def _check_colour(text: str) -> str:
    if _HEX.match(text) or text in _ANSI:
        return ""
    return 'a colour such as "#1e90ff" or "ansi_bright_blue"'


def _colour(default: str, help: str = "") -> Any:  # noqa: A002
    return setting(default, help, check=_check_colour)


@dataclass(frozen=True, slots=True, kw_only=True)
class UiColours:
    """``[ui]``: the screen around the data. Those without another note are drawn as text."""

    background: str = _colour("#14171c", "behind everything")
    surface: str = _colour("#191d24", "behind panes")
    panel: str = _colour("#222833", "behind bars and dialogs")
    foreground: str = _colour("#d7dce4", "text")
    muted: str = _colour("#929cab", "text of less weight")
    primary: str = _colour("#6cb2ff", "the focus, and what is chosen")
    secondary: str = _colour("#8fc7b8", "titles")
    accent: str = _colour("#e0b060", "what is asked for attention")
    warning: str = _colour("#eeb65a", "what may be wrong")
    error: str = _colour("#ff8a80", "what went wrong")
    success: str = _colour("#86d18a", "what went well")
    border: str = _colour("#3a4352", "lines around panes; not text")
    border_focus: str = _colour("#6cb2ff", "lines around the pane with the focus; not text")
    selection: str = _colour("#2b4668", "behind what is selected")
    cursor: str = _colour("#6cb2ff", "behind the cursor")
    cursor_text: str = _colour("#10141a", "text under the cursor")


@dataclass(frozen=True, slots=True, kw_only=True)
class GridColours:
    """``[grid]``: tables. The ``_background`` ones lie behind values."""

    header: str = _colour("#c3cddc", "names of columns")
    header_background: str = _colour("#222833", "behind them")
    row_alt: str = _colour("#1b2027", "behind every other row")
    row_number: str = _colour("#8a93a3", "row numbers")
    null: str = _colour("#8d96a5", "null and empty")
    number: str = _colour("#a9d0ff", "numbers")
    negative: str = _colour("#ff9d94", "negative numbers")
    string: str = _colour("#d7dce4", "text")
    time: str = _colour("#c9b6f2", "times and dates")
    boolean: str = _colour("#8fd3c4", "true and false")
    up: str = _colour("#7ee08a", "a value that rose")
    up_background: str = _colour("#16361f", "behind it")
    down: str = _colour("#ff9d94", "a value that fell")
    down_background: str = _colour("#44191a", "behind it")
    changed: str = _colour("#f2cf7c", "a value that changed otherwise")
    changed_background: str = _colour("#3a2f12", "behind it")
    added: str = _colour("#8cc8ff", "a row that is new")
    added_background: str = _colour("#15304a", "behind it")
    stale: str = _colour("#8d96a5", "values that may not be true any more")
    unknown: str = _colour("#858f9f", "cells that have not arrived")


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeColours:
    """``[code]``: tokens of code."""

    keyword: str = _colour("#c9a7f5")
    string: str = _colour("#a5d6a0")
    number: str = _colour("#f0b783")
    comment: str = _colour("#8791a2")
    function: str = _colour("#7fbcff")
    operator: str = _colour("#b9c4d4")
    builtin: str = _colour("#79d0d8")
    type: str = _colour("#e8cf85")
    decorator: str = _colour("#e3a0c4")
    constant: str = _colour("#f0b783")
    variable: str = _colour("#d7dce4")
    error: str = _colour("#ff8a80")


TOKEN_COLOURS: Mapping[str, str] = {
    "keyword": "keyword",
    "constant": "constant",
    "builtin": "builtin",
    "function": "function",
    "class": "type",
    "decorator": "decorator",
    "namespace": "type",
    "string": "string",
    "escape": "constant",
    "interpolation": "decorator",
    "number": "number",
    "comment": "comment",
    "operator": "operator",
    "punctuation": "operator",
    "error": "error",
}
"""Which of these colours each of ``text.highlight.TOKEN_CLASSES`` has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputColours:
    """``[output]``: what scripts print and servers log."""

    stdout: str = _colour("#d7dce4")
    stderr: str = _colour("#f0b783")
    note: str = _colour("#8fc7b8")
    error: str = _colour("#ff8a80")
    log: str = _colour("#97a1b0")
    prompt: str = _colour("#7fbcff")


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """A theme.

    Attributes:
        dark: whether text is lighter than what lies behind it.
        ansi: whether the colours are the terminal's own, so that nothing can be mixed from them.
        stylesheet: layout that goes with the theme, ``NAME.tcss`` beside it, or None.
    """

    name: str = DEFAULT
    description: str = setting("", "one line for the theme picker")
    base: str = setting("", "theme whose colours stand in for those that are left out")
    dark: bool = setting(True, "light text on a dark ground")
    ansi: bool = setting(False, "only the terminal's own sixteen colours")
    ui: UiColours = UiColours()
    grid: GridColours = GridColours()
    code: CodeColours = CodeColours()
    output: OutputColours = OutputColours()
    stylesheet: Path | None = None

    def colours(self) -> Iterator[tuple[str, str]]:
        """Dotted name and value of every colour."""
        for section, schema in SECTIONS.items():
            for each in fields_of(schema):
                yield f"{section}.{each.name}", getattr(getattr(self, section), each.name)


SECTIONS: Mapping[str, type] = {
    "ui": UiColours,
    "grid": GridColours,
    "code": CodeColours,
    "output": OutputColours,
}


@dataclass(frozen=True, slots=True)
class LoadedTheme:
    """A palette that can be used, and what was wrong on the way to it."""

    palette: Palette
    problems: tuple[ConfigError, ...] = ()


def terminal_colour(colour: str) -> str:
    """A colour as terminal libraries name it: ``ansi_bright_blue`` is their ``bright_blue``."""
    return colour.removeprefix("ansi_")


def terminal_colours(environ: Mapping[str, str]) -> int:
    """How many colours a terminal says that it shows; 0 where none are wanted.

    Args:
        environ: its environment; ``COLORTERM`` and ``TERM`` are all that programs can go by.
    """
    if environ.get("NO_COLOR"):
        return 0
    if environ.get("COLORTERM", "").strip().lower() in ("truecolor", "24bit"):
        return 1 << 24
    return 256 if environ.get("TERM", "").endswith(("256color", "kitty")) else 16


def fitting(environ: Mapping[str, str], *, few: bool = False) -> tuple[str, str]:
    """The theme for a terminal whose user has named none, and why; two empty texts for the
    default.

    Args:
        few: whether 16 colours are enough, since each of them takes fewer bytes.
    """
    colours = terminal_colours(environ)
    if environ.get("TERM", "dumb") == "dumb" or (colours > len(ANSI_NAMES) * 2 and not few):
        return "", ""
    # Set by some terminals: numbers of the colours of text and ground, such as 0;15.
    ground = environ.get("COLORFGBG", "").rpartition(";")[2]
    reason = "16 colours" if colours else "NO_COLOR"
    if few and colours:
        reason = "low_bandwidth"
    return ("ansi-light" if ground in ("7", "15") else "ansi-dark"), reason


def theme_names(folders: Sequence[Path]) -> tuple[str, ...]:
    """Names of the themes that lie in ``folders``."""
    return tuple(sorted(_files(folders)))


def load_theme(name: str, folders: Sequence[Path], *, source: str = "") -> LoadedTheme:
    """Read a theme; never raises.

    Args:
        name: of the file, without ``.toml``.
        folders: where to look; the first that has the name wins.
        source: who named the theme, for the report.
    """
    files = _files(folders)
    if name in files:
        return _load(name, files, ())
    hint = did_you_mean(name, files)
    problem = ConfigError(f"there is no theme {name}", path=source, hint=hint)
    return LoadedTheme(_fallback(files), (problem,))


def parse_theme(name: str, file: TomlFile, base: Palette) -> LoadedTheme:
    """A palette from a parsed file; what it leaves out, or gets wrong, is that of ``base``."""
    problems: list[ConfigError] = []
    known = tuple(each.name for each in fields_of(Palette))
    plain: dict[str, Any] = {}
    for key, value in file.data.items():
        if key in known:
            plain[key] = value
        elif key not in SECTIONS:
            problems.append(unknown(key, (*known, *SECTIONS), file, ()))
    filled = fill(Palette, plain, file, ())
    problems += filled.problems
    palette = replace(base, name=name, base="", description="", stylesheet=None)
    palette = replace(palette, **filled.values)
    for section, schema in SECTIONS.items():
        part = fill(schema, file.data.get(section, {}), file, (section,))
        problems += part.problems
        colours = replace(getattr(palette, section), **part.values)
        palette = replace(palette, **{section: colours})
    return LoadedTheme(palette, tuple(problems))


def _files(folders: Sequence[Path]) -> dict[str, Path]:
    found: dict[str, Path] = {}
    for folder in folders:
        if folder.is_dir():
            for path in sorted(folder.glob("*.toml")):
                found.setdefault(path.stem, path)
    return found


def _load(name: str, files: Mapping[str, Path], loading: tuple[str, ...]) -> LoadedTheme:
    path = files[name]
    try:
        file = read_toml(path)
    except (ConfigError, FileNotFoundError) as error:
        problem = (
            error if isinstance(error, ConfigError) else ConfigError("is gone", path=str(path))
        )
        return LoadedTheme(_fallback(files, loading=(*loading, name)), (problem,))
    base, problems = _base(file, files, (*loading, name))
    loaded = parse_theme(name, file, base)
    stylesheet = path.with_suffix(".tcss")
    palette = replace(loaded.palette, stylesheet=stylesheet if stylesheet.is_file() else None)
    return LoadedTheme(palette, (*problems, *loaded.problems))


def _base(
    file: TomlFile, files: Mapping[str, Path], loading: tuple[str, ...]
) -> tuple[Palette, tuple[ConfigError, ...]]:
    base = file.data.get("base")
    if not isinstance(base, str) or not base:
        return Palette(), ()
    if base in loading:
        chain = " and ".join(loading)
        return Palette(), (file.problem(f"the themes {chain} are based on each other", ("base",)),)
    if base not in files:
        hint = did_you_mean(base, files)
        return Palette(), (file.problem(f"there is no theme {base}", ("base",), hint=hint),)
    loaded = _load(base, files, loading)
    return loaded.palette, loaded.problems


def _fallback(files: Mapping[str, Path], *, loading: tuple[str, ...] = ()) -> Palette:
    """The dark theme; its colours are also the defaults, should even that file be missing."""
    if DEFAULT in files and DEFAULT not in loading:
        return _load(DEFAULT, files, loading).palette
    return Palette()
