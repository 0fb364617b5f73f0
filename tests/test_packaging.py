"""What is shipped: three packages and nothing else; the README's words are true."""

from __future__ import annotations

import compileall
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import pytest

import quiz

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
needs_build = pytest.mark.skipif(find_spec("build") is None, reason="the extra `dev` has the builder")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel and the sdist."""
    folder = tmp_path_factory.mktemp("dist")
    words = [sys.executable, "-m", "build", "--outdir", str(folder), str(ROOT)]
    subprocess.run(words, check=True, capture_output=True)
    return folder


@pytest.mark.slow
@needs_build
def test_the_wheel_holds_the_three_packages_alone(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0] for name in names if ".dist-info/" not in name} == {"quiz", "questions", "solvers"}
    assert {"quiz/py.typed", "questions/py.typed", "solvers/py.typed", "quiz/tui/styles/frame.tcss"} <= set(names)
    assert any(name.endswith("licenses/LICENSE") for name in names)


@pytest.mark.slow
@needs_build
def test_the_sdist_holds_the_tests(built: Path) -> None:
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {
        "tests/golden.json",
        "tests/quiz/sessions/test_quiz.py",
        "CHANGELOG.md",
        "docs/pictures/right-dark-80.svg",
    } <= names


@pytest.mark.parametrize("words", [("--help",), ("list",), ("solve", "3.1"), ("sheet",), ("net", "vgg16")])
def test_without_docstrings_it_is_said_what_is_missing(words: tuple[str, ...]) -> None:
    done = subprocess.run(
        [sys.executable, "-OO", "-m", "quiz", *words], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("Python leaves out docstrings")
    assert "PYTHONOPTIMIZE" in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("sources", ["in an archive", "compiled alone"])
def test_without_source_files_it_is_said_what_is_missing(sources: str, tmp_path: Path) -> None:
    for package in ("quiz", "questions", "solvers"):
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    path = tmp_path
    if sources == "in an archive":
        path = Path(shutil.make_archive(str(tmp_path / "convquiz"), "zip", tmp_path))
        for package in ("quiz", "questions", "solvers"):
            shutil.rmtree(tmp_path / package)
    else:
        compileall.compile_dir(tmp_path, quiet=1, legacy=True)
        for source in tmp_path.rglob("*.py"):
            source.unlink()
    for words in ("--help", "list", "kata"):
        done = subprocess.run(
            [sys.executable, "-m", "quiz", words],
            cwd=tmp_path.parent,
            env=os.environ | {"PYTHONPATH": str(path), "HOME": str(tmp_path)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stdout) == (2, ""), words
        assert "off their .py files" in done.stderr


def test_the_version_stands_once() -> None:
    assert version("convquiz") == quiz.__version__
    assert f"## {quiz.__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_readme_has_the_two_commands_that_the_continuous_integration_runs() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    assert [line for line in readme if line.startswith("python3 -m venv")] == [
        "python3 -m venv .venv && .venv/bin/pip install . && .venv/bin/convquiz",
        "python3 -m venv .venv && .venv/bin/pip install -e '.[test]' && .venv/bin/pytest",
    ]


PICTURES = sorted((ROOT / "docs" / "pictures").glob("*.svg"))


@pytest.mark.parametrize("path", PICTURES, ids=lambda path: path.stem)
def test_a_picture_needs_nothing_from_outside_and_keeps_its_columns(path: Path) -> None:
    picture = path.read_text(encoding="utf-8")
    assert set(re.findall(r"https?://[^\s\"'<>)]+", picture)) == {"http://www.w3.org/2000/svg"}
    assert "@font-face" not in picture
    assert picture.startswith('<svg xml:space="preserve"')


def test_the_pictures_of_the_readme_are_there() -> None:
    shown = re.findall(r"\]\((docs/[^)]+\.svg)\)", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert shown
    assert {ROOT / path for path in shown} <= set(PICTURES)


def test_every_dependency_has_a_reason() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    for dependency in PROJECT["project"]["dependencies"]:
        assert re.search(rf'"{re.escape(dependency)}",\s+# \w', text), dependency
