"""What a spreadsheet makes of `3/4`, `1/2/4` and `8-3`: a date, which is nobody's answer."""

from __future__ import annotations

import re

MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
TIME = r"(?:[T ]\d{1,2}:\d{2}(?::\d{2})?)?"
DATE = re.compile(
    rf"\d{{1,2}}([/.])\d{{1,2}}\1(?:\d{{2}}|\d{{4}}){TIME}|\d{{4}}([-/])\d{{1,2}}\2\d{{1,2}}{TIME}"
    rf"|\d{{1,2}}-\d{{1,2}}-\d{{4}}{TIME}|\d{{1,2}}[-. ]+{MONTH}(?:[-. ]+\d{{2,4}})?|{MONTH}[-. ]+\d{{2,4}}",
    re.ASCII | re.IGNORECASE,
)
ADVICE = (
    "That looks like a date, which a spreadsheet makes of 3/4 or 8-3: format the column as text and write it again."
)


def is_date(text: str) -> bool:
    """Tell whether a text, or one of the parts that semicolons divide it into, is a date."""
    return any(DATE.fullmatch(part.strip()) for part in text.split(";"))
