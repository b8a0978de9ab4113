"""The objects pane: what lives on the server."""

from __future__ import annotations

from dhconsole.core.actions.model import Action, step

TITLE = "Objects"

HELP = (
    "What lives on the server: variables of the script session, fields of its applications, "
    "and what the embedded server came with. A mark tells tables that tick from those that "
    "stand still. Enter opens a table, space shows its columns without opening it, and "
    "slash narrows the list as you type."
)

ACTIONS = (
    step("objects.up", "One object up", "up", "k"),
    step("objects.down", "One object down", "down", "j"),
    step("objects.first", "First object", "home", "g"),
    step("objects.last", "Last object", "end", "G"),
    step("objects.page_up", "One page up", "pageup"),
    step("objects.page_down", "One page down", "pagedown"),
    step("objects.fold", "Fold the group", "left", "h"),
    step("objects.unfold", "Unfold the group", "right", "l"),
    Action(
        "objects.open",
        "Open the table",
        "Opens the table in a tab of its own; other objects by the tables in them, or in words.",
        ("enter",),
        "objects",
        footer=1,
        short="Open",
    ),
    Action(
        "objects.peek",
        "Peek at the object",
        "Shows columns and types of a table without opening a tab.",
        ("space",),
        "objects",
        footer=2,
        short="Peek",
    ),
    Action(
        "objects.filter",
        "Filter the objects",
        "Shows only the objects whose names hold what is typed; Escape shows all again.",
        ("slash",),
        "objects",
        footer=3,
        short="Filter",
    ),
    Action(
        "objects.copy_name",
        "Copy the name",
        "Copies the object's name to the clipboard.",
        ("y",),
        "objects",
    ),
)
