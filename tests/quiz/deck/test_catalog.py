"""The catalogue: what is looked for is found, misspelt too, and what is not there is not."""

from __future__ import annotations

import json
from contextlib import suppress
from time import process_time

import pytest
from click.testing import CliRunner

from questions import index, load
from questions.model import Question
from quiz.cli import cli
from quiz.deck import catalog, search

each_question = pytest.mark.parametrize("question", load(), ids=lambda question: question.slug)


def numbers(text: str) -> list[int]:
    return [found.question.number for found in search.search(text)]


@pytest.mark.parametrize("typed", [f"Q03.1{' ' * 20_000}7F3K", f"Q03.1-7F3K{' ' * 20_000}x", "0" * 20_000], ids=len)
def test_nothing_that_is_pasted_keeps_the_search_for_it_busy(typed: str) -> None:
    begun = process_time()
    for found in (catalog.ask, catalog.question):
        with suppress(ValueError, catalog.NotInDeckError):
            found(typed)
    assert process_time() - begun < 2


@each_question
def test_a_title_a_slug_and_a_number_find_their_question_first(question: Question) -> None:
    for text in (question.title, question.title.upper(), question.slug, str(question.number)):
        assert numbers(text)[0] == question.number


@each_question
def test_the_titles_of_variants_find_them(question: Question) -> None:
    for variant in question.variants:
        for text in (variant.id, variant.title):
            assert variant.id in {each.id for found in search.search(text) for each in found.variants}


@each_question
def test_a_long_word_is_found_with_two_letters_swapped_or_one_left_out(question: Question) -> None:
    for word in search.words(question.title):
        if len(word) < 7:
            continue
        middle = len(word) // 2
        swapped = word[: middle - 1] + word[middle] + word[middle - 1] + word[middle + 1 :]
        for misspelt in (swapped, word[:middle] + word[middle + 1 :], word[:5]):
            assert question.number in numbers(misspelt), misspelt


def test_misspelt_words_find_the_receptive_field_and_all_its_variants() -> None:
    best = search.search("recptive feild")[0]
    assert best.question.slug == "receptive-field"
    assert [each.id for each in best.variants] == [variant.id for variant in best.question.variants]


@each_question
def test_what_is_read_off_the_files_is_what_they_define(question: Question) -> None:
    read = [tuple(each) for each in index.headlines(str(question.number))]
    assert read == [(variant.id, variant.title, variant.level) for variant in question.variants]


def test_the_topics_read_off_the_files_are_those_of_the_questions() -> None:
    assert list(index.topics()) == list(dict.fromkeys(topic for question in load() for topic in question.topics))


def test_all_words_must_fit() -> None:
    assert search.search("receptive zebra") == []
    assert {"receptive field"} == set(search.topics_for("feild"))


def test_signs_do_not_matter() -> None:
    assert numbers("1x1") == numbers("1×1") == numbers("1*1 ")
    assert numbers("¿?!") == numbers("") == [question.number for question in load()]


def test_numbers_are_never_misspelt() -> None:
    assert [variant.id for found in search.search("5.2") for variant in found.variants] == ["5.2"]


def test_the_command_lists_the_best_first_and_refuses_what_nothing_fits() -> None:
    listed = json.loads(CliRunner().invoke(cli, ["list", "--json", "recptive", "feild"]).stdout)
    assert listed["questions"][0]["slug"] == "receptive-field"
    refused = CliRunner().invoke(cli, ["list", "zebra"])
    assert refused.exit_code == 2
    assert "receptive field" in refused.stderr


def test_a_word_that_is_there_counts_more_than_its_beginning_and_that_more_than_a_misspelling() -> None:
    scores = [
        max(found.score for found in search.search(text)) for text in ("receptive", "recept", "receptvie", "recptvie")
    ]
    assert scores == sorted(set(scores), reverse=True)
    assert scores[0] == 1


def test_levels_and_topics_are_words_of_their_questions() -> None:
    for question in load():
        assert question.number in numbers(question.level)
        for topic in question.topics:
            assert question.number in numbers(topic)
            assert topic in search.topics_for(topic)


def test_without_a_word_all_topics_fit() -> None:
    assert search.topics_for("") == list(catalog.topics())
