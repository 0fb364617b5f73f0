"""A PrairieLearn server in small: the phases of a question by its documented contract, and one of its elements.

https://docs.prairielearn.com/question/server/ and https://docs.prairielearn.com/devElements/
"""

from __future__ import annotations

import copy
import html
import json
import re
from dataclasses import dataclass, field
from typing import Any

import chevron

EDITABLE = {
    "generate": {"params", "correct_answers"},
    "parse": {"params", "correct_answers", "submitted_answers", "format_errors", "feedback"},
    "grade": {
        *("params", "correct_answers", "submitted_answers", "format_errors"),
        *("partial_scores", "score", "feedback"),
    },
    "test": {"raw_submitted_answers", "format_errors", "partial_scores", "score", "feedback"},
}
"""What a phase may change."""
FRESH: dict[str, Any] = {
    **{name: {} for name in ("params", "correct_answers", "preferences", "options", "submitted_answers")},
    **{name: {} for name in ("format_errors", "raw_submitted_answers", "partial_scores", "feedback")},
    "score": 0,
    "gradable": True,
}
INPUT = re.compile(r'<pl-string-input answers-name="(\w+)"[^>]*></pl-string-input>')


@dataclass
class Server:
    """One student's variant of a question."""

    functions: dict[str, Any]
    template: str
    seed: int
    data: dict[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        options = {"client_files_question_dynamic_url": "/dynamic"}
        self.data = {**copy.deepcopy(FRESH), "options": options, "variant_seed": self.seed}
        self._run("generate")

    def _run(self, phase: str) -> None:
        before = copy.deepcopy(self.data)
        self.functions[phase](self.data)
        changed = {name for name in self.data if self.data[name] != before[name]}
        assert changed <= EDITABLE[phase], (phase, changed)
        assert json.loads(json.dumps(self.data, allow_nan=False)) == self.data, "the server keeps it as JSON"

    def render(self) -> str:
        page = str(chevron.render(self.template, self.data))
        assert "{{" not in page
        return page

    @property
    def boxes(self) -> list[str]:
        return INPUT.findall(self.render())

    def submit(self, typed: dict[str, str]) -> None:
        """Store, parse and grade a submission as the server does, its elements first."""
        for name in ("format_errors", "partial_scores", "feedback"):
            self.data[name] = {}
        self.data |= {"raw_submitted_answers": dict(typed), "submitted_answers": dict(typed), "score": 0}
        for name in self.boxes:
            text = self.data["submitted_answers"].get(name, "").strip()
            self.data["submitted_answers"][name] = text or None
            if not text:
                self.data["format_errors"][name] = "left blank"
        self._run("parse")
        if not self.data["format_errors"]:
            for name in self.boxes:
                right = self.data["submitted_answers"][name] == self.data["correct_answers"][name]
                self.data["partial_scores"][name] = {"score": float(right), "weight": 1}
            self._run("grade")

    @property
    def invalid(self) -> bool:
        return bool(self.data["format_errors"])

    @property
    def said(self) -> str:
        return html.unescape(re.sub(r"<[^>]+>", "", self.data["feedback"].get("said", "")))

    def tried(self, kind: str) -> dict[str, Any]:
        """Return what the question's own test makes of a kind of submission: right, wrong or not readable."""
        data = copy.deepcopy(self.data) | {"test_type": kind, "raw_submitted_answers": {}, "format_errors": {}}
        data |= {"partial_scores": {}, "score": 0}
        self.functions["test"](data)
        assert json.loads(json.dumps(data)) == data
        return data
