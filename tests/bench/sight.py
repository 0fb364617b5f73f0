"""What is in sight before and after an answer: `python -m tests.bench.sight [asks] [WxH …]`."""

from __future__ import annotations

import asyncio
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import cycle, islice

from textual.pilot import Pilot
from textual.widget import Widget

from questions.drawing import share_code
from questions.model import Variant, live_slips
from quiz.answering.grading import grade
from quiz.deck import catalog
from quiz.sessions.practice_set import PracticeSetRecipe
from quiz.settings.invocation import Settings
from quiz.tui.app import ConvquizApp
from quiz.tui.screens.ask import AskScreen
from quiz.tui.widgets.verdict import VerdictPanel
from quiz.words.asking import asked

ASKS = 300
SIZES = ("80x24", "120x40")
WAYS = ("right", "wrong", "missed", "revealed")
SEED = 5
SAYING = {"slip", "proof"}
"""What adds lines to a verdict: runs in threads, which take their time on a machine that is busy."""


def codes(number: int) -> Iterator[str]:
    """Yield share codes of all kinds of asks in turn, each time with other numbers."""
    kinds = [*catalog.variants(), *catalog.beside()]
    for place, variant in enumerate(islice(cycle(kinds), number)):
        yield share_code(variant.id, SEED + place)


def wrong_texts(variant: Variant) -> Iterator[str]:
    """Yield what is wrong, those of listed slips first, then what would be right for other numbers."""
    answer = variant.answer()
    values = [slip.value for slip in live_slips(variant) if not isinstance(slip.value, dict)]
    texts = [answer.write(value) for value in values]
    texts += [type(variant).draw(seed).answer().plain for seed in range(20)]
    texts += [*getattr(answer, "options", ()), "1, 1, 1", "3, 2, 1", "97"]
    given: set[str] = set()
    for text in texts:
        verdict = grade(answer, text)
        if verdict.kind == "reject" and verdict.reading not in given:
            given.add(str(verdict.reading))
            yield text


def drawn(widget: Widget) -> str:
    """Return the words of a widget that the screen shows, without borders, wrapping and spaces."""
    geometry = widget.screen.find_widget(widget)
    seen = geometry.region.intersection(geometry.clip)
    lines = ["".join(segment.text for segment in strip) for strip in widget.screen._compositor.render_strips()]
    return flat("".join(line[seen.x : seen.right] for line in lines[seen.y : seen.bottom]))


def flat(text: str) -> str:
    return re.sub(r"[\s│╭╮╰╯─┃▁▂▃▄▅▆▇]+", "", text)


async def until(pilot: Pilot[None], happened: Callable[[], object]) -> None:
    while not happened():
        await pilot.pause()


async def answer(pilot: Pilot[None], screen: AskScreen, text: str) -> None:
    """Type an answer, part by part where there are parts."""
    boxes = screen.answer.boxes
    texts = text.split("; ") if len(boxes) > 1 else [text]
    tries = screen.attempt.tries
    for box, part in zip(boxes, texts, strict=True):
        box.value = part
    await boxes[-1].action_submit()
    await until(pilot, lambda: screen.attempt.tries > tries)
    await pilot.pause()


async def play(pilot: Pilot[None], screen: AskScreen, way: str) -> None:
    """Come to a verdict."""
    variant = screen.attempt.ask.variant
    if way == "revealed":
        await screen.action_reveal()
    elif way == "right":
        await answer(pilot, screen, variant.answer().plain)
    else:
        for text in islice(wrong_texts(variant), 2 if way == "missed" else 1):
            await answer(pilot, screen, text)
    panel = screen.query_one(VerdictPanel)
    await until(pilot, lambda: panel.proof or not screen.attempt.done)
    await until(pilot, lambda: all(each.is_finished for each in screen.workers if each.group in SAYING))
    await pilot.pause(0.2)


def looked_at(screen: AskScreen) -> dict[str, bool]:
    """Tell what of a verdict is in sight."""
    variant, panel = screen.attempt.settled, screen.query_one(VerdictPanel)
    said, asks = drawn(panel), drawn(screen.query_one("#asks"))
    seen = {
        "question": flat(asked(variant).asks) in asks,
        "verdict": any(word in said for word in ("Right", "Notright", "Missed", "Revealed")),
    }
    if screen.attempt.done:
        seen["right answer"] = flat(variant.answer().shown) in said
        seen["proof"] = all(flat(line) in said for line in panel.proof)
    return seen


async def look(size: tuple[int, int], number: int) -> tuple[Counter[str], Counter[str], list[str]]:
    """Play asks of all kinds and return what was in sight, out of how many, and what was not."""
    seen: Counter[str] = Counter()
    asked_for: Counter[str] = Counter()
    missing: list[str] = []
    recipe = PracticeSetRecipe(id="sight", seed=1, codes=tuple(codes(number)))
    app = ConvquizApp(Settings(save=False), lambda newcomer: recipe)
    async with app.run_test(size=size) as pilot:
        for place, way in enumerate(islice(cycle(WAYS), number)):
            await until(pilot, lambda: isinstance(app.screen, AskScreen) and app.screen.is_mounted)
            screen = app.screen
            assert isinstance(screen, AskScreen)
            await pilot.pause()
            found = [("before", {"all of the ask": screen.query_one("#left").max_scroll_y == 0})]
            await play(pilot, screen, way)
            found.append(("after", looked_at(screen)))
            if screen.attempt.done:
                await until(pilot, lambda screen=screen: screen.demonstration.scene)
                screen.action_jump(1)
                await pilot.pause(0.1)
                found.append(("last frame", looked_at(screen)))
            for when, what in found:
                for name, good in what.items():
                    asked_for[f"{when}: {name}"] += 1
                    seen[f"{when}: {name}"] += good
                    missing += [] if good else [f"{screen.attempt.ask.code} {way}, {when}: {name}"]
            screen.turn()
            await (screen.action_skip() if not screen.attempt.done else asyncio.to_thread(int))
            if screen.attempt.done and not screen.leaving:
                screen.go_on()
            await until(pilot, lambda screen=screen: app.screen is not screen)
            if place % 50 == 49:
                print(f"{place + 1} of {number}", file=sys.stderr)
    return seen, asked_for, missing


def main(number: int = ASKS, *sizes: str) -> None:
    """Print a table: what is in sight, of how many, at each size."""
    for size in sizes or SIZES:
        width, height = map(int, size.split("x"))
        seen, asked_for, missing = asyncio.run(look((width, height), number))
        print(f"{size}, {number} asks, right, wrong, missed and revealed in turn")
        for name, times in asked_for.items():
            print(f"  {name:<28} {seen[name]:>4} of {times}")
        for line in missing:
            print(f"    out of sight: {line}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]), *sys.argv[2:])
