"""ONNX files that PyTorch exports against the modules themselves: shapes, parameters, MACs, and gradient probes."""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable
from contextlib import redirect_stdout
from math import prod
from typing import Any

import pytest

from solvers.networks.conventions import COUNTERS, counted
from solvers.networks.onnx_files.reading import read_onnx
from solvers.networks.table import Row

torch = pytest.importorskip("torch")
pytest.importorskip("onnx")
nn = torch.nn


class Excited(nn.Module):
    """A residual block with squeeze-and-excitation, as in MobileNet v3."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.expand = nn.Conv2d(channels, 2 * channels, 1, bias=False)
        self.norm = nn.BatchNorm2d(2 * channels)
        self.depthwise = nn.Conv2d(2 * channels, 2 * channels, 5, padding=2, groups=2 * channels)
        self.squeeze = nn.Conv2d(2 * channels, 4, 1)
        self.excite = nn.Conv2d(4, 2 * channels, 1)
        self.project = nn.Conv2d(2 * channels, channels, 1)

    def forward(self, x: Any) -> Any:
        y = self.depthwise(torch.nn.functional.hardswish(self.norm(self.expand(x))))
        gate = torch.sigmoid(self.excite(torch.relu(self.squeeze(y.mean((2, 3), keepdim=True)))))
        return x + self.project(y * gate)


class Shuffled(nn.Module):
    """A unit of ShuffleNet v2: split, one half convolved, joined and shuffled."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(8, 8, 3, padding=1)

    def forward(self, x: Any) -> Any:
        kept, changed = x.chunk(2, dim=1)
        y = torch.cat([kept, self.conv(changed)], 1)
        n, c, h, w = y.shape
        return y.view(n, 2, c // 2, h, w).transpose(1, 2).reshape(n, c, h, w)


class Last(nn.Module):
    """A block of ConvNeXt: channels last between two permutations, and a learned scale."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(16, 16, 7, padding=3, groups=16)
        self.norm = nn.LayerNorm(16)
        self.wide = nn.Linear(16, 64)
        self.narrow = nn.Linear(64, 16)
        self.scale = nn.Parameter(torch.rand(16, 1, 1) + 0.5)

    def forward(self, x: Any) -> Any:
        y = self.norm(self.conv(x).permute(0, 2, 3, 1))
        y = self.narrow(torch.nn.functional.gelu(self.wide(y))).permute(0, 3, 1, 2)
        return x + self.scale * y


class UpAgain(nn.Module):
    """A level of U-Net, up by a transposed convolution or between pixels."""

    def __init__(self, bilinear: bool) -> None:
        super().__init__()
        self.down = nn.Conv2d(16, 32, 3, stride=2, padding=1)
        self.up: Any = nn.Upsample(scale_factor=2, mode="bilinear") if bilinear else nn.ConvTranspose2d(32, 32, 2, 2)
        self.join = nn.Conv2d(48, 16, 3, padding=1)

    def forward(self, x: Any) -> Any:
        return self.join(torch.cat([x, self.up(self.down(x))], 1))


def stem() -> list[Any]:
    return [nn.Conv2d(3, 16, 3, stride=2, padding=1, bias=False), nn.BatchNorm2d(16), nn.ReLU()]


NETWORKS: dict[str, tuple[Callable[[], Any], tuple[int, ...]]] = {
    "excited": (lambda: nn.Sequential(*stem(), Excited(16), nn.Conv2d(16, 8, 3)), (3, 40, 32)),
    "shuffled": (lambda: nn.Sequential(*stem(), Shuffled(), Shuffled(), nn.Conv2d(16, 8, 3, stride=2)), (3, 40, 32)),
    "channels last": (lambda: nn.Sequential(*stem(), Last(), Last(), nn.Conv2d(16, 8, 2, stride=2)), (3, 40, 32)),
    "transposed": (lambda: nn.Sequential(*stem(), UpAgain(False), UpAgain(False)), (3, 32, 48)),
    "bilinear": (lambda: nn.Sequential(*stem(), UpAgain(True), UpAgain(True)), (3, 32, 48)),
    "pixels": (lambda: nn.Sequential(*stem(), nn.PixelShuffle(2), nn.Conv2d(4, 4, 3)), (3, 24, 24)),
    "one axis": (
        lambda: nn.Sequential(nn.Conv1d(2, 8, 3, dilation=4), nn.AvgPool1d(2), nn.Conv1d(8, 4, 5, groups=2)),
        (2, 80),
    ),
    "three axes": (
        lambda: nn.Sequential(
            nn.Conv3d(2, 8, (1, 3, 5), stride=(1, 2, 2)), nn.Conv3d(8, 4, 3, groups=2), nn.ConvTranspose3d(4, 3, 2, 2)
        ),
        (2, 8, 15, 21),
    ),
    "pooled": (lambda: nn.Sequential(*stem(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(16, 5)), (3, 20, 20)),
}


def positive(module: Any) -> Any:
    """Give all weights numbers above zero, so that no gradient is lost on the way."""
    draw = torch.Generator().manual_seed(0)
    for parameter in module.parameters():
        many = parameter.dim() > 1
        parameter.data = (torch.rand(parameter.shape, generator=draw) + 0.5) / (parameter[0].numel() if many else 1)
    return module


def read(module: Any, example: Any) -> Any:
    written = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            module,
            (example,),
            written,
            dynamo=False,
            training=torch.onnx.TrainingMode.PRESERVE,
            do_constant_folding=False,
        )
    return read_onnx(written.getvalue()).network


def outputs(module: Any, example: Any) -> dict[str, Any]:
    """Run a module and return the outputs of its leaves that have weights."""
    found: dict[str, Any] = {}
    hooks = [
        leaf.register_forward_hook(lambda _, __, output, name=name: found.__setitem__(name, output))
        for name, leaf in module.named_modules()
        if not list(leaf.children()) and list(leaf.parameters(recurse=False))
    ]
    module(example)
    for hook in hooks:
        hook.remove()
    return found


def macs(leaf: Any, arriving: Any, made: Any) -> int:
    """Count by the weights of a leaf and how often each is used."""
    if isinstance(leaf, nn.Linear):
        return leaf.weight.numel() * prod(made.shape[1:-1])
    transposed = "Transpose" in type(leaf).__name__
    places = prod(arriving.shape[2:]) if transposed else prod(made.shape[2:])
    return leaf.weight.numel() * places if "Conv" in type(leaf).__name__ else 0


@pytest.mark.parametrize("name", NETWORKS)
def test_shapes_parameters_and_macs_are_those_of_the_module(name: str) -> None:
    make, shape = NETWORKS[name]
    module = positive(make()).eval()
    example = torch.rand(1, *shape)
    network = read(module, example)
    assert network.parameters == sum(parameter.numel() for parameter in module.parameters())
    rows = {row.name: row for row in network.table}
    arriving: dict[str, Any] = {}
    for leaf_name, leaf in module.named_modules():
        leaf.register_forward_hook(lambda _, given, __, at=leaf_name: arriving.__setitem__(at, given[0]))
    made = outputs(module, example)
    leaves = dict(module.named_modules())
    for at, output in made.items():
        assert rows[at].output == tuple(output.shape[1:]), at
        assert rows[at].macs == macs(leaves[at], arriving[at], output), at
    assert network.macs == sum(macs(leaves[at], arriving[at], output) for at, output in made.items())


def seen(row: Row, axis: int, place: int, size: int) -> tuple[int, int]:
    """Return the first and last sample of the input that an output sees, by the table, borders cut off."""
    sight = row.sights[axis]
    assert sight is not None
    ends = [end for end in (sight.widest.of(place), sight.widest.always) if end]
    return max(min(first for first, _ in ends), 0), min(max(last for _, last in ends), size - 1)


@pytest.mark.parametrize("name", NETWORKS)
def test_fields_are_those_of_gradients(name: str) -> None:
    make, shape = NETWORKS[name]
    module = positive(make()).eval().double()
    network = read(module.float(), torch.rand(1, *shape))
    example = (torch.rand(1, *shape, dtype=torch.float64) + 0.5).requires_grad_()
    rows = {row.name: row for row in network.table}
    for at, output in outputs(module.double(), example).items():
        if len(output.shape) != 1 + len(shape) or rows[at].layer.last_axis or rows[at].layer.op == "layer_norm":
            continue
        places = [side // 2 for side in output.shape[2:]]
        (gradient,) = torch.autograd.grad(output[(0, slice(None), *places)].sum(), example, retain_graph=True)
        touched = gradient[0].abs().sum(0) > 0
        for axis, place in enumerate(places):
            others = [dim for dim in range(touched.dim()) if dim != axis]
            along = touched.amax(dim=others) if others else touched
            hit = along.nonzero().ravel()
            assert (int(hit[0]), int(hit[-1])) == seen(rows[at], axis, place, shape[1 + axis]), (at, axis)


def by_torchinfo(module: Any, example: Any) -> int:
    return int(pytest.importorskip("torchinfo").summary(module, input_data=example, verbose=0).total_mult_adds)


def by_fvcore(module: Any, example: Any) -> int:
    counts = pytest.importorskip("fvcore.nn").FlopCountAnalysis(module, example)
    return int(counts.unsupported_ops_warnings(False).uncalled_modules_warnings(False).total())


def by_ptflops(module: Any, example: Any) -> int:
    counter = pytest.importorskip("ptflops")
    with redirect_stdout(io.StringIO()):
        counts, _ = counter.get_model_complexity_info(
            module, tuple(example.shape[1:]), as_strings=False, print_per_layer_stat=False, backend="pytorch"
        )
    return int(counts)


def by_thop(module: Any, example: Any) -> int:
    return int(pytest.importorskip("thop").profile(module, inputs=(example,), verbose=False)[0])


@pytest.mark.parametrize("counter", [by_torchinfo, by_fvcore, by_ptflops, by_thop])
@pytest.mark.parametrize("name", ["transposed", "bilinear", "one axis", "three axes", "pooled"])
def test_other_counters_say_what_is_said_of_them(name: str, counter: Callable[[Any, Any], int]) -> None:
    make, shape = NETWORKS[name]
    module, example = make().eval(), torch.zeros(1, *shape)
    network = read(module, example)
    ours = sum(counted(row, (COUNTERS[counter.__name__.removeprefix("by_")],)) for row in network.table)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert ours == counter(module, example)


TORCHVISION = {
    "alexnet": 224,
    "vgg11": 224,
    "resnet18": 224,
    "resnet50": 224,
    "resnext50_32x4d": 224,
    "squeezenet1_1": 224,
    "densenet121": 224,
    "mobilenet_v2": 224,
    "mobilenet_v3_large": 224,
    "shufflenet_v2_x1_0": 224,
    "efficientnet_b0": 224,
    "convnext_tiny": 224,
}


@pytest.mark.slow
@pytest.mark.parametrize("name", TORCHVISION)
def test_networks_of_torchvision(name: str) -> None:
    models = pytest.importorskip("torchvision").models
    module = getattr(models, name)(weights=None).eval()
    for parameter in module.parameters():
        nn.init.normal_(parameter)  # equal arrays would be stored once
    network = read(module, torch.zeros(1, 3, TORCHVISION[name], TORCHVISION[name]))
    assert network.parameters == sum(parameter.numel() for parameter in module.parameters())
    published = models.get_model_weights(name).DEFAULT.meta
    assert network.parameters == published["num_params"]
    assert round(network.macs / 1e9, 3) == pytest.approx(published["_ops"], abs=0.0015)
