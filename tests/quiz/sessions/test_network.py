"""A session about a network: taken up again without its file, and what it says of each ask."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from quiz.cards.attempt import Attempt
from quiz.cli import cli
from quiz.deck import catalog
from quiz.log.progress import Progress
from quiz.sessions.network import NetworkRecipe
from quiz.sessions.player import Player
from quiz.sessions.resuming import resumed
from quiz.words.headings import heading

FILE = """\
input = [3, 32, 32]
[[layers]]
op = "conv"
name = "stem"
out_channels = 16
kernel_size = 5
stride = 2
[[layers]]
op = "conv"
name = "body"
out_channels = 24
kernel_size = 3
"""


def test_it_is_played_and_taken_up_without_the_file(tmp_path: Path) -> None:
    file, log = tmp_path / "mine.toml", tmp_path / "p.sqlite3"
    file.write_text(FILE)
    wanted = ("play", "--net", str(file), "--seed", "3", "-n", "4", "--progress", str(log))
    begun = CliRunner().invoke(cli, wanted, input="reveal\nskip\n")
    assert begun.exit_code in (0, 1)
    assert "of mine.toml · Q" in begun.stdout
    file.unlink()
    with Progress.open(log) as progress:
        player = resumed(progress)
        assert player is not None
        assert player.session.place.startswith("3 of 4")
        assert isinstance(player.card, Attempt)
        assert "of mine.toml" in heading(player.card)
        player.submit(player.card.ask.variant.answer().plain)
        assert player.card.outcome == "right"


def test_new_numbers_are_no_more_the_networks() -> None:
    player = Player(
        NetworkRecipe(network="n", seed=1, asks=(("Q03.1 size=32 kernel=5 stride=1 padding=2", "a"),)), None
    )
    player.next_card()
    player.renew()
    assert isinstance(player.card, Attempt)
    assert player.card.ask.seed is not None
    assert not player.card.ask.about


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--net", "vgg"], "did you mean vgg16?"),
        (["--net", "-"], "name a file"),
        (["--net", "lenet5", "Q03.1-7F3K"], "leave --net out"),
        (["--net", "lenet5", "--question", "14"], "leave out a topic"),
    ],
)
def test_what_cannot_be_asked_is_refused(words: list[str], told: str) -> None:
    result = CliRunner().invoke(cli, ["play", "--no-save", *words])
    assert result.exit_code == 2
    assert told in " ".join(result.stderr.split())


def test_names_of_strangers_steer_no_terminal() -> None:
    recipe = NetworkRecipe(network="\x1b[2Jn", seed=1, asks=(("Q03.1-0000", "\x07a"),))
    assert (recipe.network, recipe.asks[0][1]) == ("?[2Jn", "?a")


def test_a_layer_of_ones_own_is_given_no_famous_name() -> None:
    numbers = "Q03.1 size=56 kernel=3 stride=1 padding=1"  # those of VGG's conv3_1
    player = Player(NetworkRecipe(network="mine.toml", seed=1, asks=((numbers, "conv1"),)), None)
    card = player.next_card()
    assert isinstance(card, Attempt)
    assert catalog.ask(numbers).variant.network
    assert not card.ask.variant.network
    assert card.ask.variant.ask().startswith("Input 56×56")
