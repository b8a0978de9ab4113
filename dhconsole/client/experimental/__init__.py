"""Modules under the names that users of pydeephaven import them by; nothing is made here."""
