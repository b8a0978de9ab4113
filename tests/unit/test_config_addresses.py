"""Addresses as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhconsole.addresses import Address, looks_like_address, parse_address, parse_port
from dhconsole.errors import ConfigError


@pytest.mark.parametrize(
    ("text", "host", "port", "tls"),
    [
        ("dh://prod:10001", "prod", 10001, False),
        ("dh+tls://prod.example.com:443/", "prod.example.com", 443, True),
        ("DH+TLS://prod", "prod", 10000, True),
        ("prod:1", "prod", 1, False),
        ("prod", "prod", 10000, False),
        (" 10.0.0.1:65535 ", "10.0.0.1", 65535, False),
        ("[::1]:10001", "::1", 10001, False),
        ("dh://[fe80::1]", "fe80::1", 10000, False),
        ("::1", "::1", 10000, False),
        ("my_host-1:80", "my_host-1", 80, False),
    ],
)
def test_forms(text: str, host: str, port: int, tls: bool) -> None:
    assert parse_address(text) == Address(host, port, tls)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the host is missing"),
        (":10000", "the host is missing"),
        ("prod:", "'' is not a port"),
        ("prod:0", "'0' is not a port"),
        ("prod:65536", "Ports go from 1 to 65535"),
        ("prod:10x", "'10x' is not a port"),
        ("prod:٣", "is not a port"),
        ("prod/ide", "ends after the port"),
        ("prod?psk=1", "ends after the port"),
        ("a b:1", "is not the name of a host"),
        ("-x:1", "is not the name of a host"),
        ("[::1", "is not an address"),
        ("[zz]:1", "is not an IPv6 address"),
        ("1:2:3", "is not an IPv6 address"),
        ("ftp://prod", "is not the scheme of a Deephaven address"),
        ("http://prod:10000/ide/?psk=x", "Write dh://prod:10000"),
        ("https://prod", "Write dh+tls://prod"),
    ],
)
def test_refusals(text: str, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse_address(text, path="config.toml", line=3)
    assert message in str(caught.value)
    assert str(caught.value).startswith("config.toml:3: ")


def test_a_password_in_an_address_is_refused_and_not_repeated() -> None:
    with pytest.raises(ConfigError) as caught:
        parse_address("dh://ana:geheim@prod:1")
    assert "geheim" not in str(caught.value)
    assert "token_file" in str(caught.value)


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("localhost", True),
        ("LOCALHOST.", True),
        ("127.0.0.1", True),
        ("127.8.9.1", True),
        ("::1", True),
        ("127.0.0.1.example.com", False),
        ("localhost.example.com", False),
        ("0.0.0.0", False),
        ("10.0.0.1", False),
        ("fe80::1%eth0", False),
        ("prod", False),
    ],
)
def test_loopback(host: str, loopback: bool) -> None:
    assert Address(host).is_loopback is loopback


def test_what_is_printed_is_read_back() -> None:
    for address in (Address(), Address("::1", 7), Address("prod", 443, True)):
        assert parse_address(address.url) == address


@given(st.text(max_size=40))
def test_any_text_is_an_address_or_a_config_error(text: str) -> None:
    try:
        address = parse_address(text)
    except ConfigError:
        return
    assert 1 <= address.port <= 65535
    assert parse_address(address.url) == address


def test_ports() -> None:
    assert parse_port("80") == 80
    with pytest.raises(ConfigError, match="--port"):
        parse_port("-1", path="--port")
    with pytest.raises(ConfigError):
        parse_port("9" * 5000)


def test_words_that_are_addresses() -> None:
    assert all(map(looks_like_address, ("a:1", "dh://a", "10.0.0.1", "localhost", "::1")))
    assert not any(map(looks_like_address, ("doctor", "sever", "prod-eq")))
