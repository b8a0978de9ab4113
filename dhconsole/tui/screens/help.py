"""The help screen: what a pane is for, and its keys.

Owns how they are laid out; the words come from the registry of actions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widgets import Static

from dhconsole.text.safe import safe_text
from dhconsole.text.width import cell_width, cut, fit
from dhconsole.tui.screens.dialog import Dialog
from dhconsole.tui.screens.prompt import plain_title

_WIDEST_KEYS = 22
_WIDEST_TEXT = 96
_MARGIN = "  "


@dataclass(frozen=True, slots=True)
class HelpEntry:
    """One thing that can be done.

    Attributes:
        title: a few words.
        keys: as they are written on the keyboard; empty when there are none.
        help: a sentence or two; left out when it only repeats the title.
    """

    title: str
    keys: str
    help: str = ""


Line = tuple[tuple[str, str], ...]
"""Pieces of text, each with a look."""


class HelpText(ScrollView, can_focus=True, inherit_bindings=False):
    """Prose and a table of keys, broken to the width."""

    DEFAULT_CSS = """
    HelpText { height: 1fr; overflow-x: hidden; scrollbar-size: 0 1; }
    HelpText > .help-text--prose { color: $foreground; }
    HelpText > .help-text--heading { color: $secondary; text-style: bold; }
    HelpText > .help-text--keys { color: $accent; text-style: bold; }
    HelpText > .help-text--title { color: $foreground; text-style: bold; }
    HelpText > .help-text--help { color: $text-muted; }
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"help-text--{name}" for name in ("prose", "heading", "keys", "title", "help")
    }

    def __init__(self, prose: str, sections: Sequence[tuple[str, Sequence[HelpEntry]]]) -> None:
        super().__init__()
        self._prose = safe_text(prose, newlines=True)
        self._sections = tuple(sections)
        self._laid_out: list[Line] = []

    def on_resize(self) -> None:
        width = max(20, self.size.width - self.scrollbar_size_vertical - 2 * len(_MARGIN))
        self._laid_out = [*self._prose_lines(min(width, _WIDEST_TEXT)), *self._key_lines(width)]
        self.virtual_size = Size(self.size.width, len(self._laid_out))
        self.refresh()

    def render_line(self, y: int) -> Strip:
        at = y + self.scroll_offset.y
        line = self._laid_out[at] if at < len(self._laid_out) else ()
        segments = [Segment(_MARGIN if line else "", self.rich_style)]
        segments += [Segment(text, self._style(look)) for text, look in line]
        return Strip(segments).adjust_cell_length(self.size.width, self.rich_style)

    def _style(self, look: str) -> Style:
        return self.get_component_rich_style(f"help-text--{look}")

    def _prose_lines(self, width: int) -> list[Line]:
        lines: list[Line] = [()]
        for paragraph in self._prose.split("\n"):
            lines += [((text, "prose"),) for text in wrap(paragraph, width) or [""]]
        return lines

    def _key_lines(self, width: int) -> list[Line]:
        entries = [entry for _, section in self._sections for entry in section]
        longest = max((cell_width(safe_text(entry.keys)) for entry in entries), default=0)
        keys_width = min(longest, _WIDEST_KEYS, width // 2)
        lines: list[Line] = []
        for heading, section in self._sections:
            lines += [(), ((safe_text(heading), "heading"),)] if heading else [()]
            for entry in section:
                lines += _entry_lines(entry, keys_width, width)
        return lines


class HelpScreen(Dialog[None]):
    """Help for one pane. Any of its closing keys leads back.

    Args:
        title: the pane's.
        prose: what it is for, and what is worth knowing; paragraphs are lines.
        entries: what can be done there, in order; or headings with such entries.
    """

    DEFAULT_CSS = """
    HelpScreen { align: center middle; }
    HelpScreen > Vertical {
        width: 112; max-width: 96%; height: 90%;
        border: round $border; background: $surface;
    }
    HelpScreen .help--keys { height: 1; padding: 0 2; color: $text-muted; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,f1,enter,question_mark", "close", "Close"),
        Binding("up,k", "scroll(-1)", "Up", show=False),
        Binding("down,j", "scroll(1)", "Down", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
        Binding("pagedown,space", "page(1)", "Page down", show=False),
        Binding("home,g", "top", "Top", show=False),
        Binding("end,G", "bottom", "Bottom", show=False),
    ]

    def __init__(
        self,
        title: str,
        prose: str,
        entries: Sequence[HelpEntry] | Sequence[tuple[str, Sequence[HelpEntry]]],
    ) -> None:
        super().__init__()
        self._title = safe_text(title, limit=200)
        plain = [each for each in entries if isinstance(each, HelpEntry)]
        headed = [each for each in entries if not isinstance(each, HelpEntry)]
        self._text = HelpText(prose, [*([("", plain)] if plain else []), *headed])

    def compose(self) -> ComposeResult:
        with Vertical() as box:
            box.border_title = plain_title(f"Help: {self._title}")
            yield self._text
            yield Static("↑ ↓ PgUp PgDn scroll   Esc close", markup=False, classes="help--keys")

    def on_mount(self) -> None:
        self._text.focus()

    def action_close(self) -> None:
        self.answer(None)

    def action_scroll(self, lines: int) -> None:
        self._go(self._text.scroll_offset.y + lines)

    def action_page(self, pages: int) -> None:
        self._go(self._text.scroll_offset.y + pages * max(1, self._text.size.height - 1))

    def action_top(self) -> None:
        self._go(0)

    def action_bottom(self) -> None:
        self._go(self._text.max_scroll_y)

    def _go(self, line: int) -> None:
        self._text.scroll_to(y=line, animate=False, force=True)


def _entry_lines(entry: HelpEntry, keys_width: int, width: int) -> list[Line]:
    keys = safe_text(entry.keys)
    title, text = safe_text(entry.title), safe_text(entry.help)
    if text.rstrip(".").casefold() == title.casefold():
        text = ""
    room = min(max(16, width - keys_width - 2), _WIDEST_TEXT)
    own_line: list[Line] = []
    if cell_width(keys) > keys_width:
        own_line, keys = [((cut(keys, width), "keys"),)], ""
    first = title if not text else f"{title} " if title.endswith("?") else f"{title}. "
    lines: list[Line] = []
    for at, piece in enumerate(wrap(first + text, room) or [""]):
        left = (fit(keys if at == 0 else "", keys_width) + "  ", "keys")
        if at == 0 and len(piece) > len(title):
            lines.append((left, (title, "title"), (piece[len(title) :], "help")))
        else:
            lines.append((left, (piece, "title" if at == 0 else "help")))
    return [*own_line, *lines]
