"""The Deephaven server as a library. Knows no settings, no terminal and no UI toolkit."""
