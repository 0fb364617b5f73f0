"""The cheat sheet: what is printed, what the closed form says and what the op gives are one number."""

from __future__ import annotations

import json
from collections.abc import Callable
from types import CodeType
from typing import Any

import pytest
from click.testing import CliRunner

from questions.sheet.line import Fact, Line
from questions.sheet.sheet import SHEET
from quiz.answering.expressions import evaluated
from quiz.answering.spelling import cleaned
from quiz.cli import cli
from quiz.deck.check import check_sheet
from solvers import arithmetic

LINES = [entry for entry in SHEET if isinstance(entry, Line)]


def name_of(entry: Line | Fact) -> str:
    return f"{entry.topic}: {entry.formula}"


each_entry = pytest.mark.parametrize("entry", SHEET, ids=name_of)
each_line = pytest.mark.parametrize("line", LINES, ids=name_of)


@each_entry
def test_the_run_confirms_it(entry: Line | Fact) -> None:
    evidence = entry.prove()
    assert evidence.holds, evidence.observed


@each_line
def test_what_is_printed_comes_to_the_number_beside_it(line: Line) -> None:
    assert evaluated(cleaned(line.numbers)) == line.closed()


def used(code: CodeType) -> set[str]:
    """Return the closed forms that a piece of code calls."""
    inner = (const for const in code.co_consts if isinstance(const, CodeType))
    return {name for name in code.co_names if callable(getattr(arithmetic, name, None))}.union(*map(used, inner))


@pytest.mark.parametrize("line", [line for line in LINES if used(line.closed.__code__)], ids=name_of)
def test_a_broken_closed_form_is_noticed(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    """The run shares no code with the formula, so it does not follow the formula into the mistake."""

    def doubled(honest: Callable[..., Any]) -> Callable[..., Any]:
        def off(*given: Any, **named: Any) -> Any:
            value = honest(*given, **named)
            return (2 * value[0], *value[1:]) if isinstance(value, tuple) else 2 * value

        return off

    for name in used(line.closed.__code__):
        monkeypatch.setattr(arithmetic, name, doubled(getattr(arithmetic, name)))
    assert not line.prove().holds


def test_what_is_noticed_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    assert list(check_sheet()) == []
    monkeypatch.setattr(arithmetic, "effective_kernel", lambda *_: 1)
    assert "effective kernel" in {finding.what.partition(",")[0] for finding in check_sheet()}
    assert CliRunner().invoke(cli, ["sheet"]).exit_code == 1


def test_the_command_prints_every_line() -> None:
    result = CliRunner().invoke(cli, ["sheet"])
    assert result.exit_code == 0
    assert "⌊(224 + 2·3 − 1·(7−1) − 1)/2⌋ + 1 = 112 · op 112" in result.stdout
    lines = json.loads(CliRunner().invoke(cli, ["sheet", "--json"]).stdout)["lines"]
    assert [line["formula"] for line in lines] == [entry.formula for entry in SHEET]
    assert all(line["holds"] for line in lines)


@pytest.mark.parametrize("word", ["transposed", "dilated", "grouped", "deformable", "separable", "1×1"])
def test_every_kind_of_convolution_is_found_by_its_name(word: str) -> None:
    assert any(word in f"{entry.topic} {entry.formula} {entry.case}" for entry in SHEET)
