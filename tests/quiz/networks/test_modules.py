"""The tree of modules: every layer once, and costs of a module are those of its layers."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from quiz.networks.modules import MOST_OPEN, Modules
from quiz.words.network import short, table_columns
from solvers.layers import Layer
from solvers.networks.architectures import published
from solvers.networks.network import Network


@pytest.mark.parametrize("name", ["mobilenet_v2", "googlenet", "lenet5"])
def test_every_layer_stands_once_and_modules_add_up(name: str) -> None:
    network = published()[name].network
    modules = Modules(network)
    for closed in (True, False):
        modules.fold_all(closed)
        entries = modules.entries()
        tops = [entry for entry in entries if entry.level == 0]
        assert sorted(at for entry in tops for at in entry.rows) == list(range(len(network.table)))
        assert sum(entry.line.parameters for entry in tops) == network.parameters
        assert sum(entry.line.cost for entry in tops) == network.macs
    layers = [entry.rows[0] for entry in entries if not entry.is_module]
    assert sorted(layers) == list(range(len(network.table)))


def test_layers_of_one_name_end_the_tree() -> None:
    """Names that tell no layers apart would be opened without end."""
    layers = [Layer(op="relu", name="a.b"), Layer(op="relu", name="a.b"), Layer(op="relu", name="a")]
    modules = Modules(Network(layers, (1, 4, 4)))
    modules.fold_all(False)
    assert [(entry.level, entry.label, entry.is_module) for entry in modules.entries()] == [
        (0, "a", True),
        (1, "b", False),
        (1, "b", False),
        (1, "a", False),
    ]


@pytest.mark.parametrize("ran", [{0: True}, {}], ids=["run", "not run"])
@pytest.mark.parametrize("width", [4, 20, 40, 78, 120])
def test_lines_fit_their_width(width: int, ran: Mapping[int, bool]) -> None:
    laid = table_columns(Modules(published()["googlenet"].network).entries(), width, ran)
    assert max(map(len, (laid.head, *laid.lines))) <= width


def test_short_numbers_round_up_to_the_next_letter() -> None:
    assert [short(number) for number in (999, 1000, 999_600, 4_089_000_000)] == ["999", "1k", "1M", "4.09G"]


def test_modules_are_open_as_far_as_the_table_stays_short() -> None:
    for name, network in ((name, entry.network) for name, entry in published().items()):
        modules = Modules(network)
        shown = len(modules.entries())
        modules.fold_all(True)
        assert shown <= max(MOST_OPEN, len(modules.entries())), name
