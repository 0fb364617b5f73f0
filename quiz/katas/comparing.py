"""What a function returned against what the real op gives: the first thing that is wrong with it, if any."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan
from typing import Any, Literal

from solvers import measure

Kind = Literal["none", "type", "length", "shape", "complex", "integers", "float32", "nan", "infinite", "values"]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a returned value."""

    kind: Kind
    expected: Any
    got: Any
    part: str = ""
    """Which of several results, by its name."""


def fault(expected: Any, got: Any, names: Sequence[str] = (), part: str = "") -> Fault | None:
    """Return what is wrong with a value, None if nothing is."""
    if got is None:
        return Fault("none", expected, got, part)
    if isinstance(expected, tuple | list):  # a mutant may give a list
        if not isinstance(got, tuple | list):
            return Fault("type", expected, got, part)
        if len(got) != len(expected):
            return Fault("length", expected, got, part)
        labels = names or [f"entry {number}" for number in range(len(expected))]
        pairs = zip(expected, got, labels, strict=True)
        return next((wrong for one, other, name in pairs if (wrong := fault(one, other, (), name))), None)
    if hasattr(expected, "shape") and expected.shape:
        return _array_fault(expected, got, part)
    return _number_fault(expected, got, part)


def _array_fault(expected: Any, got: Any, part: str) -> Fault | None:
    kind: Kind | None = None
    if not hasattr(got, "shape"):
        kind = "type"
    elif got.shape != expected.shape:
        kind = "shape"
    elif got.dtype.kind == "c":
        kind = "complex"
    elif got.dtype.kind in "iub":
        kind = "integers"
    elif measure.has_nan(got):
        kind = "nan"
    elif not measure.close(got, expected):
        coarse = got.dtype.itemsize < 8 and measure.close(got, expected, 1e-2)
        kind = "float32" if coarse else "infinite" if measure.has_infinity(got) else "values"
    return Fault(kind, expected, got, part) if kind else None


def _number_fault(expected: Any, got: Any, part: str) -> Fault | None:
    if getattr(got, "shape", ()) == () and hasattr(got, "item"):
        got = got.item()
    if isinstance(got, str | list | tuple | dict | complex) or hasattr(got, "shape"):
        return Fault("type", expected, got, part)
    if isinstance(expected, int) and isinstance(got, float):
        return Fault("type", expected, got, part)
    if isinstance(got, float) and isnan(got):
        return Fault("nan", expected, got, part)
    same = got == expected if isinstance(expected, int) else abs(got - expected) <= 1e-9 * max(abs(expected), 1)
    return None if same else Fault("values", expected, got, part)
