"""Which tabs are shown in little room."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dhconsole.text.width import cell_width
from dhconsole.tui.widgets.tab_fit import fitted, room_for_tabs

TITLES = ["● quotes", "▪ instruments", "‖ limits", "● positions", "✗ gone"]


def line(active: int, room: int) -> str:
    return "".join(text for _, text in fitted(TITLES, active, room))


def test_tabs_that_fit_are_whole() -> None:
    assert line(0, 80) == " ● quotes  ▪ instruments  ‖ limits  ● positions  ✗ gone "


def test_first_titles_are_shortened_then_tabs_left_out() -> None:
    assert line(1, 51) == " ● quot…  ▪ instruments  ‖ limi…  ● posi…  ✗ gone "
    assert line(1, 36) == " ● quot…  ▪ instruments  ‖ limi…  2›"
    assert line(4, 24) == "‹3  ● posi…  ✗ gone "
    assert line(2, 12) == "‹2  ‖ limits  2›"


@given(
    st.lists(st.text("ab日●", min_size=1, max_size=24), min_size=1, max_size=12),
    st.integers(0, 11),
    st.integers(0, 200),
)
def test_the_tab_in_front_is_always_there_and_nothing_is_lost(
    titles: list[str], active: int, room: int
) -> None:
    active %= len(titles)
    found = fitted(titles, active, room)
    shown = [index for index, _ in found if index is not None]
    assert active in shown and shown == list(range(shown[0], shown[-1] + 1))
    assert dict(found)[active] == f" {titles[active]} "
    left_out = [int(text.strip(" ‹›")) for index, text in found if index is None]
    assert len(shown) + sum(left_out) == len(titles)
    used = sum(cell_width(text) for _, text in found)
    assert used <= room or shown == [active] or not left_out


def test_what_is_said_gets_three_fifths_at_most() -> None:
    assert room_for_tabs(80, 10) == 68
    assert room_for_tabs(80, 78) == 32
    assert fitted([], 0, 10) == []
