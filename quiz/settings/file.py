"""The file of the learner's preferences, as TOML: where it lies, read with care, replaced in one step."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from quiz.files.output import CannotWriteError, path_meant, write_file
from quiz.files.printable import printable

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

FILE = "config.toml"
LARGEST = 1 << 16


class PreferencesError(Exception):
    """The preferences cannot be used or changed; the message is one line: which file, which line, what to write."""

    def __init__(self, line: str) -> None:
        super().__init__(printable(line))


class PreferencesNotWrittenError(PreferencesError):
    """What was wanted is fine, but the file cannot be written."""


def path_of() -> Path:
    """Return where the preferences are: CONVQUIZ_CONFIG, else the platform's folder for settings."""
    if chosen := os.environ.get("CONVQUIZ_CONFIG"):
        return path_meant(chosen, FILE)
    from platformdirs import user_config_path  # who names a file never needs it

    return user_config_path("convquiz", appauthor=False) / FILE


def text_of(path: Path) -> str:
    """Return the file's text, empty if there is none; PreferencesError if it cannot be read."""
    try:
        if not path.exists():
            return ""
        if not path.is_file():
            raise PreferencesError(f"{path} is not a file: move it away, or name another with CONVQUIZ_CONFIG")
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
        if len(content) > LARGEST:
            raise PreferencesError(f"{path} has more than {LARGEST} bytes: keep settings alone in it")
        return content.decode("utf-8-sig")
    except OSError as error:
        raise PreferencesError(f"{path} cannot be read ({error.strerror}): allow reading it") from error
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise PreferencesError(f"{path}, line {line}: this is not UTF-8: save the file as UTF-8 text") from error


def table_of(path: Path, text: str) -> dict[str, Any]:
    """Return what a text says; PreferencesError names the line that is not TOML."""
    from tomllib import loads  # --help reads no file

    try:
        return loads(text)
    except ValueError as error:  # TOML that is none, or a number beyond all bounds
        what, _, place = str(error).partition(" (at ")
        line = place.partition("line ")[2].partition(",")[0] or str(text.count("\n") + 1)
        raise PreferencesError(
            f"{path}, line {line}: {what[:1].lower()}{what[1:]}; write NAME = VALUE, text in quotes"
        ) from error
    except RecursionError as error:
        raise PreferencesError(f"{path} is nested too deep: write NAME = VALUE, a line each") from error


def document_of(path: Path, text: str) -> TOMLDocument:
    """Return what a text says with its comments, to be changed; PreferencesError where that cannot be."""
    from tomlkit import parse  # reading does without it
    from tomlkit.exceptions import TOMLKitError

    table_of(path, text)
    try:
        return parse(text)
    except (TOMLKitError, RecursionError) as error:  # it has bounds of its own
        raise PreferencesError(f"{path} cannot be changed ({error}): write NAME = VALUE, a line each") from error


def glance() -> dict[str, Any]:
    """Return what the file says before anything of it is checked, nothing if it cannot be read."""
    path = path_of()
    with suppress(PreferencesError):
        return table_of(path, text_of(path))
    return {}


def line_of(text: str, key: str) -> int | None:
    """Return the line of the file, from 1, where a dotted key stands, None if it cannot be told."""
    table = ""
    for number, line in enumerate(text.splitlines(), start=1):
        bare = line.strip()
        name = bare.partition("#")[0].partition("=")[0].strip().replace('"', "").replace("'", "")
        if bare.startswith("["):
            table = name.strip("[] ")
            if table == key:
                return number
        elif f"{table}.{name}".lstrip(".").replace(" ", "") == key:
            return number
    return line_of(text, key.rpartition(".")[0]) if "." in key else None


def replace(path: Path, text: str) -> None:
    """Put a text into the file, which is made if need be; what stood there stays until the new text is whole."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_file(path, [text.encode()], force=True)
    except UnicodeEncodeError as error:
        raise PreferencesError(
            f"{error.object[error.start]!r} is no letter of Unicode: settings are UTF-8 text"
        ) from error
    except (CannotWriteError, OSError) as error:
        why = getattr(error, "strerror", None) or str(error).rpartition(": ")[2]
        raise PreferencesNotWrittenError(
            f"{path} cannot be written ({why}): allow writing to it and its folder"
        ) from error
