"""`convquiz explain`: any answer to any ask."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result

from quiz.cli import cli
from quiz.deck import catalog

ALEXNET = ("3.1", "size=224", "kernel=7", "stride=2", "padding=3")


def explained(*words: str) -> Result:
    return CliRunner().invoke(cli, ["explain", *words])


@pytest.mark.parametrize(("typed", "code"), [("112", 0), ("(224-7+6)//2 + 1", 0), ("112.5", 1), ("-5", 1), ("?", 2)])
def test_the_exit_code_is_the_verdict(typed: str, code: int) -> None:
    assert explained(*ALEXNET, "--", typed).exit_code == code


def test_it_says_the_reading_the_mistake_the_run_and_what_is_right() -> None:
    told = " ".join(explained("Q03.1-7F3K", "--", "24").stdout.split())
    assert "Read as 24." in told
    assert "formula 28 · op 28" in told
    both = explained(
        "2.2",
        "in_channels=16",
        "out_channels=32",
        "height=121",
        "width=121",
        "kernel=4",
        "stride=3",
        "--",
        "16x118x118",
    )
    assert "(stride.ignored and depth.kept_input: two mistakes at once)" in " ".join(both.stdout.split())
    assert "with both mistakes" in both.stdout


def test_the_rows_of_a_matrix_stand_below_each_other() -> None:
    asked = catalog.ask("Q06.1-ETGB").variant.ask()
    assert "\n" in asked
    assert asked in explained("Q06.1-ETGB", "--", "4, 6; -3, 6").stdout


def test_each_wrong_part_is_explained() -> None:
    parts = explained("--json", "19.3", "channels=256", "inner=64", "size=56", "--", "436731904;", "60.0")
    document = json.loads(parts.stdout)
    assert document["schema_version"] == 1
    assert [(wrong["part"], wrong["slip"], wrong["layer"]) for wrong in document["wrong"]] == [
        ("MACs", "flops.doubled", "difference"),
        ("percent", None, None),
    ]


def test_a_run_is_told_where_the_op_can_make_the_mistake() -> None:
    (wrong,) = json.loads(explained("--json", *ALEXNET, "--", "109").stdout)["wrong"]
    assert (wrong["slip"], wrong["layer"]) == ("pad.ignored", "listed")
    assert "109" in wrong["run"]


def test_what_it_cannot_do_is_said_in_a_line() -> None:
    for words in (("3.1", "30"), ("Q99.1-7F3K", "--", "30"), ("3.1", "size=ten", "--", "30")):
        refused = explained(*words)
        assert refused.exit_code == 2
        assert refused.output.startswith("Error: ")
        assert "Traceback" not in refused.output


def test_a_mistake_that_leaves_no_window_to_fit_is_told_without_a_run() -> None:
    """The op refuses to commit it, and explaining, solving and playing ended in its traceback."""
    one = ("3.1", "size=1", "kernel=3", "padding=1", "stride=1")
    assert "pad.single" in explained(*one, "--", "0").stdout
    for words in (("solve", *one, "--json"), ("explain", *one, "--json", "--", "0")):
        assert json.loads(CliRunner().invoke(cli, list(words)).stdout)
    played = CliRunner().invoke(cli, ["--no-save", "play", *one], input="0\n0\n")
    assert "Score 0 of 1" in played.stdout
