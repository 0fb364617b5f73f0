"""A question that is only asked draws nothing: its scenes bring no NumPy along."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from pkgutil import iter_modules

from questions import scenes

ROOT = Path(__file__).parents[3]


def test_numpy_waits_until_a_scene_is_drawn() -> None:
    modules = ", ".join(f"questions.scenes.{module.name}" for module in iter_modules(scenes.__path__))
    code = f"import sys, {modules}; print('questions.scenes.window' in sys.modules, 'numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.split() == ["True", "False"]
