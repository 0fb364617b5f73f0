"""The bank's texts by their hash: `python -m tests.revision` writes them anew once REVISION is today's date."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from questions import load
from questions.model import Question
from questions.revision import REVISION

FILE = Path(__file__).with_name("revision.json")
SEEDS = range(4)
REMEDY = "set REVISION in questions/revision.py to today's date, then run python -m tests.revision"


def hashes() -> dict[str, str]:
    """Return a hash of all that each question says, by its number."""
    return {str(entry.number): hash_of(entry) for entry in load()}


def hash_of(question: Question) -> str:
    """Return the hash of a question's prose and of some draws of its variants."""
    text = json.dumps([*_prose(question), *_draws(question)], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _prose(question: Question) -> Iterator[object]:
    yield from (question.slug, question.title, question.level, question.topics, question.answer)
    yield from (question.formula, question.latex, question.trap, question.sources)
    yield from ((claim.says, claim.source, claim.refutes) for claim in question.claims)
    yield from ((point.text, point.essential) for point in question.rubric)
    yield from ((follow_up.ask, follow_up.answer) for follow_up in question.follow_ups)
    yield from ((heard.says, heard.but) for heard in question.common_wording)


def _draws(question: Question) -> Iterator[object]:
    for variant in question.variants:
        yield from (variant.id, variant.title, variant.formula, variant.latex)
        for seed in SEEDS:
            drawn = variant.draw(seed)
            yield from (drawn.model_dump(mode="json"), drawn.difficulty(), drawn.ask(), *drawn.steps())
            yield from (drawn.answer().plain, drawn.answer().form)
            yield from ((slip.tag, str(slip.value), slip.message, slip.working) for slip in drawn.slips())


def changed() -> list[str]:
    """Return the numbers of the questions that say something else than the kept hashes know."""
    kept, now = json.loads(FILE.read_text(encoding="utf-8"))["questions"], hashes()
    return [number for number in {**kept, **now} if kept.get(number) != now.get(number)]


def main() -> None:
    """Write the file, unless texts have changed under an old date."""
    if FILE.exists() and changed() and f"{datetime.now(UTC):%Y-%m-%d}" != REVISION:
        sys.exit(f"questions {', '.join(changed())} have changed: {REMEDY}")
    document = {"revision": REVISION, "questions": hashes()}
    FILE.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
