"""The package of QTI 1.2: all items in one file, what Canvas wants to know of the quiz, and figures."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Sequence

from quiz.sets.archive import packed
from quiz.sets.entry import entry
from quiz.sets.exporting import Export, figure
from quiz.sets.qti.canvas import item
from quiz.sets.qti.versions import file_of

QUESTIONS = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2", "http://www.imsglobal.org/xsd/ims_qtiasiv1p2p1.xsd"
CANVAS = "http://canvas.instructure.com/xsd/cccv1p0", "https://canvas.instructure.com/xsd/cccv1p0.xsd"
PACKAGING = "http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1", "http://www.imsglobal.org/xsd/imscp_v1p1.xsd"


def package(export: Export) -> bytes:
    """Return the zip file."""
    name = f"convquiz-{export.practice_set.id}"
    root = ET.Element("questestinterop")
    assessment = ET.SubElement(root, "assessment", ident=name, title=export.title)
    section = ET.SubElement(assessment, "section", ident="root_section")
    pictures: dict[str, bytes] = {}
    for problem in export.problems:
        drawn = figure(problem) if export.illustrated else None
        section.append(item(export, entry(problem), drawn))
        if drawn:
            pictures[f"images/{drawn.name}"] = drawn.svg.encode()
    members = {
        "imsmanifest.xml": file_of(_manifest(name, [*pictures]), *PACKAGING),
        f"{name}/assessment_meta.xml": file_of(_about(export, name, len(section)), *CANVAS),
        f"{name}/{name}.xml": file_of(root, *QUESTIONS),
    }
    return packed(members | pictures)


def _manifest(name: str, pictures: Sequence[str]) -> ET.Element:
    manifest = ET.Element("manifest", identifier=f"{name}-manifest")
    metadata = ET.SubElement(manifest, "metadata")
    ET.SubElement(metadata, "schema").text = "IMS Content"
    ET.SubElement(metadata, "schemaversion").text = "1.1.3"
    ET.SubElement(manifest, "organizations")
    resources = ET.SubElement(manifest, "resources")
    questions = ET.SubElement(resources, "resource", identifier=name, type="imsqti_xmlv1p2")
    ET.SubElement(questions, "file", href=f"{name}/{name}.xml")
    ET.SubElement(questions, "dependency", identifierref=f"{name}-meta")
    kinds = {f"{name}/assessment_meta.xml": "associatedcontent/imscc_xmlv1p1/learning-application-resource"}
    for at, (href, kind) in enumerate((kinds | dict.fromkeys(pictures, "webcontent")).items()):
        identifier = f"{name}-meta" if at == 0 else f"{name}-image{at}"
        resource = ET.SubElement(resources, "resource", identifier=identifier, type=kind, href=href)
        ET.SubElement(resource, "file", href=href)
    ET.indent(manifest)
    return manifest


def _about(export: Export, name: str, items: int) -> ET.Element:
    """Return Canvas's settings of the quiz: for practice, as often as one likes, not published yet."""
    about = ET.Element("quiz", identifier=name)
    for tag, text in {
        "title": export.title,
        "description": export.origin,
        "shuffle_answers": "false",
        "scoring_policy": "keep_highest",
        "quiz_type": "practice_quiz",
        "points_possible": f"{items}.0",
        "allowed_attempts": "-1",
        "show_correct_answers": "true",
        "available": "false",
    }.items():
        ET.SubElement(about, tag).text = text
    return about
