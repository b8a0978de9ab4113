"""The line-by-line face, on prompt_toolkit. Knows nothing of the TUI."""
