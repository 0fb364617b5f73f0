"""A player of QTI 2.1 items that knows the rules of response processing and nothing of how items are made."""

from __future__ import annotations

import operator
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from tests.quiz.sets.exports import words

SPACE = "{http://www.imsglobal.org/xsd/imsqti_v2p1}"


def read(package: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(package)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def parsed(content: bytes) -> ET.Element:
    """Return a file without its namespace, every element of which must be of it."""
    root = ET.fromstring(content)
    for element in root.iter():
        assert element.tag.startswith("{"), element.tag
        element.tag = element.tag.partition("}")[2]
    return root


def items(package: bytes) -> list[ET.Element]:
    members = read(package)
    manifest = parsed(members["imsmanifest.xml"])
    found = [each for each in manifest.iter("resource") if each.get("type", "").startswith("imsqti_item")]
    return [parsed(members[each.attrib["href"]]) for each in found]


@dataclass
class Played:
    """What an item says to responses."""

    values: dict[str, Any] = field(default_factory=dict)
    feedback: list[str] = field(default_factory=list)

    @property
    def score(self) -> float:
        return float(self.values["SCORE"])

    @property
    def said(self) -> str:
        return " ".join(self.feedback)


TYPES: dict[str, Any] = {"float": float, "string": str, "identifier": str}


def play(item: ET.Element, responses: Mapping[str, str]) -> Played:
    """Score an item; a response that is no value of its type is none."""
    played = Played()
    for declared in item.findall("responseDeclaration"):
        name, kind = declared.attrib["identifier"], TYPES[declared.attrib["baseType"]]
        try:
            played.values[name] = kind(responses[name])
        except (KeyError, ValueError):
            played.values[name] = None
    for declared in item.findall("outcomeDeclaration"):
        played.values[declared.attrib["identifier"]] = _constant(declared, declared.findtext("defaultValue/value"))
    process = item.find("responseProcessing")
    assert process is not None
    _run(list(process), played.values)
    for said in item.findall("modalFeedback"):
        if played.values[said.attrib["outcomeIdentifier"]] == said.attrib["identifier"]:
            played.feedback.append(words(ET.tostring(said, encoding="unicode")))
    return played


def _constant(element: ET.Element, text: str | None) -> Any:
    return TYPES[element.attrib["baseType"]](text)


def _run(rules: list[ET.Element], values: dict[str, Any]) -> None:
    for rule in rules:
        if rule.tag == "setOutcomeValue":
            assert rule.attrib["identifier"] in values
            values[rule.attrib["identifier"]] = _value(rule[0], values)
        else:
            assert rule.tag == "responseCondition"
            for case in rule:
                assert case.tag == ("responseIf" if case is rule[0] else "responseElseIf")
                if _value(case[0], values):
                    _run(list(case)[1:], values)
                    break


JOINED: dict[str, Any] = {"and": all, "or": any}
COMPARED: dict[str, Any] = {
    "gte": operator.ge,
    "lte": operator.le,
    "gt": operator.gt,
    "lt": operator.lt,
    "match": operator.eq,
    "sum": operator.add,
    "divide": operator.truediv,
    "stringMatch": lambda first, second: first.casefold() == second.casefold(),
}


def _value(expression: ET.Element, values: dict[str, Any]) -> Any:
    if expression.tag == "baseValue":
        return _constant(expression, expression.text)
    if expression.tag == "variable":
        return values[expression.attrib["identifier"]]
    found = [_value(each, values) for each in expression]
    if expression.tag == "isNull":
        return found == [None]
    assert expression.tag != "stringMatch" or None not in found, "players fail to compare a text with none"
    if expression.tag in JOINED:
        return JOINED[expression.tag](found)
    return None if None in found else COMPARED[expression.tag](*found)
