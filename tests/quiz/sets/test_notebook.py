"""Notebooks: valid, executed by a kernel, and judged as the application judges."""

from __future__ import annotations

import json
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from quiz.sets.formats.markdown import flow
from tests.quiz.sets.exports import exported, folded, hostile_problems, sampler, solved


def notebook(**options: Any) -> nbformat.NotebookNode:
    made = nbformat.reads(exported("notebook", sampler(), **options)[0].decode(), as_version=4)
    nbformat.validate(made)
    return made


def test_an_ask_has_a_cell_for_the_answer_and_one_that_checks_it() -> None:
    cells = {cell.id: cell.source for cell in notebook(answers="none").cells}
    for problem in solved(sampler()):
        assert problem.code in cells[f"ask-{problem.number}"]
        assert problem.code in cells[f"check-{problem.number}"]
        assert f"answer_{problem.number}" in cells[f"check-{problem.number}"]
    assert len(cells) == 2 + 3 * len(sampler().items)
    assert "seed 90210" in cells["head"]


@pytest.mark.parametrize("answers", ["inline", "worked"])
def test_solutions_are_folded_away(answers: Any) -> None:
    cells = {cell.id: cell for cell in notebook(answers=answers, figures=True).cells}
    for problem in solved(sampler()):
        told = cells[f"solution-{problem.number}"]
        assert told.source.startswith("<details>")
        assert told.source.endswith("</details>")
        (name,) = told.attachments
        assert f"(attachment:{name})" in told.source
        assert (problem.variant.title in told.source) is False
        assert ("Slips to avoid" in told.source) == (answers == "worked")


def test_hostile_text_stays_text() -> None:
    written, _ = exported("notebook", sampler(), problems=hostile_problems())
    made = json.loads(written)
    nbformat.validate(nbformat.from_dict(made))
    cells = {cell["id"]: "".join(cell["source"]) for cell in made["cells"]}
    for problem in hostile_problems():
        assert flow(problem.variant.ask()) in cells[f"ask-{problem.number}"]


def test_the_same_set_gives_the_same_bytes() -> None:
    assert exported("notebook", sampler(), figures=True)[0] == exported("notebook", sampler(), figures=True)[0]


@pytest.mark.slow
def test_a_kernel_judges_right_wrong_and_missing_answers() -> None:
    made, problems = notebook(answers="none"), solved(sampler())
    cells = {cell.id: cell for cell in made.cells}
    wrong, missing = problems[0], problems[-1]
    for problem in problems[:-1]:
        text = problem.answer.plain if problem is not wrong else problem.answer.write(problem.slips[0].value)
        cells[f"answer-{problem.number}"].source = f"answer_{problem.number} = {text!r}"
    NotebookClient(made, timeout=120, kernel_name="python3").execute()
    for problem in problems:
        (output,) = cells[f"check-{problem.number}"].outputs
        said = output.data["text/plain"]
        if problem is missing:
            assert said == "No answer yet."
        elif problem is wrong:
            assert folded(problem.slips[0].message.replace("`", "")) in folded(said.replace("`", ""))
            assert problem.answer.shown not in said
        else:
            assert f"Right is {problem.answer.shown}" in said
