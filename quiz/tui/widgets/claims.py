"""The claims of a question, each proved or cited before the learner's eyes."""

from __future__ import annotations

import asyncio

from textual import work
from textual.content import Content

from questions.model import Claim, Evidence, Question
from quiz.tui.widgets.fitted import Fitted, hanging
from quiz.tui.widgets.meaning import marked, plain
from quiz.words.marks import Mark
from quiz.words.questions import claim_line

MARGIN = 2
"""Columns of a mark."""


class Claims(Fitted):
    """Runs the experiments one after the other; a line appears with each result."""

    def __init__(self, question: Question) -> None:
        super().__init__(self._laid_out, id="claims")
        self._question = question
        self._seen: list[tuple[Claim, Evidence | None]] = []

    def on_mount(self) -> None:
        """Begin."""
        self._prove()

    @work(exclusive=True, group="claims")
    async def _prove(self) -> None:
        for claim in self._question.claims:
            self._seen.append((claim, await asyncio.to_thread(self._question.evidence, claim)))
            self.refresh(layout=True)

    def _laid_out(self, width: int) -> Content:
        waits = [plain("…")] if len(self._seen) < len(self._question.claims) else []
        return Content("\n").join([*(self._line(*seen, width - MARGIN) for seen in self._seen), *waits])

    def _line(self, claim: Claim, evidence: Evidence | None, width: int) -> Content:
        mark = Mark.AHEAD if evidence is None else Mark.RIGHT if evidence.holds else Mark.MISSED
        told = f"\n{' ' * MARGIN}".join(hanging(claim_line(claim, evidence), max(width, 8)))
        return Content.assemble(marked(mark), " ", told)
