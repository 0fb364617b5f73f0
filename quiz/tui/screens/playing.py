"""What a screen does that has a demonstration: fill it, and obey its keys."""

from __future__ import annotations

import asyncio
from typing import Literal

from textual import work

from quiz.cards.attempt import Attempt
from quiz.tui.widgets.demonstration import Demonstration
from quiz.tui.widgets.present import Present
from quiz.words.proofs import proof_lines


class Playing(Present[None]):
    """A screen with one demonstration on it."""

    @property
    def demonstration(self) -> Demonstration:
        """The player."""
        return self.query_one(Demonstration)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer single cells where they are tied to others."""
        return action != "inspect" or any(run.linked for run in self.query(Demonstration))

    @work(exclusive=True, group="demonstration")
    async def demonstrate(self, attempt: Attempt) -> None:
        """Show an ask's scene as soon as it is built; what proves it comes while it plays."""
        await self.begin(attempt)
        lines = await asyncio.to_thread(proof_lines, attempt)
        for demonstration in self.query(Demonstration):
            demonstration.prove("\n".join(lines))

    @work(exclusive=True, group="demonstration")
    async def run_op(self, attempt: Attempt) -> None:
        """Show an ask's scene where the screen itself says what proves it."""
        await self.begin(attempt)

    async def begin(self, attempt: Attempt) -> None:
        """Build an ask's scene in a thread, and play it."""
        scene = await asyncio.to_thread(attempt.scene)
        for demonstration in self.query(Demonstration):
            demonstration.begin(scene, f"convquiz-{attempt.ask.code}")
        self.refresh_bindings()

    def run_in_sight(self) -> Demonstration:
        """Return the player, brought in sight."""
        return self.demonstration

    def action_play(self) -> None:
        """Play or pause."""
        self.run_in_sight().toggle()

    def action_backwards(self) -> None:
        """Run backwards."""
        self.run_in_sight().backwards()

    def action_step(self, frames: int) -> None:
        """Step."""
        self.run_in_sight().step(frames)

    def action_jump(self, share: float) -> None:
        """Go to an end."""
        self.run_in_sight().jump(share)

    def action_speed(self, factor: float) -> None:
        """Change the speed."""
        self.demonstration.speed(factor)

    def action_inspect(self) -> None:
        """Look at single cells."""
        self.run_in_sight().inspect()

    def action_save(self, kind: Literal["svg", "txt"]) -> None:
        """Save the picture."""
        self.demonstration.save(kind)
