"""One ask as an item of QTI 2.1: its boxes, how they are scored, and what is said of each slip.

Numbers are compared with the ends of a range, since players pass over the tolerance of `equal`. The score is the share
of parts that are right.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Sequence

from questions.answers import exactly
from questions.notation.counts import count
from quiz.sets import fragments, replies
from quiz.sets.entry import Entry
from quiz.sets.exporting import Export, Figure
from quiz.sets.qti.fields import Field, Kind, Outcome, bounds, fields
from quiz.sets.replies import Reply

TYPES: dict[Kind, str] = {"number": "float", "text": "string", "choice": "identifier"}
MISFITS = "slips with more or fewer entries than there are boxes"


def item(export: Export, shown: Entry, drawn: Figure | None) -> ET.Element:
    """Return an ask as an item; its figure lies in the folder `images` beside that of the items."""
    asked = [*fields(shown.problem)]
    if any(field.misfits for field in asked):
        export.lose(MISFITS, shown.code)
    root = ET.Element(
        "assessmentItem",
        {
            "identifier": name(shown),
            "title": f"{shown.number:03} {shown.code} {shown.problem.variant.title}",
            "adaptive": "false",
            "timeDependent": "false",
            "xml:lang": "en",
        },
    )
    for at, field in enumerate(asked, 1):
        _responses(root, at, field)
    _outcome(root, "SCORE", "float", "0", normalMaximum="1")
    _outcome(root, "MAXSCORE", "float", "1")
    solution = _solution(export, shown, drawn)
    for at in range(1, len(asked) + 1):
        _outcome(root, f"SAID{at}", "identifier", "nothing")
    if len(solution):
        _outcome(root, "SOLUTION", "identifier", "nothing")
    _body(ET.SubElement(root, "itemBody"), export, shown, asked)
    process = ET.SubElement(root, "responseProcessing")
    _processing(process, asked)
    if len(solution):
        _constant(ET.SubElement(process, "setOutcomeValue", identifier="SOLUTION"), "identifier", "solution")
    for at, field in enumerate(asked, 1):
        for which, outcome in enumerate(field.outcomes, 1):
            if outcome.message:
                said = f"{field.name}: {outcome.message}" if field.name else outcome.message
                _feedback(root, f"SAID{at}", f"slip{which}", _xml(fragments.paragraph(said)))
    if len(solution):
        _feedback(root, "SOLUTION", "solution", solution)
    return root


def name(shown: Entry) -> str:
    """Return what an item is called in its package: a dot would part it from a variable of its own, as in Q1.SCORE."""
    return f"item-{shown.number:05}-{re.sub('[^A-Za-z0-9]+', '-', shown.code)}"


def _xml(html: str) -> ET.Element:
    """Read a piece of HTML as what an item may hold: its own styles are left to the platform."""
    text = "".join(c for c in html if c.isprintable() or c in "\n\t").replace("<br>", "<br/>")
    piece = ET.fromstring(f"<div>{text}</div>")
    for element in piece.iter():
        element.attrib.pop("style", None)
    return piece


def _box(at: int, down: int) -> str:
    return f"R{at}_{down}"


def _responses(root: ET.Element, at: int, field: Field) -> None:
    for down, reply in enumerate(field.right):
        declared = ET.SubElement(
            root,
            "responseDeclaration",
            identifier=_box(at, down),
            cardinality="single",
            baseType=TYPES[field.kind],
        )
        ET.SubElement(ET.SubElement(declared, "correctResponse"), "value").text = _value(field, reply)


def _value(field: Field, reply: Reply) -> str:
    return f"option{field.options.index(reply.text) + 1}" if field.options else reply.text


def _outcome(root: ET.Element, identifier: str, kind: str, default: str, **more: str) -> None:
    named = {"identifier": identifier, "cardinality": "single", "baseType": kind}
    declared = ET.SubElement(root, "outcomeDeclaration", named | more)
    ET.SubElement(ET.SubElement(declared, "defaultValue"), "value").text = default


def _body(body: ET.Element, export: Export, shown: Entry, asked: Sequence[Field]) -> None:
    body.append(_xml(fragments.flow(replies.asked(shown.ask))))
    typed = any(field.kind != "choice" for field in asked)
    form = "an answer in each box" if len(asked) > 1 else replies.wanted(asked[0].part)
    wanted = f"Wanted: {form}.{f' {replies.DIGITS}' if typed else ''}"
    body.extend(_xml(fragments.paragraph(wanted)))
    for at, field in enumerate(asked, 1):
        _boxes(body, at, field)
    body.extend(_xml(f"<p><small>{fragments.inline(f'{shown.code} · {export.origin}')}</small></p>"))


def _boxes(body: ET.Element, at: int, field: Field) -> None:
    if field.options and not field.name:
        # Alone, options are listed; among other parts they stand in the line of their part.
        chosen = ET.SubElement(
            body, "choiceInteraction", responseIdentifier=_box(at, 0), shuffle="false", maxChoices="1"
        )
        _options(chosen, "simpleChoice", field)
        return
    line = ET.SubElement(body, "p")
    if field.name:
        line.extend(_xml(f"<b>{fragments.inline(field.name)}</b>"))
    if len(field.right) > 1:
        _table(body, at, field)
    elif field.options:
        chosen = ET.SubElement(line, "inlineChoiceInteraction", responseIdentifier=_box(at, 0), shuffle="false")
        _options(chosen, "inlineChoice", field)
    else:
        ET.SubElement(line, "textEntryInteraction", responseIdentifier=_box(at, 0), expectedLength="20")
    if field.name:
        line.extend(_xml(f"<small>{fragments.inline(replies.wanted(field.part))}</small>"))


def _options(chosen: ET.Element, tag: str, field: Field) -> None:
    for which, option in enumerate(field.options, 1):
        ET.SubElement(chosen, tag, identifier=f"option{which}").text = option


def _table(body: ET.Element, at: int, field: Field) -> None:
    table = ET.SubElement(body, "table")
    rows = len(field.right) // field.columns
    ET.SubElement(table, "caption").text = f"Answer: {count(rows, 'row')}, {count(field.columns, 'column')}"
    cells = iter(range(len(field.right)))
    inside = ET.SubElement(table, "tbody")
    for _ in range(rows):
        row = ET.SubElement(inside, "tr")
        for _ in range(field.columns):
            cell = ET.SubElement(row, "td")
            ET.SubElement(cell, "textEntryInteraction", responseIdentifier=_box(at, next(cells)), expectedLength="6")


def _processing(process: ET.Element, asked: Sequence[Field]) -> None:
    _constant(ET.SubElement(process, "setOutcomeValue", identifier="SCORE"), "float", "0")
    for at, field in enumerate(asked, 1):
        _constant(ET.SubElement(process, "setOutcomeValue", identifier=f"SAID{at}"), "identifier", "nothing")
        _judged(ET.SubElement(process, "responseCondition"), at, field)
    if len(asked) > 1:
        share = ET.SubElement(ET.SubElement(process, "setOutcomeValue", identifier="SCORE"), "divide")
        ET.SubElement(share, "variable", identifier="SCORE")
        _constant(share, "float", str(len(asked)))


def _judged(condition: ET.Element, at: int, field: Field) -> None:
    if field.kind == "text":
        # Without an answer a player may fail to compare texts, and score nothing of the whole item.
        empty = ET.SubElement(condition, "responseIf")
        ET.SubElement(ET.SubElement(empty, "isNull"), "variable", identifier=_box(at, 0))
        _constant(ET.SubElement(empty, "setOutcomeValue", identifier=f"SAID{at}"), "identifier", "nothing")
    for which, outcome in enumerate(field.outcomes, 1):
        case = ET.SubElement(condition, "responseElseIf" if len(condition) else "responseIf")
        _holds(case, at, field, outcome)
        if outcome.right:
            total = ET.SubElement(ET.SubElement(case, "setOutcomeValue", identifier="SCORE"), "sum")
            ET.SubElement(total, "variable", identifier="SCORE")
            _constant(total, "float", "1")
        else:
            _constant(ET.SubElement(case, "setOutcomeValue", identifier=f"SAID{at}"), "identifier", f"slip{which}")


def _holds(parent: ET.Element, at: int, field: Field, outcome: Outcome) -> None:
    """Add the condition that every box holds one of its replies."""
    every = ET.SubElement(parent, "and") if len(outcome.boxes) > 1 else parent
    for down, alternatives in enumerate(outcome.boxes):
        one = ET.SubElement(every, "or") if len(alternatives) > 1 else every
        for reply in alternatives:
            _stands(one, _box(at, down), field, reply)


def _stands(parent: ET.Element, box: str, field: Field, reply: Reply) -> None:
    match field.kind:
        case "number":
            within = ET.SubElement(parent, "and")
            for tag, end in bounds(field.part, reply):
                _compared(within, tag, box, "float", exactly(end))
        case "text":
            _compared(parent, "stringMatch", box, "string", reply.text, caseSensitive="false")
        case "choice":
            _compared(parent, "match", box, "identifier", _value(field, reply))


def _compared(parent: ET.Element, tag: str, box: str, kind: str, value: str, **more: str) -> None:
    comparison = ET.SubElement(parent, tag, more)
    ET.SubElement(comparison, "variable", identifier=box)
    _constant(comparison, kind, value)


def _constant(parent: ET.Element, kind: str, value: str) -> None:
    ET.SubElement(parent, "baseValue", baseType=kind).text = value


def _solution(export: Export, shown: Entry, drawn: Figure | None) -> ET.Element:
    """Return what is shown once an answer is given: the worked solution and the figure."""
    text = ""
    if export.worked:
        # The formula is a line of text: players of QTI lay out no MathML, or do so as if it were text.
        text = fragments.paragraph(shown.formula) + fragments.steps(shown.steps) + fragments.mistakes(shown.mistakes)
    if drawn:
        text += f'<p><img src="../images/{drawn.name}" alt="{fragments.attribute(drawn.says)}" width="100%"/></p>'
    return _xml(text)


def _feedback(root: ET.Element, outcome: str, identifier: str, content: ET.Element) -> None:
    said = ET.SubElement(root, "modalFeedback", outcomeIdentifier=outcome, showHide="show", identifier=identifier)
    said.extend(content)
