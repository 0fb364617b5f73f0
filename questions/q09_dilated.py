"""Question 9: the dilated convolution."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import combinations_with_replacement, count, product
from math import prod
from typing import Annotated, ClassVar

from pydantic import Field

from questions.answers.answers import Integer, Parts
from questions.drawing.stream import Draw
from questions.model.claim import Claim, Evidence
from questions.model.typed import Typed
from questions.model.variant import FollowUp, Level, Point, Question, Variant
from questions.parts.limits import misfit, too_many
from questions.parts.real_layers import Pool
from questions.scenes import Scene
from questions.scenes.counting import Counted, counting
from questions.scenes.footprint import footprint, grown
from questions.scenes.heat import compared
from questions.scenes.sampling import sampling
from questions.scenes.sliding import Ruler, sliding
from questions.scenes.story import joined
from questions.slips.slip import Slip
from solvers import measure
from solvers.arithmetic import (
    conv_parameters,
    doubling_layers,
    effective_kernel,
    layers_for_field,
    output_size,
    receptive_field,
    same_padding,
    samples_read,
)
from solvers.engine import conv2d, conv_transpose2d
from solvers.layers import Stack, Window
from solvers.measure import Measurement

Kernel = Field(ge=2, le=16)
Dilation = Field(ge=1, le=1024)
Side = Field(ge=1, le=512)
Channels = Field(ge=1, le=4096)

WIDEST = 4096
"""The largest field, in samples, that is run here."""
MOST = 1 << 24
"""Weights of one filter, or of all dilated ones, that are still counted here."""


def too_wide(kernel: int, dilations: tuple[int, ...]) -> str | None:
    """Say that layers reach further than is run here, None if they do not."""
    field = receptive_field(dilated(kernel, dilations))
    return f"the layers reach {field} samples far, here it may be {WIDEST}" if field > WIDEST else None


def dilated(kernel: int, dilations: tuple[int, ...]) -> Stack:
    """Return layers of one kernel at stride 1, one a dilation."""
    return tuple(Window(kernel_size=kernel, dilation=dilation) for dilation in dilations)


def listed(numbers: tuple[int, ...]) -> str:
    """Write numbers as an ask words them: `1, 2, 4`."""
    return ", ".join(map(str, numbers))


Dilations = Annotated[tuple[Annotated[int, Dilation], ...], Typed, Field(min_length=1, max_length=12)]


def doubled(layers: int) -> tuple[int, ...]:
    """Return so many dilations 1, 2, 4, …."""
    return tuple(1 << depth for depth in range(layers))


def read(layers: Stack) -> Measurement:
    """FOOT: how many samples of its field an output has a gradient on; all-ones weights cancel nothing."""
    gradient = measure.clear_of_borders(layers)[0]
    touched = int((gradient != 0).sum())
    return Measurement(touched, f"gradient of one output: not zero on {touched} samples")


WIDEST_PLANE = 32
"""The largest side of a plane that is drawn."""


def _stuffed(kernel: int, dilation: int) -> Scene:
    """Run a dilated kernel, and the dense one with zeros in its holes."""
    weight = measure.digits(1, 1, kernel, kernel) + 3
    dense = conv_transpose2d(measure.image([[1]]), weight, dilation=dilation)
    side = dense.shape[-1] + 7
    values = measure.noise(1, 1, side, side, seed=1)
    return compared(
        "holes are zeros",
        ("dilated kernel", measure.plane(conv2d(values, weight, dilation=dilation))),
        (f"dense {dense.shape[-2]}×{dense.shape[-1]} kernel, zeros in the holes", measure.plane(conv2d(values, dense))),
    )


class EffectiveKernel(Variant):
    """9.1 Effective kernel."""

    level: ClassVar[Level] = "easy"
    in_the_head: ClassVar[bool] = True
    formula: ClassVar[str] = "K + (K − 1)(D − 1) = D(K − 1) + 1"
    few_draws: ClassVar[int | None] = 36
    pool: ClassVar[Pool | None] = Pool(
        ("kernel", "dilation"),
        [
            ("DeepLab-LargeFOV fc6", (3, 12)),
            *(("DeepLab ASPP branch", (3, rate)) for rate in (6, 18, 24)),
            *(("Context module layer", (3, rate)) for rate in (2, 4, 8, 16)),
        ],
    )

    kernel: Annotated[int, Kernel, Draw(2, 3, 3, 5, 7)]
    dilation: Annotated[int, Dilation, Draw(2, 3, 4, 6, 8, 12, 16, 18, 24)]

    @property
    def _layer(self) -> Window:
        return Window(kernel_size=self.kernel, dilation=self.dilation)

    def impossible(self) -> str | None:
        return too_wide(self.kernel, (self.dilation,))

    def ask(self) -> str:
        where = f"{self.network}: a" if self.network else "A"
        return (
            f"{where} {self.kernel}×{self.kernel} kernel has dilation {self.dilation}. What is its effective size, as "
            "a side?"
        )

    def answer(self) -> Integer:
        return Integer(value=effective_kernel(self.kernel, self.dilation))

    def slips(self) -> Iterator[Slip]:
        k, d = self.kernel, self.dilation
        yield Slip(tag="keff.k_times_d", value=k * d, working=f"{k}·{d} = {k * d}")
        yield Slip(
            tag="keff.zeros_counted",
            value=k + (k - 1) * d,
            working=f"{k} + ({k} − 1)·{d} = {k + (k - 1) * d}",
            run=lambda: measure.foot((Window(kernel_size=k, dilation=d + 1),)),
        )
        yield Slip(
            tag="keff.missing_plus1",
            value=d * (k - 1),
            message="From the first to the last tap it is D(K − 1) steps: one sample more.",
            working=f"{d}·({k} − 1) = {d * (k - 1)}",
        )
        yield Slip(
            tag="keff.k_plus_d",
            value=k + d,
            message="Every one of the K − 1 gaps widens, each by D − 1.",
            working=f"{k} + {d} = {k + d}",
        )
        yield Slip(
            tag="keff.k_plus_d_minus1",
            value=k + d - 1,
            message="That widens one gap; there are K − 1.",
            working=f"{k} + {d} − 1 = {k + d - 1}",
        )

    def steps(self) -> Iterator[str]:
        k, d = self.kernel, self.dilation
        yield f"Between {k} taps: gaps {k} − 1 = {k - 1}, holes in each {d} − 1 = {d - 1}"
        yield f"{k} + {k - 1}·{d - 1} = {effective_kernel(k, d)}"

    def measure(self) -> Measurement:
        return measure.foot((self._layer,))

    def scene(self) -> Scene:
        k, d, span = self.kernel, self.dilation, self.measure().value
        axis = sliding("along an axis", [Ruler("one axis", span + 3, k, dilation=d)])
        if span > WIDEST_PLANE:
            return joined("taps and holes", axis, _stuffed(k, d))
        plain, apart = (measure.window_reads(span, k, dilation=each)[0].tolist() for each in (1, d))
        taps = [[(float(row), float(column)) for row in reads for column in reads] for reads in (plain, apart)]
        closing = f"{len(taps[1])} taps of {span}×{span} samples are read."
        plane = sampling("on the plane", (span, span), taps[0], taps[1], closing=closing)
        return joined("taps and holes", axis, plane, _stuffed(k, d))


class SizeAndPadding(Variant):
    """9.2 Size and same padding."""

    level: ClassVar[Level] = "medium"
    in_the_head: ClassVar[bool] = True
    formula: ClassVar[str] = "O = ⌊(I + 2P − D(K − 1) − 1)/S⌋ + 1; size kept by P = D(K − 1)/2"

    size: Annotated[int, Side, Draw(28, 32, 33, 41, 56, 64, 65)]
    kernel: Annotated[int, Kernel, Draw(3, 3, 5)]
    dilation: Annotated[int, Dilation, Draw(2, 2, 3, 4, 6)]
    stride: Annotated[int, Field(ge=1, le=16), Draw(1, 1, 2)] = 1
    padding: Annotated[int, Field(ge=0, le=256), Draw(0, 1, 2, 4, 6)] = 0

    @property
    def _span(self) -> int:
        return effective_kernel(self.kernel, self.dilation)

    def impossible(self) -> str | None:
        if same_padding(self.kernel, self.dilation) is None:
            return "equal padding on both sides cannot keep the size: D(K − 1) is odd"
        return misfit(self.size, self.kernel, self.padding, self.dilation)

    def excluded(self) -> bool:
        widest = max(self.kernel * self.dilation, effective_kernel(self.kernel, self.dilation + 1))
        return self.padding > self._span - 1 or widest >= self.size

    def ask(self) -> str:
        return (
            f"Input {self.size}×{self.size}, kernel {self.kernel}×{self.kernel}, dilation {self.dilation}, stride "
            f"{self.stride}, padding {self.padding} on every side. What is the side of the output, and which padding "
            "per side would keep the size at stride 1? (output; padding)"
        )

    def answer(self) -> Parts:
        output = output_size(self.size, self.kernel, self.stride, self.padding, self.dilation)
        padding = same_padding(self.kernel, self.dilation)
        return Parts(parts={"output": Integer(value=output), "padding": Integer(value=padding or 0)})

    def slips(self) -> Iterator[Slip]:
        i, k, d, s, p, span = self.size, self.kernel, self.dilation, self.stride, self.padding, self._span

        def side(span: int, padding: int = 2 * p, stride: int = s) -> int:
            return (i + padding - span) // stride + 1

        def worked(span: int, padding: str = f"2·{p}") -> str:
            return f"⌊({i} + {padding} − {span})/{s}⌋ + 1"

        yield Slip(
            tag="dilation.ignored",
            value={"output": side(k), "padding": (k - 1) // 2},
            working=f"{worked(k)} = {side(k)}; ⌊({k} − 1)/2⌋ = {(k - 1) // 2}",
            run=(lambda: self._measured(1)) if k % 2 else None,
        )
        wider = effective_kernel(k, d + 1)
        yield Slip(
            tag="keff.zeros_counted",
            value={"output": side(wider), "padding": (wider - 1) // 2},
            working=f"{worked(wider)} = {side(wider)}; ⌊({wider} − 1)/2⌋ = {(wider - 1) // 2}",
            run=(lambda: self._measured(d + 1)) if wider % 2 and wider <= i + 2 * p else None,
        )
        half = (k * d - 1) // 2
        # Rounded down, the half can be right: then only the output tells this mistake.
        wrong = {"output": side(k * d)} | ({"padding": half} if half != (span - 1) // 2 else {})
        yield Slip(
            tag="keff.k_times_d",
            value=wrong,
            working=f"{worked(k * d)} = {side(k * d)}; ⌊({k * d} − 1)/2⌋ = {half}",
        )
        square = partial(measure.square, i, k, s, dilation=d)
        yield Slip(
            tag="pad.single",
            value={"output": side(span, p)},
            working=f"{worked(span, str(p))} = {side(span, p)}",
            run=(lambda: self._output(square((p, 0)))) if span <= i + p else None,
        )
        yield Slip(
            tag="pad.total_not_side",
            value={"padding": d * (k - 1)},
            message="That is the total of both sides; the ask is per side.",
            working=f"{d}·({k} − 1) = {d * (k - 1)}",
            trial=lambda: self._padded(d * (k - 1), d),
        )
        yield Slip(
            tag="plus1.missing",
            value={"output": side(span) - 1},
            working=f"⌊({i} + 2·{p} − {span})/{s}⌋ = {side(span) - 1}",
        )
        yield Slip(
            tag="stride.ignored",
            value={"output": side(span, stride=1)},
            working=f"{i} + 2·{p} − {span} + 1 = {side(span, stride=1)}",
            run=lambda: self._output(measure.square(i, k, 1, (p, p), d)),
        )

    def _output(self, seen: Measurement) -> Measurement:
        return seen.named("output")

    def _large(self, dilation: int) -> int:
        """Return the side of an input that certainly holds the kernel."""
        return max(self.size, self.kernel * dilation)

    def _padded(self, padding: int, dilation: int) -> Measurement:
        """Pad an input at stride 1 and see its size."""
        size = self._large(dilation)
        outputs = measure.positions(size, self.kernel, 1, (padding, padding), dilation)
        return Measurement(outputs, f"padding {padding} turns a side of {size} into {outputs}")

    def _measured(self, dilation: int) -> Measurement:
        output = measure.square(self.size, self.kernel, self.stride, (self.padding, self.padding), dilation)
        size = self._large(dilation)
        padding = measure.search(range(size), lambda padding: self._padded(padding, dilation).value == size)
        run = f"{output.run}; {self._padded(padding, dilation).run}"
        return Measurement({"output": output.value, "padding": padding}, run)

    def steps(self) -> Iterator[str]:
        i, k, d, s, p, span = self.size, self.kernel, self.dilation, self.stride, self.padding, self._span
        yield f"Effective kernel: {d}·({k} − 1) + 1 = {span}"
        yield f"Output: ⌊({i} + 2·{p} − {span})/{s}⌋ + 1 = {output_size(i, k, s, p, d)}"
        yield f"Stride 1 takes off {span} − 1 = {span - 1}; half on each side: {same_padding(k, d)}"

    def measure(self) -> Measurement:
        return self._measured(self.dilation)

    def scene(self) -> Scene:
        same = self.measure().value["padding"]
        rulers = [
            Ruler("as asked", self.size, self.kernel, self.stride, (self.padding, self.padding), self.dilation),
            Ruler("size kept", self.size, self.kernel, 1, (same, same), self.dilation),
        ]
        return sliding(f"kernel {self.kernel}, dilation {self.dilation}", rulers)


STACKS = (
    (1, 2, 4),
    (1, 2, 4, 8),
    (1, 2, 4, 8, 16),
    doubled(6),
    doubled(10),
    (1, 1, 2, 4, 8, 16),
    (1, 1, 2, 4, 8, 16, 1),
    (2, 2, 2),
    (4, 4, 4),
    (2, 4, 8),
    (2, 4),
    (1, 2, 3),
    (1, 2, 5),
    (1, 2, 9),
    (1, 3, 9),
    (1, 4, 16),
    (2, 3, 5),
    (3, 6, 9),
    (6, 12, 18),
    (1, 2, 5, 1, 2, 5),
)
NETWORKS = {
    (2, doubled(10)): "WaveNet block",
    (3, (1, 1, 2, 4, 8, 16, 1)): "Context module",
}
"""van den Oord et al. 2016, §2.1; Yu & Koltun 2016, Table 1."""


class StackField(Variant):
    """9.3 Receptive field of a dilated stack."""

    level: ClassVar[Level] = "medium"
    in_the_head: ClassVar[bool] = True
    formula: ClassVar[str] = "RF = 1 + (K − 1)·ΣD at stride 1"

    kernel: Annotated[int, Kernel, Draw(2, 3, 3, 5)]
    dilations: Annotated[Dilations, Draw(*STACKS)]

    @property
    def network(self) -> str:
        """The published stack that has these numbers."""
        return NETWORKS.get((self.kernel, self.dilations), "")

    @property
    def _layers(self) -> Stack:
        return dilated(self.kernel, self.dilations)

    def impossible(self) -> str | None:
        return too_wide(self.kernel, self.dilations)

    def ask(self) -> str:
        where = f"{self.network}: layers" if self.network else "Layers"
        return (
            f"{where} of {self.kernel} taps, stride 1, with dilations {listed(self.dilations)}. What is the receptive "
            "field, in samples along one axis?"
        )

    def answer(self) -> Integer:
        return Integer(value=receptive_field(self._layers))

    def slips(self) -> Iterator[Slip]:
        k, dilations, field = self.kernel, self.dilations, receptive_field(self._layers)
        n, last = len(dilations), dilations[-1]
        yield Slip(
            tag="dilation.ignored",
            value=1 + (k - 1) * n,
            working=f"1 + {k - 1}·{n} = {1 + (k - 1) * n}",
            run=lambda: measure.foot((Window(kernel_size=k),) * n),
        )
        yield Slip(
            tag="rf.product_of_dilations",
            value=1 + (k - 1) * prod(dilations),
            message="What the layers contribute adds up, it does not multiply.",
            working=f"1 + {k - 1}·{'·'.join(map(str, dilations))} = {1 + (k - 1) * prod(dilations):,}",
        )
        yield Slip(
            tag="rf.last_layer_only",
            value=1 + (k - 1) * last,
            message="All layers contribute, not only the last.",
            working=f"1 + {k - 1}·{last} = {1 + (k - 1) * last}",
            run=lambda: measure.foot(self._layers[-1:]),
        )
        spans = [effective_kernel(k, d) for d in dilations]
        yield Slip(
            tag="rf.sum_of_keff",
            value=sum(spans),
            message="Neighbouring layers share one sample: add K_e − 1 each, to a first 1.",
            working=f"{' + '.join(map(str, spans))} = {sum(spans)}",
        )
        yield Slip(tag="rf.started_at_zero", value=field - 1, working=f"{k - 1}·{sum(dilations)} = {field - 1}")
        yield Slip(
            tag="keff.k_times_d",
            value=1 + sum(k * d - 1 for d in dilations),
            working=f"1 + {' + '.join(str(k * d - 1) for d in dilations)} = {1 + sum(k * d - 1 for d in dilations)}",
        )

    def steps(self) -> Iterator[str]:
        k, total = self.kernel, sum(self.dilations)
        yield f"Each layer adds (K − 1)·D = {k - 1}·D samples, to a first 1"
        yield f"Dilations: {' + '.join(map(str, self.dilations))} = {total}"
        yield f"1 + {k - 1}·{total} = {1 + (k - 1) * total}"

    def measure(self) -> Measurement:
        return measure.foot(self._layers)

    def scene(self) -> Scene:
        return layer_by_layer(f"dilations {listed(self.dilations)}", self._layers)


def layer_by_layer(title: str, layers: Stack, place: str = "") -> Scene:
    """Light up what one output sees, with how many of the samples are read, and where they lie."""
    seen = read(layers).value
    return footprint(title, layers, numbered(layers), f" {seen} of them are read.{place}")


def numbered(layers: Stack) -> list[str]:
    """Return what a picture calls the layers."""
    return [f"layer {number}" for number in range(1, len(layers) + 1)]


class LayersNeeded(Variant):
    """9.4 Layers needed with doubling dilations."""

    level: ClassVar[Level] = "hard"
    formula: ClassVar[str] = "n = ⌈log₂((T − 1)/(K − 1) + 1)⌉"
    few_draws: ClassVar[int | None] = 44

    kernel: Annotated[int, Kernel, Draw(2, 2, 3)]
    samples: Annotated[
        int,
        Field(ge=3, le=WIDEST),
        Draw(
            40,
            60,
            100,
            120,
            150,
            200,
            240,
            300,
            400,
            480,
            500,
            600,
            800,
            900,
            1000,
            1100,
            1200,
            1500,
            1600,
            1800,
            2400,
            4000,
        ),
    ]

    def ask(self) -> str:
        return (
            f"Causal layers of {self.kernel} taps with dilations 1, 2, 4, … How many layers until one output sees at "
            f"least {self.samples} samples?"
        )

    def answer(self) -> Integer:
        return Integer(value=doubling_layers(self.samples, self.kernel))

    def slips(self) -> Iterator[Slip]:
        k, t = self.kernel, self.samples
        plain, deep = layers_for_field(t, k), doubling_layers(t, k)
        yield Slip(
            tag="dilation.ignored",
            value=plain,
            message="That many undilated layers are needed: here each layer adds twice what the one before it did.",
            working=f"⌈({t} − 1)/({k} − 1)⌉ = {plain}",
        )
        floored = next(n for n in count(deep, -1) if 1 + (k - 1) * ((1 << n) - 1) <= t)
        yield Slip(
            tag="round.floor_layers",
            value=floored,
            message="That stack does not reach the target yet: round up.",
            working=f"⌊log₂({t - 1}/{k - 1} + 1)⌋ = {floored}",
            trial=lambda: self._field(floored),
        )
        over = next(n for n in count() if k << n >= t)
        yield Slip(
            tag="rf.log_of_T_over_k",
            value=over,
            message="The dilations 1, 2, …, 2ⁿ⁻¹ add up to 2ⁿ − 1: the field is 1 + (K − 1)(2ⁿ − 1), not K·2ⁿ.",
            working=f"⌈log₂({t}/{k})⌉ = {over}",
            trial=lambda: self._field(over),
        )
        alone = next(n for n in count(1) if 1 + (k - 1) * (1 << n - 1) >= t)
        yield Slip(
            tag="rf.last_layer_only",
            value=alone,
            message="All layers contribute, not only the last.",
            working=f"1 + {k - 1}·2^{alone - 1} = {1 + (k - 1) * (1 << alone - 1)}",
            trial=lambda: self._field(alone),
        )
        powers = next(n for n in count() if k**n >= t)
        yield Slip(
            tag="rf.log_base_k",
            value=powers,
            message="The dilations double whatever the kernel: the base of the logarithm is 2.",
            working=f"{k}^{powers} = {k**powers}",
            trial=lambda: self._field(powers),
        )

    def _field(self, layers: int) -> Measurement:
        """Run so many layers: what they really see."""
        seen = measure.foot(dilated(self.kernel, doubled(layers))).value if layers else 1
        return Measurement(seen, f"{layers} layers see {seen} samples, {self.samples} are wanted")

    def steps(self) -> Iterator[str]:
        k, t, n = self.kernel, self.samples, doubling_layers(self.samples, self.kernel)
        yield "Dilations 1, 2, …, 2ⁿ⁻¹ add up to 2ⁿ − 1"
        yield f"Field: 1 + {k - 1}·(2ⁿ − 1) ≥ {t} needs 2ⁿ ≥ {t - 1}/{k - 1} + 1"
        yield f"2^{n - 1} = {1 << n - 1} is too small, 2^{n} = {1 << n} is enough: n = {n}"

    def measure(self) -> Measurement:
        layers = measure.search(count(1), lambda layers: self._field(layers).value >= self.samples)
        return Measurement(layers, self._field(layers).run)

    def scene(self) -> Scene:
        layers = dilated(self.kernel, doubled(self.measure().value))
        where = " A causal layer is padded in front only: all lie at or before the output's own sample."
        return layer_by_layer(f"until {self.samples} samples are seen", layers, where)


GRIDS = (
    *[stack for stack in STACKS if len(stack) < 6] * 3,
    *combinations_with_replacement((1, 2, 3, 4, 5, 6, 9), 2),
    *combinations_with_replacement((1, 2, 3, 4, 6, 9), 3),
)


class Gridding(Variant):
    """9.5 Gridding."""

    level: ClassVar[Level] = "hard"
    formula: ClassVar[str] = "field 1 + 2·ΣD; read: the distinct sums Σ t·D with every t one of −1, 0, 1"

    dilations: Annotated[
        Dilations,
        Draw(*GRIDS),
    ]

    @property
    def _layers(self) -> Stack:
        return dilated(3, self.dilations)

    def impossible(self) -> str | None:
        return too_wide(3, self.dilations)

    def excluded(self) -> bool:
        return max(self.dilations) == 1

    def ask(self) -> str:
        return (
            f"Layers of 3 taps, stride 1, with dilations {listed(self.dilations)}. How large is the receptive field, "
            "and how many of its samples are actually read, along one axis? (field; read)"
        )

    def answer(self) -> Parts:
        field, samples = receptive_field(self._layers), samples_read(self._layers)
        return Parts(parts={"field": Integer(value=field), "read": Integer(value=samples)})

    def slips(self) -> Iterator[Slip]:
        dilations, field = self.dilations, receptive_field(self._layers)
        n = len(dilations)
        yield Slip(
            tag="gridding.none",
            value={"read": field},
            message="Not every sample of the field is read: these dilations leave gaps.",
            working=f"all {field}",
        )
        yield Slip(
            tag="gridding.product",
            value={"read": 3**n},
            message="Different paths meet at the same sample: count distinct samples.",
            working=f"3^{n} = {3**n}",
        )
        yield Slip(
            tag="gridding.last_only",
            value={"read": 3},
            message="The other layers fill in around each tap.",
            working="3 taps",
        )
        undilated = dilated(3, (1,) * n)
        yield Slip(
            tag="dilation.ignored",
            value={"field": 1 + 2 * n},
            working=f"1 + 2·{n} = {1 + 2 * n}",
            run=lambda: Measurement({"field": measure.foot(undilated).value}, "the layers without dilation"),
        )
        wide = 1 + sum(3 * d - 1 for d in dilations)
        yield Slip(
            tag="keff.k_times_d",
            value={"field": wide},
            working=f"1 + {' + '.join(str(3 * d - 1) for d in dilations)} = {wide}",
        )

    def steps(self) -> Iterator[str]:
        total, samples = sum(self.dilations), samples_read(self._layers)
        yield f"Field: 1 + 2·({' + '.join(map(str, self.dilations))}) = {1 + 2 * total}"
        for depth in range(1, len(self.dilations) + 1):
            reached = samples_read(self._layers[:depth])
            yield f"Sums with {listed(self.dilations[:depth])}, each added, subtracted or left out: {reached} distinct"
        yield f"{samples} of {1 + 2 * total} samples are read"

    def measure(self) -> Measurement:
        field, touched = measure.foot(self._layers), read(self._layers)
        return Measurement({"field": field.value, "read": touched.value}, f"{field.run}, on {touched.value} of them")

    def scene(self) -> Scene:
        layers = layer_by_layer(f"dilations {listed(self.dilations)}", self._layers)
        if measure.foot(self._layers).value > WIDEST_PLANE:
            return layers
        return joined(layers.title, layers, grown("on the plane", self._layers, numbered(self._layers)))


class WeightCount(Variant):
    """9.6 Weights."""

    level: ClassVar[Level] = "easy"
    formula: ClassVar[str] = "dilated K²·C_in·C_out; undilated (D(K − 1) + 1)²·C_in·C_out"
    pool: ClassVar[Pool | None] = Pool(
        ("kernel", "dilation", "in_channels", "out_channels"),
        [
            ("DeepLab-LargeFOV fc6", (3, 12, 512, 1024)),
            *((f"DeepLabv3 ASPP, rate {rate}", (3, rate, 2048, 256)) for rate in (6, 12, 18)),
            *((f"Context module, dilation {rate}", (3, rate, 21, 21)) for rate in (2, 4, 8, 16)),
        ],
    )

    kernel: Annotated[int, Kernel, Draw(3, 3, 5)]
    dilation: Annotated[int, Dilation, Draw(2, 3, 4, 6, 12)]
    in_channels: Annotated[int, Channels, Draw(64, 128, 256, 512)]
    out_channels: Annotated[int, Channels, Draw(64, 128, 256, 512)]

    @property
    def _channels(self) -> int:
        """Pairs of an input and an output channel."""
        return self.in_channels * self.out_channels

    def impossible(self) -> str | None:
        weights = max(
            self.kernel**2 * self._channels,
            (effective_kernel(self.kernel, self.dilation + 1)) ** 2 * self.in_channels,
        )
        return too_many(weights, MOST) or too_wide(self.kernel, (self.dilation,))

    def ask(self) -> str:
        where = f"{self.network}: a" if self.network else "A"
        return (
            f"{where} {self.kernel}×{self.kernel} convolution, {self.in_channels}→{self.out_channels} channels, "
            f"dilation {self.dilation}, without bias. How many weights does it have, and how many would an undilated "
            "one that spans as much have? (dilated; undilated)"
        )

    def answer(self) -> Parts:
        def weights(kernel: int) -> int:
            return conv_parameters(kernel, kernel, self.in_channels, self.out_channels, bias=False)

        return Parts(
            parts={
                "dilated": Integer(value=weights(self.kernel)),
                "undilated": Integer(value=weights(effective_kernel(self.kernel, self.dilation))),
            }
        )

    def slips(self) -> Iterator[Slip]:
        k, d, c, o, pairs = self.kernel, self.dilation, self.in_channels, self.out_channels, self._channels
        span, wider = effective_kernel(k, d), effective_kernel(k, d + 1)

        def worked(side: int) -> str:
            return f"{side}²·{c}·{o} = {side**2 * pairs:,}"

        yield Slip(
            tag="dilation.adds_params",
            value={"dilated": span**2 * pairs},
            message="The holes hold no weights.",
            working=worked(span),
            run=lambda: Measurement({"dilated": self._spanning(d).value}, self._spanning(d).run),
        )
        yield Slip(
            tag="dilation.times_d",
            value={"dilated": k * k * d * pairs},
            message="Dilation adds no weights.",
            working=f"{k}²·{d}·{c}·{o} = {k * k * d * pairs:,}",
        )
        yield Slip(tag="keff.k_times_d", value={"undilated": (k * d) ** 2 * pairs}, working=worked(k * d))
        yield Slip(
            tag="keff.zeros_counted",
            value={"undilated": wider**2 * pairs},
            working=worked(wider),
            run=lambda: Measurement({"undilated": self._spanning(d + 1).value}, self._spanning(d + 1).run),
        )
        yield Slip(
            tag="kernel.side_not_area",
            value={"dilated": k * pairs, "undilated": span * pairs},
            working=f"{k}·{c}·{o} = {k * pairs:,}; {span}·{c}·{o} = {span * pairs:,}",
        )

    def steps(self) -> Iterator[str]:
        k, d, c, o, pairs = self.kernel, self.dilation, self.in_channels, self.out_channels, self._channels
        span = effective_kernel(k, d)
        yield f"Dilation adds no weights: {k}·{k}·{c}·{o} = {k * k * pairs:,}"
        yield f"It spans {d}·({k} − 1) + 1 = {span} samples"
        yield f"Undilated: {span}·{span}·{c}·{o} = {span * span * pairs:,}"

    def _spanning(self, dilation: int) -> Measurement:
        """COUNT the weights of an undilated layer as wide as a dilated one is seen to be, filter by filter."""
        span = measure.foot((Window(kernel_size=self.kernel, dilation=dilation),)).value
        one = measure.count(measure.parameters(self.in_channels, 1, (span, span), bias=False)).value
        run = f"an undilated {span}×{span} filter has {one:,} weights, {self.out_channels} filters"
        return Measurement(one * self.out_channels, run)

    def measure(self) -> Measurement:
        side = (self.kernel, self.kernel)
        arrays = measure.parameters(self.in_channels, self.out_channels, side, bias=False)
        span = measure.foot((Window(kernel_size=self.kernel, dilation=self.dilation),)).value
        measure.same_arrays(arrays, 1, (span,), dilation=self.dilation)
        few, many = measure.count(arrays), self._spanning(self.dilation)
        run = f"{few.run}, run with dilation {self.dilation}; {many.run}"
        return Measurement({"dilated": few.value, "undilated": many.value}, run)

    def scene(self) -> Scene:
        arrays = measure.parameters(self.in_channels, self.out_channels, (self.kernel, self.kernel), bias=False)
        pictures = [Counted(name, array, "filter") for name, array in arrays.items()]
        return counting("the weights, whatever the dilation", pictures, self._spanning(self.dilation).run)


def holes_are_zeros() -> Evidence:
    """Run dilated kernels and undilated ones with zeros between the weights."""
    values, kernel = measure.noise(1, 3, 20, 20), measure.noise(4, 3, 3, 3, seed=1)
    largest = 0.0
    for dilation in (2, 3, 4):
        side = 2 * dilation + 1
        stuffed = 0 * measure.noise(4, 3, side, side)
        stuffed[:, :, ::dilation, ::dilation] = kernel
        largest = max(
            largest, measure.largest_difference(conv2d(values, kernel, dilation=dilation), conv2d(values, stuffed))
        )
    return Evidence(largest < 1e-9, f"dilations 2, 3, 4 against 5×5, 7×7, 9×9 kernels: max |Δ| = {largest:.1g}")


def span_is_effective_kernel() -> Evidence:
    """Back-propagate through single dilated layers."""
    grid = list(product(range(1, 8), (1, 2, 3, 4, 8)))
    agree = sum(
        measure.foot((Window(kernel_size=k, dilation=d),)).value == k + (k - 1) * (d - 1) == effective_kernel(k, d)
        for k, d in grid
    )
    return Evidence(agree == len(grid), f"{agree} of {len(grid)} layers span D(K − 1) + 1")


def wider_for_nothing() -> Evidence:
    """Run one 3×3 layer's arrays at dilations 1, 2, 4 and 8 with the padding that keeps the size."""
    arrays = measure.parameters(4, 4, (3, 3))
    rates = (1, 2, 4, 8)
    sides = {measure.same_arrays(arrays, 1, (32,), 1, d, d)[0] for d in rates}
    macs = {measure.ones(4, 4, (3, 3), (32, 32), 1, d, d).value for d in rates}
    fields = [measure.foot((Window(kernel_size=3, dilation=d),)).value for d in rates]
    return Evidence(
        sides == {(32, 32)} and len(macs) == 1 and fields == sorted(set(fields)),
        f"dilations {listed(rates)} span {listed(tuple(fields))}; always {measure.count(arrays).value} parameters, "
        f"{min(macs):,} MACs, output 32×32",
    )


def padding_keeps_size() -> Evidence:
    """Pad kernels by D(K − 1)/2 on each side wherever that is whole."""
    grid = [(k, d) for k, d in product(range(2, 8), range(1, 7)) if d * (k - 1) % 2 == 0]
    agree = sum(measure.positions(40, k, 1, (d * (k - 1) // 2,) * 2, d) == 40 for k, d in grid)
    return Evidence(agree == len(grid), f"{agree} of {len(grid)} layers keep a side of 40")


def common_factor_leaves_gaps() -> Evidence:
    """Count the samples that are read behind several lists of dilations."""
    seen = {rates: (read(dilated(3, rates)).value, measure.foot(dilated(3, rates)).value) for rates in STACKS[:12]}
    shown = {rates: seen[rates] for rates in ((2, 2, 2), (2, 4, 8), (1, 2, 4))}
    text = "; ".join(f"({listed(rates)}) reads {few} of {field}" for rates, (few, field) in shown.items())
    return Evidence(
        seen[2, 2, 2] == (7, 13) and seen[2, 4, 8] == (15, 29) and all(a == b for r, (a, b) in seen.items() if 1 in r),
        text,
    )


def no_common_factor_is_not_enough() -> Evidence:
    """Count the samples that are read where one dilation is much larger than those before it."""
    (few, field), (every, small) = (
        (read(dilated(3, rates)).value, measure.foot(dilated(3, rates)).value) for rates in ((1, 2, 9), (1, 2, 5))
    )
    return Evidence(
        (few, field, every) == (21, 25, small), f"(1, 2, 9) reads {few} of {field}, (1, 2, 5) {every} of {small}"
    )


def neighbours_read_apart() -> Evidence:
    """Compare the samples that two neighbouring outputs read."""
    shared = {}
    for rates in ((2, 2, 2), (1, 2, 4)):
        one, other = (measure.input_gradients(dilated(3, rates), 64, at)[0] != 0 for at in (20, 21))
        shared[rates] = int((one & other).sum())
    return Evidence(
        shared[2, 2, 2] == 0 < shared[1, 2, 4],
        "; ".join(f"({listed(rates)}): {number} samples in common" for rates, number in shared.items()),
    )


def doubling_covers_all() -> Evidence:
    """Run ten layers of two taps with dilations 1 to 512, and without."""
    wavenet, plain = dilated(2, doubled(10)), dilated(2, (1,) * 10)
    fields = [measure.foot(layers).value for layers in (wavenet, plain)]
    touched = read(wavenet).value
    return Evidence(
        (*fields, touched) == (1024, 11, 1024),
        f"ten layers see {fields[0]} samples and read {touched}; undilated they see {fields[1]}",
    )


def large_rates_fall_into_padding() -> Evidence:
    """Run ones through all-ones 3×3 kernels on 65×65: an output is the number of its taps inside."""
    ones = measure.zeros(1, 1, 65, 65) + 1
    kernel = measure.zeros(1, 1, 3, 3) + 1
    inside = {rate: float(conv2d(ones, kernel, None, 1, rate, rate).mean()) for rate in (1, 6, 30, 64)}
    return Evidence(
        4.2 < inside[30] < 4.4 and inside[64] < 1.1,
        "taps inside on average: " + ", ".join(f"rate {rate} {taps:.2f}" for rate, taps in inside.items()),
    )


ANSWER = """\
A dilated (*atrous*) convolution leaves **D − 1 holes between neighbouring taps**, as if zeros stood there; nothing is
computed for them.

- Effective kernel: **K + (K − 1)(D − 1) = D(K − 1) + 1**.
- The receptive field grows without more weights, without more MACs per output and without downsampling: a stack at
  stride 1 sees 1 + (K − 1)·ΣD.
- To keep the size at stride 1, pad by D(K − 1)/2 on each side.
- Dilations that share a factor skip samples (*gridding*): three 3-tap layers with 2, 2, 2 read 7 of 13. Doubling them,
  1, 2, 4, …, reads every sample.

Example: 3×3 with D = 4 spans **9×9** with 9 weights. Used where the output is dense: DeepLab (segmentation), WaveNet
(sound).
"""

QUESTION = Question(
    number=9,
    slug="dilated",
    title="What is dilated convolution? Why use it?",
    level="hard",
    topics=("dilated convolution",),
    answer=ANSWER,
    formula="K_e = K + (K − 1)(D − 1) = D(K − 1) + 1",
    latex=r"K_e = K + (K - 1)(D - 1) = D(K - 1) + 1",
    claims=(
        Claim(
            says="A dilated kernel acts as one with D − 1 zeros between its weights.",
            experiment=holes_are_zeros,
            source="Dumoulin & Visin 2016, §5.1; Yu & Koltun 2016, §2",
        ),
        Claim(
            says="The effective kernel is K + (K − 1)(D − 1) = D(K − 1) + 1.",
            experiment=span_is_effective_kernel,
            source="Dumoulin & Visin 2016, §5.1",
        ),
        Claim(
            says="It sees further with the same parameters, MACs per output and resolution.",
            experiment=wider_for_nothing,
            source="Yu & Koltun 2016",
        ),
        Claim(says="At stride 1, padding D(K − 1)/2 on each side keeps the size.", experiment=padding_keeps_size),
        Claim(
            says="Dilations with a common factor leave gaps.",
            experiment=common_factor_leaves_gaps,
            source="Wang et al. 2018, §3.2",
        ),
        Claim(
            says="Without a common factor there can still be gaps, where a dilation outgrows the field before it.",
            experiment=no_common_factor_is_not_enough,
            source="Wang et al. 2018, §3.2",
        ),
        Claim(
            says="Where they share a factor, neighbouring outputs read disjoint samples.",
            experiment=neighbours_read_apart,
        ),
        Claim(
            says="Doubling dilations let the field grow exponentially with depth, and every sample is read.",
            experiment=doubling_covers_all,
            source="van den Oord et al. 2016, §2.1; Yu & Koltun 2016, §2",
        ),
        Claim(
            says="Near the size of the map most taps fall into the padding.",
            experiment=large_rates_fall_into_padding,
            source="Chen et al. 2017, Rethinking atrous convolution, §3.3 and Figure 4",
        ),
        Claim(
            says="DeepLab uses it for segmentation, WaveNet for sound.",
            source="Chen et al. 2015; van den Oord et al. 2016",
        ),
    ),
    variants=(EffectiveKernel, SizeAndPadding, StackField, LayersNeeded, Gridding, WeightCount),
    follow_ups=(
        FollowUp(
            "What is gridding, and the cure?",
            "With a common factor, neighbouring outputs read disjoint samples, and fine detail falls apart. Use "
            "dilations without one, such as 1, 2, 5, or end with smaller ones.",
        ),
        FollowUp(
            "Why not always use it instead of pooling?",
            "The maps stay large, and so do memory and work. DeepLab's ASPP therefore runs on features at stride 8 or "
            "16.",
        ),
        FollowUp(
            "What happens when the rate nears the size of the map?",
            "The outer taps fall into the padding: on 65×65 a 3×3 kernel has on average 4.3 of its 9 taps inside at "
            "rate 30, and about one at rate 64. It becomes a 1×1 convolution.",
        ),
    ),
    rubric=(
        Point("D − 1 holes between neighbouring taps", essential=True),
        Point("effective kernel D(K − 1) + 1", essential=True),
        Point("larger receptive field with the same parameters and resolution", essential=True),
        Point("padding D(K − 1)/2 keeps the size at stride 1"),
        Point("gridding, and how the choice of dilations avoids it"),
        Point("DeepLab with ASPP, WaveNet"),
    ),
    trap="The effective kernel is K·D (it is D(K − 1) + 1).",
    sources=(
        "Yu & Koltun 2016, Multi-scale context aggregation by dilated convolutions",
        "Dumoulin & Visin 2016, A guide to convolution arithmetic for deep learning, §5.1",
        "Chen et al. 2015, Semantic image segmentation with deep convolutional nets and fully connected CRFs",
        "Chen et al. 2017, Rethinking atrous convolution for semantic image segmentation, §3.3",
        "van den Oord et al. 2016, WaveNet, §2.1",
        "Wang et al. 2018, Understanding convolution for semantic segmentation, §3.2",
    ),
    related=(3, 5, 15),
)
