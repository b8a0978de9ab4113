"""What the title line says, and how seldom it has to be said again."""

from __future__ import annotations

import itertools

import pytest

from dhconsole.client.columns import TableSpec
from dhconsole.core.values import ViewState
from dhconsole.tui.widgets.grid.status import next_change, no_rows_text, status_text
from tests.tui.grid_host import LONG, FakeView, column

NOW = 1000.0


def view_of(size: int = 1_204_331, state: ViewState = ViewState.LIVE) -> FakeView:
    view = FakeView(column("N", LONG, lambda r: r), size=size)
    view.state = state
    return view


def told(view: FakeView, now: float = NOW) -> str:
    return status_text(view, 0, 17, now, rate=view.rate)  # type: ignore[arg-type]


def due(view: FakeView, now: float = NOW) -> float | None:
    return next_change(view, now)  # type: ignore[arg-type]


def test_a_live_table_has_size_rate_and_rows() -> None:
    view = view_of()
    view.rate, view.last_update = 35.2, NOW - 0.3
    assert told(view) == "1,204,331 rows  ~35/s  1–18  [live]"


def test_a_table_that_has_gone_quiet_says_for_how_long_and_no_rate() -> None:
    view = view_of()
    view.rate, view.last_update = 35.2, NOW - 7.9
    assert told(view).endswith("[live, last change 7 s ago]")
    assert "/s" not in told(view)


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (ViewState.STATIC, "[static]"),
        (ViewState.STALE, "[stale 12 s]"),
        (ViewState.FAILED, "[failed: column␛ missing]"),
        (ViewState.PAUSED, "[paused, missed 3 updates]"),
    ],
)
def test_every_state_is_named(state: ViewState, words: str) -> None:
    view = view_of(state=state)
    view.stale_since, view.missed, view.problem = NOW - 12, 3, "column\x1b missing"
    assert words in told(view)


def test_one_missed_update_is_one_update() -> None:
    view = view_of(state=ViewState.PAUSED)
    view.missed = 1
    assert told(view).startswith("[paused, missed 1 update]")
    view.missed = 0
    assert told(view).startswith("[paused]  ")


def test_frozen_columns_that_do_not_fit_are_told() -> None:
    def said(fit: int) -> str:
        return status_text(view_of(), 0, 17, NOW, rate=0.0, frozen=(fit, 4))  # type: ignore[arg-type]

    assert "only 1 of 4 frozen columns fit" in said(1)
    assert "frozen" not in said(4)


def test_what_is_not_as_one_would_think_comes_first() -> None:
    view = view_of()
    view.notice = "nobody shares it\x1b any more"
    assert told(view).startswith("! nobody shares it␛ any more  1,204,331 rows")


def test_a_blink_table_says_so() -> None:
    view = view_of()
    assert view.spec is not None
    view.spec = TableSpec(view.spec.columns, {"BlinkTable": "true"}, {})
    assert "[blink]" in told(view)


def test_the_size_is_not_made_up_before_it_is_known() -> None:
    view = view_of(0, ViewState.OPENING)
    assert told(view) == "[opening]"
    assert told(view_of(1)).startswith("1 row ")


def test_what_does_not_change_by_itself_is_never_told_again() -> None:
    assert due(view_of(state=ViewState.STATIC)) is None
    assert due(view_of(state=ViewState.FAILED)) is None
    assert due(view_of(state=ViewState.PAUSED)) is None
    assert due(view_of()) is None, "live, but nothing has changed so far"


def test_the_age_is_told_in_ever_larger_steps() -> None:
    view = view_of()
    times = []
    view.last_update = now = NOW
    while now < NOW + 3600:
        wait = due(view, now)
        assert wait is not None and wait >= 1.0
        now += wait
        times.append(now - NOW)
    assert len(times) < 80, "an hour of quiet costs a few dozen updates of the title"
    texts = [told(view, NOW + seconds) for seconds in times]
    assert all(one != other for one, other in itertools.pairwise(texts))


def test_an_empty_table_says_why_it_is_empty() -> None:
    def why(state: ViewState) -> str:
        view = view_of(0, state)
        view.problem = "no\x1b such column"
        return no_rows_text(view)  # type: ignore[arg-type]

    assert why(ViewState.LIVE) == "No rows."
    assert why(ViewState.OPENING) == "Opening…"
    assert why(ViewState.FAILED) == "This table failed.\nno␛ such column"
    assert "lost" in why(ViewState.STALE)
