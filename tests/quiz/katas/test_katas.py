"""Every kata by its own rules, and verdicts on programs as they are written wrongly."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from questions import index
from questions.model import Kata, kata_named, mutant
from quiz.katas import leftovers
from quiz.katas.checking import check_kata, trial
from quiz.katas.judging import Failure, check
from quiz.render.pasting import call_code
from quiz.words.kata_verdict import PASTE, verdict_lines
from quiz.words.katas import failure_line, named_lines, verdict_line

NAMES = list(index.katas())


def conv2d(body: str) -> str:
    return kata_named("conv2d").program(body)


def test_every_question_has_one() -> None:
    assert {line.head for line in index.katas().values()} == set(map(str, index.numbers()))


@pytest.mark.parametrize("name", NAMES)
def test_a_reference_is_right_and_its_list_entry_says_what_it_is(name: str) -> None:
    kata, line = kata_named(name), index.katas()[name]
    assert trial(kata, kata.program(kata.loops)).passed
    assert (line.id, line.title, line.level, line.minutes) == (kata.id, kata.title, kata.level, kata.minutes)


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_a_kata_keeps_its_rules(name: str) -> None:
    assert list(check_kata(kata_named(name))) == []


def test_the_linter_notices(monkeypatch: pytest.MonkeyPatch) -> None:
    kata = kata_named("output_size")
    same = mutant("no.mistake", "2 * padding", "padding * 2", message="Nothing.")
    gone = mutant("no.edit", "nowhere", "here", message="Nothing.")
    twin = mutant("a.twin", *kata.mutants[0].edits[0], message="As the first.")
    monkeypatch.setattr(kata, "mutants", (*kata.mutants, same, gone, twin))
    monkeypatch.setattr(kata, "closed", lambda setting: setting.expected() + 1)
    told = " ".join(finding.what for finding in check_kata(kata))
    for what in ("no.mistake passes", "has no 'nowhere'", "a.twin is told as pad.single", "formula"):
        assert what in told


def test_settings_are_the_same_each_time_and_begin_with_the_edges() -> None:
    kata = kata_named("conv2d")
    settings = kata.settings()
    assert settings[: len(kata.edges)] == tuple(kata(**edge) for edge in kata.edges)
    assert len(set(settings)) == len(settings)
    for setting in settings[:3]:
        again = kata(**setting.model_dump()).arguments()
        assert repr(again) == repr(setting.arguments())


def test_two_mistakes_at_once_are_both_named() -> None:
    kata = kata_named("conv2d")
    unpadded = kata.loops.replace("np.pad(image, padding)", "image")
    both = unpadded.replace("i * stride", "i").replace("j * stride", "j")
    assert set(trial(kata, kata.program(both)).slips) == {"pad.ignored", "stride.in_size_only"}


def test_what_fits_some_of_the_wrong_settings_is_not_told_as_the_mistake() -> None:
    """The nearest number is at some settings the one rounded up: it may be a mistake that the kata does not know."""
    kata = kata_named("output_size")
    nearest = "return round((size + 2 * padding - dilation * (kernel_size - 1) - 1) / stride + 1)"
    head, *mistakes = named_lines(trial(kata, kata.program(nearest)))
    assert head.startswith("At some of the wrong settings")
    assert mistakes
    up = "return -(-(size + 2 * padding - dilation * (kernel_size - 1) - 1) // stride) + 1"
    assert len(named_lines(trial(kata, kata.program(up)))) == 1


def told(kata: type[Kata], body: str) -> str:
    verdict = trial(kata, kata.program(body))
    assert not verdict.passed
    return failure_line(verdict, verdict.failures[0])


RIGHT = kata_named("conv2d").loops


@pytest.mark.parametrize(
    ("body", "line"),
    [
        (RIGHT.replace("return out + bias", "out + bias"), "None came back; does it end with return?"),
        (RIGHT.replace("return out + bias", "return (out + bias).tolist()"), "a list came back"),
        (RIGHT.replace("return out + bias", "return 1"), "an int came back"),
        (RIGHT.replace("return out + bias", "return out + bias + 0.25"), "the numbers differ"),
        (RIGHT.replace("return out + bias", "return (out + bias).astype('f4')"), "in float32"),
        (RIGHT.replace("return out + bias", "return (out + bias).astype(int)"), "cuts off fractions"),
        (RIGHT.replace("return out + bias", "return out + bias + 0j"), "complex"),
        (RIGHT.replace("return out + bias", "return out + np.nan"), "NaN"),
        (RIGHT.replace("return out + bias", "return out - np.inf"), "there is an infinite number"),
        (RIGHT.replace("return out + bias", "return (out + bias)[None]"), "the shape is (1, 1, 1), expected (1, 1)"),
        (RIGHT.replace("range(kh)", "range(kh + 1)"), "conv2d.py: IndexError"),
    ],
)
def test_each_way_of_being_wrong_has_its_line(body: str, line: str) -> None:
    assert line in told(kata_named("conv2d"), body)


def test_an_infinite_result_is_told_in_full() -> None:
    """Padding of max pooling with the wrong infinity ended in a traceback where the numbers would have stood."""
    kata = kata_named("max_pool2d")
    body = kata.vectorised.replace("-np.inf", "np.inf")
    assert "there is an infinite number in the result" in "\n".join(verdict_lines(trial(kata, kata.program(body))))


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ("return (size + 2 * padding - kernel_size) / stride + 1", "a whole number is wanted"),
        ("return 'large'", "a str came back"),
        ("return size", "expected"),
    ],
)
def test_a_number_is_judged_as_one(body: str, line: str) -> None:
    assert line in told(kata_named("output_size"), body)


def test_a_setting_can_be_pasted() -> None:
    kata = kata_named("conv2d_channels")
    for setting in kata.settings()[:8]:
        namespace: dict[str, object] = {}
        *lines, call = call_code(setting).splitlines()
        exec("\n".join([kata.program(kata.loops), *lines, f"result = {call}"]), namespace)
        assert trial(kata, kata.program(kata.loops)).passed
        assert repr(namespace["result"]) == repr(kata.function(kata.program(kata.loops))(*setting.arguments().values()))


def test_a_program_runs_in_a_process_of_its_own_and_is_timed() -> None:
    kata = kata_named("conv2d")
    verdict = check(kata, kata.program(kata.vectorised), "/x/mine.py")
    assert verdict.passed
    assert verdict.vectorised
    assert "all equal" in verdict_line(verdict)


def test_an_argument_must_stay_as_it_was() -> None:
    verdict = check(kata_named("conv2d"), conv2d("image *= 1.5\n" + "image /= 1.5"), "/x/mine.py")
    assert "None came back" in failure_line(verdict, verdict.failures[0])
    inplace = conv2d(RIGHT.replace("return out", "image[0, 0] = 7\n    return out"))
    verdict = check(kata_named("conv2d"), inplace, "/x/mine.py")
    assert isinstance(verdict.failures[0], Failure)
    assert "image is not what the caller gave" in failure_line(verdict, verdict.failures[0])


def test_what_a_killed_session_left_is_cleared_later_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    names = (f"{leftovers.PREFIX}old", f"{leftovers.PREFIX}new", "kata-of-others")
    for name in names:
        (tmp_path / name).mkdir()
        (tmp_path / name / "job.json").touch()
        if name != names[1]:
            os.utime(tmp_path / name, (0, 0))
    leftovers.clear()
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(names[1:])


def test_all_names_of_numpy_may_be_imported() -> None:
    """Among them is its testing, which reads the library's settings for the platform."""
    source = "from numpy import *\nimport numpy as np\n" + conv2d(RIGHT).replace("import numpy as np\n", "")
    assert check(kata_named("conv2d"), source, "/x/mine.py").passed


def test_what_is_imported_and_never_used_does_no_harm() -> None:
    imports = "import matplotlib.pyplot as plt\nfrom PIL import Image\nimport torch\n"
    imports += "from scipy.signal import convolve2d\n"
    verdict = check(kata_named("conv2d"), imports + conv2d(RIGHT), "/x/mine.py")
    assert verdict.passed
    used = imports + conv2d("return convolve2d(image, kernel) + bias")
    verdict = check(kata_named("conv2d"), used, "/x/mine.py")
    assert "line 10: this uses scipy" in verdict_line(verdict)


@pytest.mark.parametrize("body", ["raise ValueError", "raise ValueError('\\nso')"])
def test_no_line_of_a_verdict_stops_at_a_colon_with_nothing_behind(body: str) -> None:
    kata = kata_named("conv2d")
    lines = list(verdict_lines(trial(kata, kata.program(body)), width=999))
    assert [line for line in lines if line.endswith(":")] == [PASTE]
