"""The full-screen face, on Textual. Knows nothing of the REPL."""
