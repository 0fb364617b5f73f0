"""What the experiments with one layer share: its table by closed form and by run, its grids, its code."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from quiz.lab import grids
from quiz.lab.knobs import OWN, Experiment, Figure, Knob, Setting
from solvers.layers import Layer
from solvers.measure import Array, image, plane
from solvers.networks.graph import NetworkError
from solvers.networks.network import Network
from solvers.networks.running import run
from solvers.networks.table import Row

MOST_WEIGHTS = 1 << 24
"""The most weights of a layer here."""

INPUT = Knob("input", 12, most=256)
IN_CHANNELS = Knob("in_channels", 3, most=1024, skips=True)
OUT_CHANNELS = Knob("out_channels", 16, most=1024, skips=True)
KERNEL = Knob("kernel", 3, most=16)
STRIDE = Knob("stride", 1)
PADDING = Knob("padding", 0, least=0)
DILATION = Knob("dilation", 1)
GROUPS = Knob("groups", 1, most=1024, skips=True)
BIAS = Knob("bias", 1, choices=("no", "yes"))
IMAGE = Knob("image", 0, choices=(*grids.PICTURES, OWN))
DRAWN = 48
"""The largest side of a map that is drawn number by number; of larger ones one axis is."""
WEIGHTS = Knob("weights", 3, choices=(*grids.KERNELS, OWN))


class LayerExperiment(Experiment):
    """One layer, and one channel of it in pictures."""

    @abstractmethod
    def layer(self, setting: Setting) -> Layer:
        """Return the layer of a setting."""

    def channels(self, setting: Setting) -> int:
        """Return how many channels arrive."""
        return setting["in_channels"]

    def row(self, setting: Setting) -> Row:
        """Return the layer's line of the table, by closed form; NetworkError where there is no such layer."""
        return Network((self.layer(setting),), self._input(setting)).table[0]

    def _input(self, setting: Setting) -> tuple[int, int, int]:
        return self.channels(setting), setting["input"], setting["input"]

    def refusal(self, setting: Setting) -> str:
        """Say why there is no such layer, or none that is built here."""
        try:
            row = self.row(setting)
        except NetworkError as error:
            return str(error).partition(": ")[2]
        if row.parameters > MOST_WEIGHTS:
            return f"that makes {row.parameters:,} parameters; a layer has at most {MOST_WEIGHTS:,} here"
        if max(row.output[1:]) > 1024:
            return f"the output would have side {max(row.output[1:]):,}, here it has at most 1,024"
        return own_refusal(setting)

    def measured(self, setting: Setting) -> Mapping[str, str]:
        """Run the layer."""
        return dict(_shown(_ran(self.layer(setting), self._input(setting))))


def table_figures(row: Row, output: str, parameters: str, macs: str, field: str) -> list[Figure]:
    """Return the four figures of a layer; what has no formula is left out."""
    values = _shown(row)
    formulas = {"output side": output, "parameters": parameters, "multiply-adds": macs, "receptive field": field}
    return [Figure(name, formulas[name], value) for name, value in values if formulas[name]]


def _shown(row: Any) -> Iterator[tuple[str, str]]:
    yield "output side", str(row.output[1])
    yield "parameters", f"{row.parameters:,}"
    yield "multiply-adds", f"{row.macs:,}"
    yield "receptive field", str(row.receptive_field[0])


@lru_cache(64)
def _ran(layer: Layer, shape: tuple[int, int, int]) -> Any:
    (seen,) = run(Network((layer,), shape))
    return seen


def window_formula(setting: Setting, ceil: bool = False) -> str:
    """Return O = ⌊(I + 2P − D(K − 1) − 1)/S⌋ + 1 with the present numbers."""
    size, k, s, p = (setting[name] for name in ("input", "kernel", "stride", "padding"))
    d = setting["dilation"]
    span = f"{d}·({k} − 1) − 1" if d > 1 else f"{k}"
    left, right = "⌈⌉" if ceil else "⌊⌋"
    return f"{left}({size} + 2·{p} − {span})/{s}{right} + 1"


def weights_formula(setting: Setting) -> str:
    """Return K²·(C_in/g)·C_out with the present numbers."""
    k, c, o, g = (setting[name] for name in ("kernel", "in_channels", "out_channels", "groups"))
    return f"{k}²·({c}/{g})·{o}" if g > 1 else f"{k}²·{c}·{o}"


def parameters_formula(setting: Setting) -> str:
    """Return the weights, and with bias one more an output channel."""
    return weights_formula(setting) + (f" + {setting['out_channels']}" if setting["bias"] else "")


def field_formula(setting: Setting) -> str:
    """Return 1 + D(K − 1) with the present numbers."""
    d = setting["dilation"]
    return f"1 + {d}·({setting['kernel']} − 1)"


def own_refusal(setting: Setting) -> str:
    """Say that a grid of the learner's is chosen and not typed yet, or that the kernel has another side."""
    for name in ("image", "weights"):
        chosen = name in setting.numbers and setting.choice(name) == OWN
        if chosen and name not in setting.own:
            return f"type {'an image' if name == 'image' else 'a kernel'} of your own first"
        if chosen and name == "weights" and len(setting.own[name]) != setting["kernel"]:
            side = len(setting.own[name])
            return f"the kernel you typed is {side}×{side}; choose a preset to turn this knob"
    return ""


def both(number: int) -> tuple[int, int]:
    """Return what is the same for rows and columns."""
    return number, number


def input_map(setting: Setting) -> Array:
    """Return the chosen image as an array (h, w)."""
    return plane(image(input_grid(setting)))


def kernel_map(setting: Setting) -> Array:
    """Return the chosen kernel as an array (kh, kw)."""
    return plane(image(kernel_grid(setting)))


def input_grid(setting: Setting) -> grids.Rows:
    """Return the chosen image at the input's side."""
    name = setting.choice("image")
    if name == OWN:
        return grids.fitted(setting.own["image"], setting["input"])
    return grids.image(name, setting["input"])


def kernel_grid(setting: Setting) -> grids.Rows:
    """Return the chosen kernel, empty for an op without weights."""
    if "weights" not in setting.numbers:
        return ()
    name = setting.choice("weights")
    return setting.own["weights"] if name == OWN else grids.kernel(name, setting["kernel"])
