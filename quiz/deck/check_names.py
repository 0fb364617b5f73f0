"""What the linter says of names: misreadings that lead nowhere, messages that are too long, pools written twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from questions.model import Variant, live_slips, misread_answers
from questions.slips import Slip
from questions.slips.wording import fits

Finding = tuple[str, str]
"""What is wrong, and what to do about it."""


def misreadings_lead_nowhere(drawn: Sequence[Variant]) -> Iterator[Finding]:
    """Yield a finding if the draws of a variant can be misread, and it never changes the answer.

    The numbers of a chain's part are those of the chain: it need not use them all.
    """
    if drawn[0].trains:
        return
    read = [(each.answer(), slip) for each in drawn for slip in misread_answers(each)]
    if read and all(answer.accepts(slip.value) for answer, slip in read):
        tags = ", ".join(sorted({slip.tag for _, slip in read}))
        yield f"no misreading ever changes the answer: {tags}", "strike them in never_misread, or add to also_misread"


def too_long(drawn: Iterable[Variant]) -> Iterator[Finding]:
    """Yield each message of a variant that takes more than two lines."""
    slips = (slip for each in drawn for slip in (*live_slips(each), *misread_answers(each)))
    long: dict[str, Slip] = {slip.message: slip for slip in slips if not fits(slip.message)}
    for message, slip in long.items():
        yield f"{slip.tag}: {message!r} takes more than two lines", "shorten it"


def pools_written_twice(variants: Iterable[type[Variant]]) -> Iterator[tuple[type[Variant], Finding]]:
    """Yield variants of one question that write the same real layers down as another does."""
    own = [variant for variant in variants if vars(variant).get("pool")]
    for one, other in combinations(own, 2):
        if one.pool is not other.pool and _rows(one) == _rows(other):
            what = f"the pool is that of {one.id}, written once more"
            yield other, (what, "give it one name in a module of the question's folder, or draw from other layers")


def _rows(variant: type[Variant]) -> list[dict[str, object]]:
    return list(variant.pool or ())
