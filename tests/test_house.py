"""The rules of the house: who may import, print and draw what."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

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
    return any(
        ast.unparse(function) in {"print", "click.echo", "click.secho", "sys.stdout.write"} for function in calls
    )


def closed_forms_in_scenes(path: str, source: str) -> bool:
    """Tell whether what draws a scene names a function of solvers.arithmetic."""
    forms = {
        alias.asname or alias.name
        for node in nodes(source)
        if isinstance(node, ast.ImportFrom) and node.module == "solvers.arithmetic"
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
    """Return what a file does that it may not."""
    modules = set(imported(source))
    tops = {module.split(".")[0] for module in modules}
    found = []
    if path.startswith("solvers/") and tops & {"questions", "quiz"}:
        found.append("solvers know nothing of questions and quiz")
    if path.startswith("questions/") and "quiz" in tops:
        found.append("questions know nothing of quiz")
    gathers = path.startswith(("questions/sheet/", "questions/c0", "questions/r0"))  # made of questions
    own = ".".join(path.split("/")[:2])
    others = {module for module in modules if re.match(r"questions\.q\d\d_", module)} - {own}
    if path.startswith("questions/") and not gathers and any(not each.startswith(f"{own}.") for each in others):
        found.append("a question knows nothing of another")
    if "numpy" in tops and not path.startswith(("solvers/engine/", "solvers/measure/")):
        found.append("only the engine and what measures it import NumPy")
    if tops & {"textual", "rich"} and not path.startswith(("quiz/tui/", "quiz/keys/", "quiz/settings/themes.py")):
        found.append("only the screens import textual or rich")
    if path.startswith("solvers/engine/") and any(
        module.startswith(("solvers", "questions", "quiz"))
        and not module.startswith(("solvers.engine", "solvers.door"))
        for module in modules
    ):
        found.append("the engine stands alone")
    measures = ("solvers/measure/", "solvers/networks/running.py", "solvers/networks/footprints.py")
    if path.startswith(measures) and any(
        "arithmetic" in module or "solvers.networks.table" in module for module in modules
    ):
        found.append("what is measured shares nothing with closed forms")
    if path.startswith("solvers/arithmetic/") and any(
        module.startswith(("solvers.engine", "solvers.measure")) for module in modules
    ):
        found.append("closed forms run nothing")
    if closed_forms_in_scenes(path, source):
        found.append("the numbers of a picture come from runs")
    if "random" in tops and path != "questions/drawing/stream.py":
        found.append("numbers are drawn by questions/drawing/stream.py alone")
    if prints(source) and not path.startswith(("quiz/commands/", "quiz/lines/")):
        found.append("only commands and the line mode print")
    return found


@pytest.mark.parametrize("path", SOURCES)
def test_a_file_keeps_the_rules(path: str) -> None:
    assert breaches(path, SOURCES[path]) == []


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("solvers/arithmetic/sizes.py", "from questions.model.variant import Variant"),
        ("questions/model/variant.py", "import quiz.answering.grading"),
        (
            "questions/q13_backpropagation/v6_im2col.py",
            "from questions.q01_convolution_layer.v1_one_value import OneValue",
        ),
        ("questions/q03_output_size/v1_one_layer.py", "import numpy as np"),
        ("quiz/lines/quiz.py", "from rich.text import Text"),
        ("quiz/sessions/session.py", "def f():\n    import textual"),
        ("solvers/engine/conv.py", "from solvers.arithmetic import output_size"),
        ("solvers/measure/counts.py", "from solvers import arithmetic"),
        ("solvers/networks/running.py", "from solvers.networks.table import table"),
        ("solvers/arithmetic/sizes.py", "import solvers.measure"),
        ("questions/scenes/bars.py", "from solvers.arithmetic import conv_macs\nconv_macs(1, 2)"),
        (
            "questions/q16_cost/v1_conv_work.py",
            "from solvers.arithmetic import conv_macs\ndef scene(self) -> Scene:\n    return conv_macs(1, 2)",
        ),
        ("quiz/sessions/session.py", "import random"),
        ("quiz/sessions/session.py", "print('hello')"),
        ("quiz/launch.py", "import click\nclick.echo('hello')"),
    ],
)
def test_a_breach_is_noticed(path: str, source: str) -> None:
    assert breaches(path, source)


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
