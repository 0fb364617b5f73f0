"""The linter finds nothing in the deck, and finds what is broken on purpose."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial, partialmethod

import pytest
from click.testing import CliRunner

from questions import load
from questions.answers import Answer, Parts
from questions.drawing import Pool
from questions.model import Claim, Evidence, Question, Variant
from questions.q01_convolution_layer import experiments
from questions.slips import Slip
from quiz.cli import cli
from quiz.deck import catalog, checking
from quiz.deck.check import check_question, check_variant
from quiz.deck.check_names import misreadings_lead_nowhere, pools_written_twice, too_long
from quiz.deck.checking import SHEET
from quiz.katas.checking import check_called

VARIANTS = list(catalog.variants())
each_variant = pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: variant.id)
each_question = pytest.mark.parametrize("question", load(), ids=lambda question: question.slug)


@each_variant
def test_a_variant_has_nothing_to_mend(variant: type[Variant]) -> None:
    assert list(check_variant(variant, 8)) == []


@pytest.mark.slow
@each_variant
def test_a_variant_has_nothing_to_mend_in_many_draws(variant: type[Variant]) -> None:
    assert list(check_variant(variant, 600)) == []


@each_question
def test_a_question_has_nothing_to_mend(question: Question) -> None:
    assert list(check_question(question)) == []


@each_variant
def test_a_closed_form_replaced_by_any_slip_is_caught(variant: type[Variant], monkeypatch: pytest.MonkeyPatch) -> None:
    """Whichever listed mistake stood in place of the formula, the run would refute it."""
    honest = variant.answer

    def with_slip(drawn: Variant, tag: str) -> Answer:
        with monkeypatch.context() as honestly:  # slips may ask for the right answer
            honestly.setattr(variant, "answer", honest)
            answer, slips = drawn.answer(), {slip.tag: slip.value for slip in drawn.slips()}
        if tag not in slips:
            return answer
        if isinstance(answer, Parts):
            wrong = {name: replace(part, value=slips[tag].get(name, part.value)) for name, part in answer.parts.items()}
            return replace(answer, parts=wrong)
        return replace(answer, value=slips[tag])

    for tag in sorted({slip.tag for seed in range(30) for slip in variant.draw(seed).slips()}):
        with monkeypatch.context() as broken:
            broken.setattr(variant, "answer", partialmethod(with_slip, tag))
            assert next(check_variant(variant, 40), None), tag


def test_a_claim_that_does_not_hold_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    (question, *_) = load()
    wrong = Claim(says="2 + 2 = 5", experiment="sum_of_products")
    monkeypatch.setattr(experiments, "sum_of_products", lambda: Evidence(False, "4"))
    finding, *_ = check_question(question.model_copy(update={"claims": (wrong,)}))
    assert "2 + 2 = 5 (4)" in finding.what


def test_a_claim_without_its_experiment_is_found() -> None:
    (question, *_) = load()
    wrong = Claim(says="2 + 2 = 4", experiment="never_written")
    (finding,) = check_question(question.model_copy(update={"claims": (wrong,)}))
    assert "never_written" in finding.what


def test_a_slip_that_is_never_told_apart_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    variant = catalog.variant("3.1")
    honest = variant.slips

    def with_a_twin_of_the_answer(self: Variant) -> Iterator[Slip]:
        yield from honest(self)
        yield Slip(tag="none.at_all", value=self.answer().value, message="This is right.")

    monkeypatch.setattr(variant, "slips", with_a_twin_of_the_answer)
    assert ["none.at_all" in finding.what for finding in check_variant(variant, 2)] == [True]


def test_the_command_prints_and_exits() -> None:
    result = CliRunner().invoke(cli, ["check", "3", "--draws", "2"])
    assert result.exit_code == 0
    assert "nothing to mend" in result.stdout
    document = json.loads(CliRunner().invoke(cli, ["check", "output-size", "--draws", "2", "--json"]).stdout)
    assert document["findings"] == []
    assert CliRunner().invoke(cli, ["check", "99"]).exit_code == 2


def test_a_misreading_that_changes_nothing_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    variant = catalog.variant("18.2")
    drawn = [variant.draw(seed) for seed in range(3)]
    assert not list(misreadings_lead_nowhere(drawn))
    monkeypatch.setattr(variant, "never_misread", ())
    ((what, _),) = misreadings_lead_nowhere(drawn)
    assert "bias.forgotten" in what, "the batch mean takes the bias off, whatever it is"


def test_a_message_of_more_than_two_lines_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    variant = catalog.variant("3.1")
    drawn = variant.draw(0)
    monkeypatch.setattr(variant, "slips", lambda self: iter([Slip(tag="long", value=-1, message="too long " * 20)]))
    ((what, _),) = too_long([drawn])
    assert "long" in what


def test_a_pool_that_is_written_twice_is_found() -> None:
    one, other = catalog.variant("8.2"), catalog.variant("8.7")
    assert not list(pools_written_twice([one, other]))
    again = type("Again", (other,), {"pool": Pool(one.pool.fields, [("", tuple(row.values())) for row in one.pool])})
    assert [found for found, _ in pools_written_twice([one, again])] == [again]


def test_all_cores_find_what_one_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    """In the order of the deck, whichever core is done first."""
    parts = ["Q03", "3.1", SHEET, "C1.2", "K03.1"]
    alone = {each.part: each.findings for each in map(partial(checking._checked, draws=2, kata=check_called), parts)}
    monkeypatch.setattr(checking, "FEW_DRAWS", 0)
    monkeypatch.setattr(checking, "_cores", lambda: 2)
    together = {each.part: each.findings for each in checking.checked(parts, 2, check_called)}
    assert together == alone
    assert alone.keys() == set(parts)


def test_the_command_says_where_its_time_goes() -> None:
    told = CliRunner().invoke(cli, ["check", "3", "--draws", "1"]).stderr
    assert re.fullmatch(
        r"[\d.]+ s of work in [\d.]+ s; longest (3\.\d|[KQ]03\S*) [\d.]+ s(, (3\.\d|[KQ]03\S*) [\d.]+ s)*\n", told
    )
