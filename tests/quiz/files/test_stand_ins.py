"""A terminal without Unicode: what is shown means what it meant."""

from __future__ import annotations

import codecs
import os
import re
import subprocess
import sys

import pytest

from quiz.files.stand_ins import NAME, stand_ins
from quiz.words.marks import Mark

codecs.register_error(NAME, stand_ins)


def shown(text: str, encoding: str = "ascii") -> str:
    return text.encode(encoding, NAME).decode(encoding)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("−6, 4", "-6, 4"),
        ("(k² · C) × 10⁻⁴", "(k^2 * C) x 10^-4"),
        ("⌊(H + 2P − K)/S⌋ + 1", "floor((H + 2P - K)/S) + 1"),
        ("x₁₂ ≤ ½, γ·x̂ + β → Σ", "x_12 <= 1/2, gamma*x + beta -> Sigma"),
        ("José “Ω”…", 'Jose "Omega"...'),
        ("王\ud800", "??"),
    ],
)
def test_signs_are_spelled(text: str, told: str) -> None:
    assert shown(text) == told


def test_what_an_encoding_has_stays() -> None:
    assert shown("3 × 4² · ½ − 1 ✓", "cp1252") == "3 × 4² · ½ - 1 v"


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "cp437", "latin-1"])
def test_each_mark_is_told_from_the_others(encoding: str) -> None:
    marks = [shown(mark.value, encoding) for mark in Mark]
    assert len(set(marks)) == len(marks)
    assert "?" not in marks


def test_a_picture_keeps_its_columns() -> None:
    for sign in "─━│┃┌┐└┘├┤┬┴┼█▓▒░▁▂▃▄▅▆▇▉▊▋▌▍▎▏▐▀■−✓✗◐○":
        assert len(shown(sign)) == 1, sign


@pytest.mark.parametrize(
    ("words", "encoding"),
    [
        (("solve", "Q06.1-ETGB"), "cp437"),
        (("solve", "3.1", "size=7", "kernel=3", "stride=2", "padding=1"), "latin-1"),
        (("net", "vgg16"), "cp1252"),
        (("--no-save", "play", "-n", "1", "--question", "6", "--seed", "1"), "ascii"),
    ],
)
def test_a_minus_is_no_question_mark(words: tuple[str, ...], encoding: str) -> None:
    run = [sys.executable, "-m", "quiz", *words]
    env = {**os.environ, "PYTHONIOENCODING": encoding}
    done = subprocess.run(run, input=b"reveal\n", capture_output=True, env=env, check=False)
    told = done.stdout.decode(encoding)
    assert told
    assert not re.search(r"\?\d|\d\?\d", told)
