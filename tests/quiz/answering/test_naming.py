"""The order in which a wrong answer gets its name."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from questions.answers import Integer, Parts
from questions.model import Variant, differences
from quiz.answering.grading import Verdict, graded
from quiz.answering.naming import Mistakes
from quiz.cards.attempt import Attempt
from quiz.deck import catalog
from quiz.words.verdicts import verdict_lines
from tests.bench.naming import CHANCE, far, near


def verdict(code: str, text: str) -> Verdict:
    return graded(catalog.ask(code).variant, text)


def layer(found: Verdict) -> str:
    return found.matched.layer if found.matched else ""


PLAIN = "11.1 kernel=3 in_channels=3 out_channels=32"
GROUPED = "14.2 kernel=5 in_channels=96 out_channels=256 groups=2 size=27"
BLOCK = "20.5 in_channels=24 out_channels=32 expansion=6 stride=2 size=56"


def test_the_layers_come_in_their_order() -> None:
    assert layer(verdict(PLAIN, "864")) == "listed"  # without the biases
    assert layer(verdict(PLAIN, str(9 * 32 * 3 + 3))) == "listed"  # biases of the input channels
    assert layer(verdict(GROUPED, f"{25 * 96 * 256 * 27**2}; 614400")) in {"listed", "misread"}
    assert layer(verdict("8.5 kernel=3 in_channels=256 out_channels=256", "779")) == "misread"  # of one channel
    assert (
        layer(
            verdict("16.1 in_channels=64 out_channels=128 kernel=5 stride=1 padding=2 size=32", str(25 * 28**2 * 128))
        )
        == "pair"
    )  # one channel, and no padding
    assert layer(verdict(BLOCK, f"{24 * 144 * 56**2}; no")) == "difference"  # the first step alone


def test_two_mistakes_carry_both_tags_and_the_run_of_both() -> None:
    both = verdict("2.2 in_channels=16 out_channels=32 height=121 width=121 kernel=4 stride=3", "16x118x118")
    assert both.both == ("stride.ignored", "depth.kept_input")
    assert both.matched
    assert both.matched.run
    assert both.matched.run().value == (16, 118, 118)
    assert len(both.matched.working.splitlines()) == 2


def test_names_of_larger_numbers_are_counted_exactly() -> None:
    """Among three figures of a number above 1,000 the least difference that counts is ten."""
    assert graded(catalog.variant("6.3").draw(20), "12556%").kind == "reject"


def test_a_half_is_looked_for_among_halves() -> None:
    """However thickly whole numbers with names lie about it: (224 − 7)/2 + 1, neither padded nor rounded."""
    assert verdict("3.1 size=224 kernel=7 stride=2 padding=3", "109.5").both == ("pad.ignored", "round.not_rounded")


def test_a_twin_is_booked_as_open_and_never_claimed() -> None:
    """Kernel 5 on 32, stride 1: 28 is left without padding, and whoever counts steps alone has it as well."""
    attempt = Attempt(catalog.ask("3.1 size=5 kernel=3 stride=2"))
    found = attempt.submit("1")
    assert {"plus1.missing", "plus1.before_division"} <= set(found.either)
    assert any(line.startswith("you: what this gives: ") for line in verdict_lines(attempt))


@pytest.mark.parametrize(
    ("code", "text", "tag"),
    [
        (BLOCK, f"{24 * 144 * 56**2}; no", "difference.step"),
        ("19.3 channels=256 inner=64 size=56", "436731904; 52.9", "flops.doubled"),
        ("19.3 channels=256 inner=64 size=56", "109182976; 52.9", "flops.halved"),
        ("15.5 offset_groups=1 masked=true in_channels=192 out_channels=192", "85.94", "difference.complement"),
        (
            "13.6 in_channels=128 out_channels=128 kernel=3 stride=1 size=64",
            "1152; 4096; 0.11",
            "difference.reciprocal",
        ),
        ("19.5 in_channels=512 inner=256 blocks=6", "5585920", "difference.term_missing"),
        (
            "16.1 in_channels=64 out_channels=128 kernel=3 stride=1 padding=1 size=56",
            str(9 * 64 * 128 * 56**2 * 56),
            "difference.factor_extra",
        ),
    ],
)
def test_a_difference_is_told_as_a_question_under_a_tag_of_its_own(code: str, text: str, tag: str) -> None:
    found = verdict(code, text)
    assert (found.slip, layer(found)) == (tag, "difference"), found.message
    assert found.message.endswith("?")


def test_the_right_number_of_another_part_is_no_step_to_which_something_is_to_be_added() -> None:
    """The layer behind the pooling has fewer parameters than the flattened one: there is less to do, not more."""
    assert verdict("6.4 channels=128 side=6 outputs=200", "921800; 921800").slip != "difference.step"


def test_a_factor_that_may_be_one_of_several_numbers_is_called_by_all_of_them() -> None:
    """Twice the side may come from the kernel or from the stride, which are both 2."""
    found = verdict("10.1 size=52 kernel=2 stride=2 padding=0 output_padding=0 dilation=1", "208")
    assert "the factor 2, a side of the kernel or the stride: once too often?" in found.message


@pytest.mark.parametrize("variant_id", ["18.2", "18.6"])
def test_the_place_that_is_asked_about_is_called_no_factor_and_no_term(variant_id: str) -> None:
    for seed in range(30):
        drawn = catalog.variant(variant_id).draw(seed)
        answer = drawn.answer()
        for part in answer.parts.values() if isinstance(answer, Parts) else [answer]:
            said = [slip.message for slip in differences(drawn, part)]
            assert not [message for message in said if "the asked" in message]


def test_twice_a_sum_is_not_said_to_have_one_of_its_terms_as_a_factor() -> None:
    """A layer of kernel 2 and dilation 2 adds 2 to the field, and multiplies nothing."""
    code = "5.3 layers=3/2d12,2/1d2,3/1d6,2/1,5/1d6,3/1d2"
    assert verdict(code, "222").slip == "generic.factor_2"


def test_what_is_rounded_away_is_nothing_that_was_left_out() -> None:
    """149,520,384 ends in 384, which are the output channels as well."""
    found = verdict("16.1 in_channels=256 out_channels=384 kernel=3 stride=1 padding=1 size=13", "1.4952e8")
    assert found.slip == "generic.rounded"


def test_a_step_is_quoted_only_as_far_as_it_was_done() -> None:
    """The line goes on to the answer."""
    found = verdict("16.1 in_channels=64 out_channels=128 kernel=3 stride=1 padding=1 size=56", str(56 * 56))
    assert found.message == "That is step 3 of 3, “Each is used at 56·56 = 3,136”: is there more to do?"


@pytest.mark.parametrize("variant", list(catalog.variants()), ids=lambda variant: variant.id)
def test_no_name_quotes_the_right_answer(variant: type[Variant]) -> None:
    answer = variant.draw(0).answer()
    for part in answer.parts.values() if isinstance(answer, Parts) else (answer,):
        if isinstance(part, Integer) and part.value and part.value >= 1000:
            told = [slip.message for slip in differences(variant.draw(0), part) if not part.accepts(slip.value)]
            assert not [message for message in told if part.shown in message]


@pytest.mark.parametrize("text", ["35", "27", "24"])
def test_small_numbers_prove_nothing(text: str) -> None:
    """Near a small answer some quantity is at any distance."""
    assert layer(verdict("3.1 size=30 kernel=3 stride=1 padding=1", text)) != "difference"


def test_exchanged_parts_are_seen_however_many_they_are() -> None:
    code = "16.2 in_channels=32 out_channels=32 kernel=7 size=16"
    right = catalog.ask(code).variant.answer()
    one, other, ratio = (part.plain for part in right.parts.values())
    assert verdict(code, f"{other}; {one}; {ratio}").slip == "parts.swapped"


def test_nothing_more_is_worked_out_for_a_right_answer() -> None:
    variant = catalog.ask(PLAIN).variant
    mistakes = Mistakes(variant)
    assert graded(variant, "896").kind == "accept"
    assert not {"misread", "pairs"} & vars(mistakes).keys()


@pytest.mark.slow
def test_wrong_numbers_that_mean_nothing_seldom_get_a_name() -> None:
    rng = random.Random("naming")
    for texts in (far, near):
        found: Counter[str] = Counter()
        for variant in catalog.variants():
            for seed in range(5):
                drawn = variant.draw(seed)
                given = (graded(drawn, text) for text in texts(rng, drawn.answer()))
                found.update(layer(each) for each in given if each.kind == "reject")
        assert found["pair"] + found["difference"] <= CHANCE * found.total(), (texts, found)
