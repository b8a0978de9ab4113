"""The certificates of one run: an authority, a server and a client, made fresh and in memory.

Owns what is in them and how the server's part is laid on disk. Knows nothing of processes.

The authority signs exactly one server and one client and its key is forgotten before the
function returns, so nobody can make a second client, not even we. Needs ``cryptography``, from
the extra ``[server]``.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import ObjectIdentifier

_VALID = timedelta(days=3650)
"""Longer than any run: the keys end with it, so an early expiry would protect nothing."""

_CLOCK_SLACK = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class RunCertificates:
    """PEM bytes. The keys are PKCS#8, not encrypted, and never in ``repr``."""

    authority: bytes = field(repr=False)
    server_cert: bytes = field(repr=False)
    server_key: bytes = field(repr=False)
    client_cert: bytes = field(repr=False)
    client_key: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class ServerFiles:
    """Paths of the PEM files that the server reads while it starts; no client key among them."""

    authority: Path
    cert: Path
    key: Path


def make_run_certificates() -> RunCertificates:
    """A new authority, and a server and a client that it signed.

    Takes some milliseconds. The server's certificate is for ``localhost``, ``127.0.0.1`` and
    ``::1``; each of the two can only be used on its own side.
    """
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import ExtendedKeyUsageOID

    authority_key = ec.generate_private_key(ec.SECP256R1())
    authority = _make_authority(authority_key)
    server_cert, server_key = _make_leaf(
        authority, authority_key, "dhconsole server", ExtendedKeyUsageOID.SERVER_AUTH
    )
    client_cert, client_key = _make_leaf(
        authority, authority_key, "dhconsole client", ExtendedKeyUsageOID.CLIENT_AUTH
    )
    return RunCertificates(_pem(authority), server_cert, server_key, client_cert, client_key)


def write_server_files(directory: Path, certificates: RunCertificates) -> ServerFiles:
    """Lay down what the server needs, in a new directory that only we can enter."""
    directory.mkdir(mode=0o700)
    files = ServerFiles(directory / "ca.pem", directory / "server.pem", directory / "server.key")
    for path, content in (
        (files.authority, certificates.authority),
        (files.cert, certificates.server_cert),
        (files.key, certificates.server_key),
    ):
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
    return files


def _make_authority(key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes

    name = _name("dhconsole run")
    usage = x509.KeyUsage(
        digital_signature=False,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=True,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    return (
        _builder(name, name, key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )


def _make_leaf(
    authority: x509.Certificate,
    authority_key: ec.EllipticCurvePrivateKey,
    common_name: str,
    purpose: ObjectIdentifier,
) -> tuple[bytes, bytes]:
    """PEM of a certificate, and of its key."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    places = x509.SubjectAlternativeName(
        [
            x509.DNSName("localhost"),
            x509.IPAddress(ip_address("127.0.0.1")),
            x509.IPAddress(ip_address("::1")),
        ]
    )
    certificate = (
        _builder(_name(common_name), authority.subject, key.public_key())
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([purpose]), critical=True)
        .add_extension(places, critical=False)
        .sign(authority_key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return _pem(certificate), private


def _builder(
    subject: x509.Name, issuer: x509.Name, public_key: ec.EllipticCurvePublicKey
) -> x509.CertificateBuilder:
    from cryptography import x509

    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _CLOCK_SLACK)
        .not_valid_after(now + _VALID)
    )


def _name(common_name: str) -> x509.Name:
    from cryptography import x509

    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, common_name)])


def _pem(certificate: x509.Certificate) -> bytes:
    from cryptography.hazmat.primitives import serialization

    return certificate.public_bytes(serialization.Encoding.PEM)
