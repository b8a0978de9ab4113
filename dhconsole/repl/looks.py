"""A theme as the prompt's toolkit takes it, and code in its colours.

Owns the names of looks: whatever is printed says what it is, and the theme says how that looks.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from prompt_toolkit.document import Document
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.lexers import Lexer
from prompt_toolkit.styles import Style

from dhconsole.core.theme import TOKEN_COLOURS, Palette
from dhconsole.text.highlight import tokenize
from dhconsole.text.scan import Language

MUTED: Final = "class:muted"
OK: Final = "class:ok"
ERROR: Final = "class:error"
WARNING: Final = "class:warning"
NOTE: Final = "class:note"
TITLE: Final = "class:title"
HEADER: Final = "class:header"
NULL: Final = "class:null"
STDERR: Final = "class:stderr"
VALUE: Final = "class:value"
PROMPT: Final = "class:prompt"
UP: Final = "class:up"
DOWN: Final = "class:down"
CHANGED: Final = "class:changed"
STALE: Final = "class:stale"


def style_of(palette: Palette) -> Style:
    """Every look in the colours of a theme. The terminal's own background stays."""
    ui, grid, output = palette.ui, palette.grid, palette.output
    # Swapped, so that it can be told apart where there are no colours.
    chosen = f"reverse {_colour(ui.cursor)} {_ground(ui.cursor_text)}"
    rules = {
        "muted": _colour(ui.muted),
        "ok": _colour(ui.success),
        "error": _colour(output.error),
        "warning": _colour(ui.warning),
        "note": _colour(output.note),
        "title": f"{_colour(ui.secondary)} bold",
        "header": f"{_colour(grid.header)} bold",
        "null": _colour(grid.null),
        "stderr": _colour(output.stderr),
        "value": _colour(ui.foreground),
        "prompt": f"{_colour(output.prompt)} bold",
        "prompt.more": _colour(ui.muted),
        "up": _colour(grid.up),
        "down": _colour(grid.down),
        "changed": _colour(grid.changed),
        "stale": _colour(grid.stale),
        "bottom-toolbar": f"noreverse {_ground(ui.panel)} {_colour(ui.foreground)}",
        "bottom-toolbar.bad": f"{_colour(ui.error)}",
        "bottom-toolbar.good": f"{_colour(ui.success)}",
        "bottom-toolbar.muted": f"{_colour(ui.muted)}",
        "bottom-toolbar.current": f"bold {_colour(ui.accent)}",
        "completion-menu": f"{_ground(ui.panel)} {_colour(ui.foreground)}",
        "completion-menu.completion.current": chosen,
        "completion-menu.meta.completion": f"{_ground(ui.panel)} {_colour(ui.muted)}",
        "completion-menu.meta.completion.current": chosen,
        "scrollbar.background": _ground(ui.panel),
        "scrollbar.button": _ground(ui.border_focus),
        "selected": f"{_ground(ui.selection)}",
        "picked": chosen,
        "line": _colour(ui.border),
    }
    code = {
        f"code.{kind}": _colour(getattr(palette.code, name))
        + (" bold" if kind == "keyword" else " italic" if kind == "comment" else "")
        for kind, name in TOKEN_COLOURS.items()
    }
    return Style.from_dict(rules | code)


def code_fragments(code: str, language: Language = "python") -> list[StyleAndTextTuples]:
    """The lines of ``code``, which must be safe for a terminal, in colours."""
    lines: list[StyleAndTextTuples] = []
    for text, spans in zip(code.split("\n"), tokenize(code, language), strict=False):
        line: StyleAndTextTuples = []
        at = 0
        for span in spans:
            if span.start > at:
                line.append(("", text[at : span.start]))
            line.append((f"class:code.{span.kind}", text[span.start : span.end]))
            at = span.end
        if at < len(text):
            line.append(("", text[at:]))
        lines.append(line)
    return lines


class CodeLexer(Lexer):
    """Colours what is typed. Commands of the console and of the shell are no code."""

    def __init__(self, language: Callable[[], Language]) -> None:
        self._language = language

    def lex_document(self, document: Document) -> Callable[[int], StyleAndTextTuples]:
        text = document.text
        plain = text.lstrip().startswith(("%", "!"))
        # The first prompt is empty, and need not wait for pygments.
        lines = [] if plain or not text else code_fragments(text, self._language())

        def line(number: int) -> StyleAndTextTuples:
            if number < len(lines):
                return lines[number]
            shown = document.lines[number] if number < len(document.lines) else ""
            return [(PROMPT if plain and number == 0 else "", shown)]

        return line


def _colour(name: str) -> str:
    return _named("fg", name)


def _ground(name: str) -> str:
    return _named("bg", name)


def _named(where: str, name: str) -> str:
    """A colour of a theme as the toolkit calls it."""
    if name == "ansi_default":
        return f"{where}:default"
    if not name.startswith("ansi_"):
        return f"{where}:{name}"
    base = name.removeprefix("ansi_")
    others = {"white": "gray", "bright_white": "white", "bright_black": "brightblack"}
    return f"{where}:ansi{others.get(base, base.replace('_', ''))}"
