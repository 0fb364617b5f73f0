"""Sets: `python -m tests.bench.sets` draws, solves and writes 10,000 items; how fast, in how much memory."""

from __future__ import annotations

import json
import resource
import time

from questions import load
from quiz.sets.make import make_set
from quiz.sets.recipe import recipe_of
from quiz.sets.solve import problems

ITEMS = 10_000
RATE, MEMORY = 2000, 200
"""Items a second of one core, and megabytes: what is promised."""


def main() -> None:
    """Print seconds a step, the rate of all and the most memory."""
    load()
    began = time.process_time()
    made = make_set(recipe_of(ITEMS), 42)
    drawn = time.process_time()
    size = 0
    for problem in problems(made):
        line = {
            "code": problem.code,
            "ask": problem.variant.ask(),
            "answer": problem.answer.plain,
            "steps": list(problem.variant.steps()),
            "slips": [(slip.tag, problem.answer.write(slip.value), slip.message) for slip in problem.slips],
        }
        size += len(json.dumps(line, ensure_ascii=False)) + 1
    ended = time.process_time()
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"drawn {drawn - began:.2f} s · from their codes, solved and as JSONL {ended - drawn:.2f} s")
    print(f"{ITEMS / (ended - began):,.0f} items a second (at least {RATE:,}), {megabytes:.0f} MB (at most {MEMORY})")


if __name__ == "__main__":
    main()
