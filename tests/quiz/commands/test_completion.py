"""What a shell offers at TAB: what the command then takes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.shell_completion import CompletionItem, ShellComplete
from click.testing import CliRunner

from quiz.cli import cli


def offered(*words: str) -> list[CompletionItem]:
    """Return what is offered for the last of some words."""
    return ShellComplete(cli, {}, "convquiz", "_CONVQUIZ_COMPLETE").get_completions(list(words[:-1]), words[-1])


def commands(group: click.Group = cli, *path: str) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield (*path, name), command
        if isinstance(command, click.Group):
            yield from commands(command, *path, name)


PARAMETERS = [(path, parameter) for path, command in commands() for parameter in command.params]
FILES = [
    (path, parameter)
    for path, parameter in PARAMETERS
    if {"FILE", "SET"} & set(parameter.make_metavar(click.Context(cli)).strip("[]").replace("|", " ").split())
]


@pytest.mark.parametrize(
    ("path", "parameter"), FILES, ids=lambda value: getattr(value, "name", None) or " ".join(value)
)
def test_files_are_offered_wherever_one_is_named(path: tuple[str, ...], parameter: click.Parameter) -> None:
    before = [parameter.opts[0]] if isinstance(parameter, click.Option) else []
    assert [item.type for item in offered(*path, *before, "some/fil")] == ["file"]


@pytest.mark.parametrize("unfinished", ["", "x", "3.", "'", "\0", "é" * 1000])
def test_nothing_unfinished_fails(unfinished: str) -> None:
    for path, parameter in PARAMETERS:
        context = click.Context(cli, info_name=" ".join(path), resilient_parsing=True)
        parameter.shell_complete(context, unfinished)


@pytest.mark.parametrize(
    "words",
    [
        ("check", "--draws", "1"),
        ("kata", "hint"),
        ("make", "-n", "1", "--kata"),
        ("make", "-n", "1", "--question"),
        ("make", "-n", "1", "--topic"),
        ("make", "-n", "1", "--variant"),
        ("show",),
    ],
    ids=" ".join,
)
def test_what_is_offered_is_taken(words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONVQUIZ_CONFIG", str(tmp_path / "config.toml"))
    monkeypatch.setenv("CONVQUIZ_PROGRESS", str(tmp_path / "progress.sqlite3"))
    names = [str(item.value) for item in offered(*words, "")]
    assert len(names) == len(set(names)) > 1
    for name in (names[0], names[-1]):
        result = CliRunner().invoke(cli, [*words, name])
        assert result.exit_code == 0, result.output


def test_a_setting_that_is_offered_can_be_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONVQUIZ_CONFIG", str(tmp_path / "config.toml"))
    names = [str(item.value) for item in offered("config", "set", "")]
    assert {"theme", "interview.date", "keys.hint"} <= set(names)
    for name in names:
        told = CliRunner().invoke(cli, ["config", "set", name, "no such value"]).output
        assert "there is no setting" not in told


def test_names_come_first_where_files_will_do() -> None:
    """With nothing typed yet only files are few enough to be of use."""
    assert "vgg16" in [item.value for item in offered("net", "vgg")]
    assert [item.type for item in offered("net", "")] == ["file"]
    assert [item.type for item in offered("net", "vgg.")] == ["file"]
    assert {item.value for item in offered("export", "set.json", "--to", "qti")} >= {"qti12", "qti21"}


@pytest.mark.parametrize(
    ("words", "completed"),
    [
        (("make", "--level", "=", "ea"), "plain,easy"),
        (("make", "--level", "="), "plain,easy plain,medium plain,hard"),
        (("--progress", "=", "se"), "file,se"),
        (("--progress", "=", "some.sqlite3", "ka"), "plain,kata"),
        (("solve", "3.1", "size", "=", "224", "ker"), ""),
        (("make", "--level", "ea"), "plain,easy"),
    ],
)
def test_bash_cuts_at_signs_of_equality(
    words: tuple[str, ...], completed: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`--progress=se` became `--progress=serve`, and `--level=ea` stayed as it was."""
    monkeypatch.setenv("_CONVQUIZ_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", "\n".join(("convquiz", *words)))
    monkeypatch.setenv("COMP_CWORD", str(len(words)))
    with pytest.raises(SystemExit):
        cli.main(prog_name="convquiz")
    assert capsys.readouterr().out.split() == completed.split()
