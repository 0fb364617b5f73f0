"""`convquiz net`: the table of a published network or of the learner's own, by formula and by run."""

from __future__ import annotations

import json
import sys
import textwrap
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import click

from quiz.commands.options import Refused
from quiz.networks.named import NetworkUnavailableError, read_named

if TYPE_CHECKING:
    from fractions import Fraction

    from solvers.networks.network import Network
    from solvers.networks.running import Seen
    from solvers.networks.table import Row

WIDTH = 80
NAME = 18


@click.command()
@click.argument("network", required=False)
@click.option("--list", "listing", is_flag=True, help="The published networks, with their sources.")
@click.option("--measure", "measuring", is_flag=True, help="Run every layer and compare.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def command(network: str | None, listing: bool, measuring: bool, as_json: bool) -> None:
    """Tabulate a network, a published one or your own.

    `net vgg16`, `net my_net.toml`, `net my_net.json`, `net model.onnx`, `net -` for TOML or JSON on standard input.
    ONNX needs the extra onnx; of weights only the shapes are read. Pickles, such as .pt and .pth, are not read.

    For every layer: output (channels × height × width), parameters, multiply-adds, and per axis the jump, the
    receptive field and where the field of output 0 starts.
    """
    if listing:
        _list(as_json)
        return
    if not network:
        raise Refused(
            "which network? `convquiz net --list` names the published ones; a file (.toml, .json, .onnx) or - will do"
        )
    try:
        found, notes = read_named(network)
    except NetworkUnavailableError as error:
        raise Refused(str(error)) from None
    rows = found.table
    seen = list(_progress(found)) if measuring else []
    agree = [_numbers(row) == _numbers(each) for row, each in zip(rows, seen, strict=False)]
    if as_json:
        click.echo(json.dumps(_document(found, seen, agree), ensure_ascii=False, indent=2))
    else:
        for line in _lines(found, seen, agree):
            click.echo(line)
        for note in notes:
            click.echo(f"note: {note}")
    raise SystemExit(0 if all(agree) else 1)


def _list(as_json: bool) -> None:
    from solvers.networks.architectures import published  # --help needs no network

    entries = {name: (list(entry.network.input), entry.source) for name, entry in sorted(published().items())}
    if as_json:
        networks = [{"name": name, "input": shape, "source": source} for name, (shape, source) in entries.items()]
        click.echo(json.dumps({"schema_version": 1, "networks": networks}, ensure_ascii=False, indent=2))
        return
    for name, (shape, source) in entries.items():
        click.echo(f"{name}  {_times(shape)}")
        click.echo(textwrap.fill(source, WIDTH, initial_indent="    ", subsequent_indent="    "))


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


def _numbers(row: Row | Seen) -> tuple[Any, ...]:
    return row.output, row.parameters, row.macs, row.jump, row.receptive_field, row.start


def _lines(network: Network, seen: Iterable[Seen], agree: Iterable[bool]) -> Iterator[str]:
    yield f"Input {_times(network.input)}"
    yield _line("layer", "output", "parameters", "multiply-adds", "jump", "field", "start")
    measured = dict(enumerate(zip(seen, agree, strict=True)))
    for at, row in enumerate(network.table):
        name = row.name if len(row.name) <= NAME else f"{row.name[: NAME - 1]}…"
        yield _line(name, *_cells(row))
        if at in measured:
            each, agrees = measured[at]
            yield _line("  run: agrees" if agrees else "  run: DISAGREES", *_cells(each))
    yield _line("total", "", f"{network.parameters:,}", f"{network.macs:,}", "", "", "")
    if measured:
        counted, run = (sum(getattr(each, what) for each, _ in measured.values()) for what in ("parameters", "macs"))
        yield _line("  run", "", f"{counted:,}", f"{run:,}", "", "", "")


def _line(name: str, output: str, parameters: str, macs: str, jump: str, field: str, start: str) -> str:
    return f"{name:<{NAME}} {output:>12} {parameters:>11} {macs:>15} {jump:>4} {field:>6} {start:>8}".rstrip()


def _cells(row: Row | Seen) -> tuple[str, str, str, str, str, str]:
    jump, field, start = map(_axes, (row.jump, row.receptive_field, row.start))
    return _times(row.output), f"{row.parameters:,}", f"{row.macs:,}", jump, field, start


def _axes(each: tuple[Any, ...]) -> str:
    shown = ["?" if number is None else str(number) for number in each]
    return shown[0] if len(set(shown)) == 1 else ",".join(shown)


def _times(shape: Iterable[int]) -> str:
    return "×".join(map(str, shape))


def _document(network: Network, seen: list[Seen], agree: list[bool]) -> dict[str, Any]:
    layers = [{"name": row.name, "op": row.layer.op, **_fields(row)} for row in network.table]
    for layer, each, agrees in zip(layers, seen, agree, strict=False):
        layer |= {"measured": _fields(each), "agrees": agrees}
    return {
        "schema_version": 1,
        "input": list(network.input),
        "layers": layers,
        "totals": {"parameters": network.parameters, "macs": network.macs},
    }


def _fields(row: Row | Seen) -> dict[str, Any]:
    return {
        "output": list(row.output),
        "parameters": row.parameters,
        "macs": row.macs,
        "jump": _per_axis(row.jump),
        "receptive_field": _per_axis(row.receptive_field),
        "start": _per_axis(row.start),
    }


def _per_axis(each: tuple[Any, ...]) -> Any:
    """Return a number where all axes agree, one for each where they differ; null where it is not known."""
    found = [None if value is None else _number(value) for value in each]
    return found[0] if len(set(found)) == 1 else found


def _number(value: int | Fraction) -> int | float:
    return int(value) if value == int(value) else float(value)
