"""`convquiz serve`: the application in a browser."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from quiz.commands.options import CannotWrite, Refused, Whole

WARNING = (
    "Warning: {address} is reached from other machines, and what is sent is not encrypted. Whoever learns the address "
    "below can use the application, and with its katas run programs, as you."
)


@click.command()
@click.option("--host", default="127.0.0.1", metavar="ADDRESS", help="Listen elsewhere than on this machine alone.")
@click.option("--port", type=Whole(0, 65535), metavar="N", default=0, help="Listen at this port; 0 takes a free one.")
def command(host: str, port: int) -> None:
    """Serve the application to a browser on this machine.

    The address that is printed holds a secret: it alone lets in. Each browser keeps its own progress.
    """
    from quiz.log.progress import path_of
    from quiz.sets.extras import lacking

    if line := lacking("A browser", "web", "aiohttp", "textual_serve"):
        raise Refused(line)
    folder = path_of(None).parent / "visitors"
    _check_writable(folder)
    import socket

    from quiz.web.server import AppServer

    host = host.removeprefix("[").removesuffix("]")
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listening = socket.create_server((host, port), family=family)
    except (OSError, UnicodeError) as error:
        why, _, _ = (getattr(error, "strerror", "") or "no name").partition(" (")
        raise Refused(f"cannot listen at {host}, port {port}: {why}") from None
    server = AppServer(listening, folder)
    if not server.local:
        click.echo(WARNING.format(address=host), err=True)
    elsewhere = "; elsewhere, with this machine's own address in it" if server.everywhere else ""
    click.echo(f"{server.url}\nOpen this in a browser{elsewhere}; ctrl+c ends it.")
    sys.stdout.flush()
    server.run()


def _check_writable(folder: Path) -> None:
    """Refuse to start where no visitor's progress could be kept."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CannotWrite(f"{folder}, where visitors' progress is kept: {error.strerror}") from error
    if not os.access(folder, os.W_OK):
        raise CannotWrite(f"{folder}, where visitors' progress is kept, cannot be written")
