"""Barrage: live windows of tables over Arrow Flight's DoExchange.

``rowset``, ``messages``, ``update`` and ``viewport`` are pure: bytes and arrays in, values out,
no I/O, no asyncio. ``subscription`` is the one module that talks to a server.
"""
