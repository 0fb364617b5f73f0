"""The learner's own editor: which it is, and how it gets the terminal for itself."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
from contextlib import suppress
from pathlib import Path


class EditorError(Exception):
    """The editor cannot be started, or says itself that it has failed; the message is one line for people."""


def editor() -> list[str] | None:
    """Return the command of the learner's editor, None if there is none that can be called."""
    for name in ("VISUAL", "EDITOR"):
        with suppress(ValueError):  # a quotation that does not end
            words = shlex.split(os.environ.get(name, ""), posix=os.name == "posix")
            if words and shutil.which(words[0]):
                return words
    return None


def edit(words: list[str], file: Path) -> None:
    """Open a file in an editor until it is closed; ctrl+c goes to the editor alone. Raises EditorError."""
    # A handler, unlike SIG_IGN, is not handed down: the editor begins as if from a shell.
    before = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        subprocess.run([*words, str(file)], check=True)
    except OSError as error:
        raise EditorError(f"{words[0]} cannot be started ({error.strerror})") from error
    except subprocess.CalledProcessError as error:  # what it said is gone with its screen
        tried = shlex.join(words)
        raise EditorError(f"{words[0]} has ended with an error ({error.returncode}): try {tried}") from error
    finally:
        signal.signal(signal.SIGINT, before)
