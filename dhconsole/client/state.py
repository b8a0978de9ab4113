"""The states of a connection, as values. Times are seconds of ``time.monotonic``."""

from __future__ import annotations

from dataclasses import dataclass

from dhconsole.errors import DHError


@dataclass(frozen=True, slots=True)
class Connecting:
    """Not yet opened, or opening."""


@dataclass(frozen=True, slots=True)
class Live:
    """Logged in.

    Attributes:
        since: when this state began.
        generation: 1 for the first login; grows with every new login. Exports, console and
            subscriptions made in an earlier generation are gone.
        resumed: whether the state before was a loss that the server-side session survived.
    """

    since: float
    generation: int
    resumed: bool = False


@dataclass(frozen=True, slots=True)
class Lost:
    """The connection broke and is being tried again.

    Attributes:
        since: when it broke.
        next_try: when the next attempt starts.
        error: what broke it, or what the newest attempt failed with.
    """

    since: float
    next_try: float
    error: DHError


@dataclass(frozen=True, slots=True)
class Closed:
    """Ended for good: by us (``error`` is None), or by an error that trying again cannot mend."""

    reason: str
    error: DHError | None = None


ConnectionState = Connecting | Live | Lost | Closed
