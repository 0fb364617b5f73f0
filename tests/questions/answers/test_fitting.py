"""Choices of which many are right."""

from questions.answers import Fitting

SUM_OF_TEN = Fitting(
    value=(4, 6),
    axes=("a", "b"),
    bounds=(range(1, 10), range(1, 10)),
    explain=lambda numbers: None if sum(numbers) == 10 else "another sum",
)


def test_every_choice_within_bounds_that_does_it_is_right():
    assert SUM_OF_TEN.accepts((4, 6))
    assert SUM_OF_TEN.accepts((9, 1))
    assert not SUM_OF_TEN.accepts((4, 5))
    assert not SUM_OF_TEN.accepts((10, 0))
    assert not SUM_OF_TEN.accepts((4, 6, 0))


def test_a_choice_is_shown_by_its_names():
    assert SUM_OF_TEN.plain == "4, 6"
    assert SUM_OF_TEN.shown == "a=4, b=6"
    assert SUM_OF_TEN.form == "two whole numbers: a, b, in this order or as a=… b=…"
