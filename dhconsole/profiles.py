"""Named servers: what a ``[servers.NAME]`` table of ``config.toml`` may say.

Owns that table and its checks. Does not choose between servers, that is ``targets``, and reads
no secret: a table only says where one is kept.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dhconsole.addresses import parse_address
from dhconsole.credentials import TokenSource
from dhconsole.errors import ConfigError
from dhconsole.schema import fill, setting
from dhconsole.tomlfile import TomlFile

TOKEN_SETTINGS = ("token_env", "token_file", "token_command", "token_keyring")

_IN_THE_CLEAR = frozenset({"auth_token", "key", "pass", "password", "psk", "secret", "token"})
_PATHS = ("token_file", "tls_root_certs", "client_cert", "client_key")
_VARIABLE = re.compile(r"^[A-Za-z_][A-Za-z0-9_]*$")
_HEADER = re.compile(r"^[0-9a-z_.-]+$")


def _check_variable(name: str) -> str:
    return "" if _VARIABLE.match(name) else "the name of an environment variable"


def _check_command(line: str) -> str:
    try:
        return "" if shlex.split(line) else "a command line"
    except ValueError:
        return "a command line whose quotes match"


def _check_keyring(entry: str) -> str:
    service, _, user = entry.partition("/")
    return "" if service and user else "SERVICE/USER"


def check_headers(headers: Mapping[str, str]) -> str:
    """What the headers must be instead; empty when they can be sent."""
    for name, value in headers.items():
        lower = name.lower()
        if not _HEADER.match(lower):
            return "headers with names of letters, digits, - _ and ."
        if lower == "authorization" or lower.startswith("grpc-"):
            return f"headers other than {lower}, which dhconsole sets"
        if not (value.isascii() and value.isprintable()):
            return f"headers of plain ASCII text, unlike that of {lower}"
    return ""


def check_header_env(headers: Mapping[str, str]) -> str:
    wrong = check_headers(dict.fromkeys(headers, ""))
    if not wrong and not all(_VARIABLE.match(each) for each in headers.values()):
        return "a table of header names and names of environment variables"
    return wrong


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerProfile:
    """One ``[servers.NAME]`` table."""

    url: str = setting("", "where it is: dh://HOST:PORT or dh+tls://HOST:PORT")
    auth_type: str = setting("", "Anonymous, Basic, psk or a handler's class name")
    token_env: str = setting(
        "", "variable that holds the token", check=_check_variable, hidden=True
    )
    token_file: str = setting("", "file that holds the token")
    token_command: str = setting("", "command that prints it", check=_check_command, hidden=True)
    token_keyring: str = setting(
        "", "SERVICE/USER in the keyring", check=_check_keyring, hidden=True
    )
    tls_root_certs: str = setting("", "PEM file of the authorities to trust")
    client_cert: str = setting("", "PEM file of our certificate")
    client_key: str = setting("", "PEM file of its key")
    headers: Mapping[str, str] = setting(
        {}, "headers sent with every request", check=check_headers, hidden=True
    )
    header_env: Mapping[str, str] = setting(
        {}, "headers whose values stand in variables", check=check_header_env, hidden=True
    )
    session_type: str = setting("python", "console for scripts", choices=("python", "groovy"))
    name: str = ""
    source: str = ""

    def token(self) -> TokenSource | None:
        """Where the token is kept, if this profile has one."""
        where = f"servers.{self.name}"
        for each in TOKEN_SETTINGS:
            if place := getattr(self, each):
                kind: Any = each.removeprefix("token_")
                return TokenSource(kind, place, f"{where}.{each}")
        return None


def read_profile(
    name: str, table: object, file: TomlFile
) -> tuple[ServerProfile | None, tuple[ConfigError, ...]]:
    """Read one profile; None when anything about it is wrong.

    A profile understood in part could send a script, or a secret, somewhere it was not meant to
    go. So it is used whole or not at all.
    """
    at = ("servers", name)
    problems: list[ConfigError] = []
    if isinstance(table, dict):
        for key in sorted(_IN_THE_CLEAR & table.keys()):
            problems.append(
                file.problem(
                    f"servers.{name}.{key} would keep a secret in the clear",
                    (*at, key),
                    hint=f"Remove it and write one of {', '.join(TOKEN_SETTINGS)}.",
                )
            )
        table = {key: value for key, value in table.items() if key not in _IN_THE_CLEAR}
    filled = fill(ServerProfile, table, file, at)
    problems += filled.problems
    values = dict(filled.values)
    folder = Path(file.path).parent
    for key in _PATHS:
        if values.get(key):
            values[key] = str(folder / Path(values[key]).expanduser())
    profile = ServerProfile(**values, name=name, source=f"{file.path}:{file.line(at)}")
    problems += _inconsistencies(profile, file)
    return (None if problems else profile), tuple(problems)


def _inconsistencies(profile: ServerProfile, file: TomlFile) -> list[ConfigError]:
    at = ("servers", profile.name)
    where = ".".join(at)
    problems = []
    if profile.url:
        try:
            parse_address(profile.url, path=file.path, line=file.line((*at, "url")))
        except ConfigError as error:
            problems.append(error)
    else:
        problems.append(
            file.problem(f"{where} has no url", at, hint='Write url = "dh://HOST:PORT".')
        )
    given = [each for each in TOKEN_SETTINGS if getattr(profile, each)]
    if len(given) > 1:
        problems.append(file.problem(f"{where} has {' and '.join(given)}", at, hint="Keep one."))
    if bool(profile.client_cert) != bool(profile.client_key):
        problems.append(file.problem(f"{where} needs both client_cert and client_key, or none", at))
    return problems
