"""A chain: several asks on one stack of two layers, the later ones judged on the learner's own earlier numbers too."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterator
from typing import Annotated, Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict, Field

from questions.answers import Answer
from questions.drawing import ATTEMPTS, Draw, NoAdmissibleDrawError, Pool, Stream
from questions.model import Level, Variant, admissible, variants_of
from questions.notation.counts import count
from questions.q03_output_size.v1_one_layer import OneLayer
from questions.scenes import Scene
from questions.slips import Slip
from solvers.arithmetic import conv_parameters, output_size
from solvers.measure import Measurement

LARGEST_SIDE = 1024


MOST_WEIGHTS = 1 << 22
"""Of numbers up to these of the learner's an op can still be made."""


SMALLEST_DRAWN = 4
"""Side of the second output below which a stack is not worth asking."""


KNOWN = (("A", "side", "first"), ("B", "side", "second"), ("B", "parameters", "parameters"), ("B", "MACs", "macs"))
"""What becomes known of a layer, and the field of `Said` that holds it."""


class Said(BaseModel):
    """What stands for the parts so far: the learner's own numbers, right or not; None for what is not known."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    first: int | None = None
    """Side of A's output."""
    second: int | None = None
    """Side of B's output."""
    parameters: int | None = None
    macs: int | None = None


def _stacks() -> Pool:
    """Return the first two convolutions of published networks that follow each other."""
    fields = (
        *("size", "in_channels", "first_kernel", "first_stride", "first_padding"),
        *("width", "kernel", "stride", "padding", "out_channels", "bias"),
    )
    return Pool(
        fields,
        [
            ("VGG conv1_1 and conv1_2", (224, 3, 3, 1, 1, 64, 3, 1, 1, 64, True)),
            ("VGG conv2_1 and conv2_2", (112, 64, 3, 1, 1, 128, 3, 1, 1, 128, True)),
            ("U-Net's first two convolutions", (572, 1, 3, 1, 0, 64, 3, 1, 0, 64, True)),
            ("Inception v3 Conv2d_1a and 2a", (299, 3, 3, 2, 0, 32, 3, 1, 0, 32, False)),
            ("DCGAN discriminator conv1 and conv2", (64, 3, 4, 2, 1, 64, 4, 2, 1, 128, False)),
            ("YOLOv3's first convolution and down 1", (416, 3, 3, 1, 1, 32, 3, 2, 1, 64, False)),
        ],
    )


class Part(Variant):
    """One ask of the chain; it hands numbers to the variant of a question whose skill it is."""

    pool: ClassVar[Pool | None] = _stacks()
    never_misread: ClassVar[tuple[str, ...]] = ("depth.forgotten", "channels.exchanged")
    asks: ClassVar[str]
    """The sentence that asks."""
    fills: ClassVar[str] = ""
    """What of `Said` its answer becomes."""
    largest: ClassVar[int] = 0
    """The largest own number that later parts can go on from."""

    size: Annotated[int, Field(ge=1, le=LARGEST_SIDE), Draw(32, 64, 96, 128, 224, 227, range(32, 301))]
    in_channels: Annotated[int, Field(ge=1, le=512), Draw(1, 3, 3, 3, 16, 32)]
    first_kernel: Annotated[int, Field(ge=1, le=16), Draw(3, 3, 5, 7)]
    first_stride: Annotated[int, Field(ge=1, le=16), Draw(1, 2, 2, 3)]
    first_padding: Annotated[int, Field(ge=0, le=16), Draw(0, 1, 1, 2, 3)]
    width: Annotated[int, Field(ge=1, le=512), Draw(16, 32, 48, 64)]
    """Channels between the layers."""
    kernel: Annotated[int, Field(ge=2, le=15), Draw(3, 3, 5)]
    stride: Annotated[int, Field(ge=1, le=16), Draw(1, 1, 2)]
    padding: Annotated[int, Field(ge=0, le=16), Draw(0, 1, 1, 2)]
    out_channels: Annotated[int, Field(ge=1, le=512), Draw(32, 64, 96, 128)]
    bias: Annotated[bool, Draw(True, False)]
    """Whether B has one."""
    said: Annotated[Said, Field(exclude=True)] = Said()

    @classmethod
    def draw(cls, seed: int) -> Self:
        """Return the part of this seed's chain; all parts of a seed share the stack.

        Raises NoAdmissibleDrawError after a bounded search.
        """
        stream = Stream("C1", seed)
        for _ in range(ATTEMPTS):
            numbers = cls.pool.pick(stream) if cls.pool and stream.below(2) else cls.numbers(stream)
            if not cls(**numbers).excluded() and all(admissible(part(**numbers)) for part in variants_of("C1")):
                return cls(**numbers)
        raise NoAdmissibleDrawError(f"{cls.id}: no admissible draw in {ATTEMPTS} attempts (seed {seed})")

    @property
    def _first(self) -> OneLayer:
        return OneLayer(size=self.size, kernel=self.first_kernel, stride=self.first_stride, padding=self.first_padding)

    def _second(self, size: int) -> OneLayer:
        return OneLayer(size=size, kernel=self.kernel, stride=self.stride, padding=self.padding)

    @property
    def _middle(self) -> int:
        return output_size(self.size, self.first_kernel, self.first_stride, self.first_padding)

    @property
    def _reached(self) -> int:
        """The same side, read off a run of A."""
        return int(self._first.measure().value)

    @property
    def _output(self) -> int:
        return output_size(self._middle, self.kernel, self.stride, self.padding)

    @property
    def _weights(self) -> int:
        return conv_parameters(self.kernel, self.kernel, self.width, self.out_channels, bias=False)

    @property
    def _biases(self) -> int:
        return self.bias * self.out_channels

    def impossible(self) -> str | None:
        return self._first.impossible() or self._second(self._middle).impossible()

    def excluded(self) -> bool:
        layers = (
            (self.first_kernel, self.first_stride, self.first_padding),
            (self.kernel, self.stride, self.padding),
        )
        small = self.impossible() is not None or self._output < SMALLEST_DRAWN
        return small or any(padding > kernel // 2 or stride > kernel for kernel, stride, padding in layers)

    def ask(self) -> str:
        """Put the stack, and what was said so far, round the sentence that asks."""
        where = f"{self.network}. " if self.network else ""
        given = dict(self._stack)
        said = ((f"{layer}'s {name}", getattr(self.said, field)) for layer, name, field in KNOWN)
        known = ", ".join(f"{name} {number:,}" for name, number in said if number is not None)
        so_far = f"\nSo far: {known}." if known else ""
        return f"{where}Input {given['input']}. A: {given['A']}. B on it: {given['B']}.\n{self.asks}{so_far}"

    @property
    def _stack(self) -> tuple[tuple[str, str], ...]:
        sizes = self.first_kernel, self.first_kernel, self.first_stride, self.first_padding, count(self.width, "filter")
        after = self.kernel, self.kernel, self.stride, self.padding, count(self.out_channels, "filter")
        layer = "{}×{}, stride {}, padding {}, {}".format
        bias = "with bias" if self.bias else "without bias"
        return (
            ("input", f"{self.in_channels}×{self.size}×{self.size}"),
            ("A", layer(*sizes)),
            ("B", f"{layer(*after)}, {bias}"),
        )

    def table(self) -> list[tuple[str, str, str, str]]:
        """Return the stack as rows of name and layer, each beside what is known of it: `side`, `149`; `?` is asked."""
        known: dict[str, list[tuple[str, str]]] = {"input": [], "A": [], "B": []}
        for layer, name, field in KNOWN:
            number = getattr(self.said, field)
            if number is not None or field == self.fills:
                known[layer].append((name, "?" if field == self.fills else f"{number:,}"))
        rows = []
        for layer, text in self._stack:
            for place, (name, number) in enumerate(known[layer] or [("", "")]):
                rows.append((layer, text, name, number) if place == 0 else ("", "", name, number))
        return rows

    @abstractmethod
    def _kin(self) -> Variant:
        """Return the ask of a question that this part is."""

    def _seen(self) -> Variant:
        """Return the same for a run, which takes nothing over from a closed form."""
        return self._kin()

    def difficulty(self) -> Level:
        return self._kin().difficulty()

    def answer(self) -> Answer:
        return self._kin().answer()

    def slips(self) -> Iterator[Slip]:
        return self._kin().slips()

    def steps(self) -> Iterator[str]:
        return self._kin().steps()

    def measure(self) -> Measurement:
        return self._seen().measure()

    def scene(self) -> Scene:
        return self._seen().scene()

    def goes_on_from(self, value: Any) -> bool:
        """Tell whether later parts can be asked on a learner's number."""
        return isinstance(value, int) and 1 <= value <= self.largest


def factor(run: Callable[[], Measurement]) -> Measurement:
    """Run and keep the factor of what was measured."""
    measured = run()
    return Measurement(measured.value["factor"], measured.run)
