"""Networks by name: a published one, or one in a file of the learner's."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from quiz.files.input import read_input

if TYPE_CHECKING:
    from solvers.networks.network import Network

LARGEST_FILE = 1 << 20
KINDS = {".toml": False, ".json": True}
"""Endings of network files, and whether they are JSON."""
TAKEN = "TOML (.toml) or JSON (.json)"


class NetworkUnavailableError(ValueError):
    """Why there is no network of this name, in one line, with the line of the file where there is one."""


def network_named(name: str) -> Network:
    """Return a published network, or the one in a file (TOML or JSON; `-` is standard input).

    NetworkUnavailableError if there is none, or a bad one.
    """
    from solvers.networks.architectures import published  # --help needs no network
    from solvers.networks.file import NetworkFileError, read_network

    if entry := published().get(name.lower()):
        return entry.network
    content = _content(name)
    suffix = Path(name).suffix.lower()
    kinds = "" if suffix in KINDS or name == "-" else f"; a network file is {TAKEN}"
    shown = "standard input" if name == "-" else name
    if len(content) > LARGEST_FILE:
        raise NetworkUnavailableError(f"{shown}: longer than {LARGEST_FILE:,} bytes, no file of a network{kinds}")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NetworkUnavailableError(f"{shown}: not a text file in UTF-8{kinds}") from None
    try:
        return read_network(text, KINDS.get(suffix))
    except NetworkFileError as error:
        raise NetworkUnavailableError(f"{shown}: {error}{kinds}") from None


def _content(name: str) -> bytes:
    try:
        return read_input(name, LARGEST_FILE)
    except FileNotFoundError:
        from solvers.networks.architectures import published

        near = get_close_matches(name.lower(), published(), 1)
        hint = f"did you mean {near[0]}?" if near else "`convquiz net --list` names the published networks"
        raise NetworkUnavailableError(f"{name} is neither a published network nor a file ({TAKEN}); {hint}") from None
    except OSError as error:
        raise NetworkUnavailableError(f"{name} cannot be read ({error.strerror})") from None
