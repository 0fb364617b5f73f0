"""Misread numbers: what is computed rightly from them is what the op gives on them."""

from __future__ import annotations

import pytest

from questions.model import Variant, live_slips, misread_slips, pairs
from questions.slips import MISREADINGS
from questions.slips.wording import both, either, fits
from quiz.deck import catalog

each_variant = pytest.mark.parametrize(
    "variant", [*catalog.variants(), *catalog.beside()], ids=lambda variant: variant.id
)


def holds(drawn: Variant) -> None:
    answer, listed = drawn.answer(), list(drawn.slips())
    for slip in misread_slips(drawn):
        assert answer.same(slip.value, slip.run().value), (slip.tag, slip.working, slip.run())
        assert not answer.accepts(slip.value)
        assert slip.tag not in {other.tag for other in listed}
        assert not any(answer.same(slip.value, other.value) for other in listed)


@each_variant
def test_a_misreading_runs_what_it_computes_and_gives_way_to_what_is_listed(variant: type[Variant]) -> None:
    holds(variant.draw(0))


@pytest.mark.slow
@each_variant
def test_misreadings_of_many_draws(variant: type[Variant]) -> None:
    for seed in range(1, 40):
        holds(variant.draw(seed))


def kinds(tag: str) -> set[str]:
    return set(tag.partition(".")[0].split("_and_"))


@each_variant
def test_two_mistakes_are_two(variant: type[Variant]) -> None:
    """Both are told with their workings, and they are not about the same."""
    for slip in pairs(variant.draw(0)):
        (other,) = slip.and_
        assert kinds(slip.tag).isdisjoint(kinds(other)), (slip.tag, other)
        assert fits(slip.message), slip.message


@pytest.mark.parametrize("misreading", MISREADINGS, ids=lambda misreading: f"{misreading.tag} {misreading.fields}")
def test_every_misreading_is_one_that_some_variant_knows(misreading: object) -> None:
    drawn = (variant.draw(seed) for variant in (*catalog.variants(), *catalog.beside()) for seed in range(12))
    assert any(misreading.of({name: getattr(each, name) for name in each.settable()}) for each in drawn)


def test_what_changes_nothing_was_not_done() -> None:
    """Half the kernel for its half less one is no forgotten dilation where there is none."""
    ask = catalog.variant("3.3")
    tags = {slip.tag: slip.also for slip in live_slips(ask(kernel=4, dilation=1))}
    assert "dilation.ignored" not in {*tags, *(tag for also in tags.values() for tag in also)}
    dilated = live_slips(ask(kernel=5, dilation=2))
    assert "dilation.ignored" in {tag for slip in dilated for tag in (slip.tag, *slip.also)}


def test_a_layer_of_one_channel_has_no_depth_to_forget() -> None:
    (forgotten,) = (
        slip
        for slip in live_slips(catalog.ask("11.1 kernel=3 in_channels=1 out_channels=8").variant)
        if slip.value == 72
    )
    assert (forgotten.tag, forgotten.also) == ("bias.forgotten", ())


def test_the_same_message_is_said_once_and_all_fit_in_two_lines() -> None:
    assert either(["You left the padding out.", "You left the padding out."]) == "You left the padding out."
    long = "The effective kernel is D(K − 1) + 1, not K·D: there are K − 1 gaps, and this goes on for quite a while."
    assert fits(either([long, f"Not {long}", f"Nor {long}"]))
    assert fits(both(long, f"Not {long}"))
    assert both("One.", "Two.") == "One. And: Two."


def test_a_message_that_is_cut_still_says_something_and_nothing_twice() -> None:
    """A cut in a formula leaves no sentence, and two messages that begin alike are then the same."""
    rows = "Where copies of the kernel overlap, they add; the {} one does not stay alone where they do, as here."
    assert either([rows.format("first"), rows.format("later")]) == "Where copies of the kernel overlap, they add."
    turned = "You ran R ← (R − 1)·S + K from the first layer to the last; it runs from the last to the first, not so."
    early = "You stopped one layer too early: that is the field before the last one, which is not what is asked for."
    begun = "You ran R ← (R − 1)·S + K from the first layer to the last. Or: You stopped one layer too early."
    assert either([turned, early]) == f"Either: {begun}"
    zero = "A single input sample already has a receptive field of 1; you started from 0."
    assert ".." not in both(zero, f"{early} {turned}")


@each_variant
def test_exchanged_channels_are_no_half_of_two_mistakes(variant: type[Variant]) -> None:
    """With powers of two, exchanged channels and one mistake more give what a third one gives."""
    assert not any("channels.exchanged" in (slip.tag, *slip.and_) for slip in pairs(variant.draw(0)))
