"""The one ask of a share code."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from quiz.attempt import Attempt
from quiz.cli import cli
from quiz.events import Event
from quiz.modes import recipe_from
from quiz.modes.one import OneRecipe
from quiz.session import Session, code_of, replayed

CODE = "Q03.1-7F3K"


def after(*kinds: str) -> Session:
    return replayed(OneRecipe(code=CODE), [Event(kind=kind, elapsed=0) for kind in kinds])


def test_it_asks_what_the_code_says_and_ends() -> None:
    session = after("asked")
    assert code_of(session.card) == CODE
    assert session.left == 0
    assert after("asked", "revealed", "asked").over


def test_new_numbers_differ_and_come_again_when_the_log_is_replayed() -> None:
    events = ("asked", *["renewed"] * 20)
    cards = [after(*events[:end]).card for end in range(1, len(events) + 1)]
    assert len({card.ask.variant for card in cards if isinstance(card, Attempt)}) == len(events)
    assert code_of(after(*events).card) == code_of(cards[-1])


def test_the_log_brings_the_recipe_back() -> None:
    recipe = OneRecipe(code="q3.1-7f3k")
    assert recipe.code == CODE
    assert recipe_from(recipe.model_dump(mode="json")) == recipe


@pytest.mark.parametrize("code", ["Q03.1", "Q99.1-7F3K", "Q03.1-UUUU", ""])
def test_what_is_no_code_is_refused(code: str) -> None:
    with pytest.raises(ValueError, match="code"):
        OneRecipe(code=code)


def test_the_command_plays_it_in_a_pipe() -> None:
    result = CliRunner().invoke(cli, ["--no-save", "play", CODE], input="28\n")
    assert result.exit_code == 0
    assert f"[1 of 1] {CODE}" in result.stdout
    assert "formula 28 · op 28" in result.stdout
    assert CliRunner().invoke(cli, ["--no-save", "play", CODE, "--seed", "7"]).exit_code == 2
    assert "Q03.1-7F3K" in CliRunner().invoke(cli, ["--no-save", "play", "Q03"]).stderr
