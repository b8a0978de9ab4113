"""Colours of tokens, from a theme's to what is drawn."""

from __future__ import annotations

from typing import Final

from rich.style import Style

from dhconsole.core.theme import CodeColours, terminal_colour

_COLOUR_OF: Final = {
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


def token_styles(colours: CodeColours) -> dict[str, Style]:
    """A style for each of ``text.highlight.TOKEN_CLASSES``."""
    return {
        kind: Style(
            color=terminal_colour(getattr(colours, name)),
            bold=True if kind == "keyword" else None,
            italic=True if kind == "comment" else None,
        )
        for kind, name in _COLOUR_OF.items()
    }
