"""`convquiz config`: the learner's preferences."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager

import click

from quiz.commands.completion import SETTING
from quiz.commands.options import CannotWrite, Refused
from quiz.files.printable import printable
from quiz.settings.file import PreferencesError, PreferencesNotWrittenError, path_of


@click.group()
def command() -> None:
    """Show or change settings.

    They are theme, keys, new_per_day, retention, day_begins, timer, animation, plain, interview, interview_kata
    and katas_folder.
    """


@command.command()
def path() -> None:
    """Say where the settings are; CONVQUIZ_CONFIG puts them elsewhere."""
    click.echo(path_of())


@command.command()
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def show(as_json: bool) -> None:
    """Show all settings, those of the file marked with a star."""
    from questions import docstrings
    from quiz.keys.registry import action_names
    from quiz.settings.preferences import Preferences, read  # --help needs no model

    with told():
        preferences = read(path_of())
    if as_json:
        document = {
            "schema_version": 1,
            "path": str(path_of()),
            "settings": preferences.model_dump(mode="json"),
            "set": sorted(preferences.model_fields_set),
        }
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
        return
    for name, value in preferences.model_dump(mode="json").items():
        star = "*" if name in preferences.model_fields_set else " "
        click.echo(printable(f"{star} {name} = {json.dumps(value, ensure_ascii=False)}"))
        more = f" Actions: {', '.join(action_names())}." if name == "keys" else ""
        click.echo(click.wrap_text(docstrings.of_fields(Preferences)[name] + more, 80, "      ", "      "))


@command.command("set")
@click.argument("key", type=SETTING)
@click.argument("value")
def set_(key: str, value: str) -> None:
    """Set one: `set theme nord`.

    `set new_per_day 5`, `set timer off`, `set keys.hint f8`
    """
    from quiz.settings.preferences import load, store  # --help needs no model

    if key == "interview.date":
        from quiz.log.days import local_now
        from quiz.words.plan import problem_with_day

        if problem := problem_with_day(value, local_now(load()[0].day_begins).date()):
            raise Refused(problem)
    with told():
        store({key: value})


@command.command()
@click.argument("key", type=SETTING)
def unset(key: str) -> None:
    """Take one out of the file, back to its default: `unset theme`."""
    from quiz.settings.preferences import unset as take_out  # --help needs no model

    with told():
        take_out(key)


@contextmanager
def told() -> Iterator[None]:
    """Turn what is wrong with the settings into one line and an exit code."""
    try:
        yield
    except PreferencesNotWrittenError as error:
        raise CannotWrite(str(error)) from error
    except PreferencesError as error:
        raise Refused(str(error)) from error
