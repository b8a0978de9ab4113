"""Key maps: the built-in ones are sound, the user's keys win, mistakes are reported."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.keys import Keys, _character_to_key

from dhconsole.config import Config, KeyOverride, parse_config
from dhconsole.core.actions import ACTIONS, PANES
from dhconsole.core.keymap import KEYMAPS, KeyMap, build_keymap, load_keymap
from dhconsole.core.keys import (
    display,
    never_arrives,
    normalise,
    normalise_sequence,
    often_lost,
    types_text,
    written,
)
from dhconsole.tomlfile import parse_toml
from dhconsole.tui.panes import placeholder


@pytest.mark.parametrize("key", ["?", "alt+/", "ctrl+w h", "ctrl++", "+", "$", "f5", "space", "G"])
def test_a_key_is_written_so_that_it_can_be_read_again(key: str) -> None:
    assert written(" ".join(normalise_sequence(key))) == key


def user(action: str, *keys: str, line: int = 1) -> KeyOverride:
    return KeyOverride(action, keys, "config.toml", line)


def with_user(*overrides: KeyOverride, name: str = "default") -> tuple[KeyMap, list[str]]:
    keymap = build_keymap(name, overrides)
    return keymap, [str(each) for each in keymap.problems]


def clashes(keymap: KeyMap) -> list[str]:
    return [str(each) for each in keymap.clashes]


# ------------------------------------------------------------------------------ names of keys


@pytest.mark.parametrize("character", [each for each in string.printable if each.isprintable()])
def test_characters_have_the_names_that_the_toolkit_reports(character: str) -> None:
    assert normalise(character) == _character_to_key(character)


def test_names_of_the_toolkit_are_canonical() -> None:
    odd = {"return", "ctrl-at", "<any>", "<scroll-up>", "<scroll-down>", "<ignore>"}
    for key in Keys:
        if key.value not in odd:
            assert normalise(key.value) == key.value


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ctrl+J", "ctrl+j"),
        ("control+PgUp", "ctrl+pageup"),
        ("Shift+Ctrl+Left", "ctrl+shift+left"),
        ("shift+g", "G"),
        ("ctrl++", "ctrl+plus"),
        ("ctrl+at", "ctrl+@"),
        ("esc", "escape"),
        ("alt+?", "alt+question_mark"),
        ("", ""),
        ("f25", ""),
        ("hyper+x", ""),
        ("ctrl+", ""),
        ("enterr", ""),
        ("+x", ""),
        ("é", ""),
    ],
)
def test_names_as_people_write_them(text: str, name: str) -> None:
    assert normalise(text) == name


@given(st.text(max_size=12))
def test_any_text_is_a_key_or_none(text: str) -> None:
    name = normalise(text)
    assert normalise(name) == name
    assert isinstance(display(name) if name else "", str)
    assert all(normalise_sequence(text))


@pytest.mark.parametrize(
    ("key", "shown"),
    [
        ("f5", "F5"),
        ("ctrl+p", "^P"),
        ("ctrl+@", "^Space"),
        ("ctrl+enter", "^Enter"),
        ("shift+f6", "Shift+F6"),
        ("question_mark", "?"),
        ("pageup", "PgUp"),
        ("alt+o", "Alt+O"),
        ("g", "g"),
        ("G", "G"),
        ("ctrl+w h", "^W h"),
    ],
)
def test_keys_as_a_footer_shows_them(key: str, shown: str) -> None:
    assert display(key) == shown


def test_what_is_known_of_keys_that_do_not_arrive() -> None:
    assert all(map(never_arrives, ("ctrl+h", "ctrl+i", "ctrl+m", "alt+1", "alt+enter")))
    assert all(map(often_lost, ("ctrl+a", "ctrl+b", "ctrl+s", "ctrl+shift+k", "ctrl+enter")))
    assert not any(map(never_arrives, ("f5", "ctrl+j", "alt+x", "ctrl+s")))
    assert not any(map(often_lost, ("f5", "ctrl+j", "ctrl+shift+left", "shift+f5")))
    assert all(map(types_text, ("x", "space", "colon", "enter", "left")))
    assert not any(map(types_text, ("f5", "ctrl+x", "escape", "alt+x", "ctrl+left")))


# ------------------------------------------------------------------------------ built-in maps


@pytest.mark.parametrize("name", KEYMAPS)
def test_built_in_maps_have_no_clash_and_only_keys_that_arrive(name: str) -> None:
    keymap = build_keymap(name)
    assert keymap.name == name
    assert keymap.problems == ()
    assert clashes(keymap) == []
    for binding in keymap.bindings:
        assert binding.keys == normalise_sequence(binding.text), binding.text
        pane = binding.action.pane
        assert not any(never_arrives(key, pane) for key in binding.keys), binding.text
        if binding.action.pane == "code":
            assert not types_text(binding.keys[0]), binding.text
    for action in ACTIONS:
        keys = keymap.keys_of(action.id)
        assert not keys or not all(often_lost(each.split()[0]) for each in keys), action.id


@pytest.mark.parametrize("name", KEYMAPS)
def test_built_in_maps_only_name_actions_that_exist(name: str) -> None:
    assert set(KEYMAPS[name]) <= {each.id for each in ACTIONS}


@pytest.mark.parametrize("name", KEYMAPS)
def test_run_help_and_quit_can_be_reached_in_every_map(name: str) -> None:
    keymap = build_keymap(name)
    assert "f5" in keymap.keys_of("code.run")
    assert "f1" in keymap.keys_of("app.help")
    assert "f6" in keymap.keys_of("app.next_pane")
    assert keymap.keys_of("app.quit") == ("ctrl+q",)


def test_maps_differ_where_they_should() -> None:
    assert build_keymap("default").label("code.run") == "F5"
    assert build_keymap("ide").label("code.run") == "^Enter"
    assert placeholder(build_keymap("ide")).startswith("Python for the server. ^Enter runs it, ")
    assert build_keymap("vi").keys_of("app.focus_left")[0] == "ctrl+w h"


# ------------------------------------------------------------------------------ the user's keys


def test_the_users_keys_replace_those_of_the_action() -> None:
    keymap, problems = with_user(user("app.theme", "F11", "ctrl+f11"), user("app.zoom"))
    assert problems == []
    assert keymap.keys_of("app.theme") == ("f11", "ctrl+f11")
    assert keymap.keys_of("app.zoom") == ()
    assert keymap.label("app.zoom") == ""
    assert keymap.clashes == ()


def test_the_user_takes_a_key_from_a_built_in_action_and_is_told() -> None:
    keymap, problems = with_user(user("app.theme", "f2", line=4))
    assert problems == []
    assert keymap.keys_of("app.tables") == ()
    assert keymap.keys_of("app.theme") == ("f2",)
    assert clashes(keymap) == ["F2 is app.theme (config.toml:4), not app.tables (key map default)"]


def test_of_two_keys_of_the_user_the_first_action_has_it() -> None:
    keymap, _ = with_user(user("grid.zone", "f11", line=2), user("grid.refit", "f11", line=3))
    assert clashes(keymap) == [
        "F11 in table is grid.refit (config.toml:3), not grid.zone (config.toml:2)"
    ]
    assert keymap.keys_of("grid.refit") == ("f11",)


def test_a_pane_goes_before_everywhere_but_only_in_that_pane() -> None:
    keymap, _ = with_user(user("grid.zone", "f5", line=2))
    assert clashes(keymap) == [
        "F5 in table is grid.zone (config.toml:2), not code.run (key map default)"
    ]
    assert keymap.lookup("grid", ["f5"])[0].action.id == "grid.zone"
    assert [each.action.id for each in keymap.lookup("code", ["f5"])] == ["code.run"]


def test_a_key_that_starts_a_chord_clashes_with_it() -> None:
    keymap, _ = with_user(user("grid.zone", "ctrl+w", line=2), name="vi")
    assert any("ctrl+w" in each.loser.text for each in keymap.clashes)
    assert ("grid.close_tab", "ctrl+w c") not in {
        (each.action.id, each.text) for each in keymap.for_pane("grid")
    }


def test_different_panes_may_use_the_same_key() -> None:
    keymap, problems = with_user(user("grid.zone", "f11"), user("output.clear", "f11"))
    assert (problems, keymap.clashes) == ([], ())


@pytest.mark.parametrize(
    ("override", "problem"),
    [
        (user("code.rn", "f5"), "no action is called code.rn. Did you mean code.run?"),
        (user("app.theme", "f55"), "'f55' is not a key. Keys look like f5, "),
        (user("app.theme", "ctrl+h"), "ctrl+h cannot be bound: terminals send it for backspace."),
        (user("app.theme", "alt+1"), "alt+1 cannot be bound: it arrives as a symbol."),
        (user("app.theme", "ctrl+b"), "app.theme can only be reached by keys that may not arrive"),
        (user("app.theme", "ctrl+shift+t"), "app.theme can only be reached by keys that may not"),
        (user("code.find", "x"), "code.find cannot have x, which edits the text."),
        (user("app.theme", "g g g"), "'g g g' has more than 2 keys."),
    ],
)
def test_mistakes_are_reported_with_their_line(override: KeyOverride, problem: str) -> None:
    keymap, problems = with_user(override)
    assert len(problems) == 1
    assert problems[0].startswith(f"config.toml:1: {problem}")
    if override.keys != ("ctrl+b",):
        assert keymap.keys_of("code.find") == ("f3", "ctrl+f")


def test_a_key_that_may_be_lost_is_fine_beside_another() -> None:
    keymap, problems = with_user(user("app.theme", "ctrl+b", "f11"))
    assert problems == []
    assert keymap.keys_of("app.theme") == ("ctrl+b", "f11")


def test_wrong_keys_alone_leave_the_action_its_own() -> None:
    keymap, problems = with_user(user("app.help", "alt+1"))
    assert len(problems) == 1
    assert keymap.keys_of("app.help") == ("f1", "question_mark")


def test_an_unknown_map_is_reported_and_the_default_used() -> None:
    config, _ = parse_config(parse_toml('\nkeymap = "vim"\n', "config.toml"))
    keymap = load_keymap(config)
    assert keymap.name == "default"
    assert [str(each) for each in keymap.problems] == [
        "config.toml:2: there is no key map vim. Did you mean vi?"
    ]


def test_settings_come_all_the_way() -> None:
    text = 'keymap = "ide"\n[keys]\napp.theme = ["f11"]\n'
    config, problems = parse_config(parse_toml(text, "config.toml"))
    assert problems == ()
    keymap = load_keymap(config)
    assert (keymap.name, keymap.keys_of("app.theme")) == ("ide", ("f11",))
    assert load_keymap(Config()).name == "default"


# ------------------------------------------------------------------------------ lookup


def test_lookup() -> None:
    keymap = build_keymap("vi")
    assert [each.action.id for each in keymap.lookup("grid", ["p"])] == ["grid.pause"]
    waiting = keymap.lookup("grid", ["g"])
    assert {each.text for each in waiting} == {"g g", "g t", "g T"}
    assert [each.action.id for each in keymap.lookup("grid", ["g", "t"])] == ["grid.next_tab"]
    assert keymap.lookup("grid", ["g", "x"]) == ()
    assert keymap.lookup("output", ["f24"]) == ()


def test_conditions_are_tried_before_the_unconditional() -> None:
    keymap = build_keymap()
    assert [each.action.when for each in keymap.lookup("code", ["ctrl+c"])] == [
        "selection",
        "waiting",
    ]
    first = keymap.lookup("grid", ["ctrl+c"])[0]
    assert first.action.id == "grid.copy_range"


def test_keys_that_type_act_only_outside_text() -> None:
    outside = {each.text for each in build_keymap().for_pane("app") if each.outside_text}
    assert outside == {"colon", "question_mark"}


@pytest.mark.parametrize("pane", PANES)
def test_a_panes_own_keys_come_first(pane: str) -> None:
    panes = [each.action.pane for each in build_keymap().for_pane(pane)]  # type: ignore[arg-type]
    assert panes == sorted(panes, key=lambda each: each == "app")
    # Nothing of the TUI acts at the prompt.
    assert set(panes) == ({pane} if pane == "repl" else {pane, "app"})
