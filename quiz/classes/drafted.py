"""The class of a draft, made and kept as `convquiz make --copies` does."""

from __future__ import annotations

import shlex
from collections.abc import Callable

from questions.notation.counts import count
from quiz.classes.copies import class_words, make_class, shared
from quiz.classes.folder import KINDS, check_folder, check_wishes, write_class
from quiz.classes.students import students
from quiz.files.output import CannotWriteError, TargetError
from quiz.sets.drafts.draft import Draft
from quiz.sets.exporting import ExportError
from quiz.sets.source import SourceError


def make_drafted(draft: Draft, total: Callable[[int], None], done: Callable[[], None]) -> list[str]:
    """Make the class, and say in lines where it is or why it is not.

    `total` is told how much there is to do, `done` each time that something is; what it raises ends the work.
    """
    kinds = [kind for kind in KINDS if kind in draft.ways] or ["html"]
    try:
        check_folder(draft.folder, force=False)
        names, recipe = students(draft.copies), draft.recipe
        check_wishes(recipe, names, draft.title, draft.points, kinds)
        total(len(names) * (recipe.length + 1))
        record = make_class(
            recipe,
            draft.seed,
            names,
            same_skills=draft.same_skills or draft.per_variant is not None,
            exam=draft.exam,
            title=draft.title,
            points=draft.points,
            done=done,
        )
        command = shlex.join(class_words(record, draft.copies, draft.points))
        lost = write_class(draft.folder, record, kinds, command, done=done)
    except (SourceError, ExportError, TargetError, CannotWriteError, ValueError, LookupError) as error:
        return [f"Not made: {error}."]
    lines = [
        f"{count(len(names), 'copy', ',')} of {count(recipe.length, 'item', ',')}, class {record.id}",
        "",
        str(draft.folder.absolute()),
    ]
    if lost:
        lines += ["", *lost]
    if repeated := shared(record):
        lines += ["", f"There are no more draws: {count(repeated, 'item', ',')} had to stand in several copies."]
    folder = shlex.quote(str(draft.folder))
    return [*lines, "", f"convquiz grade --blank {folder} -o answers.csv writes the sheet to fill in."]
