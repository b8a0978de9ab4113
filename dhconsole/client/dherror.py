"""``DHError`` under the name of the module that users of pydeephaven import it from."""

from dhconsole.errors import DHError

__all__ = ["DHError"]
