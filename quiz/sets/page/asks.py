"""What the page says of an ask: its words, hints, worked solution and picture, and its like with other numbers."""

from __future__ import annotations

from dataclasses import replace

from questions.drawing import SEEDS, Stream
from questions.model import Ask, Variant, live_slips
from questions.scenes import Scene
from quiz.cards.attempt import Attempt
from quiz.render.svg import bare_svg
from quiz.sets import fragments
from quiz.sets.entry import entry
from quiz.sets.page.carried import Data, graded_by
from quiz.sets.problem import Problem

COLUMNS = 42
"""Characters that a phone shows side by side."""
FRAMES = 12
"""Moments of a demonstration that are kept, the ends of its parts and the last among them."""
DRAWS = 50
"""Draws tried for other numbers with another answer."""


def ask_data(problem: Problem) -> Data:
    """Return an ask, and one of its variant with other numbers that is asked when it was missed."""
    again = other_numbers(problem)
    return {
        "number": problem.number,
        "topic": problem.question.topics[0],
        "title": problem.variant.title,
        "draws": [_draw_data(each) for each in (problem, again) if each],
    }


def other_numbers(problem: Problem) -> Problem | None:
    """Return the same skill with other numbers and another answer, the same for the same ask; None if it has none."""
    kind = type(problem.variant)
    stream = Stream("page", problem.code)
    for _ in range(DRAWS):
        seed = stream.below(SEEDS)
        variant = kind.draw(seed)
        if not problem.answer.same(variant.answer().value, problem.answer.value):
            ask = Ask(variant, seed)
            return replace(problem, code=ask.code, variant=variant, answer=variant.answer(), slips=live_slips(variant))
    return None


def _draw_data(problem: Problem) -> Data:
    shown = entry(problem)
    return {
        "code": shown.code,
        "about": " · ".join((problem.level, *problem.question.topics)),
        "ask": fragments.flow(shown.ask),
        "shown": shown.answer,
        "hints": [fragments.inline(hint) for hint in _hints(problem.variant)],
        "formula": fragments.inline(shown.formula),
        "steps": fragments.steps(shown.steps),
        "run": fragments.inline(problem.variant.measure().run),
        "picture": _picture(problem.variant.scene()),
        **graded_by(problem.variant),
    }


def _hints(variant: Variant) -> list[str]:
    """Return all that may be told before the answer, in its order."""
    attempt = Attempt(Ask(variant, None))
    hints = []
    while hint := attempt.hint():
        hints.append(hint)
    return hints


def _picture(scene: Scene) -> Data:
    shown = moments(scene)
    frames = [scene.frame(moment) for moment in shown]
    return {
        "title": scene.title,
        "length": scene.length,
        "frames": [
            {"at": moment + 1, "svg": bare_svg(frame, scene.title, COLUMNS), "says": frame.caption}
            for moment, frame in zip(shown, frames, strict=True)
        ],
    }


def moments(scene: Scene) -> list[int]:
    """Return the numbers of the frames that are kept: the ends of the parts, and others evenly between them."""
    last = scene.length - 1
    even = {round(last * at / (FRAMES - 1)) for at in range(FRAMES)} if last >= FRAMES else set(range(scene.length))
    return sorted(even | set(scene.ends))
