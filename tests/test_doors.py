"""Doors: what they offer is what the checker sees, and nothing is loaded before it is used."""

from __future__ import annotations

import ast
import subprocess
import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DOORS = ("solvers.engine", "solvers.measure", "questions.model")
each_door = pytest.mark.parametrize("door", DOORS)


def typed(door: str) -> dict[str, str]:
    """Return the names that a door imports for the type checker, each with its module."""
    tree = ast.parse(Path(import_module(door).__file__).read_text(encoding="utf-8"))
    (checked,) = (node for node in tree.body if isinstance(node, ast.If))
    return {alias.name: node.module for node in checked.body for alias in node.names}


@each_door
def test_the_checker_sees_what_is_offered(door):
    offered = import_module(door)
    assert dir(offered) == sorted(typed(door))
    for name, module in typed(door).items():
        assert getattr(offered, name) is getattr(import_module(module), name)


@each_door
def test_no_name_is_hidden_by_a_module(door):
    """A module that is imported becomes an attribute of its package, in the place of what the door would find."""
    assert [name for name in typed(door) if find_spec(f"{door}.{name}")] == []


@each_door
def test_a_name_that_is_not_offered_is_refused(door):
    with pytest.raises(AttributeError, match=rf"'{door}' has no attribute 'conv9d'"):
        _ = import_module(door).conv9d


def test_no_variant_needs_numpy_before_it_runs():
    """A set that is made, and an answer that is graded, would wait for it; what reverse asks expect is what ran."""
    code = """
import sys
from questions import index
from questions.model import variants_of
for head in index.folders():
    for variant in variants_of(head):
        if head != "R1":
            drawn = variant.draw("1")
            drawn.answer(), list(drawn.slips()), list(drawn.steps()), drawn.ask()
        assert "numpy" not in sys.modules, variant
print("drawn")
"""
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True, cwd=ROOT)
    assert done.stdout == "drawn\n", done.stderr


def test_one_ask_loads_one_variant():
    """A share code would wait for all the others."""
    code = """
import sys
from quiz.deck import catalog
catalog.ask("Q03.1-7F3K").variant.answer()
print(*(name for name in sys.modules if name.startswith(("questions.q", "questions.c0", "questions.r0"))))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    variants = [name for name in done.stdout.split() if ".v" in name]
    assert variants == ["questions.q03_output_size.v1_one_layer"]
    assert "experiments" not in done.stdout


def test_numpy_waits_until_it_is_needed():
    code = """
import sys
from solvers import engine, measure
from solvers.measure import Measurement, error, search
from solvers.networks import running
assert error(lambda: search([1, 2], lambda number: number > 1)) == Measurement(None, "ran without complaint")
print("numpy" in sys.modules)
measure.zeros(1)
print("numpy" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.split() == ["False", "True"]
