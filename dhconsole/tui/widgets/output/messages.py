"""What the output pane asks for."""

from __future__ import annotations

from dataclasses import dataclass

from textual.message import Message

from dhconsole.client.values import FieldInfo


@dataclass
class JumpToLine(Message):
    """The editor's cursor should go to a line.

    Attributes:
        context: of the run, as it was submitted with.
        line: 1-based line of the buffer (not of the run's code).
    """

    context: object
    line: int


@dataclass
class OpenObject(Message):
    """A variable that a script made should be opened."""

    name: str
    field: FieldInfo


@dataclass
class CopyRequested(Message):
    """``text`` should go to the clipboard. ``what`` names it, such as ``12 lines``."""

    text: str
    what: str = ""
