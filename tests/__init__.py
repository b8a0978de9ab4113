"""Tests of dhconsole."""
