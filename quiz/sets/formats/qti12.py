"""QTI 1.2: a package for Canvas's classic quizzes, and for other platforms that import that version."""

from __future__ import annotations

from collections.abc import Iterator

from quiz.sets.exporting import Export, Format


def write(export: Export) -> Iterator[bytes]:
    """Yield the package."""
    from quiz.sets.qti.quiz import package

    yield package(export)


FORMAT = Format(
    name="qti12",
    suffix=".zip",
    title="QTI 1.2 package, for Canvas's classic quizzes",
    holds="numbers as ranges of those that round to the answer; `none`, shapes and single rows as short answers in "
    "their usual spellings; several rows and parts as options to choose from; each slip that can be chosen with its "
    "message; the worked solution and figures in the general feedback",
    write=write,
    answers=("worked", "key", "inline"),
    binary=True,
)
