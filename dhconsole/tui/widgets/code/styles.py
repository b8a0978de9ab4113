"""Colours of tokens, from a theme's to what is drawn."""

from __future__ import annotations

from rich.style import Style

from dhconsole.core.theme import TOKEN_COLOURS, CodeColours, terminal_colour


def token_styles(colours: CodeColours) -> dict[str, Style]:
    """A style for each of ``text.highlight.TOKEN_CLASSES``."""
    return {
        kind: Style(
            color=terminal_colour(getattr(colours, name)),
            bold=True if kind == "keyword" else None,
            italic=True if kind == "comment" else None,
        )
        for kind, name in TOKEN_COLOURS.items()
    }
