"""The options that say which server and how it shall look, shared by commands.

They may stand before a command or after it; what stands after it wins.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, TypeVar

import click

from dhconsole.errors import ConfigError

if TYPE_CHECKING:
    from dhconsole.config import Config
    from dhconsole.targets import Target

F = TypeVar("F", bound=Callable[..., Any])

COMMAND_LINE = "the command line"

_LOOKS = {
    "theme": "theme",
    "keymap": "keymap",
    "low_bandwidth": "low_bandwidth",
    "heap": "embedded.heap",
}


def _pair(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> tuple[Any, ...]:
    pairs = []
    for value in values:
        name, equals, rest = value.partition("=")
        if not (name and equals):
            raise click.BadParameter(f"{value!r} is not NAME=VALUE")
        pairs.append((name, rest))
    return tuple(pairs)


def _heap(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    from dhconsole.config import check_heap

    if value and (wrong := check_heap(value)):
        raise click.BadParameter(f"{value!r} is not {wrong}")
    return value


_SERVER_OPTIONS = (
    click.option("--profile", "-p", metavar="NAME", help="A server named in config.toml."),
    click.option("--host", metavar="HOST", help="Name or address of the server."),
    click.option("--port", metavar="PORT", help="Its port; 10000 by default."),
    click.option("--auth-type", metavar="TYPE", help="Anonymous, Basic, psk or a handler's class."),
    click.option("--token-env", metavar="NAME", help="Variable that holds the token."),
    click.option("--token-file", metavar="FILE", help="File that holds the token."),
    click.option("--tls", is_flag=True, help="Speak TLS."),
    click.option("--tls-root-certs", metavar="FILE", help="PEM file of authorities to trust."),
    click.option("--client-cert", metavar="FILE", help="PEM file of our certificate."),
    click.option("--client-key", metavar="FILE", help="PEM file of its key."),
    click.option(
        "--header",
        "headers",
        metavar="NAME=VALUE",
        multiple=True,
        callback=_pair,
        help="Header to send with every request.",
    ),
    click.option(
        "--header-env",
        metavar="NAME=VARIABLE",
        multiple=True,
        callback=_pair,
        help="Header whose value a variable holds.",
    ),
    click.option("--embedded", is_flag=True, help="Start a server of our own."),
    click.option("--demo", is_flag=True, help="The same, with tables worth looking at."),
)

_HEAP_OPTION = click.option(
    "--heap", metavar="SIZE", callback=_heap, help="Java heap of our own server, such as 4g."
)

_KEYMAP_OPTION = click.option("--keymap", metavar="NAME", help="Keys: default, vi or ide.")

_LOOK_OPTIONS = (
    click.option("--theme", metavar="NAME", help="Colours; see dhconsole config."),
    _KEYMAP_OPTION,
    click.option("--low-bandwidth", is_flag=True, help="Spare a slow line."),
)


def server_options(command: F) -> F:
    """Add the options that say which server."""
    for option in reversed((*_SERVER_OPTIONS, _HEAP_OPTION)):
        command = option(command)
    return command


def look_options(command: F) -> F:
    """Add the options that say how it shall look."""
    for option in reversed(_LOOK_OPTIONS):
        command = option(command)
    return command


def keymap_option(command: F) -> F:
    """Add ``--keymap`` alone."""
    return _KEYMAP_OPTION(command)


def heap_option(command: F) -> F:
    """Add ``--heap`` alone."""
    return _HEAP_OPTION(command)


@dataclass(frozen=True, slots=True)
class Startup:
    """What a command starts from.

    Attributes:
        config: the settings, with the command line's over them.
        problems: what is wrong in the settings file.
        given: the options, those before the command and those after it together.
    """

    config: Config
    problems: tuple[ConfigError, ...]
    given: dict[str, Any]

    def target(self) -> Target:
        """The server to connect to.

        Raises:
            ConfigError: command line or environment cannot be followed.
        """
        from dhconsole.targets import TargetRequest, resolve_target

        names = {each.name for each in fields(TargetRequest)}
        said = {name: value for name, value in self.given.items() if name in names and value}
        return resolve_target(
            TargetRequest(**said), os.environ, self.config.servers, self.config.profile
        )

    def warnings(self, target: Target | None = None) -> Iterator[str]:
        """What a batch command writes to stderr before it begins."""
        yield from (str(each) for each in self.problems)
        if target is not None:
            yield from target.warnings


def begin(context: click.Context, given: dict[str, Any]) -> Startup:
    """Read the settings and put the command line over them.

    Args:
        context: of the command; the options before it are found in its parents.
        given: the options after it.
    """
    from dhconsole.config import load_config

    merged: dict[str, Any] = {}
    for values in (context.find_object(dict) or {}, given):
        merged |= {name: value for name, value in values.items() if value}
    config, problems = load_config()
    looks = {_LOOKS[name]: merged[name] for name in _LOOKS if merged.get(name)}
    return Startup(_fitted(config.override(looks, COMMAND_LINE)), problems, merged)


def _fitted(config: Config) -> Config:
    """The settings with a theme for the terminal, where nobody has named one."""
    if "theme" in config.sources:
        return config
    from dhconsole.core.theme import fitting

    theme, reason = fitting(os.environ, few=config.low_bandwidth)
    return config.override({"theme": theme}, reason) if theme else config
