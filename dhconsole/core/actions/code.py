"""The code pane: buffers, and running what is in them."""

from __future__ import annotations

from dhconsole.core.actions.model import Action

TITLE = "Code"

HELP = (
    "Write a script and run it on the server: everything with F5, or only what is selected. "
    "Tables that it makes appear among the objects; F2 opens one. One script runs at a "
    "time; others wait their turn. The server cannot cancel a script: ctrl+c stops waiting "
    "for it and says so, and the script stays listed as running until its answer comes. "
    "A point and ctrl+space offer names; Tab takes one. "
    "Otherwise Tab indents here, so F6 is the way out. F4 hands the buffer to your own editor."
)

ACTIONS = (
    Action(
        "code.run",
        "Run the selection or everything",
        "Runs the selected code; without a selection, the whole buffer.",
        ("f5", "ctrl+j", "ctrl+enter"),
        footer=10,
        short="Run",
    ),
    Action(
        "code.run_all",
        "Run the whole buffer",
        "Runs everything in the buffer, whatever is selected.",
        ("ctrl+f5",),
    ),
    Action(
        "code.run_statement",
        "Run the statement",
        "Runs the statement in which the cursor stands.",
        ("shift+f5", "ctrl+r"),
        "code",
        footer=11,
        short="Run statement",
    ),
    Action(
        "code.complete",
        "Complete",
        "Offers names for what is being typed: of the server's live objects and of the code, and "
        "columns and functions inside of query strings. Tab takes one.",
        ("ctrl+space", "ctrl+@"),
        "code",
        footer=12,
        short="Complete",
        palette=False,
    ),
    Action(
        "code.describe",
        "What is this?",
        "Shows what the name at the cursor is: its signature, documentation, and a table's "
        "columns.",
        ("alt+h",),
        "code",
    ),
    Action("code.new", "New buffer", "Opens an empty buffer in a tab of its own.", ("ctrl+n",)),
    Action(
        "code.close",
        "Close the buffer",
        "Closes this tab; asks first when the buffer was not saved.",
        ("ctrl+f4",),
        "code",
    ),
    Action("code.next", "Next buffer", "Goes to the next tab.", ("ctrl+pagedown",), "code"),
    Action("code.prev", "Previous buffer", "Goes to the previous tab.", ("ctrl+pageup",), "code"),
    Action("code.open", "Open a file", "Opens a file of this machine in a tab.", ("alt+o",)),
    Action(
        "code.save",
        "Save the buffer",
        "Writes the buffer to its file; asks for a name when it has none.",
        ("ctrl+s", "alt+s"),
        "code",
    ),
    Action("code.save_as", "Save the buffer as", "Writes the buffer to another file.", (), "code"),
    Action(
        "code.editor",
        "Edit in $EDITOR",
        "Hands the buffer to the editor that VISUAL or EDITOR names, and takes it back after.",
        ("f4",),
        "code",
    ),
    Action("code.undo", "Undo", "Takes the last edit back.", ("ctrl+z",), "code"),
    Action("code.redo", "Redo", "Makes the edit again that was taken back.", ("ctrl+y",), "code"),
    Action(
        "code.earlier",
        "Earlier block",
        "Puts the block that was run before where the cursor is, selected, so that F5 runs it; "
        "again for the one before that. What was typed stays.",
        ("ctrl+up",),
        "code",
    ),
    Action(
        "code.later",
        "Later block",
        "Puts the later block there instead; after the newest one nothing is left of it.",
        ("ctrl+down",),
        "code",
    ),
    Action(
        "code.find",
        "Find in the buffer",
        "Searches the buffer; Enter goes to the next place.",
        ("f3", "ctrl+f"),
        "code",
        footer=40,
        short="Find",
    ),
)
