"""Worksheets: text, Markdown, HTML and PDF, read back by other programs."""

from __future__ import annotations

import io
import re
import unicodedata
from collections import Counter
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from markdown_it import MarkdownIt
from pypdf import PdfReader

from questions import load
from questions.answers import Grid, Integer, Parts
from questions.model import Variant
from quiz.answering.grading import grade
from quiz.deck import catalog
from quiz.sets.entry import latex_of
from quiz.sets.exporting import Answers
from quiz.sets.formats import pdf
from quiz.sets.formats.html import css_string, mathematics
from quiz.sets.formats.markdown import literal
from quiz.sets.formats.markdown import mathematics as mathematics_of
from quiz.sets.fragments import FRAME
from quiz.sets.problem import Problem
from tests.quiz.sets.exports import HOSTILE, SHOWN, exported, folded, hostile_problems, sampler, set_of, solved, words

SHEETS = ("text", "markdown", "html", "pdf")


def few() -> list[Problem]:
    return [problem for problem in solved(sampler()) if problem.number in (1, 2, 3, 6, 13)]


def shown(name: str, answers: Answers, problems: list[Problem] | None = None) -> str:
    """Return what a sheet says, blanks folded."""
    written, _ = exported(name, sampler(), answers=answers, problems=problems or few())
    match name:
        case "pdf":
            return folded(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(written)).pages))
        case "html":
            return words(written.decode())
        case "markdown":
            return words(rendered(written.decode()))
    return folded(written.decode())


def rendered(markdown: str) -> str:
    return str(MarkdownIt("commonmark", {"html": True}).render(markdown))


@pytest.mark.parametrize("name", SHEETS)
def test_a_sheet_says_where_every_question_comes_from(name: str) -> None:
    text = shown(name, "none")
    for problem in few():
        assert problem.code in text
        assert folded(problem.variant.ask())[:40] in text or "  " in problem.variant.ask()
    assert text.count("seed 90210") >= len(few())
    for sign in (sampler().id, "bank 2030-01-02", "convquiz make -n", "--seed 90210", f"--to {name}"):
        assert sign in text


@pytest.mark.parametrize("name", SHEETS)
def test_answers_stand_where_they_are_wanted(name: str) -> None:
    problems = [problem for problem in solved(sampler()) if len(problem.answer.shown) > 4][:2]
    none, key, inline, worked = (shown(name, answers, problems) for answers in ("none", "key", "inline", "worked"))
    for problem in problems:
        answer, step = folded(problem.answer.shown), folded(next(iter(problem.variant.steps())))
        assert answer not in none
        assert answer in key.partition("Answer key")[2]
        assert answer not in key.partition("Answer key")[0]
        assert answer in inline
        assert "Answer key" not in inline
        assert step in worked.partition("Answer key")[2]
        assert step not in key
        slip = problem.slips[0]
        assert folded(slip.message.replace("`", "" if name != "text" else "`")) in worked.partition("Answer key")[2]


@pytest.mark.parametrize("name", ["text", "markdown", "html"])
def test_a_sheet_keeps_hostile_text(name: str) -> None:
    text = shown(name, "worked", hostile_problems())
    wanted = folded(HOSTILE) if name == "text" else SHOWN
    # Ask twice, formula, step, and message and working of the slip, for every kind of answer.
    assert text.count(wanted) >= 6 * len(hostile_problems())


def test_markdown_shows_its_mathematics_and_matrices() -> None:
    problem = few()[2]
    written, _ = exported("markdown", sampler(), problems=[problem])
    assert f"${mathematics_of(latex_of(problem))}$" in written.decode()
    assert "<summary>" in written.decode()
    (hostile, *_) = hostile_problems()
    html = rendered(exported("markdown", sampler(), problems=[hostile])[0].decode())
    assert "1  −2\n3   4" in html


@pytest.mark.parametrize(
    "text", ["- a", "+ a", "1. a", "12) a", "# a", "> a", "===", "---", "* a", "| a |", "`a", "a\\"]
)
def test_markdown_takes_no_line_for_its_own(text: str) -> None:
    html = rendered(f"before\n\n{literal(text)}\n\nafter")
    assert html == f"<p>before</p>\n<p>{text.replace('>', '&gt;')}</p>\n<p>after</p>\n"


class Page(HTMLParser):
    """What a page loads and how it is built."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.loads: list[str] = []
        self.unlabelled: list[str] = []
        self.ids: list[str] = []
        self.sections = 0
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.tags.append(tag)
        self.loads += [value for name, value in values.items() if name in ("src", "href", "srcset", "data")]
        self.loads += [name for name in values if name.startswith("on")]
        self.ids += [values["id"]] if "id" in values else []
        if tag == "svg" and values.get("role") != "img":
            self.unlabelled.append(tag)
        if tag not in ("meta", "br", "hr", "rect", "mspace"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("rect", "mspace"):
            return
        assert self.open.pop() == tag


def test_html_stands_alone() -> None:
    problems = few()
    written, _ = exported("html", sampler(), figures=True, problems=problems)
    source = written.decode()
    page = Page()
    page.feed(source)
    assert page.open == []
    assert "script" not in page.tags
    assert [load for load in page.loads if not load.startswith("#")] == []
    assert not re.search(r"url\(|@import", source)
    assert page.unlabelled == []
    assert len(set(page.ids)) == len(page.ids)
    assert page.tags.count("svg") == len(problems)
    assert page.tags.count("math") == len(problems)
    assert page.tags.count("table") == page.tags.count("caption") > 0
    assert source.startswith("<!doctype html>")
    assert all(rule in source for rule in ("@page", "break-inside: avoid", "break-before: page", 'lang="en"'))


def test_nothing_is_wider_than_a_phone_and_night_is_dark() -> None:
    source = exported("html", sampler(), figures=True, problems=few())[0].decode()
    assert 'name="viewport" content="width=device-width' in source
    assert "figure svg { max-width: 100%; height: auto; }" in source
    assert re.search(r"body \{[^}]*overflow-wrap: anywhere", source)
    assert re.search(r"\.formula \{[^}]*overflow: auto hidden", source)
    assert source.count("<math ") == source.count('<p class="formula" tabindex="0">')
    assert source.count("<table ") == source.count(f"<div {FRAME}><table ") > 0
    assert "overflow-x:auto" in FRAME
    dark, printed = source.index("prefers-color-scheme: dark"), source.index("@media print { :root")
    assert dark < printed
    style = source.partition("<style>")[2].partition("</style>")[0].partition("body {")[2]
    assert not re.search(r"color: #|background: #|solid #", style)


def test_a_style_sheet_takes_no_string_for_its_own() -> None:
    assert css_string('a"b\\c</style>é') == '"a\\22 b\\5c c\\3c \\2f style\\3e \\e9 "'


@pytest.mark.parametrize("name", SHEETS)
def test_the_formula_beside_an_answer_is_that_of_its_variant(name: str) -> None:
    (im2col,) = (variant for variant in load()[12].variants if variant.id == "13.6")
    text = shown(name, "worked", solved(set_of(im2col)))
    assert folded(im2col.formula) in text
    assert "∂" not in text
    assert "partial" not in text
    assert name != "html" or "columns" in text.replace(folded(im2col.formula), ""), "the formula is not typeset"


@pytest.mark.parametrize("rows", [((1, -2, 3),), ((1, -2), (3, 4))])
def test_a_key_writes_rows_as_they_are_wanted(rows: tuple[tuple[int, ...], ...]) -> None:
    """Read back, it is the same grid, alone and among parts."""
    grid = Grid(value=rows)
    assert grade(grid, grid.shown).kind == "accept"
    parts = Parts(parts={"map": grid, "count": Integer(value=3)})
    assert grade(parts, parts.shown).kind == "accept"


def test_github_keeps_every_sign_of_a_formula() -> None:
    written = mathematics_of(r"\{a\,b\!c\} \frac{1}{2}")
    assert r"\frac{1}{2}" in written
    assert not re.search(r"\\[^A-Za-z]", written)
    assert all(not re.search(r"\\[^A-Za-z]", mathematics_of(latex)) for latex in LATEX)


LATEX = dict.fromkeys([*(question.latex for question in load()), *filter(None, (v.latex for v in catalog.variants()))])
"""Every formula once."""
LAYOUT = r"\\(?:frac|left|right|[lr]floor|[lr]ceil|[lr]brace|text|mathrm|quad|sum|le|ge|cdot|times|hat)(?![a-z])|Σ"


def characters(formula: str) -> Counter[str]:
    """Count the letters and figures of a formula, in a line or in LaTeX, what only lays it out left aside."""
    said = re.sub(LAYOUT, " ", formula.replace(r"\partial", ""))
    for letter in "αβγμσ":
        said = said.replace(f"\\{unicodedata.name(letter).rpartition(' ')[2].lower()}", letter)
    return Counter(character for character in unicodedata.normalize("NFKD", said) if character.isalnum())


@pytest.mark.parametrize("variant", [*catalog.variants(), *catalog.beside()], ids=lambda variant: variant.id)
def test_both_writings_of_a_formula_say_the_same(variant: type[Variant]) -> None:
    if variant.latex:
        assert characters(variant.latex) == characters(variant.formula)
    else:
        assert variant.formula == catalog.question_of(variant).formula


def test_every_formula_can_be_set() -> None:
    for latex in LATEX:
        html = mathematics(latex, "")
        assert "\\" not in words(html)
        assert words(html)


@pytest.mark.slow
@pytest.mark.parametrize("latex", LATEX)
def test_every_formula_can_be_drawn(latex: str) -> None:
    svg = pdf.drawn_formula(latex)
    assert svg.startswith("<svg")
    assert svg.count("<use") + svg.count("<path") + svg.count("<symbol") > 1


def test_pdf_is_tagged_and_the_same_every_time() -> None:
    problems = few()[1:4]
    first, _ = exported("pdf", sampler(), figures=True, problems=problems)
    second, _ = exported("pdf", sampler(), figures=True, problems=problems)
    assert first == second
    reader = PdfReader(io.BytesIO(first))
    root = reader.trailer["/Root"]
    assert root["/Lang"].startswith("en")
    assert root["/MarkInfo"]["/Marked"]
    assert reader.metadata
    assert reader.metadata.title == f"Practice set {sampler().id}"
    assert reader.metadata.creation_date is None
    assert not {"/OpenAction", "/AA", "/AcroForm", "/Names"} & (set(root) - {"/Names"})
    pages = [folded(page.extract_text()) for page in reader.pages]
    key = next(at for at, text in enumerate(pages) if "Answer key" in text)
    assert pages[key].startswith("Answer key")
    for before, after in pairwise(problems):
        at = [next(n for n, text in enumerate(pages) if f"{p.number}. {p.code}" in text) for p in (before, after)]
        assert at[0] <= at[1] < key
    assert all("seed 90210" in text for text in pages)


def test_pdf_writes_characters_without_a_glyph_as_code_points() -> None:
    problems = hostile_problems()[:2]
    written, export = exported("pdf", sampler(), problems=problems)
    text = "".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(written)).pages).split())
    wanted = "".join(SHOWN.split()).replace("😀", "‹U+1F600›").replace("日", "‹U+65E5›")
    assert text.count(wanted) >= 2
    assert {sign for line in export.losses() for sign in re.findall(r"U\+\w+", line)} == {"U+1F600", "U+65E5"}


def test_figures_stand_beside_the_answers_only() -> None:
    for name in ("html", "text", "markdown"):
        with_figures, export = exported(name, sampler(), answers="none", figures=True, problems=few())
        without, _ = exported(name, sampler(), answers="none", problems=few())
        assert with_figures.replace(b" --figures", b"") == without
        assert any("figures" in line for line in export.losses())
    drawn, export = exported("text", set_of(type(few()[2].variant)), answers="key", figures=True)
    assert few()[2].variant.scene().title in drawn.decode()
    assert list(export.losses()) == []
