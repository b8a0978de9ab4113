"""What was run: found by typing, looked at whole, taken back into the code or run again.

Owns the search, the marks and the layout. Where code goes, and the file that it is saved to, are
the caller's.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal, Protocol

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical
from textual.strip import Strip
from textual.widgets import Static

from dhconsole.core.tasks import spawn
from dhconsole.text.elapsed import duration
from dhconsole.text.safe import safe_text
from dhconsole.text.scan import Language
from dhconsole.text.width import cell_width, cut, fit
from dhconsole.tui.screens.dialog import Dialog
from dhconsole.tui.screens.prompt import Confirm, plain_title
from dhconsole.tui.widgets.code_preview import CodePreview
from dhconsole.tui.widgets.line_list import LineList
from dhconsole.tui.widgets.query_line import QueryLine

if TYPE_CHECKING:
    from dhconsole.core.history import Entry

Use = Literal["insert", "buffer", "run"]

_FIRST_LIMIT = 300
_LOOK_SECONDS = 1.0
_BESIDE = 140
_LONGEST = 300
_KEYS = "Enter insert  F5 run  ^N new buffer  Tab mark  ^S save  Del remove"
_PLACEHOLDER = "words  is:failed  server:NAME  since:2h  face:repl"
_WIDTHS = {"when": 6, "outcome": 6, "took": 6}
_WIDEST_SERVER = 20


@dataclass(frozen=True, slots=True)
class Recalled:
    """Blocks that were chosen, the oldest first, and what to do with them."""

    entries: tuple[Entry, ...]
    use: Use


class Source(Protocol):
    """The history, off the event loop."""

    async def search(self, query: str, limit: int) -> Sequence[Entry]:
        """The newest blocks that fit, newest first."""

    async def stamp(self) -> object:
        """Differs once anything has changed."""

    async def delete(self, ids: Sequence[int]) -> None:
        """Remove blocks."""


class BlockList(LineList):
    """The blocks, a line each."""

    DEFAULT_CSS = """
    BlockList > .block--text { color: $foreground; }
    BlockList > .block--detail { color: $text-muted; }
    BlockList > .block--mark { color: $accent; text-style: bold; }
    BlockList > .block--ok { color: $success; }
    BlockList > .block--failed { color: $error; }
    BlockList > .block--lost { color: $error; text-style: bold; }
    BlockList > .block--left { color: $warning; }
    BlockList > .block--running { color: $text-muted; }
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "block--text",
        "block--detail",
        "block--mark",
        "block--ok",
        "block--failed",
        "block--lost",
        "block--left",
        "block--running",
    }

    def __init__(self) -> None:
        super().__init__()
        self.entries: Sequence[Entry] = ()
        self.marked: dict[int, Entry] = {}
        self.empty_text = ""
        self._servers = 0

    @property
    def row_count(self) -> int:
        return len(self.entries)

    def show_entries(self, entries: Sequence[Entry], cursor: int, top: int | None) -> None:
        """Have other rows."""
        self.entries = entries
        labels = {each.server for each in entries}
        widest = max((cell_width(_short(each)) for each in labels), default=0)
        self._servers = min(widest, _WIDEST_SERVER)
        self.rows_changed(cursor, top=top)
        self.show_cursor()

    def row_segments(self, index: int, width: int, base: Style) -> list[Segment]:
        entry = self.entries[index]
        look = self.get_component_rich_style
        detail = look("block--detail")
        outcome = entry.outcome.value
        cells = [
            Segment("✓ " if entry.id in self.marked else "  ", look("block--mark")),
            Segment(f"{when(entry.at):>{_WIDTHS['when']}} ", detail),
            Segment(f"{outcome_word(entry):<{_WIDTHS['outcome']}} ", look(f"block--{outcome}")),
            Segment(f"{took(entry.seconds):>{_WIDTHS['took']}} ", detail),
        ]
        # On a narrow screen the code matters more than where it ran; the preview says that.
        server = self._servers if width >= 100 else min(self._servers, width // 8)
        if server:
            label = _short(entry.server)
            cells.append(Segment(f"{fit(label, server)} ", detail))
        first, _, rest = entry.text.lstrip("\n").partition("\n")
        more = f"  +{rest.count(chr(10)) + 1}" if rest else ""
        room = width - sum(each.cell_length for each in cells) - len(more)
        code = cut(safe_text(first, limit=_LONGEST, tabs=4), max(1, room))
        return [*cells, Segment(code, look("block--text")), Segment(more, detail)]

    def render_line(self, y: int) -> Strip:
        if self.entries or y:
            return super().render_line(y)
        text = Segment(f"  {self.empty_text}", self.get_component_rich_style("block--detail"))
        return Strip([text]).adjust_cell_length(self.width, self.rich_style)


class HistoryScreen(Dialog[Recalled | None]):
    """The history. Answers with what was chosen, or None after Escape.

    Args:
        source: where the blocks are.
        styles: style per token class, for the preview.
        save: takes blocks, oldest first, and asks where to save them.
    """

    DEFAULT_CSS = """
    HistoryScreen { align: center middle; }
    HistoryScreen > Vertical {
        width: 96%; height: 92%; border: round $border; background: $surface;
    }
    HistoryScreen #history-parts { height: 1fr; layout: vertical; }
    HistoryScreen #history-parts.-beside { layout: horizontal; }
    HistoryScreen BlockList { height: 1fr; }
    HistoryScreen #history-block { height: 45%; border-top: solid $border-blurred; }
    HistoryScreen .-beside BlockList { height: 1fr; width: 55%; }
    HistoryScreen .-beside #history-block {
        height: 1fr; width: 45%; border-top: none; border-left: solid $border-blurred;
    }
    HistoryScreen .history--line {
        height: 1; padding: 0 1; color: $text-muted;
        text-wrap: nowrap; text-overflow: ellipsis;
    }
    HistoryScreen CodePreview { height: 1fr; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "Close"),
        Binding("up", "move(-1)", "Up", show=False),
        Binding("down", "move(1)", "Down", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
        Binding("pagedown", "page(1)", "Page down", show=False),
        Binding("ctrl+up", "scroll_block(-1)", "Preview up", show=False),
        Binding("ctrl+down", "scroll_block(1)", "Preview down", show=False),
        # Before the line that is typed in, which has its own use for some of them.
        Binding("tab", "mark", "Mark", priority=True),
        Binding("f5,ctrl+j,ctrl+enter", "use('run')", "Run", priority=True),
        Binding("ctrl+n", "use('buffer')", "New buffer", priority=True),
        Binding("ctrl+s,alt+s", "save", "Save", priority=True),
        Binding("delete,ctrl+x", "remove", "Remove", priority=True),
    ]

    def __init__(
        self,
        source: Source,
        styles: Mapping[str, Style],
        save: Callable[[tuple[Entry, ...]], Awaitable[None]],
    ) -> None:
        super().__init__()
        self._source = source
        self._save = save
        self._limit = _FIRST_LIMIT
        self._number = 0
        self._search: asyncio.Task[None] | None = None
        self._stamp: object = None
        self.blocks = BlockList()
        self.preview = CodePreview(styles)

    def compose(self) -> ComposeResult:
        with Vertical() as box:
            box.border_title = plain_title("History")
            yield QueryLine("> ", placeholder=_PLACEHOLDER)
            with Container(id="history-parts"):
                yield self.blocks
                with Vertical(id="history-block"):
                    yield Static("", markup=False, id="history-about", classes="history--line")
                    yield self.preview
            yield Static(_KEYS, markup=False, classes="history--line")

    def on_mount(self) -> None:
        self.blocks.set_active(True)
        self.query_one(QueryLine).begin()
        self._ask("")
        self.set_interval(_LOOK_SECONDS, self._look)

    def on_resize(self, event: events.Resize) -> None:
        self.query_one("#history-parts").set_class(event.size.width >= _BESIDE, "-beside")

    @property
    def chosen(self) -> tuple[Entry, ...]:
        """What is marked, the oldest first; without marks the block under the cursor."""
        marked = self.blocks.marked
        if marked:
            return tuple(marked[id_] for id_ in sorted(marked))
        current = self._current
        return () if current is None else (current,)

    @property
    def _current(self) -> Entry | None:
        blocks = self.blocks
        return blocks.entries[blocks.cursor] if blocks.cursor < len(blocks.entries) else None

    # -- searching -----------------------------------------------------------------------

    def _ask(self, query: str, *, keep: bool = False) -> None:
        self._number += 1
        self._search = spawn(self._find(self._number, query, keep))

    async def _find(self, number: int, query: str, keep: bool) -> None:
        # Before the search: what comes between the two is then looked at again.
        stamp = await self._source.stamp()
        found = await self._source.search(query, self._limit)
        if number == self._number and self.is_mounted:
            self._stamp = stamp
            self._show(query, found, keep)

    async def _look(self) -> None:
        """See whether another console has run something."""
        if self._search is not None and self._search.done():
            stamp = await self._source.stamp()
            if stamp != self._stamp:
                self._ask(self.query_one(QueryLine).text, keep=True)

    async def _settle(self) -> None:
        """A key means the blocks that fit what was typed before it."""
        while self._search is not None and not self._search.done():
            await asyncio.wait([self._search])

    def _show(self, query: str, found: Sequence[Entry], keep: bool) -> None:
        blocks, current, cursor = self.blocks, self._current, 0
        # Who stands on the newest block wants to see those that come; who looks at an older
        # one wants to go on looking at it.
        keep = keep and current is not None and blocks.cursor > 0
        if keep and current is not None:
            ids = [each.id for each in found]
            cursor = ids.index(current.id) if current.id in ids else blocks.cursor
        if not query:
            known = {each.id: each for each in found}
            blocks.marked = {id_: known.get(id_, each) for id_, each in blocks.marked.items()}
        blocks.empty_text = _nothing(query)
        blocks.show_entries(found, cursor, None if keep else 0)
        self._show_block()

    def _show_block(self) -> None:
        entry, marked = self._current, len(self.blocks.marked)
        count = len(self.blocks.entries)
        note = f"first {count:,}" if count >= self._limit else f"{count:,}"
        note = f"{marked:,} marked, {note}" if marked else note
        self.query_one(QueryLine).note(f"{note} block{'' if count == 1 else 's'}")
        self.query_one("#history-about", Static).update(about(entry) if entry is not None else "")
        self.preview.show("" if entry is None else entry.text, language_of(entry))

    # -- actions -------------------------------------------------------------------------

    def action_cancel(self) -> None:
        self.answer(None)

    async def action_move(self, rows: int) -> None:
        await self._settle()
        self.blocks.move_by(rows)

    async def action_page(self, pages: int) -> None:
        await self._settle()
        self.blocks.page(pages)

    def action_scroll_block(self, lines: int) -> None:
        self.preview.scroll_lines(lines)

    async def action_mark(self) -> None:
        await self._settle()
        entry = self._current
        if entry is None:
            return
        if self.blocks.marked.pop(entry.id, None) is None:
            self.blocks.marked[entry.id] = entry
        self.blocks.refresh_rows({self.blocks.cursor})
        self.blocks.move_by(1)
        self._show_block()

    async def action_use(self, use: Use) -> None:
        await self._settle()
        if self.chosen:
            self.answer(Recalled(self.chosen, use))

    async def action_save(self) -> None:
        await self._settle()
        if self.chosen:
            await self._save(self.chosen)

    async def action_remove(self) -> None:
        await self._settle()
        entries = self.chosen
        if not entries:
            return

        async def answered(yes: bool | None) -> None:
            if yes:
                await self._source.delete([each.id for each in entries])
                self.blocks.marked.clear()
                self._ask(self.query_one(QueryLine).text, keep=True)

        first = safe_text(entries[0].text.split("\n", 1)[0], limit=60)
        what = f"“{first}”" if len(entries) == 1 else f"{len(entries):,} blocks"
        text = f"{what} will be in no console's history any more."
        self.app.push_screen(Confirm("Remove from the history?", text, yes="remove"), answered)

    # -- events --------------------------------------------------------------------------

    def on_query_line_changed(self, event: QueryLine.Changed) -> None:
        event.stop()
        self._limit = _FIRST_LIMIT
        self._ask(event.text)

    async def on_query_line_accepted(self, event: QueryLine.Accepted) -> None:
        event.stop()
        await self.action_use("insert")

    def on_query_line_cancelled(self, event: QueryLine.Cancelled) -> None:
        event.stop()
        self.action_cancel()

    def on_line_list_moved(self, event: LineList.Moved) -> None:
        event.stop()
        self._show_block()
        count = len(self.blocks.entries)
        if event.index == count - 1 and count >= self._limit:
            self._limit *= 4
            self._ask(self.query_one(QueryLine).text, keep=True)

    async def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        event.stop()
        await self.action_use("insert")


def language_of(entry: Entry | None) -> Language:
    """How to colour a block."""
    return "groovy" if entry is not None and entry.language == "groovy" else "python"


def when(at: float) -> str:
    """The time of day for today, else the day, else month and year; six cells at most."""
    then, now = time.localtime(at), time.localtime()
    if then[:3] == now[:3]:
        return time.strftime("%H:%M", then)
    return time.strftime("%d %b" if then[0] == now[0] else "%b'%y", then)


def took(seconds: float | None) -> str:
    """A duration in six cells at most; nothing when no answer came."""
    if seconds is None:
        return ""
    if seconds < 999.5:
        return f"{seconds:.2f} s" if seconds < 9.995 else f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} m" if seconds < 59_940 else f"{seconds / 3600:.0f} h"


def _nothing(query: str) -> str:
    """What stands in the place of blocks."""
    if not query.strip():
        return "nothing was run yet; what is run comes here"
    # Loaded by whoever has searched; the screen's own start is not to wait for it.
    from dhconsole.core.history import misread

    return safe_text(misread(query), limit=_LONGEST) or "nothing fits"


def _short(server: str) -> str:
    return safe_text(server.removeprefix("dh://"), limit=_LONGEST)


def outcome_word(entry: Entry) -> str:
    """How it ended. That it runs is only known of a run of this console."""
    return "no end" if entry.outcome == "running" else entry.outcome.value


_ENDS = {
    "ok": "ok",
    "failed": "failed",
    "lost": "the connection was lost",
    "left": "not waited for",
    "running": "runs, or nobody was told of its end",
}


def about(entry: Entry) -> str:
    """All there is to say of a block, in one line; safe."""
    parts = [
        time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(entry.at)),
        _ENDS[entry.outcome.value] + (f" in {duration(entry.seconds)}" if entry.seconds else ""),
        entry.server,
        entry.face,
    ]
    if entry.variables:
        parts.append("made " + ", ".join(entry.variables))
    return safe_text("  ".join(parts), limit=500)
