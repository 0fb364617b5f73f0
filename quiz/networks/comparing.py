"""A table beside what another counter says of the same network, and why it says so."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from questions.notation.counts import count

if TYPE_CHECKING:
    from solvers.networks.network import Network

PARAMETERS_ALIKE = "Parameters are the same."


def compared(network: Network, counter: str) -> list[dict[str, Any]]:
    """Return for every layer its multiply-adds, those of the counter, and the reasons where they differ."""
    from solvers.networks.conventions import COUNTERS

    found = []
    for row in network.table:
        extras = [extra for extra in COUNTERS[counter](row) if extra.number]
        theirs = row.macs + sum(extra.number for extra in extras)
        reasons = [{"number": extra.number, "why": extra.why} for extra in extras]
        found.append({"name": row.name, "op": row.layer.op, "macs": row.macs, counter: theirs, "reasons": reasons})
    return found


def comparison(network: Network, counter: str, width: int) -> Iterator[str]:
    """Yield a line for every layer of which the counter says something else, and the totals."""
    rows = compared(network, counter)
    differing = [row for row in rows if row["reasons"]]
    name = max(map(len, ["layer", *(row["name"] for row in differing)]), default=5)
    name = min(name, max(width - 60, 14))
    yield f"{'layer':<{name}} {'here':>15} {counter:>15}  why"
    for row in differing:
        shown = row["name"] if len(row["name"]) <= name else f"…{row['name'][1 - name :]}"
        why = "; ".join(f"{each['number']:+,}: {each['why']}" for each in row["reasons"])
        head = f"{shown:<{name}} {row['macs']:>15,} {row[counter]:>15,}  "
        yield from textwrap.wrap(
            why, max(width, len(head) + 24), initial_indent=head, subsequent_indent=" " * len(head)
        )
    here, theirs = (sum(row[each] for row in rows) for each in ("macs", counter))
    yield f"{'total':<{name}} {here:>15,} {theirs:>15,}  {theirs - here:+,}"
    alike = len(rows) - len(differing)
    yield f"The same number in both: {alike} of {count(len(rows), 'layer')}. {PARAMETERS_ALIKE}"
