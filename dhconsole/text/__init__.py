"""Strings and Arrow values to terminal text.

Everything here is pure: no I/O, no clock, no UI toolkit, nothing of ``client`` or ``core``.
The one import from outside the package is ``dhconsole.errors``.
"""
