"""Bottlenecks, and what they weigh."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from pydantic import Field

from questions.drawing import Draw, Pool, Stream
from questions.model import Variant
from questions.notation.counts import count
from questions.parts.arrays import weight_of
from questions.parts.weights import weights
from questions.scenes import Frame, Scene
from questions.scenes.bars import chart
from questions.scenes.counting import Counted
from questions.scenes.story import story
from solvers import measure
from solvers.layers import Table, Weights
from solvers.measure import Measurement

if TYPE_CHECKING:
    pass

Channels = Field(ge=1, le=2048)


WIDTHS = (64, 80, 96, 128, 160, 192, 224, 256, 288, 320, 384, 448, 512, 576, 640, 768, 896, 960, 1024)


def conv(name: str, in_channels: int, out_channels: int, kernel: int = 1, groups: int = 1) -> Weights:
    """Return a convolution without bias."""
    return Weights(name, in_channels, out_channels, (kernel, kernel), groups, bias=False)


def bottleneck(in_channels: int, inner: int, out_channels: int) -> Table:
    """Return what a block learns: reduce, 3×3, restore."""
    return conv("reduce", in_channels, inner), conv("3×3", inner, inner, 3), conv("restore", inner, out_channels)


def projected(in_channels: int, inner: int, out_channels: int) -> Table:
    """Return a block whose shortcut is a 1×1 convolution."""
    return *bottleneck(in_channels, inner, out_channels), conv("projection", in_channels, out_channels)


def learned(*layers: Weights, norm: int = 2) -> int:
    """Return weights and what batch norm adds to each output channel of every layer."""
    return weights(*layers) + norm * sum(at.out_channels for at in layers)


def counted(layers: Table, norms: Table = ()) -> Measurement:
    """COUNT layers, like ones once, and the batch norms behind some of them."""
    sizes = {layer: weight_of(layer).size for layer in set(layers)}
    total = sum(sizes[layer] for layer in layers)
    widths = {at.out_channels for at in norms}
    norm = {width: measure.count(measure.batch_norm_parameters(width)[0]).value for width in widths}
    total += sum(norm[at.out_channels] for at in norms)
    return Measurement(total, f"arrays of {len(layers)} convolutions and {len(norms)} batch norms that the ops accept")


def laid_out(layers: Table) -> list[Counted]:
    """Return weights for a picture."""
    return [Counted(layer.name, weight_of(layer), "filter") for layer in layers]


BOTTLENECKS = [
    ("ResNet-50 conv2_x", (256, 64)),
    ("ResNet-50 conv3_x", (512, 128)),
    ("ResNet-50 conv4_x", (1024, 256)),
    ("ResNet-50 conv5_x", (2048, 512)),
    ("Wide ResNet-50-2 conv2_x", (256, 128)),
    ("Wide ResNet-50-2 conv3_x", (512, 256)),
]


def silhouette(layers: Table) -> Scene:
    """Show how wide a block is between its layers, by the arrays that the op accepts."""
    arrays = [weight_of(layer) for layer in layers]
    widths = [("in", arrays[0].shape[1] * layers[0].groups)]
    widths += [(f"after {layer.name}", len(array)) for layer, array in zip(layers, arrays, strict=True)]
    counts = [(layer.name, array.size) for layer, array in zip(layers, arrays, strict=True)]
    frames = [
        Frame((chart("channels", widths),), "How many channels there are before and after each layer."),
        Frame((chart("channels", widths), chart("weights", counts)), "And the weights of each layer."),
    ]
    return story("silhouette", frames)


class Block(Variant):
    """A block with an identity shortcut; what 19.1 to 19.3 share."""

    pool: ClassVar[Pool | None] = Pool(("channels", "inner"), BOTTLENECKS)

    channels: Annotated[int, Channels, Draw(*WIDTHS)]
    inner: Annotated[int, Channels]

    @classmethod
    def numbers(cls, stream: Stream) -> dict[str, Any]:
        """Draw a width and the part of it that is inside."""
        drawn = super().numbers(stream)
        return {**drawn, "inner": drawn["channels"] // stream.choice((2, 4, 4, 8))}

    @property
    def _layers(self) -> Table:
        return bottleneck(self.channels, self.inner, self.channels)

    @property
    def _where(self) -> str:
        return f"{self.network}: a" if self.network else "A"

    @property
    def _block(self) -> str:
        return f"bottleneck block on {count(self.channels, 'channel')} with inner width {self.inner}"
