"""Whoever changes a text bumps the bank's date: decks and saved sets are updated by it."""

from __future__ import annotations

import json
from datetime import date

from questions import load
from questions.revision import REVISION
from tests.revision import FILE, REMEDY, changed, hash_of


def test_a_changed_text_has_a_new_date() -> None:
    assert not changed(), f"questions {', '.join(changed())} have changed: {REMEDY}"
    assert json.loads(FILE.read_text(encoding="utf-8"))["revision"] == REVISION, REMEDY


def test_the_revision_is_a_date() -> None:
    assert date.fromisoformat(REVISION).isoformat() == REVISION


def test_a_changed_text_is_noticed() -> None:
    question = load()[0]
    assert hash_of(question.model_copy(update={"trap": f"{question.trap} "})) != hash_of(question)
