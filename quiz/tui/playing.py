"""The keys of a demonstration, for every screen that has one."""

from __future__ import annotations

from textual.screen import Screen

from quiz.tui.demonstration import Demonstration


class Playing(Screen[None]):
    """A screen with one demonstration on it."""

    @property
    def demonstration(self) -> Demonstration:
        """The player."""
        return self.query_one(Demonstration)

    def action_play(self) -> None:
        """Play or pause."""
        self.demonstration.toggle()

    def action_backwards(self) -> None:
        """Run backwards."""
        self.demonstration.backwards()

    def action_step(self, frames: int) -> None:
        """Step."""
        self.demonstration.step(frames)

    def action_jump(self, share: float) -> None:
        """Go to an end."""
        self.demonstration.jump(share)

    def action_speed(self, factor: float) -> None:
        """Change the speed."""
        self.demonstration.speed(factor)
