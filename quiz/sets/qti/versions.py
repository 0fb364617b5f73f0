"""The versions of QTI: items and tests are made as of 2.1; 3.0 has other names for the same."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import dataclass

INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
HTML = re.compile("b|br|caption|code|div|i|img|li|ol|p|small|span|table|tbody|td|tr|ul")
"""Elements that keep their names in 3.0."""


@dataclass(frozen=True, slots=True)
class Version:
    """What a version calls things."""

    schema: str
    schema_version: str
    types: str
    """What the types of its files end in."""
    namespace: str
    location: str
    manifest_namespace: str
    manifest_location: str
    spelt: Callable[[ET.Element], ET.Element]
    """Gives an item or a test of 2.1 the names of this version."""

    def document(self, root: ET.Element) -> bytes:
        """Return an item or a test as a file."""
        return file_of(self.spelt(root), self.namespace, self.location)


def file_of(root: ET.Element, namespace: str, location: str) -> bytes:
    """Return a file in XML whose elements are of one namespace."""
    root.attrib |= {"xmlns": namespace, "xmlns:xsi": INSTANCE, "xsi:schemaLocation": f"{namespace} {location}"}
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode").encode() + b"\n"


def _kebab(name: str) -> str:
    return re.sub("[A-Z]", lambda capital: f"-{capital[0].lower()}", name)


def _of_3(element: ET.Element) -> ET.Element:
    """Return an element with the names of 3.0, in which feedback has a body."""
    if HTML.fullmatch(element.tag):
        named = ET.Element(element.tag, element.attrib)
    else:
        named = ET.Element(f"qti-{_kebab(element.tag)}", {_kebab(key): value for key, value in element.items()})
    named.text, named.tail = element.text, element.tail
    content = ET.SubElement(named, "qti-content-body") if element.tag == "modalFeedback" else named
    content.extend(map(_of_3, element))
    return named


QTI_2_1 = Version(
    schema="QTIv2.1 Package",
    schema_version="1.0.0",
    types="v2p1",
    namespace="http://www.imsglobal.org/xsd/imsqti_v2p1",
    location="http://www.imsglobal.org/xsd/qti/qtiv2p1/imsqti_v2p1.xsd",
    manifest_namespace="http://www.imsglobal.org/xsd/imscp_v1p1",
    manifest_location="http://www.imsglobal.org/xsd/qti/qtiv2p1/qtiv2p1_imscpv1p2_v1p0.xsd",
    spelt=lambda root: root,
)
QTI_3_0 = Version(
    schema="QTI Package",
    schema_version="3.0.0",
    types="v3p0",
    namespace="http://www.imsglobal.org/xsd/imsqtiasi_v3p0",
    location="https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqti_asiv3p0_v1p0.xsd",
    manifest_namespace="http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1",
    manifest_location="https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqtiv3p0_imscpv1p2_v1p0.xsd",
    spelt=_of_3,
)
