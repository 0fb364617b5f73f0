from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar

from questions.answers import Integer, Parts
from questions.drawing import Draw
from questions.model import Level, Variant
from questions.parts.limits import too_many
from questions.q07_one_by_one.modules import OWN_SIDE, SIDES, Module, Widths, modules
from questions.scenes import Scene
from questions.scenes.counting import Counted, counting
from questions.slips import Slip
from solvers import measure
from solvers.arithmetic import conv_parameters
from solvers.layers import Layer
from solvers.measure import Measurement
from solvers.networks.architectures.googlenet import inception
from solvers.networks.network import Network
from solvers.networks.running import Seen, run


class Inception(Variant):
    """7.6 Inception module."""

    level: ClassVar[Level] = "hard"
    formula: ClassVar[str] = "depth a + c₃ + c₅ + p; weights C·(a + r₃ + r₅ + p) + 9·r₃·c₃ + 25·r₅·c₅"
    latex: ClassVar[str] = (
        r"\text{depth } a + c_3 + c_5 + p; \text{ weights } C (a + r_3 + r_5 + p) + 9 r_3 c_3 + 25 r_5 c_5"
    )
    few_draws: ClassVar[int | None] = 9

    module: Annotated[Module, Draw(*modules())]

    @property
    def _widths(self) -> Widths:
        return modules()[self.module] if isinstance(self.module, str) else self.module

    @property
    def network(self) -> str:
        """The module's full name, empty for one of one's own."""
        return f"GoogLeNet {self.module}" if isinstance(self.module, str) else ""

    def impossible(self) -> str | None:
        return too_many(25 * max(self._widths) ** 2)

    @property
    def _layers(self) -> dict[str, tuple[int, int, int]]:
        """Kernel, channels in and channels out of the six convolutions."""
        c, one, reduced3, three, reduced5, five, projection = self._widths
        return {
            "1×1": (1, c, one),
            "3×3 reduce": (1, c, reduced3),
            "3×3": (3, reduced3, three),
            "5×5 reduce": (1, c, reduced5),
            "5×5": (5, reduced5, five),
            "pool projection": (1, c, projection),
        }

    @property
    def _depth(self) -> int:
        _, one, _, three, _, five, projection = self._widths
        return one + three + five + projection

    def _weights(self) -> dict[str, int]:
        return {name: conv_parameters(k, k, c, o, bias=False) for name, (k, c, o) in self._layers.items()}

    def ask(self) -> str:
        c, one, reduced3, three, reduced5, five, projection = self._widths
        where = f"{self.network}, an" if self.network else "An"
        return (
            f"{where} Inception module on {c} channels: 1×1 {one}; 1×1 {reduced3} → 3×3 {three}; 1×1 "
            f"{reduced5} → 5×5 {five}; pool → 1×1 {projection}. What is the output's depth, and how many weights are "
            "there without biases? (depth; weights)"
        )

    def answer(self) -> Parts:
        return Parts(
            parts={
                "depth": Integer(value=self._depth, unit="channels"),
                "weights": Integer(value=sum(self._weights().values()), unit="weights"),
            }
        )

    def slips(self) -> Iterator[Slip]:
        c, one, reduced3, three, reduced5, five, projection = self._widths
        depth, total = self._depth, sum(self._weights().values())
        yield Slip(
            tag="inception.reduce_counted_in_depth",
            value={"depth": depth + reduced3 + reduced5},
            message="The reductions stay inside the module: only the ends of the branches are concatenated.",
            working=f"{depth} + {reduced3} + {reduced5} = {depth + reduced3 + reduced5}",
        )
        direct = c * (one + 9 * three + 25 * five + projection)
        yield Slip(
            tag="inception.no_reduction",
            value={"weights": direct},
            message="The large kernels read the reduced channels, not the module's input.",
            working=f"{c}·({one} + 9·{three} + 25·{five} + {projection}) = {direct:,}",
            run=lambda: self._counted(
                {"1×1": (1, c, one), "3×3": (3, c, three), "5×5": (5, c, five), "pool": (1, c, projection)}
            ),
        )
        without = total - c * projection
        yield Slip(
            tag="inception.pool_proj_forgotten",
            value={"depth": depth - projection + c, "weights": without},
            message="The pool branch ends with a 1×1 projection; without it all input channels would pass.",
            working=f"{one} + {three} + {five} + {c} = {depth - projection + c}; {without:,} weights",
            run=self._unprojected,
        )
        yield Slip(
            tag="inception.pool_branch_forgotten",
            value={"depth": depth - projection, "weights": without},
            message="The pool is the fourth branch: its projection has weights, and its maps join the others.",
            working=f"{one} + {three} + {five} = {depth - projection}; {without:,} weights",
            run=self._unpooled,
        )
        unreduced = total - c * (reduced3 + reduced5)
        yield Slip(
            tag="reduce.cost_forgotten",
            value={"weights": unreduced},
            message="The 1×1 reductions have weights too.",
            working=f"{total:,} − {c}·({reduced3} + {reduced5}) = {unreduced:,}",
            run=lambda: self._counted(
                {name: layer for name, layer in self._layers.items() if not name.endswith("reduce")}
            ),
        )
        slim = total - 6 * reduced3 * three - 20 * reduced5 * five
        yield Slip(
            tag="kernel.side_not_area",
            value={"weights": slim},
            working=f"3·{reduced3}·{three} and 5·{reduced5}·{five} among the others: {slim:,}",
        )
        yield Slip(
            tag="inception.added_not_concatenated",
            value={"depth": max(one, three, five, projection)},
            message="The branches are concatenated along the channels: their depths add up.",
            working=f"the deepest branch, {max(one, three, five, projection)}",
        )
        biases = sum(outputs for _, _, outputs in self._layers.values())
        yield Slip(
            tag="bias.flipped",
            value={"weights": total + biases},
            working=f"{total:,} + {biases} = {total + biases:,}",
            run=lambda: self._counted(self._layers, bias=True),
        )

    def _counted(self, layers: dict[str, tuple[int, int, int]], bias: bool = False) -> Measurement:
        counts = [measure.count(measure.parameters(c, o, (k, k), bias=bias)).value for k, c, o in layers.values()]
        return Measurement({"weights": sum(counts)}, f"arrays that conv2d accepts: {' + '.join(map(str, counts))}")

    def _unprojected(self) -> Measurement:
        *branches, (pooling, _) = self._module.branches
        return self._without_projection((*branches, (pooling,)), "the pool without projection")

    def _unpooled(self) -> Measurement:
        return self._without_projection(self._module.branches[:-1], "the module without its pool branch")

    def _without_projection(self, branches: tuple[tuple[Layer, ...], ...], how: str) -> Measurement:
        layers = {name: layer for name, layer in self._layers.items() if name != "pool projection"}
        joined = self._ran(self._module.model_copy(update={"branches": branches}))
        return Measurement({"depth": joined.output[0], **self._counted(layers).value}, how)

    @property
    def _module(self) -> Layer:
        _, one, reduced3, three, reduced5, five, projection = self._widths
        return inception(self.network, one, reduced3, three, reduced5, five, projection)

    def _ran(self, module: Layer) -> Seen:
        """SHAPE: run a module with its pooling and concatenation."""
        side = SIDES[self.module[0]] if isinstance(self.module, str) else OWN_SIDE
        *_, joined = run(Network((module,), (self._widths[0], side, side)))
        return joined

    def steps(self) -> Iterator[str]:
        _, one, _, three, _, five, projection = self._widths
        yield f"Depth, what leaves the branches: {one} + {three} + {five} + {projection} = {self._depth}"
        for name, (kernel, inputs, outputs) in self._layers.items():
            taps = f"{kernel}²·" if kernel > 1 else ""
            yield f"{name}: {taps}{inputs}·{outputs} = {self._weights()[name]:,}"
        yield f"Weights: {sum(self._weights().values()):,}"

    def measure(self) -> Measurement:
        joined = self._ran(self._module)
        return Measurement(
            {"depth": joined.output[0], **self._counted(self._layers).value},
            f"the module gave {joined.output}: {joined.run}",
        )

    def scene(self) -> Scene:
        arrays = [
            Counted(name, measure.parameters(c, o, (k, k), bias=False)["weight"], "filter")
            for name, (k, c, o) in self._layers.items()
        ]
        return counting(f"{self.network or 'the module'}, its six kernels", arrays, self.measure().run)
