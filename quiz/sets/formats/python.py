"""The programs to write, as stubs with their tests: a file for pytest."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING

from quiz.sets.exporting import Export, ExportError, Format

if TYPE_CHECKING:
    from questions.model import Kata

TESTS = 10
"""Settings of each that are written out, the smallest first."""
HEAD = '''"""{title}: programs to write.

{origin}

Write each function; `python -m pytest` with the name of this file tests them.
"""

import numpy as np


def agrees(got, expected):
    """Compare numbers and arrays, several of them one by one."""
    if isinstance(expected, tuple):
        assert len(got) == len(expected)
        for one, other in zip(got, expected):
            agrees(one, other)
    else:
        assert np.shape(got) == np.shape(expected)
        np.testing.assert_allclose(got, expected, rtol=1e-9, atol=1e-9)
'''


def write(export: Export) -> Iterator[bytes]:
    """Yield the stubs, each with its tests behind it."""
    from quiz.sets.programs import programs  # the list of formats needs no question

    found, unknown = programs(export.practice_set)
    if not found:
        raise ExportError("the set has no programs to write: `convquiz make --kata conv2d` takes some into one")
    for each in unknown:
        export.lose(f"left out: this bank has no kata {each}")
    export.lose("the asks with numbers are in other formats", *(problem.code for problem in export.problems))
    yield HEAD.format(title=export.title, origin=export.origin).encode()
    for kata in found:
        yield "".join(f"\n\n{part}" for part in _parts(kata)).encode()


def _parts(kata: type[Kata]) -> Iterator[str]:
    from quiz.render.pasting import call_code, literal

    told = textwrap.wrap(f"{kata.id} {kata.title} ({kata.level}, {kata.minutes} min). {kata.says}", 110)
    stub = kata.stub().partition("def ")
    yield "\n".join(f"# {line}" for line in told) + f"\n{stub[1]}{stub[2]}"
    for number, setting in enumerate(kata.settings()[:TESTS], start=1):
        *arrays, call = call_code(setting).splitlines()
        body = "\n".join([*arrays, f"expected = {literal(setting.expected())}", f"agrees({call}, expected)"])
        yield f"def test_{kata.name}_{number}():\n{textwrap.indent(body, '    ')}\n"


FORMAT = Format(
    name="python",
    suffix=".py",
    title="Python, for pytest",
    holds="the set's katas alone, as stubs with tests; `convquiz make --kata` takes katas into a set",
    write=write,
    answers=("key",),
)
