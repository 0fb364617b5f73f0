"""Programs to write in a practice set: taken in by name, played after the items, exported with tests that judge."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from questions import index
from questions.model import Kata, kata_named
from quiz.cli import cli
from quiz.drill.cards import card_of
from quiz.log.events import Event
from quiz.sessions.practice_set import PracticeSetRecipe
from quiz.sets.file import read_set, written
from quiz.sets.make import make_set
from quiz.sets.model import PracticeSet
from quiz.sets.recipe import recipe_of
from tests.quiz.sets.exports import exported


def with_katas(*names: str) -> PracticeSet:
    return make_set(recipe_of(1, variants=["3.1"], katas=names), 7)


def fails(file: str, kata: type[Kata], program: str) -> list[str]:
    """Return the tests of an exported file that a program fails."""
    space: dict[str, object] = {}
    exec(file, space)
    assert kata.name in space, "the stub is there"
    space[kata.name] = kata.function(program)
    failed = []
    for name, test in list(space.items()):
        if callable(test) and name.startswith(f"test_{kata.name}_"):
            try:
                test()
            except (AssertionError, ValueError, IndexError, NotImplementedError):
                failed.append(name)
    return failed


@pytest.mark.parametrize("name", ["conv2d", "conv2d_backward", "count_parameters", "output_size", "receptive_field"])
def test_exported_tests_pass_the_reference_and_no_usual_mistake(name: str) -> None:
    kata = kata_named(name)
    file = exported("python", with_katas(name))[0].decode()
    assert fails(file, kata, kata.program(kata.loops)) == []
    assert len(fails(file, kata, kata.stub())) > 1
    for mutant in kata.mutants:
        assert fails(file, kata, kata.mistaken(mutant)), mutant.tag


@pytest.mark.slow
@pytest.mark.parametrize("name", list(index.katas()))
def test_exported_tests_of_every_kata_pass_its_reference(name: str) -> None:
    kata = kata_named(name)
    file = exported("python", with_katas(name))[0].decode()
    assert fails(file, kata, kata.program(kata.vectorised or kata.loops)) == []


def test_a_set_without_is_as_it_was_and_is_no_python_file(tmp_path: Path) -> None:
    assert b"kata" not in b"".join(written(with_katas()))
    (tmp_path / "set.json").write_bytes(b"".join(written(with_katas())))
    refused = CliRunner().invoke(cli, ["export", str(tmp_path / "set.json"), "--to", "python"])
    assert refused.exit_code == 2
    assert "--kata" in refused.stderr


@pytest.mark.parametrize("name", ["text", "csv", "gift"])
def test_other_formats_say_that_programs_are_not_in_them(name: str) -> None:
    export = exported(name, with_katas("conv2d"))[1]
    assert any("K01.1" in line for line in export.losses())


def test_they_are_made_by_any_name_and_played_after_the_items(tmp_path: Path) -> None:
    file = tmp_path / "set.json"
    words = [
        "make",
        "-n",
        "1",
        "--variant",
        "3.1",
        "--kata",
        "K03.1,conv2d",
        "--kata",
        "1.1",
        "-o",
        str(file),
        "--seed",
        "3",
    ]
    assert CliRunner().invoke(cli, words).exit_code == 0
    made = read_set(str(file))
    assert made.recipe.katas == ("K01.1", "K03.1")
    session = PracticeSetRecipe.of(made, [made.items[0].code]).begin()
    told = []
    while session.left:
        session.play(Event(kind="asked", elapsed=0))
        told.append(session.card)
        session.play(Event(kind="skipped", elapsed=0))
    assert list(map(card_of, told)) == ["3.1", "K01.1", "K03.1"]
    wrong = CliRunner().invoke(cli, ["make", "--kata", "conv3d"])
    assert wrong.exit_code == 2
    assert "conv2d" in wrong.stderr


def test_one_that_this_bank_lacks_is_left_out_and_told() -> None:
    data = json.loads(b"".join(written(with_katas("conv2d"))))
    data["recipe"]["katas"].append("K99.1")
    content, export = exported("python", PracticeSet.model_validate(data))
    assert b"def conv2d(" in content
    assert any("K99.1" in line for line in export.losses())
