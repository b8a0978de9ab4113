"""What is staged while a commit is under way is neither lost nor sent before its time.

The sender is a fake: a real server cannot be made to answer between two keys.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import SimpleNamespace
from typing import cast

import pyarrow as pa
import pytest

from dhconsole.client.columns import ColumnSpec
from dhconsole.client.connection import Connection
from dhconsole.client.inputs import InputColumns, InputKind
from dhconsole.client.ticket import ScopeTicket
from dhconsole.core.editing.editor import Committed, Editor
from dhconsole.core.editing.fitting import described
from dhconsole.core.editing.forms import Cell, Form, Key, Row
from dhconsole.core.editing.keeping import Kept
from dhconsole.core.editing.sending import Sender
from dhconsole.core.editing.staged import Kind
from dhconsole.errors import ArgumentError, EditError, InputError

COLUMNS = tuple(ColumnSpec(name, "java.lang.String", pa.string()) for name in "KAB")


def row(*values: str) -> dict[str, pa.Array]:
    return {name: pa.array([value]) for name, value in zip("KAB", values, strict=True)}


def cell(text: str) -> Cell:
    return Cell(text, pa.array([text]))


class SlowSender:
    """A server that answers when it may: ``compared`` and ``uploaded`` let it go on."""

    def __init__(self, form: Form) -> None:
        self.connection = SimpleNamespace(on_state=lambda listener: lambda: None)
        self.form = form
        self.there: dict[Key, Row] = {}
        for each in (row("k1", "a", "b"), row("k2", "a", "b")):
            key = form.key(each.get)
            assert key is not None
            self.there[key] = each
        self.sent: list[list[object]] = []
        self.compared = asyncio.Event()
        self.uploaded = asyncio.Event()
        self.asked = 0
        self.uploads: list[bool] = []
        self.uploading: Callable[[], None] = lambda: None
        self.refusal: InputError | None = None

    async def form_now(self) -> Form:
        return self.form

    async def watch(self, keys: Sequence[Row]) -> SlowSender:
        return self

    async def open(self, count: int) -> Mapping[Key, Row]:
        self.asked += 1
        await self.compared.wait()
        return self.there

    async def overwritten(self, entries: object) -> list[str]:
        return []

    async def close(self) -> None: ...

    async def size(self) -> int:
        return 0

    async def rows_of(self, keys: Sequence[Row]) -> Mapping[Key, Row]:
        return {}

    async def add(self, rows: Sequence[Row], begin: Callable[[], bool]) -> bool:
        self.uploading()
        await self.uploaded.wait()
        if self.refusal is not None:
            raise self.refusal
        if begun := begin():
            self.sent += [[value[0].as_py() for value in each.values()] for each in rows]
        return begun


def an_editor(kind: InputKind = InputKind.KEYED) -> tuple[Editor, SlowSender]:
    keyed = kind is InputKind.KEYED
    inputs = InputColumns(
        kind, ("K",) if keyed else (), ("A", "B") if keyed else ("K", "A", "B"), {}
    )
    form = Form(COLUMNS, inputs)
    sender = SlowSender(form)
    editor = Editor(cast(Connection, sender.connection), ScopeTicket.scope_ticket("t"), form)
    editor.sender = editor._flights._sender = editor._renewal._sender = cast(Sender, sender)
    return editor, sender


async def until(condition: Callable[[], bool]) -> None:
    for _ in range(1_000):
        if condition():
            return
        await asyncio.sleep(0)
    raise AssertionError("it never came")


async def in_the_upload(editor: Editor, sender: SlowSender) -> asyncio.Task[Committed]:
    """A commit whose rows are compared and now with the server, but may not arrive yet."""
    sender.compared.set()
    sender.uploading = lambda: sender.uploads.append(True)
    commit = asyncio.ensure_future(editor.commit())
    await until(lambda: len(sender.uploads) == 1)
    return commit


def texts(editor: Editor) -> list[dict[str, str]]:
    return [{n: each.text for n, each in e.cells.items()} for e in editor.staging.entries]


async def test_the_next_field_of_a_row_that_is_compared_goes_with_it() -> None:
    editor, sender = an_editor()
    sender.uploaded.set()
    first = editor.staging.change(row("k1", "a", "b"), "A", cell("A1"))
    assert first is not None
    one = asyncio.ensure_future(editor.commit((first.id,)))
    await until(lambda: sender.asked == 1)
    second = editor.staging.change(row("k1", "a", "b"), "B", cell("B1"))
    assert second is not None
    two = asyncio.ensure_future(editor.commit((second.id,)))
    sender.compared.set()
    assert await asyncio.gather(one, two) == [Committed(1, 0), Committed(0, 0)]
    assert sender.sent == [["k1", "A1", "B1"]]
    assert texts(editor) == []


async def test_a_row_that_is_begun_meanwhile_is_not_sent() -> None:
    editor, sender = an_editor()
    sender.uploaded.set()
    editor.staging.change(row("k1", "a", "b"), "A", cell("A1"))
    commit = asyncio.ensure_future(editor.commit())
    await until(lambda: sender.asked == 1)
    editor.staging.add([{"A": cell("half")}])
    editor.staging.delete(row("k2", "a", "b"))
    sender.compared.set()
    assert await commit == Committed(1, 0)
    assert sender.sent == [["k1", "A1", "b"]]
    assert [each.kind for each in editor.staging.entries] == [Kind.ADD, Kind.DELETE]


@pytest.mark.parametrize("kind", [InputKind.KEYED, InputKind.APPEND_ONLY])
async def test_a_value_that_is_changed_before_the_rows_may_arrive_is_the_one_that_goes(
    kind: InputKind,
) -> None:
    editor, sender = an_editor(kind)
    (added,) = editor.staging.add([{"K": cell("k"), "A": cell("A1"), "B": cell("B")}])
    commit = await in_the_upload(editor, sender)
    editor.staging.put(added.id, "A", cell("A2"))
    sender.uploaded.set()
    assert await commit == Committed(1, 0)
    assert sender.sent == [["k", "A2", "B"]]
    assert len(sender.uploads) == 2
    assert texts(editor) == []


async def test_a_row_that_is_taken_back_before_it_may_arrive_is_not_sent() -> None:
    editor, sender = an_editor()
    (added,) = editor.staging.add([{"K": cell("k"), "A": cell("A1")}])
    editor.staging.change(row("k1", "a", "b"), "A", cell("A1"))
    commit = await in_the_upload(editor, sender)
    editor.staging.drop(added.id)
    sender.uploaded.set()
    assert await commit == Committed(1, 0)
    assert sender.sent == [["k1", "A1", "b"]]


async def test_nothing_is_sent_when_one_of_the_rows_becomes_bad_meanwhile() -> None:
    editor, sender = an_editor()
    sender.uploaded.set()
    editor.staging.change(row("k1", "a", "b"), "A", cell("A1"))
    other = editor.staging.change(row("k2", "a", "b"), "A", cell("A1"))
    assert other is not None
    commit = asyncio.ensure_future(editor.commit())
    await until(lambda: sender.asked == 1)
    editor.staging.put(other.id, "B", Cell("?", None, "is no text"))
    sender.compared.set()
    with pytest.raises(EditError, match="nothing was sent"):
        await commit
    assert sender.sent == []
    assert len(texts(editor)) == 2


async def test_a_row_that_is_changed_each_time_stays_staged() -> None:
    editor, sender = an_editor()
    sender.compared.set()
    sender.uploaded.set()
    (added,) = editor.staging.add([{"K": cell("k"), "A": cell("A0")}])
    values = iter(range(1, 100))
    sender.uploading = lambda: _put(editor, added.id, f"A{next(values)}")
    with pytest.raises(EditError, match="0 rows written, 1 row not sent: changed"):
        await editor.commit()
    assert sender.sent == []
    assert len(texts(editor)) == 1


def _put(editor: Editor, id_: int, text: str) -> None:
    editor.staging.put(id_, "A", cell(text))


async def test_a_refusal_leaves_alone_what_was_typed_since() -> None:
    editor, sender = an_editor()
    sender.refusal = InputError("refused")
    sender.refusal.cells = ((0, "A", "too short"),)
    (added,) = editor.staging.add([{"K": cell("k"), "A": cell("A1")}])
    commit = await in_the_upload(editor, sender)
    editor.staging.put(added.id, "A", cell("A2"))
    sender.uploaded.set()
    with pytest.raises(InputError):
        await commit
    assert texts(editor) == [{"K": "k", "A": "A2"}]
    assert not editor.staging.entries[0].problems


async def test_rows_of_an_earlier_console_wait_while_a_commit_is_under_way() -> None:
    editor, sender = an_editor()
    sender.uploaded.set()
    editor.staging.change(row("k1", "a", "b"), "A", cell("A1"))
    commit = asyncio.ensure_future(editor.commit())
    await until(lambda: sender.asked == 1)
    editor.offers = (Kept("here", "t", described(editor.form), ()),)
    with pytest.raises(ArgumentError, match="on their way"):
        editor.take_up()
    sender.compared.set()
    assert await commit == Committed(1, 0)
    assert editor.take_up() is not None


async def test_what_is_on_its_way_is_not_deleted_behind_it() -> None:
    editor, _ = an_editor()
    editor.staging.change(row("k1", "a", "b"), "A", cell("A1"))
    (entry,) = editor.staging.entries
    editor.staging.tell({entry.id: replace(entry, sent=True)})
    with pytest.raises(ArgumentError, match="may have arrived"):
        editor.staging.delete(row("k1", "a", "b"))
