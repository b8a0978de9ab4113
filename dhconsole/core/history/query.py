"""What is typed into a search of the history: words and filters. Pure.

All words must occur in the text of a block, whatever their case; ``"two words"`` is one. Filters:

- ``server:NAME``: NAME is a part of the server's label;
- ``is:ok``, ``is:failed``, ``is:lost``, ``is:left``, ``is:running``: how it ended;
- ``face:tui``, ``face:repl``, ``face:run``: where it was run;
- ``since:2h`` (``s``, ``m``, ``h``, ``d``, ``w``) or ``since:2026-01-31``, ``since:today``.

Of several filters of one kind any may hold, of several ``since`` the latest. What looks like a
filter and is none is looked for as text; ``misread`` says so where nothing was found.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass

from dhconsole.core.history.entry import Outcome

_TOKEN = re.compile(r'(?:[a-z]+:)?"[^"]*"(?=\s|\Z)|\S+')
_AGO = re.compile(r"(\d{1,6})([smhdw])", re.ASCII)
_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}
FACES = ("tui", "repl", "run")
_TAKES = {
    "server": "a part of a server's name",
    "face": ", ".join(FACES),
    "is": ", ".join(Outcome),
    "since": "30m, 2h, 3d, 1w, 2026-01-31, today",
}


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for.

    Attributes:
        words: all occur in the text; casefolded.
        servers: one of them is a part of the label; casefolded. None of them: any server.
        faces, outcomes: one of them; none of them: any.
        since: seconds since the epoch; 0 for no limit.
    """

    words: tuple[str, ...] = ()
    servers: tuple[str, ...] = ()
    faces: tuple[str, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    since: float = 0.0


def parse_query(text: str, *, now: float | None = None) -> Query:
    """Read ``text``. Every text means something.

    Args:
        now: seconds since the epoch, from which ``since:2h`` counts.
    """
    now = time.time() if now is None else now
    words: list[str] = []
    servers: list[str] = []
    faces: list[str] = []
    outcomes: list[Outcome] = []
    since = 0.0
    for token in _TOKEN.findall(text):
        kind, colon, value = token.partition(":")
        bare = _unquoted(value).casefold()
        moment = _moment(bare, now) if colon and kind == "since" else None
        if colon and kind == "server" and bare:
            servers.append(bare)
        elif colon and kind == "face" and bare in FACES:
            faces.append(bare)
        elif colon and kind == "is" and bare in [*Outcome]:
            outcomes.append(Outcome(bare))
        elif moment is not None:
            since = max(since, moment)
        elif _unquoted(token):
            words.append(_unquoted(token).casefold())
    return Query(tuple(words), tuple(servers), tuple(faces), tuple(outcomes), since)


def misread(text: str) -> str:
    """A sentence about the first word that looks like a filter and is none; empty without one."""
    for token in _TOKEN.findall(text):
        kind, colon, _ = token.partition(":")
        if colon and kind in _TAKES and parse_query(token).words:
            return f"{token} is no filter: {kind}: takes {_TAKES[kind]}"
    return ""


def _unquoted(text: str) -> str:
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] == '"' else text


def _moment(text: str, now: float) -> float | None:
    """The moment that ``text`` names, in this machine's time zone; None when it names none."""
    if (ago := _AGO.fullmatch(text)) is not None:
        return now - int(ago[1]) * _UNITS[ago[2]]
    if text in ("today", "yesterday"):
        year, month, day, *_ = time.localtime(now)
        return _midnight(year, month, day - (text == "yesterday"))
    if (date := _DAY.fullmatch(text)) is not None:
        month, day = int(date[2]), int(date[3])
        return _midnight(int(date[1]), month, day) if month <= 12 and day <= 31 else None
    return None


def _midnight(year: int, month: int, day: int) -> float | None:
    try:
        return time.mktime((year, month, day, 0, 0, 0, 0, 0, -1))
    except (OverflowError, ValueError):
        return None
