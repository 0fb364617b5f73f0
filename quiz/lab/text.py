"""A setting told in lines of text: the same as the lab's screen shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest

from questions.model import Variant
from quiz.lab.asking import fitting
from quiz.lab.grids import grid_lines
from quiz.lab.knobs import Figure, Panel, Setting
from quiz.render.text import last_frame_text
from quiz.wording import solve_words

TALLEST = 20
"""Lines of a grid of numbers."""
GAP = 4
"""Columns between two grids."""


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
            told += " · THEY DISAGREE"
        line = f"{figure.name:<{name}}  {figure.formula} {told}"
        lines += [line] if len(line) <= width else [f"{figure.name}  {figure.formula}", f"    {told}"]
    return lines


def panel_lines(panels: Sequence[Panel], width: int, height: int = TALLEST) -> list[str]:
    """Write grids beside each other as far as there is room, then below."""
    lines: list[str] = []
    beside: list[list[str]] = []
    for panel in panels:
        block = _block(panel, width, height)
        if beside and sum(max(map(len, each)) + GAP for each in beside) + max(map(len, block)) > width:
            lines += [*_beside(beside), ""]
            beside = []
        beside.append(block)
    return [*lines, *_beside(beside)]


def _beside(blocks: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(map(len, block)) + GAP for block in blocks]
    rows = zip_longest(*blocks, fillvalue="")
    return ["".join(f"{cell:<{wide}}" for cell, wide in zip(row, widths, strict=True)).rstrip() for row in rows]


def _block(panel: Panel, width: int, height: int) -> list[str]:
    heading = f"{panel.label} {len(panel.rows)}×{len(panel.rows[0])}"
    return [heading, *grid_lines(panel.rows, width, height)]


def ask_lines(variants: Sequence[Variant]) -> list[str]:
    """Say which questions take these numbers, and how to see their solution."""
    return [f"{variant.id} {variant.title}: {solve_words(variant)}" for variant in variants]


def setting_lines(setting: Setting, width: int = 80) -> Iterator[str]:
    """Yield all there is to a setting: figures by formula and run, picture, grids, table, code, questions."""
    experiment = setting.experiment
    yield experiment.title
    yield knob_line(setting)
    yield ""
    yield from figure_lines(experiment.figures(setting), experiment.measured(setting), width)
    if scene := experiment.picture(setting):
        yield ""
        yield last_frame_text(scene, width)
    if panels := experiment.panels(setting):
        yield ""
        yield from panel_lines(panels, width)
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
