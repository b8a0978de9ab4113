"""The keyboard lent to an application that opens over the prompt, here the search of Ctrl+R.

Owns the keys typed while it changes hands. On a slow line many arrive at once: what follows Ctrl+R
is for the search and not for the prompt, and what follows the choice is for the prompt again.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from typing import Any

from prompt_toolkit.application import Application, get_app, in_terminal
from prompt_toolkit.filters import Condition
from prompt_toolkit.input import Input, PipeInput, create_input
from prompt_toolkit.input.typeahead import get_typeahead, store_typeahead
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.key_binding.bindings.cpr import load_cpr_bindings
from prompt_toolkit.keys import Keys


def keep_keys(keys: KeyBindings, when: Callable[[], bool]) -> None:
    """While ``when`` holds, keep what is typed for who reads the keyboard next."""
    away = Condition(when)

    @keys.add(Keys.Any, filter=away, eager=True)
    def _(event: KeyPressEvent) -> None:
        store_typeahead(event.app.input, event.key_sequence)

    # Where the cursor is was asked by this application, and it waits for the answer.
    for binding in load_cpr_bindings().bindings:
        keys.add(*binding.keys, filter=away, eager=True)(binding)


def give_back(app: Application[Any]) -> None:
    """Let an application take the keys that were kept for it."""
    app.key_processor.feed_multiple(get_typeahead(app.input))
    app.key_processor.process_keys()


@asynccontextmanager
async def over_prompt() -> AsyncGenerator[None]:
    """The terminal for another application, the prompt out of the way.

    It stays raw from beginning to end: a key between the two would be echoed, and Ctrl+R, which
    means something to a terminal that is not raw, would be lost.
    """
    async with in_terminal():
        with get_app().input.raw_mode():
            yield


def own_input() -> Input:
    """The keyboard, read apart from the prompt below.

    Half a second after its last key, Ctrl+R, the prompt takes what its input holds of a key that
    may not be whole. With one input for both it would take an Escape that is meant for the search:
    ``test_escape_leaves_the_search_at_once``.
    """
    below = get_app().input
    return below if isinstance(below, PipeInput) else create_input()
