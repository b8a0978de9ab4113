"""Tests against a real server that the test itself starts."""
