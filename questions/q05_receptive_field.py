"""Question 5: the receptive field and how to compute it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from itertools import count, product
from typing import Annotated, Any, ClassVar

from pydantic import Field

from questions.answers.answers import Integer, Shape
from questions.drawing.stream import Draw, DrawSeveral
from questions.model.claim import Claim, Evidence
from questions.model.variant import CommonWording, FollowUp, Level, Point, Question, Variant
from questions.parts.signs import minus
from questions.parts.stacks import DrawnStack, describe_stack, parse_stack
from questions.scenes import Scene
from questions.scenes.footprint import footprint
from questions.slips.slip import Slip
from solvers import measure
from solvers.arithmetic import field_of_output, field_table, layers_for_field, receptive_field
from solvers.layers import Stack, Window
from solvers.measure import Measurement
from solvers.networks.architectures.alexnet import ALEXNET
from solvers.networks.architectures.inception import INCEPTION_V3_STEM
from solvers.networks.architectures.lenet import LENET5
from solvers.networks.architectures.mobilenet import MOBILENET
from solvers.networks.architectures.resnet import RESNET18, RESNET50, RESNET50_STRIDE_IN_3X3
from solvers.networks.architectures.vgg import VGG16
from solvers.networks.running import run

Layers = Field(min_length=1, max_length=32)

WIDEST = 2048
"""The largest field, jump and padding, in input samples, that a run still shows at once."""
LARGEST = 64
"""The largest kernel that is run here."""
FULL_KERNEL = "A layer adds K − 1, not K: one tap falls on what was already seen."


def too_wide(layers: Stack) -> str | None:
    """Say that a stack reaches further than is run here, None if it does not."""
    if any(layer.kernel_size > LARGEST for layer in layers):
        return f"kernels of more than {LARGEST} samples are not run here"
    *_, last = field_table(layers)
    largest = max(last.receptive_field, last.jump, last.padding)
    return f"the stack reaches {largest} input samples far, here it may be {WIDEST}" if largest > WIDEST else None


def altered(layers: Stack, **update: Any) -> Stack:
    """Return the same stack with other settings in every layer."""
    return tuple(layer.model_copy(update=update) for layer in layers)


def numbered(layers: Stack) -> list[str]:
    """Return what a picture calls the layers."""
    return [f"layer {number}" for number in range(1, len(layers) + 1)]


def span(layer: Window) -> int:
    """Return D(K − 1), the samples that a layer adds at jump 1."""
    return layer.dilation * (layer.kernel_size - 1)


def mistaken(tag: str, terms: Iterable[tuple[int, int]], message: str = "", run: Stack = ()) -> Slip:
    """Return the slip that adds these (samples, jump) to the first 1; `run` is a stack that commits it."""
    terms = list(terms)
    total = 1 + sum(added * jump for added, jump in terms)
    working = " + ".join(["1", *(f"{added}·{jump}" for added, jump in terms if added)])
    return Slip(
        tag=tag,
        value=total,
        message=message,
        working=f"{working} = {total}",
        run=(lambda: measure.foot(run)) if run else None,
    )


def stride_slips(layers: Stack) -> Iterator[Slip]:
    """Yield what goes wrong between strides and kernels, dilated or not."""
    rows = list(field_table(layers))
    strides_first = tuple(
        twin
        for layer in layers
        for twin in (Window(kernel_size=1, stride=layer.stride), layer.model_copy(update={"stride": 1}))
    )
    yield mistaken("rf.current_stride", ((span(row.layer), row.jump) for row in rows), run=strides_first)
    yield mistaken("rf.strides_ignored", ((span(layer), 1) for layer in layers), run=altered(layers, stride=1))


def kernel_slips(layers: Stack) -> Iterator[Slip]:
    """Yield what goes wrong where the kernels are added up, and which layers are."""
    rows = list(field_table(layers))
    field, kernels = rows[-1].receptive_field, [layer.kernel_size for layer in layers]
    before = [1, *(layer.stride for layer in layers[:-1])]
    yield mistaken(
        "rf.previous_stride_only",
        zip(map(span, layers), before, strict=True),
        "Jumps multiply over all earlier strides, not only the last one.",
    )
    yield Slip(
        tag="rf.sum_kernels",
        value=sum(kernels),
        working=f"{' + '.join(map(str, kernels))} = {sum(kernels)}",
    )
    yield mistaken("rf.full_kernel_added", zip(kernels, (row.jump_before for row in rows), strict=True), FULL_KERNEL)
    yield Slip(tag="rf.started_at_zero", value=field - 1, working=f"0 + {field - 1} = {field - 1}")
    unpooled = tuple(layer for layer in layers if layer.op == "conv")
    if 0 < len(unpooled) < len(layers):
        yield mistaken(
            "rf.pool_skipped",
            ((span(row.layer), row.jump_before) for row in field_table(unpooled)),
            "A pooling layer counts like a convolution, with its window and its stride.",
            unpooled,
        )
        windowless = tuple(
            layer if layer.op == "conv" else Window(kernel_size=1, stride=layer.stride) for layer in layers
        )
        yield mistaken(
            "rf.pool_window_ignored",
            ((span(row.layer), row.jump_before) for row in field_table(windowless)),
            "Pooling does not only stretch the jump: its window widens the field too.",
            windowless,
        )


def table(layers: Stack) -> Iterator[str]:
    """Yield the receptive-field table as worked steps."""
    yield "Start with one sample: field 1, jump 1"
    for row, name in zip(field_table(layers), numbered(layers), strict=True):
        k, d = row.layer.kernel_size, row.layer.dilation
        factor = f"{d}·({k} − 1)·" if d > 1 else f"({k} − 1)·"
        stride = f"; jump becomes {row.jump}" if row.layer.stride > 1 else ""
        yield f"{name.capitalize()} adds {factor}{row.jump_before} = {row.added}: field {row.receptive_field}{stride}"


class OfStack(Variant):
    """The receptive field of the last of some layers; what 5.1 to 5.3 share."""

    layers: Any

    def answer(self) -> Integer:
        return Integer(value=receptive_field(self.layers))

    def steps(self) -> Iterator[str]:
        yield from table(self.layers)

    def measure(self) -> Measurement:
        return measure.foot(self.layers)

    def scene(self) -> Scene:
        return footprint("the receptive field, walking back", self.layers, numbered(self.layers))


class StrideOne(OfStack):
    """5.1 Stride-1 stack."""

    level: ClassVar[Level] = "easy"
    in_the_head: ClassVar[bool] = True
    formula: ClassVar[str] = "RF = 1 + Σ(K − 1)"

    layers: Annotated[DrawnStack, Layers, DrawSeveral(Draw(*parse_stack("3, 3, 5, 7, 1")), range(2, 7))]

    def impossible(self) -> str | None:
        if any(layer.stride > 1 or layer.dilation > 1 or layer.op != "conv" for layer in self.layers):
            return "all layers are plain convolutions of stride 1 here; 5.2 takes strides and pools, 5.3 dilation"
        return too_wide(self.layers)

    def ask(self) -> str:
        kernels = ", ".join(f"{layer.kernel_size}×{layer.kernel_size}" for layer in self.layers)
        return (
            f"A stack of convolutions has kernels {kernels}, all of stride 1. What is the receptive field of "
            "one output, as a side in input pixels?"
        )

    def slips(self) -> Iterator[Slip]:
        kernels = [layer.kernel_size for layer in self.layers]
        field, total, largest = receptive_field(self.layers), sum(kernels), max(kernels)
        yield Slip(tag="rf.sum_kernels", value=total, working=f"{' + '.join(map(str, kernels))} = {total}")
        yield Slip(tag="rf.started_at_zero", value=field - 1, working=f"0 + {field - 1} = {field - 1}")
        yield Slip(
            tag="rf.full_kernel_added",
            value=total + 1,
            message=FULL_KERNEL,
            working=f"1 + {' + '.join(map(str, kernels))} = {total + 1}",
        )
        yield Slip(
            tag="rf.largest_kernel",
            value=largest,
            message="Stacking accumulates: every layer adds to what the earlier ones see.",
            working=f"max({', '.join(map(str, kernels))}) = {largest}",
            run=lambda: measure.foot((Window(kernel_size=largest),)),
        )
        area = 1
        for kernel in kernels:
            area *= kernel
        yield Slip(tag="rf.product", value=area, working=f"{'·'.join(map(str, kernels))} = {area}")


class Strided(OfStack):
    """5.2 With strides and pooling."""

    level: ClassVar[Level] = "medium"
    in_the_head: ClassVar[bool] = True
    formula: ClassVar[str] = "RF = 1 + Σ(K − 1)·J, with J the product of the strides before the layer"

    layers: Annotated[
        DrawnStack,
        Layers,
        DrawSeveral(Draw(*parse_stack("3/1, 3/1, 3/2, pool2/2, pool2/2, 5/1, 1/1, 7/2")), range(3, 8)),
    ]

    def impossible(self) -> str | None:
        if any(layer.dilation > 1 for layer in self.layers):
            return "no layer is dilated here; 5.3 takes dilation"
        return too_wide(self.layers)

    def excluded(self) -> bool:
        return all(layer.stride == 1 for layer in self.layers[:-1]) or any(
            layer.kernel_size == 7 for layer in self.layers[1:]
        )

    def ask(self) -> str:
        return (
            f"Layers in order (kernel/stride): {describe_stack(self.layers)}. What is the receptive field after "
            "the last, as a side in input pixels?"
        )

    def slips(self) -> Iterator[Slip]:
        yield from stride_slips(self.layers)
        yield from kernel_slips(self.layers)


class Dilated(OfStack):
    """5.3 With dilation."""

    level: ClassVar[Level] = "hard"
    formula: ClassVar[str] = "RF = 1 + Σ D(K − 1)·J, with J the product of the strides before the layer"

    layers: Annotated[
        DrawnStack,
        Layers,
        DrawSeveral(
            Draw(
                *(
                    Window(kernel_size=kernel, stride=stride, dilation=dilation)
                    for kernel, stride, dilation in product((3, 3, 2, 5), (1, 1, 1, 2), (1, 2, 4, 8, 6, 12))
                )
            ),
            range(2, 7),
        ),
    ]

    def impossible(self) -> str | None:
        if any(layer.dilation > 1 and layer.op != "conv" for layer in self.layers):
            return "only convolutions are dilated here"
        return too_wide(self.layers)

    def excluded(self) -> bool:
        return all(layer.dilation == 1 for layer in self.layers)

    def ask(self) -> str:
        return (
            f"Layers in order (kernel/stride): {describe_stack(self.layers)}. What is the receptive field after "
            "the last, as a side in input pixels?"
        )

    def slips(self) -> Iterator[Slip]:
        rows = list(field_table(self.layers))
        undilated = altered(self.layers, dilation=1)
        yield mistaken(
            "dilation.ignored",
            ((row.layer.kernel_size - 1, row.jump_before) for row in rows),
            run=undilated,
        )
        yield mistaken(
            "keff.k_times_d",
            ((row.layer.kernel_size * row.layer.dilation - 1, row.jump_before) for row in rows),
        )
        yield from stride_slips(self.layers)
        spread, terms = 1, []
        for row in rows:
            terms.append((span(row.layer), row.jump_before * spread))
            spread *= row.layer.dilation
        yield mistaken(
            "rf.dilation_in_jump",
            terms,
            "Dilation spreads the taps of its own layer; it does not multiply the jump of later ones.",
        )


TRUNKS = {
    "LeNet-5": LENET5.trunk("C5"),
    "AlexNet": ALEXNET.trunk("fc6"),
    "VGG-16": VGG16.trunk("fc6"),
    "ResNet-18": RESNET18.trunk("conv2_1b"),
    "Inception v3": INCEPTION_V3_STEM.trunk(),
    "MobileNet": MOBILENET.trunk("pointwise 13"),
}
"""The paths that are asked about; a first dense layer is read as the convolution it equals."""


class RealNetwork(Variant):
    """5.4 A real network."""

    level: ClassVar[Level] = "medium"
    formula: ClassVar[str] = "RF = 1 + Σ(K − 1)·J, with J the product of the strides before the layer"

    architecture: Annotated[str, Draw(*TRUNKS)]
    layer: Annotated[str, Draw(*dict.fromkeys(layer.name for trunk in TRUNKS.values() for layer in trunk))]

    @property
    def network(self) -> str:
        """The layer's full name."""
        return f"{self.architecture} {self.layer}"

    @property
    def _names(self) -> list[str]:
        return [layer.name for layer in TRUNKS[self.architecture]]

    @property
    def _depth(self) -> int:
        """How many layers the asked one ends."""
        return self._names.index(self.layer) + 1

    @property
    def _layers(self) -> Stack:
        return TRUNKS[self.architecture][: self._depth]

    def impossible(self) -> str | None:
        if self.architecture not in TRUNKS:
            return f"the networks are {', '.join(TRUNKS)}"
        if self.layer not in self._names:
            return f"the layers of {self.architecture} are {', '.join(self._names)}"
        return None

    def excluded(self) -> bool:
        return self._depth == 1

    def ask(self) -> str:
        listed = ", ".join(
            f"{'pool ' if layer.op == 'max_pool' else ''}{layer.kernel_size}/{layer.stride}" for layer in self._layers
        )
        dense = " (as a convolution)" if self.layer.startswith("fc") else ""
        return (
            f"{self.architecture} from the image to {self.layer}{dense}, kernel/stride: {listed}. What is the "
            f"receptive field of one output of {self.layer}, as a side in pixels?"
        )

    def answer(self) -> Integer:
        return Integer(value=receptive_field(self._layers))

    def slips(self) -> Iterator[Slip]:
        yield from self._neighbours()
        yield from stride_slips(self._layers)
        yield from kernel_slips(self._layers)

    def _neighbours(self) -> Iterator[Slip]:
        trunk, depth = TRUNKS[self.architecture], self._depth
        for tag, other, late in (("rf.next_layer", depth + 1, True), ("rf.layer_before", depth - 1, False)):
            if not 0 < other <= len(trunk):
                continue
            layers = trunk[:other]
            field, name = receptive_field(layers), layers[-1].name
            yield Slip(
                tag=tag,
                value=field,
                message=f"That is {name}: you stopped one layer too {'late' if late else 'early'}.",
                working=f"{name}: {field}",
                run=partial(measure.foot, layers),
            )

    def steps(self) -> Iterator[str]:
        yield from table(altered(self._layers, padding=0))

    def measure(self) -> Measurement:
        return measure.foot(self._layers)

    def scene(self) -> Scene:
        names = self._names[: self._depth]
        return footprint(f"{self.network}, walking back", self._layers, names)


class HowManyLayers(Variant):
    """5.5 Layers until a field is reached."""

    level: ClassVar[Level] = "medium"
    in_the_head: ClassVar[bool] = True
    formula: ClassVar[str] = "n = ⌈(R − 1)/(K − 1)⌉"

    kernel: Annotated[int, Field(ge=2, le=32), Draw(3, 3, 5, 7)]
    field: Annotated[int, Field(ge=2, le=256), Draw(range(4, 65))]

    @property
    def _layer(self) -> Window:
        return Window(kernel_size=self.kernel)

    def ask(self) -> str:
        return (
            f"How many {self.kernel}×{self.kernel} convolutions of stride 1 must be stacked until the receptive "
            f"field is at least {self.field}×{self.field}?"
        )

    def answer(self) -> Integer:
        return Integer(value=layers_for_field(self.field, self.kernel))

    def slips(self) -> Iterator[Slip]:
        k, r = self.kernel, self.field
        yield Slip(tag="rf.sum_kernels", value=-(-r // k), working=f"⌈{r}/{k}⌉ = {-(-r // k)}")
        yield Slip(
            tag="round.floor_layers",
            value=(r - 1) // (k - 1),
            message="That stack is still too small: round up.",
            working=f"⌊({r} − 1)/({k} − 1)⌋ = {(r - 1) // (k - 1)}",
            trial=lambda: self._field((r - 1) // (k - 1)),
        )
        yield Slip(
            tag="rf.r_over_growth",
            value=-(-r // (k - 1)),
            message="The first sample is free: only R − 1 have to be added.",
            working=f"⌈{r}/({k} − 1)⌉ = {-(-r // (k - 1))}",
            trial=lambda: self._field(-(-r // (k - 1))),
        )
        if k % 2:
            reach = (k - 1) // 2
            yield Slip(
                tag="rf.one_side",
                value=-(-(r - 1) // reach),
                message="You counted one side of the window: a layer adds (K − 1)/2 samples on each side.",
                working=f"⌈({r} − 1)/{reach}⌉ = {-(-(r - 1) // reach)}",
                trial=lambda: self._field(-(-(r - 1) // reach)),
            )
        layers = next(layers for layers in count(1) if k**layers >= r)
        yield Slip(
            tag="rf.product",
            value=layers,
            working=f"{k}^{layers} = {k**layers}",
            trial=lambda: self._field(layers),
        )

    def _field(self, layers: int) -> Measurement:
        """Run so many layers: what they really see."""
        seen = measure.foot((self._layer,) * layers).value if layers else 1
        return Measurement(seen, f"{layers} layers see {seen} samples, {self.field} are wanted")

    def steps(self) -> Iterator[str]:
        k, r, layers = self.kernel, self.field, layers_for_field(self.field, self.kernel)
        yield f"Each layer adds K − 1 = {k - 1}: n layers see 1 + {k - 1}·n"
        yield f"1 + {k - 1}·n ≥ {r} needs n ≥ {r - 1}/{k - 1}"
        yield f"Round up: n = {layers}, which sees {1 + layers * (k - 1)}"

    def measure(self) -> Measurement:
        deep = next(depth for depth in map((2).__pow__, count()) if self._field(depth).value >= self.field)
        fields = measure.fields_behind((self._layer,) * deep)
        layers = next(layers for layers in count(1) if fields[layers - 1] >= self.field)
        return Measurement(layers, f"{layers} layers see {fields[layers - 1]}, {layers - 1} too few")

    def scene(self) -> Scene:
        layers = (self._layer,) * self.measure().value
        return footprint(f"until {self.field} samples are seen", layers, numbered(layers))


class WhichPixels(Variant):
    """5.6 Which pixels an output sees."""

    level: ClassVar[Level] = "hard"
    formula: ClassVar[str] = "first = i·J − Σ P·(jump before the layer), last = first + RF − 1"

    layers: Annotated[
        DrawnStack,
        Layers,
        DrawSeveral(Draw(*parse_stack("3/1p1, 3/2p1, 7/2p3, 5/1p2, 2/2, 3/1")), range(2, 6)),
    ]
    output: Annotated[int, Field(ge=0, le=999), Draw(range(2, 10))]

    def impossible(self) -> str | None:
        return too_wide(self.layers)

    def excluded(self) -> bool:
        return all(layer.stride == 1 for layer in self.layers)

    def ask(self) -> str:
        return (
            f"Layers (kernel/stride): {describe_stack(self.layers)}; padding per side, none where not given. "
            f"Counting from 0, along one axis: which input index is the first and which the last that output "
            f"{self.output} sees? (negative means padding)"
        )

    @staticmethod
    def _interval(value: tuple[int, int]) -> Shape:
        return Shape(value=value, axes=("first", "last"), joint=" to ")

    def answer(self) -> Shape:
        return self._interval(field_of_output(self.layers, self.output))

    def slips(self) -> Iterator[Slip]:
        *_, end = field_table(self.layers)
        i, jump, field = self.output, end.jump, end.receptive_field

        def slip(tag: str, first: int, working: str, message: str, unpadded: bool = False) -> Slip:
            run = (lambda: measure.foot_at(altered(self.layers, padding=0), i)) if unpadded else None
            return Slip(
                tag=tag,
                value=(first, first + field - 1),
                message=message,
                working=f"first: {working} = {minus(first)}",
                run=run,
            )

        yield slip(
            "rf.padding_ignored",
            i * jump,
            f"{i}·{jump}",
            "Padding moves the window to the left, by the padding of all layers in input samples.",
            unpadded=True,
        )
        pads = sum(layer.padding for layer in self.layers)
        yield slip(
            "rf.padding_unscaled",
            i * jump - pads,
            f"{i}·{jump} − {pads}",
            "A sample of padding at a deep layer counts as many input samples as the jump before that layer.",
        )
        strides = sum(layer.stride for layer in self.layers)
        yield slip(
            "jump.sum_of_strides",
            i * strides - end.padding,
            f"{i}·{strides} − {end.padding}",
            "Strides multiply along the layers, they do not add up.",
        )
        first = i * jump - end.padding
        yield Slip(
            tag="rf.off_by_one_end",
            value=(first, first + field),
            message="The last index is first + RF − 1: the first one counts too.",
            working=f"last: {minus(first)} + {field} = {minus(first + field)}",
        )

    def steps(self) -> Iterator[str]:
        for row, name in zip(field_table(self.layers), numbered(self.layers), strict=True):
            reach = f"field {row.receptive_field}, jump {row.jump}, padding in input samples {row.padding}"
            yield f"{name.capitalize()}: {reach}"
        *_, end = field_table(self.layers)
        first, last = field_of_output(self.layers, self.output)
        yield f"First: {self.output}·{end.jump} − {end.padding} = {minus(first)}"
        yield f"Last: {minus(first)} + {end.receptive_field} − 1 = {minus(last)}"

    def measure(self) -> Measurement:
        return measure.foot_at(self.layers, self.output)

    def scene(self) -> Scene:
        first, last = self.measure().value
        place = f" Output {self.output} sees {first} to {last}."
        return footprint("where the field lies", self.layers, numbered(self.layers), place)


def recurrence_gives_footprint() -> Evidence:
    """Compare the recurrence with footprints over a grid of stacks."""
    layers = parse_stack("3/1, 5/1, 1/1, 3/2, 4/2, pool2/2, pool3/2, 3/1d2, 2/1d4")
    stacks = list(product(layers, repeat=3))
    agree = sum(measure.foot(stack).value == receptive_field(stack) for stack in stacks)
    return Evidence(agree == len(stacks), f"{agree} of {len(stacks)} stacks of three layers agree")


def vgg_has_196_then_212() -> Evidence:
    """Back-propagate from conv5_3 and from pool5."""
    seen = {name: measure.foot(VGG16.trunk(name)).value for name in ("conv5_1", "conv5_2", "conv5_3", "pool5")}
    text = ", ".join(f"{name} {field}" for name, field in seen.items())
    return Evidence(list(seen.values()) == [132, 164, 196, 212], f"footprints: {text}")


def own_stride_acts_later() -> Evidence:
    """Run 3×3/2 and 3×3, and the two stacks that the mistaken products stand for."""
    stacks = {"3/2, 3/1": 7, "1/2, 3/1, 3/1": 9, "3/1, 3/1": 5}
    seen = {stack: measure.foot(parse_stack(stack)).value for stack in stacks}
    text = "; ".join(f"{stack}: {field}" for stack, field in seen.items())
    return Evidence(seen == stacks, f"footprint of {text}")


def pooling_counts() -> Evidence:
    """Raise one input sample after the other in front of real max pools, and watch the output."""
    agree, seen = True, []
    for text in ("3/1, pool2/2, 3/1", "7/2, pool3/2", "3/1, pool2/2, 3/1, pool2/2"):
        layers = parse_stack(text)
        start, end = measure.changed_by(layers, 48)
        field = measure.foot(layers).value
        agree &= end - start + 1 == field == receptive_field(layers)
        seen.append(f"{text}: {end - start + 1}")
    return Evidence(agree, f"samples that change the output, and the footprint: {'; '.join(seen)}")


def dilation_multiplies() -> Evidence:
    """Run the context module layer by layer."""
    layers = parse_stack("3, 3, 3d2, 3d4, 3d8, 3d16, 3, 1")
    seen = [measure.foot(layers[:depth]).value for depth in range(1, len(layers) + 1)]
    return Evidence(
        seen == [3, 5, 9, 17, 33, 65, 67, 67],
        f"3×3 with dilation 1, 1, 2, 4, 8, 16, 1, then 1×1: {', '.join(map(str, seen))}",
    )


def influence_is_concentrated() -> Evidence:
    """Measure how much of conv5_3's field holds most of its gradient."""
    gradient = measure.clear_of_borders(VGG16.trunk("conv5_3"))[0]
    share = measure.area_of_influence(gradient, 0.95)
    start, end = measure.extent(gradient)
    off = abs(int(gradient.argmax()) - (start + end) / 2)
    return Evidence(
        0.3 < share < 0.36 and off < (end - start) / 10,
        f"all-ones weights: 95% of the gradient in {100 * share:.0f}% of the area of 196×196; "
        f"the largest entry {off:g} samples from the centre",
    )


def longest_path_sets_the_size() -> Evidence:
    """Run ResNet-50 with all its branches, and its longest path alone; the stride in the 1×1 and in the 3×3."""
    seen = {}
    for where, network in (("first 1×1", RESNET50), ("3×3", RESNET50_STRIDE_IN_3X3)):
        union = {row.name: ran.receptive_field[0] for row, ran in zip(network.table, run(network), strict=True)}
        seen[where] = union["conv5_3 sum"], measure.foot(network.trunk("conv5_3c")).value
    text = "; ".join(f"stride in the {where}: all paths {both}, longest {one}" for where, (both, one) in seen.items())
    return Evidence(list(seen.values()) == [(483, 483), (427, 427)], text)


ANSWER = """\
The receptive field of a unit is **the region of the input that can affect it**. Per axis, starting from
RF₀ = 1:

**RF_l = RF_{l−1} + D_l(K_l − 1) · S₁·S₂·…·S_{l−1}**

- Each layer adds its span times the *jump*: the product of the strides of the layers **before** it. Its own
  stride acts only on later layers.
- Dilation D multiplies K − 1.
- Pooling layers count like convolutions.

It matters wherever context matters: segmentation, detection.

Example: VGG-16 sees 196×196 pixels after conv5_3 and **212** only after pool5.

This is the *theoretical* field. The effective one, weighted by influence, is smaller and concentrated in the
middle.
"""

QUESTION = Question(
    number=5,
    slug="receptive-field",
    title="What is receptive field? How to compute?",
    level="hard",
    topics=("receptive field",),
    answer=ANSWER,
    formula="RF_l = RF_{l−1} + D_l(K_l − 1)·∏_{i<l} S_i, RF₀ = 1",
    latex=r"RF_l = RF_{l-1} + D_l\,(K_l - 1) \prod_{i=1}^{l-1} S_i, \qquad RF_0 = 1",
    common_wording=(
        CommonWording(
            says="The receptive field of VGG16 after conv5 is about 212.",
            but="212 belongs to pool5. After conv5_1 it is 132, after conv5_2 164, after conv5_3 196.",
        ),
        CommonWording(
            says="RF_l = RF_{l−1} + (K_l − 1)·∏ stride",
            but="The product stops at layer l − 1: 3×3/2 and then 3×3 see 7 samples. Taking a layer's own stride "
            "too gives 9. With dilation the term is D(K − 1).",
        ),
    ),
    claims=(
        Claim(
            says="RF_l = RF_{l−1} + D_l(K_l − 1)·∏_{i<l} S_i, from RF₀ = 1, is the extent of what affects an output.",
            experiment=recurrence_gives_footprint,
            source="Araujo, Norris & Sim 2019, eq. 2",
        ),
        Claim(
            says="VGG-16 has 196 after conv5_3; 212 is pool5.",
            experiment=vgg_has_196_then_212,
            source="Araujo, Norris & Sim 2019, released table",
            refutes=True,
        ),
        Claim(
            says="The product of strides stops at the layer before.",
            experiment=own_stride_acts_later,
            source="Araujo, Norris & Sim 2019, eq. 2",
            refutes=True,
        ),
        Claim(says="Pooling layers count like convolutions.", experiment=pooling_counts),
        Claim(
            says="Dilation multiplies K − 1.",
            experiment=dilation_multiplies,
            source="Yu & Koltun 2016, Table 1",
        ),
        Claim(
            says="The effective receptive field is smaller than the theoretical one and lies in the middle.",
            experiment=influence_is_concentrated,
            source="Luo, Li, Urtasun & Zemel 2016",
        ),
        Claim(
            says="With branches the longest path sets the size: 483 or 427 for ResNet-50, by where the stride is.",
            experiment=longest_path_sets_the_size,
            source="Araujo, Norris & Sim 2019, released table (483)",
        ),
        Claim(
            says="It matters for context in segmentation and detection.",
            source="Chen et al. 2015 (LargeFOV)",
        ),
    ),
    variants=(StrideOne, Strided, Dilated, RealNetwork, HowManyLayers, WhichPixels),
    follow_ups=(
        FollowUp(
            "Theoretical and effective receptive field?",
            "Influence falls off like a Gaussian from the centre: with all-ones weights 95% of the influence on "
            "VGG-16's conv5_3 lies in a third of its field's area.",
        ),
        FollowUp(
            "How do you enlarge it cheaply?",
            "Stride early, dilation, larger or depthwise large kernels, global pooling, attention.",
        ),
        FollowUp(
            "What about skip connections?",
            "Take the union over the paths: the longest sets the size (ResNet-50: 483 with the stride in the "
            "first 1×1 as in the paper, 427 with the stride in the 3×3 as in torchvision), but short paths carry "
            "most of the weight.",
        ),
    ),
    rubric=(
        Point("the region of the input that affects one unit", essential=True),
        Point("RF_l = RF_{l−1} + (K_l − 1) times the product of the earlier strides", essential=True),
        Point("it starts at 1, and pooling counts"),
        Point("dilation multiplies K − 1"),
        Point("why it matters: context"),
        Point("the effective receptive field is smaller, Gaussian-like"),
        Point("an example with the right number (VGG-16: conv5_3 196, pool5 212)"),
    ),
    trap="VGG-16's conv5 has a receptive field of 212 (that is pool5; conv5_3 has 196).",
    sources=(
        "Araujo, Norris & Sim 2019, Computing receptive fields of convolutional neural networks (Distill)",
        "Luo, Li, Urtasun & Zemel 2016, Understanding the effective receptive field",
        "Veit, Wilber & Belongie 2016, Residual networks behave like ensembles of relatively shallow networks",
        "Yu & Koltun 2016, Multi-scale context aggregation by dilated convolutions",
        "Simonyan & Zisserman 2015, Very deep convolutional networks",
        "Chen et al. 2015, Semantic image segmentation with deep convolutional nets and fully connected CRFs",
        "Long, Shelhamer & Darrell 2015, Fully convolutional networks (fc6 as a convolution)",
    ),
    related=(9, 12, 15, 17),
)
