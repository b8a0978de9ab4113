"""The code pane: buffers in tabs, an editor for each, and what to run.

``CodePane`` is what the app holds. It takes a ``BufferStore`` and posts messages; it knows no
connection and runs nothing.
"""

from __future__ import annotations

from dhconsole.tui.widgets.code.area import CodeArea
from dhconsole.tui.widgets.code.messages import BufferChanged, CursorMoved, RunRequested
from dhconsole.tui.widgets.code.pane import CodePane
from dhconsole.tui.widgets.code.styles import token_styles

__all__ = [
    "BufferChanged",
    "CodeArea",
    "CodePane",
    "CursorMoved",
    "RunRequested",
    "token_styles",
]
