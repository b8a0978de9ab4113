"""What stands in the place of a pane until the pane is there."""

from __future__ import annotations

from textual.widget import Widget


class Outline(Widget):
    """The frame of a pane and its title, with nothing in it."""

    DEFAULT_CSS = """
    Outline {
        background: $surface;
        border: round $border-blurred;
        border-title-color: $text-muted;
    }
    """

    def __init__(self, title: str, *, id: str) -> None:  # noqa: A002
        super().__init__(id=id)
        self.border_title = title

    def render(self) -> str:
        return ""
