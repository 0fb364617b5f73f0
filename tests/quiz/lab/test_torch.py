"""The PyTorch code that the lab prints is run: it must give what the lab gives."""

from __future__ import annotations

from typing import Any

import pytest

from questions.scenes import Grid
from quiz.lab.experiments import made
from quiz.lab.knobs import Setting

torch = pytest.importorskip("torch")


def ran(setting: Setting) -> dict[str, Any]:
    names: dict[str, Any] = {}
    exec(setting.experiment.code(setting), names)
    return names


def figures(setting: Setting) -> dict[str, str]:
    return {figure.name: figure.value for figure in setting.experiment.figures(setting)}


@pytest.mark.parametrize(
    "words",
    [
        "conv",
        "conv input=13 kernel=4 stride=3 padding=2 dilation=2 in_channels=6 groups=2 out_channels=4 bias=no image=ramp",
        "transpose",
        "transpose input=5 kernel=4 stride=3 padding=1 output_padding=2 dilation=2 groups=4 weights=sharpen image=ramp",
        "pool",
        "pool kind=average kernel=3 stride=2 padding=1 image=ramp input=11",
        "pool kind=max kernel=3 stride=2 ceil_mode=yes input=12",
        "dilated dilation=3 padding=3",
        "grouped groups=8",
        "cost stride=2",
    ],
)
def test_the_code_gives_what_the_lab_gives(words: str) -> None:
    name, *given = words.split()
    setting = made(name, given)
    shown, names = figures(setting), ran(setting)
    assert str(names["output"].shape[2]) == shown["output side"]
    assert f"{names['parameters']:,}" == shown["parameters"]
    if "macs" in names:
        assert f"{names['macs']:,}" == shown["multiply-adds"]
    scene = setting.experiment.picture(setting)
    assert scene
    maps = [
        each for each in setting.experiment.still(scene).pictures if isinstance(each, Grid) and each.label == "output"
    ]
    if maps and "y" in names:
        shown_map = torch.tensor(maps[0].values, dtype=torch.float64)
        if name == "transpose":  # the picture marks what padding cuts off, the op does without it
            inside = slice(setting["padding"], setting["padding"] + int(shown["output side"]))
            shown_map = shown_map[inside, inside]
        assert torch.allclose(names["y"][0, 0], shown_map)


@pytest.mark.parametrize(
    "words", ["network=vgg16 layer=conv3_3", "network=alexnet layer=pool2", "network=lenet5 layer=F6"]
)
def test_the_gradient_in_the_code_has_the_field(words: str) -> None:
    setting = made("field", words.split())
    assert str(ran(setting)["field"]) == figures(setting)["receptive field"]


@pytest.mark.parametrize("words", ["mask=no", "mask=yes offset_groups=2 kernel=5 padding=2"])
def test_the_deformable_code_runs(words: str) -> None:
    pytest.importorskip("torchvision")
    setting = made("deformable", words.split())
    names = ran(setting)
    assert str(names["output"].shape[2]) == figures(setting)["output side"]
    assert f"{names['parameters']:,}" == figures(setting)["parameters"]
    predicted = sum(each.numel() for each in names["predictor"].parameters())
    assert f"{predicted:,}" == figures(setting)["predictor's"]
