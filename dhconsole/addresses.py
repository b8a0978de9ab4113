"""Addresses of servers as people write them.

Pure: text in, values out. Resolves no names and opens nothing.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from typing import Protocol

from dhconsole.errors import ConfigError

DEFAULT_HOST = "localhost"
DEFAULT_PORT = 10000

_SCHEMES = {"dh": False, "dh+tls": True}
_FORMS = "Write dh://HOST:PORT, dh+tls://HOST:PORT or HOST:PORT."
_SCHEME = re.compile(r"^([a-zA-Z][a-zA-Z0-9+.-]*)://")
_HOST_AND_PORT = re.compile(r"^(?:\[(?P<six>[^\]]*)\]|(?P<name>[^:\[\]]*))(?::(?P<port>.*))?$")
_NAME = re.compile(r"^[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_.])?$")


class _Refuse(Protocol):
    """Makes the error of one parse."""

    def __call__(self, message: str, hint: str = _FORMS) -> ConfigError: ...


@dataclass(frozen=True, slots=True)
class Address:
    """Where a server listens, and whether it speaks TLS there."""

    host: str = DEFAULT_HOST
    port: int = DEFAULT_PORT
    tls: bool = False

    @property
    def text(self) -> str:
        """``host:port``, with brackets around an IPv6 address."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"

    @property
    def url(self) -> str:
        return f"dh{'+tls' if self.tls else ''}://{self.text}"

    @property
    def is_loopback(self) -> bool:
        """Whether the bytes stay on this machine. A mere name never counts, but localhost."""
        if self.host.lower().rstrip(".") == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host.partition("%")[0]).is_loopback
        except ValueError:
            return False


LOCALHOST = Address()
"""Where a server listens that nobody told otherwise."""


def parse_address(text: str, *, path: str = "", line: int | None = None) -> Address:
    """Read ``dh://host:port``, ``dh+tls://host:port``, ``host:port``, ``host`` or ``[::1]:port``.

    Args:
        text: what somebody wrote.
        path: the option, variable or file it comes from, for the message.
        line: its line, when it comes from a file.

    Raises:
        ConfigError: it is none of these. A password in it is never repeated.
    """

    def refuse(message: str, hint: str = _FORMS) -> ConfigError:
        return ConfigError(message, path=path, line=line, hint=hint)

    text = text.strip()
    scheme = _SCHEME.match(text)
    rest = text[scheme.end() :] if scheme else text
    if "@" in rest:
        raise refuse(
            "an address with a user or password in it is not taken, others could read it",
            "Give the secret by token_env, token_file, token_command or token_keyring.",
        )
    tls = False
    if scheme:
        name = scheme[1].lower()
        if name not in _SCHEMES:
            near = {"http": "dh", "https": "dh+tls"}.get(name)
            place = re.split(r"[/?#]", rest, maxsplit=1)[0]
            hint = f"Write {near}://{place}" if near else _FORMS
            raise refuse(f"{name}:// is not the scheme of a Deephaven address", hint)
        tls = _SCHEMES[name]
    rest = rest.removesuffix("/")
    if re.search(r"[/?#]", rest):
        raise refuse("an address ends after the port")
    host, port = _split(rest, refuse)
    return Address(host, port, tls)


def parse_port(text: str, *, path: str = "") -> int:
    """Read a port number.

    Raises:
        ConfigError: it is not a number from 1 to 65535.
    """
    if text.isascii() and text.isdigit() and 1 <= int(text[:6]) <= 65535:
        return int(text)
    raise ConfigError(f"{text!r} is not a port", path=path, hint="Ports go from 1 to 65535.")


def looks_like_address(text: str) -> bool:
    """Whether a word on the command line is meant as an address rather than as a command."""
    return "://" in text or ":" in text or "." in text or text.lower() == "localhost"


def _split(text: str, refuse: _Refuse) -> tuple[str, int]:
    if text.count(":") > 1 and not text.startswith("["):
        # A bare IPv6 address; it leaves no room for a port.
        _check_ip6(text, refuse)
        return text, DEFAULT_PORT
    match = _HOST_AND_PORT.match(text)
    if match is None:
        raise refuse(f"{text!r} is not an address")
    if match["six"] is not None:
        _check_ip6(match["six"], refuse)
        host = match["six"]
    else:
        host = match["name"]
        if not _NAME.match(host):
            raise refuse(f"{host!r} is not the name of a host" if host else "the host is missing")
    if match["port"] is None:
        return host, DEFAULT_PORT
    try:
        return host, parse_port(match["port"])
    except ConfigError as error:
        raise refuse(error.message, error.hint) from None


def _check_ip6(text: str, refuse: _Refuse) -> None:
    try:
        ipaddress.IPv6Address(text)
    except ValueError:
        raise refuse(f"{text!r} is not an IPv6 address") from None
