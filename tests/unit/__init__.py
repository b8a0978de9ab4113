"""Tests of pure code: no server, no terminal, no network."""
