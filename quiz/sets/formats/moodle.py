"""Moodle's XML question bank; the rules are those of its importer.

Numbers are numerical questions; one that may be `none`, a shape and rows of numbers are short answers in their usual
spellings; words are multiple choice. An answer in parts is an embedded (cloze) question with a box a part, each with
the slips of that part; Moodle adds up the marks of its boxes, which are whole numbers, whatever the file says of them.
"""

from __future__ import annotations

import base64
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING

from quiz.sets.exporting import Export, Format, figure
from quiz.sets.formats.gift import category

if TYPE_CHECKING:
    from questions.answers import Part, Parts
    from quiz.sets.entry import Entry
    from quiz.sets.problem import Problem
    from quiz.sets.replies import Reply, Wrong

LONGEST_NAME = 255
LONGEST_ID = 100
MARKS = "answers in parts: a mark for each, since Moodle adds them up: in a quiz set their mark to 1"
CLOZE = str.maketrans({char: f"&#{ord(char)};" for char in '{}~#\\"/'})
"""What ends or divides the reply of a box, as references that Moodle reads back."""


def write(export: Export) -> Iterator[bytes]:
    """Yield the declaration, the category, then a question an item."""
    yield b'<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n'
    root = f"$course$/convquiz/{category(export.practice_set.id)}"
    yield _written(_category(root, f"{export.origin}\n" + "\n".join(export.commands)))
    last = root
    for problem in export.problems:
        question, variant = problem.question, problem.variant
        steps = (f"Q{question.number:02} {question.slug}", f"{variant.id} {variant.title}")
        place = "/".join((root, *(step.replace("/", "-") for step in steps)))
        if place != last:
            yield _written(_category(place, variant.formula))
            last = place
        yield _written(_question(export, problem))
    yield b"</quiz>\n"


def _category(place: str, info: str) -> ET.Element:
    """Return what puts the questions after it into a category: one a variant, to draw random questions from."""
    element = ET.Element("question", type="category")
    _text(element, "category", place)
    _text(element, "info", info, format="plain_text")
    return element


def _written(element: ET.Element) -> bytes:
    ET.indent(element)
    return ET.tostring(element, encoding="unicode").encode() + b"\n"


def _text(parent: ET.Element, tag: str, text: str, **attributes: str) -> ET.Element:
    element = ET.SubElement(parent, tag, attributes)
    ET.SubElement(element, "text").text = "".join(c for c in text if c.isprintable() or c in "\n\t")
    return element


def _question(export: Export, problem: Problem) -> ET.Element:
    from questions.answers import Choice, Grid, Integer, Parts, Shape
    from quiz.sets import fragments, replies
    from quiz.sets.entry import entry

    shown, answer = entry(problem), problem.answer
    wrongs = replies.wrong(problem.slips)
    boxes = ""
    match answer:
        case Parts():
            kind, found = "cloze", []
            export.lose(MARKS, problem.code)
            boxes = _boxes(answer, wrongs)
        case Choice():
            kind, found = "multichoice", replies.options(answer, wrongs)
        case Shape() | Grid() | Integer(optional=True):
            kind, found = "shortanswer", replies.worded(answer, wrongs)
        case _:
            kind, found = "numerical", replies.numerical(answer, wrongs)
    question = ET.Element("question", type=kind)
    _text(question, "name", f"{shown.number:03} {shown.code} {problem.variant.title}"[:LONGEST_NAME])
    origin = f"<p><small>{fragments.inline(f'{shown.code} · {export.origin}')}</small></p>"
    form = "an answer in each box" if isinstance(answer, Parts) else replies.in_one(answer)
    digits = "" if kind == "multichoice" else f" {replies.DIGITS}"
    wanted = f"<p>Wanted: {fragments.inline(f'{form}.{digits}')}</p>"
    _text(question, "questiontext", fragments.flow(replies.asked(shown.ask)) + wanted + boxes + origin, format="html")
    _feedback(export, question, shown)
    ET.SubElement(question, "defaultgrade").text = "1"
    ET.SubElement(question, "penalty").text = "0.3333333"
    ET.SubElement(question, "hidden").text = "0"
    identity = f"{category(export.practice_set.id)}-{shown.number}-{shown.code}"
    ET.SubElement(question, "idnumber").text = identity[:LONGEST_ID]
    _settings(question, kind, percent=type(answer).__name__ == "Percent")
    for reply in found:
        _answer(question, kind, reply)
    return question


def _feedback(export: Export, question: ET.Element, shown: Entry) -> None:
    """Add the worked solution and the figure, which learners see when they are done."""
    from quiz.sets import fragments

    text = fragments.worked(shown) if export.worked else ""
    if not export.illustrated:
        _text(question, "generalfeedback", text, format="html")
        return
    drawn = figure(shown.problem)
    text += f'<p><img src="@@PLUGINFILE@@/{drawn.name}" alt="{fragments.attribute(drawn.says)}" class="img-fluid"></p>'
    feedback = _text(question, "generalfeedback", text, format="html")
    picture = ET.SubElement(feedback, "file", name=drawn.name, path="/", encoding="base64")
    picture.text = base64.b64encode(drawn.svg.encode()).decode()


def _settings(question: ET.Element, kind: str, *, percent: bool) -> None:
    values: dict[str, str] = {}
    if kind == "multichoice":
        values = {"single": "true", "shuffleanswers": "false", "answernumbering": "none"}
    elif kind == "shortanswer":
        values = {"usecase": "0"}
    elif kind == "numerical":
        # A percent sign may be typed and is not asked for; other units are refused before they are graded.
        values = {"unitgradingtype": "0", "unitpenalty": "0", "showunits": "0" if percent else "3", "unitsleft": "0"}
    for tag, value in values.items():
        ET.SubElement(question, tag).text = value
    if percent:
        unit = ET.SubElement(ET.SubElement(question, "units"), "unit")
        ET.SubElement(unit, "multiplier").text = "1"
        ET.SubElement(unit, "unit_name").text = "%"


def _answer(question: ET.Element, kind: str, reply: Reply) -> None:
    from quiz.sets.fragments import inline

    choice = kind == "multichoice"
    element = _text(
        question,
        "answer",
        inline(reply.text) if choice else reply.text,
        fraction="100" if reply.right else "0",
        format="html" if choice else "moodle_auto_format",
    )
    _text(element, "feedback", f"<p>{inline(reply.message)}</p>" if reply.message else "", format="html")
    if kind == "numerical":
        ET.SubElement(element, "tolerance").text = reply.tolerance


def _boxes(answer: Parts, wrongs: list[Wrong]) -> str:
    """Return a box for each part, named."""
    from quiz.sets.fragments import inline
    from quiz.sets.replies import in_one, of_part

    return "".join(
        f"<p><b>{inline(name)}</b> {_box(part, of_part(name, wrongs))} <small>{inline(in_one(part))}</small></p>"
        for name, part in answer.parts.items()
    )


def _box(part: Part, wrongs: list[Wrong]) -> str:
    from questions.answers import Choice, Grid, Integer, Shape
    from quiz.sets import replies

    match part:
        case Choice():
            return _embedded("MULTICHOICE", replies.options(part, wrongs))
        case Shape() | Grid() | Integer(optional=True):
            return _embedded("SHORTANSWER", replies.worded(part, wrongs))
        case _:
            return _embedded("NUMERICAL", replies.numerical(part, wrongs))


def _embedded(kind: str, replies: list[Reply]) -> str:
    return f"{{1:{kind}:{'~'.join(map(_alternative, replies))}}}"


def _alternative(reply: Reply) -> str:
    from quiz.sets.fragments import inline

    tolerance = f":{reply.tolerance}" if reply.tolerance != "0" else ""
    message = f"#{_coded(inline(reply.message))}" if reply.message else ""
    return f"{'=' if reply.right else '%0%'}{_coded(reply.text)}{tolerance}{message}"


def _coded(text: str) -> str:
    """Guard the text of a box: Moodle takes one layer of references off before it reads the text as HTML."""
    return escape(text, quote=False).translate(CLOZE)


FORMAT = Format(
    name="moodle",
    suffix=".xml",
    title="Moodle XML question bank",
    holds="numbers as numerical questions with tolerance; `none`, shapes and rows of numbers as short answers; "
    "parts as boxes of an embedded (cloze) question, a mark a box; a category for each variant; "
    "every slip a wrong answer with its message; figures in the feedback",
    write=write,
    answers=("worked", "key", "inline"),
)
