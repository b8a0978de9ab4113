"""What is typed into a search of the history."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhconsole.core.history import Entry, Outcome, Query, export, misread, parse_query

NOON = time.mktime((2026, 2, 1, 12, 0, 0, 0, 0, -1))
MIDNIGHT = time.mktime((2026, 2, 1, 0, 0, 0, 0, 0, -1))


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("", Query()),
        ("  ", Query()),
        ("Trades WHERE", Query(words=("trades", "where"))),
        ('"two Words" one', Query(words=("two words", "one"))),
        ('where("Price > 1")', Query(words=('where("price', ">", '1")'))),
        ('"', Query(words=('"',))),
        ('""', Query()),
        ("server:Prod x", Query(words=("x",), servers=("prod",))),
        ('server:"my server"', Query(servers=("my server",))),
        ("server:", Query(words=("server:",))),
        ("is:failed is:LOST", Query(outcomes=(Outcome.FAILED, Outcome.LOST))),
        ("is:odd", Query(words=("is:odd",))),
        ("face:repl face:tui", Query(faces=("repl", "tui"))),
        ("face:gui", Query(words=("face:gui",))),
        ("since:2h", Query(since=NOON - 7200)),
        ("since:30m", Query(since=NOON - 1800)),
        ("since:1w since:1d", Query(since=NOON - 86_400)),
        ("since:today", Query(since=MIDNIGHT)),
        ("since:2026-02-01", Query(since=MIDNIGHT)),
        ("since:2026-13-01", Query(words=("since:2026-13-01",))),
        ("since:soon", Query(words=("since:soon",))),
        ("color:red", Query(words=("color:red",))),
        ("a[1:2]", Query(words=("a[1:2]",))),
    ],
)
def test_words_and_filters(text: str, query: Query) -> None:
    assert parse_query(text, now=NOON) == query


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x is:odd", "is:odd is no filter: is: takes running, ok, failed, lost, left"),
        ("face:gui", "face:gui is no filter: face: takes tui, repl, run"),
        ("since:zz", "since:zz is no filter: since: takes 30m, 2h, 3d, 1w, 2026-01-31, today"),
        ("server:", "server: is no filter: server: takes a part of a server's name"),
        ('"is:odd" color:red is:failed x', ""),
    ],
)
def test_a_filter_that_is_none_is_named_with_what_it_takes(text: str, said: str) -> None:
    assert misread(text).startswith(said)
    assert bool(misread(text)) == bool(said)


def test_yesterday_begins_a_day_before_today() -> None:
    since = parse_query("since:yesterday", now=NOON).since
    assert time.localtime(since)[:5] == (2026, 1, 31, 0, 0)


@given(st.text(max_size=100))
def test_every_text_means_something(text: str) -> None:
    query = parse_query(text, now=NOON)
    assert query != Query() or not text.replace('"', "").strip()


def entry(id_: int, text: str, **fields: object) -> Entry:
    given_ = {"server": "prod", "face": "tui", "language": "python", "at": NOON}
    return Entry(id_, text, **{**given_, "outcome": Outcome.OK, **fields})  # type: ignore[arg-type]


def test_entries_become_a_script_oldest_first() -> None:
    text = export(
        [
            entry(7, "for i in range(2):\n    print(i)", seconds=1.25),
            entry(3, "x = 1", outcome=Outcome.FAILED, server="a\nimport os\x1b[31m"),
            entry(9, "println 1", language="groovy"),
        ]
    )
    at = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(NOON))
    lines = text.split("\n")
    assert lines[0].startswith(f"# {at}") and lines[0].endswith(", failed")
    assert "import os" in lines[0] and "\x1b" not in text
    assert lines[1:3] == ["x = 1", ""]
    assert lines[3].endswith(", prod, ok, 1.25 s")
    assert lines[4:7] == ["for i in range(2):", "    print(i)", ""]
    assert lines[7].startswith("// ")
    assert lines[8:] == ["println 1", ""]
    compile("\n".join(lines[:6]), "saved.py", "exec")
