"""The registry of actions is complete and says what each action does."""

from __future__ import annotations

import re

import pytest

from dhconsole.core.actions import (
    ACTIONS,
    FOOTER_SIZE,
    PANE_HELP,
    PANE_TITLES,
    PANES,
    Action,
    Pane,
    action,
    actions_of,
    footer_actions,
)

BY_ID = pytest.mark.parametrize("each", ACTIONS, ids=lambda each: each.id)


@BY_ID
def test_an_action_explains_itself(each: Action) -> None:
    assert re.fullmatch(r"(app|code|objects|grid|editor|output|repl)\.[a-z_]+", each.id)
    assert each.title[0].isupper()
    assert not each.title.endswith(".")
    assert each.help.endswith(".")
    assert len(each.title) <= 40
    assert each.pane in ("app", each.id.partition(".")[0])


@BY_ID
def test_what_the_palette_leaves_out_has_a_key(each: Action) -> None:
    assert each.palette or each.keys or each.repl


def test_ids_are_unique() -> None:
    assert len({each.id for each in ACTIONS}) == len(ACTIONS)
    assert len({each.repl for each in ACTIONS if each.repl}) == sum(
        bool(each.repl) for each in ACTIONS
    )


def test_an_action_is_found_by_its_id() -> None:
    assert action("code.run").keys[0] == "f5"
    with pytest.raises(KeyError):
        action("code.cancel")


@pytest.mark.parametrize("pane", PANES)
def test_every_pane_has_help_and_a_footer_that_leads_on(pane: Pane) -> None:
    assert PANE_TITLES[pane]
    assert len(PANE_HELP[pane]) > 100
    assert actions_of(pane)
    if pane == "repl":
        return
    footer = footer_actions(pane)
    assert len(footer) <= FOOTER_SIZE
    assert [each.id for each in footer[-2:]] == ["app.palette", "app.help"]
    assert "code.run" in {each.id for each in footer}
    assert all(each.keys and len(each.footer_title) <= 14 for each in footer)


def test_nothing_claims_to_cancel_a_script() -> None:
    words = " ".join(f"{each.title} {each.help}" for each in ACTIONS)
    assert "cannot cancel" in action("app.stop_waiting").help
    assert "cancel" not in words.replace("cannot cancel", "").lower()
