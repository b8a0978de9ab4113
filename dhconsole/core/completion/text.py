"""The server's help as plain text: its Markdown unfolded. Pure."""

from __future__ import annotations

import re

_HEADING = re.compile(r"^#{1,6}\s+", re.MULTILINE)
_QUOTED = re.compile(r"^>[^\S\n]?", re.MULTILINE)
_BOLD = re.compile(r"\*\*(\*{0,2}[^\s*](?:[^*\n]*[^\s*])?)\*\*")
_RULE = re.compile(r"^-{3,}[^\S\n]*$", re.MULTILINE)
_TRAILING = re.compile(r"[^\S\n]+$", re.MULTILINE)
_MANY = re.compile(r"\n{3,}")
_FENCE = re.compile(r"\A```\w*\n|\n?```\Z")


def plain_markdown(text: str) -> str:
    """Text as a person wrote it, of the Markdown that the server makes of docstrings."""
    text = text.replace("&nbsp;", " ")
    for pattern in (_HEADING, _QUOTED, _RULE):
        text = pattern.sub("", text)
    text = _BOLD.sub(r"\1", text)
    return _MANY.sub("\n\n", _TRAILING.sub("", text)).strip()


def hover_parts(text: str) -> tuple[str, str]:
    """Header and documentation of a hover text: a block of Python, a rule, a block of text."""
    header, _, documentation = text.partition("\n---\n")
    if not header.startswith("```python"):
        return "", plain_markdown(text)
    return _unfenced(header), _unfenced(documentation)


def _unfenced(block: str) -> str:
    return _FENCE.sub("", block.strip()).strip("\n")
