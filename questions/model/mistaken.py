"""A mistake that the op has made as well, beside the run as it was asked for."""

from __future__ import annotations

from questions.answers import Grid
from questions.model.variant import Variant
from questions.scenes import Frame, Scene
from questions.scenes.heat import compared_frames
from questions.scenes.numbers import grid
from questions.scenes.story import joined, story
from questions.slips.slip import Slip
from solvers import measure

MISTAKEN, RIGHT = "with that mistake", "as asked"


def mistaken(slip: Slip, variant: Variant) -> Scene | None:
    """Show both runs on the numbers of the ask and where they differ, then the variant's own scene.

    None where the op cannot make the mistake, or gives no map that could be looked at.
    """
    ran = slip.ran() if isinstance(variant.answer(), Grid) else None
    if ran is None:
        return None
    wrong, right = (measure.plane(measure.image(run.value)) for run in (ran, variant.measure()))
    if wrong.shape == right.shape:
        frames = compared_frames((MISTAKEN, wrong), (RIGHT, right), slip.message, written=True)
    else:
        pair = grid(MISTAKEN, wrong), grid(RIGHT, right)
        frames = [Frame(pair[:1], "With that mistake."), Frame(pair, f"With it, and as asked. {slip.message}")]
    scene = variant.scene()
    return joined(scene.title, story("", frames), scene)
