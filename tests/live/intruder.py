"""Another user of the machine, trying to get into an embedded server.

Run as a program. One line of JSON comes in by standard input, one goes out: for each way that was
tried, what it got, or the error. Everything is imported before the user is changed, as the other
user may not be able to read this Python.
"""

from __future__ import annotations

import importlib
import json
import os
import ssl
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any

import grpc
import pyarrow as pa
import pyarrow.flight as flight

from dhconsole.client import methods
from dhconsole.embedded.certs import make_run_certificates

CALL_SECONDS = 8.0

for module in ("encodings.idna", "grpc._channel", "http.client"):
    importlib.import_module(module)


def constants(channel: grpc.Channel, metadata: tuple[tuple[str, str], ...]) -> str:
    """Log in; the version of the server is proof enough of being inside."""
    method = methods.Config.GET_CONFIGURATION_CONSTANTS
    call = channel.unary_unary(
        method.path,
        request_serializer=lambda message: message.SerializeToString(),
        response_deserializer=method.response.FromString,
    )
    reply = call(method.request(), metadata=metadata, timeout=CALL_SECONDS)
    return str(reply.config_values["deephaven.version"].string_value)


def by_grpc(port: int, credentials: grpc.ChannelCredentials | None, login: str) -> str:
    target = f"127.0.0.1:{port}"
    options = [("grpc.enable_http_proxy", 0)]
    channel = (
        grpc.insecure_channel(target, options)
        if credentials is None
        else grpc.secure_channel(target, credentials, options)
    )
    with channel:
        return constants(channel, (("authorization", login),) if login else ())


def by_flight(port: int, **certificates: Any) -> str:
    with flight.FlightClient(f"grpc+tls://127.0.0.1:{port}", **certificates) as client:
        options = flight.FlightCallOptions(
            headers=[(b"authorization", b"Anonymous")], timeout=CALL_SECONDS
        )
        return str(len(list(client.list_flights(options=options))))


def by_plain_flight(port: int) -> str:
    with flight.FlightClient(f"grpc://127.0.0.1:{port}") as client:
        options = flight.FlightCallOptions(
            headers=[(b"authorization", b"Anonymous")], timeout=CALL_SECONDS
        )
        return str(len(list(client.list_flights(options=options))))


def by_browser(port: int) -> str:
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    with urllib.request.urlopen(
        f"https://127.0.0.1:{port}/ide/", context=context, timeout=CALL_SECONDS
    ) as reply:
        return str(reply.status)


def read(path: str) -> str:
    with open(path, "rb") as file:
        return f"{len(file.read())} bytes"


def ways(task: dict[str, Any]) -> dict[str, Callable[[], str]]:
    """Every way in that we could think of. The authority's certificate is given for free."""
    port = task["port"]
    authority = task["authority"].encode()
    fake = make_run_certificates()
    fake_pair = {"private_key": fake.client_key, "certificate_chain": fake.client_cert}
    no_cert = grpc.ssl_channel_credentials(authority)
    own_cert = grpc.ssl_channel_credentials(authority, **fake_pair)
    chain = fake.client_cert + fake.authority
    own_chain = grpc.ssl_channel_credentials(authority, fake.client_key, chain)
    return {
        "grpc plain": lambda: by_grpc(port, None, "Anonymous"),
        "grpc plain without login": lambda: by_grpc(port, None, ""),
        "grpc tls without certificate": lambda: by_grpc(port, no_cert, "Anonymous"),
        "grpc tls without login": lambda: by_grpc(port, no_cert, ""),
        "grpc tls with own certificate": lambda: by_grpc(port, own_cert, "Anonymous"),
        "grpc tls with own authority": lambda: by_grpc(port, own_chain, "Anonymous"),
        "flight plain": lambda: by_plain_flight(port),
        "flight unverified": lambda: by_flight(port, disable_server_verification=True),
        "flight with own certificate": lambda: by_flight(
            port,
            tls_root_certs=authority,
            cert_chain=fake.client_cert,
            private_key=fake.client_key,
        ),
        "web page": lambda: by_browser(port),
        **{f"list {path}": lambda path=path: str(os.listdir(path)) for path in task["folders"]},
        **{f"read {path}": lambda path=path: read(path) for path in task["files"]},
    }


REFUSALS = (OSError, grpc.RpcError, pa.ArrowException, urllib.error.URLError)


def attempt(way: Callable[[], str]) -> dict[str, str]:
    try:
        return {"got": way()}
    except REFUSALS as error:
        return {"refused": f"{type(error).__name__}: {error}"[:500]}


def main() -> None:
    task = json.loads(sys.stdin.readline())
    tried = ways(task)
    if task["uid"]:
        os.setgroups([])
        os.setresgid(task["uid"], task["uid"], task["uid"])
        os.setresuid(task["uid"], task["uid"], task["uid"])
        os.environ["HOME"] = tempfile.gettempdir()
    results = {name: attempt(way) for name, way in tried.items()}
    # The counter-check: with what only the console holds, this very program gets in.
    credentials = grpc.ssl_channel_credentials(
        task["authority"].encode(), task["key"].encode(), task["cert"].encode()
    )
    results["the console itself"] = attempt(lambda: by_grpc(task["port"], credentials, "Anonymous"))
    print(json.dumps({"uid": os.geteuid(), "results": results}))


if __name__ == "__main__":
    main()
