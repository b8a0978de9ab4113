"""Which window is asked for, given what is on the screen."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import cast

import pyarrow as pa

from dhconsole.client.barrage.rowset import RowSet
from dhconsole.client.barrage.subscription import ViewportSubscription
from dhconsole.client.columns import ColumnSpec, TableSpec
from dhconsole.core.asking import Asking, Wish

SPEC = TableSpec(
    (
        ColumnSpec("Id", "long", pa.int64()),
        ColumnSpec("Text", "java.lang.String", pa.string()),
        ColumnSpec("More", "java.lang.String", pa.string()),
    )
)
PAGE = 20
SHORT = pa.array(["short"] * PAGE)
LONG = pa.array(["x" * 100_000] * PAGE)


class Subscription:
    """Notes what it is asked for."""

    def __init__(self) -> None:
        self.asked: list[tuple[int, int, tuple[int, ...]]] = []
        self.news = asyncio.Event()

    async def open(self, rows: RowSet, columns: Sequence[int], *, reverse: bool) -> TableSpec:
        self.set_viewport(rows, columns, reverse=reverse)
        return SPEC

    def set_viewport(self, rows: RowSet, columns: Sequence[int], *, reverse: bool) -> None:
        ((first, last),) = rows.ranges
        self.asked.append((first, last - first + 1, tuple(columns)))
        self.news.set()


async def opened(
    *columns: int, ahead: tuple[int, ...] = (), top: int = 0
) -> tuple[Asking, Subscription]:
    asking, subscription = Asking(), Subscription()
    asking.show(Wish(top, PAGE, columns, ahead, PAGE))
    await asking.open(cast(ViewportSubscription, subscription), SPEC)
    return asking, subscription


async def test_the_window_is_a_page_more_on_both_sides() -> None:
    for top in (0, 19, 99, 999, 999_978):
        asking, subscription = await opened(0, top=top)
        first, count, _ = subscription.asked[-1]
        assert max(0, top - PAGE - PAGE // 2) <= first <= max(0, top - PAGE)
        assert first + count >= top + 2 * PAGE
        asking.close()


async def test_scrolling_by_a_row_asks_for_another_window_only_now_and_then() -> None:
    asking, _ = await opened(0)
    windows = set()
    for top in range(4 * PAGE):
        asking.show(Wish(top, PAGE, (0,), (), PAGE))
        windows.add(asking.wanted)
    assert len(windows) <= 9
    asking.close()


async def test_spare_rows_come_once_it_is_known_what_a_row_weighs() -> None:
    asking, subscription = await opened(0, 1, top=100)
    assert subscription.asked == [(100, PAGE + 1, (0, 1))]
    asking.weigh({1: SHORT})
    assert (asking.wanted.first, asking.wanted.count) == (80, 3 * PAGE + PAGE // 2)
    asking.weigh({1: LONG})
    assert PAGE < asking.wanted.count < PAGE + 12
    assert asking.wanted.first <= 100 < 100 + PAGE <= asking.wanted.first + asking.wanted.count
    asking.close()


async def test_heavy_columns_wait_until_they_are_on_the_screen() -> None:
    asking, _ = await opened(0, ahead=(1, 2))
    assert asking.wanted.columns == (0, 1, 2), "nothing is known of them"
    asking.weigh({1: SHORT, 2: LONG})
    assert asking.wanted.columns == (0, 1)
    asking.show(Wish(0, PAGE, (0, 1, 2), (), PAGE))
    assert asking.wanted.columns == (0, 1, 2)
    asking.close()


async def test_wishes_in_a_burst_become_one_request_and_none_is_made_twice() -> None:
    asking, subscription = await opened(0)
    for top in range(100):
        asking.show(Wish(top * 100, PAGE, (0,), (), PAGE))
    async with asyncio.timeout(10):
        while subscription.asked[-1][0] != 99 * 100 - PAGE:
            await subscription.news.wait()
            subscription.news.clear()
    assert len(subscription.asked) <= 3, "the first window, the first wish, the last"
    asking.close()
