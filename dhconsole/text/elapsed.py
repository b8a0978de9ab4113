"""How long something took, in words."""

from __future__ import annotations


def duration(seconds: float) -> str:
    """``0.21 s``, ``1.84 s``, ``12.3 s``, ``2 min 03 s``."""
    if seconds < 9.995:
        return f"{seconds:.2f} s"
    if seconds < 59.95:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes:02} min" if hours else f"{minutes} min {rest:02} s"
