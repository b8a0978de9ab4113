"""Secrets, and where they are kept.

Owns reading a token from a variable, a file, a command or the keyring, and certificates from
files. Nothing here keeps, prints or logs a secret; a ``TokenSource`` only says where one is.
Every function that reads blocks, a command for up to half a minute: call it off the event loop.
"""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from dhconsole.errors import ConfigError

COMMAND_SECONDS = 30.0
"""How long a command may take to print a token."""

_MAX_BYTES = 64 * 1024

TokenKind = Literal["env", "file", "command", "keyring"]


@dataclass(frozen=True, slots=True)
class TokenSource:
    """Where a token is kept.

    Attributes:
        kind: what ``place`` means.
        place: name of an environment variable, path of a file, a command line, or
            ``service/user`` in the keyring.
        setting: the option or setting that said so, for messages.
    """

    kind: TokenKind
    place: str
    setting: str

    def describe(self) -> str:
        """For people; holds no secret."""
        if self.kind == "command":
            words = shlex.split(self.place)
            return f"the command {Path(words[0]).name}" if words else "a command"
        words_of = {"env": "the variable", "file": "the file", "keyring": "the keyring entry"}
        return f"{words_of[self.kind]} {self.place}"

    def read(self, environ: Mapping[str, str] | None = None) -> str:
        """The token, without the line end that files and commands put after it.

        Raises:
            ConfigError: there is none, or it cannot be read.
        """
        readers: dict[str, Callable[[], str]] = {
            "env": lambda: self._from_env(os.environ if environ is None else environ),
            "file": self._from_file,
            "command": self._from_command,
            "keyring": self._from_keyring,
        }
        token = readers[self.kind]().rstrip("\r\n")
        if not token:
            raise self._error(f"{self.describe()} holds no token")
        if any(ord(each) < 32 or ord(each) == 127 for each in token):
            raise self._error(f"{self.describe()} holds more than one line, thus no token")
        return token

    def exposed_to_others(self) -> bool:
        """Whether the secret lies in a file that other users of this machine can read."""
        if self.kind != "file" or os.name != "posix":
            return False
        try:
            return bool(Path(self.place).stat().st_mode & 0o077)
        except OSError:
            return False

    def _from_env(self, environ: Mapping[str, str]) -> str:
        if self.place not in environ:
            raise self._error(f"the variable {self.place} is not set")
        return environ[self.place]

    def _from_file(self) -> str:
        raw = _read(Path(self.place), self.setting)
        try:
            return raw.decode()
        except UnicodeDecodeError as error:
            raise self._error(f"{self.place} is not text, thus no token") from error

    def _from_command(self) -> str:
        words = shlex.split(self.place)
        try:
            # No standard input: the TUI owns the terminal. A pinentry opens it by itself.
            done = subprocess.run(
                words,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=COMMAND_SECONDS,
                check=False,
            )
        except OSError as error:
            raise self._error(f"{self.describe()} cannot be run: {error.strerror}") from error
        except subprocess.TimeoutExpired as error:
            raise self._error(
                f"{self.describe()} gave no token within {COMMAND_SECONDS:g} s"
            ) from error
        if done.returncode:
            said = done.stderr.decode(errors="replace").strip().splitlines()
            last = f": {said[-1]}" if said else ""
            raise self._error(f"{self.describe()} failed with code {done.returncode}{last}")
        return done.stdout.decode(errors="replace")

    def _from_keyring(self) -> str:
        try:
            import keyring
            import keyring.errors
        except ImportError as error:
            raise self._error(
                "the keyring package is not installed",
                hint="Install it with: pip install 'dhconsole[keyring]'",
            ) from error
        service, _, user = self.place.partition("/")
        try:
            token = keyring.get_password(service, user)
        except keyring.errors.KeyringError as error:
            raise self._error(f"the keyring refuses: {error}") from error
        if token is None:
            raise self._error(
                f"the keyring has no entry {self.place}",
                hint=f"Make it with: keyring set {shlex.quote(service)} {shlex.quote(user)}",
            )
        return str(token)

    def _error(self, message: str, *, hint: str = "") -> ConfigError:
        return ConfigError(message, path=self.setting, hint=hint)


def read_pem(path: str, setting: str) -> bytes:
    """The bytes of a certificate or key file.

    Raises:
        ConfigError: it cannot be read or is not PEM.
    """
    raw = _read(Path(path), setting)
    if b"-----BEGIN " not in raw:
        raise ConfigError(f"{path} holds no PEM block", path=setting)
    return raw


def _read(path: Path, setting: str) -> bytes:
    try:
        with path.expanduser().open("rb") as stream:
            raw = stream.read(_MAX_BYTES + 1)
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}", path=setting) from error
    if len(raw) > _MAX_BYTES:
        raise ConfigError(f"{path} is too large", path=setting)
    return raw
