"""A wrong answer and the misconception behind it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from questions.slips.messages import MESSAGES

if TYPE_CHECKING:
    from solvers.measure import Measurement

Layer = Literal["listed", "misread", "pair", "difference"]
"""Listed by the variant, the right computation on misread numbers, two mistakes at once, or read off the difference."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Slip:
    """A listed wrong answer: `value` is what the misconception `tag` computes."""

    tag: str
    """Names the misconception, never the drawn numbers, so that counts add up over variants."""
    value: Any
    """A number; a tuple for a shape; rows for a grid; a dict of the wrong parts for a multi-part answer."""
    message: str = ""
    """What is told; left out, the shared text of the tag."""
    working: str = ""
    """The mistaken computation with the drawn numbers: `⌊(32 − 5 + 2)/1⌋ + 1 = 30`."""
    run: Callable[[], Measurement] | None = None
    """Makes the op commit the mistake, where it can: the measured value is the slip's."""
    trial: Callable[[], Measurement] | None = None
    """Gives the op the learner's number, where an input is asked for, and shows what it really leads to."""
    also: tuple[str, ...] = ()
    """Tags of other slips that compute the same value in this draw: which one was made stays open."""
    and_: tuple[str, ...] = ()
    """Tags of further slips that were made together with this one."""
    layer: Layer = "listed"
    """How it was found; what a difference is made of is only what the numbers suggest, and told as a question."""

    def __post_init__(self) -> None:
        if not self.message:
            object.__setattr__(self, "message", MESSAGES.get(self.tag, ""))

    def ran(self) -> Measurement | None:
        """Let the op commit the mistake; None where it cannot, as where the mistake leaves no window to fit."""
        try:
            return self.run() if self.run else None
        except ValueError:
            return None

    @property
    def sure(self) -> bool:
        """Whether this and nothing else is known to have been done."""
        return not self.also and self.layer != "difference"
