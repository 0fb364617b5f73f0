"""A setting told in lines of text: the same as the lab's screen shows."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence

from questions.model import Variant
from quiz.lab.asking import fitting
from quiz.lab.knobs import Figure, Setting
from quiz.render.text import frame_text

AGREE = "✓"
"""How a line ends whose formula the op confirms."""
DISAGREE = "THEY DISAGREE"
"""How a line ends whose formula the op does not confirm."""


def knob_line(setting: Setting) -> str:
    """Say where all knobs stand, as the command line takes it."""
    return " ".join(f"{knob.name}={knob.shown(setting[knob.name])}" for knob in setting.experiment.knobs)


def figure_lines(figures: Sequence[Figure], measured: Mapping[str, str], width: int) -> list[str]:
    """Return a line a figure: formula, what comes out, and what the op says; where that is too wide, two."""
    name = max(len(figure.name) for figure in figures)
    lines = []
    for figure in figures:
        seen = measured.get(figure.name)
        told = f"= {figure.value}" + ("" if seen is None else f" · op {seen}")
        if seen not in (None, figure.value):
            told += f" · {DISAGREE}"
        line = f"{figure.name:<{name}}  {figure.formula} {told}"
        lines += [line] if len(line) <= width else [f"{figure.name}  {figure.formula}", f"    {told}"]
    return lines


def figure_rows(figures: Sequence[Figure], measured: Mapping[str, str], width: int) -> list[list[str]]:
    """Return the lines of each figure in columns: name, formula, value, what the op says; two where that is too wide.

    A mark tells where both agree, words where they do not; where it is too narrow for both numbers, there is one.
    """
    names, values = (max(len(getattr(figure, part)) for figure in figures) for part in ("name", "value"))
    formulas = max(len(figure.formula) for figure in figures)
    one_line = names + formulas + 2 * values + 12 <= width
    both = one_line or names + 2 * values + 8 <= width
    room = max(width - names - (values + 8 if both else len(f"   op {AGREE}")), values)
    rows = []
    for figure in figures:
        seen = measured.get(figure.name)
        told = f"   op {seen} · {DISAGREE}" if seen else ""
        if seen == figure.value:
            told = f"   op {seen} {AGREE}" if both else f"   op {AGREE}"
        if one_line:
            rows.append([f"{figure.name:<{names}}  {figure.formula:<{formulas}}  {figure.value:>{values}}{told}"])
        else:
            rows.append([f"{figure.name:<{names}}{figure.value:>{room}}{told}", f"  {figure.formula}"])
    return rows


def ask_lines(variants: Sequence[Variant]) -> list[str]:
    """Say which questions take these numbers, and how to see their solution."""
    return [f"{variant.id} {variant.title}: {_solve_words(variant)}" for variant in variants]


def _solve_words(variant: Variant) -> str:
    """Return the command that solves an ask with these numbers."""
    return shlex.join(["convquiz", "solve", variant.id, *variant.words()])


def setting_lines(setting: Setting, width: int = 80) -> Iterator[str]:
    """Yield all there is to a setting: figures by formula and run, picture, table, code, questions."""
    experiment = setting.experiment
    yield experiment.title
    yield knob_line(setting)
    yield ""
    try:
        measured = experiment.measured(setting)
    except ValueError as error:
        measured = {}
        yield f"Not run: {error}"
    yield from figure_lines(experiment.figures(setting), measured, width)
    if scene := experiment.picture(setting):
        yield ""
        yield scene.title
        yield frame_text(experiment.still(scene), width)
    if table := experiment.table(setting):
        yield ""
        yield from table
    yield ""
    yield "In PyTorch"
    yield from (f"  {line}".rstrip() for line in experiment.code(setting).splitlines())
    if asks := ask_lines(list(fitting(setting))):
        yield ""
        yield "Questions with these numbers"
        yield from (f"  {line}" for line in asks)
