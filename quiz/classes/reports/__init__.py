"""What is said of a class: for people, as Markdown, as a page, as a table, for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from fractions import Fraction

from quiz.classes.reports.data import csv_table, document
from quiz.classes.reports.written import html_page, markdown_lines, text_lines
from quiz.classes.results import Results
from quiz.sets.report import printed


def report(name: str, results: Results, required: Fraction | None) -> Iterator[bytes]:
    """Yield the report in the form that a file's name ends in, or that is named; text unless either says otherwise."""
    match name.lower().rpartition(".")[2]:
        case "html" | "htm":
            return html_page(results, required)
        case "csv":
            return csv_table(results, required)
        case "json":
            return printed([json.dumps(document(results, required), ensure_ascii=False, indent=2)])
        case "md" | "markdown":
            return printed(markdown_lines(results, required))
    return printed(text_lines(results, required))
