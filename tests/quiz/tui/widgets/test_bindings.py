"""What Textual binds is what the registry of keys says."""

from __future__ import annotations

import pytest

from quiz.keys.places import PLACES
from quiz.keys.registry import action_names, help_text
from quiz.tui.widgets.bindings import bindings, places_of


def test_a_binding_has_the_name_that_the_settings_use() -> None:
    assert {binding.id for place in PLACES for binding in bindings(place)} - {None} == set(action_names())


@pytest.mark.parametrize("place", [place for place in PLACES if place not in ("everywhere", "picture")])
def test_the_help_begins_with_where_the_learner_is(place: str) -> None:
    active = [(binding.action, binding.description) for binding in bindings("everywhere", place)]
    here = places_of(active)
    assert sorted(here) == sorted(["everywhere", place])
    headings = [PLACES[each][0] for each in PLACES if each not in here]
    text = help_text({}, here)
    assert all(text.index(PLACES[place][0]) < text.index(f"Elsewhere: {heading}\n") for heading in headings)
