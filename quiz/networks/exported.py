"""A PyTorch module in a file of the learner's, exported to ONNX by a process of its own."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from quiz.files.printable import printable

if TYPE_CHECKING:
    from solvers.layers import Shape

SECONDS = 300
"""How long an export may take."""
EXPORTING = """
import importlib.util, sys, warnings
warnings.simplefilter("ignore")
path, name, sides, written = sys.argv[1:]

def export():
    import torch
    spec = importlib.util.spec_from_file_location("module", path)
    file = importlib.util.module_from_spec(spec)
    sys.modules["module"] = file
    spec.loader.exec_module(file)
    found = getattr(file, name, None)
    if found is None:
        sys.exit(f"it has no {name}")
    model = found if isinstance(found, torch.nn.Module) else found()
    if not isinstance(model, torch.nn.Module):
        sys.exit(f"{name} is no torch.nn.Module, and gives none when it is called")
    model.eval()
    example = torch.zeros(1, *map(int, sides.split(",")))
    with torch.no_grad():
        model(example)
    try:
        torch.onnx.export(model, (example,), written, dynamo=True, optimize=False, verbose=False, external_data=True)
    except ImportError:  # of onnxscript, which the newer exporter needs
        training = torch.onnx.TrainingMode.TRAINING
        torch.onnx.export(model, (example,), written, dynamo=False, training=training, do_constant_folding=False)

try:
    export()
except Exception as error:
    while error.__cause__:  # PyTorch wraps what went wrong in advice on how to report it
        error = error.__cause__
    said = str(error).strip().splitlines()
    sys.exit(": ".join([type(error).__name__, *said[:1]]))
"""
"""Batch norms are not folded into convolutions, so that the table has the module's own layers."""


class NotExportedError(ValueError):
    """Why a module was not exported, in one line."""


def exported(name: str, shape: Shape, running: Callable[[], object]) -> bytes:
    """Run `file.py:Name` in a process of its own on an example of this shape, and return the module as ONNX.

    `running` is called before anything of it is run.

    NotExportedError if PyTorch is not installed, or the file, the module or the export fails.
    """
    path, _, attribute = name.rpartition(":")
    try:
        there = Path(path).is_file()
    except OSError as error:
        raise NotExportedError(f"it cannot be read ({error.strerror})") from None
    if not there:
        raise NotExportedError("there is no such file")
    if find_spec("torch") is None:
        raise NotExportedError("PyTorch is not installed here; where it is, export the module to ONNX")
    running()
    with tempfile.TemporaryDirectory() as folder:
        written = Path(folder) / "model.onnx"
        words = [sys.executable, "-c", EXPORTING, str(Path(path).resolve()), attribute, ",".join(map(str, shape))]
        try:
            done = subprocess.run(
                [*words, str(written)],
                cwd=Path(path).resolve().parent,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                timeout=SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise NotExportedError(f"it was not exported within {SECONDS} seconds") from None
        if done.returncode or not written.exists():
            said = done.stderr.decode("utf-8", "replace").strip().splitlines()
            raise NotExportedError(f"it was not exported: {printable(said[-1] if said else 'it says nothing')[:300]}")
        return written.read_bytes()
