"""What the nodes of an ONNX graph are called: after their modules in PyTorch, where the exporter tells."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import Any

LONGEST = 120
_MODULES = {
    *("Conv", "ConvTranspose", "Gemm", "MatMul", "MaxPool", "AveragePool", "GlobalAveragePool", "GlobalMaxPool"),
    *("BatchNormalization", "InstanceNormalization", "GroupNormalization", "LayerNormalization", "LRN", "Dropout"),
    *("Relu", "LeakyRelu", "PRelu", "Elu", "Selu", "Celu", "Gelu", "Swish", "Mish", "HardSwish", "HardSigmoid"),
    *("Sigmoid", "Softplus", "Softsign", "Tanh", "Clip", "Softmax", "LogSoftmax", "Flatten", "Resize", "Upsample"),
    *("DepthToSpace", "SpaceToDepth", "Pad"),
}
"""Operators that are modules in PyTorch; others stand in the code of a module, beside more of them."""


class Names:
    """Names that are given once."""

    def __init__(self, taken: Iterable[str]) -> None:
        self.taken = set(taken)
        self.counts: dict[str, int] = {}

    def fresh(self, name: str) -> str:
        """Return a name that no other layer has, numbered from the second on."""
        name = "".join(letter if letter.isprintable() else "?" for letter in name[:LONGEST]).strip() or "?"
        unique = name
        while unique in self.taken:
            self.counts[name] = self.counts.get(name, 1) + 1
            unique = f"{name} #{self.counts[name]}"
        self.taken.add(unique)
        return unique


def called(node: Any, weight: str) -> str:
    """Return what a node is called: by the module of its weight, the module it stands in, or itself."""
    module, _, last = weight.rpartition(".")
    if module and last in {"weight", "bias", "gamma", "beta"}:
        return module
    module = _module(node)
    leaf, op = module.rpartition(".")[2].lower(), node.op_type.lower()
    alike = node.op_type in _MODULES and (leaf.isdigit() or leaf in op or op in leaf)
    alike = alike or ("pool" in leaf and node.op_type in {"ReduceMean", "GlobalAveragePool"})
    if module and (alike or weight):
        return module
    if module or not node.name:
        return f"{module}.{op}".strip(".")
    return str(node.name)


def _module(node: Any) -> str:
    """Return the path of the module that a node comes from."""
    for scopes in _scopes(node):
        if len(scopes) > 1:
            return scopes[-2]
    if not node.name.startswith("/"):
        return ""
    path: list[str] = []  # /features/features.1/block/block.0/Conv is features.1.block.0
    for part in node.name.strip("/").split("/")[:-1]:
        if path and part.startswith(f"{path[-1]}."):
            path.pop()
        path.append(part)
    return ".".join(path)


def _scopes(node: Any) -> Iterable[list[str]]:
    for pair in node.metadata_props:
        if pair.key == "pkg.torch.onnx.name_scopes" and len(pair.value) < 10_000:
            try:
                scopes = ast.literal_eval(pair.value)
            except (ValueError, SyntaxError, RecursionError, MemoryError):
                continue
            if isinstance(scopes, list) and all(isinstance(scope, str) for scope in scopes):
                yield scopes


def stands(node: Any) -> str:
    """Return what a message calls a node."""
    return plain(node.name or (node.output[0] if node.output else node.op_type))


def plain(name: str) -> str:
    """Return a name that steers no terminal, cut."""
    return "".join(letter if letter.isprintable() else "?" for letter in name[:80])
