"""Keys of the code pane.

Owns the list of what a text editor's own keys do while text is typed. Everything else that a
key can do is an action of the registry.
"""

from __future__ import annotations

from textual.binding import Binding, BindingType
from textual.widgets import TextArea

from dhconsole.tui.bindings import bindings_for

PANE_BINDINGS: list[BindingType] = bindings_for("code")
"""The registry's actions of this pane."""

NEWLINE_KEY = "ctrl+j"
"""What a line feed is decoded as: a key to press, or a line end of text that is pasted plainly."""

_TAKEN_OVER = {
    # Panes and the output have these keys.
    "select_line",
    # The registry's, so that a key map can move them.
    "undo",
    "redo",
}


def _own(keys: str, action: str, title: str) -> Binding:
    return Binding(keys, action, title, show=False)


def _inherited() -> list[Binding]:
    kept = []
    for binding in TextArea.BINDINGS:
        assert isinstance(binding, Binding)
        if binding.action not in _TAKEN_OVER and binding.action != "select_all":
            kept.append(binding)
    return kept


EDITING_BINDINGS: list[BindingType] = [
    *_inherited(),
    _own("tab", "indent", "Indent"),
    _own("shift+tab", "dedent", "Indent less"),
    _own("ctrl+slash,ctrl+underscore", "toggle_comment", "Comment out or in"),
    _own("ctrl+home", "document_start", "Start of the buffer"),
    _own("ctrl+end", "document_end", "End of the buffer"),
    _own("ctrl+shift+home", "document_start(True)", "Select to the start of the buffer"),
    _own("ctrl+shift+end", "document_end(True)", "Select to the end of the buffer"),
    _own("alt+a", "select_all", "Select everything"),
]
