"""Grading a sheet: as the app grades, every row understood or refused by name."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from contextlib import suppress
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from questions.answers import Grid, Parts, Shape, as_data
from quiz.answering import grading
from quiz.deck import catalog
from quiz.sets.dates import is_date
from quiz.sets.make import make_set
from quiz.sets.marking import Marks, marked
from quiz.sets.model import PracticeSet
from quiz.sets.problem import Problem
from quiz.sets.recipe import recipe_of
from quiz.sets.report import document, markdown_report, text_report
from quiz.sets.sheet import Typed, blank_json, blank_table, read_sheet
from quiz.sets.solve import split
from quiz.sets.source import SourceError

SET = make_set(recipe_of(5, variants=["3.1", "8.2", "3.2", "11.2"]), 42)
PROBLEMS, _ = split(SET)
PARTS = next(problem for problem in PROBLEMS if isinstance(problem.answer, Parts))


def sheet(folder: Path, content: str, name: str = "answers.csv", practice_set: PracticeSet = SET) -> dict[int, Typed]:
    path = folder / name
    path.write_text(content, encoding="utf-8")
    return dict(read_sheet(str(path), practice_set))


def graded(typed: Mapping[int, str | Mapping[str, str]], practice_set: PracticeSet = SET) -> Marks:
    return marked(practice_set, *split(practice_set), typed)


def mistaken(problem: Problem, pick: int = 0) -> str:
    """Return what a learner types who makes one of the listed mistakes."""
    answer, value = problem.answer, problem.slips[pick % len(problem.slips)].value
    return answer.write({**answer.value, **value} if isinstance(answer, Parts) else value)


def test_a_blank_sheet_answers_nothing(tmp_path: Path) -> None:
    table = b"".join(blank_table(PROBLEMS)).decode()
    assert sheet(tmp_path, table) == {}
    assert sheet(tmp_path, b"".join(blank_json(SET, PROBLEMS)).decode(), "answers.json") == {}
    rows = list(csv.DictReader(io.StringIO(table.removeprefix("\ufeff"))))
    assert [row["ask"] for row in rows] == [problem.variant.ask() for problem in PROBLEMS]


def test_right_answers_score_all(tmp_path: Path) -> None:
    """Filled in by a spreadsheet, in either form."""
    rows = list(csv.DictReader(io.StringIO(b"".join(blank_table(PROBLEMS)).decode().removeprefix("\ufeff"))))
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0].keys(), delimiter=";")
    writer.writeheader()
    for row, problem in zip(rows, PROBLEMS, strict=True):
        writer.writerow({**row, "answer": problem.answer.plain})
    assert graded(sheet(tmp_path, out.getvalue())).percent == 100
    filled = json.loads(b"".join(blank_json(SET, PROBLEMS)))
    for row, problem in zip(filled["answers"], PROBLEMS, strict=True):
        row["answer"] = problem.answer.plain
    assert graded(sheet(tmp_path, json.dumps(filled), "answers.json")).percent == 100


@given(seed=st.integers(0, 2**32), pick=st.integers(0, 99), other=st.text(max_size=20))
@settings(max_examples=20, deadline=None)
def test_a_sheet_is_graded_as_the_app_grades(seed: int, pick: int, other: str) -> None:
    chosen = make_set(recipe_of(6), seed)
    problems, _ = split(chosen)
    typed = {}
    for problem in problems:
        typed[problem.number] = (mistaken(problem, pick), problem.answer.plain, other + "x")[pick % 3]
    marks = marked(chosen, problems, [], typed)
    for problem, mark in zip(problems, marks.marks, strict=True):
        assert mark.verdict
        in_the_app = grading.graded(problem.variant, typed[problem.number])
        for field in ("kind", "slip", "message", "reading", "credit"):
            assert getattr(mark.verdict, field) == getattr(in_the_app, field)
    unclear = {mark.problem.number for mark in marks.of("unclear")}
    assert unclear == {mark.problem.number for mark in marks.marks if mark.verdict and mark.verdict.kind == "clarify"}


def test_slips_are_counted_by_name() -> None:
    chosen = make_set(recipe_of(6, variants=["3.1"]), 4)
    problems, _ = split(chosen)
    padded = [problem for problem in problems if any(slip.tag == "pad.ignored" for slip in problem.slips)]
    values = {p.number: next(slip.value for slip in p.slips if slip.tag == "pad.ignored") for p in padded}
    marks = graded({number: str(value) for number, value in values.items()}, chosen)
    assert ("pad.ignored", list(values)) in [(tag, items) for tag, _, items in marks.slips]
    assert marks.credit == 0


def test_parts_count_their_share(tmp_path: Path) -> None:
    first, *_ = PARTS.answer.parts
    right = {name: part.plain for name, part in PARTS.answer.parts.items()}
    half = {**right, first: "1"}
    content = json.dumps({PARTS.code: half})
    marks = graded(sheet(tmp_path, content, "answers.json"))
    assert marks.credit == Fraction(len(right) - 1, len(right))
    assert [mark.outcome for mark in marks.marks].count("partly right") == 1
    assert graded({PARTS.number: "; ".join(half.values())}).credit == marks.credit


def test_a_comma_list_earns_its_parts_too() -> None:
    _, *others = (part.plain for part in PARTS.answer.parts.values())
    for joint in (", ", "; "):
        marks = graded({PARTS.number: joint.join(("1", *others))})
        assert marks.credit == Fraction(len(others), len(others) + 1)


@pytest.mark.parametrize(
    "text",
    [
        "03/04/26", "3/4/2026", "2026-03-04", "2026-03-04T00:00:00", "2026-03-04 00:00:00", "04.03.2026", "4-Mar",
        "Mar-04", "03 Apr", "8-3-2026", "32; 03/04/26",
    ],
)  # fmt: skip
def test_what_a_spreadsheet_made_a_date_of_is_unclear(text: str) -> None:
    for problem in PROBLEMS:
        (mark,) = graded({problem.number: text}).of("unclear")
        assert mark.verdict is not None
        assert "looks like a date" in mark.verdict.message
        assert "as text" in mark.verdict.message


@pytest.mark.parametrize("text", ["3/4", "1/2", "-4", "8-3", "3/104", "224-7", "1/9; 1/3", "32.5", "2026", "12, 3"])
def test_arithmetic_is_no_date(text: str) -> None:
    assert not is_date(text)


def test_no_right_answer_is_a_date() -> None:
    for variant in catalog.variants():
        for seed in range(5):
            assert not is_date(variant.draw(seed).answer().plain)


def test_lists_are_read_as_parts_axes_and_rows(tmp_path: Path) -> None:
    for problem in PROBLEMS:
        match problem.answer:
            case Parts(parts=parts):
                listed: object = [part.plain for part in parts.values()]
            case Shape(value=tuple(value)) | Grid(value=value):
                listed = as_data(value)
            case _:
                continue
        content = json.dumps({problem.code: listed})
        (mark,) = graded(sheet(tmp_path, content, "answers.json")).of("right")
        assert mark.problem is not None
        assert mark.problem.code == problem.code


def test_a_third_is_a_third() -> None:
    chosen = make_set(recipe_of(3, variants=["3.1"]), 1)
    problems, _ = split(chosen)
    assert graded({1: problems[0].answer.plain}, chosen).percent == Fraction(100, 3)


@pytest.mark.parametrize(
    ("content", "typed"),
    [
        ("number,answer\n1,32\n", "32"),
        ("\ufeffNumber;Answer\r\n1;32\r\n", "32"),
        ("answer\tnumber\n32\t1\n", "32"),
        ('number,answer\n1,"73,856"\n\n', "73,856"),
        ("number,answer\n1,=3+4\n", "=3+4"),
        ("number,answer\n1,'=3+4\n", "=3+4"),
        ("number,answer\n1,-5\n", "-5"),
        ('number,answer\n1,"1 2\n3 4"\n', "1 2\n3 4"),
        (f"code,answer\n{SET.items[0].code.lower()},32\n", "32"),
        (f"code,number,answer\n{SET.items[0].code},1,32\n", "32"),
    ],
)
def test_a_table_is_read(tmp_path: Path, content: str, typed: str) -> None:
    assert sheet(tmp_path, content) == {1: typed}


@pytest.mark.parametrize(
    ("content", "typed"),
    [
        ('{"1": 32}', "32"),
        ('{"1": 0.50}', "0.50"),
        ('{"1": 1e3}', "1e3"),
        ('{"1": "32"}', "32"),
        ('{"1": {"a": 3}}', {"a": "3"}),
        (json.dumps({SET.items[0].code: "32"}), "32"),
        ('{"answers": [{"number": 1, "answer": 32}]}', "32"),
        ('{"1": 32, "2": null, "3": "", "4": {"a": " "}}', "32"),
    ],
)
def test_json_is_read_as_it_was_typed(tmp_path: Path, content: str, typed: object) -> None:
    """A number keeps its digits: 0.50 has two significant figures."""
    assert sheet(tmp_path, content, "answers.json") == {1: typed}


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.csv", "", "first line must name the columns"),
        ("a.csv", "1,32\n", "first line must name the columns"),
        ("a.csv", "number,answer,answer\n1,32,57\n", "two columns are called answer"),
        ("a.csv", "number,answer\n9,1\n", "line 2: there is no item 9"),
        ("a.csv", "number,answer\n0,1\n", "there is no item 0"),
        ("a.csv", "number,answer\n1,1\n1,2\n", "line 3: item 1 is answered in line 2 already"),
        ("a.csv", f"number,code,answer\n2,{SET.items[0].code},1\n", "item 2 is"),
        ("a.csv", "code,answer\nQ03.1-0000,1\n", "Q03.1-0000 is not in the set"),
        ("a.csv", "code,answer\nfrog,1\n", "frog"),
        ("a.csv", "number,answer\n,1\n", "neither number nor code"),
        ("a.csv", "number,answer\n1,3, 4\n", "in quotes"),
        ("a.csv", 'number,answer\n1,"3\n', "not a table"),
        ("a.csv", f"number,answer\n1,{'9' * 200_000}\n", "not a table"),
        ("a.json", "[]", "write {"),
        ("a.json", '{"1": 1, "1": 2}', "1 stands twice"),
        ("a.json", '{"1": 1, "01": 2}', "answered in answer 1 already"),
        ("a.json", '{"9": 1}', "there is no item 9"),
        ("a.json", '{"1": [true]}', "a text or a number"),
        ("a.json", '{"1": true}', "a text or a number"),
        ("a.json", '{"1": {"a": true}}', "a text or a number"),
        ("a.json", f'{{"1": {"[" * 400}{"]" * 400}}}', "a text or a number"),
        ("a.json", '{"1": NaN}', "NaN"),
        ("a.json", '{"set": "ANOTHER", "answers": []}', "ANOTHER"),
        ("a.json", '{"answers": [3]}', "answer 1"),
        ("a.json", '{"answers": [{"number": {"a": "1"}, "answer": 1}]}', "plain texts"),
    ],
)
def test_a_row_that_answers_nothing_clear_is_refused(tmp_path: Path, name: str, content: str, told: str) -> None:
    with pytest.raises(SourceError) as refused:
        sheet(tmp_path, content, name)
    assert told in str(refused.value)
    assert len(str(refused.value).splitlines()) == 1


def test_a_code_that_is_asked_twice_wants_a_number(tmp_path: Path) -> None:
    twice = make_set(recipe_of(5, variants=["18.5"]), 1)
    codes = [item.code for item in twice.items]
    code = next(code for code in codes if codes.count(code) == 2)
    number = codes.index(code) + 1
    with pytest.raises(SourceError, match=f"{code} is asked more than once: give the number, {number} or "):
        sheet(tmp_path, f"code,answer\n{code},1\n", practice_set=twice)
    assert sheet(tmp_path, f"number,code,answer\n{number},{code},1\n", practice_set=twice) == {number: "1"}


@given(content=st.text(max_size=80), table=st.booleans())
@settings(max_examples=50, deadline=None)
def test_no_sheet_is_a_traceback(tmp_path_factory: pytest.TempPathFactory, content: str, table: bool) -> None:
    head, name = ("number,answer\n", "a.csv") if table else ("", "a.json")
    text = head + content.encode(errors="replace").decode()
    with suppress(SourceError):
        assert set(sheet(tmp_path_factory.mktemp("sheet"), text, name)) <= set(range(1, 6))


HOSTILE = "| <script>alert(1)</script> *x* `y` [z](w) \\neq $a$ \n second"


def test_the_report_says_everything() -> None:
    typed = {1: PROBLEMS[0].answer.plain, 2: mistaken(PROBLEMS[1]), 3: HOSTILE}
    marks = graded(typed)
    text = "\n".join(text_report(marks))
    for problem in PROBLEMS:
        assert (f"right: {problem.answer.shown}" in text) == (problem.number != 3)
    assert marks.marks[1].verdict.message in text
    assert text.index("Partly right:") < text.index("Unclear, no credit") < text.index("Unanswered:")
    assert text.index("Unanswered:") < text.index("Right:")
    assert f"Score {float(marks.credit):g} of 5" in text
    assert "1 unclear, 2 unanswered" in text
    data = document(marks, Fraction(20))
    assert (data["passed"], data["unclear"], data["unanswered"]) == (True, [3], [4, 5])
    assert [answer["typed"] for answer in data["answers"]] == [*typed.values(), None, None]
    assert data["answers"][2]["right"] is None
    table = [line for line in markdown_report(marks) if line.startswith("| 3 |")]
    assert [line.endswith("|  |") for line in table] == [True]
    json.dumps(data, allow_nan=False)


def test_a_line_break_in_a_cell_is_shown_as_one() -> None:
    """A `?` stood for it, also at the end, where spreadsheets leave one."""
    report = "\n".join(text_report(graded({1: "12345\n", 2: "1\t2\n3\t4"})))
    assert "typed: 12345 ·" in report
    assert "typed: 1 2↵3 4" in report


def test_no_typed_text_is_markup() -> None:
    lines = list(markdown_report(graded({3: HOSTILE})))
    row = next(line for line in lines if line.startswith("| 3 |"))
    assert row.replace("\\|", "").count("|") == 6
    assert not any("<" in line for line in lines)
    assert all("`" not in line.replace("\\`", "") for line in lines)


@pytest.mark.parametrize("mark", ["66.66", "66.666", "66.6667", "66.67", "66.7", "67"])
def test_a_score_is_not_told_on_the_other_side_of_the_pass_mark(mark: str) -> None:
    """Two of three are 66.666…%, which misses 66.7% though it is rounded to that."""
    required = Fraction(mark)
    three = make_set(recipe_of(3, variants=["3.1"]), 1)
    right = {problem.number: problem.answer.plain for problem in split(three)[0]}
    score, passed, *_ = text_report(graded({**right, 3: "1"}, three), required)
    told = Fraction(score.partition(", ")[2].partition("%")[0])
    assert passed == f"Pass mark {mark}% {'reached' if Fraction(200, 3) >= required else 'missed'}"
    assert (told >= required) == (Fraction(200, 3) >= required)


def test_a_pass_mark_that_is_just_reached_is_reached() -> None:
    """What is unclear counts as right only for whether it could still be."""
    first, second, *_ = PROBLEMS
    right = graded({problem.number: problem.answer.plain for problem in (first, second)})
    assert right.passed(right.percent) is True
    assert right.passed(right.percent + 1) is False
    unclear = graded({first.number: first.answer.plain, second.number: "?"})
    assert (unclear.best, unclear.passed(unclear.best)) == (right.percent, None)
    assert unclear.passed(right.percent + 1) is False
