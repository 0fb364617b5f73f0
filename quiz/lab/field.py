"""The experiment with receptive fields: a published network, or the learner's own, layer by layer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from functools import lru_cache
from typing import Any

from questions.notation.counts import count
from questions.scenes import Frame, Scene
from questions.scenes.footprint import footprint
from quiz.lab.knobs import OWN, Experiment, Figure, Knob, Setting
from quiz.lab.sequential import grown, sequential
from solvers.arithmetic import field_table
from solvers.layers import Stack, Window
from solvers.measure import foot
from solvers.networks.architectures import published
from solvers.networks.network import Network
from solvers.networks.running import Seen, run
from solvers.networks.table import Row

NETWORK = Knob("network", sorted(published()).index("vgg16"), choices=(*sorted(published()), OWN))
ASKED = {
    "lenet5": "LeNet-5",
    "alexnet": "AlexNet",
    "vgg16": "VGG-16",
    "resnet18": "ResNet-18",
    "mobilenet": "MobileNet",
}
"""Networks of variant 5.4, under the names that it has for them."""
WIDEST = 4096
"""The widest field that is drawn."""
SUMMED = "layer by layer, added up"
OUTPUT = 5
"""The output whose pixels are asked for."""


class Field(Experiment):
    """What one output of a layer sees of the image."""

    name = "field"
    title = "Receptive field"
    knobs = (NETWORK, Knob("layer", 17, most=9999))

    def settled(self, setting: Setting, turned: str) -> Setting:
        """Stay within another network's layers."""
        if turned != "network" or (setting.choice("network") == OWN and "network" not in setting.own):
            return setting
        return setting.with_number("layer", min(setting["layer"], len(self.network(setting).table)))

    def network(self, setting: Setting) -> Network:
        """Return the chosen network."""
        name = setting.choice("network")
        found: Network = setting.own["network"] if name == OWN else published()[name].network
        return found

    def shown(self, setting: Setting, name: str) -> str:
        """Return also the layer's name."""
        return f"{setting[name]} {self._row(setting).name}" if name == "layer" else super().shown(setting, name)

    def read(self, setting: Setting, name: str, text: str) -> int:
        """Read a layer by its name too, as it is written or as it is typed: 4a/3x3 is 4a/3×3."""
        if name != "layer":
            return super().read(setting, name, text)
        names = [row.name for row in self.network(setting).table]
        if text in names:
            return names.index(text) + 1
        typed = {_plain(each): at for at, each in reversed(list(enumerate(names, start=1)))}
        if _plain(text) in typed:
            return typed[_plain(text)]
        if text.strip().isdecimal():
            return super().read(setting, name, text)
        near = get_close_matches(_plain(text), typed, 1)
        hint = f"did you mean {names[typed[near[0]] - 1]}?" if near else f"its layers are {', '.join(names[:6])} …"
        raise ValueError(f"{setting.choice('network')} has no layer {text!r}; {hint}")

    def refusal(self, setting: Setting) -> str:
        """Say how many layers there are."""
        if setting.choice("network") == OWN and "network" not in setting.own:
            return "name a file of your own first"
        layers = len(self.network(setting).table)
        return f"{setting.choice('network')} has {count(layers, 'layer')}" if setting["layer"] > layers else ""

    def _row(self, setting: Setting) -> Row:
        return self.network(setting).table[setting["layer"] - 1]

    def _trunk(self, setting: Setting) -> Stack:
        """Return the windows up to the layer along the widest branches, which see what it sees.

        Empty where these are no plain square ones.
        """
        row, network = self._row(setting), self.network(setting)
        above = network.table[: setting["layer"]]
        if row.name in {each.name for each in above[:-1]} or max(size or 0 for size in row.receptive_field) > WIDEST:
            return ()
        try:
            stack = network.trunk(row.name, widest=True)
        except ValueError:
            return ()
        seen = list(field_table(stack))[-1].receptive_field if stack else 0
        return stack if row.receptive_field == (seen, seen) else ()

    def _line(self, setting: Setting) -> Stack:
        """Return the windows where the way to the layer has no branches, so that they are the whole story."""
        return self._trunk(setting) if self._is_straight(setting) else ()

    def _is_straight(self, setting: Setting) -> bool:
        above = self.network(setting).table[: setting["layer"]]
        return all(row.reads == (at - 1,) for at, row in enumerate(above))

    def figures(self, setting: Setting) -> Sequence[Figure]:
        """Return field and jump, and what the layers up to here take."""
        row, stack = self._row(setting), self._line(setting)
        field, jump = "the widest of its paths", "strides on its paths, multiplied"
        if self._is_straight(setting):
            field, jump = f"{SUMMED}, rows and columns apart", "strides multiplied, of transposed ones divided"
        if stack:
            *before, last = field_table(stack)
            seen, window = before[-1].receptive_field if before else 1, last.layer
            field = f"{seen} + {window.dilation}·({window.kernel_size} − 1)·{last.jump_before}"
            jump = f"{last.jump_before}·{window.stride}"
        above = self.network(setting).table[: setting["layer"]]
        return (
            Figure("receptive field", field, _pair(row.receptive_field)),
            Figure("jump", jump, _pair(row.jump)),
            Figure("parameters so far", SUMMED, f"{sum(each.parameters for each in above):,}"),
            Figure("MACs so far", SUMMED, f"{sum(each.macs for each in above):,}"),
        )

    def measured(self, setting: Setting) -> Mapping[str, str]:
        """Run the network, and back-propagate from one output where the way to the layer is a line."""
        above = _ran(self.network(setting))[: setting["layer"]]
        stack = self._line(setting)
        return {
            "receptive field": str(foot(stack).value) if stack else _pair(above[-1].receptive_field),
            "jump": _pair(above[-1].jump),
            "parameters so far": f"{sum(each.parameters for each in above):,}",
            "MACs so far": f"{sum(each.macs for each in above):,}",
        }

    def picture(self, setting: Setting) -> Scene | None:
        """Walk back from one output to the image."""
        stack = self._trunk(setting)
        if not stack:
            return None
        names, row = [layer.name for layer in stack], self._row(setting)
        if self._is_straight(setting):
            return footprint(f"{row.name}, walking back", stack, names)
        scene = footprint(f"{row.name}, walking back along the widest branches", stack, names)
        return replace(scene, frame=lambda number: _along(scene.frame(number)))

    def still(self, scene: Scene) -> Frame:
        """Return the whole way back, which stands before the last frame, the plane."""
        return scene.frame(scene.length - 2)

    def table(self, setting: Setting) -> Sequence[str]:
        """Return what every layer of the network sees, the chosen one marked."""
        rows: list[tuple[str, ...]] = [(" ", "layer", "output", "field", "jump", "start")]
        for at, row in enumerate(self.network(setting).table, start=1):
            mark, seen = "▸" if at == setting["layer"] else " ", (row.receptive_field, row.jump, row.start)
            rows.append((mark, row.name, "×".join(map(str, row.output)), *map(_pair, seen)))
        _, names, *wide = (max(map(len, column)) for column in zip(*rows, strict=True))
        return [
            " ".join((mark, f"{name:<{names}}", *map(str.rjust, numbers, wide))).rstrip()
            for mark, name, *numbers in rows
        ]

    def code(self, setting: Setting) -> str:
        """Return the layers up to here as nn.Sequential, and the gradient of one output; field along the rows."""
        stack = self._line(setting)
        if not stack and self._is_straight(setting) and len(self.network(setting).input) == 3:
            return sequential([row.layer for row in self.network(setting).table[: setting["layer"]]])
        if not stack:
            return "# nn.Sequential is not written out here for branches, nor for maps that are no images"
        return "\n".join(
            (
                *grown(_module(layer) for layer in stack),
                "    y[0, 0, y.shape[2] // 2, y.shape[3] // 2].backward()",
                "    seen = x.grad[0, 0].sum(1).nonzero().ravel()",
                "    if 0 < seen[0] and seen[-1] < size - 1:",
                "        break",
                "field = int(seen[-1] - seen[0]) + 1",
                "print(field)",
            )
        )

    def asks(self, setting: Setting) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Ask for the field of this layer, or of the layers up to it; of an output only where there are so many."""
        architecture = ASKED.get(setting.choice("network"))
        if architecture:
            yield "5.4", {"architecture": architecture, "layer": self._row(setting).name}
        layers = tuple(layer.model_copy(update={"name": ""}) for layer in self._line(setting))
        if layers:
            yield "5.3" if any(layer.dilation > 1 for layer in layers) else "5.2", {"layers": layers}
            if max(self._row(setting).output[1:], default=1) > OUTPUT:
                yield "5.6", {"layers": layers, "output": OUTPUT}


@lru_cache(32)
def _ran(network: Network) -> tuple[Seen, ...]:
    return tuple(run(network))


def _along(frame: Frame) -> Frame:
    return replace(frame, caption=f"{frame.caption} Only the paths along the widest branches are counted.")


def _plain(name: str) -> str:
    return re.sub(r"\s+", " ", name.strip().lower().replace("×", "x").replace("_", " "))


def _pair(pair: tuple[Any, ...]) -> str:
    """Write one number where all axes agree, `?` where it is not known."""
    each = ["?" if number is None else str(number) for number in pair]
    return each[0] if len(set(each)) == 1 else ", ".join(each)


def _module(layer: Window) -> str:
    """Write one window in PyTorch; a pool becomes its mean, whose gradient reaches all that the maximum looks at."""
    padding = f", padding={layer.padding}" if layer.padding else ""
    if layer.op == "max_pool":
        return f"nn.AvgPool2d({layer.kernel_size}, stride={layer.stride}{padding})"
    dilation = f", dilation={layer.dilation}" if layer.dilation > 1 else ""
    return f"nn.Conv2d(1, 1, {layer.kernel_size}, stride={layer.stride}{padding}{dilation})"
