"""`convquiz lab`: knobs of a layer, and what follows from where they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from quiz.commands.options import Refused, Word, progress_options
from quiz.settings.invocation import Settings

if TYPE_CHECKING:
    from quiz.tui.screens.floor import Floor

EXPERIMENTS = ("conv", "transpose", "pool", "dilated", "deformable", "grouped", "field", "cost")


@click.command()
@click.argument("experiment", type=Word(EXPERIMENTS), default="conv")
@click.argument("numbers", nargs=-1, metavar="[NAME=VALUE]...")
@progress_options
@click.pass_obj
def command(outer: Settings, settings: Settings, experiment: str, numbers: tuple[str, ...]) -> None:
    """Turn the knobs of a layer and see what follows.

    `lab`, `lab conv input=32 kernel=5`, `lab field network=vgg16 layer=conv5_3`

    image and weights also take numbers of yours, rows between semicolons (weights="0 1 0;1 -4 1;0 1 0") or in a
    file; network takes a file as `net` does. With --plain, or in a pipe, one setting is printed: formulas, the op's
    results, picture, PyTorch.
    """
    from quiz.lab.experiments import made  # --help needs no experiment
    from quiz.launch import has_terminal, launch

    try:
        setting = made(experiment, numbers)
    except ValueError as error:
        raise Refused(str(error)) from None
    settings = outer.overlaid(settings)
    if settings.plain or not has_terminal():
        from quiz.lab.text import DISAGREE, setting_lines

        disagrees = False
        for line in setting_lines(setting):
            disagrees |= line.endswith(DISAGREE)
            click.echo(line)
        raise SystemExit(1 if disagrees else 0)

    def opening() -> Floor:
        from quiz.tui.screens.lab import LabScreen  # only a terminal needs it

        return LabScreen(setting)

    raise SystemExit(launch(settings, opening=opening))
