"""The batch commands, as a shell calls them."""
