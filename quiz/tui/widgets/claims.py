"""The claims of a question, each proved or cited before the learner's eyes."""

from __future__ import annotations

import asyncio

from textual import work
from textual.widgets import Static

from questions.model import Question
from quiz.words.questions import claim_line


class Claims(Static):
    """Runs the experiments one after the other; a line appears with each result."""

    def __init__(self, question: Question) -> None:
        super().__init__("Proved by runs:", markup=False, id="claims")
        self._question = question

    def on_mount(self) -> None:
        """Begin."""
        self._prove()

    @work(exclusive=True, group="claims")
    async def _prove(self) -> None:
        lines = ["Proved:"]
        for claim in self._question.claims:
            evidence = await asyncio.to_thread(self._question.evidence, claim)
            lines.append(f"  {claim_line(claim, evidence)}")
            self.update("\n".join(lines))
