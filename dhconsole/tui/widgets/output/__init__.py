"""The output pane: what scripts print, how they ended, and what the server logs."""

from __future__ import annotations

from dhconsole.tui.widgets.output.messages import CopyRequested, JumpToLine, OpenObject
from dhconsole.tui.widgets.output.pane import OutputPane

__all__ = ["CopyRequested", "JumpToLine", "OpenObject", "OutputPane"]
