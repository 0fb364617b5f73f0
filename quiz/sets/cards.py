"""What both Anki formats share: identity, modification time, tags and the fields of a note."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from quiz.sets.entry import Entry, entry
from quiz.sets.exporting import Export
from quiz.sets.fragments import flow, inline, worked
from quiz.sets.problem import Problem

DECK = "convquiz"
LAYOUT = 3
"""Raised when the same text is laid out otherwise in the fields; Anki takes a note only if it is newer."""


def guid(problem: Problem) -> str:
    """Return what a note is known by in every collection, whatever its text."""
    import genanki  # heavier than all else here

    return str(genanki.guid_for("convquiz", f"{problem.question.number:02}", problem.code))


def modified(export: Export) -> int:
    """Return the notes' modification time: the date of the texts, never now; one that holds more is newer.

    Anki skips a note that is not newer, and what the learner edited since then is newer.
    """
    day = datetime.strptime(export.revision, "%Y-%m-%d").replace(tzinfo=UTC)
    return int(day.timestamp()) + 60 * LAYOUT + 2 * export.worked + export.illustrated


def tags(export: Export, problem: Problem) -> list[str]:
    """Return tags, which hold no blank: question, level, topics, set."""
    topics = (_tag(topic) for topic in problem.question.topics)
    own = (f"q{problem.question.number:02}", *topics, f"set::{_tag(export.practice_set.id)}")
    return [*(f"{DECK}::{tag}" for tag in own), problem.level]


def _tag(text: str) -> str:
    return re.sub(r"[^\w×.-]+", "-", text).strip("-")


def notes(export: Export) -> Iterator[Entry]:
    """Yield the problems as words; one that comes again is left out and named."""
    seen: set[str] = set()
    for problem in export.problems:
        if problem.code in seen:
            export.lose("items that stand in the set twice: one card each", problem.code)
            continue
        seen.add(problem.code)
        yield entry(problem)


def question_side(shown: Entry) -> str:
    """Return the front."""
    return f"{flow(shown.ask)}<p><i>{inline(shown.form)}</i></p>"


def answer_field(shown: Entry) -> str:
    """Return the right answer."""
    return f"<p><b>{inline(shown.answer)}</b></p>"


def worked_field(export: Export, shown: Entry) -> str:
    """Return formula, steps and slips, if they are wanted."""
    return worked(shown) if export.worked else ""


def source_field(export: Export, shown: Entry) -> str:
    """Say where the card comes from, and how to see its proof."""
    return inline(f"{shown.code} · {shown.about} · {export.origin} · convquiz solve {shown.code}")
