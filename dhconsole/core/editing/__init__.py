"""Editing input tables: what is typed, what is staged, what is sent, and what became of it."""
