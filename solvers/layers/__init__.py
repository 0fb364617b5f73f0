"""One layer as data: in full, as far as its windows go, and as far as its weights go."""

from solvers.layers.layer import Along, Layer
from solvers.layers.ops import ACTIVATIONS, JOINING, OPS, PASSING, Op
from solvers.layers.settings import LARGEST, halves, whole
from solvers.layers.windows import Shape, Stack, Table, Weights, Window

__all__ = [
    "ACTIVATIONS",
    "JOINING",
    "LARGEST",
    "OPS",
    "PASSING",
    "Along",
    "Layer",
    "Op",
    "Shape",
    "Stack",
    "Table",
    "Weights",
    "Window",
    "halves",
    "whole",
]
