# SPDX-License-Identifier: EUPL-1.2
"""Say so in one line when the port of `make start` is taken, before anything else is done."""

import socket
import sys


def main(host: str, port: str) -> int:
    """Return 0 when a server can listen on host:port, 1 after printing why not."""
    try:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, int(port)))
    except (OSError, OverflowError, ValueError) as error:
        print(
            f"Cannot listen on {host}:{port} ({error}). Is the portal running already? Otherwise choose another port:"
        )
        print("    make start PORT=8001")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
