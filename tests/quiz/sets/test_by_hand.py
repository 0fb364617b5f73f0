"""A set that somebody changed in an editor: an item with numbers of one's own, and what is no longer true of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from questions.answers import as_data
from questions.model import Ask
from quiz.cli import cli
from quiz.deck import catalog
from quiz.sessions.practice_set import PracticeSetRecipe
from quiz.sets.file import written
from quiz.sets.formats import FORMATS
from quiz.sets.make import make_set
from quiz.sets.model import PracticeSet
from quiz.sets.recipe import recipe_of
from quiz.sets.solve import split
from tests.quiz.sets.exports import exported

MADE = make_set(recipe_of(2, variants=["3.1"]), 11)
OWN = catalog.ask("3.1", "size=32", "kernel=5", "stride=1", "padding=2")


def with_item(**changes: object) -> PracticeSet:
    """Return a set whose last item has somebody's own numbers."""
    data = json.loads(b"".join(written(MADE)))
    item = {"question": 3, "variant": "3.1", "numbers": OWN.variant.model_dump(mode="json"), "code": OWN.code}
    data["items"].append(item | changes)
    return PracticeSet.model_validate(data)


def test_every_variant_may_stand_in_a_set_with_numbers_of_ones_own() -> None:
    for variant in catalog.variants():
        code = Ask(variant.draw(1), None).code
        own = catalog.ask(code).variant
        question, numbers = int(variant.id.partition(".")[0]), own.model_dump(mode="json")
        chosen = with_item(question=question, variant=variant.id, numbers=numbers, code=code)
        problems, changed = split(chosen)
        assert changed == []
        assert as_data(problems[-1].answer.value) == as_data(own.answer().value)


@pytest.mark.parametrize("name", [name for name in FORMATS if name != "python"])  # which holds no asks
def test_every_format_holds_such_an_item(name: str) -> None:
    content, export = exported(name, with_item(), figures=True)
    assert content == exported(name, with_item(), figures=True)[0]
    assert not any("left out" in what for what in export.lost)


def test_it_is_played_and_graded(tmp_path: Path) -> None:
    path, log = tmp_path / "set.json", tmp_path / "progress.sqlite3"
    path.write_bytes(b"".join(written(with_item())))
    for key in ("3", OWN.code):
        graded = CliRunner().invoke(cli, ["grade", str(path), "-", "--json"], input=json.dumps({key: "32"}))
        assert json.loads(graded.stdout)["credit"] == 1
    play = ["--progress", str(log), "play", str(path)]
    CliRunner().invoke(cli, play, input="skip\nskip\nquit\n")
    again = CliRunner().invoke(cli, play, input="32\n")
    assert OWN.code in again.stdout
    assert "Score 1 of 1" in again.stdout


def test_new_numbers_are_drawn_where_the_set_has_some_of_ones_own() -> None:
    codes = (OWN.code, *(item.code for item in MADE.items))
    session = PracticeSetRecipe(id="0", seed=1, codes=codes).begin()
    card = session.next_card(0)
    assert card.ask == OWN
    asked = {catalog.ask(code).variant for code in codes}
    assert session.renewed(card).ask.variant not in asked


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"numbers": {**OWN.variant.model_dump(mode="json"), "size": 33}}, "now has other numbers"),
        ({"code": "Q03.1 size=2 kernel=5 stride=1 padding=0", "numbers": {}}, "cannot be asked"),
        ({"code": "Q03.1 frogs=2", "numbers": {}}, "has no 'frogs'"),
    ],
)
def test_what_cannot_be_asked_is_left_out_and_named(changes: dict[str, object], told: str) -> None:
    problems, changed = split(with_item(**changes))
    assert len(problems) == 2
    assert told in changed[0]


@pytest.mark.parametrize("name", ["text", "markdown", "html", "json", "gift", "moodle"])
def test_no_command_makes_an_edited_set_again(name: str) -> None:
    assert b"convquiz make -n" in exported(name, MADE)[0]
    assert b"convquiz make -n" not in exported(name, with_item())[0]
    assert b"again:" not in exported(name, with_item())[0]
