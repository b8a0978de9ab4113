"""Editing input tables: from the grid, and in the panel beside it."""

from __future__ import annotations

from dhconsole.core.actions.model import Action, step

TITLE = "Edit"

HELP = (
    "A row of an input table, field by field. Type a value and press Enter: it is staged, and "
    "nothing goes to the server before ctrl+s sends all that is staged, at once. null is null, "
    '"" the empty text, \\null the word. What others change meanwhile is taken over where you '
    "left it alone; where you did not, it is shown, and alt+m keeps yours, alt+t theirs. Paste a "
    "block from a spreadsheet to stage many rows."
)


def _grid(id_: str, title: str, help_: str, *keys: str) -> Action:
    return Action(f"grid.{id_}", title, help_, keys, "grid")


def _edit(id_: str, title: str, help_: str, *keys: str, **more: object) -> Action:
    return Action(f"editor.{id_}", title, help_, keys, "editor", **more)  # type: ignore[arg-type]


ACTIONS = (
    _grid(
        "edit",
        "Edit the row",
        "Edits the row under the cursor of an input table, beginning with this column. Nothing "
        "is sent before it is committed.",
        "e",
    ),
    _grid(
        "add_row", "Add a row", "Begins a new row of an input table, in the panel beside it.", "o"
    ),
    _grid(
        "delete_row",
        "Delete the row",
        "Stages that the row, or each selected one, is deleted; again takes that back.",
        "d",
    ),
    _grid(
        "commit_rows",
        "Commit the staged rows",
        "Sends all rows that are staged for the input table, in one batch.",
        "ctrl+s",
        "alt+s",
    ),
    _grid(
        "load_rows",
        "Add rows from a file",
        "Stages the rows of a CSV or tab-separated file for the input table.",
    ),
    Action(
        "app.new_input",
        "New input table",
        "Makes an input table on the server from a line that names its columns.",
    ),
    Action(
        "app.input_from_file",
        "New input table from a file",
        "Makes an input table of the columns of a CSV or tab-separated file, and stages its rows.",
    ),
    _edit(
        "commit",
        "Commit",
        "Sends all rows that are staged, in one batch.",
        "ctrl+s",
        "alt+s",
        footer=1,
    ),
    _edit("add", "Add a row", "Begins a new row.", "alt+n", "insert", footer=2, short="New row"),
    _edit(
        "delete",
        "Delete the row",
        "Stages that the row is deleted, or stages the new row no more; again takes that back.",
        "alt+d",
        "ctrl+delete",
        footer=3,
        short="Delete",
    ),
    _edit("undo", "Undo", "Takes back what was staged last.", "ctrl+z", footer=4),
    _edit("redo", "Redo", "Stages again what was taken back last.", "ctrl+y"),
    _edit("discard", "Discard all", "Stages nothing any more; undo brings it back.", "alt+x"),
    _edit(
        "mine",
        "Keep mine",
        "Commits this row as it is staged, although others have changed it; of a table that was "
        "made anew, without what was typed for columns that are none any more.",
        "alt+m",
    ),
    _edit("theirs", "Take theirs", "Stages this row no more; the server's stays.", "alt+t"),
    _edit(
        "take_up",
        "Take up kept rows",
        "Stages again what a console that ended had staged for this table and never committed.",
        "alt+r",
    ),
    _edit(
        "drop_kept",
        "Drop kept rows",
        "Keeps no more what a console that ended had staged for this table.",
        "alt+k",
    ),
    _edit(
        "values",
        "List the values",
        "Lists the values that the column allows.",
        "ctrl+space",
        "ctrl+@",
    ),
    _edit(
        "autocommit",
        "Commit at once",
        "Commits each change of a row as it is made; again stages them.",
        "alt+a",
    ),
    step("editor.up", "The field above", "up", "shift+tab"),
    step("editor.down", "The field below", "down", "tab"),
    step("editor.row_up", "The row above", "ctrl+up"),
    step("editor.row_down", "The row below", "ctrl+down"),
    step("editor.previous", "The staged row before", "pageup"),
    step("editor.next", "The next staged row", "pagedown"),
)
