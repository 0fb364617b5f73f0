"""One ask as an item of QTI 1.2, by the rules of Canvas's importer.

It takes every answer that a typed question compares with for a right one, so a slip is told by itself only where
options are chosen: an answer in parts is a list of options a part.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from questions.answers import exactly
from quiz.sets import fragments, replies
from quiz.sets.entry import Entry
from quiz.sets.exporting import Export, Figure
from quiz.sets.qti.fields import Field, bounds, fields
from quiz.sets.replies import Reply

Kind = Literal["numerical_question", "short_answer_question", "multiple_choice_question", "multiple_dropdowns_question"]
IMAGES = "%24IMS-CC-FILEBASE%24/images"
"""Where a question finds the files of its package."""
TYPED = "slips of typed answers one by one, since QTI 1.2 has no wrong answer to compare with: the solution lists them"
CHOSEN = "answers in parts or several rows as boxes: they are options to choose from"
JUST_BELOW = Fraction(1, 1000)
"""Of a unit in the last place, by which a range without its end falls short of it."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Options of which one is right; several stand in one question."""

    box: str
    label: str
    options: Sequence[Reply]


def item(export: Export, shown: Entry, drawn: Figure | None) -> ET.Element:
    """Return an ask as an item; its figure lies in the folder `images` of the package."""
    asked = [*fields(shown.problem)]
    kind, choices = _kind(shown, asked)
    if not choices:
        export.lose(TYPED, shown.code)
    elif asked[0].kind != "choice" or len(asked) > 1:
        export.lose(CHOSEN, shown.code)
    root = ET.Element("item", ident=f"question{shown.number}", title=f"{shown.code} {shown.problem.variant.title}")
    metadata = ET.SubElement(ET.SubElement(root, "itemmetadata"), "qtimetadata")
    for label, value in (("question_type", kind), ("points_possible", "1")):
        field = ET.SubElement(metadata, "qtimetadatafield")
        ET.SubElement(field, "fieldlabel").text = label
        ET.SubElement(field, "fieldentry").text = value
    presentation = ET.SubElement(root, "presentation")
    _html(presentation, _stem(export, shown, kind, asked[0], choices))
    process = ET.SubElement(root, "resprocessing")
    ET.SubElement(
        ET.SubElement(process, "outcomes"), "decvar", maxvalue="100", minvalue="0", varname="SCORE", vartype="Decimal"
    )
    solution = _solution(export, shown, drawn)
    if solution:
        ET.SubElement(_condition(process, "general_fb"), "other")
    if choices:
        _choices(root, presentation, process, shown, choices)
    else:
        _typed(presentation, process, asked[0])
    if solution:
        _feedback(root, "general_fb", solution)
    return root


def _kind(shown: Entry, asked: Sequence[Field]) -> tuple[Kind, list[Choice]]:
    """Return the type of a question and what is chosen in it, nothing where the answer is typed."""
    problem, wrongs = shown.problem, replies.wrong(shown.problem.slips)
    if len(asked) == 1 and len(asked[0].right) == 1 and asked[0].kind != "choice":
        return "numerical_question" if asked[0].kind == "number" else "short_answer_question", []
    parts = [
        Choice(f"part{at}", field.name, replies.options(field.part, replies.of_part(field.name, wrongs)))
        for at, field in enumerate(asked, 1)
        if field.name
    ]
    # A part in which nobody errs would be given away by its only option.
    if parts and all(len(part.options) > 1 for part in parts):
        return "multiple_dropdowns_question", parts
    return "multiple_choice_question", [Choice("response1", "", replies.options(problem.answer, wrongs))]


def _stem(export: Export, shown: Entry, kind: Kind, field: Field, choices: Sequence[Choice]) -> str:
    wanted = "choose the right answer." if choices else f"{replies.wanted(field.part)}. {replies.DIGITS}"
    lines = [fragments.flow(replies.asked(shown.ask)), f"<p>Wanted: {fragments.inline(wanted)}</p>"]
    if kind == "multiple_dropdowns_question":
        lines += [f"<p><b>{fragments.inline(each.label)}</b> [{each.box}]</p>" for each in choices]
    lines.append(f"<p><small>{fragments.inline(f'{shown.code} · {export.origin}')}</small></p>")
    return "".join(lines)


def _solution(export: Export, shown: Entry, drawn: Figure | None) -> str:
    text = fragments.worked(shown) if export.worked else ""
    if drawn:
        text += f'<p><img src="{IMAGES}/{drawn.name}" alt="{fragments.attribute(drawn.says)}"></p>'
    return text


def _html(parent: ET.Element, html: str) -> None:
    text = ET.SubElement(ET.SubElement(parent, "material"), "mattext", texttype="text/html")
    text.text = "".join(c for c in html if c.isprintable() or c in "\n\t")


def _feedback(root: ET.Element, identifier: str, html: str) -> None:
    _html(ET.SubElement(ET.SubElement(root, "itemfeedback", ident=identifier), "flow_mat"), html)


def _condition(process: ET.Element, feedback: str = "", score: str = "", action: str = "Set") -> ET.Element:
    """Add a condition with what follows from it, and return where it is put."""
    condition = ET.SubElement(process, "respcondition", {"continue": "Yes" if feedback else "No"})
    found = ET.SubElement(condition, "conditionvar")
    if score:
        ET.SubElement(condition, "setvar", action=action, varname="SCORE").text = score
    if feedback:
        ET.SubElement(condition, "displayfeedback", feedbacktype="Response", linkrefid=feedback)
    return found


def _compare(parent: ET.Element, tag: str, box: str, value: str) -> None:
    ET.SubElement(parent, tag, respident=box).text = value


def _typed(presentation: ET.Element, process: ET.Element, field: Field) -> None:
    response = ET.SubElement(presentation, "response_str", ident="response1", rcardinality="Single")
    box = ET.SubElement(response, "render_fib", {"fibtype": "Decimal"} if field.kind == "number" else {})
    ET.SubElement(box, "response_label", ident="answer1")
    (right,) = field.outcomes[0].boxes
    holds = _condition(process, score="100")
    if field.kind == "text":
        for spelling in right:
            _compare(holds, "varequal", "response1", spelling.text)
        return
    (reply,) = right
    low, high = bounds(field.part, reply)
    short = JUST_BELOW * 2 * Fraction(reply.tolerance)
    ends = low[1] + short * (low[0] == "gt"), high[1] - short * (high[0] == "lt")
    if ends[0] == ends[1]:
        holds = ET.SubElement(holds, "or")
        _compare(holds, "varequal", "response1", reply.text)
        holds = ET.SubElement(holds, "and")
    for tag, end in zip(("vargte", "varlte"), ends, strict=True):
        _compare(holds, tag, "response1", exactly(end))


def _choices(
    root: ET.Element, presentation: ET.Element, process: ET.Element, shown: Entry, choices: Sequence[Choice]
) -> None:
    number = shown.number * 1000
    scored: list[tuple[str, str]] = []
    for choice in choices:
        box = choice.box if len(choices) == 1 else f"response_{choice.box}"
        response = ET.SubElement(presentation, "response_lid", ident=box, rcardinality="Single")
        if len(choices) > 1:
            ET.SubElement(ET.SubElement(response, "material"), "mattext").text = choice.box
        options = ET.SubElement(response, "render_choice")
        for reply in choice.options:
            number += 1
            label = ET.SubElement(options, "response_label", ident=str(number))
            if len(choices) == 1:
                _html(label, fragments.inline(reply.text))
            else:
                # Canvas shows the options of a list as they are.
                ET.SubElement(ET.SubElement(label, "material"), "mattext", texttype="text/plain").text = reply.text
            if reply.right:
                scored.append((box, str(number)))
            elif reply.message:
                _compare(_condition(process, f"{number}_fb"), "varequal", box, str(number))
                _feedback(root, f"{number}_fb", f"<p>{fragments.inline(reply.message)}</p>")
    for box, identifier in scored:
        share = exactly(Fraction(round(Fraction(10_000, len(scored))), 100))
        holds = _condition(process, score=share, action="Set" if len(scored) == 1 else "Add")
        _compare(holds, "varequal", box, identifier)
