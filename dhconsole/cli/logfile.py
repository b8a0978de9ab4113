"""The log file: all logging of ours and of the libraries goes there, never to the screen."""

from __future__ import annotations

import logging
import os
from logging.handlers import RotatingFileHandler
from pathlib import Path

from dhconsole import paths

_BYTES = 1_000_000
_OLD_FILES = 3
_FORMAT = "%(asctime)s %(process)d %(levelname)s %(name)s: %(message)s"


def start_log() -> Path | None:
    """Send all logging to ``paths.log_file()``. Doing it twice does it once.

    Returns:
        The file, or None when it cannot be written; logging then goes nowhere.
    """
    # gRPC's C core writes to stderr by itself, over whatever is on the screen.
    os.environ.setdefault("GRPC_VERBOSITY", "NONE")
    path = paths.log_file()
    root = logging.getLogger()
    if any(isinstance(each, RotatingFileHandler) for each in root.handlers):
        return path
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(
            path, maxBytes=_BYTES, backupCount=_OLD_FILES, encoding="utf-8", delay=False
        )
    except OSError:
        root.addHandler(logging.NullHandler())
        return None
    handler.setFormatter(logging.Formatter(_FORMAT))
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    logging.captureWarnings(capture=True)
    return path
