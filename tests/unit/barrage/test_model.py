"""The window against a plain model of a server: whatever happens, both show the same."""

from __future__ import annotations

import pyarrow as pa
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from dhconsole.client.barrage.messages import SchemaMessage, StreamDecoder
from dhconsole.client.barrage.rowset import RowSet
from dhconsole.client.barrage.viewport import Window, WindowChange
from tests.unit.barrage import wire
from tests.unit.barrage.model import SCHEMA, ModelServer

COLUMNS = range(len(SCHEMA))
SEEDS = st.integers(0, 10_000)
FAR = 2**62

positions = st.integers(0, 40)
ranges = st.tuples(positions, st.integers(0, 25)).map(lambda pair: (pair[0], sum(pair)))
views = st.one_of(
    st.lists(ranges, max_size=3).map(RowSet.from_ranges),
    st.just(RowSet.single(0, FAR)),
    positions.map(lambda first: RowSet.single(first, FAR)),
)
subsets = st.frozensets(st.sampled_from(COLUMNS), min_size=1)


class Comparison(RuleBasedStateMachine):
    """Changes of the table gather until a tick; requests may come in between, and grow."""

    @initialize(seeds=st.lists(SEEDS, max_size=30))
    def start(self, seeds: list[int]) -> None:
        self.server = ModelServer()
        for seed in seeds:
            self.server.insert(len(self.server.rows), seed)
        self.decoder = StreamDecoder()
        message = self.decoder.feed(wire.schema_message(SCHEMA))
        assert isinstance(message, SchemaMessage)
        self.window = Window(message.spec)

    @rule(seeds=st.lists(SEEDS, min_size=1, max_size=8))
    def append(self, seeds: list[int]) -> None:
        for seed in seeds:
            self.server.insert(len(self.server.rows), seed)

    @rule(share=st.floats(0, 1), seed=SEEDS)
    def insert(self, share: float, seed: int) -> None:
        self.server.insert(int(share * len(self.server.rows)), seed)

    @precondition(lambda self: self.server.rows)
    @rule(share=st.floats(0, 1, exclude_max=True), count=st.integers(1, 4))
    def remove(self, share: float, count: int) -> None:
        position = int(share * len(self.server.rows))
        for _ in range(min(count, len(self.server.rows) - position)):
            self.server.remove(position)

    @rule()
    def remove_everything(self) -> None:
        self.server.rows.clear()

    @precondition(lambda self: self.server.rows)
    @rule(share=st.floats(0, 1, exclude_max=True), column=st.sampled_from(COLUMNS), seed=SEEDS)
    def modify(self, share: float, column: int, seed: int) -> None:
        self.server.modify(int(share * len(self.server.rows)), column, seed)

    @precondition(lambda self: self.server.rows)
    @rule(share=st.floats(0, 1, exclude_max=True), to=st.floats(0, 1, exclude_max=True))
    def move(self, share: float, to: float) -> None:
        count = len(self.server.rows)
        self.server.move(int(share * count), int(to * count))

    @rule(echo=st.booleans(), chunk=st.integers(1, 9))
    def tick(self, echo: bool, chunk: int) -> None:
        self._apply(self.server.tick(echo), chunk)

    @rule(
        view=views,
        columns=subsets,
        reverse=st.booleans(),
        steps=st.lists(st.integers(0, 12), max_size=3),
        chunk=st.integers(1, 9),
    )
    def request(
        self, view: RowSet, columns: frozenset[int], reverse: bool, steps: list[int], chunk: int
    ) -> None:
        self._apply(self.server.request(view, columns, reverse, steps), chunk)
        whole = self.server.view == view
        assert self.window.shows(view, columns, reverse) is whole

    @rule(chunk=st.integers(1, 9))
    def grow(self, chunk: int) -> None:
        update = self.server.grow()
        if update is not None:
            self._apply(update, chunk)

    def _apply(self, update: wire.Update, chunk: int) -> None:
        before = [self.window.column(column) for column in COLUMNS]
        count, size = self.window.row_count, self.window.size
        *early, last = wire.update_messages(SCHEMA, update, chunk)
        for message in early:
            assert self.decoder.feed(message) is None
        decoded = self.decoder.feed(last)
        assert decoded is not None and not isinstance(decoded, SchemaMessage)
        change = self.window.apply(decoded)
        assert (change.size_before, change.size) == (size, len(self.server.rows))
        assert change.is_snapshot is update.snapshot
        self._check_change(change, before, count)
        self._check_truth()

    def _check_truth(self) -> None:
        shown = self.server.shown()
        assert self.window.row_count == len(shown)
        assert self.window.positions().tolist() == [position for position, _ in shown]
        for column in COLUMNS:
            values = self.window.column(column)
            if column not in self.server.columns:
                assert values is None
                continue
            assert values is not None
            values.validate(full=True)
            wanted = [row.values[column] for _, row in shown]
            assert values.equals(pa.array(wanted, SCHEMA.field(column).type))

    def _check_change(
        self, change: WindowChange, before: list[pa.Array | None], count: int
    ) -> None:
        """Rows that the change does not name have kept their values."""
        removed, added = set(change.removed.tolist()), set(change.added.tolist())
        kept = [row for row in range(count) if row not in removed]
        stayed = [row for row in range(self.window.row_count) if row not in added]
        assert len(kept) == len(stayed)
        assert change.removed_count == len(removed)
        assert set(change.modified) <= self.window.columns
        for column in self.window.columns:
            old, new = before[column], self.window.column(column)
            if old is None or new is None:
                continue
            touched = set(change.modified.get(column, ()))
            for was, is_ in zip(kept, stayed, strict=True):
                assert is_ in touched or old[was].equals(new[is_])

    @invariant()
    def never_more_than_asked_for(self) -> None:
        if hasattr(self, "window"):
            assert self.window.rows == self.server.view


TestComparison = Comparison.TestCase
TestComparison.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
