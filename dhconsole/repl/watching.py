"""``%watch``: a small live table below the prompt, which stays in the scrollback when it ends.

Keys: q, Enter or Ctrl+C end it, p holds it, t follows the end, arrows and page keys move.
"""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap
from typing import TYPE_CHECKING, Final

import pyarrow as pa
from prompt_toolkit.application import Application
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.layout import FormattedTextControl, Layout, Window

from dhconsole.client.ticket import Ticket
from dhconsole.core.marks import Mark
from dhconsole.core.recipe import Recipe
from dhconsole.core.rows import GAP, TextColumn, text_columns
from dhconsole.core.values import ViewEvent, ViewState
from dhconsole.core.viewport import TableView
from dhconsole.repl import looks
from dhconsole.repl.showing import NULLS, fit_columns, rows_of
from dhconsole.repl.toolbar import clock
from dhconsole.text.safe import safe_text
from dhconsole.text.width import cell_width, cut

if TYPE_CHECKING:
    from dhconsole.repl.engine import Engine

_FPS: Final = 5.0
_SPARE_LINES: Final = 6
_REASON_LINES: Final = 2
_BESIDE_NAME: Final = 50
_MOST_COLUMNS: Final = 40
_KEYS: Final = ("q ends", "p holds", "t follows the end", "↑ ↓ move")
_MARKS: Final = {
    Mark.UP: ("▲", looks.UP),
    Mark.DOWN: ("▼", looks.DOWN),
    Mark.CHANGED: ("•", looks.CHANGED),
    Mark.ADDED: ("+", looks.CHANGED),
}


class Watching:
    """One table on show.

    Args:
        rows: how many, as far as the screen has room.
    """

    def __init__(self, engine: Engine, ticket: Ticket, name: str, rows: int) -> None:
        self._engine = engine
        self._name = safe_text(name, limit=200)
        self._wanted = rows
        self._first = 0
        self._widths: dict[str, int] = {}
        self._workspace = engine.workspace_now()
        self._view: TableView = self._workspace.open_view(Recipe(ticket, title=name))
        self._asked = (0, 0)
        self._shown = 0
        self._app: Application[None] = Application(
            layout=Layout(Window(FormattedTextControl(self._draw, show_cursor=False))),
            key_bindings=self._keys(),
            style=engine.screen.style,
            min_redraw_interval=1 / _FPS,
        )

    async def run(self) -> None:
        """Show it until a key ends it.

        Raises:
            TicketError, ServerError: there is no such table.
        """
        view = self._view
        end = view.listen(self._changed)
        try:
            self._show()
            await self._app.run_async(handle_sigint=False)
        finally:
            end()
            await self._workspace.close_view(view)

    # -- what is on show -------------------------------------------------------------------

    @property
    def _rows(self) -> int:
        return max(1, min(self._wanted, self._engine.screen.rows - _SPARE_LINES))

    def _changed(self, event: ViewEvent) -> None:
        if event.spec_changed:
            self._widths.clear()
            self._show()
        if self._view.state is ViewState.FAILED and self._view.spec is None:
            if self._app.is_running and not self._app.is_done:
                self._app.exit()
            return
        self._app.invalidate()

    def _show(self) -> None:
        spec = self._view.spec
        count = 0 if spec is None else min(_MOST_COLUMNS, len(spec.columns))
        self._asked = (self._first, self._rows)
        self._view.show(*self._asked, range(count))
        self._app.invalidate()

    def _move(self, by: int) -> None:
        first, _ = self._place()
        self._view.follow(False)
        self._first = max(0, min(first + by, self._view.size - self._rows))
        self._show()

    # -- drawing ---------------------------------------------------------------------------

    def _draw(self) -> StyleAndTextTuples:
        view = self._view
        if self._asked != (self._first, self._rows):
            # The terminal has another size now.
            self._show()
        lines: list[StyleAndTextTuples] = []
        if view.spec is not None:
            lines += self._table()
        hint = () if self._app.is_done else _KEYS
        lines += state_lines(self._state(), self._reason(), self._engine.screen.columns, hint)
        drawn: StyleAndTextTuples = []
        for line in lines:
            drawn += [*line, ("", "\n")]
        return drawn[:-1]

    def _state(self) -> StyleAndTextTuples:
        view = self._view
        size = max(0, view.size)
        shown = min(self._rows, size)
        first = size - shown if view.following else self._first
        place = f"rows {first + 1:,}-{first + shown:,} of {size:,}" if size else rows_of(0)
        count = sum(not each.is_style for each in view.spec.columns) if view.spec else 0
        if 0 < self._shown < count:
            place += f", {self._shown:,} of {count:,} columns"
        name = cut(self._name, max(8, self._engine.screen.columns - _BESIDE_NAME))
        line: StyleAndTextTuples = [(looks.TITLE, name), ("", f"  {place}  ")]
        look = looks.OK if view.state is ViewState.LIVE else looks.MUTED
        text = f"[{view.state.value}]"
        if view.state in (ViewState.STALE, ViewState.FAILED):
            look = looks.ERROR
            # A time of day: a duration would stand still here, and in the scrollback for ever.
            since = f" since {clock(view.stale_since)}" if view.stale_since is not None else ""
            text = f"[{view.state.value}{since}]"
        elif view.paused:
            text = f"[paused, {view.missed:,} updates missed]"
        return [*line, (look, text)]

    def _reason(self) -> tuple[str, str]:
        """Look and text of what there is to say beside the state."""
        view = self._view
        if view.state in (ViewState.STALE, ViewState.FAILED):
            return looks.ERROR, safe_text(view.problem, limit=200)
        return looks.WARNING, safe_text(view.notice, limit=200)

    def _table(self) -> list[StyleAndTextTuples]:
        indexes, texts = self._texts()
        fitting = fit_columns(texts, self._engine.screen.columns - len(texts))
        self._shown = len(fitting)
        if not fitting:
            return []
        first, count = self._place()
        stale = looks.STALE if self._view.state is ViewState.STALE else ""
        lines: list[StyleAndTextTuples] = [
            _joined([(looks.HEADER, " " + self._fit(each, each.name)) for each in fitting]),
            _joined([(looks.MUTED, " " + self._fit(each, each.type)) for each in fitting]),
        ]
        for index in range(count):
            marks = self._view.marks(first + index)
            lines.append(
                _joined(
                    [
                        self._cell(each, index, marks.get(at, Mark.NONE), stale)
                        for at, each in zip(indexes, fitting, strict=False)
                    ]
                )
            )
        return lines

    def _place(self) -> tuple[int, int]:
        """First row on show and how many there are of them."""
        view = self._view
        count = min(self._rows, max(0, view.size))
        first = max(0, view.size - count) if view.following else self._first
        return first, max(0, min(count, view.size - first))

    def _texts(self) -> tuple[list[int], list[TextColumn]]:
        """The columns that have arrived, and which of the table's they are."""
        view = self._view
        assert view.spec is not None
        first, count = self._place()
        indexes, columns, arrays = [], [], []
        for index, spec in enumerate(view.spec.columns[:_MOST_COLUMNS]):
            values = view.values(index, first, count)
            if spec.is_style or values is None:
                continue
            indexes.append(index)
            columns.append(spec)
            arrays.append(values)
        rows = pa.table(arrays, names=[str(index) for index in range(len(arrays))])
        return indexes, list(text_columns(columns, rows, self._engine.format))

    def _fit(self, column: TextColumn, text: str) -> str:
        """As wide as the column ever was, so that nothing jumps."""
        width = max(column.width, self._widths.get(column.name, 0))
        self._widths[column.name] = width
        pad = " " * (width - column.width)
        shown = column.line(text)
        return pad + shown if column.align == "right" else shown + pad

    def _cell(self, column: TextColumn, index: int, mark: Mark, stale: str) -> tuple[str, str]:
        sign, look = _MARKS.get(mark, (" ", ""))
        if not look and column.classes[index] in NULLS:
            look = looks.NULL
        return stale or look, sign + self._fit(column, column.cells[index])

    # -- keys ------------------------------------------------------------------------------

    def _keys(self) -> KeyBindings:
        keys = KeyBindings()

        @keys.add("q")
        @keys.add("enter")
        @keys.add("c-c")
        @keys.add("escape", eager=True)
        def _(event: KeyPressEvent) -> None:
            event.app.exit()

        @keys.add("p")
        def _(event: KeyPressEvent) -> None:
            self._view.pause(not self._view.paused)

        @keys.add("t")
        def _(event: KeyPressEvent) -> None:
            if self._view.reverse_supported:
                self._view.follow(not self._view.following)

        for name, by in (("up", -1), ("k", -1), ("down", 1), ("j", 1)):
            keys.add(name)(lambda event, by=by: self._move(by))
        for name, by in (("pageup", -1), ("pagedown", 1)):
            keys.add(name)(lambda event, by=by: self._move(by * self._rows))
        return keys


def state_lines(
    state: StyleAndTextTuples, reason: tuple[str, str], columns: int, keys: Sequence[str]
) -> list[StyleAndTextTuples]:
    """The state with as many keys as fit behind it, and the reason for it below.

    The first key, which ends it all, is always said: the text before it gives way.
    """
    first, *others = keys or ("",)
    room = columns - cell_width(f"  {first}") if first else columns
    line: StyleAndTextTuples = []
    for look, text in (piece[:2] for piece in state):
        line.append((look, cut(text, room)))
        room -= cell_width(line[-1][1])
    if first:
        shown = [f"  {first}"]
        for each in others:
            room -= cell_width(f"  {each}")
            if room < 0:
                break
            shown.append(f"  {each}")
        line.append((looks.MUTED, "".join(shown)))
    look, text = reason
    below = wrap(text, max(8, columns - 2), max_lines=_REASON_LINES, placeholder=" …")
    lines: list[StyleAndTextTuples] = [line]
    for each in below:
        lines.append([(look, f"  {each}")])
    return lines


def _joined(cells: list[tuple[str, str]]) -> StyleAndTextTuples:
    line: StyleAndTextTuples = []
    for cell in cells:
        if line:
            line.append(("", GAP[1:]))
        line.append(cell)
    return line
