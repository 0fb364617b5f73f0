"""The experiment with a deformable convolution."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from questions.scenes import Scene
from questions.scenes.sampling import sampling
from quiz.deck import catalog
from quiz.lab.code import keywords
from quiz.lab.knobs import Figure, Knob, Setting
from quiz.lab.layer import (
    BIAS,
    DILATION,
    IN_CHANNELS,
    INPUT,
    KERNEL,
    OUT_CHANNELS,
    PADDING,
    STRIDE,
    LayerExperiment,
    both,
    parameters_formula,
    window_formula,
)
from solvers import measure
from solvers.arithmetic import conv_parameters, offset_channels
from solvers.engine import deform_conv2d
from solvers.layers import Layer
from solvers.measure import Array

OFFSETS = ("none", "shifted", "spread", "scattered")
"""Taps stay, all go half a pixel right, go apart as with one more dilation, or each goes up to 1.5 pixels anywhere."""


class Deformable(LayerExperiment):
    """A deformable convolution whose offsets are chosen, not predicted."""

    name = "deformable"
    title = "Deformable convolution"
    knobs = (
        Knob("offsets", 3, choices=OFFSETS),
        INPUT._replace(most=48),
        KERNEL._replace(most=7),
        STRIDE,
        PADDING._replace(start=1),
        DILATION,
        IN_CHANNELS._replace(start=4),
        OUT_CHANNELS,
        Knob("offset_groups", 1, most=16, skips=True),
        Knob("mask", 0, choices=("no", "yes")),
        BIAS,
    )
    fixed: ClassVar[Mapping[str, int]] = {"groups": 1}

    def layer(self, setting: Setting) -> Layer:
        """Return the convolution that it is without offsets."""
        names = ("stride", "padding", "dilation")
        return Layer(
            op="conv",
            out_channels=setting["out_channels"],
            kernel_size=setting["kernel"],
            bias=bool(setting["bias"]),
            **{name: setting[name] for name in names},
        )

    def refusal(self, setting: Setting) -> str:
        """Say also that offset groups must divide the channels."""
        c, groups = setting["in_channels"], setting["offset_groups"]
        if c % groups:
            return f"{groups} offset groups do not divide the channels, {c}"
        return super().refusal(setting)

    def figures(self, setting: Setting) -> Sequence[Figure]:
        """Return size, offset channels, parameters of the layer and of what predicts its offsets."""
        k, c, groups, masked = (setting[name] for name in ("kernel", "in_channels", "offset_groups", "mask"))
        row, channels = self.row(setting), offset_channels(k, k, groups, bool(masked))
        each = 3 if masked else 2
        return (
            Figure("output side", window_formula(setting), str(row.output[1])),
            Figure("offset channels", f"{each}·{k}²·{groups}", str(channels)),
            Figure("parameters", parameters_formula(setting), f"{row.parameters:,}"),
            Figure("predictor's", f"({k}²·{c} + 1)·{channels}", f"{conv_parameters(k, k, c, channels):,}"),
        )

    def measured(self, setting: Setting) -> Mapping[str, str]:
        """Run the op, and try what it takes as offsets."""
        k, c = setting["kernel"], setting["in_channels"]
        seen = super().measured(setting)
        taken = catalog.variant("15.1").model_validate(self._offsets(setting)).measure().value
        side = setting["input"]
        output = _run(setting, setting.choice("offsets"), measure.noise(1, 1, side, side), measure.noise(1, 1, k, k))
        return {
            "output side": str(output.shape[2]),
            "offset channels": str(taken),
            "parameters": seen["parameters"],
            "predictor's": f"{measure.count(measure.parameters(c, taken, (k, k))).value:,}",
        }

    def _offsets(self, setting: Setting) -> dict[str, Any]:
        k = setting["kernel"]
        groups, masked = setting["offset_groups"], bool(setting["mask"])
        return {"kernel_height": k, "kernel_width": k, "offset_groups": groups, "masked": masked}

    def picture(self, setting: Setting) -> Scene | None:
        """Move the taps of the middle output to where they read."""
        at = self.row(setting).output[1] // 2
        still, moved = (_places(setting, name, at) for name in ("none", setting.choice("offsets")))
        inside = [(one, other) for one, other in zip(still, moved, strict=True) if one and other]
        if not inside:
            return None  # all of them read outside
        regular, places = zip(*inside, strict=True)
        outside = len(still) - len(inside)
        closing = f"Output ({at}, {at}): where its taps read" + (f", {outside} outside left out." if outside else ".")
        return sampling("where the taps read", both(setting["input"]), regular, places, closing=closing)

    def code(self, setting: Setting) -> str:
        """Return torchvision's layer with the convolution that predicts its offsets."""
        c, o, k, side = (setting[name] for name in ("in_channels", "out_channels", "kernel", "input"))
        groups, masked = setting["offset_groups"], setting["mask"]
        offsets, total = offset_channels(k, k, groups), offset_channels(k, k, groups, bool(masked))
        along = keywords(setting, "stride", "padding", "dilation")
        call = f"predicted[:, :{offsets}], predicted[:, {offsets}:].sigmoid()" if masked else "predicted"
        return "\n".join(
            (
                "import torch",
                "from torch import nn",
                "from torchvision.ops import DeformConv2d",
                "",
                f"predictor = nn.Conv2d({c}, {total}, kernel_size={k}{along})",
                f"layer = DeformConv2d({c}, {o}, kernel_size={k}{along}{keywords(setting, 'bias')})",
                f"x = torch.zeros(1, {c}, {side}, {side})",
                "predicted = predictor(x)",
                f"output = layer(x, {call})",
                "parameters = sum(each.numel() for each in layer.parameters())",
                "print(tuple(output.shape), parameters)",
            )
        )

    def asks(self, setting: Setting) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Ask for the offset channels and the predictor's parameters."""
        offsets = self._offsets(setting)
        yield "15.1", offsets
        if setting["kernel"] == 3:
            names = ("in_channels", "out_channels", "offset_groups")
            yield "15.2", {**{name: setting[name] for name in names}, "masked": offsets["masked"]}


def moves(name: str, kernel: int, side: int) -> Array:
    """Return offsets (1, 2 · taps, side, side)."""
    taps = kernel * kernel
    if name == "scattered":
        return 1.5 * measure.noise(1, 2 * taps, side, side, seed=1)
    offset = measure.zeros(1, 2 * taps, side, side).astype(float)
    if name == "shifted":
        offset[:, 1::2] = 0.5
    elif name == "spread":
        for tap in range(taps):
            row, column = divmod(tap, kernel)
            offset[:, 2 * tap], offset[:, 2 * tap + 1] = row - (kernel - 1) / 2, column - (kernel - 1) / 2
    return offset


def _run(setting: Setting, offsets: str, values: Array, weight: Array) -> Array:
    """Run the op on one channel (1, 1, h, w), its offsets by name."""
    k, s, p, d = (setting[name] for name in ("kernel", "stride", "padding", "dilation"))
    side = measure.positions(setting["input"], k, s, (p, p), d)
    return deform_conv2d(values, moves(offsets, k, side), weight, None, s, p, d)


def _places(setting: Setting, offsets: str, at: int) -> list[tuple[float, float] | None]:
    """Return where the taps of one output read, None outside, off runs on images of ones, of rows and of columns."""
    size, k = setting["input"], setting["kernel"]
    ones, rows = [[1.0] * size] * size, [[float(row)] * size for row in range(size)]
    columns = [[float(column) for column in range(size)]] * size
    each_tap = measure.identity(k * k).reshape(k * k, 1, k, k)
    shares, down, right = (
        _run(setting, offsets, measure.image(values), each_tap)[0, :, at, at].tolist()
        for values in (ones, rows, columns)
    )
    read = zip(shares, down, right, strict=True)
    return [(row, column) if abs(share - 1) < 1e-9 else None for share, row, column in read]
