"""What a grid says of its view: in the title line size, rate, state and age; in place of rows why
there are none. Pure."""

from __future__ import annotations

from dhconsole.core.recipe import Recipe
from dhconsole.core.values import ViewState
from dhconsole.core.viewport import TableView
from dhconsole.text.safe import safe_text

_QUIET_SECONDS = 3.0
_LONGEST_PROBLEM = 200
_LONGEST_ASKED = 120


def status_text(
    view: TableView,
    first: int,
    last: int,
    now: float,
    *,
    rate: float,
    unknown: bool = False,
    frozen: tuple[int, int] = (0, 0),
    doing: str = "",
) -> str:
    """The line, without markup.

    Args:
        first, last: visible row positions.
        rate: rows that change per second.
        unknown: whether there are cells among them that are not here.
        frozen: columns that stay in place, and those that the user wants to.
        doing: what is done with the table besides, such as an export; safe.
    """
    # What is not as one would think comes first: the end of the line is what a narrow one cuts.
    parts = [f"! {safe_text(view.notice, limit=_LONGEST_PROBLEM)}"] if view.notice else []
    state = _state(view, now, unknown)
    is_usual = view.state in (ViewState.LIVE, ViewState.STATIC)
    if doing:
        parts.append(f"[{doing}]")
    if not is_usual:
        parts.append(state)
    if not _size_unknown(view):
        parts.append(f"{view.size:,} {'row' if view.size == 1 else 'rows'}")
    if view.state is ViewState.LIVE and rate >= 0.05 and _age(view, now) < _QUIET_SECONDS:
        parts.append(f"~{_rate(rate)}/s")
    if view.size and last >= first:
        parts.append(f"{first + 1:,}–{min(last + 1, view.size):,}")
    if view.asking:
        parts.append("[asking the server]")  # rows are not, or not yet, what is asked
    elif is_usual:
        parts.append(state)
    if view.following:
        parts.append("follow")
    parts += asked_text(view.recipe)
    if frozen[0] < frozen[1]:
        parts.append(f"only {frozen[0]} of {frozen[1]} frozen columns fit")
    return "  ".join(parts)


def asked_text(recipe: Recipe) -> list[str]:
    """What is asked of the table beside all its rows: filters, sorts."""
    groups = recipe.rollup.by if recipe.rollup is not None else ()
    parts = [f"{each.column} {each.text.strip()}" for each in recipe.filters]
    parts += recipe.conditions
    if recipe.search:
        parts.append(f"any column “{recipe.search}”")
    found = [f"filter {safe_text(', '.join(parts), limit=_LONGEST_ASKED)}"] if parts else []
    if groups:
        found.insert(0, f"by {safe_text(', '.join(groups), limit=_LONGEST_ASKED)}")
    if recipe.sorts:
        keys = ", ".join(
            f"{'±' if key.absolute else ''}{key.column}{'▼' if key.descending else '▲'}"
            for key in recipe.sorts
        )
        found.append(f"sort {safe_text(keys, limit=_LONGEST_ASKED)}")
    if recipe.reverse:
        found.append("reversed")
    hidden = len(recipe.columns.hidden)
    if hidden:
        found.append(f"{hidden} hidden")
    return found


def no_rows_text(view: TableView) -> str:
    """Why there are no rows to show, with nothing made up; may have several lines."""
    if view.state is ViewState.FAILED:
        return f"This table failed.\n{safe_text(view.problem, newlines=True, limit=4000)}"
    if view.state is ViewState.STALE:
        why = safe_text(view.notice) or "The connection is lost"
        return f"{why}; there were no rows yet."
    if _size_unknown(view):
        return "Opening…"
    if view.spec is not None and view.spec.is_blink:
        return "No rows in the last cycle."
    if view.recipe.is_filtered:
        return "No rows pass the filters; C clears them, u takes the last step back."
    return "No rows."


def next_change(view: TableView, now: float) -> float | None:
    """Seconds until the text changes though nothing happens; None when it will not."""
    if view.state is ViewState.STALE:
        return 1.0
    if view.state is ViewState.LIVE and view.last_update is not None:
        age = _age(view, now)
        if age < _QUIET_SECONDS:
            return _QUIET_SECONDS - age + 0.05
        # Told in ever larger steps, so that a quiet table costs nearly nothing.
        return max(1.0, _step(age) - age % _step(age))
    return None


def duration(seconds: float) -> str:
    """A time span as people read it: ``7 s``, ``02:10``, ``3 h``."""
    if seconds < 60:
        return f"{int(seconds)} s"
    if seconds < 3600:
        return f"{int(seconds) // 60:02d}:{int(seconds) % 60:02d}"
    return f"{int(seconds) // 3600} h {int(seconds) % 3600 // 60:02d} min"


def _size_unknown(view: TableView) -> bool:
    return not view.size and (view.spec is None or view.state is ViewState.OPENING)


def _state(view: TableView, now: float, unknown: bool) -> str:
    state = view.state
    if state is ViewState.STALE:
        since = now - view.stale_since if view.stale_since is not None else 0.0
        return f"[{'paused, ' if view.paused else ''}stale {duration(since)}]"
    if state is ViewState.FAILED:
        return f"[failed: {safe_text(view.problem, limit=_LONGEST_PROBLEM)}]"
    if state is ViewState.PAUSED:
        updates = "update" if view.missed == 1 else "updates"
        missed = f", missed {view.missed:,} {updates}" if view.missed else ""
        missed += ", the table was made anew since" if view.remade else ""
        return f"[paused{missed}{', · was not here at the pause' if unknown else ''}]"
    if state is ViewState.LIVE:
        kind = "blink" if view.spec is not None and view.spec.is_blink else "live"
        age = _age(view, now)
        if view.last_update is None or age < _QUIET_SECONDS:
            return f"[{kind}]"
        return f"[{kind}, last change {_coarse(age)} ago]"
    return f"[{state.value}]"


def _age(view: TableView, now: float) -> float:
    return float("inf") if view.last_update is None else now - view.last_update


def _step(age: float) -> float:
    return 1.0 if age < 10 else 10.0 if age < 60 else 60.0


def _coarse(age: float) -> str:
    step = _step(age)
    return duration(age // step * step)


def _rate(rate: float) -> str:
    """Two digits: more would change at each update without telling more."""
    if rate < 10:
        return f"{rate:.1g}" if rate < 1 else f"{rate:.0f}"
    if rate < 1000:
        return f"{float(f'{rate:.1e}'):,.0f}"
    return f"{float(f'{rate / 1000:.1e}'):,g}k"
