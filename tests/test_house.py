"""The rules of the house: who may import, print and draw what."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest
from importlinter.api import read_configuration
from importlinter.cli import lint_imports

ROOT = Path(__file__).parent.parent
PACKAGES = ("solvers", "questions", "quiz")
SOURCES = {
    path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
    for package in PACKAGES
    for path in (ROOT / package).rglob("*.py")
}


@cache
def nodes(source: str) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(ast.parse(source)))


def imported(source: str) -> Iterator[str]:
    """Yield the modules that a source imports anywhere, as dotted names."""
    for node in nodes(source):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def prints(source: str) -> bool:
    calls = (node.func for node in nodes(source) if isinstance(node, ast.Call))
    return any(dotted(function) in {"print", "click.echo", "click.secho", "sys.stdout.write"} for function in calls)


def dotted(node: ast.expr) -> str:
    """Return a name as it is written, empty for what is computed."""
    match node:
        case ast.Name():
            return node.id
        case ast.Attribute():
            return f"{dotted(node.value)}.{node.attr}"
        case _:
            return ""


def closed_forms_in_scenes(path: str, source: str) -> bool:
    """Tell whether what draws a scene names a function of solvers.arithmetic."""
    forms = {
        alias.asname or alias.name
        for node in nodes(source)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("solvers.arithmetic")
        for alias in node.names
    }
    drawing: list[ast.AST] = [
        node
        for node in nodes(source)
        if isinstance(node, ast.FunctionDef) and isinstance(node.returns, ast.Name) and node.returns.id == "Scene"
    ]
    drawing += nodes(source)[:1] if path.startswith("questions/scenes/") else []
    return any(isinstance(node, ast.Name) and node.id in forms for part in drawing for node in ast.walk(part))


def breaches(path: str, source: str) -> list[str]:
    """Return what a file does that it may not, beside what the contracts in pyproject.toml say of imports."""
    found = []
    gathers = path.startswith(("questions/sheet/", "questions/c0", "questions/r0"))  # made of questions
    own = ".".join(path.removesuffix(".py").split("/")[:2])
    others = {module for module in imported(source) if re.match(r"questions\.q\d\d_", module)} - {own}
    if path.startswith("questions/") and not gathers and any(not each.startswith(f"{own}.") for each in others):
        found.append("a question knows nothing of another")
    if closed_forms_in_scenes(path, source):
        found.append("the numbers of a picture come from runs")
    if prints(source) and not path.startswith(("quiz/commands/", "quiz/lines/")):
        found.append("only commands and the line mode print")
    return found


@pytest.mark.parametrize("path", SOURCES)
def test_a_file_keeps_the_rules(path: str) -> None:
    assert breaches(path, SOURCES[path]) == []


@pytest.mark.parametrize(
    ("path", "source"),
    [
        (
            "questions/q13_backpropagation/v6_im2col.py",
            "from questions.q01_convolution_layer.v1_one_value import OneValue",
        ),
        ("questions/scenes/bars.py", "from solvers.arithmetic import conv_macs\nconv_macs(1, 2)"),
        (
            "questions/q16_cost/v1_conv_work.py",
            "from solvers.arithmetic import conv_macs\ndef scene(self) -> Scene:\n    return conv_macs(1, 2)",
        ),
        ("quiz/sessions/session.py", "print('hello')"),
        ("quiz/launch.py", "import click\nclick.echo('hello')"),
    ],
)
def test_a_breach_is_noticed(path: str, source: str) -> None:
    assert breaches(path, source)


@pytest.fixture
def linted(monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """Return what checks the imports of the packages in a folder by the contracts; it returns 0 if all are kept."""

    def lint(folder: Path, *contracts: str) -> int:
        for package in PACKAGES:
            monkeypatch.delitem(sys.modules, package, raising=False)  # or it is looked for where it was imported from
        monkeypatch.syspath_prepend(folder)
        monkeypatch.chdir(folder)
        return lint_imports(str(ROOT / "pyproject.toml"), contracts, no_cache=True)

    return lint


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a copy of the three packages."""
    folder = tmp_path_factory.mktemp("copy")
    for package in PACKAGES:
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def test_imports_keep_the_contracts(linted: Callable[..., int]) -> None:
    assert linted(ROOT) == 0


BROKEN = {
    "packages": ("solvers/layers/layer.py", "import questions"),
    "rooms": (
        "quiz/drill/dealing.py",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from quiz.sessions.drill import DrillRecipe",
    ),
    "circles": ("quiz/tui/screens/stage.py", "def home():\n    from quiz.tui.screens.home import HomeScreen"),
    "numpy": ("questions/revision.py", "import numpy as np"),
    "onnx": ("solvers/networks/table.py", "import onnx"),
    "screens": ("quiz/lines/quiz.py", "def text():\n    from rich.text import Text"),
    "random": ("quiz/sessions/session.py", "import random"),
    "solvers": ("solvers/engine/conv.py", "from solvers.arithmetic import output_size"),
    "questions": ("questions/slips/slip.py", "from questions.model import Variant"),
    "closed-forms": ("solvers/arithmetic/sizes.py", "from solvers import engine"),
    "witnesses": ("solvers/networks/running.py", "from solvers.networks.table import table"),
}
"""A line for each contract that breaks it, with the file it is added to."""


def test_every_contract_can_be_broken() -> None:
    contracts = read_configuration(str(ROOT / "pyproject.toml"))["contracts_options"]
    assert {contract["id"] for contract in contracts} == BROKEN.keys()


@pytest.mark.slow
@pytest.mark.parametrize("contract", BROKEN)
def test_a_broken_contract_is_noticed(contract: str, copy: Path, linted: Callable[..., int]) -> None:
    name, line = BROKEN[contract]
    file = copy / name
    source = file.read_text(encoding="utf-8")
    assert linted(copy, contract) == 0
    file.write_text(f"{source}\n\n{line}\n", encoding="utf-8")
    try:
        assert linted(copy, contract) == 1
    finally:
        file.write_text(source, encoding="utf-8")


def files(sources: Mapping[str, str]) -> dict[str, set[str]]:
    """Return what each file imports of the others, also by a name such as `quiz.tui.screens.lab:LabScreen`."""
    modules = {path.removesuffix(".py").removesuffix("/__init__").replace("/", "."): path for path in sources}

    def used(source: str) -> Iterator[str]:
        for node in nodes(source):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                for alias in node.names:
                    name = f"{node.module}.{alias.name}"
                    yield name if name in modules else f"{node.module}"
            elif isinstance(node, ast.Constant) and isinstance(node.value, str) and ":" in node.value:
                yield node.value.partition(":")[0]

    return {path: {modules[name] for name in used(sources[path]) if name in modules} for path in sources}


def folders(sources: Mapping[str, str]) -> dict[str, set[str]]:
    """Return what each folder, and each file beside the rooms, imports of the others."""
    found: dict[str, set[str]] = {}
    for path, others in files(sources).items():
        room = path if path.count("/") == 1 else path.rpartition("/")[0]
        rooms = {other if other.count("/") == 1 else other.rpartition("/")[0] for other in others}
        found.setdefault(room, set()).update(rooms - {room})
    return found


@pytest.mark.parametrize("of", [files, folders])
def test_imports_run_one_way(of: Callable[[Mapping[str, str]], dict[str, set[str]]]) -> None:
    """The contracts see no name in a text, and take a folder that is inside another for a part of it."""
    TopologicalSorter(of(SOURCES)).prepare()


@pytest.mark.parametrize(
    ("of", "path", "line"),
    [
        (files, "quiz/tui/screens/lab.py", "from quiz.tui.screens.choices import ENTRIES"),
        (files, "quiz/sessions/session.py", "def recipes():\n    from quiz.sessions.recipes import recipe_from"),
        (folders, "quiz/sets/source.py", "from quiz.sets.formats import FORMATS"),
    ],
)
def test_a_circle_is_noticed(of: Callable[[Mapping[str, str]], dict[str, set[str]]], path: str, line: str) -> None:
    with pytest.raises(CycleError):
        TopologicalSorter(of({**SOURCES, path: f"{SOURCES[path]}\n{line}\n"})).prepare()


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_start_up_is_light(option: str) -> None:
    code = f"""
import sys
from functools import cache
sys.argv = ["convquiz", "{option}"]
from quiz.__main__ import main
try:
    main()
except SystemExit:
    pass
print(sorted({{"textual", "numpy", "pydantic"}} & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.splitlines()[-1] == "[]"


def test_the_first_frame_needs_neither_numpy_nor_pydantic() -> None:
    code = "import sys, quiz.tui.app; print(sorted({'numpy', 'pydantic'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"


def test_a_package_of_another_distribution_is_named(tmp_path: Path) -> None:
    """The name `questions` is generic; whoever overwrites it is told, not traced."""
    (tmp_path / "questions").mkdir()
    (tmp_path / "questions" / "__init__.py").write_text("")
    code = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); import runpy; sys.argv = ['convquiz', 'list']; "
    code += "runpy.run_module('quiz', run_name='__main__')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 2
    assert "'questions'" in done.stderr
    assert str(tmp_path) in done.stderr
    assert "Traceback" not in done.stderr


def test_what_contributing_names_is_there() -> None:
    """Whoever looks for a room by the map finds it."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    named = re.findall(r"(?:questions|quiz|solvers|tests)/[\w/.*]+", text)
    named = [name.rstrip(".") for name in named if "qNN" not in name and not name.endswith("/name.py")]
    assert len(named) > 20
    assert [name for name in named if not any(ROOT.glob(name.rstrip("/")))] == []
