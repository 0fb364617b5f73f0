"""Why a module was not exported: the cause, not the advice that is wrapped about it."""

from __future__ import annotations

from pathlib import Path

import pytest

from quiz.networks import exported

TORCH = """
from contextlib import nullcontext
from types import SimpleNamespace

class Module:
    def eval(self): pass
    def __call__(self, x): return self.forward(x)

def export(*_, **__):
    try:
        raise KeyError("no ONNX function for bessel_j0")
    except KeyError as error:
        raise RuntimeError("Failed to convert.\\n\\n(Refer to the full stack trace above.)") from error

nn = SimpleNamespace(Module=Module)
onnx = SimpleNamespace(export=export)
no_grad, zeros = nullcontext, lambda *sides: sides
"""
"""What an export needs of PyTorch, which fails as its exporter does."""
MODULE = """
import torch

class Unknown(torch.nn.Module):
    def forward(self, x): return x

class Misfit(torch.nn.Module):
    def forward(self, x): raise ValueError("3 channels arrive, not 4\\n\\nsee the manual at https://example.org")
"""


@pytest.mark.parametrize(
    ("name", "told"),
    [("Unknown", "KeyError: 'no ONNX function for bessel_j0'"), ("Misfit", "ValueError: 3 channels arrive, not 4")],
)
def test_the_cause_is_told(name: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "torch.py").write_text(TORCH, "utf-8")
    (tmp_path / "net.py").write_text(MODULE, "utf-8")
    monkeypatch.setattr(exported, "find_spec", lambda name: object())
    with pytest.raises(exported.NotExportedError) as refused:
        exported.exported(f"{tmp_path / 'net.py'}:{name}", (3, 4, 4), lambda: None)
    assert str(refused.value) == f"it was not exported: {told}"
