"""The arguments of ``Session``, and what the environment adds to them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from dhconsole.client.checks import one_text
from dhconsole.client.options import ConnectOptions
from dhconsole.errors import ArgumentError, ConfigError

_Options = tuple[tuple[str, int | str], ...]
_PAIRS = "Give (name, value) pairs, such as ('grpc.max_receive_message_length', -1)."


def session_options(
    host: str | None = None,
    port: int | None = None,
    auth_type: str = "Anonymous",
    auth_token: str = "",
    session_type: str = "python",
    use_tls: bool = False,
    tls_root_certs: bytes | None = None,
    client_cert_chain: bytes | None = None,
    client_private_key: bytes | None = None,
    client_opts: Sequence[tuple[str, int | str]] | None = None,
    extra_headers: Mapping[bytes, bytes] | None = None,
) -> ConnectOptions:
    """Where and how to connect; ``DH_HOST`` and ``DH_PORT`` stand in for what is not given.

    Raises:
        ConfigError: ``DH_PORT`` is no port.
    """
    return ConnectOptions(
        host=host or os.environ.get("DH_HOST") or "localhost",
        port=_port(port) if port else _port_from_environment(),
        auth_type=auth_type,
        auth_token=auth_token,
        use_tls=use_tls,
        tls_root_certs=tls_root_certs,
        client_cert_chain=client_cert_chain,
        client_private_key=client_private_key,
        client_opts=_channel_options(client_opts),
        extra_headers=_headers(extra_headers),
        session_type=session_type,
    )


def _port(given: int | str) -> int:
    """A port, also as the text that it often comes as; one that is none is left for the channel."""
    if isinstance(given, str) and not (given.isascii() and given.isdigit()):
        raise ArgumentError(f"{given!r} is no port", hint="Ports go from 1 to 65535.")
    return int(given)


def _port_from_environment() -> int:
    text = os.environ.get("DH_PORT", "")
    if not text:
        return 10000
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise ConfigError(
            f"DH_PORT is {text!r}, which is no port", hint="Set it to a number from 1 to 65535."
        )
    return int(text)


def _channel_options(given: Any) -> _Options:
    found: list[tuple[str, int | str]] = []
    if not isinstance(given or (), Iterable):
        raise ArgumentError(f"{given!r} gives no gRPC options", hint=_PAIRS)
    for pair in given or ():
        if not isinstance(pair, tuple | list) or len(pair) != 2:
            raise ArgumentError(f"{pair!r} is no gRPC option", hint=_PAIRS)
        found.append((one_text(pair[0], _PAIRS), pair[1]))
    return tuple(found)


def _headers(headers: Any) -> tuple[tuple[str, str | bytes], ...]:
    pairs: list[tuple[str, str | bytes]] = []
    if headers is not None and not isinstance(headers, Mapping):
        raise ArgumentError(
            f"{headers!r} gives no headers", hint="Give a dict of names and values."
        )
    for name, value in (headers or {}).items():
        key = _text(name).lower()
        pairs.append((key, value if key.endswith("-bin") else _text(value)))
    return tuple(pairs)


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value
