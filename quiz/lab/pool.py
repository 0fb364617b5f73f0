"""The experiment with pooling."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar, Literal

from questions.scenes import Scene
from questions.scenes.window import Sliding, window
from quiz.deck import catalog
from quiz.lab.code import layer_code
from quiz.lab.knobs import Figure, Knob, Setting
from quiz.lab.layer import (
    DRAWN,
    IMAGE,
    INPUT,
    KERNEL,
    PADDING,
    STRIDE,
    LayerExperiment,
    both,
    field_formula,
    input_map,
    table_figures,
    window_formula,
)
from solvers.layers import Layer


class Pool(LayerExperiment):
    """Max or average pooling, with ceil_mode."""

    name = "pool"
    title = "Pooling"
    knobs = (
        Knob("kind", 0, choices=("max", "average")),
        INPUT,
        KERNEL._replace(start=2, least=2),
        STRIDE._replace(start=2),
        PADDING._replace(most=8),
        Knob("ceil_mode", 0, choices=("no", "yes")),
        Knob("channels", 16, most=1024),
        IMAGE,
    )
    fixed: ClassVar[Mapping[str, int]] = {"dilation": 1}

    def layer(self, setting: Setting) -> Layer:
        """Return the pooling."""
        return Layer(
            op="avg_pool" if setting["kind"] else "max_pool",
            kernel_size=setting["kernel"],
            stride=setting["stride"],
            padding=setting["padding"],
            ceil_mode=bool(setting["ceil_mode"]),
        )

    def channels(self, setting: Setting) -> int:
        """Return the channels, which pooling keeps."""
        return setting["channels"]

    def refusal(self, setting: Setting) -> str:
        """Say also what PyTorch allows as padding."""
        if 2 * setting["padding"] > setting["kernel"]:
            return f"PyTorch pads a pool by at most half its window: {setting['kernel'] // 2}"
        return super().refusal(setting)

    def figures(self, setting: Setting) -> Sequence[Figure]:
        """Return the size and the field; there is nothing to learn."""
        row = self.row(setting)
        size = window_formula(setting, bool(setting["ceil_mode"]))
        if setting["ceil_mode"]:
            size += ", less a window that starts beyond input and left padding"
        return table_figures(row, size, "nothing to learn", "", field_formula(setting))

    def picture(self, setting: Setting) -> Scene | None:
        """Slide the window over the map; of a large one, or in ceil mode, show what the size question shows."""
        if setting["input"] <= DRAWN and not setting["ceil_mode"]:
            k, s, p = (both(setting[name]) for name in ("kernel", "stride", "padding"))
            kind: Literal["max", "average"] = "average" if setting["kind"] else "max"
            op = Sliding(input_map(setting), kernel_size=k, stride=s, padding=p, pool=kind)
            return window(f"the {kind} of each window", op)
        return catalog.variant("6.2").model_validate(self._size(setting)).scene()

    def _size(self, setting: Setting) -> dict[str, Any]:
        names = ("kernel", "stride", "padding")
        numbers = {name: setting[name] for name in names}
        return {"size": setting["input"], **numbers, "ceil_mode": bool(setting["ceil_mode"])}

    def code(self, setting: Setting) -> str:
        """Return nn.MaxPool2d or nn.AvgPool2d, and the function on one channel."""
        k, s, p = setting["kernel"], setting["stride"], setting["padding"]
        given = f"stride={s}" + (f", padding={p}" if p else "") + (", ceil_mode=True" if setting["ceil_mode"] else "")
        kind, function = ("Avg", "avg_pool2d") if setting["kind"] else ("Max", "max_pool2d")
        call = f"F.{function}(x, {k}, {given})"
        return layer_code(setting, f"nn.{kind}Pool2d({k}, {given})", setting["channels"], call)

    def asks(self, setting: Setting) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Ask for the size."""
        yield "6.2", self._size(setting)
