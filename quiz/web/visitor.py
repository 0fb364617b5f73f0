"""One visitor's program: the application in a process of its own, with its own files."""

from __future__ import annotations

import asyncio
import json
import re
import secrets
from asyncio.subprocess import PIPE, Process
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from textual_serve.app_service import AppService

NAME = re.compile("[0-9a-f]{32}")
LARGEST = 500
"""Columns and rows of the widest screen: a page may say any size."""
PATIENCE = 10.0
"""Seconds that a program may take to quit."""


def new_name() -> str:
    """Return what a visitor is called, which nobody can guess."""
    return secrets.token_hex(16)


class Visitor(AppService):
    """The program of one visitor, which ends when the visitor leaves."""

    def __init__(self, command: Sequence[str], folder: Path, **connection: Any) -> None:
        super().__init__("", **connection)
        self._words = command
        self._folder = folder

    async def _open_app_process(self, width: int = 80, height: int = 24) -> Process:
        """Start the program in the visitor's folder, where its progress, settings and katas are kept."""
        self._folder.mkdir(parents=True, exist_ok=True)
        settings = self._folder / "config.toml"
        if not settings.exists():
            # A text of JSON is one of TOML.
            settings.write_text(f"katas_folder = {json.dumps(str(self._folder / 'katas'))}\n", encoding="utf-8")
        own = {"CONVQUIZ_PROGRESS": str(self._folder / "progress.sqlite3"), "CONVQUIZ_CONFIG": str(settings)}
        self._process = await asyncio.create_subprocess_exec(
            *self._words,
            stdin=PIPE,
            stdout=PIPE,
            stderr=PIPE,
            cwd=self._folder,
            env={**self._build_environment(fitted(width), fitted(height)), **own},
        )
        self._stdin = self._process.stdin
        return self._process

    async def stop(self) -> None:
        """Ask the program to quit, end it if it does not, and wait until it is gone."""
        try:
            await asyncio.wait_for(super().stop(), PATIENCE)
        except TimeoutError:
            if self._process:
                self._process.kill()
        if self._process:
            await self._process.wait()

    async def set_terminal_size(self, width: int, height: int) -> None:
        """Tell the program how large its screen is now."""
        await super().set_terminal_size(fitted(width), fitted(height))


def fitted(cells: int) -> int:
    """Return a size that a screen can have."""
    return min(max(int(cells), 1), LARGEST)
