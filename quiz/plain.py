"""The quiz without a screen: asks on standard output, answers from standard input."""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

import click

from quiz.attempt import Attempt
from quiz.commands.options import Settings
from quiz.flags import FlagError, flag
from quiz.launch import flags_file, new_player, new_seed, open_progress
from quiz.modes.quiz import QuizRecipe
from quiz.player import Player
from quiz.prose import Prose, Tick
from quiz.render.text import last_frame_text, prose_text
from quiz.session import Card, NothingToAskError, Recipe
from quiz.wording import (
    claim_line,
    ended_wrong,
    heading,
    heard_lines,
    place,
    proof,
    rubric_lines,
    slip_run,
    summary_lines,
    verdict_lines,
    wanted,
)

TICKS: dict[str, Tick] = {"s": "said", "h": "half", "m": "missed"}


class InputEndedError(Exception):
    """No more answers: the pipe has ended or the learner wants to leave."""


class PlainQuiz:
    """Plays a session line by line."""

    HELP = "Type an answer, or: hint, reveal, new (other numbers), skip, flag (this is wrong), help, quit."
    EMPTY = ""
    """The command that an empty line stands for."""

    def __init__(self, player: Player, flags: Path | None, source: TextIO | None, out: TextIO) -> None:
        self.player = player
        self.flags = flags
        """The file for flags; None keeps none."""
        self.source = source
        self.out = out
        self.width = min(shutil.get_terminal_size().columns, 80)
        self.trouble = ""

    def play(self) -> int:
        """Play to the end of the quiz or of the input; return the exit code."""
        try:
            self._say(self.HELP)
            self.player.next_card()
            while card := self.player.card:
                if isinstance(card, Prose):
                    self._prose(card)
                else:
                    self._ask(card)
                if card.done:
                    self._finish(card)
        except (InputEndedError, KeyboardInterrupt):
            self.out.write("\n")
        self._say("", *summary_lines(self.player.session))
        return 1 if ended_wrong(self.player.session) else 0

    def _finish(self, card: Card) -> None:
        """Go on from a card that is done."""
        self.player.next_card()

    def _aside(self, word: str) -> bool:
        """Do what is typed instead of an answer in this mode alone; tell whether it was that."""
        return False

    def _ask(self, attempt: Attempt) -> None:
        self._say(
            "",
            f"[{place(self.player.session)}] {heading(attempt)}",
            attempt.ask.variant.ask(),
            f"Answer: {wanted(attempt.ask.variant)}.",
        )
        self._answer_until_renewed(attempt)
        if attempt.done:
            self._solution(attempt)

    def _answer_until_renewed(self, attempt: Attempt) -> None:
        while attempt is self.player.card and not attempt.done:
            text = self._line("> ")
            match text.strip().lower() or self.EMPTY:
                case "hint":
                    before = attempt.hints
                    self.player.hint()
                    told = attempt.hints_given(attempt.hints)[before:]
                    self._say(*(told or ["There are no more hints; reveal shows the answer."]))
                case "reveal":
                    self.player.reveal()
                case "skip":
                    self.player.skip()
                case "new":
                    self.player.renew()
                case "flag":
                    self._flag(attempt.ask.code, attempt.typed, attempt.verdict.kind if attempt.verdict else "")
                case "help" | "?":
                    self._say(self.HELP)
                case word if self._aside(word):
                    pass
                case _:
                    verdict = self.player.submit(text)
                    self._trouble()
                    self._say(*verdict_lines(verdict, attempt, slip_run(verdict.matched)))

    def _solution(self, attempt: Attempt) -> None:
        variant = attempt.ask.variant
        if attempt.outcome == "skipped":
            return
        if attempt.missed:
            self._say(f"The answer is {variant.answer().shown}:", *(f"  {step}" for step in variant.steps()))
            self._say("", verbatim=last_frame_text(variant.scene(), self.width))
        measured = variant.measure()
        self._say(measured.run, proof(variant, measured))

    def _prose(self, card: Prose) -> None:
        question = card.question
        self._say(
            "",
            f"[{place(self.player.session)}] {heading(card)}",
            question.title,
            "Say it aloud or type it in one line, then press Enter (skip leaves it).",
        )
        typed = self._line("> ")
        while (word := typed.strip().lower()) in {"flag", "help", "?"}:
            if word == "flag":
                self._flag(card.code, "", "")
            else:
                self._say(self.HELP)
            typed = self._line("> ")
        if word == "skip":
            self.player.skip()
        if word == "skip" or self._aside(word):
            return
        self._say("", verbatim=prose_text(question.answer, self.width))
        self._say(
            *(claim_line(claim, claim.experiment and claim.experiment()) for claim in question.claims),
            *heard_lines(question),
            "",
            *(f"{number}. {point}" for number, point in enumerate(rubric_lines(question), start=1)),
            f"Trap: {question.trap}",
        )
        marks = self._ticks(len(question.rubric))
        if marks is None:
            self.player.skip()
            return
        self.player.rate(*marks, typed)
        self._trouble()
        self._say(f"{card.credit:.0%}, {'passed' if card.passed else 'a ★ point is missing'}.")
        for follow_up in question.follow_ups:
            self._say(f"Next an interviewer asks: {follow_up.ask}", f"  {follow_up.answer}")

    def _ticks(self, points: int) -> tuple[list[Tick], bool] | None:
        """Read one letter a point, and t at the end for a learner who fell into the trap; None to skip."""
        while True:
            text = self._line(f"{points} ticks, s(aid) h(alf) m(issed), and t if you fell for the trap: ")
            letters = text.replace(" ", "").lower()
            if letters == "skip":
                return None
            trapped = letters.endswith("t")
            ticks = letters.removesuffix("t")
            if len(ticks) == points and set(ticks) <= TICKS.keys():
                return [TICKS[letter] for letter in ticks], trapped
            self._say(f"One letter a point is wanted, such as {'s' * (points - 1)}h; or skip.")

    def _flag(self, code: str, text: str, verdict: str) -> None:
        if self.flags is None:
            self._say("Nothing is saved in this quiz, flags neither.")
            return
        try:
            flag(self.flags, code=code, text=text, verdict=verdict)
        except FlagError as error:
            self._say(str(error))
        else:
            self._say(f"Noted in {self.flags}")

    def _trouble(self) -> None:
        if self.player.trouble != self.trouble:
            self.trouble = self.player.trouble
            self._say(self.trouble)

    def _line(self, prompt: str) -> str:
        self.out.write(prompt)
        self.out.flush()
        line = self.source.readline() if self.source else ""
        if not line or line.strip().lower() in {"quit", "exit"}:
            raise InputEndedError
        return line.rstrip("\n")

    def _say(self, *lines: str, verbatim: str = "") -> None:
        for line in (part for text in lines for part in text.splitlines() or [""]):
            indent = " " * (len(line) - len(line.lstrip()))
            wrapped = textwrap.wrap(line, self.width, subsequent_indent=indent, break_on_hyphens=False)
            self.out.write("\n".join(wrapped) + "\n")
        if verbatim:
            self.out.write(verbatim + "\n")


def play_lines(settings: Settings, make_recipe: Callable[[bool], Recipe] | None) -> int:
    """Play one quiz on standard input and output; return the exit code."""
    progress, trouble = open_progress(settings)
    if trouble:
        click.echo(trouble, err=True)
    try:
        player = new_player(make_recipe or (lambda newcomer: QuizRecipe(seed=new_seed(), newcomer=newcomer)), progress)
        lines = _lines_of(player.session.recipe.mode)
        return lines(player, flags_file(settings), sys.stdin, sys.stdout).play()
    except NothingToAskError as nothing:
        click.echo(str(nothing))
        return 0
    finally:
        if progress:
            progress.close()


def _lines_of(mode: str) -> type[PlainQuiz]:
    """Return what plays a mode line by line."""
    if mode != "drill":
        return PlainQuiz
    from quiz.plain_drill import PlainDrill  # it builds on this module

    return PlainDrill
