"""The quiz without a screen: asks on standard output, answers from standard input."""

from __future__ import annotations

import shutil
import textwrap
from pathlib import Path
from typing import TextIO

from quiz.answering.points import suggested
from quiz.cards.attempt import Attempt
from quiz.cards.card import Card
from quiz.cards.prose import FULL, LONGEST, Prose, Tick
from quiz.log.flags import FlagError, flag
from quiz.render.text import prose_text, scene_text
from quiz.sessions.player import Player
from quiz.words.headings import heading, wanted
from quiz.words.proofs import proof_lines
from quiz.words.questions import claim_line, credit_line, heard_lines, rubric_lines, suggested_lines
from quiz.words.solutions import go_on_line, made_up_lines, solution_lines
from quiz.words.summary import ended_wrong, summary_lines
from quiz.words.times import clock, minutes
from quiz.words.verdicts import slip_run, verdict_lines

LONGEST_LINE = 1 << 20
"""Characters; what goes on without an end, as /dev/zero does, would fill the memory."""
TICKS: dict[str, Tick] = {"s": "said", "h": "half", "m": "missed"}


class InputEndedError(Exception):
    """No more answers: the pipe has ended or the learner wants to leave."""


class PlainQuiz:
    """Plays a session line by line."""

    NEW = " new (other numbers),"
    """The part of the help that no session has whose numbers stand."""
    HELP = f"Type an answer, or: hint, reveal,{NEW} skip, flag (this is wrong), help, quit."
    EMPTY = ""
    """The command that an empty line stands for."""

    def __init__(
        self, player: Player, flags: Path | None, source: TextIO | None, out: TextIO, timer: bool = True
    ) -> None:
        self.player = player
        self.flags = flags
        """The file for flags; None keeps none."""
        self.source = source
        self.out = out
        self.timer = timer
        """Whether times are told where an ask has a suggested one."""
        self.width = min(shutil.get_terminal_size().columns, 80)
        self.trouble = ""

    def play(self) -> int:
        """Play to the end of the quiz or of the input; return the exit code."""
        try:
            self._help()
            self.player.lay()
            while self.player.card or self._reopened():
                card = self.player.card
                if isinstance(card, Prose):
                    self._prose(card)
                elif card:
                    self._ask(card)
                if card and card.done:
                    self._finish(card)
        except (InputEndedError, KeyboardInterrupt):
            self.out.write("\n")
        self._trouble()
        self._say("", *summary_lines(self.player.session))
        return 1 if ended_wrong(self.player.session) else 0

    def _finish(self, card: Card) -> None:
        """Go on from a card that is done."""
        self.player.next_card()

    def _help(self) -> None:
        """Say what can be typed in this session."""
        self._say(self.HELP if self.player.session.renews else self.HELP.replace(self.NEW, ""))

    def _reopened(self) -> bool:
        """Tell whether the learner wants to go on after the last card."""
        return False

    def _aside(self, word: str) -> bool:
        """Do what is typed instead of an answer in this mode alone; tell whether it was that."""
        return False

    def _ask(self, attempt: Attempt) -> None:
        self._say(
            "",
            f"[{self.player.session.place}] {heading(attempt)}",
            *self._why(attempt),
            attempt.ask.variant.ask(),
            f"Answer: {wanted(attempt.ask.variant)}.",
            *self._suggested(attempt),
        )
        self._answer_until_renewed(attempt)
        if attempt.done:
            self._took()
            self._solution(attempt)

    def _why(self, card: Card) -> list[str]:
        why, promised = self.player.session.why(card), self.player.session.promised
        left = f"; {minutes(max(promised - self.player.elapsed, 0))} left" if promised and self.timer else ""
        return [f"Why: {why}{left}."] if why else []

    def _suggested(self, card: Card) -> list[str]:
        suggested = self.player.session.suggested(card)
        return [f"Suggested time: {minutes(suggested)}."] if suggested and self.timer else []

    def _took(self) -> None:
        """Say the time that the answer took, where there is one to compare it with."""
        at = self.player.session.played[-1]
        suggested = self.player.session.suggested(at.card)
        if self.timer and suggested and not at.card.skipped:
            self._say(f"Time: {clock(self.player.spent, suggested)}.")

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
                case "new" if not self.player.session.renews:
                    self._say("An interviewer keeps to the numbers.")
                case "new":
                    self.player.renew()
                case "flag":
                    self._flag(attempt.ask.code, attempt.typed, attempt.verdict.kind if attempt.verdict else "")
                case "help" | "?":
                    self._help()
                case word if self._aside(word):
                    pass
                case _:
                    verdict = self.player.submit(text)
                    self._trouble()
                    waits = self.player.session.withholds(attempt)
                    self._say(*verdict_lines(attempt, slip_run(verdict.matched), waits))

    def _solution(self, attempt: Attempt) -> None:
        session = self.player.session
        waited = session.made_up_for(attempt)
        if session.withholds(attempt):
            self._say(go_on_line(attempt))
        elif attempt.outcome == "skipped":
            self._say(*made_up_lines(waited))
        else:
            if attempt.missed:
                self._say(*solution_lines(attempt, waited))
                self._say("", verbatim=scene_text(attempt.scene(), self.width))
            else:
                self._say(*made_up_lines(waited))
            self._say(*proof_lines(attempt))

    def _prose(self, card: Prose) -> None:
        question = card.question
        self._say(
            "",
            f"[{self.player.session.place}] {heading(card)}",
            *self._why(card),
            question.title,
            "Say it aloud or type it in one line, then press Enter (skip leaves it).",
            *self._suggested(card),
        )
        if not card.told and not self._told(card):
            return
        self._took()
        self._say("", verbatim=prose_text(question.answer, self.width))
        self._say(
            *(claim_line(claim, question.evidence(claim)) for claim in question.claims),
            *(f"Often heard: {line}" for line in heard_lines(question)),
            "",
            *(f"{number}. {point}" for number, point in enumerate(rubric_lines(question), start=1)),
            *([f"Trap: {question.trap}"] if question.trap else []),
        )
        marks = self._ticks(card)
        if marks is None:
            self.player.skip()
            return
        self.player.rate(*marks, card.typed)
        self._say(f"{credit_line(card)}.")
        for follow_up in question.follow_ups:
            self._say(f"Next an interviewer asks: {follow_up.ask}", f"  {follow_up.answer}")

    def _told(self, card: Prose) -> bool:
        """Read the answer to a prose card; False if something else was wanted."""
        typed = self._line_on(card, "> ")
        word = typed.strip().lower()
        if word == "skip":
            self.player.skip()
        if word == "skip" or self._aside(word):
            return False
        if len(typed) > LONGEST:
            self._say(FULL)
        self.player.tell(typed[:LONGEST])
        return True

    def _line_on(self, card: Prose, prompt: str) -> str:
        """Read a line, once there is one that is not for help or a flag."""
        while (word := (typed := self._line(prompt)).strip().lower()) in {"flag", "help", "?"}:
            if word == "flag":
                self._flag(card.code, "", "")
            else:
                self._help()
        return typed

    def _ticks(self, card: Prose) -> tuple[list[Tick], bool] | None:
        """Read one letter a point, and t at the end for a learner who fell into the trap; None to skip.

        y stands for what is suggested.
        """
        points, suggestions = len(card.question.rubric), suggested(card.question.rubric, card.typed)
        self._say(*suggested_lines(suggestions))
        while True:
            text = self._line_on(card, f"{points} ticks, s(aid) h(alf) m(issed), and t if you fell for the trap: ")
            letters = text.replace(" ", "").lower()
            if letters == "skip":
                return None
            if any(suggestions) and letters in {"y", "yt"}:
                return [each.tick if each else "missed" for each in suggestions], letters == "yt"
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
        """Say once why nothing is saved any more, whichever deed it was that could not be."""
        if self.player.trouble != self.trouble:
            self.trouble = self.player.trouble
            self._say(self.trouble)

    def _line(self, prompt: str) -> str:
        self._trouble()
        self.out.write(prompt)
        self.out.flush()
        line = self.source.readline(LONGEST_LINE) if self.source else ""
        if len(line) == LONGEST_LINE:
            self._say("", f"A line of {LONGEST_LINE:,} characters is no answer: here the quiz ends.")
            raise InputEndedError
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
