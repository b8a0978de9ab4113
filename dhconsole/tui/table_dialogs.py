"""Dialogs about a column or a row of the table in front."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING

from dhconsole.errors import DHError
from dhconsole.tui.clipboard import copy_text
from dhconsole.tui.front import column_in_front
from dhconsole.tui.screens.picker import Picker, PickerItem
from dhconsole.tui.screens.prompt import Prompt

if TYPE_CHECKING:
    from dhconsole.core.column_facts import ColumnFacts
    from dhconsole.core.distinct import Distinct
    from dhconsole.tui.app import ConsoleApp
    from dhconsole.tui.screens.values import ChosenValues
    from dhconsole.tui.widgets.grid.layout import GridColumn
    from dhconsole.tui.widgets.grid.widget import TableGrid

_BARS = " ▁▂▃▄▅▆▇█"
_LONGEST_VALUE = 40
_BAR_CELLS = 24


class TableDialogs:
    """One method per action ``grid.NAME`` that asks the server and shows a dialog."""

    NAMES = frozenset({"goto_column", "values", "statistics", "record", "export", "copy_as"})

    def __init__(self, app: ConsoleApp) -> None:
        self._app = app

    def show_text(self, title: str, text: str, raw: str | None = None) -> None:
        """Show a text whole, with search and copying; ``raw`` is what copying takes."""
        app = self._app

        async def copy(what: str) -> None:
            app.tell(await copy_text(app, what))

        # Brings numpy, which the first screen must not wait for.
        from dhconsole.tui.screens.cell import CellScreen

        app.push_screen(CellScreen(title, text, text if raw is None else raw, copy))

    def goto_column(self) -> None:
        """Choose the column to put the cursor on."""
        found = column_in_front(self._app)
        if found is None:
            return
        grid = found[0]
        items = [
            PickerItem(column.title, column.formatter.header_type, column.spec.name)
            for column in grid.columns.columns
        ]

        def chosen(name: str | None) -> None:
            if name is not None:
                place = grid.columns.place_of(name, grid.cursor.place)
                grid.commands.step(place - grid.cursor.place)

        self._app.push_screen(Picker("Columns", items, placeholder="part of a name"), chosen)

    # -- values --------------------------------------------------------------------------

    def values(self) -> None:
        """Choose among the values of the column."""
        found = column_in_front(self._app)
        if found is None or self._refused(found[1].need_values):
            return
        grid, column = found
        from dhconsole.core.distinct import distinct_values

        async def ask() -> None:
            view = grid.view
            self._choose(
                grid,
                column,
                await distinct_values(view.connection, view.recipe, column.spec.name),
            )

        self._work(ask())

    def _choose(self, grid: TableGrid, column: GridColumn, found: Distinct) -> None:
        from dhconsole.tui.screens.values import ChosenValues, ValuePicker

        texts = column.formatter.format(found.values, limit=_LONGEST_VALUE)[0]
        note = f"Only the {len(texts):,} most frequent are listed." if found.more else ""
        rows = list(zip(texts, found.counts, strict=True))
        title = f"Values of {column.title}"

        def chosen(answer: int | ChosenValues | None) -> None:
            if isinstance(answer, ChosenValues):
                picked = [found.values.slice(place, 1) for place in answer.places]
                grid.asker.pick(column, picked, keep=answer.keep)

        self._app.push_screen(ValuePicker(title, rows, note), chosen)

    # -- statistics ----------------------------------------------------------------------

    def statistics(self) -> None:
        """What the server can say of the column."""
        found = column_in_front(self._app)
        if found is None or self._refused(found[0].view.recipe.need_rows):
            return
        grid, column = found
        from dhconsole.core.column_facts import column_facts

        async def ask() -> None:
            spec = column.spec
            facts = await column_facts(
                grid.view.connection, grid.view.table, spec.name, spec.java_type
            )
            self.show_text(f"Statistics of {column.title}", facts_text(column, facts))

        self._work(ask())

    def record(self) -> None:
        """The row under the cursor, from top to bottom."""
        found, app = column_in_front(self._app), self._app
        if found is None or not found[0].view.size:
            return

        async def copy(what: str) -> None:
            app.tell(await copy_text(app, what))

        from dhconsole.tui.screens.record import RecordScreen

        app.push_screen(RecordScreen(found[0], copy))

    # -- copying -------------------------------------------------------------------------

    def copy_as(self) -> None:
        """Choose what to copy, and in which form."""
        found = column_in_front(self._app)
        if found is None:
            return
        grid, column = found
        from dhconsole.core.selection_forms import FORMS

        rows, places = grid.cursor.area()
        size = grid.view.size
        parts = {
            "selection": f"{len(rows):,} × {len(places):,}",
            "rows": f"{len(rows):,} × {len(grid.columns.columns):,}",
            "column": f"{column.title}, {size:,} × 1",
            "view": f"{size:,} × {len(grid.columns.columns):,}",
        }
        items = [
            PickerItem(f"{what} as {form}", said, (form, what))
            for what, said in parts.items()
            for form in FORMS
        ]

        def chosen(answer: tuple[str, str] | None) -> None:
            if answer is not None:
                grid.commands.copy_as(*answer)

        picker = Picker("Copy", items, placeholder="what and how: rows json")
        self._app.push_screen(picker, chosen)

    # -- export --------------------------------------------------------------------------

    def export(self) -> None:
        """Write the view to a file; while that goes on, end it."""
        app, found = self._app, column_in_front(self._app)
        if any(worker.group == "export" and worker.is_running for worker in app.workers):
            app.workers.cancel_group(app, "export")
            return
        if found is None or self._refused(found[0].view.recipe.need_rows):
            return
        grid, _ = found
        columns = [column.spec.name for column in grid.columns.columns]
        confirmed: set[str] = set()

        def check(text: str) -> str | None:
            return _cannot_write(text, confirmed)

        def write(text: str | None) -> None:
            if text:
                app.run_worker(self._exported(grid, columns, text.strip()), group="export")

        what = (
            f"{grid.view.size:,} rows × {len(columns)} columns. The name says the form: "
            ".csv .tsv .jsonl .md .arrow .parquet"
        )
        name = "".join(c if c.isalnum() or c in "._-" else "_" for c in grid.view.title)
        app.push_screen(Prompt("Export", what, initial=f"{name}.csv", check=check), write)

    async def _exported(self, grid: TableGrid, columns: list[str], path: str) -> None:
        from dhconsole.core.exporting import export_table

        app, view = self._app, grid.view
        total = max(view.size, 1)

        def progress(rows: int) -> None:
            part = f", {min(100, rows * 100 // total)} %" if rows <= total else ""
            grid.title_line.say(f"exporting {rows:,} rows{part}; ^X stops it")

        grid.title_line.say("exporting; ^X stops it")
        try:
            done = await export_table(view.connection, view.table, path, columns, progress)
        except DHError as exc:
            app.tell(f"Nothing was written: {exc}", bad=True)
            return
        except asyncio.CancelledError:
            app.tell(f"The export to {path} was stopped; no file was made.", bad=True)
            raise
        finally:
            grid.title_line.say("")
        rows = "1 row" if done.rows == 1 else f"{done.rows:,} rows"
        size = f"{done.bytes / 1e6:,.1f} MB" if done.bytes >= 10**5 else f"{done.bytes:,} bytes"
        app.tell(f"{rows} × {len(columns)} columns, {size}: {done.path}")

    # -- helpers -------------------------------------------------------------------------

    def _refused(self, check: Callable[[], None]) -> bool:
        """Whether ``check`` raises, which is told then."""
        try:
            check()
        except DHError as exc:
            self._app.tell(str(exc), bad=True)
            return True
        return False

    def _work(self, ask: Awaitable[None]) -> None:
        app = self._app

        async def work() -> None:
            try:
                await ask
            except DHError as exc:
                app.tell(str(exc), bad=True)

        app.run_worker(work(), group="dialog", exclusive=True)


def _cannot_write(text: str, confirmed: set[str]) -> str | None:
    """What is wrong with the name of a file; a file that is there is asked about once."""
    from dhconsole.core.exporting import form_of
    from dhconsole.core.textfiles import absolute

    try:
        form_of(text.strip())
    except DHError as exc:
        return str(exc)
    target = absolute(Path(text.strip()))
    if not target.parent.is_dir():
        return f"There is no directory {target.parent}."
    if target.is_dir():
        return f"{target} is a directory."
    if target.exists() and text not in confirmed:
        confirmed.add(text)
        return f"{target} is there already. Enter again replaces it."
    return None


def facts_text(column: GridColumn, found: ColumnFacts) -> str:
    """The facts in lines; safe for a terminal."""
    from dhconsole.text.cells import formatter_for
    from dhconsole.text.safe import safe_text

    settings = column.formatter.settings
    lines = []
    if any(found.spread):
        most = max(found.spread)
        steps = "".join(
            _BARS[max(1, -(-count * (len(_BARS) - 1) // most))] if count else _BARS[0]
            for count in found.spread
        )
        lines += [f"{'min … max':<14} {steps}", f"{'':<14} {most:,} rows in the fullest step", ""]
    for name, value in found.facts:
        same = value.type == column.spec.arrow_type
        java_type = column.spec.java_type if same else ""
        shown = formatter_for(java_type, value.type, "", settings).full(value)
        lines.append(f"{safe_text(name).replace('_', ' ').lower():<14} {shown}")
    if found.top:
        most = found.top[0][1]
        lines.append("")
        for text, count in found.top:
            bar = "█" * max(1, count * _BAR_CELLS // max(most, 1))
            lines.append(
                f"{count:>14,} {bar:<{_BAR_CELLS}} {safe_text(text, limit=_LONGEST_VALUE)}"
            )
    return "\n".join(lines)
