"""The API reference is complete and up to date, and its check can fail."""

from __future__ import annotations

from tests import reference


def test_the_page_is_what_the_docstrings_say() -> None:
    assert reference.main(["--check"]) == 0


def test_a_name_without_words_is_a_problem() -> None:
    def silent() -> None: ...

    def half(given: int, forgotten: int) -> None:
        """Does something.

        Args:
            given: what for.
        """

    problems: list[str] = []
    reference.described("silent", silent, problems)
    reference.described("half", half, problems)
    assert problems == ["silent has no docstring", "half does not speak of forgotten"]
