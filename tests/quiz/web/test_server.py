"""Who is let in: pages under the token alone, programs for their own pages alone, each visitor with own files."""

from __future__ import annotations

import asyncio
import re
import shutil
import socket
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession, ClientWebSocketResponse, CookieJar, WSMsgType, WSServerHandshakeError, web

from quiz.commands.serve import command
from quiz.web import server as serving
from quiz.web.server import COOKIE, AppServer
from tests.quiz.sets.test_export import run

PROGRAM = """
import os, sys
def say(text): os.write(1, b"D" + len(text).to_bytes(4, "big") + text)
os.write(1, b"__GANGLION__\\n")
say(os.environ["CONVQUIZ_PROGRESS"].encode())
while head := sys.stdin.buffer.read(5):
    body = sys.stdin.buffer.read(int.from_bytes(head[1:], "big"))
    if b'"quit"' in body and head[:1] == b"M":
        open("left", "w").close()
        break
    say(body)
"""
"""Speaks as an application does: first where its progress is, then whatever it is told."""


@pytest.fixture(autouse=True)
def own_progress(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep visitors of `convquiz serve` in a folder of the test's."""
    path = tmp_path_factory.mktemp("data") / "progress.sqlite3"
    monkeypatch.setenv("CONVQUIZ_PROGRESS", str(path))
    return path


class Running:
    """A server that listens, and a browser that knows it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        listening = socket.create_server(("127.0.0.1", 0))
        self.server = AppServer(listening, folder, [sys.executable, "-I", "-S", "-c", PROGRAM])
        self.root = f"http://127.0.0.1:{self.server.port}"
        self._listening = listening

    async def __aenter__(self) -> Running:
        self._runner = web.AppRunner(await self.server._make_app())
        await self._runner.setup()
        await web.SockSite(self._runner, self._listening).start()
        self.browser = ClientSession(cookie_jar=CookieJar(unsafe=True))
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.browser.close()
        await self._runner.cleanup()

    async def entered(self) -> str:
        """Open the page and return what the visitor is called."""
        async with self.browser.get(self.server.url) as page:
            assert page.status == 200
            return page.cookies[COOKIE].value

    async def connected(self, **headers: str) -> ClientWebSocketResponse:
        return await self.browser.ws_connect(f"{self.server.url}ws", headers={"Origin": self.root, **headers})


@pytest.fixture
async def running(tmp_path: Path) -> AsyncIterator[Running]:
    async with Running(tmp_path) as started:
        yield started


async def first_words(connection: ClientWebSocketResponse) -> str:
    message = await asyncio.wait_for(connection.receive(), 20)
    assert message.type == WSMsgType.BINARY, message
    return bytes(message.data).decode()


async def refused(running: Running, url: str = "", **headers: str) -> int:
    with pytest.raises(WSServerHandshakeError) as refusal:
        await running.browser.ws_connect(url or f"{running.server.url}ws", headers=headers)
    return refusal.value.status


async def test_a_page_reaches_a_program_with_a_file_of_its_own(running: Running) -> None:
    name = await running.entered()
    connection = await running.connected()
    assert await first_words(connection) == str(running.folder / name / "progress.sqlite3")
    await connection.send_json(["stdin", "32\r"])
    assert await first_words(connection) == "32\r"
    assert str(running.folder / name / "katas") in (running.folder / name / "config.toml").read_text()
    await connection.close()


async def test_without_the_token_nothing_is_there(running: Running) -> None:
    wrong = running.server.token[:-1] + ("A" if running.server.token[-1] != "A" else "B")
    for path in (
        "/",
        "/ws",
        "/static/js/textual.js",
        f"/{wrong}/",
        f"/{wrong}/ws",
        f"//{running.server.token}/",
        "/é/",
    ):
        async with running.browser.get(running.root + path) as page:
            assert page.status == 404, path
            assert running.server.token not in await page.text()
    assert await refused(running, f"{running.root}/ws", Origin=running.root) == 404


async def test_tokens_are_long_and_never_the_same(tmp_path: Path) -> None:
    tokens = set()
    for _ in range(20):
        with socket.create_server(("127.0.0.1", 0)) as listening:
            tokens.add(AppServer(listening, tmp_path).token)
    assert len(tokens) == 20
    assert all(len(token) >= 32 for token in tokens)


@pytest.mark.parametrize("origin", ["http://elsewhere.example", "null", "https://127.0.0.1", "http://127.0.0.1:1", ""])
async def test_a_foreign_page_runs_nothing(running: Running, origin: str) -> None:
    await running.entered()
    assert await refused(running, **({"Origin": origin} if origin else {})) == 403
    assert running.server.visitors == 0


async def test_a_foreign_name_for_this_machine_is_refused(running: Running) -> None:
    """A page elsewhere may let its name point here; the browser then takes this server for its own."""
    host = f"elsewhere.example:{running.server.port}"
    async with running.browser.get(running.server.url, headers={"Host": host}) as page:
        assert page.status == 403
    assert await refused(running, Host=host, Origin=f"http://{host}") == 403


@pytest.mark.parametrize("host", ["[", "127.0.0.1:x", "127.0.0.1:0", "[::1]", ""])
async def test_a_name_that_is_none_is_refused(running: Running, host: str) -> None:
    async with running.browser.get(running.server.url, headers={"Host": host}) as page:
        assert page.status in (400, 403)


async def test_a_tunnel_may_have_a_port_of_its_own(running: Running) -> None:
    """`ssh -L 9000:127.0.0.1:8000` lets a browser elsewhere call this `localhost:9000`."""
    async with running.browser.get(running.server.url, headers={"Host": "localhost:9000"}) as page:
        assert page.status == 200
        assert "ws://localhost:9000/" in await page.text()
    connection = await running.connected(Host="localhost:9000", Origin="http://localhost:9000")
    await first_words(connection)
    await connection.close()


async def test_who_never_saw_the_page_runs_nothing(running: Running) -> None:
    assert await refused(running, Origin=running.root) == 403
    for forged in ("", "../../etc", "A" * 32, "0" * 33):
        assert await refused(running, Origin=running.root, Cookie=f"{COOKIE}={forged}") == 403
    assert not list(running.folder.iterdir())


TRICKS = [
    "static/../../../../../../etc/passwd",
    "static/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
    "static/..%2f..%2f..%2fetc%2fpasswd",
    "static/js/..%5c..%5cserver.py",
    "static//etc/passwd",
    "static/../server.py",
    "static/",
    "static/js/",
]


@pytest.mark.parametrize("trick", TRICKS)
async def test_no_path_leads_out_of_what_the_page_needs(running: Running, trick: str) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", running.server.port)
    line = f"GET /{running.server.token}/{trick} HTTP/1.1\r\nHost: 127.0.0.1:{running.server.port}\r\n"
    writer.write(f"{line}Connection: close\r\n\r\n".encode())
    answer = await asyncio.wait_for(reader.read(), 20)
    writer.close()
    status = int(answer.split(b" ", 2)[1])
    assert status in (400, 403, 404), answer[:200]
    assert b"root:" not in answer
    assert b"import" not in answer


async def test_the_page_loads_nothing_from_elsewhere(running: Running) -> None:
    async with running.browser.get(running.server.url) as page:
        text, policy = await page.text(), page.headers["Content-Security-Policy"]
        assert page.headers["Referrer-Policy"] == "no-referrer"
    assert set(re.findall(r"(?:https?|wss?)://[^\s\"'<>]+", text)) == {f"{running.server.url}ws".replace("http", "ws")}
    assert policy.startswith("default-src 'none'")
    sources = {source for rule in policy.split("; ") for source in rule.split()[1:] if source[0] != "'"}
    assert sources == {"data:", f"ws://127.0.0.1:{running.server.port}"}
    for href in re.findall(r"(?:href|src)=\"(static/[^\"]+)\"|url\(\"([^\"]+)\"\)", text):
        async with running.browser.get(running.server.url + "".join(href)) as asset:
            assert asset.status == 200, href


async def test_a_visitor_who_comes_back_has_the_same_file(running: Running) -> None:
    name = await running.entered()
    for _ in range(2):
        assert await running.entered() == name
        connection = await running.connected()
        assert name in await first_words(connection)
        await connection.close()
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as other, other.get(running.server.url) as page:
        assert page.cookies[COOKIE].value != name


async def test_who_comes_by_a_link_from_elsewhere_is_still_known(running: Running) -> None:
    """A browser keeps strict names back then, and the visitor was somebody new, without progress."""
    async with running.browser.get(running.server.url) as page:
        assert page.cookies[COOKIE]["samesite"] == "Lax"


async def test_who_leaves_while_the_page_begins_is_no_trouble(
    running: Running, caplog: pytest.LogCaptureFixture
) -> None:
    name = await running.entered()
    headers = (
        *(f"GET /{running.server.token}/ws HTTP/1.1", f"Host: 127.0.0.1:{running.server.port}"),
        *(f"Origin: {running.root}", f"Cookie: {COOKIE}={name}", "Upgrade: websocket", "Connection: Upgrade"),
        *("Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==", "", ""),
    )
    for _ in range(10):
        with socket.create_connection(("127.0.0.1", running.server.port)) as connection:
            connection.sendall("\r\n".join(headers).encode())
    connected = await running.connected()
    await first_words(connected)
    await connected.close()
    assert [record.getMessage() for record in caplog.records] == []


async def test_a_visitor_for_whom_nothing_can_be_kept_is_let_go_with_a_line(
    running: Running, caplog: pytest.LogCaptureFixture
) -> None:
    name = await running.entered()
    (running.folder / name).write_text("in the way")
    connection = await running.connected()
    message = await asyncio.wait_for(connection.receive(), 20)
    assert message.type == WSMsgType.CLOSE
    assert [record.exc_info for record in caplog.records] == [None]
    assert name in caplog.text


async def left(running: Running, folder: Path) -> None:
    for _ in range(400):
        if running.server.visitors == 0 and (folder / "left").exists():
            return
        await asyncio.sleep(0.05)
    raise AssertionError("the program goes on without its visitor")


async def test_a_visitor_who_leaves_ends_the_program(running: Running) -> None:
    name = await running.entered()
    connection = await running.connected()
    await first_words(connection)
    await connection.close()
    await left(running, running.folder / name)


async def test_a_connection_that_breaks_ends_the_program(running: Running) -> None:
    name = await running.entered()
    connection = await running.connected()
    await first_words(connection)
    transport = connection.get_extra_info("socket")
    transport.shutdown(socket.SHUT_RDWR)
    await left(running, running.folder / name)


@pytest.mark.parametrize(
    "text", ["not JSON", "{}", "[]", '["stdin"]', '["resize", 3]', '["resize", {"width": "x"}]', "3"]
)
async def test_what_no_page_would_send_ends_the_visit(running: Running, text: str) -> None:
    name = await running.entered()
    connection = await running.connected()
    await first_words(connection)
    await connection.send_str(text)
    message = await asyncio.wait_for(connection.receive(), 20)
    assert message.type in (WSMsgType.CLOSE, WSMsgType.CLOSED, WSMsgType.CLOSING)
    await left(running, running.folder / name)


async def test_fifty_visitors_at_once(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    """As many as there is room for get in, the others are told; who leaves makes room."""
    monkeypatch.setattr(serving, "MOST", 12)
    await running.entered()
    found = await asyncio.gather(*(running.connected() for _ in range(50)), return_exceptions=True)
    inside = [each for each in found if isinstance(each, ClientWebSocketResponse)]
    outside = [each for each in found if isinstance(each, WSServerHandshakeError)]
    assert len(inside) == 12
    assert {each.status for each in outside} == {503}
    assert len(outside) == 38
    async with running.browser.get(running.server.url) as page:
        assert (page.status, await page.text()) == (503, "12 visitors are here already.")
    for number, connection in enumerate(inside):
        await first_words(connection)
        await connection.send_json(["stdin", str(number)])
    assert [await first_words(connection) for connection in inside] == [str(number) for number in range(12)]
    await asyncio.gather(*(connection.close() for connection in inside))
    for _ in range(400):
        if running.server.visitors == 0:
            break
        await asyncio.sleep(0.05)
    connection = await running.connected()
    await first_words(connection)
    await connection.close()


def test_a_host_elsewhere_comes_with_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(AppServer, "run", lambda self: self._listening.close())
    here, open_to_all = run("serve"), run("serve", "--host", "0.0.0.0")
    assert here.exit_code == open_to_all.exit_code == 0
    assert here.stderr == ""
    assert here.stdout.startswith("http://127.0.0.1:")
    assert "Warning" in open_to_all.stderr
    assert "run programs" in open_to_all.stderr
    assert command.params[0].default == "127.0.0.1"


@pytest.mark.parametrize(("host", "reached"), [("0.0.0.0", "127.0.0.1"), ("::", "[::1]"), ("[::1]", "[::1]")])
def test_the_address_that_is_printed_opens(host: str, reached: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """No browser reaches 0.0.0.0, which stands for all addresses."""
    monkeypatch.setattr(AppServer, "run", lambda self: self._listening.close())
    if ":" in host and not socket.has_ipv6:
        pytest.skip("no IPv6 here")
    served = run("serve", "--host", host)
    if "cannot listen" in served.stderr and ":" in host:
        pytest.skip("no IPv6 address here")
    assert served.stdout.startswith(f"http://{reached}:")
    assert ("this machine's own address" in served.stdout) == (host != "[::1]")


def test_a_port_that_is_taken_is_said() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        result = run("serve", "--port", str(taken.getsockname()[1]))
    assert result.exit_code == 2
    assert "cannot listen at 127.0.0.1" in result.stderr
    assert result.stderr.count("127.0.0.1") == 1
    assert "Traceback" not in result.stderr


def test_where_no_progress_can_be_kept_nothing_is_served(own_progress: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each visitor saw a program that had ended, and the terminal a traceback."""
    monkeypatch.setattr(AppServer, "run", lambda self: self._listening.close())
    own_progress.with_name("visitors").write_text("in the way")
    result = run("serve")
    assert result.exit_code == 3
    assert str(own_progress.with_name("visitors")) in result.stderr


@pytest.mark.browser
async def test_the_browsers_own_key_pastes(running: Running) -> None:
    """It was a key of the terminal, which pastes what was copied in the application, mostly nothing."""
    playwright = pytest.importorskip("playwright.async_api", reason="the extra `browser` is not installed")
    path = shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("there is no Chromium on this machine")
    async with playwright.async_playwright() as started:
        browser = await started.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        context = await browser.new_context(permissions=["clipboard-read", "clipboard-write"])
        sent: list[str] = []

        def hear(opened: Any) -> None:
            opened.on("framesent", lambda frame: sent.append(str(frame)))

        page = await context.new_page()
        page.on("websocket", hear)
        await page.goto(running.server.url)
        await page.wait_for_function("document.activeElement.matches('.xterm-helper-textarea')")
        await page.evaluate("navigator.clipboard.writeText('3*3*64')")
        await page.keyboard.press("Control+v")
        async with asyncio.timeout(20):
            while not any("3*3*64" in frame for frame in sent):
                await page.evaluate("new Promise(requestAnimationFrame)")
        await browser.close()
    assert not any("u0016" in frame for frame in sent)


@pytest.mark.slow
async def test_the_application_itself_is_played(tmp_path: Path) -> None:
    async with Running(tmp_path) as running:
        running.server._words = (sys.executable, "-m", "quiz")
        await running.entered()
        connection = await running.connected()
        await shown(connection, "Quick quiz")
        for key in ("\x1b[B", "\x1b[B", "\r"):
            await connection.send_json(["stdin", key])
        await shown(connection, "1 of 10")
        await connection.close()
        async with asyncio.timeout(30):
            while running.server.visitors:
                await asyncio.sleep(0.05)


async def shown(connection: ClientWebSocketResponse, wanted: str) -> None:
    """Read what is drawn until these words come."""
    text = ""
    async with asyncio.timeout(60):
        while wanted not in re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", text):
            message = await connection.receive()
            assert message.type == WSMsgType.BINARY, message
            text += bytes(message.data).decode()
