"""Bytes of any kind: a value, or ProtocolError, and nothing else."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from dhconsole.client.barrage.flat import FlatTable
from dhconsole.client.barrage.messages import (
    SchemaMessage,
    StreamDecoder,
    read_update,
    split_flight_data,
)
from dhconsole.client.barrage.rowset import decode
from dhconsole.client.barrage.viewport import Window
from dhconsole.client.columns import read_table_spec
from dhconsole.errors import ProtocolError
from tests.unit.barrage.recorded import load
from tests.unit.barrage.wire import flight_data

STREAMS = [load("types"), load("sorted")]
SOMETHING = st.binary(max_size=80)
SEEDS = st.integers(0, 2**32)


def play(messages: list[bytes]) -> int:
    """Decode, apply and look at everything; how many updates were taken."""
    decoder, window, taken = StreamDecoder(), None, 0
    for raw in messages:
        try:
            message = decoder.feed(raw)
            if isinstance(message, SchemaMessage):
                window = Window(message.spec)
            elif message is not None:
                assert window is not None
                window.apply(message)
                taken += 1
        except ProtocolError:
            return taken
    assert window is not None
    assert len(window.positions()) == window.row_count
    for index in window.columns:
        values = window.column(index)
        assert values is not None and len(values) == window.row_count
        values.validate(full=True)
        str(values)
    return taken


def damaged(data: bytes, chance: random.Random) -> bytes:
    """``data`` with a few of its bytes changed, removed or doubled."""
    out = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        if not out:
            break
        place = chance.randrange(len(out))
        kind = chance.randrange(8)
        if kind < 3:
            out[place] ^= 1 << chance.randrange(8)
        elif kind < 5:
            value = chance.choice((b"\xff", b"\x7f", b"\x00", b"\x80")) * chance.choice((1, 4, 8))
            out[place : place + len(value)] = value
        elif kind == 5:
            del out[place:]
        else:
            other = chance.randrange(place, min(len(out), place + 64))
            out[place:other] = out[place:other] * chance.randrange(3)
    return bytes(out)


@given(data=SOMETHING)
def test_any_bytes(data: bytes) -> None:
    for read in (
        decode,
        split_flight_data,
        FlatTable.root,
        lambda each: read_update(each, 3),
        lambda each: read_table_spec(each, columns_as_list=True),
        lambda each: StreamDecoder().feed(each),
    ):
        try:
            read(data)
        except ProtocolError:
            continue


def test_whole_streams_are_taken() -> None:
    assert [play(stream) for stream in STREAMS] == [1, 5]


@settings(max_examples=150, deadline=None)
@given(seed=SEEDS, stream=st.sampled_from(STREAMS))
def test_damaged_streams(seed: int, stream: list[bytes]) -> None:
    chance = random.Random(seed)
    messages = list(stream)
    place = chance.randrange(len(messages))
    messages[place] = damaged(messages[place], chance)
    play(messages)


@settings(max_examples=150, deadline=None)
@given(seed=SEEDS, stream=st.sampled_from(STREAMS))
def test_damaged_metadata(seed: int, stream: list[bytes]) -> None:
    """Damage where it is not lost among values: in row sets and their tables."""
    chance = random.Random(seed)
    messages = list(stream)
    place = chance.randrange(1, len(messages))
    header, metadata, body = (bytes(part) for part in split_flight_data(messages[place]))
    part = chance.randrange(3)
    if part == 0:
        header = damaged(header, chance)
    else:
        metadata = damaged(metadata, chance)
    messages[place] = flight_data(header, metadata, body)
    play(messages)


@given(seed=SEEDS)
def test_messages_out_of_order(seed: int) -> None:
    chance = random.Random(seed)
    messages = STREAMS[0] + STREAMS[1]
    play([STREAMS[1][0], *(chance.choice(messages) for _ in range(6))])
