"""The command group: `convquiz` itself and the commands below it."""

from __future__ import annotations

import os
import sys
from functools import cache
from importlib import import_module
from pkgutil import get_data, iter_modules
from typing import Any

import click

from quiz import __version__, commands
from quiz.commands.options import progress_options
from quiz.files.printable import printable
from quiz.settings.invocation import Settings

SHARED = "completion", "options"
"""What lies beside the commands and is none."""


class Commands(click.Group):
    """The commands in `quiz/commands/`, each imported when it is called or listed."""

    def main(self, *args: Any, **extra: Any) -> Any:
        """Run the command line, or complete a word of it for a shell."""
        if "_CONVQUIZ_COMPLETE" in os.environ:
            from quiz.commands.completion import complete_for_bash

            complete_for_bash()
        return super().main(*args, **extra)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the program's own options; of one that a command behind it has, click would suggest another."""
        words = list(args)
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            for name in filter(_names().__contains__, words):
                command = self.get_command(ctx, name)
                if command and any(error.option_name in each.opts for each in command.params):
                    place = f"{ctx.command_path} {name} {error.option_name}"
                    told = f"No such option {error.option_name!r} here: it stands behind the command, as in: {place}"
                    raise click.UsageError(told, ctx) from None
            raise

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the modules that hold a command."""
        return _names()

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command; None if there is no such module."""
        if cmd_name not in self.list_commands(ctx):
            return None
        command: click.Command = import_module(f"quiz.commands.{cmd_name}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find a command; of one that there is not, the nearest that there is is told, which click knows none of."""
        name = args[0]
        if not ctx.resilient_parsing and not name.startswith("-") and name not in _names():
            from difflib import get_close_matches  # only this needs it

            near = "".join(f" Did you mean {each!r}?" for each in get_close_matches(name, _names(), 1))
            ctx.fail(f"No such command {name!r}.{near}")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; that its reader has left, or ctrl+c, is no failed check, for which click would take it."""
        try:
            return super().invoke(ctx)
        except click.NoSuchOption as error:
            if error.ctx is None or not (place := _before(ctx, error.ctx, error.option_name)):
                raise
            told = f"No such option {error.option_name!r}: it stands before the command, as in: {place}"
            raise click.UsageError(told, error.ctx) from None
        except click.UsageError as error:
            if type(error) is not click.UsageError:  # the others quote what they name
                raise
            told = "\n".join(map(printable, error.message.splitlines()))  # of files that a `*` stood for
            raise click.UsageError(told, error.ctx) from None
        except BrokenPipeError:
            sys.exit(3)
        except KeyboardInterrupt:
            sys.stderr.write("\n")  # after ^C
            sys.exit(130)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write a line for each command, read off its file: importing all takes as long as the rest of the help."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, _summary(name)) for name in _names()])


def _before(outer: click.Context, inner: click.Context, option: str) -> str:
    """Return a command with an option of the program's own where it belongs; empty where it is no such option."""
    for parameter in outer.command.params:
        if option in parameter.opts and isinstance(parameter, click.Option):
            value = "" if parameter.is_flag else f" {parameter.make_metavar(outer)}"
            path, command = outer.command_path, inner.command_path
            return f"{path} {option}{value}{command.removeprefix(path)}"
    return ""


@cache
def _names() -> list[str]:
    return sorted(module.name for module in iter_modules(commands.__path__) if module.name not in SHARED)


def _summary(name: str) -> str:
    """Return the first sentence of a command's docstring."""
    source = get_data("quiz.commands", f"{name}.py") or b""
    return source.decode().partition("def command(")[2].partition('"""')[2].partition("\n")[0]


@click.group(cls=Commands, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="convquiz")
@progress_options
@click.pass_context
def cli(context: click.Context, settings: Settings) -> None:
    """Practise for interviews on convolutional networks; every answer is proved by running the real op.

    Without a command the application opens; in a pipe, or with --plain, a quiz is played line by line.
    """
    context.obj = settings
    if context.invoked_subcommand is None:
        from quiz.launch import launch  # --help and --version need none of it

        context.exit(launch(settings))
