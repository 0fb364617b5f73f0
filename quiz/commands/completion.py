"""What a shell offers for a word of the command line that is not finished yet."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import click
from click.types import StringParamType

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

Names = Callable[[], Iterable[str]]


class Named(StringParamType):
    """A text, which a shell completes to one of some names, or else to a file."""

    def __init__(self, name: str, names: Names = tuple, *, files: bool = True) -> None:
        self.name, self.names, self.files = name, names, files

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Refuse an empty text, as a variable of a shell is that nobody has set; it would mean all, or the usual."""
        if value == "":
            self.fail("it is empty.", param, ctx)
        return super().convert(value, param, ctx)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Return the names that begin so; where files will do too, names only once a beginning is there."""
        from click.shell_completion import CompletionItem  # a shell that asks is rare

        names = self.names() if incomplete or not self.files else ()
        found = [CompletionItem(name) for name in names if name.startswith(incomplete)]
        return found if found or not self.files else [CompletionItem(incomplete, type="file")]


def _asks() -> Iterable[str]:
    from questions import index  # each of these is imported when its names are wanted

    return [line.id for head in index.folders() for line in index.headlines(head)]


def _questions() -> Iterable[str]:
    from questions import index

    return [name for number in index.numbers() for name in (str(number), index.slug(number))]


def _topics() -> Iterable[str]:
    from questions import index

    return [topic.replace(" ", "-") for topic in index.topics()]


def _katas() -> Iterable[str]:
    from questions import index

    return index.katas()


def _networks() -> Iterable[str]:
    from solvers.networks.architectures import published

    return published()


def _formats() -> Iterable[str]:
    from quiz.sets.formats import FORMATS

    return FORMATS


def _settings() -> Iterable[str]:
    from quiz.keys.registry import action_names
    from quiz.settings.preferences import names

    return [name for name in names() if name.islower()] + [f"keys.{action}" for action in action_names()]


FILE = Named("file")
ASK = Named("ask", _asks, files=False)
ASK_OR_FILE = Named("ask", _asks)
QUESTION = Named("question", _questions, files=False)
TOPIC = Named("topic", _topics, files=False)
KATA = Named("kata", _katas, files=False)
KATA_OR_FILE = Named("kata", _katas)
NETWORK = Named("network", _networks)
FORMAT = Named("format", _formats, files=False)
SETTING = Named("setting", _settings, files=False)


def rejoined(words: list[str]) -> list[str]:
    """Put together what bash cuts at its signs of equality: `--level`, `=` and `ea`."""
    whole, open_ended = list[str](), False
    for word in words:
        if whole and (word == "=" or open_ended):
            whole[-1] += word
        else:
            whole.append(word)
        open_ended = word == "="
    return whole


def complete_for_bash() -> None:
    """Let click see words as bash runs them, where it is asked to complete one."""
    from click.shell_completion import BashComplete, add_completion_class  # a shell that asks is rare

    class Bash(BashComplete):
        """Bash, of whose words some are pieces."""

        def get_completion_args(self) -> tuple[list[str], str]:
            """Return the words before the one that is not finished, and that one."""
            before, incomplete = super().get_completion_args()
            *before, incomplete = rejoined([*before, incomplete])
            return before, incomplete

    add_completion_class(Bash)
