"""The line below the prompt: which server, how it is, what still runs, the signature at hand."""

from __future__ import annotations

import time
from collections.abc import Sequence

from prompt_toolkit.formatted_text import StyleAndTextTuples

from dhconsole.client.state import Closed, Connecting, Live, Lost
from dhconsole.core.reaching import ServerStatus
from dhconsole.text.safe import safe_text
from dhconsole.text.width import cut

_GOOD = "class:bottom-toolbar.good"
_BAD = "class:bottom-toolbar.bad"
_MUTED = "class:bottom-toolbar.muted"
_LONGEST = 60


def toolbar(
    status: ServerStatus, blocks: Sequence[int], editing: str, columns: int
) -> StyleAndTextTuples:
    """What the line says.

    Args:
        blocks: numbers of those that have not ended.
        editing: the keys in force, when they are not the usual ones.
        columns: cells that there are.
    """
    state = status.state
    label = safe_text(status.label or "no server", limit=_LONGEST)
    pieces: StyleAndTextTuples = [("", f" {label}  ")]
    if isinstance(state, Live):
        pieces.append((_GOOD, "live"))
    elif isinstance(state, Lost):
        reached = "lost" if status.reached else "not reached"
        pieces.append((_BAD, f"{reached} since {clock(state.since)}, trying again"))
    elif isinstance(state, Closed):
        pieces.append((_BAD, f"closed: {safe_text(state.reason, limit=_LONGEST)}"))
    elif isinstance(state, Connecting):
        pieces.append((_MUTED, "connecting"))
    if isinstance(state, Live) and status.latency is not None:
        pieces.append((_MUTED, f"  {_latency(status.latency)}"))
    if isinstance(state, Live) and status.heap is not None:
        used, most = status.heap.used, status.heap.maximum
        pieces.append((_MUTED, f"  heap {used / 2**30:.1f}/{most / 2**30:.1f}G"))
    if blocks:
        numbers = ", ".join(map(str, blocks))
        pieces.append((_BAD, f"  block {numbers} goes on"))
    right = f"{editing}  F1 explains  %help "
    used = sum(len(text) for _, text, *_ in pieces)
    if used + len(right) + 2 <= columns:
        pieces.append((_MUTED, " " * (columns - used - len(right)) + right))
    return _cut(pieces, columns)


def signature_line(pieces: StyleAndTextTuples, columns: int) -> StyleAndTextTuples:
    """The call at hand, in place of the rest."""
    return _cut([("", " "), *pieces], columns)


def _latency(seconds: float) -> str:
    """Coarse, so that a steady line stays as it is."""
    millis = seconds * 1000
    if millis < 10:
        return "<10 ms"
    return f"{round(millis, -1):.0f} ms"


def clock(monotonic: float) -> str:
    """The time of day of a moment that ``time.monotonic`` counted."""
    return time.strftime("%H:%M:%S", time.localtime(time.time() - time.monotonic() + monotonic))


def _cut(pieces: StyleAndTextTuples, columns: int) -> StyleAndTextTuples:
    left = columns
    shown: StyleAndTextTuples = []
    for look, text, *_ in pieces:
        if left <= 0:
            break
        shown.append((look, cut(text, left)))
        left -= len(text)
    return shown
