"""A set file read back."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from quiz.sets.model import PracticeSet


def read_set(path: Path) -> PracticeSet:
    """Return the set of a file; a ValueError says in one line what is wrong with it."""
    try:
        return PracticeSet.model_validate_json(path.read_bytes())
    except OSError as error:
        raise ValueError(f"{path}: {error.strerror}") from None
    except ValidationError as error:
        problem = error.errors()[0]
        where = ".".join(map(str, problem["loc"]))
        raise ValueError(f"{path} is not a practice set: {where} {problem['msg']}".replace("\n", " ")) from None
