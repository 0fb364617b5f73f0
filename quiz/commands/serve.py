"""`convquiz serve`: the application in a browser."""

from __future__ import annotations

import sys

import click

from quiz.commands.options import Refused, Whole

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
    import socket

    from quiz.web.server import AppServer

    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listening = socket.create_server((host, port), family=family)
    except (OSError, UnicodeError) as error:
        raise Refused(f"cannot listen at {host}, port {port}: {getattr(error, 'strerror', 'no name')}") from None
    server = AppServer(listening, path_of(None).parent / "visitors")
    if not server.local:
        click.echo(WARNING.format(address=host), err=True)
    click.echo(f"{server.url}\nOpen this in a browser; ctrl+c ends it.")
    sys.stdout.flush()
    server.run()
