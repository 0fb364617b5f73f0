"""What can happen in a session, as one immutable record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

JSON: TypeAlias = "bool | int | float | str | Sequence[JSON] | Mapping[str, JSON] | None"

LONGEST = 80_000
"""Characters of a text that the log keeps, and that an import takes; an export writes some with twelve bytes."""


class Event(NamedTuple):
    """One thing that happened in a session; it carries the time passed, never reads a clock."""

    kind: str
    """started, asked, answered, hinted, revealed, skipped, renewed, told (a prose answer, before the model answer is
    seen), marked (ticks of its rubric so far), rated (all ticks of a prose card), graded (how well a card of the drill
    was known), suspended and buried (a card of the drill that is not asked until it is restored, or until the next
    day), restored (its detail's `at` is not before the suspension), undone (the last of these four is taken back),
    drafted (typed and not given) or ended. The detail of asked may name cards that were done with `elsewhere`: from
    then on they are left out."""

    elapsed: float
    """Seconds since the session began."""

    code: str = ""
    """Share code of the ask, `Q03.1-7F3K`, or the numbers that the lab gave it, `Q03.1 size=32 kernel=5`.

    `Q03` for a prose card; empty for the session itself.
    """

    text: str = ""
    """The answer as typed."""

    verdict: str = ""
    """accept, reject or clarify; empty when nothing was graded."""

    slip: str = ""
    """Tag of the slip that the answer matched; the first of them where it matched several."""

    credit: float | None = None
    """Share of the full mark, 0 to 1; None when nothing was marked."""

    detail: Mapping[str, JSON] = MappingProxyType({})
    """What only this kind of event knows: the recipe of the session, the ticks of a rubric, a review.

    Of an answer, the text of each of its `parts`, and the tags of slips of which `either` or `both` were made.
    """
