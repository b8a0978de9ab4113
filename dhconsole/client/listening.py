"""Following a table from blocking code: an iterator, or a callback in a thread of its own."""

from __future__ import annotations

import logging
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from types import TracebackType
from typing import TYPE_CHECKING, Self

from dhconsole.client.aio.live import AsyncTableSubscription
from dhconsole.client.updates import TableUpdate
from dhconsole.errors import ArgumentError, DHError

if TYPE_CHECKING:
    from dhconsole.client.session import Session
    from dhconsole.client.table import Table

__all__ = ["TableListener", "TableListenerHandle", "TableSubscription", "TableUpdate", "listen"]

OnUpdate = Callable[[TableUpdate], None]
OnError = Callable[[Exception], None]


class TableSubscription:
    """Updates of a table: iterate over them, or give a callback, until it is closed.

    With a callback, a thread calls it for one update after the other. What comes while it runs is
    merged into its next update. What ends that, an error of the subscription or what the callback
    itself raises, goes to ``on_error`` and to ``error``. Where there is no ``on_error``, what the
    callback raises is written with its traceback, as for any thread.
    """

    def __init__(
        self,
        session: Session,
        twin: AsyncTableSubscription,
        callback: OnUpdate | None = None,
        on_error: OnError | None = None,
    ) -> None:
        for given in (callback, on_error):
            if given is not None and not callable(given):
                raise ArgumentError(f"{given!r} cannot be called", hint="Give a function.")
        self._session = session
        self._twin = twin
        self._callback = callback
        self._on_error = on_error
        self._thread: threading.Thread | None = None
        self.error: Exception | None = None
        """Why the callback is called no more; None while it is, or when it was closed."""
        if callback is not None:
            session.run(twin.open())
            self._thread = threading.Thread(
                target=self._call, name="dhconsole subscription", daemon=True
            )
            self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __iter__(self) -> Iterator[TableUpdate]:
        """Updates as they come, until it is closed.

        Raises:
            ArgumentError: it has a callback.
            LostError, ServerError, ClosedError: as the subscription ended.
        """
        if self._callback is not None:
            raise ArgumentError("the updates go to a callback", hint="Subscribe without one.")
        return self._updates()

    @property
    def is_alive(self) -> bool:
        """Whether the callback will be called again."""
        return self._thread is not None and self._thread.is_alive()

    def close(self) -> None:
        """End the subscription; when it returns, the callback is not called any more.

        Safe to call twice, and from the callback.
        """
        self._session.run_if_open(self._twin.close())
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join()

    def _updates(self) -> Iterator[TableUpdate]:
        return self._session.iterate(self._twin)

    def _call(self) -> None:
        assert self._callback is not None
        try:
            with ExitStack() as ends:
                ends.push(self._ended)
                for update in self._updates():
                    self._callback(update)
        finally:
            self._session.run_if_open(self._twin.close())

    def _ended(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        """Keep and tell the error, if there is one; whether nobody else has to be told."""
        if not isinstance(error, Exception):
            return False
        self.error = error
        if self._on_error is not None:
            self._on_error(error)
            return True
        return isinstance(error, DHError)


class TableListener(ABC):
    """Something that is told of a table's updates."""

    @abstractmethod
    def on_update(self, update: TableUpdate) -> None:
        """An update came."""

    def on_error(self, error: Exception) -> None:
        """No more updates come, for this reason: an error of the subscription, or what
        ``on_update`` raised. Unless overridden, it is logged."""
        trace = None if isinstance(error, DHError) else error
        logging.getLogger(__name__).warning("no more updates: %s", error, exc_info=trace)


class TableListenerHandle:
    """A listener on a table, to start and to stop.

    Args:
        table: the table.
        listener: who is told.
    """

    def __init__(self, table: Table, listener: TableListener) -> None:
        self._table = table
        self._listener = listener
        self._subscription: TableSubscription | None = None

    def start(self) -> None:
        """Subscribe; from now on the listener is told, in a thread of its own."""
        if self._subscription is None:
            self._subscription = self._table.subscribe(
                self._listener.on_update, on_error=self._listener.on_error
            )

    def stop(self) -> None:
        """Unsubscribe; when it returns, the listener is told nothing any more."""
        subscription, self._subscription = self._subscription, None
        if subscription is not None:
            subscription.close()


class _Callbacks(TableListener):
    def __init__(self, on_update: OnUpdate, on_error: OnError | None) -> None:
        self._on_update = on_update
        self._on_error = on_error

    def on_update(self, update: TableUpdate) -> None:
        self._on_update(update)

    def on_error(self, error: Exception) -> None:
        if self._on_error is not None:
            self._on_error(error)
        elif not isinstance(error, DHError):
            super().on_error(error)


def listen(
    table: Table, listener: OnUpdate | TableListener, on_error: OnError | None = None
) -> TableListenerHandle:
    """A handle, not started yet, by which ``listener`` is told of the table's updates.

    Args:
        table: the table.
        listener: called with each update, or a TableListener.
        on_error: called with the reason when updates end, such as what ``listener`` raised; only
            with a callable. Without it, what ``listener`` raised is logged.

    Raises:
        ArgumentError: a TableListener and ``on_error``.
    """
    if isinstance(listener, TableListener):
        if on_error is not None:
            raise ArgumentError("a TableListener has an on_error of its own")
        return TableListenerHandle(table, listener)
    return TableListenerHandle(table, _Callbacks(listener, on_error))
