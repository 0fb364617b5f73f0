"""QTI 2.1: a package for platforms that follow the standard."""

from __future__ import annotations

from collections.abc import Iterator

from quiz.sets.exporting import Export, Format


def write(export: Export) -> Iterator[bytes]:
    """Yield the package."""
    from quiz.sets.qti.package import package
    from quiz.sets.qti.versions import QTI_2_1

    yield package(export, QTI_2_1)


FORMAT = Format(
    name="qti21",
    suffix=".zip",
    title="QTI 2.1 package, for platforms that follow the standard",
    holds="numbers as ranges of exactly those that round to the answer; `none`, shapes and single rows as short "
    "answers; several rows and parts as boxes, scored by the share of parts that are right; "
    "each slip's message and the worked solution as feedback; figures as files",
    write=write,
    answers=("worked", "key", "inline"),
    binary=True,
)
