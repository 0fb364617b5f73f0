"""The words of a command line: misspelt, in capitals, or no number where one is wanted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from quiz.cli import cli
from quiz.commands.options import Number, Whole, Word


def commands(group: click.Group, path: str = "convquiz") -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield f"{path} {name}", command
        if isinstance(command, click.Group):
            yield from commands(command, f"{path} {name}")


def test_the_readme_names_the_commands_that_take_json() -> None:
    readme = Path(__file__).parents[3].joinpath("README.md").read_text(encoding="utf-8")
    (named,) = re.findall(r"\n\n((?:`[\w ]+`[,\sand]+)+)take `--json`", readme)
    having = [path for path, command in commands(cli) if any("--json" in each.opts for each in command.params)]
    assert sorted(re.findall("`([^`]+)`", named)) == sorted(path.removeprefix("convquiz ") for path in having)


def test_the_nearest_command_is_told() -> None:
    """Commands are imported when they are called, so that click knew none to tell of."""
    refused = CliRunner().invoke(cli, ["exprot", "set.json"])
    assert refused.exit_code == 2
    assert "No such command 'exprot'. Did you mean 'export'?" in refused.stderr
    assert "Did you mean" not in CliRunner().invoke(cli, ["xyzzy"]).stderr
    assert "No such option" in CliRunner().invoke(cli, ["-v"]).stderr


@pytest.mark.parametrize(
    "words",
    [
        ("play", "--question", "", "--plain"),
        ("make", "--kata", "", "-o", "-"),
        ("make", "--topic", "", "-o", "-"),
        ("drill", "--slip", "", "--plain"),
        ("--progress", "", "stats"),
        ("solve", ""),
        ("grade", "", ""),
    ],
    ids=" ".join,
)
def test_an_empty_name_is_refused(words: tuple[str, ...]) -> None:
    """Where a variable of the shell is not set, all questions were meant, or the usual progress."""
    refused = CliRunner().invoke(cli, words)
    assert refused.exit_code == 2
    assert "it is empty" in refused.stderr or "slip ''" in refused.stderr


@pytest.mark.parametrize("words", [("--json", "list"), ("-n", "5", "play"), ("--plain", "--seed", "7", "play")])
def test_an_option_before_its_command_is_told_where_it_belongs(words: tuple[str, ...]) -> None:
    """In the place of `--json` the program's own `--version` was suggested."""
    refused = CliRunner().invoke(cli, words)
    assert refused.exit_code == 2
    assert "it stands behind the command" in refused.stderr
    assert "Did you mean" not in refused.stderr


@pytest.mark.parametrize("words", [("--level", "Easy"), ("--mix", "Easy:2"), ("--order", "LEVEL")])
def test_words_are_taken_in_capitals_too(words: tuple[str, str]) -> None:
    small = (words[0], words[1].lower())
    taken, meant = (
        CliRunner().invoke(cli, ["make", "-n", "2", "--seed", "4", "-o", "-", *each]) for each in (words, small)
    )
    assert taken.exit_code == 0, taken.stderr
    assert taken.stdout == meant.stdout


def test_what_is_no_number_is_told_in_words_that_people_use() -> None:
    """`'0x10' is not a valid integer range` was said of one number."""
    refused = CliRunner().invoke(cli, ["make", "--seed", "0x10"])
    assert "'0x10' is not a valid whole number" in refused.stderr


def test_every_option_that_takes_a_number_or_a_word_tells_it_so() -> None:
    plain = [
        (path, parameter.name)
        for path, command in commands(cli)
        for parameter in command.params
        if isinstance(parameter.type, click.IntRange | click.FloatRange | click.Choice)
        and not isinstance(parameter.type, Whole | Number | Word)
    ]
    assert plain == []


@pytest.mark.parametrize(
    ("words", "place"),
    [
        (("kata", "check", "output_size", "--no-save"), "convquiz --no-save kata check"),
        (("solve", "3.1", "--progress", "mine"), "convquiz --progress FILE solve"),
    ],
)
def test_an_option_behind_the_command_is_told_its_place(words: tuple[str, ...], place: str) -> None:
    """The help of `convquiz kata` lists --no-save, and `kata check` said that there is no such option."""
    refused = CliRunner().invoke(cli, words, prog_name="convquiz")
    assert refused.exit_code == 2
    assert f"as in: {place}" in refused.stderr
    assert "as in" not in CliRunner().invoke(cli, ["stats", "--foo"]).stderr


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("grade --blank set.json --json", "leave them out with --blank"),
        ("grade --blank set.json --pass-mark 50", "leave them out with --blank"),
        ("grade set.json answers.csv --json -o report.html", "is .json, not .html"),
        ("grade class/ answers.csv --markdown -o marks.csv", "is .md, .markdown, not .csv"),
        ("net vgg16 --compare thop --csv", "--compare goes with"),
        ("net vgg16 --compare thop --flops", "--compare goes with"),
        ("net vgg16 --json --chart costs", "--chart is drawn"),
        ("net vgg16 --json --depth 1", "--json has every layer"),
        ("today --due --minutes 20", "leave --minutes and --seed out"),
        ("interview --last --seed 3", "leave --seed out"),
        ("interview --last --minutes 30", "leave --minutes out"),
    ],
)
def test_an_option_that_would_do_nothing_beside_another_is_told(words: str, told: str) -> None:
    """`grade --blank --json` wrote CSV, `net --json --chart` no chart."""
    refused = CliRunner().invoke(cli, words.split())
    assert refused.exit_code == 2
    assert told in refused.stderr
