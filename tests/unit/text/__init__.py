"""Tests of ``dhconsole.text``."""
