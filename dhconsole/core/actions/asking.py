"""The grid: questions to the table, and the columns on show."""

from __future__ import annotations

from dhconsole.core.actions.model import Action


def _grid(id_: str, title: str, help_: str, *keys: str, **more: object) -> Action:
    return Action(f"grid.{id_}", title, help_, keys, "grid", **more)  # type: ignore[arg-type]


ACTIONS = (
    _grid(
        "sort_up",
        "Sort by this column",
        "Sorts upwards by the column under the cursor alone; again ends that.",
        "s",
        footer=3,
        short="Sort",
    ),
    _grid(
        "sort_down",
        "Sort downwards by this column",
        "Sorts downwards by the column under the cursor alone; again ends that.",
        "S",
    ),
    _grid(
        "sort_add",
        "Sort by this column as well",
        "Adds the column to those that the rows are sorted by; again turns it, a third time "
        "takes it out.",
        "plus",
    ),
    _grid(
        "sort_absolute",
        "Sort without signs",
        "Sorts by the column's numbers without their sign; again minds the sign.",
        "vertical_line",
    ),
    _grid("reverse", "Reverse the rows", "Shows the rows from last to first.", "R"),
    _grid(
        "filter",
        "Filter the column",
        "Types a filter for the column under the cursor: > 10, AAPL, a*, ~part, null, today, "
        "1 || 2. It applies while you type; Enter keeps it, Escape takes it back, Tab goes to "
        "the next column.",
        "f",
        footer=2,
        short="Filter",
    ),
    _grid(
        "keep_value",
        "Only this value",
        "Shows the rows that have this value in the column, or one of the selected ones.",
        "equals_sign",
    ),
    _grid(
        "drop_value",
        "Without this value",
        "Leaves out the rows that have this value in the column, or one of the selected ones.",
        "x",
    ),
    _grid(
        "more_than_value",
        "More than this value",
        "Shows the rows with more than this.",
        "full_stop",
    ),
    _grid(
        "less_than_value", "Less than this value", "Shows the rows with less than this.", "comma"
    ),
    _grid(
        "values",
        "Filter by a list of values",
        "Lists the values of the column with how often each; mark those to keep or leave out.",
        "F",
    ),
    _grid(
        "record",
        "Show the row as a record",
        "Shows the row under the cursor from top to bottom, every value whole, while it ticks.",
        "r",
    ),
    _grid(
        "statistics",
        "Statistics of the column",
        "Asks the server for count, least, greatest, sum, mean and spread of the column, or its "
        "most frequent values.",
        "i",
    ),
    _grid(
        "totals",
        "Totals of the column",
        "Shows a total of the column in a line below the rows, live: sum, mean, least and more; "
        "the same again ends it.",
        "T",
    ),
    _grid(
        "group",
        "Group the rows",
        "Groups the rows by columns, in groups that unfold: Sym, Side: sum Size, mean Price. "
        "Nothing typed ends that.",
        "b",
    ),
    _grid(
        "unfold",
        "Unfold or fold the row",
        "Shows the rows below this one of a tree or of groups, or hides them; Enter in the first "
        "column does it too.",
        "m",
    ),
    _grid(
        "unfold_all",
        "Unfold all below",
        "Shows all rows below this one of a tree or of groups, however deep.",
        "asterisk",
    ),
    _grid("clear_totals", "No totals", "Shows no totals any more."),
    _grid("clear_filter", "Clear this filter", "Takes the filter of the column away.", "c"),
    _grid(
        "clear_filters",
        "Clear all filters",
        "Takes every filter of the table away, the search as well.",
        "C",
    ),
    _grid(
        "search",
        "Search all columns",
        "Shows the rows in which any column shows the text that you type.",
        "slash",
        footer=4,
        short="Search",
    ),
    _grid(
        "find",
        "Find in the column",
        "Goes to the next row that has what you type in this column: part of a text, a number, "
        "a time, or anything that a filter can say.",
        "f3",
    ),
    _grid("find_next", "Find the next", "Goes to the next such row, round the end.", "n"),
    _grid("find_previous", "Find the previous", "Goes to the previous such row.", "N"),
    _grid(
        "condition",
        "Filter by a formula",
        "Filters with a condition in the server's language, such as Price > 2 * Avg.",
        "w",
    ),
    _grid(
        "formula",
        "Add a computed column",
        "Adds a column such as Value = Price * Size. The server checks it before it shows.",
        "a",
    ),
    _grid("hide", "Hide the column", "Hides the column under the cursor.", "minus"),
    _grid("show_columns", "Show all columns", "Shows the hidden columns again.", "B"),
    _grid(
        "format",
        "Change the column's format",
        "Shows numbers in the next format: digits, percent, basis points, thousands, millions, "
        "scientific; times by the second, milli-, micro-, nanosecond. Copies stay exact.",
        "percent_sign",
    ),
    _grid("move_left", "Move the column left", "Moves the column under the cursor left.", "H"),
    _grid("move_right", "Move the column right", "Moves the column under the cursor right.", "L"),
    _grid(
        "undo",
        "Undo",
        "Takes back what was done last to the view: sort, filter, column.",
        "u",
    ),
    _grid("redo", "Redo", "Does again what was undone last.", "U", "ctrl+r"),
    _grid(
        "copy_as",
        "Copy in another form",
        "Copies the selection, its rows, the column or the whole view as csv, json lines, "
        "Markdown, Python or tab-separated text with names.",
        "ctrl+y",
    ),
    _grid(
        "export",
        "Export to a file",
        "Writes all rows of the view to a file: csv, tsv, jsonl, md, arrow or parquet, as its "
        "name says. Exact values; again stops it.",
        "ctrl+x",
    ),
    _grid(
        "publish",
        "Share the view",
        "Lets other sessions fetch the table as it is shown, by a ticket, until this console ends.",
        "P",
    ),
    Action(
        "app.merged",
        "Open a partitioned table merged",
        "Opens all rows of the partitioned table in front as one table.",
    ),
    _grid(
        "bind",
        "Bind the view to a variable",
        "Makes the table as it is shown a variable of the server, for scripts.",
    ),
    _grid(
        "save_view",
        "Save the view",
        "Saves the view under a name: its table, filters, sorts, columns, formats and totals.",
    ),
    Action(
        "app.saved_views",
        "Saved views",
        "Lists the views that were saved by name, to open or to remove.",
    ),
    _grid(
        "show_python",
        "Show the view as Python",
        "Shows the script that makes this table on the server, with its filters and sorts.",
    ),
)
