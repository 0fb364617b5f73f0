"""The key of a class: what is asked, and the answers of each copy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from quiz.classes.model import ClassRecord
from quiz.sets.entry import entry
from quiz.sets.exporting import made_by
from quiz.sets.pages import page
from quiz.sets.problem import Problem


def key(record: ClassRecord, solved: Mapping[int, Sequence[Problem]], command: str) -> Iterator[bytes]:
    """Yield an HTML page for whoever marks by hand, with the share codes that copies of an exam do not have."""
    first = record.copies[0]
    words = {
        "record": record,
        "copies": [(copy, list(map(entry, solved[copy.number]))) for copy in record.copies],
        "skills": list(map(entry, solved[first.number])) if record.same_skills else [],
        "points": first.points,
        "origin": made_by(f"class {record.id}", record.seed, record.bank_revision),
        "command": command,
    }
    return page("quiz.classes", "reports", "key.jinja", words, {})
