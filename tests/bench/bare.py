"""A bare Textual app of four panes: what the console's first paint is held against."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.widgets import Static


class Bare(App[None]):
    """Four titled boxes."""

    CSS = "Static { border: round gray; height: 1fr; }"

    def compose(self) -> ComposeResult:
        for title in ("Objects", "Code", "Tables", "Output"):
            pane = Static()
            pane.border_title = title
            yield pane


if __name__ == "__main__":
    Bare().run()
