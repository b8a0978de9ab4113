"""Runs in the embedded server for ``--demo``, never in the console; see ``demo`` beside it.

Everything that ticks is made of query language alone: Python in a ticking formula would take
the interpreter lock from the scripts at every update.
"""

from __future__ import annotations

from deephaven import new_table, time_table
from deephaven.column import double_col, int_col, string_col
from deephaven.time import dh_now
from deephaven.updateby import cum_sum

_start = dh_now().minusSeconds(600)

_stocks = new_table(
    [
        int_col("Nr", list(range(12))),
        string_col("Sym", ["AAPL", "MSFT", "NVDA", "AMZN", "GOOG", "META", "TSLA", "JPM", "XOM", "UNH", "KO", "NFLX"]),
        string_col("Venue", ["NASDAQ", "NASDAQ", "NASDAQ", "NASDAQ", "NASDAQ", "NASDAQ", "NASDAQ"] + ["NYSE"] * 4 + ["NASDAQ"]),
        double_col("Base", [229.9, 417.3, 131.4, 186.2, 171.8, 574.6, 248.5, 211.7, 118.9, 588.1, 71.2, 702.4]),
    ]
)

# A random walk: steps are drawn once, when their row is made, and summed up per stock.
trades = (
    time_table("PT0.1s", start_time=_start)
    .update(["Nr = randomInt(0, 12)", "Step = randomGaussian(0, 1)"])
    .natural_join(_stocks, on="Nr")
    .update_by(cum_sum("Walk = Step"), by="Sym")
    .update(
        [
            "Price = Math.round(Base * Math.exp(0.0004 * Walk) * 100) / 100.0",
            "Size = (int) (1 + Math.abs(Math.round(Step * 80))) * (Step > 0.4 ? 10 : 1)",
            "Side = Step > 0 ? `buy` : `sell`",
            "Id = ii",
        ]
    )
    .view(["Timestamp", "Id", "Sym", "Venue", "Side", "Price", "Size"])
)
