"""Arguments that make no sense: each form is told as ArgumentError, by name, with the mend."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pyarrow as pa
import pytest

from dhconsole.client import (
    ExportTicket,
    InputTable,
    Query,
    Session,
    SharedTicket,
    Table,
    agg,
    filters,
    multi_join,
    updateby,
)
from dhconsole.client.table import MultiJoinInput
from dhconsole.errors import ArgumentError

pytestmark = pytest.mark.live


class Scene:
    """A session, and one of each thing that a call can be made with."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.session = Session(port=port)
        self.table: Table = self.session.empty_table(2).update(["K = ii", "V = 1.5"])
        self.query: Query = self.session.query(self.table)
        self.written: InputTable = self.session.input_table(pa.schema([("K", pa.int64())]))
        self.ticket = SharedTicket.random_ticket()


@pytest.fixture(scope="module")
def scene(plain_server) -> Iterator[Scene]:
    made = Scene(plain_server.options.port)
    with made.session:
        yield made


FORMS: dict[str, tuple[Callable[[Any], Any], str]] = {
    "export_ticket(2**31)": (
        lambda s: ExportTicket.export_ticket(2**31),
        "2147483648 is no export number. They have 32 bits",
    ),
    "export_ticket('7')": (lambda s: ExportTicket.export_ticket("7"), "'7' is no export number"),
    "subscribe(callback)": (lambda s: s.table.subscribe(5), "5 cannot be called"),
    "subscribe(on_error)": (
        lambda s: s.table.subscribe(print, on_error="log"),
        "'log' cannot be called",
    ),
    "natural_join(None)": (lambda s: s.table.natural_join(None, "K"), "None is no table"),
    "natural_join(type)": (
        lambda s: s.table.natural_join(s.table, "K", type="FIRST"),
        "'FIRST' is no NaturalJoinType",
    ),
    "natural_join of a query": (lambda s: s.query.natural_join(None, "K"), "None is no table"),
    "join(reserve_bits)": (
        lambda s: s.table.join(s.table, reserve_bits="x"),
        "'x' is no number of bits",
    ),
    "aj(None)": (lambda s: s.table.aj(None, "K"), "None is no table"),
    "where_in(None)": (lambda s: s.table.where_in(None, "K"), "None is no table"),
    "where_in(Query)": (lambda s: s.table.where_in(s.query, "K"), "is no table. Give a Table"),
    "snapshot_when(None)": (lambda s: s.table.snapshot_when(None), "None is no table"),
    "merge_tables(None)": (lambda s: s.session.merge_tables(None), "None is no table"),
    "merge_tables([None])": (lambda s: s.session.merge_tables([None]), "None is no table"),
    "merge_tables([t, None])": (lambda s: s.session.merge_tables([s.table, None]), "None is no t"),
    "merge_tables(order_by)": (lambda s: s.session.merge_tables([s.table], 5), "5 is no text"),
    "multi_join(None)": (lambda s: multi_join(None, "K"), "None is no table"),  # type: ignore[arg-type]
    "multi_join([None])": (lambda s: multi_join([s.table, None], "K"), "None is no table"),  # type: ignore[list-item]
    "multi_join(MultiJoinInput)": (
        lambda s: multi_join([MultiJoinInput(None, "K")]),  # type: ignore[arg-type]
        "None is no table",
    ),
    "query(None)": (lambda s: s.session.query(None), "None is no table"),
    "open_table(3)": (lambda s: s.session.open_table(3), "3 is no text. Give the name of a var"),
    "run_script(None)": (lambda s: s.session.run_script(None), "None is no text. Give the code"),
    "bind_table(None)": (lambda s: s.session.bind_table(None, s.table), "None is no text"),
    "bind_table('x', None)": (lambda s: s.session.bind_table("x", None), "None is no table"),
    "bind_table('x', 5)": (
        lambda s: s.session.bind_table("x", 5),
        "5 is no table. Give a Table of this session.",
    ),
    "publish_table(None)": (lambda s: s.session.publish_table(None, s.table), "None is no ticket"),
    "publish_table(t, None)": (lambda s: s.session.publish_table(s.ticket, None), "None is no tab"),
    "publish_table('x')": (lambda s: s.session.publish_table("x", s.table), "'x' is no ticket"),
    "publish(object)": (lambda s: s.session.publish(s.table, s.ticket), "is no ticket. .*.ticket"),
    "publish(to None)": (lambda s: s.session.publish(s.table.ticket, None), "None is no ticket"),
    "fetch(None)": (lambda s: s.session.fetch(None), "None is no ticket"),
    "fetch_table(None)": (lambda s: s.session.fetch_table(None), "None is no ticket"),
    "fetch_table('h:00')": (
        lambda s: s.session.fetch_table("h:00"),
        "'h:00' is no ticket.* parse_ticket",
    ),
    "release(None)": (lambda s: s.session.release(None), "None is no ticket"),
    "shared_ticket('x')": (lambda s: SharedTicket.shared_ticket("x"), "'x' is no name .*bytes"),  # type: ignore[arg-type]
    "plugin_client(None)": (lambda s: s.session.plugin_client(None), "None is no object"),
    "open_object('name')": (
        lambda s: s.session.open_object("name"),
        "'name' is no object of the server.* exportable_objects",
    ),
    "add(None)": (lambda s: s.written.add(None), "None is no table.* pyarrow.Table"),
    "open_input_table(None)": (lambda s: s.session.open_input_table(None), "None is no ticket"),
    "input_table(schema)": (lambda s: s.session.input_table(schema="x"), "'x' is no schema"),
    "input_table(init_table)": (lambda s: s.session.input_table(init_table=3), "3 is no table"),
    "input_table(key_cols)": (
        lambda s: s.session.input_table(init_table=s.table, key_cols=3),
        "3 is no text",
    ),
    "drop_columns(3)": (lambda s: s.table.drop_columns(3), "3 is no text"),
    "group_by(3)": (lambda s: s.table.group_by(3), "3 is no text"),
    "column_statistics(None)": (lambda s: s.table.column_statistics(None), "None is no text"),
    "ungroup(null_fill)": (lambda s: s.table.ungroup(null_fill="x"), "ungroup.* cannot be sent"),
    "subscribe(rows=5)": (lambda s: s.table.subscribe(rows=5), "5 gives no rows. Give .first, end"),
    "subscribe(rows=range)": (lambda s: s.table.subscribe(rows=range(3)), "range.0, 3. gives no r"),
    "subscribe(rows=texts)": (lambda s: s.table.subscribe(rows=("a", "b")), "'a' is no position"),
    "client_opts": (
        lambda s: Session(port=s.port, client_opts=[("x")]),  # type: ignore[list-item]
        "'x' is no gRPC option. Give .name, value. pairs",
    ),
    "extra_headers": (lambda s: Session(port=s.port, extra_headers=3), "3 gives no headers"),  # type: ignore[arg-type]
    "count_where(filter)": (
        lambda s: agg.count_where("N", filters.is_null("K")),  # type: ignore[arg-type]
        "<Filter K is null> is no text. Give conditions as texts",
    ),
    "update_by(aggregation)": (
        lambda s: s.table.update_by(agg.sum_("K")),
        "<agg.sum_ K> is no update_by operation. .*updateby.cum_sum",
    ),
    "agg_by(update_by)": (
        lambda s: s.table.agg_by(updateby.cum_sum("K")),
        "<updateby.cum_sum K> is no aggregation. .*agg.sum_",
    ),
    "agg_by('sum')": (lambda s: s.table.agg_by("sum"), "'sum' is no aggregation. .*agg.sum_"),
    "agg_all_by(None)": (lambda s: s.table.agg_all_by(None), "None is no aggregation"),
    "sort('DESC')": (
        lambda s: s.table.sort("K", "DESC"),
        "'DESC' is no SortDirection. Give SortDirection.ASCENDING",
    ),
    "where(None)": (lambda s: s.table.where(None), "None is no condition. Give a text"),
}


@pytest.mark.parametrize("form", FORMS)
def test_misuse_is_an_argument_error_that_names_it(scene: Scene, form: str) -> None:
    call, told = FORMS[form]
    with pytest.raises(ArgumentError, match=told) as caught:
        call(scene)
    assert caught.value.hint and "<function" not in str(caught.value)
    assert scene.session.is_connected


def test_the_asyncio_side_tells_the_same(scene: Scene) -> None:
    twin, table = scene.session.twin, scene.table.twin
    nothing: Any = None
    wrong: Any = 3
    for call in (
        lambda: twin.bind_table("x", nothing),
        lambda: twin.publish_table(scene.ticket, nothing),
        lambda: twin.merge_tables([table, nothing]),
        lambda: twin.input_table(init_table=wrong),
        lambda: table.where_in(nothing, "K"),
    ):
        with pytest.raises(ArgumentError, match="is no table"):
            scene.session.run(call())
    with pytest.raises(ArgumentError, match="is no table"):
        twin.query(nothing)
