"""Quick filters: from what is typed to what is asked of the server."""
