"""The choice of the server to connect to.

Owns the one function, ``resolve_target``, in which command line, environment and profiles come
together. Opens no connection, and reads no secret until ``Target.connect_kwargs`` is called.

The precedence, first match wins:

1. the command line: a URL or ``--host``;
2. the environment: ``DH_URL``, or ``DH_HOST`` and ``DH_PORT``;
3. the profile named by ``--profile``, else the default profile of ``config.toml``;
4. a server that answers on ``localhost:10000``;
5. an embedded server.

What goes to a server (auth type, token, certificates, headers) may come from where its address
came from, or from a place further up, never from further down: the token of a profile is not
sent to a host that somebody typed.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any

from dhconsole.addresses import LOCALHOST, Address, parse_address, parse_port
from dhconsole.credentials import TokenSource, read_pem
from dhconsole.errors import ConfigError
from dhconsole.profiles import ServerProfile, check_header_env, check_headers
from dhconsole.tomlfile import did_you_mean

ENV_URL = "DH_URL"
ENV_HOST = "DH_HOST"
ENV_PORT = "DH_PORT"
ENV_AUTH_TYPE = "DH_AUTH_TYPE"
ENV_AUTH_TOKEN = "DH_AUTH_TOKEN"


class TargetKind(Enum):
    """What kind of place to connect to."""

    SERVER = "server"
    """One certain server."""
    PROBE = "probe"
    """The server on localhost:10000 if one answers there, else an embedded one."""
    EMBEDDED = "embedded"
    """A server started by us."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetRequest:
    """What the command line says about the server. Empty means not said."""

    url: str = ""
    host: str = ""
    port: str = ""
    profile: str = ""
    auth_type: str = ""
    token_env: str = ""
    token_file: str = ""
    tls: bool = False
    tls_root_certs: str = ""
    client_cert: str = ""
    client_key: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    header_env: tuple[tuple[str, str], ...] = ()
    embedded: bool = False
    demo: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where to connect, decided.

    Attributes:
        kind: a server, a server to look for, or one to start.
        address: where it listens; without meaning when embedded.
        origin: who decided, for people: ``the command line``, ``DH_HOST``, ``profile prod``.
        profile: name of the profile it came from, or empty.
        auth_type: the handler to log in with.
        token: where the token is kept; None when there is none.
        tls_root_certs, client_cert, client_key: paths of PEM files, or empty.
        headers: header names and values.
        header_env: header names and the variables that hold their values.
        session_type: the console that scripts run in.
        demo: whether the embedded server is to make the demonstration tables.
        warnings: sentences that the user has to see before anything is sent.
    """

    kind: TargetKind
    address: Address = LOCALHOST
    origin: str = ""
    profile: str = ""
    auth_type: str = "Anonymous"
    token: TokenSource | None = None
    tls_root_certs: str = ""
    client_cert: str = ""
    client_key: str = ""
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    header_env: tuple[tuple[str, str], ...] = ()
    session_type: str = "python"
    demo: bool = False
    warnings: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """What a title bar shows."""
        if self.kind is TargetKind.EMBEDDED:
            return "embedded"
        return self.profile or self.address.text

    def connect_kwargs(self, environ: Mapping[str, str] | None = None) -> dict[str, Any]:
        """Arguments for ``client.options.ConnectOptions``, secrets and certificates read.

        Blocks: a token command may take half a minute.

        Raises:
            ConfigError: a secret or a certificate cannot be read.
        """
        environ = os.environ if environ is None else environ
        from_variables = []
        for name, variable in self.header_env:
            if variable not in environ:
                raise ConfigError(f"the variable {variable}, for header {name}, is not set")
            value = environ[variable]
            if wrong := check_headers({name: value}):
                raise ConfigError(f"the variable {variable} must hold {wrong}")
            from_variables.append((name, value))

        def pem(path: str, name: str) -> bytes | None:
            return read_pem(path, name) if path else None

        return {
            "host": self.address.host,
            "port": self.address.port,
            "auth_type": self.auth_type,
            "auth_token": self.token.read(environ) if self.token else "",
            "use_tls": self.address.tls,
            "tls_root_certs": pem(self.tls_root_certs, "tls_root_certs"),
            "client_cert_chain": pem(self.client_cert, "client_cert"),
            "client_private_key": pem(self.client_key, "client_key"),
            "extra_headers": (*self.headers, *from_variables),
            "session_type": self.session_type,
        }


@dataclass(frozen=True, slots=True)
class _Place:
    """The address, who decided it, and the profile it came with."""

    address: Address
    origin: str
    profile: ServerProfile | None = None
    kind: TargetKind = TargetKind.SERVER
    warnings: tuple[str, ...] = ()


def resolve_target(
    request: TargetRequest,
    environ: Mapping[str, str],
    profiles: Mapping[str, ServerProfile | ConfigError],
    default_profile: str = "",
) -> Target:
    """Decide where to connect; see the top of this module. Pure.

    Args:
        request: the command line.
        environ: the environment.
        profiles: the profiles of ``config.toml``; for one that is not usable, why.
        default_profile: name of the one to use when nothing else says where.

    Raises:
        ConfigError: the command line or the environment cannot be followed.
    """
    _check_request(request)
    if request.embedded or request.demo:
        origin = "--embedded" if request.embedded else "--demo"
        return Target(kind=TargetKind.EMBEDDED, origin=origin, demo=request.demo)
    place = _choose_place(request, environ, profiles, default_profile)
    profile = place.profile or ServerProfile()
    root = request.tls_root_certs or profile.tls_root_certs
    certs = (request.client_cert, request.client_key)
    cert, key = certs if any(certs) else (profile.client_cert, profile.client_key)
    tls = place.address.tls or request.tls or bool(root or cert)
    token = _token(request, environ, profile)
    auth_type = request.auth_type or environ.get(ENV_AUTH_TYPE, "") or profile.auth_type
    if not auth_type:
        auth_type = "psk" if token else "Anonymous"
    target = Target(
        kind=place.kind,
        address=replace(place.address, tls=tls),
        origin=place.origin,
        profile=profile.name,
        auth_type=auth_type,
        token=None if auth_type == "Anonymous" else token,
        tls_root_certs=root,
        client_cert=cert,
        client_key=key,
        headers=_merged(profile.headers, request.headers),
        header_env=_merged(profile.header_env, request.header_env),
        session_type=profile.session_type,
    )
    return replace(target, warnings=(*place.warnings, *_clear_text_warnings(target)))


def _check_request(request: TargetRequest) -> None:
    own_server = "--embedded" if request.embedded else "--demo" if request.demo else ""
    where = [
        name
        for name, value in (
            ("an address", request.url),
            ("--host", request.host),
            ("--port", request.port),
            ("--profile", request.profile),
        )
        if value
    ]
    if own_server and where:
        raise ConfigError(
            f"{own_server} starts a server of its own, so {where[0]} has no meaning with it"
        )
    if request.url and (request.host or request.port):
        raise ConfigError("an address already says what --host and --port say", hint="Keep one.")
    if request.token_env and request.token_file:
        raise ConfigError("--token-env and --token-file are both given", hint="Keep one.")
    if bool(request.client_cert) != bool(request.client_key):
        raise ConfigError("--client-cert and --client-key belong together")
    headers = dict(request.headers)
    if wrong := check_headers(headers):
        raise ConfigError(f"--header must name {wrong}")
    if wrong := check_header_env(dict(request.header_env)):
        raise ConfigError(f"--header-env must name {wrong}")


def _choose_place(
    request: TargetRequest,
    environ: Mapping[str, str],
    profiles: Mapping[str, ServerProfile | ConfigError],
    default_profile: str,
) -> _Place:
    port = parse_port(request.port, path="--port") if request.port else 0
    if request.url:
        address = parse_address(request.url)
        return _Place(address, "the command line")
    if request.host:
        address = parse_address(request.host, path="--host")
        if port:
            address = replace(address, port=port)
        return _Place(address, "the command line")
    place = _from_environment(environ, named_profile=request.profile)
    if place is None and request.profile:
        place = _from_profile(request.profile, profiles)
    if place is not None:
        return replace(place, address=replace(place.address, port=port)) if port else place
    if port:
        address = replace(LOCALHOST, port=port)
        return _Place(address, "--port")
    return _fallback(profiles, default_profile)


def _from_environment(environ: Mapping[str, str], *, named_profile: str) -> _Place | None:
    url, host, port = (environ.get(each, "") for each in (ENV_URL, ENV_HOST, ENV_PORT))
    if url:
        address, origin = parse_address(url, path=ENV_URL), ENV_URL
    elif host or port:
        address = parse_address(host, path=ENV_HOST) if host else LOCALHOST
        if port:
            address = replace(address, port=parse_port(port, path=ENV_PORT))
        origin = ENV_HOST if host else ENV_PORT
    else:
        return None
    warnings: tuple[str, ...] = ()
    if named_profile:
        warnings = (f"{origin} is set, so profile {named_profile} is not used",)
    return _Place(address, origin, warnings=warnings)


def _from_profile(name: str, profiles: Mapping[str, ServerProfile | ConfigError]) -> _Place:
    found = profiles.get(name)
    if found is None:
        hint = did_you_mean(name, profiles) or f"Write a table [servers.{name}] in config.toml."
        raise ConfigError(f"there is no profile {name}", hint=hint)
    if isinstance(found, ConfigError):
        raise found
    return _Place(parse_address(found.url), f"profile {name}", found)


def _fallback(profiles: Mapping[str, ServerProfile | ConfigError], default_profile: str) -> _Place:
    """The default profile; without one, whatever answers on localhost:10000."""
    warnings: tuple[str, ...] = ()
    if default_profile:
        try:
            return _from_profile(default_profile, profiles)
        except ConfigError as error:
            # Reported, but a settings file never prevents the start.
            warnings = (f"the default profile {default_profile} is not used: {error}",)
    return _Place(LOCALHOST, "the default", kind=TargetKind.PROBE, warnings=warnings)


def _token(
    request: TargetRequest, environ: Mapping[str, str], profile: ServerProfile
) -> TokenSource | None:
    if request.token_env:
        return TokenSource("env", request.token_env, "--token-env")
    if request.token_file:
        return TokenSource("file", request.token_file, "--token-file")
    if environ.get(ENV_AUTH_TOKEN):
        return TokenSource("env", ENV_AUTH_TOKEN, "")
    return profile.token()


def _merged(
    below: Mapping[str, str], above: tuple[tuple[str, str], ...]
) -> tuple[tuple[str, str], ...]:
    merged = {name.lower(): value for name, value in below.items()}
    merged |= {name.lower(): value for name, value in above}
    return tuple(merged.items())


def _clear_text_warnings(target: Target) -> tuple[str, ...]:
    address = target.address
    if target.kind is not TargetKind.SERVER or address.tls or address.is_loopback:
        return ()
    what = "code and tables" if target.token is None else "the token, code and tables"
    advice = f"Use {replace(address, tls=True).url} or a tunnel."
    return (f"{what} travel in clear text to {address.host}. {advice}",)
