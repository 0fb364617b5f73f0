"""The experiment with a transposed convolution."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from questions.scenes import Scene
from questions.scenes.stamping import Stamps, stamping
from quiz.deck import catalog
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
    input_map,
    kernel_map,
    parameters_formula,
    table_figures,
    weights_formula,
)
from solvers.layers import Layer


class Transpose(LayerExperiment):
    """A transposed convolution with all its settings."""

    name = "transpose"
    title = "Transposed convolution"
    knobs = (
        INPUT._replace(start=4),
        KERNEL,
        STRIDE._replace(start=2),
        PADDING,
        Knob("output_padding", 0, least=0, most=15),
        DILATION,
        IN_CHANNELS._replace(start=16),
        OUT_CHANNELS._replace(start=8),
        GROUPS,
        BIAS,
        IMAGE._replace(start=IMAGE.choices.index("point")),
        WEIGHTS._replace(start=0),
    )

    def layer(self, setting: Setting) -> Layer:
        """Return the transposed convolution."""
        names = ("stride", "padding", "output_padding", "dilation", "groups")
        return Layer(
            op="conv_transpose",
            out_channels=setting["out_channels"],
            kernel_size=setting["kernel"],
            bias=bool(setting["bias"]),
            **{name: setting[name] for name in names},
        )

    def figures(self, setting: Setting) -> Sequence[Figure]:
        """Return size, parameters, work and field."""
        size, k, s, p, d = (setting[name] for name in ("input", "kernel", "stride", "padding", "dilation"))
        output = f"({size} − 1)·{s} − 2·{p} + {d}·({k} − 1) + {setting['output_padding']} + 1"
        field = f"⌈{k}/{s}⌉" if d == 1 else "inputs whose taps meet in one output, first to last"
        macs = f"{weights_formula(setting)}·{size}²"
        return table_figures(self.row(setting), output, parameters_formula(setting), macs, field)

    def picture(self, setting: Setting) -> Scene | None:
        """Stamp the kernel input by input; of a large map show what the size question shows."""
        if self.row(setting).output[1] <= DRAWN:
            names = ("stride", "padding", "output_padding", "dilation")
            along = {name: both(setting[name]) for name in names}
            return stamping("stamp by stamp", Stamps(input_map(setting), kernel_map(setting), **along))
        return catalog.variant("10.1").model_validate(self._size(setting)).scene()

    def _size(self, setting: Setting) -> dict[str, int]:
        names = ("kernel", "stride", "padding", "output_padding", "dilation")
        return {"size": setting["input"], **{name: setting[name] for name in names}}

    def code(self, setting: Setting) -> str:
        """Return nn.ConvTranspose2d, and F.conv_transpose2d on one channel."""
        c, o, k = setting["in_channels"], setting["out_channels"], setting["kernel"]
        along = keywords(setting, "stride", "padding", "output_padding", "dilation")
        layer = f"nn.ConvTranspose2d({c}, {o}, kernel_size={k}{along}{keywords(setting, 'groups', 'bias')})"
        return layer_code(setting, layer, c, f"F.conv_transpose2d(x, w{along})")

    def asks(self, setting: Setting) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Ask for the size and the parameters."""
        yield "10.1", self._size(setting)
        if setting["groups"] == setting["bias"] == 1:
            names = ("in_channels", "out_channels", "kernel", "stride")
            yield "10.4", {name: setting[name] for name in names}
