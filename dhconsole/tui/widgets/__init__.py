"""Widgets: plain values in, messages out. They know no connection."""
