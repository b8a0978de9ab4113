"""What is told about code besides names: how it is called, and what something is. Values."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dhconsole.client.autocomplete import SignatureHelp
from dhconsole.client.columns import ColumnSpec
from dhconsole.core.completion.text import hover_parts, plain_markdown

_DEF = re.compile(r"(def|class|instance|property|module|param|statement)\s+(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Signature:
    """How what is being called at the cursor can be called. Not safe for a terminal.

    Attributes:
        label: name, parameters, and what it returns.
        parameters: where each parameter stands in the label: start and end, in characters.
        active: index of the one at the cursor; -1 where that is none of them.
        documentation: plain text; may be empty.
    """

    label: str
    parameters: tuple[tuple[int, int], ...] = ()
    active: int = -1
    documentation: str = ""


@dataclass(frozen=True, slots=True)
class Description:
    """What ``name?`` shows. Not safe for a terminal; any part may be empty.

    Attributes:
        name: the expression that is described, such as ``trades`` or ``trades.where``.
        type: ``function``, ``class``, ``module``, ``property``, or the type of a value.
        signature: how it can be called.
        documentation: what its author says of it.
        facts: of an object that the server lists, pairs such as ``("rows", "1,000")``.
        columns: of a table.
        source: its source code, when that was asked for and Python has it.
    """

    name: str
    type: str = ""
    signature: str = ""
    documentation: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    columns: tuple[ColumnSpec, ...] = ()
    source: str = ""

    @property
    def text(self) -> str:
        """All of it as plain text of several lines."""
        parts = [f"{self.type} {self.signature}".strip()]
        if self.facts:
            parts.append("\n".join(f"{label}: {value}" for label, value in self.facts))
        if self.columns:
            widest = max(len(column.name) for column in self.columns)
            lines = (f"  {each.name:<{widest}}  {each.java_type}" for each in self.columns)
            parts.append("columns:\n" + "\n".join(lines))
        parts += [self.documentation, self.source]
        return "\n\n".join(part for part in parts if part)


def signature_of(help_: SignatureHelp) -> Signature:
    """The server's answer, with the parameters found in its label."""
    spans = []
    at = help_.label.find("(") + 1
    for text in help_.parameters:
        start = help_.label.find(text, at)
        if start < 0:
            return Signature(help_.label, documentation=plain_markdown(help_.documentation))
        at = start + len(text)
        spans.append((start, at))
    active = help_.active if help_.active < len(spans) else -1
    return Signature(help_.label, tuple(spans), active, plain_markdown(help_.documentation))


def described(name: str, hover: str) -> Description:
    """What a hover text says of ``name``."""
    header, documentation = hover_parts(hover)
    match = _DEF.fullmatch(header)
    if match is None:
        return Description(name, "", header, documentation)
    word, rest = match.groups()
    if word == "def":
        return Description(name, "function", rest, documentation)
    if word == "instance":
        return Description(name, rest.partition("(")[0], "", documentation)
    return Description(name, word, rest if "(" in rest else "", documentation)
