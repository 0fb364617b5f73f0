"""`convquiz net`: the table of a published network or of the learner's own, by formula and by run."""

from __future__ import annotations

import json
import shlex
import shutil
import sys
import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from quiz.commands.completion import NETWORK
from quiz.commands.options import Refused, Whole, Word
from quiz.files.printable import printable
from quiz.networks.named import ENDINGS, NetworkUnavailableError, read_named

if TYPE_CHECKING:
    from quiz.networks.lines import Counting, Line
    from solvers.networks.network import Network
    from solvers.networks.reading import Reading
    from solvers.networks.running import Seen

WIDTH = 80
ALSO = ("bias", "norms", "pools", "activations", "sums")
COUNTERS = ("torchinfo", "fvcore", "ptflops", "thop")
CHARTS = ("parameters", "costs", "memory", "field")


@click.command()
@click.argument("network", type=NETWORK, required=False)
@click.option("--list", "listing", is_flag=True, help="The published networks, with their sources.")
@click.option("--input", "given", metavar="3,224,224", help="For a PyTorch module; ONNX or Keras that leaves it open.")
@click.option("--measure", "measuring", is_flag=True, help="Run every layer and compare.")
@click.option("--depth", type=Whole(1), metavar="N", help="Put layers together whose names begin with so many parts.")
@click.option("--flops", is_flag=True, help="Two for each multiply-add.")
@click.option("--also", type=Word(ALSO), multiple=True, help="Count this too; may be repeated.")
@click.option("--compare", type=Word(COUNTERS), help="What this counter says, and why.")
@click.option("--chart", type=Word(CHARTS), help="Bars of this, a layer or a module each.")
@click.option("--json", "format", flag_value="json", help="For programs.")
@click.option("--markdown", "format", flag_value="markdown", help="As a table of Markdown.")
@click.option("--csv", "format", flag_value="csv", help="As comma-separated values.")
@click.option("--svg", "format", flag_value="svg", help="As a picture: bars of all of it, or of --chart.")
def command(
    network: str | None,
    listing: bool,
    given: str | None,
    measuring: bool,
    depth: int | None,
    flops: bool,
    also: tuple[str, ...],
    compare: str | None,
    chart: str | None,
    format: str | None,
) -> None:
    """Tabulate a network, a published one or your own.

    `net vgg16`, `net my_net.toml`, `net my_net.json`, also as Keras writes it, `net yolov3-tiny.cfg` as Darknet does,
    `net model.onnx`, `net -` for TOML or JSON on standard input. ONNX needs the extra onnx; of weights only the shapes
    are read. Pickles, such as .pt and .pth, are not read.
    `net module.py:Net` runs the file, where PyTorch is installed, and exports the module Net, or what Net() gives.

    For every layer: its window (kernel/stride+padding, dilation, groups), output (channels × height × width),
    parameters, multiply-adds, and per axis the jump, the receptive field over all paths and over the shortest, and
    where the field of output 0 starts.

    `play --net my_net.toml` asks about it; "Your network" in the application says what its layers see.
    """
    from quiz.networks.lines import Counting

    if listing:
        _list(format == "json")
        return
    if not network:
        raise Refused(
            f"which network? `convquiz net --list` names the published ones; a file ({', '.join(ENDINGS)}) or - will do"
        )
    if measuring and (compare or chart or depth or format in {"csv", "markdown", "svg"}):
        raise Refused("--measure goes with the whole table, as text or with --json")
    if compare and (chart or depth or flops or also or format in {"csv", "markdown", "svg"}):
        raise Refused("--compare goes with multiply-adds of every layer, as text or with --json")
    if chart and format in {"json", "csv", "markdown"}:
        raise Refused("--chart is drawn as text or with --svg")
    if depth and format == "json":
        raise Refused("--depth puts lines of a table together: --json has every layer")
    try:
        reading = read_named(network, _shape(given) if given else (), lambda: _announce(network))
    except NetworkUnavailableError as error:
        raise Refused(str(error)) from None
    counting = Counting(flops, also)
    if measuring:
        _measured(reading, counting, format == "json")
    else:
        for line in _shown(reading, counting, depth, compare, chart, format, printable(Path(network).name)):
            click.echo(line)
        if sys.stdout.isatty() and format is None and network != "-" and not given:
            play = shlex.join(["convquiz", "play", "--net", printable(network)])
            click.echo(f'{play} asks about it; "Your network" in convquiz says what its layers see.')


def _announce(network: str) -> None:
    click.echo(f"{printable(network)}: this runs the file, in a process of its own.", err=True)


def _shape(given: str) -> tuple[int, ...]:
    sides = [side.strip() for side in given.replace("×", ",").replace("x", ",").split(",")]
    if not all(side.isdecimal() and len(side) < 8 and 0 < int(side) < 2**20 for side in sides):
        raise Refused(f"--input {given[:40]!r} is no shape; expected channels, height and width: 3,224,224")
    return tuple(map(int, sides))


def _shown(
    reading: Reading,
    counting: Counting,
    depth: int | None,
    compare: str | None,
    chart: str | None,
    format: str | None,
    name: str,
) -> Iterator[str]:
    from quiz.networks.comparing import compared, comparison
    from quiz.networks.document import document
    from quiz.networks.layout import csv_table, markdown_table
    from quiz.networks.lines import lines

    network = reading.network
    if format == "json":
        found = {"schema_version": 1, "layers": compared(network, compare)} if compare else document(reading, counting)
        yield json.dumps(found, ensure_ascii=False, indent=2)
    elif format == "csv":
        yield csv_table(lines(network, counting, depth), counting).rstrip("\n")
    elif format == "markdown":
        yield from markdown_table(lines(network, counting, depth), counting)
    elif format == "svg" or chart:
        yield _drawn(network, counting, depth, [chart] if chart else CHARTS, name if format == "svg" else "")
    elif compare:
        yield from comparison(network, compare, _width())
    else:
        yield from _text(reading, counting, depth)


def _text(reading: Reading, counting: Counting, depth: int | None) -> Iterator[str]:
    from quiz.networks.document import remarks
    from quiz.networks.layout import text_table
    from quiz.networks.lines import lines, times

    yield "; ".join(
        f"Input {name} {times(shape)}".replace("Input input ", "Input ") for name, shape in reading.network.inputs
    )
    shown = lines(reading.network, counting, depth)
    head, *body = text_table(shown, counting, _width())
    yield click.style(head, bold=True)
    for line, written in zip(shown, body, strict=False):
        yield _coloured(line, written)
    for written in body[len(shown) :]:
        yield click.style(written, bold=written.startswith("total "))
    yield from remarks(reading, counting, _width())


def _coloured(line: Line, written: str) -> str:
    """Make what costs nothing stand back, and what is not counted stand out; click leaves pipes without colour."""
    if line.is_unknown:
        return click.style(written, fg="yellow")
    return click.style(written, dim=True) if not line.parameters and not line.cost else written


def _width() -> int:
    """Return how wide the terminal is, 80 where there is none."""
    return max(shutil.get_terminal_size((WIDTH, 24)).columns, WIDTH) if sys.stdout.isatty() else WIDTH


def _drawn(network: Network, counting: Counting, depth: int | None, which: Sequence[str], title: str) -> str:
    from quiz.networks.charts import picture
    from quiz.render import svg as vector
    from quiz.render.text import frame_text

    frame = picture(network, counting, depth, which)
    return vector.svg(frame, title).rstrip("\n") if title else frame_text(frame, _width(), height=100_000)


def _list(as_json: bool) -> None:
    from quiz.networks.lines import times
    from solvers.networks.architectures import published  # --help needs no network

    entries = {name: (list(entry.network.input), entry.source) for name, entry in sorted(published().items())}
    if as_json:
        networks = [{"name": name, "input": shape, "source": source} for name, (shape, source) in entries.items()]
        click.echo(json.dumps({"schema_version": 1, "networks": networks}, ensure_ascii=False, indent=2))
        return
    for name, (shape, source) in entries.items():
        click.echo(f"{name}  {times(shape)}")
        click.echo(textwrap.fill(source, WIDTH, initial_indent="    ", subsequent_indent="    "))


def _measured(reading: Reading, counting: Counting, as_json: bool) -> None:
    """Show formulas and run, and exit with 1 where they differ."""
    from quiz.networks.document import agrees, document, measured_line, remarks
    from quiz.networks.layout import text_table
    from quiz.networks.lines import lines, times

    seen = list(_progress(reading.network))
    rows = reading.network.table
    agree = [agrees(row, each) for row, each in zip(rows, seen, strict=True)]
    if as_json:
        click.echo(json.dumps(document(reading, counting, seen), ensure_ascii=False, indent=2))
    else:
        shown = lines(reading.network, counting)
        runs = [measured_line(line, row, each, counting) for line, row, each in zip(shown, rows, seen, strict=True)]
        click.echo(f"Input {times(reading.network.input)}")
        for line in text_table(shown, counting, _width(), list(zip(runs, agree, strict=True))):
            click.echo(line)
        for line in remarks(reading, counting, _width()):
            click.echo(line)
    raise SystemExit(0 if all(agree) else 1)


def _progress(network: Network) -> Iterator[Seen]:
    """Run the network; a bar on standard error, where that is a terminal, shows how far it is."""
    from solvers.networks.running import run
    from solvers.networks.runs.limits import TooLargeError

    hidden = sys.stderr is None or not sys.stderr.isatty()
    try:
        with click.progressbar(run(network), len(network.table), "Running", file=sys.stderr, hidden=hidden) as layers:
            ran = list(layers)
        for seen in ran:
            _ = seen.receptive_field  # what is too large to be run says so here
            yield seen
    except TooLargeError as error:
        raise Refused(f"{error}; without --measure the formulas answer") from None
