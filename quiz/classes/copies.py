"""Drawing the copies of a class: other numbers for everybody, no draw in two copies while there are others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from questions.model import LEVELS, Ask, Level, Variant
from questions.revision import REVISION
from quiz.classes.model import ClassRecord, Copy
from quiz.deck import catalog
from quiz.files.printable import printable
from quiz.sets.exporting import make_words
from quiz.sets.make import drawings, found, item_of, spring
from quiz.sets.model import SetRecipe
from quiz.sets.recipe import can_be, chosen

SAME_SKILLS = "same-skills"
SMALL = 64
"""Copies for which the numbers of a variant have to be enough, also where there are fewer; more are rounded up."""
TRIES = 2
"""Draws for each that is different."""
USUAL_TITLE = {False: "Practice set", True: "Exam"}
"""By whether it is an exam."""


def make_class(
    recipe: SetRecipe,
    seed: int,
    students: Sequence[str],
    *,
    same_skills: bool,
    exam: bool,
    title: str = "",
    points: Mapping[Level, int] | None = None,
    done: Callable[[], object] = lambda: None,
) -> ClassRecord:
    """Draw a copy for each student, empty names for unknown ones; `done` is called after each item.

    Who is added at the end of a small class changes no copy of the others.
    """
    drawn = _alike(recipe, seed, len(students), done) if same_skills else drawings(recipe, seed, done)
    worth = {level: (points or {}).get(level, 1) for level in LEVELS}
    copies = tuple(
        Copy(
            number=number,
            student=student,
            points=tuple(worth[ask.variant.difficulty()] for ask in asks),
            items=tuple(map(item_of, asks)),
        )
        for number, (student, asks) in enumerate(zip(students, drawn, strict=False), start=1)
    )
    unnamed = ClassRecord(
        id="00000-00000",
        title=printable(title.strip()) or USUAL_TITLE[exam],
        seed=seed,
        bank_revision=REVISION,
        recipe=recipe,
        same_skills=same_skills,
        exam=exam,
        copies=copies,
    )
    return unnamed.model_copy(update={"id": unnamed.content_id})


def _alike(recipe: SetRecipe, seed: int, copies: int, done: Callable[[], object]) -> Iterator[list[Ask]]:
    """Yield the asks of one copy after the other: the same variants in the same order, at the same levels if they can.

    Levels give way before numbers come again, but those that the recipe names.
    """
    skills = _skills(recipe, seed, copies)
    springs = {skill.variant_id: spring(skill.variant_id, seed) for skill in skills}
    while True:
        asks = []
        for skill in skills:
            asks.append(found(springs[skill.variant_id], ((skill.level,), skill.levels)))
            done()
        yield asks


class _Skill(NamedTuple):
    variant_id: str
    level: Level
    levels: tuple[Level, ...]
    """Those that it may have where there is nothing new at its own."""


def _skills(recipe: SetRecipe, seed: int, copies: int) -> list[_Skill]:
    """Choose what every copy asks; variants without numbers enough for all give way, unless they are named."""
    wanted = max(SMALL, 1 << (copies - 1).bit_length())
    lasting: dict[tuple[_Skill, int], bool] = {}
    narrowed = recipe
    while True:
        skills = [_skill(ask, recipe) for ask in next(drawings(narrowed, seed))]
        if recipe.per_variant or recipe.variants:
            return skills
        uses = Counter(skills)
        for skill, times in uses.items():
            if (skill, times) not in lasting:
                lasting[skill, times] = _lasts(skill, times * wanted)
        scarce = {skill.variant_id for skill, times in uses.items() if not lasting[skill, times]}
        others = [variant_id for variant_id in chosen(narrowed) if variant_id not in scarce]
        if not scarce or not others:
            return skills
        narrowed = recipe.model_copy(update={"variants": tuple(others)})
        if not can_be(narrowed):
            return skills


def _skill(ask: Ask, recipe: SetRecipe) -> _Skill:
    level = ask.variant.difficulty()
    return _Skill(ask.variant.id, level, (level,) if recipe.mix else recipe.levels or LEVELS)


def _lasts(skill: _Skill, number: int) -> bool:
    """Tell whether a skill has so many different draws that they are found without a long search."""
    kind = catalog.variant(skill.variant_id)
    seen: set[Variant] = set()
    for at in range(TRIES * number):
        drawn = kind.draw(at)
        if drawn.difficulty() in skill.levels:
            seen.add(drawn)
        if len(seen) == number or (at == number and len(seen) < number // 2):
            break
    return len(seen) == number


def class_words(record: ClassRecord, wish: str, points: Mapping[Level, int]) -> list[str]:
    """Return the words of the command that makes a class again, from the list of students that was named."""
    words = make_words(record.practice_set(record.copies[0]))[:-2]
    words += ["--copies", Path(wish).name]
    if record.same_skills and record.recipe.per_variant is None:
        words += ["--per-variant", SAME_SKILLS]
    if record.exam:
        words.append("--exam")
    if record.title != USUAL_TITLE[record.exam]:
        words += ["--title", record.title]
    if points:
        words += ["--points", ",".join(f"{level}:{points[level]}" for level in LEVELS if level in points)]
    return [*words, "-o", "class/"]


def shared(record: ClassRecord) -> int:
    """Count the items that stand in an earlier copy already, because the recipe's draws are used up."""
    codes = [item.code for copy in record.copies for item in copy.items]
    return len(codes) - len(set(codes))
