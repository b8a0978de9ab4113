"""What every face shares: actions, keys, themes, running code, tables in view. No UI toolkit."""
