"""Asks about a network: its own numbers, admissible, by both witnesses, the same for the same seed."""

from __future__ import annotations

import pytest

from questions.model import admissible
from quiz.cards.card import NothingToAskError
from quiz.deck import catalog
from quiz.deck.askable import askable
from quiz.networks.asks import given
from quiz.networks.dealing import Wanted, dealt
from solvers.layers import Layer
from solvers.networks.architectures import published
from solvers.networks.network import Network

NETWORKS = ("lenet5", "resnet50", "mobilenet_v2", "unet", "wavenet_block")


@pytest.mark.parametrize("name", NETWORKS)
def test_asks_are_worth_asking_and_both_witnesses_agree(name: str) -> None:
    network = published()[name].network
    for code, about in dealt(network, 5, Wanted(6)):
        variant = catalog.ask(code).variant
        assert admissible(variant), code
        assert variant.answer().accepts(variant.measure().value), code
        assert any(row.name in about for row in network.table), about


def test_the_seed_decides_and_wishes_are_kept() -> None:
    network = published()["vgg16"].network
    assert dealt(network, 1, Wanted(8)) == dealt(network, 1, Wanted(8))
    assert dealt(network, 1, Wanted(8)) != dealt(network, 2, Wanted(8))
    assert len({code for code, _ in dealt(network, 1, Wanted(60))}) == 60
    for code, _ in dealt(network, 3, Wanted(6, topics=("cost",), levels=("medium",))):
        variant = catalog.ask(code).variant
        assert variant.difficulty() == "medium"
        assert "cost" in catalog.question_of(type(variant)).topics
    assert {about for _, about in dealt(network, 4, Wanted(9, layers=("conv1_1",)))} == {"conv1_1"}


def test_answers_are_those_of_the_table() -> None:
    """The table has its own closed forms: a number that was taken from another place of the layer would differ."""
    told = {
        "3.1": (lambda value: value, lambda row: row.output[1]),
        "11.2": (lambda value: value, lambda row: row.parameters),
        "16.1": (lambda value: value, lambda row: row.macs),
        "16.4": (lambda value: value["MACs"], lambda row: row.macs),
        "14.1": (lambda value: value, lambda row: row.parameters),
    }
    checked = set()
    for network in (published()[name].network for name in ("resnet50", "alexnet")):
        rows = {row.name: row for row in network.table}
        for one in given(network):
            for variant in askable([(one.variant, one.numbers)] if one.variant in told else []):
                asked, of_table = told[one.variant]
                assert asked(variant.answer().value) == of_table(rows[one.last]), one
                checked.add(one.variant)
    assert checked == set(told)


def test_a_line_goes_on_through_activations_alone() -> None:
    """A chain over a join, or over a layer that reads elsewhere, would be a chain that the network does not have."""
    conv = {"op": "conv", "out_channels": 4, "kernel_size": 3}
    layers = [
        Layer(**conv, name="a"),
        Layer(op="relu"),
        Layer(**conv, name="b"),
        Layer(**conv, name="c", inputs=("a",)),
        Layer(**conv, name="d"),
    ]
    chains = {one.about for one in given(Network(layers, (1, 20, 20))) if one.variant == "3.5"}
    assert chains == {"a to b", "c to d"}


def test_padding_by_name_is_asked_about_as_the_number_that_it_is() -> None:
    """Keras says `same` of nearly all of its layers."""
    conv = {"op": "conv", "out_channels": 4, "kernel_size": 3, "name": "a"}
    named, numbered = (Network([Layer(**conv, padding=padding)], (3, 8, 8)) for padding in ("same_upper", 1))
    assert list(given(named)) == list(given(numbered))


def test_of_a_layer_that_pads_one_side_more_the_weights_are_asked() -> None:
    conv = {"op": "conv", "out_channels": 4, "kernel_size": 3, "stride": 2, "padding": "same_upper", "name": "a"}
    asked = {one.variant for one in given(Network([Layer(**conv)], (3, 8, 8)))}
    assert {"2.1", "11.2"} <= asked
    assert "3.1" not in asked


def test_where_nothing_fits_that_is_said() -> None:
    with pytest.raises(NothingToAskError, match="leave out"):
        dealt(published()["lenet5"].network, 1, Wanted(questions=(14,)))
