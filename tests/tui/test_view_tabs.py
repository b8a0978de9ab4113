"""The line over the tables: what it says stays true whoever draws it next."""

from __future__ import annotations

from dhconsole.tui.widgets.tables import TablesPane, ViewTabs
from tests.tui.widget_host import Host, screen_text


async def test_what_was_drawn_past_the_compositor_is_not_taken_back_by_it() -> None:
    pane = TablesPane()
    app = Host(pane)
    async with app.run_test(size=(60, 12)) as pilot:
        tabs = pane.query_one(ViewTabs)
        await pilot.pause()
        for text in ("10 rows  [live]", "10 rows  [paused]"):
            tabs.say(text, warned=False)
            assert text in screen_text(app)
