"""Profiles, secrets, and the choice of the server to connect to."""

from __future__ import annotations

import sys
import types
from collections.abc import Mapping
from pathlib import Path

import pytest

from dhconsole.config import Config, parse_config
from dhconsole.credentials import TokenSource
from dhconsole.errors import ConfigError
from dhconsole.profiles import ServerProfile
from dhconsole.targets import Target, TargetKind, TargetRequest, resolve_target
from dhconsole.tomlfile import parse_toml

PEM = b"-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"


def parse(text: str, path: str = "/etc/dhc/config.toml") -> tuple[Config, list[str]]:
    config, problems = parse_config(parse_toml(text, path))
    return config, [str(each).removeprefix(f"{path}:") for each in problems]


def profile(name: str, url: str, **settings: str) -> ServerProfile:
    return ServerProfile(name=name, url=url, **settings)


PROFILES: Mapping[str, ServerProfile | ConfigError] = {
    "prod": profile("prod", "dh+tls://prod:443", token_env="PROD_TOKEN", tls_root_certs="/ca.pem"),
    "uat": profile("uat", "uat:10000"),
    "bad": ConfigError("is broken", path="config.toml", line=9),
}


def resolve(
    environ: Mapping[str, str] | None = None, default: str = "", **request: object
) -> Target:
    return resolve_target(TargetRequest(**request), environ or {}, PROFILES, default)  # type: ignore[arg-type]


# ------------------------------------------------------------------------------ profiles


def test_a_profile() -> None:
    config, problems = parse(
        """
        profile = "prod"
        [servers.prod]
        url = "dh+tls://prod:443"
        auth_type = "psk"
        token_file = "secrets/prod"
        tls_root_certs = "/ca.pem"
        headers = { X-Desk = "eq" }
        header_env = { x-key = "API_KEY" }
        session_type = "groovy"
        """
    )
    assert problems == []
    prod = config.servers["prod"]
    assert isinstance(prod, ServerProfile)
    assert (prod.name, prod.url, prod.session_type) == ("prod", "dh+tls://prod:443", "groovy")
    assert prod.token() == TokenSource("file", "/etc/dhc/secrets/prod", "servers.prod.token_file")
    assert prod.tls_root_certs == "/ca.pem"
    assert prod.source == "/etc/dhc/config.toml:3"


@pytest.mark.parametrize("key", ["token", "password", "psk", "auth_token"])
def test_a_secret_in_the_clear_is_refused_with_the_mend_and_not_repeated(key: str) -> None:
    config, problems = parse(f'[servers.prod]\nurl = "prod"\n{key} = "geheim"\n')
    assert problems == [
        f"3: servers.prod.{key} would keep a secret in the clear. Remove it and write one of "
        "token_env, token_file, token_command, token_keyring."
    ]
    assert isinstance(config.servers["prod"], ConfigError)


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        ("", '1: servers.x has no url. Write url = "dh://HOST:PORT".'),
        (
            'url = "http://prod:1/ide"',
            "2: http:// is not the scheme of a Deephaven address. Write dh://prod:1",
        ),
        (
            'url = "a"\ntoken_env = "T"\ntoken_file = "f"',
            "1: servers.x has token_env and token_file. Keep one.",
        ),
        (
            'url = "a"\nclient_cert = "c.pem"',
            "1: servers.x needs both client_cert and client_key, or none",
        ),
        (
            'url = "a"\ntokn_env = "T"',
            "3: no setting is called servers.x.tokn_env. Did you mean servers.x.token_env?",
        ),
        (
            'url = "a"\ntoken_env = "not a name"',
            "3: servers.x.token_env must be the name of an environment variable",
        ),
        (
            'url = "a"\ntoken_command = "pass \'x"',
            "3: servers.x.token_command must be a command line whose quotes match",
        ),
        ('url = "a"\ntoken_keyring = "x"', "3: servers.x.token_keyring must be SERVICE/USER"),
        (
            'url = "a"\nheaders = { authorization = "x" }',
            "3: servers.x.headers must be headers other than authorization, which dhconsole sets",
        ),
        (
            'url = "a"\nheaders = { "a b" = "x" }',
            "3: servers.x.headers must be headers with names of letters, digits, - _ and .",
        ),
        ('url = "a"\nheaders = { a = 1 }', "3: servers.x.headers must be a table of texts"),
    ],
)
def test_a_profile_with_anything_wrong_is_not_used(lines: str, problem: str) -> None:
    config, problems = parse(f"[servers.x]\n{lines}\n")
    assert len(problems) == 1
    assert problems[0].startswith(problem)
    assert isinstance(config.servers["x"], ConfigError)


def test_a_broken_profile_does_not_break_the_others() -> None:
    config, problems = parse('[servers.a]\n[servers.b]\nurl = "b"\n')
    assert len(problems) == 1
    assert isinstance(config.servers["b"], ServerProfile)


# ------------------------------------------------------------------------------ precedence


def test_without_anything_localhost_is_tried_then_an_embedded_server() -> None:
    target = resolve()
    assert (target.kind, target.address.text) == (TargetKind.PROBE, "localhost:10000")
    assert (target.auth_type, target.token, target.warnings) == ("Anonymous", None, ())


def test_first_match_wins() -> None:
    environ = {"DH_HOST": "fromenv", "DH_PORT": "7"}
    assert resolve(environ, "uat", url="dh://cmd:1").address.text == "cmd:1"
    assert resolve(environ, "uat", host="cmd").address.text == "cmd:10000"
    assert resolve(environ, "uat").address.text == "fromenv:7"
    assert resolve({}, "prod", profile="uat").address.text == "uat:10000"
    assert resolve({}, "uat").address.text == "uat:10000"


def test_the_environment_goes_before_a_named_profile_and_says_so() -> None:
    target = resolve({"DH_URL": "dh+tls://fromenv"}, profile="prod")
    assert target.address.text == "fromenv:10000"
    assert target.profile == ""
    assert target.warnings == ("DH_URL is set, so profile prod is not used",)


def test_url_before_host_in_the_environment() -> None:
    environ = {"DH_URL": "one:1", "DH_HOST": "two", "DH_PORT": "2"}
    assert resolve(environ).address.text == "one:1"


def test_a_port_alone() -> None:
    assert resolve(port="7").address.text == "localhost:7"
    assert resolve({}, "prod", port="7").address.text == "localhost:7"
    assert resolve(profile="prod", port="7").address.text == "prod:7"
    assert resolve({"DH_HOST": "fromenv"}, port="7").address.text == "fromenv:7"
    assert resolve({"DH_PORT": "8"}).address.text == "localhost:8"
    assert resolve({"DH_PORT": "8"}).kind is TargetKind.SERVER


def test_the_token_of_a_profile_is_never_sent_to_another_host() -> None:
    for target in (
        resolve({}, "prod", url="dh+tls://typed"),
        resolve({}, host="typed", tls=True),
        resolve({"DH_URL": "dh+tls://typed"}, profile="prod"),
        resolve({}, "prod", port="7"),
    ):
        assert target.token is None
        assert target.auth_type == "Anonymous"
        assert target.tls_root_certs == ""


def test_what_stands_above_completes_a_profile() -> None:
    target = resolve({"DH_AUTH_TOKEN": "x"}, profile="prod", auth_type="Basic")
    assert target.auth_type == "Basic"
    assert target.token is not None
    assert target.token.place == "DH_AUTH_TOKEN"
    target = resolve({"DH_AUTH_TOKEN": "x"}, profile="prod", token_file="/t")
    assert target.token == TokenSource("file", "/t", "--token-file")
    assert target.auth_type == "psk"
    assert resolve({"DH_AUTH_TYPE": "Anonymous"}, profile="prod").token is None


def test_tls_follows_from_certificates() -> None:
    assert resolve(url="prod", tls_root_certs="/ca.pem").address.tls
    assert resolve(url="prod", client_cert="/c", client_key="/k").address.tls
    assert resolve(profile="prod").address.tls
    assert not resolve(url="localhost").address.tls


def test_headers_are_merged_by_name() -> None:
    profiles = {"p": ServerProfile(name="p", url="p", headers={"X-A": "1", "x-b": "2"})}
    request = TargetRequest(profile="p", headers=(("x-a", "3"),))
    target = resolve_target(request, {}, profiles)
    assert dict(target.headers) == {"x-a": "3", "x-b": "2"}


@pytest.mark.parametrize(
    ("request_", "message"),
    [
        ({"profile": "prd"}, "there is no profile prd. Did you mean prod?"),
        ({"profile": "bad"}, "config.toml:9: is broken"),
        ({"url": "a", "host": "b"}, "Keep one"),
        ({"embedded": True, "url": "a"}, "--embedded starts a server of its own"),
        ({"demo": True, "profile": "prod"}, "--demo starts a server of its own"),
        ({"token_env": "A", "token_file": "b"}, "Keep one"),
        ({"client_cert": "a"}, "belong together"),
        ({"headers": (("authorization", "x"),)}, "which dhconsole sets"),
        ({"header_env": (("a", "not a name"),)}, "names of environment variables"),
        ({"port": "x"}, "--port: 'x' is not a port"),
    ],
)
def test_requests_that_cannot_be_followed(request_: dict[str, object], message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        resolve(**request_)
    assert message in str(caught.value)


def test_a_wrong_variable_is_named() -> None:
    with pytest.raises(ConfigError, match=r"^DH_PORT: "):
        resolve({"DH_HOST": "a", "DH_PORT": "x"})


def test_a_broken_default_profile_never_prevents_the_start() -> None:
    for name in ("bad", "missing"):
        target = resolve({}, name)
        assert target.kind is TargetKind.PROBE
        assert target.warnings[0].startswith(f"the default profile {name} is not used: ")


def test_demo_means_embedded_whatever_the_environment_says() -> None:
    target = resolve({"DH_HOST": "prod"}, "prod", demo=True)
    assert (target.kind, target.demo, target.label) == (TargetKind.EMBEDDED, True, "embedded")


def test_clear_text_to_another_machine_is_warned_of() -> None:
    assert resolve(url="prod").warnings == (
        "code and tables travel in clear text to prod. Use dh+tls://prod:10000 or a tunnel.",
    )
    with_token = resolve({"T": "x"}, url="prod", token_env="T")
    assert with_token.warnings[0].startswith("the token, code and tables travel in clear text")
    for quiet in ("dh+tls://prod", "localhost", "127.0.0.1", "[::1]"):
        assert resolve(url=quiet).warnings == ()


# ------------------------------------------------------------------------------ secrets


def test_connect_kwargs_are_those_of_connect_options(tmp_path: Path) -> None:
    from dhconsole.client.options import ConnectOptions

    ca, key = tmp_path / "ca.pem", tmp_path / "key.pem"
    ca.write_bytes(PEM)
    key.write_bytes(PEM)
    target = resolve(
        {},
        url="dh+tls://prod:443",
        token_env="T",
        tls_root_certs=str(ca),
        client_cert=str(ca),
        client_key=str(key),
        headers=(("x-desk", "eq"),),
        header_env=(("x-key", "K"),),
    )
    options = ConnectOptions(**target.connect_kwargs({"T": "geheim\n", "K": "k"}))
    assert (options.target, options.use_tls) == ("prod:443", True)
    assert (options.auth_type, options.auth_token) == ("psk", "geheim")
    assert options.tls_root_certs == options.client_private_key == PEM
    assert options.extra_headers == (("x-desk", "eq"), ("x-key", "k"))
    assert "geheim" not in repr(target)


def test_missing_secrets_are_named() -> None:
    with pytest.raises(ConfigError, match="--token-env: the variable T is not set"):
        resolve(url="a", token_env="T").connect_kwargs({})
    with pytest.raises(ConfigError, match="the variable K, for header x-key, is not set"):
        resolve(url="a", header_env=(("x-key", "K"),)).connect_kwargs({})
    with pytest.raises(ConfigError, match="tls_root_certs: /nowhere cannot be read"):
        resolve(url="a", tls_root_certs="/nowhere").connect_kwargs({})


def test_a_certificate_that_is_none(tmp_path: Path) -> None:
    path = tmp_path / "ca.pem"
    path.write_text("hello", encoding="utf-8")
    with pytest.raises(ConfigError, match="holds no PEM block"):
        resolve(url="a", tls_root_certs=str(path)).connect_kwargs({})


def test_a_token_file(tmp_path: Path) -> None:
    path = tmp_path / "token"
    path.write_text("geheim\n", encoding="utf-8")
    source = TokenSource("file", str(path), "x")
    assert source.read() == "geheim"
    path.chmod(0o600)
    assert not source.exposed_to_others()
    path.chmod(0o644)
    assert source.exposed_to_others()
    path.write_text("one\ntwo\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="more than one line"):
        source.read()
    path.write_text("\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="holds no token"):
        source.read()


def command(code: str) -> TokenSource:
    return TokenSource("command", f'{sys.executable} -c "{code}"', "servers.prod.token_command")


def test_a_token_command() -> None:
    assert command("print('geheim')").read() == "geheim"
    assert Path(sys.executable).name in command("pass").describe()
    assert "geheim" not in command("print('geheim')").describe()


def test_a_token_command_that_fails_says_why_and_repeats_no_output() -> None:
    with pytest.raises(ConfigError) as caught:
        command("import sys; print('geheim'); sys.exit('locked')").read()
    assert "failed with code 1: locked" in str(caught.value)
    assert "geheim" not in str(caught.value)
    with pytest.raises(ConfigError, match="cannot be run"):
        TokenSource("command", "/nowhere/at-all", "x").read()


def test_a_token_command_has_no_terminal_to_wait_at() -> None:
    assert command("import sys; print('got', sys.stdin.read())").read() == "got "


def test_the_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    keyring = types.ModuleType("keyring")
    errors = types.ModuleType("keyring.errors")
    errors.KeyringError = type("KeyringError", (Exception,), {})  # type: ignore[attr-defined]
    entries = {("dhconsole", "ana"): "geheim"}
    keyring.errors = errors  # type: ignore[attr-defined]
    keyring.get_password = lambda service, user: entries.get((service, user))  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "keyring", keyring)
    monkeypatch.setitem(sys.modules, "keyring.errors", errors)
    assert TokenSource("keyring", "dhconsole/ana", "x").read() == "geheim"
    with pytest.raises(ConfigError, match="keyring set dhconsole bob"):
        TokenSource("keyring", "dhconsole/bob", "x").read()


def test_without_the_keyring_package_the_mend_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(ConfigError, match=r"pip install 'dhconsole\[keyring\]'"):
        TokenSource("keyring", "a/b", "x").read()
