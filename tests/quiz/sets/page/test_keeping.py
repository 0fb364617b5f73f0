"""What the browser has kept: taken up if it can be shown, else the page begins anew, and is never left blank."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from quiz.sets.page.script import text
from tests.quiz.sets.page.typed import Page

GLUE = """
const deckOfTwo = [{ kind: "ask", data: { draws: [0, 0] } }, { kind: "spoken", data: {} }];
function afterwards(state) {
  globalThis.localStorage = { getItem: () => state };
  return JSON.stringify(kept("any", deckOfTwo));
}
"""
State = dict[str, Any]


@pytest.fixture(scope="module")
def taken_up() -> Any:
    """Return what the page goes on with, of a state as JSON."""
    page = Page()
    page.engine.eval(text("script/session.js") + text("script/keeping.js") + GLUE)
    yield lambda state: json.loads(page.engine.call("afterwards", json.dumps(state)))
    page.engine.close()


def answered(begun: State) -> State:
    begun["turns"][0] |= {"outcome": "right", "typed": "32", "tries": 1, "said": "accept", "share": 1}
    return begun | {"at": 1}


def changed(**values: Any) -> Callable[[State], State]:
    def change(state: State) -> State:
        state["turns"][0] |= values
        return state

    return change


def without(name: str) -> Callable[[State], State]:
    def change(state: State) -> State:
        del state["turns"][0][name]
        return state

    return change


@pytest.mark.parametrize(
    "broken",
    [
        *(lambda state, at=at: state | {"at": at} for at in (-1, 3, 0.5, None, "1")),
        lambda state: {"turns": state["turns"]},
        lambda state: state | {"turns": []},
        lambda state: state | {"turns": [None]},
        *(changed(card=card) for card in ("length", 2, -1, None)),
        *(changed(draw=draw) for draw in ("x", 2, None)),
        changed(typed=None),
        changed(typed=7),
        changed(draft=7),
        changed(outcome=None),
        changed(slips={}),
        changed(tries="1"),
    ],
)
def test_what_cannot_be_shown_is_begun_anew(broken: Callable[[State], State], taken_up: Any) -> None:
    """The page was blank, and stayed so whenever it was opened."""
    begun = taken_up(None)
    assert taken_up(broken(answered(taken_up(None)))) == begun


@pytest.mark.parametrize("name", ["said", "trapped", "slips", "hints", "draft"])
def test_what_an_older_page_did_not_keep_loses_nothing_else(name: str, taken_up: Any) -> None:
    state = taken_up(without(name)(answered(taken_up(None))))
    assert state["at"] == 1
    assert state["turns"][0]["outcome"] == "right"
    assert state["turns"][0][name] == taken_up(None)["turns"][0][name]


def test_a_state_of_this_page_is_taken_up_as_it_is(taken_up: Any) -> None:
    state = answered(taken_up(None))
    assert taken_up(state) == state
    state["turns"][0]["typed"] = {"rows": "32", "columns": "28"}
    assert taken_up(state) == state
