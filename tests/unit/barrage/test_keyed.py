"""A whole table in row keys, against a plain list of rows, and against nonsense."""

from __future__ import annotations

import asyncio
import random
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dhconsole.client.barrage.keyed import KeyedTable
from dhconsole.client.barrage.messages import SchemaMessage, StreamDecoder
from dhconsole.client.barrage.rowset import RowSet, decode_shifts, encode
from dhconsole.client.barrage.subscription import KeyedSubscription, ViewportSubscription
from dhconsole.client.barrage.update import BarrageUpdate
from dhconsole.client.barrage.viewport import WindowChange
from dhconsole.errors import ProtocolError
from tests.unit.barrage import wire
from tests.unit.barrage.fake import Exchange, serving
from tests.unit.barrage.model import SCHEMA, row_values

COLUMNS = range(len(SCHEMA))


def rows(keys: Any) -> RowSet:
    return RowSet.from_ranges((key, key) for key in keys)


def shifts(moves: list[tuple[int, int, int]]) -> bytes:
    return b"".join(encode(rows(move[part] for move in moves)) for part in range(3))


class Model:
    """A table as a dictionary from row key to values, and the messages that its updates make."""

    def __init__(self, dice: random.Random) -> None:
        self.dice = dice
        self.table: dict[int, list[object]] = {
            key: row_values(dice.randrange(10_000))
            for key in dice.sample(range(60), dice.randrange(25))
        }

    def first(self, parts: int) -> list[wire.Update]:
        """The whole table in so many parts; the last echoes no viewport."""
        keys = sorted(self.table)
        cuts = sorted(self.dice.randrange(len(keys) + 1) for _ in range(parts - 1))
        found = []
        for start, end in zip([0, *cuts], [*cuts, len(keys)], strict=True):
            last = end == len(keys) and len(found) == parts - 1
            found.append(
                wire.Update(
                    size=len(keys),
                    snapshot=True,
                    view=None if last else rows(range(end)),
                    added=rows(keys),
                    included=rows(keys[start:end]),
                    modified=[RowSet()] * len(SCHEMA),
                    adds=[[self.table[k][c] for k in keys[start:end]] for c in COLUMNS],
                )
            )
        return found

    def step(self) -> wire.Update:
        """Something happens: rows leave, keys shift, rows come, cells change."""
        dice = self.dice
        keys = sorted(self.table)
        gone = sorted(dice.sample(keys, dice.randint(0, min(len(keys), 5))))
        for key in gone:
            del self.table[key]
        moves = self._shift() if dice.random() < 0.6 else []
        free = sorted(set(range(max(self.table, default=0) + 12)) - set(self.table))
        new = sorted(dice.sample(free, dice.randint(0, min(len(free), 5))))
        stayed = sorted(self.table)
        for key in new:
            self.table[key] = row_values(dice.randrange(10_000))
        changed = [
            sorted(dice.sample(stayed, dice.randint(0, len(stayed)))) if dice.random() < 0.5 else []
            for _ in COLUMNS
        ]
        if dice.random() < 0.2:
            changed = [stayed] * len(SCHEMA)
        for column, places in enumerate(changed):
            for key in places:
                self.table[key][column] = row_values(dice.randrange(10_000))[column]
        return wire.Update(
            size=len(self.table),
            removed=rows(gone),
            shifts=shifts(moves) if moves else None,
            added=rows(new),
            included=rows(new) if dice.random() < 0.5 else None,
            modified=[rows(places) for places in changed],
            adds=[[self.table[key][c] for key in new] for c in COLUMNS],
            mods=[[self.table[key][c] for key in places] for c, places in enumerate(changed)],
        )

    def _shift(self) -> list[tuple[int, int, int]]:
        """Give some runs of keys other keys, in the same order."""
        keys = sorted(self.table)
        if not keys:
            return []
        moves, moved = [], {}
        start = floor = 0
        while start < len(keys):
            end = self.dice.randint(start, len(keys) - 1)
            run = keys[start : end + 1]
            target = max(floor, run[0] + self.dice.randint(-6, 6))
            distance = target - run[0]
            if distance:
                moves.append((run[0], run[-1], target))
            moved.update({key: key + distance for key in run})
            floor = run[-1] + distance + 1
            start = end + 1
        self.table = {moved[key]: values for key, values in self.table.items()}
        return moves

    def values(self) -> list[list[object]]:
        return [self.table[key] for key in sorted(self.table)]


class Reader:
    """The decoder and the engine, fed with bytes."""

    def __init__(self) -> None:
        self.decoder = StreamDecoder(keyed=True)
        message = self.decoder.feed(wire.schema_message(SCHEMA))
        assert isinstance(message, SchemaMessage)
        self.table = KeyedTable(message.spec)

    def apply(self, update: wire.Update, chunk: int = 1 << 30) -> WindowChange:
        for raw in wire.update_messages(SCHEMA, update, chunk):
            message = self.decoder.feed(raw)
        assert isinstance(message, BarrageUpdate)
        return self.table.apply(message)

    def values(self) -> list[list[object]]:
        columns = [self.table.column(c) for c in COLUMNS]
        return [list(row) for row in zip(*map(plain, columns), strict=True)]


def plain(column: pa.Array | None) -> list[object]:
    assert column is not None
    if pa.types.is_timestamp(column.type):
        column = column.cast(pa.int64())
    found: list[object] = column.to_pylist()
    return found


def replayed(before: list[list[object]], change: WindowChange, after: list[list[object]]) -> Any:
    """``before`` with just what ``change`` names taken from ``after``."""
    removed = set(change.removed.tolist())
    kept = iter([list(row) for at, row in enumerate(before) if at not in removed])
    added = set(change.added.tolist())
    found = [list(row) if at in added else next(kept) for at, row in enumerate(after)]
    assert next(kept, None) is None
    for column, places in change.modified.items():
        for at in places.tolist():
            found[at][column] = after[at][column]
    return found


@given(st.integers(0, 2**32), st.integers(1, 4), st.integers(1, 7))
@settings(max_examples=200, deadline=None)
def test_the_table_is_that_of_the_server(seed: int, parts: int, chunk: int) -> None:
    model, reader = Model(random.Random(seed)), Reader()
    for number, part in enumerate(model.first(parts)):
        reader.apply(part, chunk)
        assert reader.table.complete == (number == parts - 1)
    assert reader.values() == model.values()
    for _ in range(6):
        before = reader.values()
        held = [reader.table.column(c) for c in COLUMNS]
        texts = [plain(column) for column in held]
        change = reader.apply(model.step(), chunk)
        assert reader.values() == model.values()
        assert reader.table.keys.tolist() == sorted(model.table)
        assert replayed(before, change, model.values()) == model.values()
        assert [plain(column) for column in held] == texts, "states before never change"


def part(keys: list[int], included: list[int], size: int, view: RowSet | None) -> wire.Update:
    return wire.Update(
        size=size,
        snapshot=True,
        view=view,
        added=rows(keys),
        included=rows(included),
        adds=[[row_values(key)[c] for key in included] for c in COLUMNS],
    )


def test_updates_while_the_first_rows_come() -> None:
    """Rows leave, move, come and are sent again before the last part has come."""
    reader = Reader()
    reader.apply(part([1, 2, 3, 4, 5, 6], [1, 2, 3], 6, rows(range(3))))
    changed = [[1000 + key for key in (2, 5)], *([[]] * (len(SCHEMA) - 1))]
    reader.apply(
        wire.Update(
            size=6,
            removed=rows([1, 6]),  # 6 has not come
            added=rows([0, 9]),
            included=rows([0]),
            modified=[rows([2, 5]), *([RowSet()] * (len(SCHEMA) - 1))],  # neither has 5
            adds=[[row_values(77)[c]] for c in COLUMNS],
            mods=changed,
        )
    )
    assert reader.table.keys.tolist() == [0, 2, 3] and not reader.table.complete
    assert plain(reader.table.column(0)) == [None, 1002, 3]
    reader.apply(part([0, 2, 3, 4, 5, 9], [3, 4, 5, 9], 6, None))  # 3 comes again
    assert reader.table.complete
    assert plain(reader.table.column(0)) == [None, 1002, 3, 4, 5, 9]


def complete() -> Reader:
    reader = Reader()
    reader.apply(part([1, 5, 9], [1, 5, 9], 3, None))
    return reader


def values(count: int) -> list[list[object]]:
    return [[None] * count for _ in COLUMNS]


NONSENSE: dict[str, wire.Update] = {
    "not in the table": wire.Update(size=2, removed=rows([2])),
    "in the table already": wire.Update(size=4, added=rows([5]), adds=values(1)),
    "modifies rows": wire.Update(size=3, modified=[rows([2])] * len(SCHEMA), mods=values(1)),
    "rows have come of a table": wire.Update(size=4),
    "changes the order": wire.Update(size=3, shifts=shifts([(5, 5, 20)])),
    "fit each other": wire.Update(size=3, shifts=encode(rows([1])) * 2 + encode(rows([1, 2]))),
    "before it begins": wire.Update(size=3, shifts=b"".join(encode(rows([k])) for k in (5, 4, 9))),
}


@pytest.mark.parametrize("text", NONSENSE)
def test_what_cannot_be(text: str) -> None:
    with pytest.raises(ProtocolError, match=text):
        complete().apply(NONSENSE[text])


def test_a_reversed_answer() -> None:
    update = part([1], [1], 1, None)
    update.reverse = True
    with pytest.raises(ProtocolError, match="never gets"):
        Reader().apply(update)


def test_shifts_up_and_down() -> None:
    reader = complete()
    change = reader.apply(wire.Update(size=3, shifts=shifts([(1, 1, 0), (5, 9, 100)])))
    assert reader.table.keys.tolist() == [0, 100, 104]
    assert not len(change.added) and not len(change.removed) and not change.modified


def test_a_shift_of_keys_beyond_63_bits() -> None:
    reader = complete()
    with pytest.raises(ProtocolError):
        reader.apply(wire.Update(size=3, shifts=shifts([(1, 9, 2**63 - 3)])))


@given(st.binary(max_size=60))
@settings(max_examples=500)
def test_shifts_of_any_bytes(data: bytes) -> None:
    try:
        decode_shifts(data)
    except ProtocolError:
        return


@given(st.integers(0, 2**32))
@settings(max_examples=150, deadline=None)
def test_damaged_updates_raise_one_error_only(seed: int) -> None:
    dice = random.Random(seed)
    model, reader = Model(dice), Reader()
    for each in model.first(2):
        reader.apply(each)
    raw = bytearray(b"".join(wire.update_messages(SCHEMA, model.step())[:1]))
    for _ in range(dice.randint(1, 4)):
        raw[dice.randrange(len(raw))] = dice.randrange(256)
    try:
        message = reader.decoder.feed(bytes(raw))
        if isinstance(message, BarrageUpdate):
            reader.table.apply(message)
    except ProtocolError:
        return
    assert reader.table.row_count == reader.table.size
    assert bool(np.all(np.diff(reader.table.keys) > 0))


class Forgetful:
    """Says in its first calls that all rows have come when some have not."""

    def __init__(self, bad_calls: int, *, keyed: bool) -> None:
        self.bad_calls = bad_calls
        self.calls = 0
        self._view = None if keyed else RowSet.single(0, 99)

    async def __call__(self, exchange: Exchange) -> None:
        self.calls += 1
        await exchange.request()
        come = [1, 2] if self.calls <= self.bad_calls else [1, 2, 3]
        keys = come if self._view else [1, 2, 3]
        update = part(keys, come, 3, self._view)
        await exchange.send(
            wire.schema_message(SCHEMA), *wire.update_messages(SCHEMA, self._placed(update))
        )
        await asyncio.Event().wait()

    def _placed(self, update: wire.Update) -> wire.Update:
        if self._view:
            update.added = update.included = rows(range(update.added.count))
        return update


@pytest.mark.parametrize("keyed", [True, False])
async def test_a_first_answer_with_rows_missing_is_asked_for_again(keyed: bool) -> None:
    server = Forgetful(2, keyed=keyed)
    async with serving(server) as (link, _):
        subscription = await opened(link, keyed)
        changes = aiter(subscription)
        while not subscription.settled:
            await anext(changes)
        assert subscription.window.row_count == 3 and server.calls == 3
        await subscription.close()


@pytest.mark.parametrize("keyed", [True, False])
async def test_asking_again_ends(keyed: bool) -> None:
    server = Forgetful(10**6, keyed=keyed)
    async with serving(server) as (link, _):
        subscription = await opened(link, keyed)
        with pytest.raises(ProtocolError, match="rows"):
            await anext(aiter(subscription))
        assert server.calls == 10


async def opened(link: Any, keyed: bool) -> KeyedSubscription | ViewportSubscription:
    if keyed:
        whole = KeyedSubscription(link, b"t")
        await whole.open()
        return whole
    window = ViewportSubscription(link, b"t")
    await window.open(RowSet.single(0, 99))
    return window
