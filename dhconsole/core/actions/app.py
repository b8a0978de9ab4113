"""What can be done wherever the focus is."""

from __future__ import annotations

from dhconsole.core.actions.model import Action

TITLE = "Everywhere"

HELP = (
    "dhconsole shows one Deephaven server. F6 goes round the panes and ctrl+o jumps to one; "
    "ctrl+p lists every command with its key. Escape always leads one step back."
)

ACTIONS = (
    Action(
        "app.next_pane",
        "Next pane",
        "Moves to the next pane. Works from the editor too, where Tab indents.",
        ("f6",),
        footer=20,
        short="Pane",
    ),
    Action("app.prev_pane", "Previous pane", "Moves to the pane before this one.", ("shift+f6",)),
    Action(
        "app.jump",
        "Jump to a pane",
        "Lists the panes, each with a number and a letter; typing one of them goes there.",
        ("ctrl+o",),
    ),
    Action(
        "app.focus_left", "Pane to the left", "Moves to the pane left of this one.", ("alt+left",)
    ),
    Action(
        "app.focus_right",
        "Pane to the right",
        "Moves to the pane right of this one.",
        ("alt+right",),
    ),
    Action("app.focus_up", "Pane above", "Moves to the pane above this one.", ("alt+up",)),
    Action("app.focus_down", "Pane below", "Moves to the pane below this one.", ("alt+down",)),
    Action(
        "app.back",
        "Back",
        "Leaves what is in front: a popup, then a mode, then the zoomed pane, then the editor.",
        ("escape",),
        palette=False,
    ),
    Action(
        "app.palette",
        "Command palette",
        "Lists every command; type a part of its name.",
        ("ctrl+p", "colon"),
        footer=60,
        short="Commands",
    ),
    Action(
        "app.help",
        "Help",
        "Explains the pane that has the focus, and its keys.",
        ("f1", "question_mark"),
        footer=70,
        repl="help",
    ),
    Action(
        "app.tables",
        "Open a table",
        "Finds a table on the server by a part of its name.",
        ("f2",),
        footer=30,
        short="Tables",
        repl="tables",
    ),
    Action(
        "app.log",
        "Show or hide the output",
        "Toggles the pane with what scripts print and what the server logs.",
        ("f7",),
        footer=50,
        short="Output",
    ),
    Action(
        "app.history",
        "History",
        "Finds what was run here or in other consoles, to insert it, run it again or save it.",
        ("f8",),
        footer=35,
    ),
    Action(
        "app.connections",
        "Connections",
        "Shows the connection and the named servers, and connects to another.",
        ("f9",),
        repl="connect",
    ),
    Action(
        "app.shares",
        "Shared tables",
        "Lists what this console shares, since when and under which ticket; copies the ticket or "
        "Python that fetches it; stops sharing.",
        repl="publish",
    ),
    Action(
        "app.fetch",
        "Fetch a shared table",
        "Opens the table that a ticket names, such as one that another session shares.",
        repl="fetch",
    ),
    Action(
        "app.zoom",
        "Zoom the pane",
        "Gives the whole screen to this pane, or takes it back. In the editor ctrl+e is the end "
        "of the line.",
        ("f10", "ctrl+e"),
    ),
    Action("app.theme", "Change the theme", "Picks one of the themes and shows it at once."),
    Action(
        "app.copy",
        "Copy",
        "Copies what is selected, and says which way it went to the clipboard.",
        ("ctrl+c",),
        when="selection",
    ),
    Action(
        "app.stop_waiting",
        "Stop waiting for the script",
        "Stops waiting. The server cannot cancel a script: it stays listed as running until its "
        "answer comes.",
        ("ctrl+c",),
        when="waiting",
    ),
    Action(
        "app.quit",
        "Quit",
        "Leaves dhconsole; asks first when something would be lost.",
        ("ctrl+q",),
        repl="quit",
    ),
)
