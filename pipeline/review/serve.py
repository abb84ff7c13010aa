"""The review as a server on this machine's own address, which nobody else can reach."""

from __future__ import annotations

import socket
from contextlib import suppress

import uvicorn
from starlette.applications import Starlette

from pipeline.review.app import HERE


def listen(port: int) -> socket.socket:
    """A socket on a port of this machine, any free one for 0. Raises OSError where the port is taken."""
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((HERE, port))
        listening.listen()  # only now would another server be refused
    except OSError:
        listening.close()
        raise
    return listening


def serve(app: Starlette, listening: socket.socket) -> None:
    """Answer until Ctrl-C."""
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off"))
    with suppress(KeyboardInterrupt), listening:
        server.run(sockets=[listening])
