"""PrairieLearn: a course folder whose questions draw new numbers for each student."""

from __future__ import annotations

from collections.abc import Iterator

from quiz.sets.exporting import Export, Format


def write(export: Export) -> Iterator[bytes]:
    """Yield the folder as a zip file."""
    from quiz.sets.archive import packed
    from quiz.sets.prairielearn.course import members

    yield packed(members(export))


FORMAT = Format(
    name="prairielearn",
    suffix=".zip",
    title="PrairieLearn course folder, zipped",
    holds="the set's variants, not its numbers: each student gets others; answers read and slips named as here, what "
    "cannot be read costs no attempt; solutions and figures in the answer panel",
    write=write,
    answers=("worked", "key"),
    binary=True,
)
