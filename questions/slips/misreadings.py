"""What a learner reads in place of the numbers of an ask, by the names of a variant's fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from questions.slips.messages import MESSAGES
from solvers.layers import Window


@dataclass(frozen=True, kw_only=True, slots=True)
class Misreading:
    """A way to misread an ask: what is then computed rightly is a wrong answer."""

    tag: str
    """Names the misconception, as that of a slip does."""
    fields: tuple[str, ...]
    """The numbers that are misread together; a variant without all of them cannot be misread this way."""
    read: Callable[..., tuple[Any, ...] | None]
    """Takes these numbers and returns what is read instead; None if they are of another kind than it misreads."""
    message: str = ""
    """What is told; left out, the shared text of the tag."""
    alone: bool = False
    """Whether it is made alone: what it gives together with another mistake is mostly what a third one gives."""

    def __post_init__(self) -> None:
        if not self.message:
            object.__setattr__(self, "message", MESSAGES[self.tag])

    def of(self, numbers: Mapping[str, Any]) -> dict[str, Any] | None:
        """Return what is read differently in this ask, maybe nothing; None if it has no such numbers."""
        if not all(name in numbers for name in self.fields):
            return None
        right = [numbers[name] for name in self.fields]
        read = self.read(*right)
        if read is None:
            return None
        return {name: new for name, old, new in zip(self.fields, right, read, strict=True) if new != old}


def _as(value: float) -> Callable[..., tuple[Any, ...] | None]:
    """Read every number as this one, also those of a list."""

    def read(*old: Any) -> tuple[Any, ...] | None:
        return tuple(map(_each, old)) if all(map(_is_numbers, old)) else None

    def _each(old: Any) -> Any:
        return tuple(map(_each, old)) if isinstance(old, tuple) else value

    return read


def _is_numbers(value: Any) -> bool:
    if isinstance(value, tuple):
        return all(map(_is_numbers, value))
    return isinstance(value, int | float) and not isinstance(value, bool)


def _exchanged(*numbers: Any) -> tuple[Any, ...]:
    return numbers[::-1]


def _turned(switch: Any) -> tuple[bool] | None:
    return (not switch,) if isinstance(switch, bool) else None


def _always(state: bool) -> Callable[[Any], tuple[bool] | None]:
    """Read a switch as on, or as off."""
    return lambda switch: (state,) if isinstance(switch, bool) else None


def _layers(**instead: int) -> Callable[[Any], tuple[Any] | None]:
    """Read every layer of a stack with these numbers."""

    def read(stack: Any) -> tuple[Any] | None:
        if not isinstance(stack, tuple) or not all(isinstance(layer, Window) for layer in stack):
            return None
        return (tuple(layer.model_copy(update=instead) for layer in stack),)

    return read


MISREADINGS = (
    Misreading(tag="pad.ignored", fields=("padding",), read=_as(0)),
    Misreading(tag="pad.ignored", fields=("padding",), read=lambda way: ("valid",) if isinstance(way, str) else None),
    Misreading(tag="pad.ignored", fields=("first_padding",), read=_as(0)),
    Misreading(tag="pad.ignored", fields=("padding_height", "padding_width"), read=_as(0)),
    Misreading(tag="pad.ignored", fields=("layers",), read=_layers(padding=0)),
    Misreading(tag="dilation.ignored", fields=("dilation",), read=_as(1)),
    Misreading(tag="dilation.ignored", fields=("dilations",), read=_as(1)),
    Misreading(tag="dilation.ignored", fields=("dilation_height", "dilation_width"), read=_as(1)),
    Misreading(tag="dilation.ignored", fields=("layers",), read=_layers(dilation=1)),
    Misreading(tag="stride.ignored", fields=("stride",), read=_as(1)),
    Misreading(tag="stride.ignored", fields=("first_stride",), read=_as(1)),
    Misreading(tag="stride.ignored", fields=("stride_height", "stride_width"), read=_as(1)),
    Misreading(tag="stride.ignored", fields=("layers",), read=_layers(stride=1)),
    Misreading(tag="groups.ignored", fields=("groups",), read=_as(1)),
    Misreading(
        tag="offset.groups_ignored",
        fields=("offset_groups",),
        read=_as(1),
        message="Every offset group has offsets of its own.",
    ),
    Misreading(tag="bias.flipped", fields=("bias",), read=_turned),
    Misreading(tag="bias.forgotten", fields=("bias",), read=_as(0)),
    Misreading(tag="depth.forgotten", fields=("in_channels",), read=_as(1)),
    Misreading(tag="depth.forgotten", fields=("channels",), read=_as(1)),
    Misreading(tag="depth.forgotten", fields=("depth",), read=_as(1)),
    Misreading(
        tag="channels.exchanged",
        fields=("in_channels", "out_channels"),
        read=_exchanged,
        alone=True,
        message="You took input channels for output channels, or the other way round.",
    ),
    Misreading(tag="axes.swapped", fields=("height", "width"), read=_exchanged),
    Misreading(tag="axes.swapped", fields=("kernel_height", "kernel_width"), read=_exchanged),
    Misreading(
        tag="keff.swapped",
        fields=("kernel", "dilation"),
        read=lambda kernel, dilation: (dilation, kernel) if dilation > 1 else (kernel, dilation),
        message="You exchanged the kernel and the dilation.",
    ),
    Misreading(
        tag="batch.forgotten", fields=("batch",), read=_as(1), message="You took one image; the batch has more."
    ),
    Misreading(tag="multiplier.ignored", fields=("multiplier",), read=_as(1), message="You left the multiplier out."),
    Misreading(tag="expansion.ignored", fields=("expansion",), read=_as(1), message="You left the expansion out."),
    Misreading(tag="blocks.one_only", fields=("blocks",), read=_as(1), message="You counted one block."),
    Misreading(tag="offset.mask_forgotten", fields=("masked",), read=_always(False), message="You left the mask out."),
    Misreading(
        tag="offset.mask_added", fields=("masked",), read=_always(True), message="You counted a mask; there is none."
    ),
    Misreading(
        tag="output_padding.forgotten",
        fields=("output_padding",),
        read=_as(0),
        message="You left the output padding out.",
    ),
    Misreading(
        tag="round.ceil_mode_ignored",
        fields=("ceil_mode",),
        read=_always(False),
        message="In ceil_mode a last window that does not fit is kept.",
    ),
    Misreading(
        tag="round.ceil_mode_assumed",
        fields=("ceil_mode",),
        read=_always(True),
        message="Without ceil_mode a last window that does not fit is dropped.",
    ),
)
"""How an ask is misread, whichever it is; what fits one variant alone stands there, as what does not fit it."""
