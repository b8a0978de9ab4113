"""Questions to a table as a person asks them: keys in, rows out, and the keys counted.

The budget of each is what the same takes in Deephaven's Web IDE, in keys and gestures of the
mouse beside what is typed; it takes no mouse here.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pyarrow import parquet

from dhconsole.client import Session
from tests.pty.terminal import Terminal

pytestmark = [pytest.mark.live, pytest.mark.pty]

TABLE = """
from deephaven import empty_table, time_table
asked = empty_table(1000).update([
    "Sym = i % 4 == 0 ? `AAPL` : i % 4 == 1 ? `MSFT` : i % 4 == 2 ? `GOOG` : `IBM`",
    "Price = (i * 37 % 1000) / 8.0", "Size = i % 2 == 0 ? i : -i", "N = i"])
asked_last = time_table("PT0.1s").update(["Long = `x`.repeat(300)", "Beat = ii"]).tail(1)
asked_live = time_table("PT0.05s").update(["Side = ii % 2 == 0 ? `B` : `S`", "Beat = ii"])
"""


TIMES = """
from deephaven import empty_table
asked_times = empty_table(3).update(
    "At = epochNanosToInstant(1710509400000000000L + i * 1000000000L)")
"""
TREE = """
from deephaven import empty_table
asked_tree = empty_table(40).update(
    ["Id = i", "Parent = i == 0 ? NULL_INT : (int)((i - 1) / 3)", "Name = `node` + i"]
).tree(id_col="Id", parent_col="Parent")
"""


@contextmanager
def opened(
    start, plain_server, name: str = "asked", size: tuple[int, int] = (80, 24)
) -> Iterator[Keys]:
    """A console with that table open and the cursor in its first cell."""
    with Session(port=plain_server.options.port) as session:
        session.run_script(TABLE)
    with start(*size) as terminal:
        terminal.wait("live")
        terminal.press("f2")
        terminal.wait("Open a table")
        terminal.type(name)
        terminal.wait(lambda text: re.search(rf"{name} +[\d,]+ rows", text) is not None)
        terminal.press("enter")
        terminal.wait(lambda text: "[static]" in text or "[live]" in text)
        yield Keys(terminal)


class Keys:
    """Presses keys and counts those that are not typed text."""

    def __init__(self, terminal: Terminal) -> None:
        self.terminal = terminal
        self.count = 0

    def press(self, *keys: str) -> None:
        self.count += len(keys)
        self.terminal.press(*keys)

    def type(self, text: str) -> None:
        self.terminal.type(text)

    def wait(self, *texts: str) -> None:
        for text in texts:
            self.terminal.wait(text)

    def spent(self) -> int:
        """Keys since the last time."""
        count, self.count = self.count, 0
        return count


def test_open_a_table_go_to_its_end_and_copy(start, plain_server) -> None:
    """4, 5, 11, 12: 2 gestures; 1 key; 1 key and 1 gesture; 2 to 3 in the Web IDE."""
    with Session(port=plain_server.options.port) as session:
        session.run_script(TABLE)
    with start(80, 24) as terminal:
        keys = Keys(terminal)
        keys.wait("live", "asked")
        keys.press("f2")
        keys.type("asked")
        terminal.wait(lambda text: re.search(r"asked +1,000 rows", text) is not None)
        keys.press("enter")
        keys.wait("1,000 rows  1–", "AAPL")
        assert keys.spent() == 2
        keys.press("G")
        keys.wait("1000│", "120.375")
        assert keys.spent() == 1
        keys.press("y")
        keys.wait("1 cell")
        assert copied(terminal) == "IBM"
        assert keys.spent() == 1
        keys.press("v", "end", "ctrl+c")
        keys.wait("1 row × 4 columns")
        assert copied(terminal) == "Sym\tPrice\tSize\tN\nIBM\t120.375\t-999\t999"
        assert keys.spent() == 3


def copied(terminal: Terminal) -> str:
    """What the terminal was told last to put into the clipboard."""
    found = re.findall(rb"\x1b\]52;c;([A-Za-z0-9+/=]*)", bytes(terminal.raw))
    return base64.b64decode(found[-1]).decode()


def test_filter_a_column_and_clear_it(start, plain_server) -> None:
    """7 and 14: 2 keys and 1 gesture, and 1 key, in the Web IDE."""
    with opened(start, plain_server) as keys:
        keys.press("f")
        keys.type("aapl || ~oo")
        keys.wait("500 rows", "Sym is “aapl” or contains “oo”")
        keys.press("enter")
        keys.wait("filter Sym aapl || ~oo", "Sym ≡")
        assert keys.spent() == 2
        keys.press("c")
        keys.wait("1,000 rows")
        assert keys.spent() == 1
        assert "filter" not in keys.terminal.lines[6]
        keys.press("u")
        keys.wait("500 rows")
        keys.press("U")
        keys.wait("1,000 rows")


def test_escape_takes_back_and_what_means_nothing_is_not_asked(start, plain_server) -> None:
    with opened(start, plain_server) as keys:
        keys.press("f")
        keys.type("AAPL")
        keys.wait("250 rows")
        keys.press("escape")
        keys.wait("1,000 rows")
        keys.press("right", "f")
        keys.type(">100")
        keys.wait("199 rows")
        keys.type(" && soon")
        keys.wait("soon is no number")
        keys.press("enter")
        keys.wait("soon is no number", ">100 && soon")
        assert "199 rows" in keys.terminal.text, "the last filter that meant something stays"


def test_tab_goes_to_the_next_column(start, plain_server) -> None:
    with opened(start, plain_server) as keys:
        keys.press("f")
        keys.type("AAPL")
        keys.press("tab")
        keys.wait("no filter of Price")
        keys.type("<50")
        keys.press("enter")
        keys.wait("filter Sym AAPL, Price <50", "100 rows")


def test_sort_up_down_added_without_signs_and_reversed(start, plain_server) -> None:
    """8: one gesture for each in the Web IDE."""
    with opened(start, plain_server) as keys:
        keys.press("s")
        keys.wait("sort Sym▲", "Sym ▲")
        assert keys.spent() == 1
        keys.press("S")
        keys.wait("sort Sym▼", "MSFT")
        assert keys.spent() == 1
        keys.press("right", "right")
        keys.spent()
        keys.press("+")
        keys.wait("sort Sym▼, Size▲", "Size ▲2", "-997")
        assert keys.spent() == 1
        keys.press("|")
        keys.wait("sort Sym▼, ±Size▲")
        assert keys.spent() == 1
        keys.press("R")
        keys.wait("reversed", "AAPL")
        assert keys.spent() == 1
        keys.press("s")
        keys.wait("sort Size▲")
        keys.terminal.wait(lambda text: "reversed" not in text)
        keys.press("s")
        keys.terminal.wait(lambda text: "sort " not in text)


def test_by_this_value(start, plain_server) -> None:
    """13: three gestures in the Web IDE."""
    with opened(start, plain_server) as keys:
        keys.press("=")
        keys.wait("250 rows", "filter Sym :AAPL/c")
        assert keys.spent() == 1
        keys.press("c", "x")
        keys.wait("750 rows")
        keys.press("x")
        keys.wait("500 rows", "!AAPL/c && !MSFT/c")
        keys.press("C", "down", "down", "right", "right", "right")
        keys.wait("1,000 rows")
        keys.spent()
        keys.press(".")
        keys.wait("997 rows", "filter N >2")
        assert keys.spent() == 1
        keys.press("c", ",")
        keys.wait("filter N <")


def test_a_filtered_table_goes_on_ticking(start, plain_server) -> None:
    with opened(start, plain_server, "asked_live") as keys:
        keys.press("right", "f")
        keys.type("B")
        keys.press("enter")
        keys.wait("filter Side B", "[live]")
        seen: set[str] = set()

        def grows(text: str) -> bool:
            seen.update(part for part in text.split("  ") if part.endswith(" rows"))
            return len(seen) > 3

        keys.terminal.wait(grows)


def test_search_all_columns(start, plain_server) -> None:
    """15: 1 key in the Web IDE; Enter here takes the search as it is."""
    with opened(start, plain_server) as keys:
        keys.press("/")
        keys.type("12.5")
        keys.wait("any column “12.5”", "1 row ")
        assert keys.spent() == 1
        keys.press("enter")
        keys.press("C")
        keys.wait("1,000 rows")


def test_go_to_a_row_and_to_values(start, plain_server) -> None:
    """16: 2 keys to 3 gestures in the Web IDE, which cuts decimals to integers."""
    with opened(start, plain_server) as keys:
        keys.press("ctrl+g")
        keys.type("900")
        keys.press("enter")
        keys.wait("900│")
        assert keys.spent() == 2
        keys.press("g", "right")
        keys.spent()
        keys.press("f3")
        keys.type("12.5")
        keys.wait("goes to where Price is 12.5")
        keys.press("enter")
        keys.wait(f"{next(i for i in range(1000) if i * 37 % 1000 == 100) + 1}│")
        assert keys.spent() == 2
        keys.press("n")
        keys.wait("Round the end")
        keys.press("f3")
        keys.type("\b" * 4 + "12.51")
        keys.press("enter")
        keys.wait("No row in which Price is 12.51")


def test_columns_hide_move_and_come_back(start, plain_server) -> None:
    """19: two to three gestures in the Web IDE."""
    with opened(start, plain_server) as keys:
        keys.press("-")
        # Title and rows are drawn on their own.
        keys.terminal.wait(lambda text: "1 hidden" in text and "Sym" not in text)
        assert keys.spent() == 1
        keys.press("L")
        keys.terminal.wait(lambda text: text.find("Size") < text.find("Price"))
        assert keys.spent() == 1
        keys.press("!")
        keys.press("B")
        keys.terminal.wait(lambda text: "1 hidden" not in text and "Sym" in text)
        keys.press("u", "u", "u", "u")
        keys.terminal.wait(lambda text: text.find("Sym") < text.find("Price") < text.find("Size"))
        keys.press("u")
        keys.wait("there is nothing to undo")


def test_formulas(start, plain_server) -> None:
    with opened(start, plain_server) as keys:
        keys.press("a")
        keys.type("Value = Pri")
        keys.wait("Tab: Price")
        keys.press("tab")
        keys.wait("Value = Price", "Tab: [Price]")
        keys.type(" * s")
        keys.wait("Tab: Sym  Size  sequence")
        keys.press("tab", "tab")
        keys.wait("Value = Price * Size", "Sym  [Size]")
        keys.press("shift+tab")
        keys.wait("Value = Price * Sym", "[Sym]  Size")
        keys.press("tab")
        keys.wait("Value = Price * Size")
        keys.type("\b\bse")
        keys.wait("Value is checked by the server")
        keys.press("enter")
        keys.wait("variable or class Sise")
        keys.type("\b\bze")
        keys.press("enter")
        keys.wait("Value", "-115.625")
        keys.press("w")
        keys.type("Price > 100 && N % 2 == 0")
        keys.press("enter")
        keys.wait("filter Price > 100 && N % 2 == 0")
        keys.press("ctrl+p")
        keys.type("view as python")
        keys.wait("Show the view as Python")
        keys.press("enter")
        keys.wait("asked_view = (", ".update_view(['Value = Price * Size'])")


def test_values_with_counts(start, plain_server) -> None:
    with opened(start, plain_server) as keys:
        keys.press("F")
        keys.wait("Values of Sym", "Tab marks")
        keys.terminal.wait(lambda text: len(re.findall(r"(AAPL|MSFT|GOOG|IBM) +250", text)) == 4)
        keys.type("ms")
        keys.wait("1 of 4")
        keys.press("tab")
        keys.type("\b\bibm")
        keys.press("tab", "ctrl+x")
        keys.wait("500 rows", "filter Sym :!")
        keys.press("F")
        keys.terminal.wait(lambda text: len(re.findall(r"(AAPL|MSFT|GOOG|IBM) +250", text)) == 4)
        keys.type("ibm")
        keys.wait("1 of 4")
        keys.press("enter")
        keys.wait("250 rows", "filter Sym :IBM/c")


def test_statistics_of_a_column(start, plain_server) -> None:
    """17: one gesture in the Web IDE."""
    with opened(start, plain_server) as keys:
        keys.press("right", "right", "right")
        keys.spent()
        keys.press("i")
        keys.wait("Statistics of N", "sum            499500", "25 rows in the fullest step")
        assert keys.spent() == 1
        keys.press("escape", "home", "i")
        keys.terminal.wait(lambda text: len(re.findall(r"250 █+ (AAPL|MSFT|GOOG|IBM)", text)) == 4)


def test_a_row_as_a_record_ticks(start, plain_server) -> None:
    with opened(start, plain_server, "asked_last") as keys:
        keys.press("r")
        seen: set[str] = set()

        def ticks(text: str) -> bool:
            seen.update(re.findall(r"Beat +(\d+)", text))
            return len(seen) > 2

        keys.terminal.wait(ticks)
        keys.wait("row 1 of 1", "live")
        keys.press("escape")
        keys.terminal.wait(lambda text: "row 1 of 1" not in text)


def test_formats_of_a_column(start, plain_server) -> None:
    """19: two to three gestures in the Web IDE, one key for each format here."""
    with opened(start, plain_server) as keys:
        keys.press("right")
        keys.spent()
        keys.press("%")
        keys.terminal.wait(lambda text: "4.62" not in text)
        assert keys.spent() == 1
        keys.press("%", "%", "%")
        keys.wait("462.50%")
        keys.press("u", "u", "u", "u")
        keys.wait("4.625 ")
        keys.press("left", "%")
        keys.wait("Sym has no other formats")


def test_times_by_their_day_and_in_any_zone(start, plain_server) -> None:
    with Session(port=plain_server.options.port) as session:
        session.run_script(TIMES)
    with opened(start, plain_server, "asked_times") as keys:
        keys.wait("2024-03-15 13:30:00")
        keys.press("ctrl+p")
        keys.type("choose the time zone")
        keys.wait("found by its name")
        keys.press("enter")
        keys.wait("Times in")
        keys.type("kolkata")
        keys.wait("1 of")
        keys.press("enter")
        keys.wait("2024-03-15 19:00:00", "Asia/Kolkata")
        keys.press(*"%%%%%")
        keys.terminal.wait(lambda text: "2024-03-15" in text and "19:00:00" not in text)
        keys.press("%")
        keys.terminal.wait(lambda text: "19:00:00" in text and "2024-03-15" not in text)


def test_export(start, plain_server, tmp_path: Path) -> None:
    """20: three to six gestures in the Web IDE, of csv only."""
    with opened(start, plain_server) as keys:
        keys.press("=")
        keys.wait("250 rows")
        keys.spent()
        keys.press("ctrl+x")
        keys.wait("asked.csv")
        keys.type(f"{tmp_path}/out.xls")
        keys.press("enter")
        keys.wait("says no form")
        keys.type("\b\b\bparquet")
        keys.press("enter")
        keys.wait("250 rows × 4 columns, ")
        assert parquet.read_table(tmp_path / "out.parquet")["Sym"].to_pylist() == ["AAPL"] * 250
        assert keys.spent() == 3, "with the one for the wrong name"


def test_totals_stay_below_the_rows_and_tick(start, plain_server) -> None:
    """20: three to six gestures in the Web IDE."""
    with opened(start, plain_server) as keys:
        keys.press("right", "T")
        keys.wait("Total of Price")
        keys.type("mean")
        keys.press("enter")
        keys.wait("avg│", "62.4375")
        assert keys.spent() == 3, "the first of them goes to the column"
        keys.press("left", "f")
        keys.type("AAPL")
        keys.press("enter")
        keys.wait("250 rows", "62.25")
        keys.press("T")
        keys.wait("Total of Sym")
        keys.type("different")
        keys.press("enter")
        keys.wait("dif│")
        keys.press("u")
        keys.terminal.wait(lambda text: "dif│" not in text and "avg│" in text)


def test_rows_in_groups_unfold_and_tick(start, plain_server) -> None:
    """20: a rollup is dragged together from columns in the Web IDE; one command here."""
    with opened(start, plain_server) as keys:
        keys.press("b")
        keys.type("sym: sum Size, mean Pr")
        keys.wait("Tab: Price")
        keys.type("ice")
        keys.press("enter")
        keys.wait("5 rows", "by Sym", "▾", "┆▸", "62.4375")
        assert keys.spent() == 2
        keys.press("s")
        keys.wait("only says how deep")
        keys.press("down", "right", "right", "S")
        keys.wait("sort Size▼")
        keys.terminal.wait(lambda text: text.find("GOOG") < text.find("AAPL"))
        keys.press("i")
        keys.wait("groups can be")
        keys.press("b")
        keys.type("\b" * len("Sym: sum Size, avg Price"))
        keys.wait("no groups")
        keys.press("enter")
        keys.wait("1,000 rows")


def test_a_tree_of_the_server_opens_by_name(start, plain_server) -> None:
    with Session(port=plain_server.options.port) as session:
        session.run_script(TREE)
    with start(80, 24) as terminal:
        keys = Keys(terminal)
        keys.wait("live")
        keys.press("f2")
        keys.wait("Open a table")
        keys.type("asked_tree")
        keys.wait("1 of")
        keys.press("enter")
        keys.wait("1 row ", "▸", "node0")
        keys.press("enter")
        keys.wait("4 rows", "▾", "┆▸", "node3")
        keys.press("*")
        keys.wait("40 rows")
        keys.press("u", "u")
        keys.wait("1 row ")
        keys.press("right", "enter")
        keys.wait("Id  int  row 1")


def test_a_live_total_follows_its_table(start, plain_server) -> None:
    with opened(start, plain_server, "asked_live") as keys:
        keys.press("right", "right", "T")
        keys.wait("Total of Beat")
        keys.type("great")
        keys.press("enter")

        def total(text: str) -> int:
            found = re.search(r"max│[^\d\n]*([\d,]+)", text)
            return -1 if found is None else int(found[1].replace(",", ""))

        first = total(keys.terminal.wait(lambda text: total(text) >= 0))
        keys.terminal.wait(lambda text: total(text) > first)
