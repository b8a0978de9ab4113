"""What the code pane says to whoever holds it. Lines and columns are 1-based."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from textual.message import Message

What: TypeAlias = Literal["all", "selection", "statement"]
Change: TypeAlias = Literal["edited", "selected", "opened", "closed", "saved", "language"]


@dataclass
class RunRequested(Message, namespace="code_pane"):
    """Code should run.

    Attributes:
        code: as it is to be sent.
        first_line: line of the buffer that line 1 of ``code`` is.
        last_line: last line of the buffer that belongs to it.
        buffer_id: the buffer.
        what: what was asked for.
        mark: number of the mark beside the lines; give it to ``CodePane.clear_running``.
    """

    code: str
    first_line: int
    last_line: int
    buffer_id: str
    what: What
    mark: int

    def title(self, buffer: str) -> str:
        """How to call what runs: the buffer's title, with the lines when they are not all."""
        lines = f":{self.first_line}-{self.last_line}" if self.what != "all" else ""
        return buffer + lines

    def buffer_line(self, line: int) -> int:
        """The buffer's line for a line of ``code``, such as ``ScriptError.line``."""
        return self.first_line + line - 1


@dataclass
class BufferChanged(Message, namespace="code_pane"):
    """A buffer was edited, saved, opened, closed, brought to the front, or has a new language."""

    buffer_id: str
    change: Change

    def can_replace(self, message: Message) -> bool:
        return (
            isinstance(message, BufferChanged)
            and message.change == self.change == "edited"
            and message.buffer_id == self.buffer_id
        )


@dataclass
class CursorMoved(Message, namespace="code_pane"):
    """The cursor is elsewhere, or something else is selected.

    Attributes:
        selected: number of selected characters.
    """

    buffer_id: str
    line: int
    column: int
    selected: int

    def can_replace(self, message: Message) -> bool:
        return isinstance(message, CursorMoved)
