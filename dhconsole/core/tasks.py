"""Background tasks whose death is never silent."""

from dhconsole.client.tasks import spawn

__all__ = ["spawn"]
