"""The grid: moving about in a live table, and taking values out of it."""

from __future__ import annotations

from dhconsole.core.actions.model import Action, step

TITLE = "Table"

HELP = (
    "A live view of a table. Only what is on the screen is fetched, so a billion rows open as "
    "fast as ten. Cells that changed are marked for a moment. A dot is a cell that has not "
    "arrived yet; null, empty text, NaN and infinity each look different. The title says how "
    "many rows there are, how fast they change, and whether the view is live, paused or "
    "stale. f filters a column and / searches all of them, on the server, while rows go on "
    "ticking; s and S sort, u takes back. p holds the rows still, t follows the end, ctrl+g goes "
    "to a row."
)

ACTIONS = (
    step("grid.up", "One row up", "up", "k"),
    step("grid.down", "One row down", "down", "j"),
    step("grid.left", "One column left", "left", "h"),
    step("grid.right", "One column right", "right", "l"),
    step("grid.page_up", "One page up", "pageup"),
    step("grid.page_down", "One page down", "pagedown"),
    step("grid.first_column", "First column", "home", "circumflex_accent"),
    step("grid.last_column", "Last column", "end", "dollar_sign"),
    step("grid.first_row", "First row", "g", "ctrl+home"),
    step("grid.last_row", "Last row", "G", "ctrl+end"),
    step("grid.select_up", "Extend the selection up", "shift+up"),
    step("grid.select_down", "Extend the selection down", "shift+down"),
    step("grid.select_left", "Extend the selection left", "shift+left"),
    step("grid.select_right", "Extend the selection right", "shift+right"),
    Action(
        "grid.select",
        "Start or end a selection",
        "From here on the cursor keys extend a rectangle; again or Escape ends that.",
        ("v",),
        "grid",
    ),
    Action(
        "grid.goto_row",
        "Go to a row",
        "Asks for a row number, or a part such as 50%, and goes there.",
        ("ctrl+g",),
        "grid",
    ),
    Action(
        "grid.goto_column",
        "Go to a column",
        "Lists the columns; typing part of a name finds it.",
        ("alt+g",),
        "grid",
    ),
    Action(
        "grid.view_cell",
        "View the whole cell",
        "Shows the value under the cursor in full, however long.",
        ("space", "enter"),
        "grid",
        footer=1,
        short="Cell",
    ),
    Action(
        "grid.follow",
        "Follow the tail",
        "Stays at the end of a growing table; again stops that.",
        ("t",),
        "grid",
    ),
    Action(
        "grid.pause",
        "Pause or resume",
        "Holds the rows still and counts the updates missed; the table itself goes on.",
        ("p",),
        "grid",
    ),
    Action(
        "grid.copy_cell",
        "Copy the cell",
        "Copies the exact value under the cursor.",
        ("y",),
        "grid",
    ),
    Action(
        "grid.copy_rows",
        "Copy the rows",
        "Copies the row, or the selected rows, as tab-separated text.",
        ("Y",),
        "grid",
    ),
    Action(
        "grid.copy_range",
        "Copy the selection",
        "Copies the selected rectangle as tab-separated text with its header.",
        ("ctrl+c",),
        "grid",
        when="selection",
    ),
    Action(
        "grid.widen", "Widen the column", "Makes the column wider.", ("greater_than_sign",), "grid"
    ),
    Action(
        "grid.narrow",
        "Narrow the column",
        "Makes the column narrower.",
        ("less_than_sign",),
        "grid",
    ),
    Action(
        "grid.refit",
        "Refit the columns",
        "Fits every column to what is shown now; until then columns only grow.",
        ("underscore",),
        "grid",
    ),
    Action(
        "grid.freeze",
        "Freeze up to this column",
        "Keeps this column and those left of it in place while scrolling sideways; again lets go.",
        ("exclamation_mark",),
        "grid",
    ),
    Action(
        "grid.next_tab",
        "Next table",
        "Goes to the next open table.",
        ("ctrl+pagedown", "right_square_bracket"),
        "grid",
    ),
    Action(
        "grid.prev_tab",
        "Previous table",
        "Goes to the previous open table.",
        ("ctrl+pageup", "left_square_bracket"),
        "grid",
    ),
    Action(
        "grid.close_tab",
        "Close the table",
        "Closes this view. The table stays on the server.",
        ("ctrl+w",),
        "grid",
    ),
    Action(
        "grid.zone",
        "Change the time zone",
        "Shows timestamps in the next zone; the header names it.",
        ("z",),
        "grid",
    ),
    Action(
        "grid.choose_zone",
        "Choose the time zone",
        "Shows timestamps in any zone, found by its name.",
        (),
        "grid",
    ),
)
