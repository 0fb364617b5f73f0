"""Imports of the solvers run one way, those for the type checker included."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


SOURCES = {module_of(path): path.read_text(encoding="utf-8") for path in (ROOT / "solvers").rglob("*.py")}
ROOMS = {module_of(path.parent / "__init__.py") for path in (ROOT / "solvers").glob("*/**/*.py")}


def imported(module: str, sources: Mapping[str, str]) -> set[str]:
    """Return the modules of these sources that one of them imports."""
    package = module if module in ROOMS else module.rpartition(".")[0]
    found = set()
    for node in ast.walk(ast.parse(sources[module])):
        if isinstance(node, ast.ImportFrom):
            near = ".".join(package.split(".")[: len(package.split(".")) - node.level + 1]) if node.level else ""
            base = ".".join(filter(None, (near, node.module)))
            for alias in node.names:
                full = f"{base}.{alias.name}"
                found.add(full if full in sources else base)
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return found & sources.keys()


def files(sources: Mapping[str, str]) -> dict[str, set[str]]:
    return {module: imported(module, sources) for module in sources}


def rooms(sources: Mapping[str, str]) -> dict[str, set[str]]:
    """Return what each folder, and each file beside the folders, imports of the others."""

    def room(module: str) -> str:
        return module if module in ROOMS or module.count(".") < 2 else module.rpartition(".")[0]

    found: dict[str, set[str]] = {}
    for module, others in files(sources).items():
        found.setdefault(room(module), set()).update({room(other) for other in others} - {room(module)})
    return found


@pytest.mark.parametrize("of", [files, rooms])
def test_imports_run_one_way(of):
    TopologicalSorter(of(SOURCES)).prepare()


@pytest.mark.parametrize("of", [files, rooms])
def test_a_circle_is_noticed(of):
    back = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from solvers.networks.table import Row\n"
    with pytest.raises(CycleError):
        TopologicalSorter(of({**SOURCES, "solvers.layers": SOURCES["solvers.layers"] + back})).prepare()
