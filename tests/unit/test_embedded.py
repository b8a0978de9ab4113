"""The parts of the embedded server that need no Java: certificates, files, words."""

from __future__ import annotations

import fcntl
import importlib.util
import os
import ssl
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from dhconsole.embedded import BlockingEmbeddedServer, EmbeddedOptions, demo, places
from dhconsole.embedded.certs import make_run_certificates, write_server_files
from dhconsole.embedded.classes import kept_classes
from dhconsole.embedded.failures import check_installed, explain
from dhconsole.embedded.places import RunDir, open_log, telling_line
from dhconsole.errors import ClosedError, EmbeddedServerError

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def own_tmp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A temporary directory of this test's own, also for ``tempfile``."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def handshake(server: ssl.SSLContext, client: ssl.SSLContext, name: str = "127.0.0.1") -> None:
    """A TLS handshake in memory, and a byte from the client; raises what either side raises."""
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    sides = [
        server.wrap_bio(to_server, to_client, server_side=True),
        client.wrap_bio(to_client, to_server, server_hostname=name),
    ]
    open_sides = list(sides)
    while open_sides:
        for side in list(open_sides):
            try:
                side.do_handshake()
            except ssl.SSLWantReadError:
                continue
            open_sides.remove(side)
    sides[1].write(b"x")
    assert sides[0].read(1) == b"x"


def server_context(folder: Path, certificates) -> ssl.SSLContext:
    files = write_server_files(folder, certificates)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(files.cert, files.key)
    context.load_verify_locations(files.authority)
    context.verify_mode = ssl.CERT_REQUIRED
    return context


def client_context(folder: Path, authority: bytes, cert: bytes, key: bytes) -> ssl.SSLContext:
    context = ssl.create_default_context(cadata=authority.decode())
    pair = folder / "pair.pem"
    pair.write_bytes(cert + key)
    context.load_cert_chain(pair)
    return context


# -- certificates ------------------------------------------------------------------------


def test_the_client_of_the_run_gets_in(tmp_path: Path) -> None:
    made = make_run_certificates()
    server = server_context(tmp_path / "tls", made)
    client = client_context(tmp_path, made.authority, made.client_cert, made.client_key)
    for name in ("127.0.0.1", "localhost", "::1"):
        handshake(server, client, name)


def test_the_client_of_another_run_stays_out(tmp_path: Path) -> None:
    ours, theirs = make_run_certificates(), make_run_certificates()
    server = server_context(tmp_path / "tls", ours)
    client = client_context(tmp_path, ours.authority, theirs.client_cert, theirs.client_key)
    with pytest.raises(ssl.SSLError):
        handshake(server, client)


def test_a_client_without_certificate_stays_out(tmp_path: Path) -> None:
    made = make_run_certificates()
    server = server_context(tmp_path / "tls", made)
    with pytest.raises(ssl.SSLError):
        handshake(server, ssl.create_default_context(cadata=made.authority.decode()))


def test_the_certificate_of_the_server_is_none_for_a_client(tmp_path: Path) -> None:
    made = make_run_certificates()
    server = server_context(tmp_path / "tls", made)
    client = client_context(tmp_path, made.authority, made.server_cert, made.server_key)
    with pytest.raises(ssl.SSLError):
        handshake(server, client)


def test_purposes_and_names_of_the_certificates() -> None:
    made = make_run_certificates()
    purposes = {}
    for name in ("server_cert", "client_cert"):
        certificate = x509.load_pem_x509_certificate(getattr(made, name))
        (purposes[name],) = certificate.extensions.get_extension_for_class(
            x509.ExtendedKeyUsage
        ).value
        basic = certificate.extensions.get_extension_for_class(x509.BasicConstraints).value
        assert not basic.ca
    assert purposes == {
        "server_cert": ExtendedKeyUsageOID.SERVER_AUTH,
        "client_cert": ExtendedKeyUsageOID.CLIENT_AUTH,
    }
    assert "PRIVATE" not in repr(made)


def test_server_files_are_ours_alone_and_hold_no_client_key(tmp_path: Path) -> None:
    made = make_run_certificates()
    write_server_files(tmp_path / "tls", made)
    assert (tmp_path / "tls").stat().st_mode & 0o777 == 0o700
    held = [path.read_bytes() for path in (tmp_path / "tls").iterdir()]
    assert len(held) == 3 and made.client_key not in b"".join(held)
    for path in (tmp_path / "tls").iterdir():
        assert path.stat().st_mode & 0o777 == 0o600


# -- options -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "heap", ["", "0", "0g", "lots", "1 g", "-1g", "1.5g", "1gb", "1g -Xlog", "1k", "63m"]
)
def test_a_heap_that_is_none_is_refused_before_anything_starts(tmp_path: Path, heap: str) -> None:
    server = BlockingEmbeddedServer(EmbeddedOptions(log_dir=tmp_path / "log", heap=heap))
    with pytest.raises(EmbeddedServerError, match="heap") as caught:
        server.start()
    assert "64m" in caught.value.hint or "512m" in caught.value.hint
    assert server.pid is None and not (tmp_path / "log").exists()


@pytest.mark.parametrize("heap", ["64m", "65536k", "4g", "2G", "1t", "1073741824"])
def test_a_heap_as_java_takes_it(tmp_path: Path, heap: str) -> None:
    EmbeddedOptions(log_dir=tmp_path, heap=heap).check()


def test_java_arguments(tmp_path: Path) -> None:
    made = write_server_files(tmp_path / "tls", make_run_certificates())
    options = EmbeddedOptions(log_dir=tmp_path, heap="2g", extra_jvm_args=("-Dx=y",))
    args = options.jvm_args(run_dir=tmp_path / "run", data_dir=tmp_path / "data", files=made)
    assert "-Xmx2g" in args and args[-1] == "-Dx=y"
    assert "-Dssl.clientAuthentication=NEEDED" in args
    assert f"-Ddeephaven.cacheDir={tmp_path}/run/cache" in args
    assert f"-Ddeephaven.dataDir={tmp_path}/data" in args
    assert "-DPeriodicUpdateGraph.targetCycleDurationMillis=100" in args
    assert "-Ddeephaven.console.subscribeToLogs.sendMillis=10" in args
    plain = options.jvm_args(run_dir=tmp_path, data_dir=tmp_path, files=None)
    assert not [arg for arg in plain if arg.startswith(("-Dssl", "-XX:SharedArchiveFile"))]


def test_java_uses_kept_classes_or_keeps_its_own(tmp_path: Path) -> None:
    given = {"run_dir": tmp_path, "data_dir": tmp_path, "files": None, "classes": tmp_path / "a"}
    args = EmbeddedOptions(log_dir=tmp_path).jvm_args(**given)
    assert f"-XX:SharedArchiveFile={tmp_path}/a" in args
    args = EmbeddedOptions(log_dir=tmp_path, keep_classes=tmp_path / "b").jvm_args(**given)
    assert f"-XX:ArchiveClassesAtExit={tmp_path}/b" in args, "Java refuses to do both"
    assert f"-XX:SharedArchiveFile={tmp_path}/a" not in args


def test_the_file_of_classes_is_for_one_java(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DHCONSOLE_CACHE_DIR", str(tmp_path))
    files = set()
    for home in ("17", "21"):
        java = tmp_path / home / "bin" / "java"
        java.parent.mkdir(parents=True)
        java.touch(mode=0o755)
        monkeypatch.setenv("JAVA_HOME", str(tmp_path / home))
        files.add(kept_classes())
    assert len(files) == 2 and {each.parent for each in files} == {tmp_path}


def test_the_key_of_the_options_is_not_shown(tmp_path: Path) -> None:
    assert "s3cret" not in repr(EmbeddedOptions(log_dir=tmp_path, psk="s3cret"))


def test_no_options_before_the_start(tmp_path: Path) -> None:
    server = BlockingEmbeddedServer(EmbeddedOptions(log_dir=tmp_path))
    with pytest.raises(ClosedError):
        _ = server.options
    server.stop()
    with pytest.raises(ClosedError):
        server.start()


# -- files -------------------------------------------------------------------------------


def test_logs_are_ours_alone_and_only_the_newest_are_kept(tmp_path: Path) -> None:
    folder = tmp_path / "state" / "log"
    made = []
    folder.mkdir(parents=True, mode=0o700)
    for number in range(13):
        (folder / f"server-crash-{number}.log").touch()
        path, descriptor = open_log(folder)
        os.write(descriptor, str(number).encode())
        os.close(descriptor)
        made.append(path)
    (folder / "dhconsole.log").touch()
    open_log(folder)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert made[-1].stat().st_mode & 0o777 == 0o600
    kept = sorted(folder.glob("server-2*.log"))
    assert len(kept) == 10
    assert kept[:9] == made[-9:]
    assert len(list(folder.glob("server-crash-*.log"))) == 10
    assert (folder / "dhconsole.log").exists()


def test_a_log_directory_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    server = BlockingEmbeddedServer(
        EmbeddedOptions(log_dir=tmp_path / "file" / "log", data_dir=tmp_path / "data")
    )
    with pytest.raises(EmbeddedServerError, match="cannot be made") as caught:
        server.start()
    assert "DHCONSOLE_STATE_DIR" in caught.value.hint


def test_a_run_directory_is_private_and_goes(own_tmp: Path) -> None:
    run = RunDir()
    assert run.path.stat().st_mode & 0o777 == 0o700
    (run.path / "sub").mkdir()
    run.remove()
    run.remove()
    assert not run.path.exists()


def test_what_a_killed_console_left_is_swept_up(own_tmp: Path) -> None:
    def leave(name: str, age: float = 1000.0) -> Path:
        path = own_tmp / f"dhconsole-server-{name}"
        path.mkdir()
        (path / "server.key").touch()
        stamp = path.stat().st_mtime - age
        os.utime(path, (stamp, stamp))
        return path

    dead, young, used = leave("dead"), leave("young", age=0.0), leave("used")
    held = os.open(used, os.O_RDONLY)
    fcntl.flock(held, fcntl.LOCK_EX)
    elsewhere = own_tmp / "elsewhere"
    elsewhere.mkdir()
    link = own_tmp / "dhconsole-server-link"
    link.symlink_to(elsewhere)
    stamp = elsewhere.stat().st_mtime - 1000
    os.utime(link, (stamp, stamp), follow_symlinks=False)
    try:
        RunDir().remove()
    finally:
        os.close(held)
    assert not dead.exists()
    assert young.exists() and used.exists() and elsewhere.exists()


def test_the_lock_lives_as_long_as_whoever_inherited_it(own_tmp: Path) -> None:
    run = RunDir()
    stamp = run.path.stat().st_mtime - 1000
    holder = subprocess.Popen(
        [sys.executable, "-c", "input()"], stdin=subprocess.PIPE, pass_fds=(run.lock,)
    )
    os.close(run.lock)
    run.lock = -1
    os.utime(run.path, (stamp, stamp))
    RunDir().remove()
    assert run.path.exists()
    holder.communicate(b"\n")
    RunDir().remove()
    assert not run.path.exists()


# -- words -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", ""),
        ("1 compiler directives added\n# noise\n", ""),
        ("something\nlast words\n", "last words"),
        ("Unrecognized VM option 'Foo'\nbye\n", "Unrecognized VM option 'Foo'"),
        (
            "java.lang.RuntimeException: outer\n\tat a.B.c(B.java:1)\n"
            "Caused by: java.io.IOException: inner\n\t... 3 more\n",
            "IOException: inner",
        ),
        (
            "RuntimeError: java.lang.IllegalArgumentException: bad\n\tat x",
            "IllegalArgumentException: bad",
        ),
        (
            'Traceback (most recent call last):\n  File "x", line 1\n    f()\n    ^^^\nKeyError: 1',
            "KeyError: 1",
        ),
        ("Error: " + "x" * 500, "Error: " + "x" * 193),
    ],
)
def test_the_line_that_tells_most(text: str, line: str) -> None:
    assert telling_line(text) == line


def test_an_unknown_failure_is_told_in_one_line_with_its_log(tmp_path: Path) -> None:
    log = tmp_path / "server.log"
    log.write_text("noise\njava.lang.IllegalStateException: no luck\n\tat a.B\n")
    error = explain("it ended with exit code 3", log)
    assert str(error) == (
        "the embedded server did not start: it ended with exit code 3 "
        f"(IllegalStateException: no luck). Its log: {log}"
    )
    assert error.log_path == str(log)


@pytest.mark.parametrize(
    ("text", "meaning", "mend"),
    [
        (
            "RuntimeError: java.io.UncheckedIOException: java.io.IOException: Failed to bind to "
            "/127.0.0.1:10300\ncaused by java.net.BindException: Address already in use",
            "another process has the port",
            "Choose another port",
        ),
        (
            "RuntimeError: java.lang.UnsupportedClassVersionError: io/deephaven/X has been "
            "compiled by a more recent version",
            "the Java found is too old",
            "Install a JDK 17 or newer",
        ),
        (
            "RuntimeError: java.lang.OutOfMemoryError: Java heap space",
            "the heap is too small for the server",
            "Set another heap",
        ),
    ],
)
def test_known_failures_come_with_a_mend(
    tmp_path: Path, text: str, meaning: str, mend: str
) -> None:
    log = tmp_path / "server.log"
    log.touch()
    error = explain("it failed while starting", log, text)
    assert error.message == f"the embedded server did not start: {meaning}"
    assert error.hint.startswith(mend) and str(log) in error.hint


def test_a_crash_of_java_names_its_report(tmp_path: Path) -> None:
    log = tmp_path / "server.log"
    log.write_text(
        "1 compiler directives added\n#\n"
        "# A fatal error has been detected by the Java Runtime Environment:\n#\n# SIGSEGV\n"
    )
    error = explain("it was killed by SIGABRT", log)
    assert "Java crashed" in error.message and "server-crash" in error.hint


def test_only_the_end_of_a_long_log_is_read(tmp_path: Path) -> None:
    log = tmp_path / "server.log"
    log.write_bytes(b"Error: old\n" + b"x\n" * 200_000 + b"Error: \xff new\n")
    assert len(places.tail(log)) <= 64 * 1024
    assert telling_line(places.tail(log)) == "Error: \ufffd new"


@pytest.mark.parametrize(
    ("module", "name"), [("deephaven_server", "deephaven-server"), ("cryptography",) * 2]
)
def test_what_is_not_installed_is_named_with_the_mend(module: str, name: str) -> None:
    def find(asked: str) -> object:
        return None if asked == module else importlib.util.find_spec(asked)

    with pytest.raises(EmbeddedServerError, match=f"^{name} is not installed") as caught:
        check_installed(find)
    assert "pip install 'dhconsole[server]'" in caught.value.hint
    assert "dh://" in caught.value.hint


def test_an_interpreter_without_the_extra_says_so(tmp_path: Path) -> None:
    code = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
        "from pathlib import Path\n"
        "from dhconsole.embedded import BlockingEmbeddedServer, EmbeddedOptions\n"
        f"BlockingEmbeddedServer(EmbeddedOptions(log_dir=Path({str(tmp_path)!r}))).start()\n"
    )
    done = subprocess.run(
        [sys.executable, "-S", "-P", "-c", code], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "EmbeddedServerError: deephaven-server is not installed" in done.stderr.splitlines()[-1]


# -- demo --------------------------------------------------------------------------------


def test_the_demo_script_makes_what_is_promised() -> None:
    code = compile(demo.script(), "demo", "exec")
    assert set(demo.TABLES) <= set(code.co_names)
