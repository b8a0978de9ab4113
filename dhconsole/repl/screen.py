"""What the REPL writes: lines of pieces with a look each, above the prompt when there is one.

Owns the way to the terminal. Texts must be safe already; ``plain`` makes them so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from prompt_toolkit.application import get_app, get_app_or_none, run_in_terminal
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.output import Output
from prompt_toolkit.renderer import print_formatted_text

from dhconsole.core.theme import Palette
from dhconsole.repl.looks import style_of
from dhconsole.text.safe import safe_text

Line = StyleAndTextTuples

_TAB = 8


class Screen:
    """The terminal, below what is already on it.

    Attributes:
        theme: name of the theme in force.
        style: its looks.
    """

    def __init__(self, output: Output, palette: Palette) -> None:
        self.output = output
        self._waiting = ""
        self._above: list[Line] = []
        self.take(palette)

    def take(self, palette: Palette) -> None:
        """Draw in this theme from now on."""
        self.theme = palette.name
        self.style = style_of(palette)

    def clear(self) -> None:
        """Begin at the top of an empty screen."""
        self.output.erase_screen()
        self.output.cursor_goto(0, 0)
        self.output.flush()

    @property
    def columns(self) -> int:
        return self.output.get_size().columns

    @property
    def rows(self) -> int:
        return self.output.get_size().rows

    def say(self, text: str, look: str = "") -> None:
        """Write a text of ours or of others, line by line."""
        self.show([[(look, line)] for line in plain(text)])

    def show(self, lines: Iterable[Line]) -> None:
        """Write lines of pieces."""
        lines = list(lines)
        if not lines:
            return
        self.done_waiting()
        first = not self._above
        self._above += lines
        app = get_app_or_none()
        if app is None or app.loop is None:
            self._print()
        elif first:
            # All that comes until the prompt has made room is written at once.
            app.loop.call_soon_threadsafe(lambda: run_in_terminal(self._print_above))

    def _print_above(self) -> None:
        # As raw as under the prompt: else a key at this moment would be echoed, or Ctrl+C a signal.
        with get_app().input.raw_mode():
            self._print()

    def _print(self) -> None:
        # Not by the toolkit's own function of that name: that one puts the looks of all of its
        # widgets together anew each time, which takes longer than a page of text.
        lines, self._above = self._above, []
        print_formatted_text(self.output, merged(lines), self.style)

    def wait_line(self, text: str) -> None:
        """Say for the moment, on the last line, what is waited for; the next line replaces it.

        Only for times without a prompt.
        """
        if text == self._waiting:
            return
        self.done_waiting()
        shown = text[: max(0, self.columns - 1)]
        print_formatted_text(self.output, [("class:muted", shown)], self.style)
        self._waiting = text

    def done_waiting(self) -> None:
        """Take that line away."""
        if self._waiting:
            self._waiting = ""
            self.output.write_raw("\r")
            self.output.erase_end_of_line()
            self.output.flush()


def merged(lines: Iterable[Line]) -> StyleAndTextTuples:
    """Lines as few pieces, which print many times faster than one for each line."""
    pieces: list[tuple[str, list[str]]] = []
    for line in lines:
        for look, text, *_ in (*line, ("", "\n")):
            # A line's end looks like nothing, whatever the line looks like.
            if pieces and (text == "\n" or pieces[-1][0] == look):
                pieces[-1][1].append(text)
            else:
                pieces.append((look, [text]))
    return [(look, "".join(texts)) for look, texts in pieces]


def plain(text: str) -> Sequence[str]:
    """A text's lines, safe for a terminal, tabs as spaces."""
    return [safe_text(line, tabs=_TAB) for line in text.split("\n")]
