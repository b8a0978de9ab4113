"""Colours of tokens, from a theme's to what is drawn."""

from __future__ import annotations

from dataclasses import fields

from rich.style import Style

from dhconsole.core.theme import CodeColours, terminal_colour

_SLANTED = {"comment"}
_BOLD = {"keyword"}


def token_styles(colours: CodeColours) -> dict[str, Style]:
    """A style for each token class of ``text.highlight``; the classes are the colours' names."""
    return {
        each.name: Style(
            color=terminal_colour(getattr(colours, each.name)),
            italic=True if each.name in _SLANTED else None,
            bold=True if each.name in _BOLD else None,
        )
        for each in fields(colours)
    }
