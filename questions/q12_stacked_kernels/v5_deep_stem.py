from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar

from pydantic import Field

from questions.answers import Integer, Parts
from questions.drawing import Draw
from questions.model import Level, Variant
from questions.parts.weights import one_side, sum_of, weights, with_biases
from questions.q12_stacked_kernels.convs import numbered, square
from questions.scenes import Scene
from questions.scenes.bars import barred
from questions.scenes.footprint import footprint
from questions.scenes.story import joined
from questions.slips import Slip
from solvers import measure
from solvers.arithmetic import conv_macs, output_size, receptive_field
from solvers.layers import Stack, Table, Weights, Window
from solvers.measure import Measurement

Stem = tuple[tuple[Weights, int], ...]
"""Convolutions in a row and their strides, with K // 2 zeros on each side, which keep the size at stride 1."""


def windows(stem: Stem) -> Stack:
    """Return a stem's layers as far as their windows go."""
    sides = [(layer.kernel_size[0], stride) for layer, stride in stem]
    return tuple(Window(kernel_size=kernel, stride=stride, padding=kernel // 2) for kernel, stride in sides)


def layers(stem: Stem) -> Table:
    """Return a stem's layers as far as their weights go."""
    return tuple(layer for layer, _ in stem)


def macs(size: int, stem: Stem) -> int:
    """Return the multiply-adds of a stem on a square image."""
    total = 0
    for layer, stride in stem:
        size = output_size(size, layer.kernel_size[0], stride, layer.kernel_size[0] // 2)
        total += conv_macs(weights(layer), size**2)
    return total


def work(size: int, stem: Stem) -> list[tuple[int, int]]:
    """ONES, layer by layer: the side of each output and its multiply-adds."""
    seen = []
    for layer, window in zip(layers(stem), windows(stem), strict=True):
        stride, padding = window.stride, window.padding
        ones = measure.ones(layer.in_channels, layer.out_channels, layer.kernel_size, (size, size), stride, padding)
        size = measure.square(size, window.kernel_size, stride, (padding, padding)).value
        seen.append((size, int(ones.value)))
    return seen


def restrided(stem: Stem, *strides: int) -> Stem:
    """Return the same layers with other strides."""
    return tuple(zip(layers(stem), strides, strict=True))


STEM_A = ((square(3, 64, 7), 2),)


def deep_stem(width: int) -> Stem:
    """Return the three 3×3 layers that replace the 7×7."""
    return (square(3, width), 2), (square(width, width), 1), (square(width, 64), 1)


class DeepStem(Variant):
    """12.5 Deep stem."""

    level: ClassVar[Level] = "hard"
    formula: ClassVar[str] = (
        "MACs Σ K²·C_in·C_out·(H/2)²; RF = 1 + Σ(K − 1)·J, with J the product of the strides before"
    )
    latex: ClassVar[str] = (
        r"\text{MACs } \sum K^2 C_{in} C_{out} \left( \frac{H}{2} \right)^2; RF = 1 + \sum (K - 1) J \text{, with } J "
        r"\text{ the product of the strides before}"
    )

    size: Annotated[
        int, Field(ge=16, le=512), Draw(96, 112, 128, 128, 144, 160, 176, 192, 208, 224, 224, 224, 240, 256, 256)
    ]
    width: Annotated[int, Field(ge=1, le=256), Draw(16, 24, 32, 32, 48, 64)]

    @property
    def _stem(self) -> Stem:
        return deep_stem(self.width)

    def impossible(self) -> str | None:
        return f"an odd side of {self.size} cannot be halved" if self.size % 2 else None

    def ask(self) -> str:
        h, w = self.size, self.width
        return (
            f"Two stems on an RGB image of {h}×{h}, no biases, stride 1 unless stated. Stem A: 7×7/2, 3→64, padding 3. "
            f"Stem B: 3×3/2, 3→{w}; 3×3, {w}→{w}; 3×3, {w}→64, all with padding 1. How many MACs does each take, taps "
            "on padding counted, and what is the receptive field after its last layer? (MACs A; MACs B; field A; field "
            "B)"
        )

    def answer(self) -> Parts:
        return Parts(
            parts={
                "MACs A": Integer(value=macs(self.size, STEM_A), unit="MACs"),
                "MACs B": Integer(value=macs(self.size, self._stem), unit="MACs"),
                "field A": Integer(value=receptive_field(windows(STEM_A)), unit="pixels"),
                "field B": Integer(value=receptive_field(windows(self._stem)), unit="pixels"),
            }
        )

    def slips(self) -> Iterator[Slip]:
        h, stem = self.size, self._stem
        late, unstrided, single = restrided(stem, 1, 1, 2), restrided(stem, 1, 1, 1), restrided(STEM_A, 1)
        a, sizes = weights(*layers(STEM_A)), [weights(layer) for layer in layers(stem)]
        yield Slip(
            tag="stem.stride_on_last",
            value={"MACs B": macs(h, late), "field B": receptive_field(windows(late))},
            message="The first layer of B has the stride: the others work on half the side and step twice as far.",
            working=f"({sizes[0]} + {sizes[1]})·{h}² + {sizes[2]}·{h // 2}² = {macs(h, late):,}; 1 + 2 + 2 + 2 = 7",
            run=lambda: self._measured({"B": late}),
        )
        yield Slip(
            tag="stem.stride_ignored",
            value={"MACs A": macs(h, single), "MACs B": macs(h, unstrided)},
            message="Both stems work on half the side: a MAC count goes by output positions.",
            working=f"{a}·{h}² = {macs(h, single):,}; {sum(sizes)}·{h}² = {macs(h, unstrided):,}",
            run=lambda: self._measured({"A": single, "B": unstrided}, "MACs"),
        )
        guess = 3 * conv_macs(weights(square(3, 64)), (h // 2) ** 2)
        yield Slip(
            tag="stem.cheaper_assumed",
            value={"MACs B": guess},
            message="27 against 49 compares layers of equal widths; from 3 channels three 3×3 layers are not cheaper, "
            "since the later ones read many more channels.",
            working=f"27·3·64·{h // 2}² = {guess:,}",
        )
        yield Slip(
            tag="mac.input_positions",
            value={
                "MACs A": a * h * h,
                "MACs B": (sizes[0] * 4 + sizes[1] + sizes[2]) * (h // 2) ** 2,
            },
            working=f"{a}·{h}² = {a * h * h:,}; {sizes[0]}·{h}² + "
            f"({sizes[1]} + {sizes[2]})·{h // 2}² = {(sizes[0] * 4 + sizes[1] + sizes[2]) * (h // 2) ** 2:,}",
        )
        yield Slip(
            tag="rf.strides_ignored",
            value={"field B": receptive_field(windows(unstrided))},
            working="1 + 2 + 2 + 2 = 7",
            run=lambda: self._measured({"B": unstrided}, "field"),
        )
        yield Slip(tag="rf.current_stride", value={"field B": 13}, working="1 + 2·2 + 2·2 + 2·2 = 13")
        yield Slip(tag="rf.sum_kernels", value={"field B": 9}, working="3 + 3 + 3 = 9")

        slim = weights(*one_side(layers(STEM_A))), weights(*one_side(layers(stem)))
        total, half = sum(sizes), (h // 2) ** 2
        biased = with_biases(*layers(STEM_A)), with_biases(*layers(stem))

        def both(tag: str, counts: tuple[int, int], positions: int, by: str) -> Slip:
            found = dict(zip(("MACs A", "MACs B"), (each * positions for each in counts), strict=True))
            working = "; ".join(f"{count:,}{by} = {each:,}" for count, each in zip(counts, found.values(), strict=True))
            return Slip(tag=tag, value=found, working=working)

        yield both("kernel.side_not_area", slim, half, f"·{h // 2}²")
        yield both("mac.one_axis", (a, total), h // 2, f"·{h // 2}")
        yield both("mac.positions_forgotten", (a, total), 1, "")
        yield both("mac.bias_counted", biased, half, f"·{h // 2}²")
        yield Slip(tag="side.squared", value={"field A": 49, "field B": 121}, working="7·7 = 49; 11·11 = 121")

    def steps(self) -> Iterator[str]:
        half, stem = self.size // 2, self._stem
        yield f"Every layer's output is {half}×{half}: {half * half:,} positions"
        yield f"A: 7·7·3·64 = {weights(*layers(STEM_A)):,} weights, times positions {macs(self.size, STEM_A):,} MACs"
        yield f"B: {sum_of(layers(stem))} weights, times positions {macs(self.size, stem):,} MACs"
        yield "A sees 7 pixels"
        yield "B's first layer sees 3; the others step 2 pixels a tap: 3 + 2·2 + 2·2 = 11"

    def _measured(self, stems: dict[str, Stem], *kinds: str) -> Measurement:
        seen: dict[str, int] = {}
        for kind in kinds or ("MACs", "field"):
            for name, stem in stems.items():
                total = sum(each for _, each in work(self.size, stem)) if kind == "MACs" else 0
                seen[f"{kind} {name}"] = total or measure.foot(windows(stem)).value
        return Measurement(seen, "all ones through every layer, added up; gradient of one output for the fields")

    def measure(self) -> Measurement:
        return self._measured({"A": STEM_A, "B": self._stem})

    def scene(self) -> Scene:
        bars, fields = [], {}
        for name, stem in (("A", STEM_A), ("B", self._stem)):
            for (layer, stride), (side, each) in zip(stem, work(self.size, stem), strict=True):
                kernel = "×".join(map(str, layer.kernel_size))
                bars.append((f"{name} {kernel}/{stride} {layer.in_channels}→{layer.out_channels}, {side}²", each))
            fields[name] = measure.foot(windows(stem)).value
        said = [
            "",
            *[""] * (len(bars) - 2),
            f"One output of A sees {fields['A']} pixels a side, one of B {fields['B']}.",
        ]
        seen = footprint("", windows(self._stem), numbered(windows(self._stem)))
        label = f"multiply-adds of ones, an image of {self.size}×{self.size}"
        return joined("both stems, layer by layer", barred("", label, bars, said), seen)
