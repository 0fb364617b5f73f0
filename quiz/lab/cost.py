"""The experiment with costs: the same maps by a convolution, a separable one and a dense layer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, ClassVar

from questions.scenes import Scene
from questions.scenes.bars import barred
from quiz.lab.code import keywords, layer_code
from quiz.lab.conv import Conv
from quiz.lab.knobs import Figure, Knob, Setting
from quiz.lab.layer import BIAS, GROUPS, IN_CHANNELS, INPUT, KERNEL, OUT_CHANNELS, PADDING, STRIDE
from solvers import measure
from solvers.arithmetic import conv_macs, linear_parameters, separable_parameters


class Cost(Conv):
    """What one layer costs, and what others cost that make maps of the same shape."""

    name = "cost"
    title = "What a layer costs"
    knobs: ClassVar[tuple[Knob, ...]] = (
        INPUT._replace(start=28),
        IN_CHANNELS._replace(start=64),
        OUT_CHANNELS._replace(start=128),
        KERNEL,
        STRIDE,
        PADDING._replace(start=1),
        GROUPS,
        BIAS,
    )
    fixed: ClassVar[Mapping[str, int]] = {"dilation": 1}

    def figures(self, setting: Setting) -> Sequence[Figure]:
        """Return parameters and multiply-adds of the layer, a separable one and a dense one."""
        size, c, o, k = (setting[name] for name in ("input", "in_channels", "out_channels", "kernel"))
        row = self.row(setting)
        side = row.output[1]
        dense = linear_parameters(c * size**2, o * side**2, bias=False)
        separable = conv_macs(separable_parameters(k, c, o), side**2)
        conv = [each for each in super().figures(setting) if each.name != "receptive field"]
        return (
            *conv,
            Figure("separable layer's", f"({k}²·{c} + {c}·{o})·{side}²", f"{separable:,}"),
            Figure("dense layer's", f"{c}·{size}²·{o}·{side}²", f"{dense:,}"),
        )

    def measured(self, setting: Setting) -> Mapping[str, str]:
        """Run all of them on ones."""
        macs = _macs(setting)
        seen = super().measured(setting)
        shown = {f"{name} layer's": f"{macs[name]:,}" for name in ("separable", "dense")}
        return {**{name: seen[name] for name in ("output side", "parameters", "multiply-adds")}, **shown}

    def picture(self, setting: Setting) -> Scene | None:
        """Draw a bar for each."""
        return barred("the same maps by other layers", "multiply-adds", list(_macs(setting).items()))

    def code(self, setting: Setting) -> str:
        """Return nn.Conv2d; its multiply-adds are its weights at every output."""
        c, o, k = setting["in_channels"], setting["out_channels"], setting["kernel"]
        rest = keywords(setting, "stride", "padding", "groups", "bias")
        layer = layer_code(setting, f"nn.Conv2d({c}, {o}, kernel_size={k}{rest})", c)
        return f"{layer}\nmacs = layer.weight.numel() * output.shape[2] * output.shape[3]\nprint(macs)"

    def asks(self, setting: Setting) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Ask for the work of each."""
        numbers = {name: setting[name] for name in ("in_channels", "out_channels", "kernel")}
        size = {"size": setting["input"]}
        if setting["groups"] == 1:
            yield "16.1", {**numbers, **size, "stride": setting["stride"], "padding": setting["padding"]}
        yield "8.2", {**numbers, **size}
        yield "16.2", {**numbers, **size}
        yield "8.1", {**numbers, "bias": bool(setting["bias"])}


def _macs(setting: Setting) -> dict[str, int]:
    names = ("input", "in_channels", "out_channels", "kernel", "stride", "padding", "groups")
    return _counted(*(setting[name] for name in names))


@lru_cache(64)
def _counted(size: int, c: int, o: int, k: int, s: int, p: int, g: int) -> dict[str, int]:
    """Return the multiply-adds of each layer, counted by adding up ones."""
    place, kernel = (size, size), (k, k)
    side = measure.positions(size, k, s, (p, p))
    depthwise = measure.ones(c, c, kernel, place, s, p, groups=c).value
    return {
        "convolution": measure.ones(c, o, kernel, place, s, p, groups=g).value,
        "separable": depthwise + measure.ones(c, o, (1, 1), (side, side)).value,
        "dense": measure.ones_dense(c * size**2, o * side**2).value,
    }
