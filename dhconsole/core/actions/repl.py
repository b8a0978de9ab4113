"""The REPL: keys of its prompt, and the commands that begin with a percent sign.

A command that another face has as an action is named there, by ``Action.repl``.
"""

from __future__ import annotations

from dhconsole.core.actions.model import Action

TITLE = "REPL"

HELP = (
    "Type Python and press Enter: what is complete runs on the server, the rest goes on on the "
    "next line; an empty line ends a block. F5 runs whatever is there, Alt+Enter only begins a "
    "line. Lines with % are commands of the console, those with ! of the shell, and name? tells "
    "what a name is. The server cannot cancel a script: ctrl+c stops waiting for it and says so."
)


def _key(name: str, title: str, text: str, *keys: str) -> Action:
    return Action(f"repl.{name}", title, text, keys, "repl", palette=False)


def _command(name: str, title: str, text: str, *, id_: str = "") -> Action:
    return Action(f"repl.{id_ or name}", title, text, (), "repl", palette=False, repl=name)


KEYS = (
    _key("run", "Run what is typed", "Runs what is typed, complete or not.", "f5"),
    _key("newline", "Begin a line", "Begins a line without running anything.", "alt+enter"),
    _key("complete", "Complete", "Offers what could stand here.", "ctrl+space", "ctrl+@"),
    _key(
        "search",
        "Search the history",
        "Finds what was run before, here and in other consoles, by text, server, time, outcome.",
        "ctrl+r",
        "f8",
    ),
    _key("describe", "Explain the name", "Shows what the name at the cursor is.", "f1"),
    _key("editor", "Edit in $EDITOR", "Hands what is typed to your editor.", "f4"),
    _key("editing", "Keys of vi or emacs", "Changes between the keys of vi and emacs.", "f2"),
)

COMMANDS = (
    _command("open", "Show a table", "%open TABLE: columns, size and first rows of a table."),
    _command("head", "First rows", "%head TABLE [ROWS]: the first rows."),
    _command("tail", "Last rows", "%tail TABLE [ROWS]: the last rows."),
    _command("watch", "Watch a table", "%watch TABLE [ROWS]: the table as it ticks, until q."),
    _command("schema", "Columns of a table", "%schema TABLE: names and types of its columns."),
    _command("sort", "Sorted rows", "%sort TABLE COLUMN -COLUMN: rows in that order."),
    _command("where", "Rows that fit", "%where TABLE CONDITION: rows that fulfil a condition."),
    _command("stats", "Statistics", "%stats TABLE COLUMN: what the server counts of a column."),
    _command("put", "Load a file", "%put FILE NAME: a table from csv, jsonl, Arrow or Parquet."),
    _command("get", "Save a table", "%get TABLE FILE: all rows as csv, tsv, jsonl, md, Arrow..."),
    _command("run", "Run a file", "%run FILE: runs a file of this machine.", id_="run_file"),
    _command("edit", "Edit a block", "%edit [FILE]: the last block, or a file, in $EDITOR."),
    _command("history", "What was run", "%history [WORDS]: what was run before, and how it went."),
    _command("save", "Save blocks", "%save FILE [BLOCKS]: writes blocks of this session."),
    _command("time", "Time a script", "%time CODE: runs it once and tells how long it took."),
    _command("timeit", "Time it well", "%timeit CODE: runs it many times on the server."),
    _command("full", "The whole error", "%full: the last error with all frames and Java's."),
    _command("log", "The server's log", "%log [-f] [LEVEL]: newest lines; -f goes on with it."),
    _command("heap", "Memory", "%heap: how much memory the server has, and has used."),
    _command("perf", "Performance", "%perf [ROWS]: what the server spends its time and memory on."),
    _command("who", "Variables", "%who [WORD]: variables of the script session."),
    _command("profile", "Named servers", "%profile [NAME]: lists them, or goes to one."),
    _command("theme", "Colours", "%theme [NAME]: lists the themes, or takes one."),
    _command("config", "Settings", "%config: settings, and who set them."),
    _command("keys", "Keys", "%keys: which key does what at the prompt."),
)

ACTIONS = (*KEYS, *COMMANDS)
