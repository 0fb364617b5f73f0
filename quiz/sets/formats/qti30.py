"""QTI 3.0: the same package under the names of the newest version."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from quiz.sets.exporting import Export
from quiz.sets.formats import qti21


def write(export: Export) -> Iterator[bytes]:
    """Yield the package."""
    from quiz.sets.qti.package import package
    from quiz.sets.qti.versions import QTI_3_0

    yield package(export, QTI_3_0)


FORMAT = replace(qti21.FORMAT, name="qti30", title="QTI 3.0 package, the same in the newest version", write=write)
