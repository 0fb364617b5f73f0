"""Every variant of every question: both witnesses agree, slips are told apart, draws come back."""

from __future__ import annotations

import itertools
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from questions import load
from questions.answers import Choice
from questions.drawing import SEEDS, parse_share_code, share_code
from questions.model import Ask, Variant, admissible, live_slips
from questions.scenes import Frame, Grid, Ink, Place, Scene
from quiz.deck import catalog
from quiz.render.blocks import length
from quiz.render.layout import Laid, lay_out
from quiz.render.svg import svg
from quiz.render.text import frame_text

VARIANTS = list(catalog.variants())
each_variant = pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: variant.id)
QUICK = range(12)


@each_variant
@given(seed=st.integers(0, SEEDS - 1))
@settings(max_examples=12, deadline=None)
def test_every_draw_is_worth_asking(variant: type[Variant], seed: int) -> None:
    drawn = variant.draw(seed)
    assert admissible(drawn)
    answer = drawn.answer()
    live = live_slips(drawn)
    assert len(live) >= (1 if isinstance(answer, Choice) else 2)
    for one, other in itertools.combinations(live, 2):
        assert not answer.same(one.value, other.value)


@each_variant
def test_no_two_slips_share_a_tag(variant: type[Variant]) -> None:
    for seed in QUICK:
        tags = [slip.tag for slip in variant.draw(seed).slips()]
        assert len(tags) == len(set(tags)), (seed, tags)


@each_variant
def test_a_slip_runs_what_it_computes(variant: type[Variant]) -> None:
    """Where the op can commit the mistake, it must come out with the very number that the slip computes."""
    for seed in QUICK:
        drawn = variant.draw(seed)
        for slip in drawn.slips():
            if slip.run:
                assert drawn.answer().same(slip.value, slip.run().value), (seed, slip.tag, slip.value, slip.run())


def drawn_everywhere(scene: Scene, numbers: set[int]) -> None:
    """Draw frames on every size of screen, with colour and without, as text and as SVG; nothing is cut in silence."""
    for number in numbers:
        frame = scene.frame(number)
        assert frame.caption
        for width, height in ((118, 34), (78, 18), (38, 9)):
            for colour in (True, False):
                laid = lay_out(frame, width, height, colour)
                assert max(map(length, [*laid.lines, *laid.legend])) <= width
                assert len(laid.lines) <= height or not_cut(laid, frame)
        assert frame_text(frame).endswith(frame.caption.split()[-1])
        ElementTree.fromstring(svg(frame, scene.title))


def not_cut(laid: Laid, frame: Frame) -> bool:
    """Tell whether every grid still has all of its lines, which then have to be scrolled."""
    grids = [picture for picture in frame.pictures if isinstance(picture, Grid)]
    return all(spot.y + spot.rows / spot.step * spot.high <= len(laid.lines) + 1 for spot in laid.spots) and len(
        laid.spots
    ) == len(grids)


@each_variant
def test_a_scene_is_drawn_by_every_renderer(variant: type[Variant]) -> None:
    scene = variant.draw(0).scene()
    drawn_everywhere(scene, {0, scene.length - 1})


@pytest.mark.slow
@each_variant
@given(seed=st.integers(0, SEEDS - 1), share=st.floats(0, 1))
@settings(max_examples=12, deadline=None)
def test_any_frame_of_any_draw_is_drawn(variant: type[Variant], seed: int, share: float) -> None:
    scene = variant.draw(seed).scene()
    drawn_everywhere(scene, {round(share * (scene.length - 1))})


@each_variant
def test_a_cursor_reaches_every_corner(variant: type[Variant]) -> None:
    links = variant.draw(0).scene().links
    for pane, (rows, columns) in links.panes.items() if links else ():
        for place in {Place(pane, 0, 0), Place(pane, rows - 1, columns - 1)}:
            frame = links.frame(place)
            grid = next(each for each in frame.pictures if isinstance(each, Grid) and each.label == pane)
            assert grid.inks[place.row, place.column] is Ink.CURSOR
            assert (len(grid.values), len(grid.values[0])) == (rows, columns)


@each_variant
def test_real_layers_stay_askable(variant: type[Variant]) -> None:
    for numbers in variant.pool or ():
        drawn = variant(**numbers)
        assert admissible(drawn), drawn
        assert drawn.network


@given(seed=st.integers(0, SEEDS - 1), variant=st.sampled_from(VARIANTS))
def test_a_share_code_brings_back_the_ask(seed: int, variant: type[Variant]) -> None:
    code = share_code(variant.id, seed)
    assert parse_share_code(code) == (variant.id, seed)
    name, dash, digits = code.lower().partition("-")
    assert parse_share_code(name + dash + digits.replace("0", "o").replace("1", "l")) == (variant.id, seed)
    assert catalog.ask(code) == Ask(variant.draw(seed), seed)


@pytest.mark.parametrize("dash", ["\u2010", "\u2011", "\u2013", "\u2014", "\u2212"])
def test_a_code_that_a_word_processor_has_set_is_the_same(dash: str) -> None:
    assert catalog.ask(f"Q03.1{dash}7F3K").code == "Q03.1-7F3K"


@pytest.mark.parametrize(
    "copied",
    ["Q03.1-7F3K.", "(Q03.1-7F3K)", "`q03.1-7f3k`,", "“Q03.1-7F3K”", "<Q03.1-7F3K>;", "Q03.1 7F3K", "Q03.1 – 7F3K"],
)
def test_a_code_that_was_copied_with_its_sentence_is_the_same(copied: str) -> None:
    assert catalog.ask(copied).code == "Q03.1-7F3K"
    assert catalog.is_code(copied)


@pytest.mark.parametrize("read", ["QO3.1-7F3K", "q03.l-7f3k", "Q03.I-7F3K", "\uff31\uff10\uff13.1-7F3K"])
def test_a_code_whose_number_was_read_off_paper_is_the_same(read: str) -> None:
    assert catalog.ask(read).code == "Q03.1-7F3K"


@given(seed=st.integers(0, SEEDS - 1), variant=st.sampled_from([*VARIANTS, *catalog.beside()]))
def test_numbers_as_they_are_typed_bring_back_the_ask(seed: int, variant: type[Variant]) -> None:
    typed = Ask(variant.draw(seed), None)
    again = catalog.ask(typed.code)
    assert (again.code, again.variant.answer().plain) == (typed.code, typed.variant.answer().plain)
    assert catalog.ask(variant.id, *typed.variant.words()) == again


@given(text=st.text(max_size=20))
def test_what_is_no_share_code_is_refused_in_words(text: str) -> None:
    with pytest.raises(ValueError, match="one looks like Q03"):
        parse_share_code(f"{text}!")


CLAIMS = [(entry.number, claim) for entry in load() for claim in entry.claims]


@pytest.mark.parametrize("question", load(), ids=lambda question: question.slug)
def test_a_question_is_whole(question: object) -> None:
    assert any(point.essential for point in question.rubric)
    assert question.answer.strip()
    assert question.formula
    assert question.latex
    assert question.trap
    assert question.sources
    assert question.follow_ups
    assert all(variant.id.startswith(f"{question.number}.") for variant in question.variants)


@each_variant
def test_the_words_of_a_draw_make_it_again(variant: type[Variant]) -> None:
    """What the lab prints, `convquiz solve` takes."""
    for seed in QUICK:
        drawn = variant.draw(seed)
        given = dict(word.split("=", 1) for word in drawn.words())
        again = variant.model_validate(given)
        assert again.words() == drawn.words()
        assert again.answer() == drawn.answer()


def test_related_questions_are_so_both_ways() -> None:
    links = {entry.number: set(entry.related) for entry in load()}
    for number, others in links.items():
        assert others
        assert number not in others
        for other in others:
            assert number in links[other], (number, other)


def test_ids_and_slugs_are_unique() -> None:
    ids = [variant.id for variant in VARIANTS]
    assert len(set(ids)) == len(ids)
    slugs = [question.slug for question in load()]
    assert len(set(slugs)) == len(slugs)
