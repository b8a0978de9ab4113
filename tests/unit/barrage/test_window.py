"""Cases of the window by name; that it is right in all of them is for ``test_model``."""

from __future__ import annotations

import pyarrow as pa
import pytest

from dhconsole.client.barrage.messages import SchemaMessage, StreamDecoder
from dhconsole.client.barrage.rowset import RowSet
from dhconsole.client.barrage.update import BarrageUpdate
from dhconsole.client.barrage.viewport import Window, WindowChange
from dhconsole.errors import ProtocolError
from tests.unit.barrage import wire
from tests.unit.barrage.wire import Update

SCHEMA = pa.schema({"A": pa.int32(), "B": pa.string()})
ROWS = RowSet.single
BOTH = b"\x03"


class Table:
    """A decoder and its window."""

    def __init__(self, schema: pa.Schema = SCHEMA) -> None:
        self._decoder = StreamDecoder()
        message = self._decoder.feed(wire.schema_message(schema))
        assert isinstance(message, SchemaMessage)
        self.window = Window(message.spec)

    def take(self, update: Update) -> WindowChange:
        (raw,) = wire.update_messages(SCHEMA, update)
        decoded = self._decoder.feed(raw)
        assert isinstance(decoded, BarrageUpdate)
        return self.window.apply(decoded)

    def show(self, rows: RowSet, numbers: list[object], size: int, **more: object) -> WindowChange:
        """The first snapshot."""
        added = ROWS(0, len(numbers) - 1) if numbers else RowSet()
        return self.take(
            Update(
                size=size,
                snapshot=True,
                view=rows,
                columns=BOTH,
                added=added,
                adds=[numbers, [str(number) for number in numbers]],
                **more,  # type: ignore[arg-type]
            )
        )

    @property
    def columns(self) -> list[list[object] | None]:
        found = [self.window.column(index) for index in range(2)]
        return [None if each is None else each.to_pylist() for each in found]


def test_an_empty_window() -> None:
    window = Table().window
    assert (window.size, window.row_count, window.positions().tolist()) == (0, 0, [])
    assert window.column(0) is None and not window.columns


def test_rows_scroll_by() -> None:
    table = Table()
    table.show(ROWS(0, 3), [0, 1, 2, 3], 100)
    change = table.take(
        Update(
            size=100,
            snapshot=True,
            view=ROWS(2, 5),
            columns=BOTH,
            removed=ROWS(0, 1),
            added=ROWS(2, 3),
            adds=[[4, 5], ["4", "5"]],
        )
    )
    assert table.columns == [[2, 3, 4, 5], ["2", "3", "4", "5"]]
    assert table.window.positions().tolist() == [2, 3, 4, 5]
    assert (change.removed.tolist(), change.added.tolist()) == ([0, 1], [2, 3])
    assert change.removed_count == 2 and not change.modified


def test_the_end_of_a_growing_table() -> None:
    table = Table()
    table.show(ROWS(0, 2), [7, 8, 9], 10, reverse=True)
    assert table.window.positions().tolist() == [7, 8, 9]
    change = table.take(Update(size=11, removed=ROWS(0, 0), added=ROWS(2, 2), adds=[[10], ["10"]]))
    assert table.columns[0] == [8, 9, 10]
    assert table.window.positions().tolist() == [8, 9, 10]
    assert (change.size_before, change.size, change.is_snapshot) == (10, 11, False)


def test_ranges_from_the_end_are_in_the_order_of_the_table() -> None:
    table = Table()
    rows = RowSet.from_ranges([(0, 1), (4, 4), (8, 20)])
    table.show(rows, [0, 1, 5, 8, 9], 10, reverse=True)
    assert table.window.positions().tolist() == [0, 1, 5, 8, 9]


def test_cells_change() -> None:
    table = Table()
    table.show(ROWS(0, 3), [0, 1, 2, 3], 4)
    change = table.take(
        Update(
            size=4,
            modified=[RowSet.from_ranges([(0, 0), (3, 3)]), ROWS(0, 3)],
            mods=[[10, None], ["a", "b", None, ""]],
        )
    )
    assert table.columns == [[10, 1, 2, None], ["a", "b", None, ""]]
    assert {column: rows.tolist() for column, rows in change.modified.items()} == {
        0: [0, 3],
        1: [0, 1, 2, 3],
    }


def test_a_blink_table_empties_itself() -> None:
    table = Table()
    table.show(ROWS(0, 9), [], 0)
    table.take(Update(size=2, added=ROWS(0, 1), adds=[[1, 2], ["1", "2"]]))
    assert table.columns[0] == [1, 2]
    change = table.take(Update(size=0, removed=ROWS(0, 1)))
    assert table.columns == [[], []] and change.size == 0
    table.take(Update(size=1, added=ROWS(0, 0), adds=[[3], ["3"]]))
    assert table.columns == [[3], ["3"]]


def test_a_blink_batch_replaces_the_one_before() -> None:
    """Also when the server does not say that the old rows leave, as 42.7 may after a move."""
    table = Table(SCHEMA.with_metadata({"deephaven:attribute.BlinkTable": "true"}))
    table.show(ROWS(0, 9), [], 0)
    table.take(Update(size=2, added=ROWS(0, 1), adds=[[1, 2], ["1", "2"]]))
    change = table.take(Update(size=3, added=ROWS(0, 2), adds=[[3, 4, 5], ["3", "4", "5"]]))
    assert table.columns[0] == [3, 4, 5]
    assert (change.removed.tolist(), change.added.tolist()) == ([0, 1], [0, 1, 2])
    table.take(Update(size=3))
    assert table.columns[0] == [3, 4, 5]
    change = table.take(Update(size=0, snapshot=True, view=ROWS(1, 5), columns=BOTH))
    assert table.columns == [[], []] and change.removed.tolist() == [0, 1, 2]
    with pytest.raises(ProtocolError, match="1 rows where 2 should be"):
        table.take(Update(size=3, added=ROWS(0, 0), adds=[[9], ["9"]]))


def test_columns_come_and_go() -> None:
    table = Table()
    table.show(ROWS(0, 1), [1, 2], 2)
    table.take(Update(size=2, snapshot=True, view=ROWS(0, 1), columns=b"\x02"))
    assert table.columns == [None, ["1", "2"]] and table.window.columns == {1}
    table.take(
        Update(
            size=2,
            snapshot=True,
            view=ROWS(0, 1),
            removed=ROWS(0, 1),
            added=ROWS(0, 1),
            adds=[[3, 4], ["3", "4"]],
        )
    )
    assert table.columns == [[3, 4], ["3", "4"]]
    assert table.window.columns == {0, 1}, "no column set means all columns"


def test_a_viewport_that_is_filled_bit_by_bit() -> None:
    table = Table()
    table.show(ROWS(0, 1), [0, 1], 5)
    assert not table.window.shows(ROWS(0, 2**62), frozenset({0, 1}), False)
    table.take(
        Update(
            size=5,
            snapshot=True,
            view=ROWS(0, 2**62),
            columns=BOTH,
            added=ROWS(2, 4),
            adds=[[2, 3, 4], ["2", "3", "4"]],
        )
    )
    assert table.columns[0] == [0, 1, 2, 3, 4]
    assert table.window.shows(ROWS(0, 2**62), frozenset({0, 1}), False)


@pytest.mark.parametrize(
    ("update", "words"),
    [
        (Update(size=4, snapshot=True), "without a viewport"),
        (Update(size=4, removed=ROWS(4, 4)), "row 4 of 4"),
        (Update(size=5, added=ROWS(9, 9), adds=[[1], ["a"]]), "row 9 of 5"),
        (Update(size=4, modified=[ROWS(4, 4), RowSet()], mods=[[1], []]), "row 4 of 4"),
        (Update(size=3), "4 rows where 3 should be"),
        (Update(size=4, removed=ROWS(0, 0)), "3 rows where 4 should be"),
        (Update(size=5, removed=ROWS(0, 0), added=ROWS(3, 3), adds=[[1], []]), "other rows than"),
        (Update(size=4, modified=[ROWS(0, 1), ROWS(0, 0)], mods=[[1, 2], []]), "other rows than"),
        (Update(size=4, modified=[ROWS(0, 1), ROWS(0, 0)], mods=[[1], ["a", "b"]]), "other rows"),
    ],
)
def test_updates_that_do_not_fit(update: Update, words: str) -> None:
    table = Table()
    table.show(ROWS(0, 3), [0, 1, 2, 3], 4)
    with pytest.raises(ProtocolError, match=words):
        table.take(update)


def test_a_large_window_is_not_kept_alive_by_a_small_one() -> None:
    table = Table()
    table.show(ROWS(0, 9_999), list(range(10_000)), 10_000)
    table.take(
        Update(
            size=10_000,
            snapshot=True,
            view=ROWS(5, 9),
            columns=BOTH,
            removed=RowSet.from_ranges([(0, 4), (10, 9_999)]),
        )
    )
    assert table.columns[0] == [5, 6, 7, 8, 9]
    values = table.window.column(0)
    assert values is not None and sum(b.size for b in values.buffers() if b is not None) < 1_000
