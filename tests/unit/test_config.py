"""Settings: what is right takes effect, what is wrong is reported and survived."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhconsole import paths
from dhconsole.config import Config, KeyOverride, effective, load_config, parse_config
from dhconsole.errors import ConfigError
from dhconsole.tomlfile import MAX_BYTES, parse_toml, read_toml


def parse(text: str) -> tuple[Config, list[str]]:
    config, problems = parse_config(parse_toml(text, "config.toml"))
    return config, [str(each) for each in problems]


def test_no_file_is_no_problem(tmp_path: Path) -> None:
    config, problems = load_config(tmp_path / "config.toml")
    assert problems == ()
    assert config.path == str(tmp_path / "config.toml")
    assert (config.theme, config.keymap, config.grid.fps) == ("dark", "default", 10.0)


def test_settings_take_effect_and_know_their_line() -> None:
    config, problems = parse(
        'theme = "light"\n\n[grid]\nfps = 4\nfrozen = 1\n[embedded]\nheap = "4g"\n'
    )
    assert problems == []
    assert (config.theme, config.grid.fps, config.grid.frozen) == ("light", 4.0, 1)
    assert isinstance(config.grid.fps, float)
    assert config.embedded.heap == "4g"
    assert config.sources == {
        "theme": "config.toml:1",
        "grid.fps": "config.toml:4",
        "grid.frozen": "config.toml:5",
        "embedded.heap": "config.toml:7",
    }


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("them = 1", "config.toml:1: no setting is called them. Did you mean theme?"),
        ("[gird]\nfps = 1", "config.toml:1: no setting is called gird. Did you mean grid?"),
        (
            "[grid]\n\nfsp = 1",
            "config.toml:3: no setting is called grid.fsp. Did you mean grid.fps?",
        ),
        (
            '[grid]\nfps = "fast"',
            'config.toml:2: grid.fps is "fast", but must be a number from 1 to 60',
        ),
        ("[grid]\nfps = 0", "config.toml:2: grid.fps is 0, but must be a number from 1 to 60"),
        ("[grid]\nfps = nan", "config.toml:2: grid.fps is NaN, but must be a number from 1 to 60"),
        (
            "[grid]\nfrozen = 1.5",
            "config.toml:2: grid.frozen is 1.5, but must be a whole number from 0 to 20",
        ),
        (
            "[grid]\nfrozen = true",
            "config.toml:2: grid.frozen is true, but must be a whole number from 0 to 20",
        ),
        (
            "low_bandwidth = 1",
            "config.toml:1: low_bandwidth is 1, but must be true or false",
        ),
        ("theme = []", "config.toml:1: theme is [], but must be text"),
        (
            '[output]\nlevel = "INF"',
            'config.toml:2: output.level is "INF", but must be one of TRACE, DEBUG, INFO, WARN, '
            "ERROR. Did you mean INFO?",
        ),
        (
            '[embedded]\nheap = "lots"',
            'config.toml:2: embedded.heap is "lots", but must be a size such as 512m or 4g',
        ),
        (
            '[grid]\nzone = "Europe/Berln"',
            'config.toml:2: grid.zone is "Europe/Berln", but must be a time zone such as "UTC" '
            'or "Europe/Berlin", or "local"',
        ),
        (
            '[grid]\nnull = "\\u001b[31m"',
            'config.toml:2: grid.null is "\\u001b[31m", but must be at most 10 printable '
            "characters",
        ),
        ("grid = 3", "config.toml:1: grid must be a table, [grid]"),
        ("keys = 3", "config.toml:1: keys must be a table, [keys]"),
        ("formats = 3", "config.toml:1: formats must be a table, [formats]"),
        (
            "[formats]\n'*Price' = 5",
            "config.toml:2: formats.*Price must be the name of a format",
        ),
        ("servers = 3", "config.toml:1: servers must be tables, [servers.NAME]"),
        (
            "[keys]\n'code.run' = 5",
            "config.toml:2: keys.code.run must be a key or a list of keys",
        ),
    ],
)
def test_what_is_wrong_is_named_with_its_line_and_keeps_the_default(
    text: str, problem: str
) -> None:
    config, problems = parse(text)
    assert problems == [problem]
    defaults, _ = parse("")
    assert config == defaults


def test_several_problems_are_all_reported_and_the_rest_takes_effect() -> None:
    config, problems = parse('theme = "light"\n[grid]\nfps = 0\nzone = "UTC"\nnull = 1\n')
    assert [each.partition(": ")[0] for each in problems] == ["config.toml:3", "config.toml:5"]
    assert config.theme == "light"


def test_lines_after_a_value_over_several_lines() -> None:
    text = '# c\n[keys]\n"code.run" = [\n  "f5", # best\n  "ctrl+j",\n]\n\ncode.fnd = 3\n'
    config, problems = parse(text)
    assert problems == ["config.toml:8: keys.code.fnd must be a key or a list of keys"]
    assert config.keys == (KeyOverride("code.run", ("f5", "ctrl+j"), "config.toml", 3),)


def test_lines_of_dotted_inline_and_repeated_tables() -> None:
    file = parse_toml('a.b = 1\r\nc = { d = 2 }\r\n[[e]]\r\nf = """\r\n[x]\r\n"""\r\n', "x.toml")
    assert file.line(("a", "b")) == 1
    assert file.line(("c", "d")) == 2
    assert file.line(("e",)) == 3
    assert file.line(("e", "f")) == 4
    assert file.line(("x",)) is None
    assert file.line(("c", "nothing")) == 2


def test_a_key_may_be_written_with_and_without_quotes() -> None:
    config, problems = parse('[keys]\ncode.run = "f5"\n"app.quit" = ""\n')
    assert problems == []
    assert config.keys == (
        KeyOverride("code.run", ("f5",), "config.toml", 2),
        KeyOverride("app.quit", (), "config.toml", 3),
    )


@pytest.mark.parametrize(
    ("text", "line"),
    [("[grid\n", 1), ('\ntheme = "light\n', 2), ("theme = \n", 1), ("a = 1\na = 2\n", 2)],
)
def test_a_file_that_is_not_toml_is_one_problem(tmp_path: Path, text: str, line: int) -> None:
    path = tmp_path / "config.toml"
    path.write_text(text, encoding="utf-8")
    config, problems = load_config(path)
    assert config == Config(path=str(path))
    assert [(each.path, each.line) for each in problems] == [(str(path), line)]
    assert "Nothing of this file is used" in str(problems[0])


def test_a_file_that_is_not_text(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(b'theme = "light"\n# caf\xe9\n')
    _, problems = load_config(path)
    assert [str(each) for each in problems] == [f"{path}:2: is not UTF-8 text"]


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "config.toml").mkdir()
    _, problems = load_config(tmp_path / "config.toml")
    assert len(problems) == 1
    assert "cannot be read" in str(problems[0])


def test_a_file_of_absurd_size(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(b"#" * (MAX_BYTES + 1))
    with pytest.raises(ConfigError, match="too large"):
        read_toml(path)


@given(st.text(max_size=200))
def test_any_text_is_a_config_or_a_config_error(text: str) -> None:
    try:
        file = parse_toml(text, "config.toml")
    except ConfigError:
        return
    config, _ = parse_config(file)
    assert isinstance(config, Config)


NAMES = st.sampled_from(["theme", "grid", "keys", "servers", "fps", "zone", "url", "token", "x"])
VALUES = st.recursive(
    st.one_of(st.booleans(), st.integers(), st.floats(), st.text(max_size=5), st.dates()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(NAMES, inner, max_size=3)),
    max_leaves=12,
)


@given(st.dictionaries(NAMES, VALUES, max_size=5))
def test_any_document_is_survived(document: dict[str, object]) -> None:
    file = parse_toml("", "config.toml")
    object.__setattr__(file, "data", document)
    config, problems = parse_config(file)
    assert all(isinstance(each, ConfigError) for each in problems)
    assert 1 <= config.grid.fps <= 60
    assert isinstance(config.grid.zone_info({}), ZoneInfo)
    assert all(isinstance(each.value, (str, bool, int, float)) for each in effective(config))


def test_override_says_who() -> None:
    config = Config().override({"theme": "paper", "embedded.heap": "2g"}, "the command line")
    assert (config.theme, config.embedded.heap) == ("paper", "2g")
    sources = {each.name: each.source for each in effective(config)}
    assert sources["theme"] == sources["embedded.heap"] == "the command line"
    assert sources["grid.fps"] == "default"


def test_every_setting_explains_itself() -> None:
    assert all(each.help for each in effective(Config()))
    assert len({each.name for each in effective(Config())}) == len(list(effective(Config())))


def test_low_bandwidth_draws_less() -> None:
    config, _ = parse("low_bandwidth = true\n[grid]\nfps = 30\n")
    drawn = config.grid_as_drawn()
    assert (drawn.fps, drawn.marks_seconds, drawn.stripes) == (2.0, 0.0, False)
    assert Config().grid_as_drawn() == Config().grid


def test_the_cursor_does_not_blink_over_ssh() -> None:
    editor = Config().editor
    assert editor.blinks({})
    assert not editor.blinks({"SSH_CONNECTION": "10.0.0.1 1 10.0.0.2 22"})
    always, _ = parse('[editor]\nblink = "on"\n')
    assert always.editor.blinks({"SSH_CONNECTION": "x"})


def test_zones() -> None:
    assert Config().grid.zone_info() == ZoneInfo("UTC")
    local, problems = parse('[grid]\nzone = "local"\n')
    assert problems == []
    assert local.grid.zone_info({"TZ": ":Asia/Tokyo"}) == ZoneInfo("Asia/Tokyo")
    assert isinstance(local.grid.zone_info({"TZ": "../../etc/passwd"}), ZoneInfo)


def test_places_can_be_moved(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DHCONSOLE_CONFIG_DIR", str(tmp_path / "c"))
    monkeypatch.setenv("DHCONSOLE_STATE_DIR", str(tmp_path / "s"))
    assert paths.config_file() == tmp_path / "c" / "config.toml"
    assert paths.user_themes_dir() == tmp_path / "c" / "themes"
    assert paths.log_file().is_relative_to(tmp_path / "s")


def test_places_follow_xdg(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("DHCONSOLE_CONFIG_DIR", raising=False)
    monkeypatch.delenv("DHCONSOLE_STATE_DIR", raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "c"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "s"))
    assert paths.config_dir() == tmp_path / "c" / "dhconsole"
    assert paths.state_dir() == tmp_path / "s" / "dhconsole"
