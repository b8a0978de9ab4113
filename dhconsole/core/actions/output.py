"""The output pane: what scripts print and the server logs."""

from __future__ import annotations

from dhconsole.core.actions.model import Action, step

TITLE = "Output"

HELP = (
    "What scripts print, how they ended, and what the server logs. Lines belong to the script "
    "that printed them. Of an error the part that concerns your code is shown; space unfolds "
    "the rest, and enter puts the editor's cursor on the line that raised."
)

ACTIONS = (
    step("output.up", "One line up", "up", "k"),
    step("output.down", "One line down", "down", "j"),
    step("output.page_up", "One page up", "pageup"),
    step("output.page_down", "One page down", "pagedown"),
    step("output.first", "First line", "home", "g"),
    step("output.last", "Last line, and follow", "end", "G"),
    step("output.left", "To the left", "left", "h"),
    step("output.right", "To the right", "right"),
    Action(
        "output.next_tab",
        "Next tab of the output",
        "Goes from what scripts print to the server's log and back.",
        ("ctrl+pagedown", "right_square_bracket"),
        "output",
        footer=5,
        short="Log",
    ),
    Action(
        "output.prev_tab",
        "Previous tab of the output",
        "Goes from the server's log to what scripts print and back.",
        ("ctrl+pageup", "left_square_bracket"),
        "output",
    ),
    Action(
        "output.wrap",
        "Wrap long lines",
        "Breaks lines that are wider than the pane; again puts each on one line.",
        ("w",),
        "output",
    ),
    Action(
        "output.jump_error",
        "Go to the line of the error",
        "Puts the cursor of the editor on the line that raised.",
        ("enter",),
        "output",
        footer=1,
        short="To the line",
    ),
    Action(
        "output.fold",
        "Fold or unfold",
        "Shows or hides the rest of a traceback, such as the Java part.",
        ("space",),
        "output",
        footer=2,
        short="Fold",
    ),
    Action(
        "output.search",
        "Search the output",
        "Searches for text; n and N go to the next and the previous match.",
        ("slash",),
        "output",
        footer=3,
        short="Search",
    ),
    step("output.next_match", "Next match", "n"),
    step("output.prev_match", "Previous match", "N"),
    Action(
        "output.level",
        "Change the log level",
        "Shows the server's log from the next level on.",
        ("l",),
        "output",
        footer=4,
        short="Level",
    ),
    Action("output.copy", "Copy the output", "Copies this entry of the output.", ("y",), "output"),
    Action("output.copy_line", "Copy the line", "Copies this line of it.", ("Y",), "output"),
    Action(
        "output.clear",
        "Clear the output",
        "Empties the pane. Nothing changes on the server.",
        ("ctrl+l",),
        "output",
    ),
)
