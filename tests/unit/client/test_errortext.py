"""What a record of the server's log tells."""

from __future__ import annotations

import pytest

from dhconsole.client.errortext import explain_record

ID = "6298b1b1-29fe-4d8c-a965-535da5c75424"
PYTHON = """java.lang.RuntimeException: Error in Python interpreter:
Traceback (most recent call last):
  File "/somewhere/column.py", line 124, in __init__
    self.j_column = self._to_j_column(input_data)
                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
{said}
\tat org.jpy.PyLib.callAndReturnValue(Native Method)
"""


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (
            'RuntimeError: io.deephaven.api.util.NameValidator$InvalidName: "class" is bad',
            '"class" is bad',
        ),
        ("ValueError: no such column", "ValueError: no such column"),
    ],
)
def test_an_error_in_python_is_told_by_its_last_line(said: str, told: str) -> None:
    message, trace = explain_record(f"Internal Error '{ID}' {PYTHON.format(said=said)}", ID)
    assert message == told
    assert trace.startswith("java.lang.RuntimeException") and said in trace
