"""Barrage without a server: its bytes, its window, its call."""
