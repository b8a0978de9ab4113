"""What was run, by whichever face, kept in one file that all running consoles share.

``store.History`` is the file; ``background.Background`` runs it beside an event loop;
``recording`` follows a runner; ``query`` reads what is typed into a search; ``secrets`` says what
must not be stored; ``export`` makes a script of entries. Blocks of code are kept whole.
"""

from dhconsole.core.history.background import Background
from dhconsole.core.history.entry import Entry, Outcome
from dhconsole.core.history.export import export
from dhconsole.core.history.query import Query, misread, parse_query
from dhconsole.core.history.recording import Recorder, outcome_of
from dhconsole.core.history.secrets import holds_secret, secrets_of
from dhconsole.core.history.store import History, open_history

__all__ = [
    "Background",
    "Entry",
    "History",
    "Outcome",
    "Query",
    "Recorder",
    "export",
    "holds_secret",
    "misread",
    "open_history",
    "outcome_of",
    "parse_query",
    "secrets_of",
]
