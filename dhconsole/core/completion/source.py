"""The source code of something on the server, for ``name??``.

No call of the server gives it, and what a script prints or raises goes to everybody's log. So a
short script hangs the source on a class, which no list of objects shows, as its docstring; the
server's help for code reads it out; and a second script takes the class away. Seen on a live
42.7 server: of code that was run in the console there is no source.
"""

from __future__ import annotations

import re

from dhconsole.client.autocomplete import AutoComplete
from dhconsole.client.console import Console
from dhconsole.core.completion.text import hover_parts
from dhconsole.errors import DHError

_NAME = "_dhconsole_source"
_LEAD = "source:\n"
"""A first line at the edge, without which the common indentation of the rest would be lost."""
_LONGEST = 100_000
_DOTTED = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*")
_SCRIPT = f"""
def {_NAME}():
    import inspect
    try:
        text = inspect.getsource(%s)[:{_LONGEST}]
    except (NameError, AttributeError, TypeError, OSError):
        text = ""
    return type("source", (), {{"__doc__": {_LEAD!r} + text}})
{_NAME} = {_NAME}()
"""


async def source_of(console: Console, asking: AutoComplete, name: str, *, patience: float) -> str:
    """The source of what ``name``, which may be dotted, is on the server; empty where there is
    none, such as for values and for what was defined in the console.

    Waits for its turn among the scripts that run. Whoever stops waiting should let it go on, so
    that what it makes is taken away.

    Args:
        patience: seconds that the server's help may take.
    """
    if _DOTTED.fullmatch(name) is None:
        return ""
    try:
        await console.execute(_SCRIPT % name)
        try:
            shown = f"({_NAME})"
            hover = await asking.hover(shown, 0, 2, timeout=patience)
        finally:
            await console.execute(f"del {_NAME}")
    except DHError:
        return ""
    return hover_parts(hover)[1].removeprefix(_LEAD.rstrip()).strip("\n")
