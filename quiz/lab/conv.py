"""Experiments with a convolution: plain, dilated, grouped."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from questions.scenes import Scene
from questions.scenes.counting import Counted, counting
from questions.scenes.matrix import matrix
from questions.scenes.sliding import Ruler, sliding
from questions.scenes.window import Sliding, window
from quiz.lab.code import keywords, layer_code
from quiz.lab.knobs import Figure, Knob, Setting
from quiz.lab.layer import (
    BIAS,
    DILATION,
    DRAWN,
    GROUPS,
    IMAGE,
    IN_CHANNELS,
    INPUT,
    KERNEL,
    OUT_CHANNELS,
    PADDING,
    STRIDE,
    WEIGHTS,
    LayerExperiment,
    both,
    field_formula,
    input_map,
    kernel_map,
    parameters_formula,
    table_figures,
    weights_formula,
    window_formula,
)
from solvers import measure
from solvers.arithmetic import channels_seen, conv_parameters, effective_kernel, same_padding
from solvers.layers import Layer
from solvers.measure import Array

NO_PADDING = "none on equal sides"
"""Where an odd span keeps no size."""


class Conv(LayerExperiment):
    """A convolution with all its settings."""

    name = "conv"
    title = "Convolution"
    knobs: ClassVar[tuple[Knob, ...]] = (
        INPUT,
        KERNEL,
        STRIDE,
        PADDING,
        DILATION,
        IN_CHANNELS,
        OUT_CHANNELS,
        GROUPS,
        BIAS,
        IMAGE,
        WEIGHTS,
    )

    def layer(self, setting: Setting) -> Layer:
        """Return the convolution."""
        names = ("stride", "padding", "dilation", "groups")
        return Layer(
            op="conv",
            out_channels=setting["out_channels"],
            kernel_size=setting["kernel"],
            bias=bool(setting["bias"]),
            **{name: setting[name] for name in names},
        )

    def figures(self, setting: Setting) -> Sequence[Figure]:
        """Return size, parameters, work and field."""
        row = self.row(setting)
        macs = f"{weights_formula(setting)}·{row.output[1]}²"
        return table_figures(row, window_formula(setting), parameters_formula(setting), macs, field_formula(setting))

    def picture(self, setting: Setting) -> Scene | None:
        """Slide the window over the map, or over one axis of a large one."""
        k, s, p, d = (both(setting[name]) for name in ("kernel", "stride", "padding", "dilation"))
        if max(setting["input"], self.row(setting).output[1]) > DRAWN:
            ruler = Ruler("input", setting["input"], k[0], s[0], p, d[0])
            return sliding("where the windows start, along one axis", [ruler])
        op = Sliding(input_map(setting), kernel_map(setting), stride=s, padding=p, dilation=d)
        return window("the window on the image", op)

    def code(self, setting: Setting) -> str:
        """Return nn.Conv2d, and F.conv2d on one channel."""
        c, o, k = setting["in_channels"], setting["out_channels"], setting["kernel"]
        along = keywords(setting, "stride", "padding", "dilation")
        layer = f"nn.Conv2d({c}, {o}, kernel_size={k}{along}{keywords(setting, 'groups', 'bias')})"
        return layer_code(setting, layer, c, f"F.conv2d(x, w{along})")

    def asks(self, setting: Setting) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Ask for the size, the parameters, the work, the weight's shape."""
        size, k, s, p, d = (setting[name] for name in ("input", "kernel", "stride", "padding", "dilation"))
        if d == 1:
            yield "3.1", {"size": size, "kernel": k, "stride": s, "padding": p}
        else:
            yield "3.2", {"height": size, "width": size} | _both(kernel=k, stride=s, padding=p, dilation=d)
        yield from weight_asks(setting)
        if setting["groups"] == d == 1:
            names = ("in_channels", "out_channels", "kernel", "stride", "padding")
            yield "16.1", {"size": size, **{name: setting[name] for name in names}}


class Dilated(Conv):
    """A convolution whose taps stand apart."""

    name = "dilated"
    title = "Dilated convolution"
    knobs: ClassVar[tuple[Knob, ...]] = (
        INPUT,
        KERNEL,
        DILATION._replace(start=2),
        STRIDE,
        PADDING,
        IN_CHANNELS,
        OUT_CHANNELS,
        BIAS,
        IMAGE,
        WEIGHTS,
    )
    fixed: ClassVar[Mapping[str, int]] = {"groups": 1}

    def figures(self, setting: Setting) -> Sequence[Figure]:
        """Return also what the kernel spans, and the padding that keeps the size."""
        k, d = setting["kernel"], setting["dilation"]
        same = same_padding(k, d)
        return [
            Figure("span", f"{d}·({k} − 1) + 1", str(effective_kernel(k, d))),
            Figure("same padding", f"{d}·({k} − 1)/2", NO_PADDING if same is None else str(same)),
            *super().figures(setting),
        ]

    def measured(self, setting: Setting) -> Mapping[str, str]:
        """Run the layer; try paddings until one keeps the size."""
        k, d, size = setting["kernel"], setting["dilation"], setting["input"]
        reads = measure.window_reads(d * k, k, dilation=d)[0]
        span = int(reads[-1] - reads[0]) + 1
        wide = (p for p in range(span) if size + 2 * p >= span)
        fits = next((p for p in wide if _side(size, k, p, d) == size), None)
        return {
            **super().measured(setting),
            "span": str(span),
            "same padding": NO_PADDING if fits is None else str(fits),
        }

    def asks(self, setting: Setting) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Ask for the span, sizes and weights."""
        k, d = setting["kernel"], setting["dilation"]
        yield "9.1", {"kernel": k, "dilation": d}
        names = ("kernel", "dilation", "stride", "padding")
        yield "9.2", {"size": setting["input"], **{name: setting[name] for name in names}}
        names = ("kernel", "dilation", "in_channels", "out_channels")
        yield "9.6", {name: setting[name] for name in names}


class Grouped(Conv):
    """A convolution in groups of channels."""

    name = "grouped"
    title = "Grouped convolution"
    knobs: ClassVar[tuple[Knob, ...]] = (
        GROUPS._replace(start=4),
        IN_CHANNELS._replace(start=16),
        OUT_CHANNELS._replace(start=16),
        KERNEL,
        BIAS,
        INPUT,
        STRIDE,
        PADDING._replace(start=1),
    )
    fixed: ClassVar[Mapping[str, int]] = {"dilation": 1}

    def figures(self, setting: Setting) -> Sequence[Figure]:
        """Return also what one filter sees and what the groups save."""
        c, o, g, k = (setting[name] for name in ("in_channels", "out_channels", "groups", "kernel"))
        first, last = channels_seen(o - 1, c, o, g)
        dense = conv_parameters(k, k, c, o, bias=False)
        return [
            Figure("channels a filter sees", f"{c}/{g}", str(last - first + 1)),
            Figure("weights without groups", f"{k}²·{c}·{o}", f"{dense:,}"),
            *super().figures(setting),
        ]

    def measured(self, setting: Setting) -> Mapping[str, str]:
        """Run the layer, and count its arrays without groups."""
        c, o, k = setting["in_channels"], setting["out_channels"], setting["kernel"]
        dense = measure.count(measure.parameters(c, o, (k, k), bias=False))
        return {
            **super().measured(setting),
            "channels a filter sees": str(_arrays(setting)["weight"].shape[1]),
            "weights without groups": f"{dense.value:,}",
        }

    def picture(self, setting: Setting) -> Scene | None:
        """Draw which output reads which input channel; of many channels, count the weights."""
        arrays, groups = _arrays(setting), setting["groups"]
        if max(setting["in_channels"], setting["out_channels"]) > DRAWN:
            counted = [Counted(name, array, "filter") for name, array in arrays.items()]
            return counting("the arrays of the layer", counted)
        return matrix(
            "which output (row) reads which input channel (column)",
            measure.connections(arrays["weight"].astype(float) + 1, groups),
        )

    def code(self, setting: Setting) -> str:
        """Return nn.Conv2d."""
        c, o, k = setting["in_channels"], setting["out_channels"], setting["kernel"]
        rest = keywords(setting, "stride", "padding", "groups", "bias")
        return layer_code(setting, f"nn.Conv2d({c}, {o}, kernel_size={k}{rest})", c)

    def asks(self, setting: Setting) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Ask for parameters and for who sees whom."""
        names = ("kernel", "in_channels", "out_channels", "groups")
        yield "14.1", {**{name: setting[name] for name in names}, "bias": bool(setting["bias"])}
        yield from weight_asks(setting)
        yield "14.5", {**{name: setting[name] for name in names[1:]}, "channel": setting["out_channels"] - 1}


def weight_asks(setting: Setting) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the asks about a layer's arrays."""
    k, c, o, g = (setting[name] for name in ("kernel", "in_channels", "out_channels", "groups"))
    bias = bool(setting["bias"])
    if g == 1 and bias:
        yield "11.1", {"kernel": k, "in_channels": c, "out_channels": o}
    else:
        kernels = {"kernel_height": k, "kernel_width": k}
        yield "11.2", {**kernels, "in_channels": c, "out_channels": o, "groups": g, "bias": bias}
    yield "2.1", {"in_channels": c, "out_channels": o, "kernel_height": k, "kernel_width": k, "groups": g}


def _both(**settings: int) -> dict[str, int]:
    """Give rows and columns the same settings."""
    return {f"{name}_{axis}": value for name, value in settings.items() for axis in ("height", "width")}


def _side(size: int, kernel: int, padding: int, dilation: int) -> int:
    return measure.positions(size, kernel, 1, (padding, padding), dilation)


def _arrays(setting: Setting) -> dict[str, Array]:
    c, o, k, g = (setting[name] for name in ("in_channels", "out_channels", "kernel", "groups"))
    return measure.parameters(c, o, (k, k), g, bool(setting["bias"]))
