"""Runs in the embedded server for ``--demo``, never in the console; see ``demo`` beside it.

Everything that ticks is made of query language alone: Python in a ticking formula would take
the interpreter lock from the scripts at every update.
"""

from __future__ import annotations

from deephaven import agg, empty_table, input_table, new_table, time_table
from deephaven.column import bool_col, double_col, int_col, long_col, string_col
from deephaven.time import dh_now
from deephaven.updateby import cum_sum

limits = input_table(
    init_table=new_table(
        [
            string_col("Sym", ["AAPL", "MSFT", "TSLA"]),
            long_col("MaxSize", [5000, 3000, 800]),
            double_col("MaxPrice", [250.0, None, 300.0]),
            bool_col("Active", [True, True, False]),
            string_col("Note", ["core holding", "", None]),
        ]
    ),
    col_defs={},
    key_cols="Sym",
)

_PAST_SECONDS = 600

_nasdaq = ["AAPL", "MSFT", "NVDA", "AMZN", "GOOG", "META", "TSLA", "NFLX"]
_nyse = ["JPM", "XOM", "UNH", "KO"]
_base = [229.9, 417.3, 131.4, 186.2, 171.8, 574.6, 248.5, 702.4, 211.7, 118.9, 588.1, 71.2]

_stocks = new_table(
    [
        int_col("Nr", list(range(12))),
        string_col("Sym", _nasdaq + _nyse),
        string_col("Venue", ["NASDAQ"] * len(_nasdaq) + ["NYSE"] * len(_nyse)),
        double_col("Base", _base),
    ]
)
_start = dh_now().minusSeconds(_PAST_SECONDS)

# A random walk: a step is drawn once, when its row is made, and summed up per stock.
trades = (
    time_table("PT0.25s", start_time=_start)
    .update(["Id = ii", "Nr = randomInt(0, 12)", "Step = randomGaussian(0, 1)"])
    .natural_join(_stocks, on="Nr")
    .update_by(cum_sum("Walk = Step"), by="Sym")
    .update(
        [
            "Side = Step > 0 ? `buy` : `sell`",
            "Price = Math.round(Base * Math.exp(0.0004 * Walk) * 100) / 100.0",
            "Size = 1 + (int) Math.abs(Step * 80)",
        ]
    )
    .view(["Timestamp", "Id", "Sym", "Venue", "Side", "Price", "Size"])
)

# Each quote stands around the last trade of its stock.
quotes = (
    time_table("PT0.5s", start_time=_start.plusSeconds(30))
    .update(["Nr = randomInt(0, 12)", "Spread = randomInt(1, 6) / 100.0"])
    .natural_join(_stocks, on="Nr", joins="Sym")
    .aj(trades, on=["Sym", "Timestamp"], joins="Price")
    .update(
        [
            "Bid = Math.round((Price - Spread) * 100) / 100.0",
            "Ask = Math.round((Price + Spread) * 100) / 100.0",
            "BidSize = 100 * randomInt(1, 20)",
            "AskSize = 100 * randomInt(1, 20)",
        ]
    )
    .view(["Timestamp", "Sym", "Bid", "Ask", "BidSize", "AskSize"])
)

latest = trades.agg_by(
    [
        agg.last(["Time = Timestamp", "Price"]),
        agg.min_("Low = Price"),
        agg.max_("High = Price"),
        agg.weighted_avg("Size", "Average = Price"),
        agg.sum_("Volume = Size"),
        agg.count_("Trades"),
    ],
    by="Sym",
).sort("Sym")

ticks = time_table("PT0.5s", blink_table=True).update(
    ["Sensor = randomInt(1, 9)", "Celsius = Math.round(randomGaussian(21, 2) * 10) / 10.0"]
)

by_venue = trades.rollup(
    [agg.count_("Trades"), agg.sum_("Size"), agg.avg("Price"), agg.last("Timestamp")],
    by=["Venue", "Sym"],
    include_constituents=True,
)

billion = empty_table(1_000_000_000).update_view(
    [
        "Id = ii",
        "Square = ii * ii",
        "Wave = Math.sin(ii / 1000.0)",
        "Even = ii % 2 == 0",
        "Name = `row ` + ii",
        "Time = '2020-01-01T00:00:00Z' + ii * 1_000_000_000L",
    ]
)

# Row 0 is ordinary, 1 is null throughout, 2 and 3 are the extremes, 4 is empty or not a number;
# the rest is text that terminals find difficult.
_text = new_table(
    [
        string_col(
            "String",
            [
                "plain",
                None,
                "\N{CJK UNIFIED IDEOGRAPH-6771}\N{CJK UNIFIED IDEOGRAPH-4EAC} wide",
                "emoji",
                "",
                "tab\there",
                "two\nlines",
                "\x1b[31mescape\x1b[0m",
                "\N{HEBREW LETTER SHIN}\N{HEBREW LETTER LAMED} right to left",
                "e\N{COMBINING ACUTE ACCENT}\N{COMBINING CARON} combining",
                "   spaces   ",
                "long " * 200,
            ],
        )
    ]
)

all_types = _text.update(
    [
        # The bridge from Python to Java cuts characters beyond the first 65536: made in Java.
        "String = i != 3 ? String : Character.toString(0x1F469) + (char) 0x200D"
        " + Character.toString(0x1F4BB) + ` emoji`",
        "Bool = i == 1 ? null : i % 2 == 0",
        "Char = i == 1 ? NULL_CHAR : i == 2 ? '\u6771' : (char) ('a' + i)",
        "Byte = i == 1 ? NULL_BYTE : i == 2 ? MIN_BYTE : i == 3 ? MAX_BYTE : (byte) i",
        "Short = i == 1 ? NULL_SHORT : i == 2 ? MIN_SHORT : i == 3 ? MAX_SHORT : (short) i",
        "Int = i == 1 ? NULL_INT : i == 2 ? MIN_INT : i == 3 ? MAX_INT : i",
        "Long = i == 1 ? NULL_LONG : i == 2 ? MIN_LONG : i == 3 ? MAX_LONG : ii",
        "Float = i == 1 ? NULL_FLOAT : i == 2 ? NEG_INFINITY_FLOAT : i == 3 ? MAX_FINITE_FLOAT"
        " : i == 4 ? NAN_FLOAT : 0.1f * i",
        "Double = i == 1 ? NULL_DOUBLE : i == 2 ? NEG_INFINITY_DOUBLE"
        " : i == 3 ? POS_INFINITY_DOUBLE : i == 4 ? NAN_DOUBLE : i == 5 ? -0.0 : 1.0 / (i + 1)",
        "Decimal = i == 1 ? null : new java.math.BigDecimal(`-12345678901234567890.123456789`)",
        "BigInt = i == 1 ? null : java.math.BigInteger.TWO.pow(100 + i)",
        "Instant = i == 1 ? null : '2024-02-29T12:34:56.123456789Z' + ii * DAY",
        "Zoned = i == 1 ? null : toZonedDateTime('2024-03-31T00:59:59Z' + ii * SECOND, 'CET')",
        "Date = i == 1 ? null : '2024-02-29'.plusDays(i)",
        "Time = i == 1 ? null : '23:59:59.999999999'.minusHours(i)",
        "Duration = i == 1 ? null : 'PT1h2m3.000000004s'.multipliedBy(i - 3)",
        "Period = i == 1 ? null : 'P1y2m3d'.multipliedBy(i)",
        "Bytes = i == 1 ? null : i == 4 ? new byte[0] : new byte[]{0, 10, 127}",
        "Ints = i == 1 ? null : i == 4 ? new int[0] : new int[]{1, NULL_INT, 3}",
        "Doubles = i == 1 ? null : i == 4 ? new double[0] : new double[]{0.5, NAN_DOUBLE}",
        "Strings = i == 1 ? null : i == 4 ? new String[0] : new String[]{`a`, null, ``}",
        "Object = i == 1 ? null : new java.util.UUID(42, i)",
    ]
)
