"""The status line: which server, how far away, how full, and whether what is shown is true.

Owns what the line says and what goes first when it is narrow. Draws only when a text changes,
and has a timer only while the connection is lost; an idle line sends nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from enum import Enum
from typing import TYPE_CHECKING, ClassVar, Protocol

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.timer import Timer
from textual.widget import Widget

from dhconsole.client.state import Closed, Connecting, ConnectionState, Live, Lost
from dhconsole.text.safe import safe_text
from dhconsole.tui.widgets.fitting import (
    APP,
    CONNECTING,
    GAP,
    LONGEST,
    Part,
    fitting,
    named,
)

if TYPE_CHECKING:
    from dhconsole.client.values import Heap

_LATENCY_FACTOR = 2.0
_LATENCY_FLOOR = 0.005
_HEAP_STEP = 0.1


class ServerLike(Protocol):
    """What is to be known of a server. ``latency`` in seconds."""

    @property
    def label(self) -> str: ...
    @property
    def target(self) -> str: ...
    @property
    def auth(self) -> str: ...
    @property
    def state(self) -> ConnectionState: ...
    @property
    def latency(self) -> float | None: ...
    @property
    def heap(self) -> Heap | None: ...
    @property
    def reached(self) -> bool: ...


class _Unset(Enum):
    UNSET = 0


UNSET = _Unset.UNSET
"""Says: as before."""


class StatusBar(Widget):
    """One line at the top.

    Args:
        clock: monotonic seconds, as in the connection's states.
    """

    DEFAULT_CSS = """
    StatusBar { height: 1; background: $panel; color: $foreground; }
    StatusBar > .status--app { color: $primary; text-style: bold; }
    StatusBar > .status--name { color: $foreground; text-style: bold; }
    StatusBar > .status--plain { color: $text-muted; }
    StatusBar > .status--live { color: $success; text-style: bold; }
    StatusBar > .status--wait { color: $warning; text-style: bold; }
    StatusBar > .status--lost { color: $error; text-style: bold; }
    StatusBar > .status--busy { color: $accent; text-style: bold; }
    StatusBar > .status--full { color: $warning; text-style: bold; }
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"status--{name}"
        for name in ("app", "name", "plain", "live", "wait", "lost", "busy", "full")
    }

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._label = self._target = self._auth = self._busy = ""
        self._state: ConnectionState = Connecting()
        self._reached = True
        self._latency: float | None = None
        self._heap: Heap | None = None
        self._parts: tuple[Part, ...] = ()
        self._timer: Timer | None = None

    # -- values in -----------------------------------------------------------------------

    def set(
        self,
        *,
        server: str | _Unset = UNSET,
        target: str | _Unset = UNSET,
        auth: str | _Unset = UNSET,
        state: ConnectionState | _Unset = UNSET,
        latency: float | _Unset | None = UNSET,
        heap: Heap | _Unset | None = UNSET,
        busy: str | _Unset = UNSET,
        reached: bool | _Unset = UNSET,
    ) -> None:
        """Say what is known; what is not given stays as it was.

        Args:
            server: what the user calls it, such as the profile's name.
            target: ``host:port``.
            latency: seconds; shown as before while it hardly differs.
            busy: what is being waited for, such as ``run 3 12 s``; empty when nothing is.
            reached: whether there has been a connection, which may be lost.
        """
        self._label = self._label if server is UNSET else server
        self._target = self._target if target is UNSET else target
        self._auth = self._auth if auth is UNSET else auth
        self._state = self._state if state is UNSET else state
        self._busy = self._busy if busy is UNSET else busy
        self._reached = self._reached if reached is UNSET else reached
        if latency is not UNSET and _differs(self._latency, latency):
            self._latency = latency
        if heap is not UNSET and _heap_differs(self._heap, heap):
            self._heap = heap
        self._keep_time(isinstance(self._state, Lost))
        self._update()

    def set_status(self, status: ServerLike, busy: str) -> None:
        """Say everything at once."""
        self.set(
            server=status.label,
            target=status.target,
            auth=status.auth,
            state=status.state,
            latency=status.latency,
            heap=status.heap,
            busy=busy,
            reached=status.reached,
        )

    @property
    def text(self) -> str:
        """What the line says now, in its width."""
        return GAP.join(part.text for part in self._fitting())

    @property
    def ticking(self) -> bool:
        """Whether the line counts seconds."""
        return self._timer is not None

    # -- drawing -------------------------------------------------------------------------

    def on_mount(self) -> None:
        self._keep_time(isinstance(self._state, Lost))
        self._update()

    def render_line(self, y: int) -> Strip:
        segments: list[Segment] = [Segment(" ", self.rich_style)]
        for index, part in enumerate(self._fitting()):
            if index:
                segments.append(Segment(GAP, self.rich_style))
            segments.append(Segment(part.text, self._style(part.look)))
        return Strip(segments).adjust_cell_length(self.size.width, self.rich_style)

    def _style(self, look: str) -> Style:
        return self.get_component_rich_style(f"status--{look}")

    def _update(self) -> None:
        parts = tuple(self._all_parts())
        if parts != self._parts:
            self._parts = parts
            self.refresh()

    def _fitting(self) -> list[Part]:
        return fitting(self._parts, max(1, self.size.width - 2))

    # -- words ---------------------------------------------------------------------------

    def _all_parts(self) -> list[Part]:
        parts = [APP]
        label = safe_text(self._label, limit=LONGEST)
        target = safe_text(self._target, limit=LONGEST)
        if label and label != target:
            parts.append(named(label))
        if target:
            parts.append(Part(target, "name" if label == target else "plain", 4))
        if self._auth:
            parts.append(Part(safe_text(self._auth, limit=40), "plain", 8))
        live = isinstance(self._state, Live)
        if live and self._latency is not None:
            parts.append(Part(f"ping {_milliseconds(self._latency)}", "plain", 7))
        if live and self._heap is not None and self._heap.maximum > 0:
            parts.append(_heap_part(self._heap))
        parts.append(self._state_part())
        if self._busy:
            parts.append(Part(safe_text(f"busy: {self._busy}", limit=LONGEST), "busy", 1))
        return parts

    def _state_part(self) -> Part:
        state = self._state
        if isinstance(state, Live):
            return Part("● live", "live", 0)
        if isinstance(state, Connecting):
            return CONNECTING
        if isinstance(state, Closed):
            reason = safe_text(state.reason, limit=LONGEST)
            return Part(f"✗ closed: {reason}" if reason else "✗ closed", "lost", 0, "✗ closed")
        now = self._clock()
        since = _minutes(now - state.since)
        wait = max(0, round(state.next_try - now))
        again = f"retry in {wait} s" if wait else "retrying"
        what = f"✗ {'lost' if self._reached else 'no answer for'} {since}"
        return Part(f"{what}, {again}", "lost", 0, what)

    def _keep_time(self, wanted: bool) -> None:
        """A lost connection is counted in seconds; nothing else makes time pass here."""
        if wanted and self._timer is None and self.is_running:
            self._timer = self.set_interval(1.0, self._update)
        elif not wanted and self._timer is not None:
            self._timer.stop()
            self._timer = None


def _milliseconds(seconds: float) -> str:
    if seconds >= 0.9995:
        return f"{seconds:.1f}s"
    return f"{max(1, round(seconds * 1000))}ms"


def _minutes(seconds: float) -> str:
    minutes, rest = divmod(max(0, int(seconds)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes:02}:{rest:02}"


def _heap_part(heap: Heap) -> Part:
    share = heap.used / heap.maximum
    text = f"heap {_giga(heap.used)}/{_giga(heap.maximum)}G"
    return Part(text, "full" if share > 0.9 else "plain", 6, f"heap {share:.0%}")


def _giga(number: int) -> str:
    return f"{number / 2**30:.1f}"


def _differs(shown: float | None, new: float | None) -> bool:
    """Whether a latency is worth drawing: it trembles, and a line that trembles is never idle."""
    if shown is None or new is None:
        return shown is not new
    return abs(new - shown) > _LATENCY_FLOOR and not (
        shown / _LATENCY_FACTOR < new < shown * _LATENCY_FACTOR
    )


def _heap_differs(shown: Heap | None, new: Heap | None) -> bool:
    if shown is None or new is None or shown.maximum != new.maximum:
        return shown != new
    return abs(new.used - shown.used) > new.maximum * _HEAP_STEP
