"""What ``dhconsole doctor`` finds out without a server: the terminal, Java, packages, places.

The functions take what they judge as arguments, so that they can be asked about any terminal.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from importlib import metadata
from pathlib import Path

from dhconsole.core.theme import terminal_colours
from dhconsole.errors import EmbeddedServerError

OLDEST_JAVA = 17
"""Of the classes in deephaven-server 42.7: those of its Jetty are of version 61."""

JAVA_SECONDS = 20.0

SMALL = (60, 16)
NARROW = 100
_MANY = 256

_PACKAGES = (
    "textual",
    "prompt-toolkit",
    "grpcio",
    "protobuf",
    "pyarrow",
    "numpy",
    "deephaven-server",
    "pydeephaven",
)

_JAVA_VERSION = re.compile(r'version "(\d+)(?:\.(\d+))?')

# What is known of terminals and OSC 52, by a variable that they set: whether it works, and what
# there is to say. The first that fits counts.
_CLIPBOARD: tuple[tuple[str, str, bool, str], ...] = (
    ("TERM_PROGRAM", "Apple_Terminal", False, "Terminal.app ignores it"),
    ("TERM_PROGRAM", "iTerm.app", True, "iTerm2 has to allow it in its settings"),
    ("TERM_PROGRAM", "WezTerm", True, "WezTerm"),
    ("TERM_PROGRAM", "ghostty", True, "Ghostty"),
    ("TERM_PROGRAM", "vscode", True, "the terminal of VS Code"),
    ("KITTY_WINDOW_ID", "", True, "kitty"),
    ("ALACRITTY_WINDOW_ID", "", True, "Alacritty"),
    ("WT_SESSION", "", True, "Windows Terminal"),
    ("TERM", "foot", True, "foot"),
    ("TERM", "linux", False, "the Linux console has no clipboard"),
    ("VTE_VERSION", "", False, "older GNOME terminals ignore it"),
    ("XTERM_VERSION", "", False, "xterm has to allow it: allowWindowOps"),
)


class Grade(Enum):
    """How a finding is meant."""

    OK = "ok"
    NOTE = "note"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the doctor's report."""

    grade: Grade
    topic: str
    text: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Screen:
    """What can be asked of the standard output.

    Attributes:
        is_terminal: whether it is one.
        columns, rows: its size in cells.
        encoding: of the text written to it.
    """

    is_terminal: bool
    columns: int = 0
    rows: int = 0
    encoding: str = "utf-8"


def inspect_terminal(screen: Screen, environ: Mapping[str, str]) -> Iterator[Finding]:
    """What the terminal can do, as far as the environment tells."""
    term = environ.get("TERM", "")
    if not screen.is_terminal:
        text = "the output goes elsewhere, so its terminal cannot be judged"
        yield Finding(Grade.NOTE, "terminal", text)
        yield _encoding(screen)
        return
    if term in ("", "dumb"):
        hint = "The console cannot draw here; set TERM to what your terminal is."
        yield Finding(Grade.FAIL, "terminal", f"TERM is {term or 'not set'}", hint)
    else:
        yield Finding(Grade.OK, "terminal", f"{term}{_program(environ)}")
    yield _size(screen)
    yield _colours(term, environ)
    yield _encoding(screen)
    yield _clipboard(environ)
    if environ.get("SSH_CONNECTION"):
        hint = "--low-bandwidth spares a slow line."
        yield Finding(Grade.NOTE, "line", "SSH: the cursor does not blink", hint)
    if term.startswith(("screen", "tmux")) or environ.get("TMUX"):
        hint = "It keeps its prefix key (ctrl+b or ctrl+a) to itself."
        name = "tmux" if environ.get("TMUX") else "a multiplexer"
        yield Finding(Grade.NOTE, "multiplexer", f"runs inside {name}", hint)


def _program(environ: Mapping[str, str]) -> str:
    name = environ.get("TERM_PROGRAM", "")
    version = environ.get("TERM_PROGRAM_VERSION", "")
    return f", {name} {version}".rstrip() if name else ""


def _size(screen: Screen) -> Finding:
    text = f"{screen.columns} columns, {screen.rows} rows"
    if screen.columns < SMALL[0] or screen.rows < SMALL[1]:
        hint = f"Below {SMALL[0]} x {SMALL[1]} only one pane is shown."
        return Finding(Grade.NOTE, "size", text, hint)
    if screen.columns < NARROW:
        hint = f"Below {NARROW} columns the objects are shown with F2 only."
        return Finding(Grade.NOTE, "size", text, hint)
    return Finding(Grade.OK, "size", text)


def _colours(term: str, environ: Mapping[str, str]) -> Finding:
    colours = terminal_colours({**environ, "TERM": term})
    if not colours:
        return Finding(Grade.NOTE, "colours", "none: NO_COLOR is set")
    if colours > _MANY:
        return Finding(Grade.OK, "colours", "16 million")
    hint = "If your terminal can do more, set COLORTERM=truecolor."
    if colours == _MANY:
        return Finding(Grade.OK, "colours", "256", hint)
    hint += " Without a theme named, ansi-dark or ansi-light is taken, which are made for this."
    return Finding(Grade.NOTE, "colours", "16", hint)


def _encoding(screen: Screen) -> Finding:
    name = screen.encoding.lower().replace("_", "-")
    if name in ("utf-8", "utf8"):
        return Finding(Grade.OK, "text", "UTF-8")
    hint = "Set LANG to a UTF-8 locale, such as C.UTF-8."
    return Finding(Grade.FAIL, "text", f"{screen.encoding} cannot show what tables hold", hint)


def _clipboard(environ: Mapping[str, str]) -> Finding:
    fallback = "Otherwise what is copied is put into a file."
    if environ.get("TMUX"):
        hint = f"tmux needs: set -g set-clipboard on. {fallback}"
        return Finding(Grade.NOTE, "clipboard", "OSC 52 depends on tmux", hint)
    for variable, value, works, why in _CLIPBOARD:
        found = environ.get(variable, "")
        if found and (not value or found == value or found.startswith(f"{value}-")):
            if works:
                return Finding(Grade.OK, "clipboard", f"OSC 52 likely works ({why})")
            return Finding(Grade.NOTE, "clipboard", f"OSC 52 unlikely works: {why}", fallback)
    return Finding(Grade.NOTE, "clipboard", "whether OSC 52 works is not known", fallback)


def inspect_packages() -> Iterator[Finding]:
    """The versions of what dhconsole is built on."""
    found = []
    for name in _PACKAGES:
        try:
            found.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            continue
    yield Finding(Grade.OK, "packages", ", ".join(found))


def inspect_place(topic: str, path: Path, *, writable: bool) -> Finding:
    """Whether a directory of ours can be used."""
    existing = path
    while not existing.exists() and existing != existing.parent:
        existing = existing.parent
    if writable and not os.access(existing, os.W_OK):
        return Finding(Grade.FAIL, topic, f"{path} cannot be written")
    return Finding(Grade.OK, topic, f"{path}" if path.exists() else f"{path} (not there yet)")


def inspect_embedded(environ: Mapping[str, str]) -> Iterator[Finding]:
    """Whether a server of our own could be started: Java, a JDK, the packages."""
    from dhconsole.embedded.classes import kept_classes
    from dhconsole.embedded.failures import check_installed

    try:
        check_installed()
    except EmbeddedServerError as error:
        yield Finding(Grade.FAIL, "embedded", error.message, error.hint)
    else:
        version = metadata.version("deephaven-server")
        slow = "" if kept_classes(environ).exists() else ", not prepared"
        hint = "dhconsole server --prepare lets it start sooner." if slow else ""
        yield Finding(Grade.OK, "embedded", f"deephaven-server {version}{slow}", hint)
    yield _java(environ)


def _java(environ: Mapping[str, str]) -> Finding:
    from dhconsole.embedded.classes import find_java

    hint = "Install a JDK, 17 for example, and set JAVA_HOME to it."
    java = find_java(environ)
    if java is None:
        return Finding(
            Grade.FAIL, "java", "there is no java, neither in JAVA_HOME nor in PATH", hint
        )
    try:
        done = subprocess.run(
            [java, "-version"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=JAVA_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return Finding(Grade.FAIL, "java", f"{java} cannot be run: {error}", hint)
    # Java writes its version to stderr.
    version = java_version(done.stderr.decode(errors="replace"))
    if version is None:
        return Finding(Grade.FAIL, "java", f"{java} does not tell its version", hint)
    if version < OLDEST_JAVA:
        return Finding(
            Grade.FAIL, "java", f"{java} is Java {version}; {OLDEST_JAVA} is needed", hint
        )
    if not (Path(java).resolve().parent / "javac").exists():
        return Finding(Grade.FAIL, "java", f"{java} is Java {version} without a compiler", hint)
    return Finding(Grade.OK, "java", f"{java}, JDK {version}")


def java_version(text: str) -> int | None:
    """The major version in what ``java -version`` prints; ``1.8`` is 8."""
    match = _JAVA_VERSION.search(text)
    if match is None:
        return None
    major, minor = int(match[1]), match[2]
    return int(minor) if major == 1 and minor else major
