"""PrairieLearn courses: their folder, and each question on a server in small, right, wrong and not readable."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from questions import load
from questions.answers import Grid, Parts
from questions.drawing import SEEDS
from questions.model import Variant, live_slips
from quiz.deck import catalog
from quiz.sets.prairielearn.serving import FIGURE, Served
from tests.quiz.sets.exports import every_variant, exported, folded, sampler
from tests.quiz.sets.prairielearn import Server
from tests.quiz.sets.qti_player import read

VARIANTS = [variant for question in load() for variant in question.variants]


@cache
def course() -> dict[str, bytes]:
    return read(exported("prairielearn", every_variant(), figures=True)[0])


def folder(variant: type[Variant]) -> str:
    return "questions/" + "/".join(variant.__module__.split(".")[1:])


def functions(variant: type[Variant]) -> dict[str, Any]:
    namespace: dict[str, Any] = {}
    exec(course()[f"{folder(variant)}/server.py"], namespace)
    return namespace


def played(variant: type[Variant], seed: int) -> Server:
    """Try a question as a student with this seed does; its own test foretells every outcome."""
    server = Server(functions(variant), course()[f"{folder(variant)}/question.html"].decode(), seed)
    page = server.render()
    ask = catalog.ask(server.data["params"]["code"])
    assert server.data["params"]["code"] in page
    drawn = ask.variant
    for kind in ("correct", "incorrect", "invalid"):
        foretold = server.tried(kind)
        server.submit(foretold["raw_submitted_answers"])
        assert server.invalid == (kind == "invalid"), (ask.code, kind, server.data["format_errors"])
        if server.invalid:
            assert server.data["format_errors"].keys() == foretold["format_errors"].keys()
            assert server.data["partial_scores"] == {}
            continue
        assert server.data["score"] == foretold["score"], ask.code
        assert server.data["partial_scores"] == foretold["partial_scores"]
        assert (server.data["score"] == 1) == (kind == "correct")
        assert bool(server.said) == (kind == "incorrect")
        if kind == "incorrect":
            known = [slip.message for slip in live_slips(drawn)]
            assert any(folded(told.replace("`", "")) in folded(server.said) for told in known), (
                ask.code,
                server.said,
            )
    return server


@pytest.mark.parametrize("variant", VARIANTS[::4], ids=lambda variant: variant.id)
def test_a_question_keeps_the_contract(variant: type[Variant]) -> None:
    played(variant, 2**40 + 12345)


@pytest.mark.slow
@pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: variant.id)
def test_a_question_keeps_the_contract_for_many_seeds(variant: type[Variant]) -> None:
    for seed in range(17, SEEDS, SEEDS // 15):
        played(variant, seed)


def test_answers_are_read_as_here_and_slips_named() -> None:
    variant = catalog.variant("3.1")
    server = Server(functions(variant), course()[f"{folder(variant)}/question.html"].decode(), 5)
    right = server.data["correct_answers"]["answer"]
    server.submit({"answer": f" {int(right) - 1} + 1 "})
    assert server.data["score"] == 1
    server.submit({"answer": "about 3"})
    assert "answer" in server.data["format_errors"]
    server.submit({"answer": ""})
    assert server.data["format_errors"] == {"answer": "left blank"}
    assert server.data["score"] == 0


def test_parts_have_a_box_each_and_count_by_themselves() -> None:
    variant = next(
        kind for kind in VARIANTS if isinstance(answer := kind.draw(3).answer(), Parts) and len(answer.parts) == 2
    )
    server = Server(functions(variant), course()[f"{folder(variant)}/question.html"].decode(), 3)
    assert len(server.boxes) == 2
    first, second = server.boxes
    server.submit({first: server.data["correct_answers"][first], second: "7919"})
    assert server.data["score"] == 0.5
    assert server.data["partial_scores"][first]["score"] == 1
    server.submit({first: server.data["correct_answers"][first], second: "?"})
    assert server.data["format_errors"].keys() == {second}


def test_every_seed_of_the_server_draws() -> None:
    """A seed may be larger than a share code holds; the code on the page brings back the same numbers."""
    for seed in (0, 1, 2**20, 2**53 - 1):
        data = {"variant_seed": seed, "params": {}, "correct_answers": {}}
        Served("3.1").generate(data)
        drawn = catalog.ask(data["params"]["code"]).variant
        assert data["correct_answers"]["answer"] == drawn.answer().plain
        assert drawn.ask() in data["params"]["ask"]


def test_the_picture_is_made_on_demand() -> None:
    made = Served("6.1").file({"variant_seed": 3, "filename": FIGURE})
    assert made is not None
    assert made.startswith(b"<svg")
    assert Served("6.1").file({"variant_seed": 3, "filename": "other.svg"}) is None


def test_the_folder_has_what_a_course_needs() -> None:
    files = course()
    infos = {name: json.loads(content) for name, content in files.items() if name.endswith("info.json")}
    assert len(infos) == len(VARIANTS)
    assert len({info["uuid"] for info in infos.values()}) == len(infos)
    assert all(info["type"] == "v3" for info in infos.values())
    topics = {topic["name"] for topic in json.loads(files["infoCourse.json"])["topics"]}
    assert {info["topic"] for info in infos.values()} == topics
    (zone,) = json.loads(files["courseInstances/convquiz/assessments/practice/infoAssessment.json"])["zones"]
    assert [f"questions/{each['id']}" for each in zone["questions"]] == [folder(variant) for variant in VARIANTS]
    assert "pydantic" in files["README.md"].decode()
    again = read(exported("prairielearn", sampler())[0])
    assert {name: again[name] for name in again if name.endswith("info.json")}.items() <= {
        name: files[name] for name in infos
    }.items(), "a question keeps its UUID in every course"
    assert exported("prairielearn", sampler())[0] == exported("prairielearn", sampler())[0]


def test_the_questions_run_on_what_the_course_brings_along(tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(exported("prairielearn", sampler())[0])) as archive:
        archive.extractall(tmp_path)
    code = (
        "import sys; sys.path.insert(0, sys.argv[1] + '/serverFilesCourse'); import quiz, questions, solvers;"
        "assert all(m.__file__.startswith(sys.argv[1]) for m in (quiz, questions, solvers));"
        "space = {}; exec(open(sys.argv[2]).read(), space);"
        "data = {'variant_seed': 5, 'params': {}, 'correct_answers': {}}; space['generate'](data);"
        "print(data['params']['code'])"
    )
    server = tmp_path / folder(catalog.variant("3.1")) / "server.py"
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path), str(server)],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
    )
    assert done.stdout.strip() == "Q03.1-0005"


def test_grids_are_typed_in_one_box() -> None:
    variant = next(kind for kind in VARIANTS if isinstance(grid := kind.draw(3).answer(), Grid) and not grid.one_row)
    server = played(variant, 3)
    rows = ",".join(f"[{row}]" for row in server.data["correct_answers"]["answer"].split("; "))
    server.submit({"answer": f"[{rows}]"})
    assert server.data["score"] == 1
