"""`convquiz play`: a quiz, a practice set, or one ask."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from quiz.commands.completion import ASK_OR_FILE, NETWORK, QUESTION
from quiz.commands.options import LEVEL_NAMES, Refused, Whole, Word, looked_up, progress_options, topic_option
from quiz.settings.invocation import Settings

if TYPE_CHECKING:
    from quiz.networks.dealing import Wanted
    from quiz.sessions.session import Recipe

CHOOSING = {
    "length": "-n",
    "questions": "--question",
    "topics": "--topic",
    "levels": "--level",
    "seed": "--seed",
    "network": "--net",
}
"""Options that choose a quiz."""


@click.command()
@click.argument("target", type=ASK_OR_FILE, required=False, metavar="[SET|CODE]")
@click.argument("numbers", nargs=-1, metavar="[NAME=VALUE]...")
@click.option("-n", "length", default=10, type=Whole(1, 1000), metavar="N", show_default=True, help="Number of asks.")
@click.option("--question", "questions", type=QUESTION, metavar="3,5", help="Only these questions, by number or slug.")
@topic_option
@click.option("--level", "levels", multiple=True, type=Word(LEVEL_NAMES), help="Only this level; may be repeated.")
@click.option("--seed", type=Whole(0), metavar="N", help="The same seed asks the same quiz.")
@click.option("--net", "network", type=NETWORK, help="Ask about a network, named as `net` takes it.")
@click.option("--inline", is_flag=True, help="One ask, or what is named, under the prompt.")
@progress_options
@click.pass_context
def command(
    context: click.Context,
    settings: Settings,
    target: str | None,
    numbers: tuple[str, ...],
    length: int,
    questions: str | None,
    topics: tuple[str, ...],
    levels: tuple[str, ...],
    seed: int | None,
    network: str | None,
    inline: bool,
) -> None:
    """Play a quiz, a practice set or one ask.

    `play` draws asks at random, `play set.json` plays a set, `play Q03.1-7F3K` one ask, `play --net my_net.toml` asks
    about the layers of your own network.

    An ask with your own numbers: `play 3.1 size=32 kernel=5 stride=1 padding=2`.
    A set that was left goes on where it was left.
    """
    from quiz.cards.attempt import Attempt
    from quiz.deck import catalog  # --help needs no question
    from quiz.deck.seed import new_seed
    from quiz.launch import launch
    from quiz.networks.dealing import Wanted
    from quiz.sessions.practice_set import one_ask
    from quiz.sessions.quiz import QuizRecipe

    settings = context.obj.overlaid(settings)
    if target is not None:
        for name, option in CHOOSING.items():
            if context.get_parameter_source(name) != ParameterSource.DEFAULT:
                raise Refused(f"{target} is played as it is: leave {option} out")
        fixed = _fixed(target, numbers)
        raise SystemExit(launch(settings, lambda newcomer: fixed, inline=inline))
    try:
        chosen = tuple(catalog.question(number).number for number in (questions or "").split(",") if number.strip())
        wanted = tuple(catalog.topic(topic) for topic in topics)
    except catalog.NotInDeckError as error:
        raise Refused(str(error)) from error
    if questions and not chosen:
        raise Refused("--question wants numbers, such as 3,5")
    if not catalog.selected(chosen, wanted):
        raise Refused("no question fits both --question and --topic")

    if network is not None:
        about = _about(network, new_seed() if seed is None else seed, Wanted(length, chosen, wanted, levels))
        raise SystemExit(launch(settings, lambda newcomer: about, inline=inline))

    def recipe(newcomer: bool) -> Recipe:
        plain = not (chosen or wanted or levels) and seed is None
        quiz = QuizRecipe.model_validate(
            {
                "length": length,
                "seed": new_seed() if seed is None else seed,
                "questions": chosen,
                "topics": wanted,
                "levels": levels,
                "newcomer": newcomer and plain,
            }
        )
        first = quiz.begin().next_card(0) if inline else None
        return one_ask(first.ask.code) if isinstance(first, Attempt) else quiz

    raise SystemExit(launch(settings, recipe, inline=inline))


def _about(network: str, seed: int, wanted: Wanted) -> Recipe:
    """Return the recipe that asks about a network, published or in a file."""
    from quiz.cards.card import NothingToAskError  # --help needs no question
    from quiz.networks.dealing import dealt
    from quiz.networks.named import NetworkUnavailableError, network_named
    from quiz.sessions.network import NetworkRecipe

    if network == "-":
        raise Refused("standard input is where answers come from: name a file")
    try:
        asks = dealt(network_named(network), seed, wanted)
    except (NetworkUnavailableError, NothingToAskError) as error:
        raise Refused(str(error)) from None
    return NetworkRecipe(network=Path(network).name, seed=seed, asks=asks)


def _fixed(target: str, numbers: tuple[str, ...]) -> Recipe:
    """Return the recipe of an ask or of a set file; items that this bank does not have are left out, aloud."""
    from quiz.deck import catalog  # --help needs no question
    from quiz.sessions.practice_set import PracticeSetRecipe, one_ask
    from quiz.sets.file import read_set
    from quiz.sets.source import SourceError

    if numbers or catalog.is_code(target):
        try:
            return one_ask(target, *numbers)
        except (catalog.NotInDeckError, ValueError) as error:
            raise Refused(str(error)) from error
    try:
        practice_set = read_set(target)
    except SourceError as error:
        hint = "" if target.endswith(".json") else "; a share code looks like Q03.1-7F3K"
        raise Refused(f"{error}{hint}") from error
    asked, _ = looked_up(practice_set, target, "looking up")
    return PracticeSetRecipe.of(practice_set, [problem.code for problem in asked])
