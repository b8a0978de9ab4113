"""Durations as text: ISO 8601, and the colon form that Deephaven users write.

The server takes ISO forms as java.time reads them, and the colon form only with whole seconds:
it refuses ``PT00:00:.05`` and ``PT.05S`` (seen on a live 42.7 server). So what users write is
brought into the ISO form. Pure.

=====================  =========================
``PT1H2M3.5S``         hours, minutes, seconds
``P1DT2H``             days (of 24 hours) and time
``PT00:00:01.5``       hours:minutes:seconds; the whole seconds may be left out: ``PT00:00:.5``
``-PT1S``              the negative; ``-PT00:00:01`` and ``PT-00:00:01`` too
=====================  =========================
"""

from __future__ import annotations

import re

from dhconsole.errors import ArgumentError

NANOS_PER_SECOND = 1_000_000_000

_NUMBER = r"[+-]?\d{1,19}"
_ISO = re.compile(
    rf"(?P<sign>[+-])?P(?:(?P<days>{_NUMBER})D)?"
    rf"(?P<time>T(?:(?P<hours>{_NUMBER})H)?(?:(?P<minutes>{_NUMBER})M)?"
    r"(?:(?P<negative>[+-])?(?P<seconds>\d{0,19})(?:[.,](?P<fraction>\d{0,9}))?S)?)?",
    re.IGNORECASE | re.ASCII,
)
_COLONS = re.compile(
    r"(?P<sign>[+-])?PT(?P<inner>[+-])?(?P<hours>\d{1,19}):(?P<minutes>\d{1,19})"
    r"(?::(?P<seconds>\d{0,19})(?:\.(?P<fraction>\d{0,9}))?)?",
    re.IGNORECASE | re.ASCII,
)
_LIMIT = 2**63


def to_nanos(text: str) -> int:
    """Nanoseconds of a duration.

    Raises:
        ArgumentError: the text is no duration, or longer than 64 bits of nanoseconds can say.
    """
    stripped = text.strip()
    nanos = _from_colons(stripped)
    if nanos is None:
        nanos = _from_iso(stripped)
    if nanos is None:
        raise ArgumentError(
            f"{text!r} is no duration", hint="Write it as 'PT1S', 'PT0.05S' or 'PT00:00:00.05'."
        )
    if not -_LIMIT <= nanos < _LIMIT:
        raise ArgumentError(
            f"{text!r} is longer than the server can count (292 years)",
            hint="Write a shorter one, such as 'PT1S'.",
        )
    return nanos


def to_iso_duration(text: str) -> str:
    """The duration in the ISO form that the server takes, such as ``PT0.05S``.

    An ISO text that it takes as it stands is left as it is, so that the same text makes the same
    request in every client.

    Raises:
        ArgumentError: as ``to_nanos``.
    """
    nanos = to_nanos(text)
    found = _ISO.fullmatch(text)
    if found is not None and found["seconds"] != "":
        return text
    seconds, rest = divmod(abs(nanos), NANOS_PER_SECOND)
    fraction = f".{rest:09}".rstrip("0") if rest else ""
    return f"{'-' if nanos < 0 else ''}PT{seconds}{fraction}S"


def _from_colons(text: str) -> int | None:
    found = _COLONS.fullmatch(text)
    if found is None:
        return None
    seconds, fraction = found["seconds"], found["fraction"]
    if seconds == "" and not fraction:
        return None
    whole = (int(found["hours"]) * 60 + int(found["minutes"])) * 60 + int(seconds or 0)
    value = _signed(found["inner"], whole * NANOS_PER_SECOND + _nanos(fraction))
    return _signed(found["sign"], value)


def _from_iso(text: str) -> int | None:
    found = _ISO.fullmatch(text)
    if found is None or (found["time"] or "").upper() == "T":
        return None
    days, hours, minutes = found["days"], found["hours"], found["minutes"]
    seconds, fraction = found["seconds"], found["fraction"]
    if seconds == "" and not fraction:
        return None  # an S with no number before it
    if days is None and hours is None and minutes is None and seconds is None:
        return None
    whole = (int(days or 0) * 24 + int(hours or 0)) * 3600 + int(minutes or 0) * 60
    part = int(seconds or 0) * NANOS_PER_SECOND + _nanos(fraction)
    return _signed(found["sign"], whole * NANOS_PER_SECOND + _signed(found["negative"], part))


def _signed(sign: str | None, value: int) -> int:
    return -value if sign == "-" else value


def _nanos(fraction: str | None) -> int:
    return int((fraction or "").ljust(9, "0"))
