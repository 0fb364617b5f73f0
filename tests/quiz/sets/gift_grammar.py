"""A strict grammar of GIFT: what the importer would guess about is an error here."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from tests.quiz.sets.exports import Marked, words

ESCAPE = re.compile(r"\\([\\~=#{}:])")
NUMBER = re.compile(r"-?\d+(\.\d+)?")


@dataclass
class Question:
    title: str
    html: str
    kind: str
    answers: list[Marked] = field(default_factory=list)
    general: str = ""


class GiftError(Exception):
    pass


def read(text: str) -> tuple[str, list[Question]]:
    """Return the category and the questions."""
    category, questions = "", []
    for block in re.split(r"\n{2,}", text.strip("\n")):
        lines = [line for line in block.split("\n") if not line.startswith("//")]
        if not lines:
            continue
        if lines[0].startswith("$CATEGORY: "):
            if len(lines) != 1 or category:
                raise GiftError("a category stands alone, and once")
            category = lines[0].removeprefix("$CATEGORY: ")
            continue
        questions.append(_question("\n".join(lines)))
    return category, questions


def _masked(text: str) -> str:
    """Put private characters in the place of escaped ones; a lone backslash is an error."""
    masked = ESCAPE.sub(lambda match: chr(0xE000 + ord(match[1])), text)
    if "\\" in masked:
        raise GiftError(f"a backslash that escapes nothing: {text!r}")
    return masked


def _plain(masked: str) -> str:
    if re.search(r"[~=#{}:]", masked):
        raise GiftError(f"a control character in text: {masked!r}")
    return re.sub(r"[\ue000-\ue0ff]", lambda match: chr(ord(match[0]) - 0xE000), masked).strip()


def _question(block: str) -> Question:
    parted = re.fullmatch(r"::([^:]+)::\[html\]([^{}\n]+)\{(.*)\}", _masked(block), re.DOTALL)
    if not parted or "{" in parted[3] or "}" in parted[3]:
        raise GiftError(f"not ::title::[html]text{{answers}}: {block!r}")
    title, stem, body = parted.groups()
    body, _, general = body.partition("####")
    numerical = body.startswith("#")
    question = Question(_plain(title), _plain(stem), "", general=_plain(general))
    for line in body.removeprefix("#").strip().split("\n"):
        question.answers.append(_answer(line.strip(), numerical))
    marks = {line.strip()[0] for line in body.removeprefix("#").strip().split("\n")}
    question.kind = "numerical" if numerical else "multichoice" if "~" in marks else "shortanswer"
    if question.kind != "multichoice" and "->" in body:
        raise GiftError("an arrow makes this a matching question")
    if len({answer.text for answer in question.answers}) != len(question.answers):
        raise GiftError(f"an answer stands twice: {block!r}")
    if not any(answer.fraction == 100 for answer in question.answers):
        raise GiftError("no right answer")
    return question


def _answer(line: str, numerical: bool) -> Marked:
    if line[:1] not in ("=", "~"):
        raise GiftError(f"an answer begins with = or ~: {line!r}")
    text, _, feedback = line[1:].partition("#")
    wrong = line[0] == "~" or text.startswith("%0%")
    text = text.removeprefix("%0%")
    tolerance = "0"
    if numerical:
        text, _, tolerance = text.partition(":")
        if not (NUMBER.fullmatch(text) and NUMBER.fullmatch(tolerance)) or float(tolerance) < 0:
            raise GiftError(f"not NUMBER:TOLERANCE: {line!r}")
    if not text:
        raise GiftError("an empty answer")
    if line[0] == "=" and "*" in text:
        raise GiftError("a wildcard")
    shown = words(_plain(text)) if line[0] == "~" or not numerical else text
    return Marked(shown, 0.0 if wrong else 100.0, words(_plain(feedback)), float(tolerance))
