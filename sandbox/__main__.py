"""``python -m sandbox``: starts a sandbox, prints its addresses and credentials as one JSON line, serves until told to end."""

from __future__ import annotations

import argparse
import json
import signal
import sys
import threading
from pathlib import Path

from sandbox.app import Sandbox
from sandbox.seed import SIZES


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 = any free port")
    parser.add_argument(
        "--state", type=Path, help="file that keeps the books; without it they live in memory"
    )
    parser.add_argument(
        "--seed", choices=sorted(SIZES), default="full", help="how much there is in empty books"
    )
    parser.add_argument("--orders", type=int, help="how many released orders to begin with")
    parser.add_argument("--reset", action="store_true", help="begin with empty books")
    parser.add_argument("--nav-version", type=int, help="below 24: receive-only answers the phantom 400")
    parser.add_argument(
        "--speed", type=float, default=None, help="suppliers answer this many times faster (2 s at 1)"
    )
    parser.add_argument("--no-suppliers", action="store_true", help="nobody answers an order")
    parser.add_argument("--exit-with-parent", action="store_true", help="end when standard input closes")
    return parser.parse_args()


def _wait_for_parent(ended: threading.Event) -> None:
    """Whoever started the sandbox holds the other end of standard input."""
    sys.stdin.read()
    ended.set()


def main() -> int:
    """Serve until SIGINT, SIGTERM or (if so asked) the end of standard input."""
    wish = _arguments()
    sandbox = Sandbox(
        state=wish.state,
        seed=wish.seed,
        orders=wish.orders,
        reset=wish.reset,
        nav_version=wish.nav_version,
        supplier_delay=None if not wish.speed else 2 / wish.speed,
        suppliers=not wish.no_suppliers,
        port=wish.port,
    ).start()
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    if wish.exit_with_parent:
        threading.Thread(target=_wait_for_parent, args=(ended,), daemon=True).start()
    sys.stdout.write(json.dumps(sandbox.describe()) + "\n")
    sys.stdout.flush()
    ended.wait()
    sandbox.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
