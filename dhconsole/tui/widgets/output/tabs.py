"""One line that names the views of the output pane and says how the one in front is.

Owns how the line fits into its width; what it says comes from the pane.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from dhconsole.text.width import cell_width


@dataclass(frozen=True, slots=True)
class Tab:
    """A view's name, and how many errors and warnings in it were not seen yet."""

    name: str
    errors: int = 0
    warnings: int = 0


@dataclass(frozen=True, slots=True)
class Remark:
    """Something about the view in front. ``urgent`` is what should be noticed."""

    text: str
    urgent: bool = False


class TabStrip(Widget):
    """Tabs to the left, remarks to the right; the last remarks go first when room is short."""

    DEFAULT_CSS = """
    TabStrip { height: 1; background: $panel; color: $text-muted; }
    TabStrip > .tab-strip--active { color: $primary; text-style: bold; background: $surface; }
    TabStrip > .tab-strip--other { color: $text-muted; }
    TabStrip > .tab-strip--errors { color: $error; text-style: bold; }
    TabStrip > .tab-strip--warnings { color: $warning; }
    TabStrip > .tab-strip--remark { color: $text-muted; }
    TabStrip > .tab-strip--urgent { color: $accent; text-style: bold; }
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"tab-strip--{name}"
        for name in ("active", "other", "errors", "warnings", "remark", "urgent")
    }

    @dataclass
    class Chosen(Message):
        """The user clicked the tab of ``index``."""

        index: int

    def __init__(self) -> None:
        super().__init__()
        self._tabs: tuple[Tab, ...] = ()
        self._active = 0
        self._remarks: tuple[Remark, ...] = ()

    def show(self, tabs: tuple[Tab, ...], active: int, remarks: tuple[Remark, ...]) -> None:
        """Take what to say; draws only when something differs."""
        if (tabs, active, remarks) != (self._tabs, self._active, self._remarks):
            self._tabs, self._active, self._remarks = tabs, active, remarks
            self.refresh()

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        left = [segment for group in self._groups() for segment in group]
        room = width - sum(cell_width(segment.text) for segment in left)
        right: list[Segment] = []
        for remark in self._remarks:
            text = f" {remark.text} "
            if cell_width(text) > room:
                break
            room -= cell_width(text)
            right.append(Segment(text, self._style("urgent" if remark.urgent else "remark")))
        strip = Strip([*left, Segment(" " * max(0, room), self.rich_style), *right])
        return strip.adjust_cell_length(width, self.rich_style)

    def _groups(self) -> list[list[Segment]]:
        groups: list[list[Segment]] = []
        for index, tab in enumerate(self._tabs):
            name = self._style("active" if index == self._active else "other")
            group = [Segment(f" {tab.name} ", name)]
            if tab.errors:
                errors = self._style("errors") + Style(bgcolor=name.bgcolor)
                group.append(Segment(f"✗{_count(tab.errors)} ", errors))
            if tab.warnings:
                warnings = self._style("warnings") + Style(bgcolor=name.bgcolor)
                group.append(Segment(f"!{_count(tab.warnings)} ", warnings))
            groups.append(group)
        return groups

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(f"tab-strip--{name}")

    def on_click(self, event: events.Click) -> None:
        x = 0
        for index, group in enumerate(self._groups()):
            x += sum(cell_width(segment.text) for segment in group)
            if event.x < x:
                self.post_message(self.Chosen(index))
                return


def _count(number: int) -> str:
    return str(number) if number < 1_000 else "999+"
