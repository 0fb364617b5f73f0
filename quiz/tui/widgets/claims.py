"""The claims of a question, each proved or cited before the learner's eyes."""

from __future__ import annotations

import asyncio

from textual import work

from questions.model import Question
from quiz.tui.widgets.fitted import Fitted, wrapped
from quiz.words.questions import claim_line


class Claims(Fitted):
    """Runs the experiments one after the other; a line appears with each result."""

    def __init__(self, question: Question) -> None:
        super().__init__(wrapped(["Proved by runs:"]), id="claims")
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
            self.lay(wrapped(lines))
