"""The content linter: what is wrong with a question, and what to do about it."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from questions.answers import Integer, Parts
from questions.drawing import NoAdmissibleDrawError, parse_share_code, share_code
from questions.model import Question, Variant, live_slips
from questions.notation.counts import count
from questions.sheet.sheet import SHEET
from questions.slips import Slip
from quiz.answering.grading import grade
from quiz.deck.check_names import misreadings_lead_nowhere, pools_written_twice, too_long

FLOOR = 50
"""Distinct draws that a variant must have, unless it states fewer."""
RARE = 0.1
"""Share of the draws in which every slip must be told apart."""
WIDTH = 80
SAMPLE = 300
"""Draws for shares, ranks and distinctness."""
NAMED = 30
"""Draws whose misreadings are tried."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong."""

    where: str
    """`3.1`, `Q03` or `sheet`."""
    what: str
    remedy: str


def check_question(question: Question) -> Iterator[Finding]:
    """Yield what is wrong with a question's prose; its claims are run."""
    where = f"Q{question.number:02}"
    for claim in question.claims:
        try:
            evidence = question.evidence(claim)
        except AttributeError:
            what = f"there is no experiment {claim.experiment} for: {claim.says}"
            yield Finding(where, what, "write it in the question's experiments.py, or mend its name in the claim")
            continue
        if evidence and not evidence.holds:
            remedy = "mend the experiment, or correct the claim"
            yield Finding(where, f"claim not confirmed: {claim.says} ({evidence.observed})", remedy)
    for variant, (what, remedy) in pools_written_twice(question.variants):
        yield Finding(variant.id, what, remedy)
    for variant in question.variants:
        if not variant.latex and variant.formula != question.formula:
            yield Finding(variant.id, "its formula is not the question's, and stands nowhere in LaTeX", "write `latex`")


def check_sheet() -> Iterator[Finding]:
    """Yield the entries of the cheat sheet whose run does not confirm them."""
    for entry in SHEET:
        evidence = entry.prove()
        if not evidence.holds:
            what = f"{entry.topic}, {entry.formula}: {evidence.observed}"
            yield Finding("sheet", what, "find which of the two witnesses is wrong, in questions/sheet.py or below it")


def check_variant(variant: type[Variant], draws: int) -> Iterator[Finding]:
    """Yield what is wrong with a variant over so many draws."""
    drawn: list[Variant] = []
    told: dict[Variant, tuple[Slip, ...]] = {}
    try:
        for seed in range(max(draws, SAMPLE)):
            each = variant.draw(seed)
            drawn.append(each)
            if each not in told:
                told[each] = live_slips(each)
                if seed < draws:
                    yield from _check_draw(each, seed, told[each])
        yield from _check_shares(variant, drawn[:SAMPLE], told)
    except NoAdmissibleDrawError as error:
        yield Finding(variant.id, str(error), "widen the ranges, or add a mistake that can be told apart")


def _check_draw(drawn: Variant, seed: int, told: Sequence[Slip]) -> Iterator[Finding]:
    code = share_code(drawn.id, seed)
    answer, measured = drawn.answer(), drawn.measure()
    if not answer.accepts(measured.value):
        what = f"{code}: formula {answer.shown}, op {answer.show(measured.value)}"
        yield Finding(drawn.id, what, "find which of the two witnesses is wrong; both must agree on every draw")
    if grade(answer, answer.plain, told).kind != "accept":
        yield Finding(drawn.id, f"{code}: {answer.plain!r} is not accepted", "mend the kind of answer or its reading")
    for slip in told:
        typed = answer.write({**answer.value, **slip.value} if isinstance(answer, Parts) else slip.value)
        verdict = grade(answer, f"{typed} + 0" if isinstance(slip.value, float) else typed, told)
        if (verdict.kind, verdict.slip) != ("reject", slip.tag):
            what = f"{code}: {typed!r} is {verdict.kind} with {verdict.slip}, not {slip.tag}"
            yield Finding(drawn.id, what, "make the slip's value one that a learner can type")
        if not slip.message:
            yield Finding(drawn.id, f"{slip.tag} has no message", "add one, or a shared one in questions/slips.py")
    variant_id, again = parse_share_code(code)
    if (variant_id, again) != (drawn.id, seed) or type(drawn).draw(again) != drawn:
        yield Finding(drawn.id, f"{code} brings back another draw", "draw from the given stream alone")
    for text in (drawn.ask(), drawn.formula, *drawn.steps(), *(slip.message for slip in told)):
        if not text.strip() or any(len(line) > WIDTH for line in textwrap.wrap(text, WIDTH, break_long_words=False)):
            yield Finding(drawn.id, f"{code}: {text!r} is empty or has a word longer than a line", "reword it")


def _rank(drawn: Variant, told: Sequence[Slip]) -> Iterator[int]:
    """Yield how many slips lie below a right answer that is one number."""
    match drawn.answer():
        case Integer(value=int(right)):
            yield sum(slip.value < right for slip in told if slip.value is not None)


def _check_shares(
    variant: type[Variant], drawn: Sequence[Variant], told: Mapping[Variant, Sequence[Slip]]
) -> Iterator[Finding]:
    """Yield what only many draws tell; nothing is run for them."""
    live = Counter(tag for each in drawn for slip in told[each] for tag in (slip.tag, *slip.also))
    distinct, floor = len(set(drawn)), min(variant.few_draws or FLOOR, FLOOR)
    if distinct < floor * 0.8:  # the last few of a small grid take long to come by chance
        yield Finding(variant.id, f"{distinct} distinct draws in {SAMPLE}", "widen the ranges, or state few_draws")
    for tag in sorted({slip.tag for each in set(drawn) for slip in each.slips()}):
        if live[tag] < SAMPLE * RARE:
            what = f"{tag} is told apart in {live[tag] / SAMPLE:.0%} of the draws"
            yield Finding(variant.id, what, "change the ranges or the list of slips, not the natural asks")
    for what, remedy in (*misreadings_lead_nowhere(drawn[:NAMED]), *too_long(drawn[:NAMED])):
        yield Finding(variant.id, what, remedy)
    ranks = {rank for each in set(drawn) for rank in _rank(each, told[each])}
    if len(ranks) == 1:
        what = f"the right answer always has {count(ranks.pop(), 'slip')} below it"
        yield Finding(variant.id, what, "add a mistake on the other side")
