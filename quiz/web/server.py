"""The server: pages only for who has the token, programs only for pages of its own, nothing from outside."""

from __future__ import annotations

import hmac
import secrets
import sys
from collections.abc import Awaitable, Callable, Sequence
from importlib.resources import files
from ipaddress import ip_address
from pathlib import Path
from socket import socket
from urllib.parse import urlsplit

from aiohttp import WSCloseCode, web
from aiohttp.log import server_logger
from jinja2 import Environment
from textual_serve.server import Server, to_int

from quiz.web.visitor import NAME, Visitor, new_name

MOST = 20
"""Programs at a time; each takes some 100 MB."""
COOKIE, YEAR = "convquiz-visitor", 365 * 24 * 3600
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class AppServer(Server):
    """Serves the application under a path that nobody can guess."""

    def __init__(self, listening: socket, folder: Path, command: Sequence[str] | None = None) -> None:
        self.address, port = listening.getsockname()[:2]
        super().__init__("convquiz", host=self.address, port=port)
        self.token = secrets.token_urlsafe(24)
        self.visitors = 0
        self._listening = listening
        self._folder = folder
        self._words = command or (sys.executable, "-m", "quiz")

    @property
    def url(self) -> str:
        """Where the application is, as a browser on this machine reaches it."""
        address = self.address
        if self.everywhere:
            address = "::1" if ":" in address else "127.0.0.1"
        return f"http://{f'[{address}]' if ':' in address else address}:{self.port}/{self.token}/"

    @property
    def everywhere(self) -> bool:
        """Whether it listens at all addresses of this machine, of which none is its own."""
        return ip_address(self.address).is_unspecified

    @property
    def local(self) -> bool:
        """Whether this machine alone can reach it."""
        return ip_address(self.address).is_loopback

    def run(self) -> None:
        """Serve until the process is interrupted."""
        web.run_app(self._make_app(), sock=self._listening, print=None, access_log=None)

    async def _make_app(self) -> web.Application:
        app = web.Application(middlewares=[self._guarded])
        app.add_routes(
            [
                web.get("/{token}/", self.handle_index),
                web.get("/{token}/ws", self.handle_visit),
                web.static(f"/{self.token}/static", self.statics_path),
            ]
        )
        return app

    @web.middleware
    async def _guarded(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Answer only under the token, and under a name of this machine; pages may load nothing from elsewhere."""
        given = request.path.split("/")[1]
        if not hmac.compare_digest(given.encode(), self.token.encode()):
            raise web.HTTPNotFound
        if self.local and not self._is_own(request.host):
            raise web.HTTPForbidden(text="Another name than this machine's.")
        response = await handler(request)
        if not response.prepared:
            for header, value in _protection(request.host).items():
                response.headers.setdefault(header, value)
        return response

    def _is_own(self, host: str) -> bool:
        """Tell whether this is how a browser on this machine calls the server, maybe through a tunnel's port."""
        try:
            called = urlsplit(f"//{host}")
            return called.hostname in (self.address, "localhost") and called.port != 0
        except ValueError:
            return False

    async def handle_index(self, request: web.Request) -> web.Response:
        """Return the page, and a name by which the visitor is known from then on."""
        self._check_room()
        nonce = secrets.token_urlsafe(16)
        page = Environment(autoescape=True).from_string(files("quiz.web").joinpath("page.html").read_text("utf-8"))
        text = page.render(socket=f"ws://{request.host}/{self.token}/ws", nonce=nonce)
        response = web.Response(text=text, content_type="text/html", headers=_protection(request.host, nonce))
        name = request.cookies.get(COOKIE, "")
        if not NAME.fullmatch(name):
            name = new_name()
        # Strict would keep it back where a link from elsewhere leads here, and who comes so would be somebody new.
        response.set_cookie(COOKIE, name, max_age=YEAR, httponly=True, samesite="Lax")
        return response

    async def handle_visit(self, request: web.Request) -> web.StreamResponse:
        """Run the program of a visitor whose page is ours, until either leaves."""
        name = request.cookies.get(COOKIE, "")
        if request.headers.get("Origin") != f"http://{request.host}" or not NAME.fullmatch(name):
            raise web.HTTPForbidden(text="Not from a page of this server.")
        self._check_room()
        self.visitors += 1
        try:
            return await self._visited(request, self._folder / name)
        finally:
            self.visitors -= 1

    def _check_room(self) -> None:
        if self.visitors >= MOST:
            raise web.HTTPServiceUnavailable(text=f"{MOST} visitors are here already.")

    async def _visited(self, request: web.Request, folder: Path) -> web.StreamResponse:
        connection = web.WebSocketResponse(heartbeat=15)
        try:
            await connection.prepare(request)
        except ConnectionError:
            return web.Response()  # which nobody reads any more
        visitor = Visitor(
            self._words,
            folder,
            write_bytes=connection.send_bytes,
            write_str=connection.send_str,
            close=connection.close,
            download_manager=self.download_manager,
        )
        width, height = (to_int(request.query.get(side, ""), usual) for side, usual in (("width", 80), ("height", 24)))
        try:
            await visitor.start(width, height)
            await self._process_messages(connection, visitor)
        except OSError as error:
            server_logger.warning("No program for a visitor: %s", error)
            await connection.close(code=WSCloseCode.TRY_AGAIN_LATER)
        except (AssertionError, AttributeError, LookupError, TypeError, ValueError):
            await connection.close(code=WSCloseCode.UNSUPPORTED_DATA)  # what came was no message of the page
        finally:
            await visitor.stop()
        return connection


def _protection(host: str, nonce: str = "") -> dict[str, str]:
    """Return headers that keep a page to itself: what it loads, who may frame it, and its address."""
    script = f"'self' 'nonce-{nonce}'" if nonce else "'self'"
    loaded = f"script-src {script}; font-src 'self'; img-src data:; connect-src ws://{host}"
    return {
        "Content-Security-Policy": f"default-src 'none'; {loaded}; style-src 'self' 'unsafe-inline'; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
