"""A package: a manifest, an item a file, a test that holds them all, and figures; two runs give the same bytes."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import dataclass

from quiz.sets.archive import packed
from quiz.sets.entry import entry
from quiz.sets.exporting import Export, figure
from quiz.sets.qti.item import item, name
from quiz.sets.qti.versions import Version, file_of


@dataclass(frozen=True, slots=True)
class Resource:
    """What a manifest lists."""

    identifier: str
    kind: str
    href: str
    content: bytes
    needs: tuple[str, ...] = ()
    """Identifiers of other resources."""


def package(export: Export, version: Version) -> bytes:
    """Return the zip file."""
    items: list[Resource] = []
    pictures: list[Resource] = []
    for problem in export.problems:
        shown = entry(problem)
        made = name(shown)
        drawn = figure(problem) if export.illustrated else None
        content = version.document(item(export, shown, drawn))
        needs: tuple[str, ...] = ()
        if drawn:
            needs = (f"figure-{made}",)
            pictures.append(Resource(*needs, "webcontent", f"images/{drawn.name}", drawn.svg.encode()))
        items.append(Resource(made, f"imsqti_item_xml{version.types}", f"items/{made}.xml", content, needs))
    content = version.document(_test(export, items))
    identifiers = tuple(each.identifier for each in items)
    test = Resource("test", f"imsqti_test_xml{version.types}", "test.xml", content, identifiers)
    listed = [test, *items, *pictures]
    manifest = file_of(_manifest(export, version, listed), version.manifest_namespace, version.manifest_location)
    return packed({"imsmanifest.xml": manifest, **{each.href: each.content for each in listed}})


def _manifest(export: Export, version: Version, listed: Sequence[Resource]) -> ET.Element:
    manifest = ET.Element("manifest", identifier=f"convquiz-{export.practice_set.id}")
    metadata = ET.SubElement(manifest, "metadata")
    ET.SubElement(metadata, "schema").text = version.schema
    ET.SubElement(metadata, "schemaversion").text = version.schema_version
    ET.SubElement(manifest, "organizations")
    resources = ET.SubElement(manifest, "resources")
    for each in listed:
        resource = ET.SubElement(resources, "resource", identifier=each.identifier, type=each.kind, href=each.href)
        ET.SubElement(resource, "file", href=each.href)
        for needed in each.needs:
            ET.SubElement(resource, "dependency", identifierref=needed)
    ET.indent(manifest)
    return manifest


def _test(export: Export, items: Sequence[Resource]) -> ET.Element:
    test = ET.Element("assessmentTest", identifier=f"convquiz-{export.practice_set.id}", title=export.title)
    declared = ET.SubElement(test, "outcomeDeclaration", identifier="SCORE", cardinality="single", baseType="float")
    ET.SubElement(ET.SubElement(declared, "defaultValue"), "value").text = "0"
    part = ET.SubElement(test, "testPart", identifier="part", navigationMode="nonlinear", submissionMode="individual")
    section = ET.SubElement(part, "assessmentSection", identifier="section", title=export.title, visible="true")
    for each in items:
        ET.SubElement(section, "assessmentItemRef", identifier=each.identifier, href=each.href)
    total = ET.SubElement(ET.SubElement(test, "outcomeProcessing"), "setOutcomeValue", identifier="SCORE")
    ET.SubElement(ET.SubElement(total, "sum"), "testVariables", variableIdentifier="SCORE")
    return test
