"""``python -m dhconsole`` does what the command ``dhconsole`` does."""

from __future__ import annotations

import sys

from dhconsole.cli import main

if __name__ == "__main__":
    sys.exit(main())
