"""The lab without a screen: knobs stop where there is no layer, formula and run agree, settings become asks."""

from __future__ import annotations

import inspect
import shlex
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from quiz.cli import cli
from quiz.commands.lab import EXPERIMENTS as NAMES
from quiz.lab import grids
from quiz.lab.asking import fitting
from quiz.lab.experiments import EXPERIMENTS, made, with_typed
from quiz.lab.knobs import Setting, put, turn
from quiz.lab.text import knob_line
from quiz.render.text import frame_text
from solvers import arithmetic
from solvers.engine import conv2d
from solvers.measure import foot, image
from solvers.networks.architectures import published

each_experiment = pytest.mark.parametrize("name", EXPERIMENTS)
walks = st.lists(st.tuples(st.integers(0, 99), st.integers(-3, 3)), max_size=6)


def walked(name: str, walk: list[tuple[int, int]]) -> Setting:
    setting = EXPERIMENTS[name].start()
    for at, steps in walk:
        knobs = setting.experiment.knobs
        setting = turn(setting, knobs[at % len(knobs)].name, steps).setting
    return setting


def test_the_command_knows_every_experiment() -> None:
    assert set(NAMES) == set(EXPERIMENTS)


@each_experiment
@given(walk=walks)
@settings(max_examples=5, deadline=None)
def test_wherever_the_knobs_stand_the_op_confirms_the_figures(name: str, walk: list[tuple[int, int]]) -> None:
    setting = walked(name, walk)
    figures = {figure.name: figure.value for figure in setting.experiment.figures(setting)}
    measured = setting.experiment.measured(setting)
    assert {name: measured[name] for name in figures} == figures


@each_experiment
def test_no_run_asks_a_closed_form(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    experiment = EXPERIMENTS[name]
    knob = experiment.knobs[0].name
    setting = turn(experiment.start(), knob, -1).setting  # what nobody has run before
    wanted = {figure.name: figure.value for figure in experiment.figures(setting)}
    forms = {form for form in vars(arithmetic).values() if inspect.isfunction(form)}
    for module in [module for path, module in sys.modules.items() if path.startswith("quiz.lab.")]:
        for word, value in list(vars(module).items()):
            if inspect.isfunction(value) and value in forms:
                monkeypatch.setattr(module, word, lambda *_, **__: pytest.fail("a run that is a formula"))
    measured = experiment.measured(setting)
    assert {figure: measured[figure] for figure in wanted} == wanted


@pytest.mark.slow
@each_experiment
@given(data=st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
def test_any_layer_that_can_be_is_confirmed_and_drawn(name: str, data: st.DataObject) -> None:
    experiment = EXPERIMENTS[name]
    setting = experiment.start()
    for knob in experiment.knobs:
        near = range(max(knob.start - 3, knob.range[0]), min(knob.start + 8, knob.range[-1]) + 1)
        number = data.draw(st.sampled_from(near) | st.sampled_from(knob.range), label=knob.name)
        setting = experiment.settled(setting.with_number(knob.name, number), knob.name)
    assume(not experiment.refusal(setting))
    figures = {figure.name: figure.value for figure in experiment.figures(setting)}
    measured = experiment.measured(setting)
    assert {figure: measured[figure] for figure in figures} == figures
    scene = experiment.picture(setting)
    if scene:
        assert frame_text(experiment.still(scene), 80)
    compile(experiment.code(setting), "code", "exec")


@each_experiment
@given(walk=walks, at=st.integers(0, 99), step=st.sampled_from((-1, 1)))
@settings(max_examples=4, deadline=None)
def test_a_knob_turns_or_says_why_not(name: str, walk: list[tuple[int, int]], at: int, step: int) -> None:
    setting = walked(name, walk)
    knob = setting.experiment.knobs[at % len(setting.experiment.knobs)]
    turned = turn(setting, knob.name, step)
    assert (turned.setting == setting) == bool(turned.why)
    assert not setting.experiment.refusal(turned.setting)


@each_experiment
@given(walk=walks)
@settings(max_examples=4, deadline=None)
def test_a_setting_can_be_typed_again(name: str, walk: list[tuple[int, int]]) -> None:
    setting = walked(name, walk)
    assert made(name, shlex.split(knob_line(setting))).numbers == setting.numbers


@each_experiment
@pytest.mark.parametrize("width", [30, 80, 120])
def test_a_picture_has_room(name: str, width: int) -> None:
    setting = EXPERIMENTS[name].start()
    scene = setting.experiment.picture(setting)
    assert scene
    text = frame_text(setting.experiment.still(scene), width)
    assert all(len(line) <= width for line in text.splitlines())


@pytest.mark.parametrize(
    ("words", "knob", "steps", "why"),
    [
        ("conv input=5 kernel=5", "kernel", 1, "window of 6 does not fit into 5"),
        ("conv input=5 kernel=5", "input", -1, "window of 5 does not fit into 4"),
        ("conv padding=0", "padding", -1, "padding is at least 0 here"),
        ("pool kernel=2 padding=1", "padding", 1, "at most half its window"),
        ("transpose stride=2 output_padding=1", "output_padding", 1, "must be below the stride"),
        ("transpose stride=3 output_padding=2", "stride", -1, "must be below the stride"),
        ("conv image=ramp", "image", 99, "type an image of your own first"),
        ("field network=lenet5 layer=7", "layer", 1, "lenet5 has 7 layers"),
    ],
)
def test_the_reason_is_that_of_the_op(words: str, knob: str, steps: int, why: str) -> None:
    name, *given = words.split()
    assert why in turn(made(name, given), knob, steps).why


def test_groups_go_on_to_the_next_divisor() -> None:
    setting = made("grouped", ["in_channels=12", "out_channels=18", "groups=3"])
    assert turn(setting, "groups", 1).setting["groups"] == 6
    assert turn(setting, "in_channels", 1).setting["in_channels"] == 15
    assert "must divide" in put(setting, "groups", 5).why


def test_another_network_keeps_within_its_layers() -> None:
    setting = made("field", ["network=unet", "layer=35"])
    assert turn(setting, "network", 1).setting["layer"] == made("field", ["network=vgg16", "layer=fc8"])["layer"]


def test_the_questions_ask_for_the_figures() -> None:
    setting = made("conv", ["input=33", "kernel=5", "stride=2", "padding=1"])
    figures = {figure.name: figure.value for figure in setting.experiment.figures(setting)}
    answers = {variant.id: variant.answer().shown for variant in fitting(setting)}
    asked = {"3.1": "output side", "11.1": "parameters", "16.1": "multiply-adds"}
    assert {variant: figures[figure] for variant, figure in asked.items()}.items() <= answers.items()


def test_a_map_of_one_output_is_not_asked_for_the_sixth() -> None:
    asked = {layer: {at.id for at in fitting(made("field", ["network=lenet5", f"layer={layer}"]))} for layer in (3, 7)}
    assert asked == {3: {"5.2", "5.4", "5.6"}, 7: {"5.2"}}


@each_experiment
def test_every_experiment_starts_with_something_to_ask(name: str) -> None:
    assert list(fitting(EXPERIMENTS[name].start()))


squares = st.integers(1, 6).flatmap(
    lambda side: st.lists(
        st.lists(st.integers(-999, 999).map(float), min_size=side, max_size=side), min_size=side, max_size=side
    )
)


@given(rows=squares)
def test_a_typed_grid_is_read_as_it_was_written(rows: list[list[float]]) -> None:
    grid = tuple(map(tuple, rows))
    assert grids.parse_grid(grids.typed(grid)) == grid


@pytest.mark.parametrize(
    "text",
    [
        "[[0, 1], [-4, 0.5]]",
        "[[ 0.   1. ]\n [-4.   0.5]]",
        "[[0,1],[-4,.5],]",
        "[0 1; -4 0.5]",
        "0;1\r\n-4;0,5\r\n",
        "0;1;\n-4;0.5;\n",
        ".;1\n−4;0,5",
        "0,1;-4,0.5",
        "0 1;\n-4 0.5;",
    ],
)
def test_grids_are_read_as_programs_and_spreadsheets_write_them(text: str) -> None:
    assert grids.parse_grid(text) == ((0.0, 1.0), (-4.0, 0.5))


def test_several_rows_may_stand_on_each_of_several_lines() -> None:
    assert len(grids.parse_grid("1,2,3,4; 5,6,7,8\n1,2,3,4;5,6,7,8")) == 4


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "no numbers"),
        ("[]", "no numbers"),
        ("[[]]", "row 1 has 0 numbers"),
        ("[[1, 2], [3, [4]]]", "is not a number"),
        ("1 2\n3", "row 2 has 1 number; a square of 2 rows"),
        ("1 2 3", "row 1 has 3 numbers"),
        ("1 x\n3 4", "row 1: 'x'"),
        ("nan", "'nan' is not a number"),
        ("1e99", "beyond"),
    ],
)
def test_what_is_no_grid_is_told_where(text: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        grids.parse_grid(text)


@given(side=st.integers(1, 7), value=st.integers(1, 9))
def test_presets_do_what_they_are_called(side: int, value: int) -> None:
    """On a flat map blur and sharpen change nothing and edge finds nothing; identity moves nothing."""
    flat = image([[float(value)] * 9] * 9)
    for name, expected in (
        ("identity", value),
        ("blur", value),
        ("sharpen", value),
        ("edge", 0),
        ("ones", side**2 * value),
    ):
        output = conv2d(flat, image(grids.kernel(name, side)))
        assert abs(output - expected).max() < 1e-9, name


@given(side=st.integers(1, 40), name=st.sampled_from(sorted(grids.PICTURES)))
def test_an_image_has_the_side_that_is_asked_for(side: int, name: str) -> None:
    rows = grids.image(name, side)
    assert {len(row) for row in rows} == {len(rows)} == {side}


def test_a_typed_grid_sets_the_side() -> None:
    setting = with_typed(EXPERIMENTS["conv"].start(), "weights", "0 1\n1 0")
    assert (setting["kernel"], setting.choice("weights")) == (2, "own")
    assert "the kernel you typed is 2×2" in turn(setting, "kernel", 1).why


@pytest.mark.parametrize("words", ["field network=own layer=3", "conv image=own", "conv weights=own"])
def test_what_stands_for_ones_own_is_no_content_that_can_be_typed(words: str) -> None:
    name, *given = words.split()
    with pytest.raises(ValueError, match=r"=own stands for one of yours: .* file"):
        made(name, given)


def test_a_grid_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "kernel.txt"
    file.write_text("0 1 0\n1 . 1\n0 1 0\n", encoding="utf-8")
    setting = made("conv", [f"weights={file}", "image=" + ";".join(["1 2 3"] * 3)])
    assert setting.own["weights"][1] == (1.0, 0.0, 1.0)
    assert (setting["kernel"], setting["input"]) == (3, 3)


def test_the_command_ends_with_1_where_op_and_formula_disagree(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("quiz.lab.conv.Conv.measured", lambda self, setting: {"output side": "7"})
    result = CliRunner().invoke(cli, ["lab", "conv"])
    assert result.exit_code == 1
    assert "op 7 · THEY DISAGREE" in result.stdout


def test_a_network_of_ones_own(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text('input = [1, 9, 9]\n[[layers]]\nop = "conv"\nout_channels = 2\nkernel_size = 5\n', encoding="utf-8")
    setting = made("field", [f"network={file}"])
    assert setting.experiment.measured(setting)["receptive field"] == "5"


def test_a_network_too_large_to_run_is_tabulated_all_the_same(tmp_path: Path) -> None:
    file = tmp_path / "large.toml"
    file.write_text('input = [70000]\n[[layers]]\nop = "linear"\nout_channels = 70000\n', encoding="utf-8")
    result = CliRunner().invoke(cli, ["lab", "field", f"network={file}"])
    assert result.exit_code == 0
    assert "Not run: linear: 4,900,000,000 weights" in result.stdout
    assert "parameters so far  layer by layer, added up = 4,900,070,000" in result.stdout


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("frog",), "conv"),
        (("conv", "kernel"), "NAME=VALUE"),
        (("conv", "depth=3"), "it takes input, kernel"),
        (("conv", "kernel=3", "kernel=5"), "twice"),
        (("conv", "kernel=0"), "1 to 16"),
        (("conv", "kernel=x"), "whole number"),
        (("conv", "kernel=13", "input=9"), "does not fit"),
        (("conv", "weights=frog"), "one of ones, identity"),
        (("conv", "weights=1 x;2 3"), "row 1: 'x'"),
        (("conv", f"image={'1 ' * 400}"), "at most 32 rows and columns"),
        (("pool", "kind=least"), "max, average"),
        (("field", "network=frog"), "neither a published network nor a file"),
    ],
)
def test_bad_input_is_told_in_words(words: tuple[str, ...], told: str) -> None:
    result = CliRunner().invoke(cli, ["lab", *words])
    assert result.exit_code == 2
    assert told in result.stderr
    assert "Traceback" not in result.stderr


def test_without_a_terminal_one_setting_is_printed() -> None:
    result = CliRunner().invoke(cli, ["lab", "conv", "input=32", "kernel=5", "padding=2"])
    assert result.exit_code == 0
    assert "= 32 · op 32" in result.stdout
    assert "nn.Conv2d(3, 16, kernel_size=5, padding=2)" in result.stdout
    assert "convquiz solve 3.1 size=32 kernel=5 stride=1 padding=2" in result.stdout


BRANCHED = ("googlenet", "resnet18", "inception_v3", "mobilenet_v2")


@pytest.mark.parametrize("network", [name for name in BRANCHED if name in published()])
def test_a_picture_of_a_field_shows_the_field_of_the_figure(network: str) -> None:
    """Along first branches it once showed 75×75 where 715 was told."""
    rows = published()[network].network.table
    experiment = EXPERIMENTS["field"]
    drawn = 0
    for layer in {*range(1, len(rows) + 1, max(len(rows) // 12, 1)), len(rows)}:
        setting = experiment.start().with_number("network", experiment.knob("network").choices.index(network))
        setting = setting.with_number("layer", layer)
        stack = experiment._trunk(setting)
        if stack:
            drawn += 1
            assert (foot(stack).value,) * 2 == rows[layer - 1].receptive_field
            assert experiment._is_straight(setting) or "widest branches" in experiment.picture(setting).title
    assert drawn


def test_a_layer_is_known_by_its_name_as_it_is_typed() -> None:
    names = [row.name for row in published()["googlenet"].network.table]
    for number in (1, 9, len(names)):
        typed = names[number - 1].replace("×", "x").upper()
        assert made("field", ["network=googlenet", f"layer={typed}"])["layer"] == number
    with pytest.raises(ValueError, match="did you mean conv5_3"):
        made("field", ["network=vgg16", "layer=conv5_4"])


OBLONG = """input = [1, 64, 64]
layers = [
  {op = "conv", name = "flat", out_channels = 1, kernel_size = [1, 5]},
  {op = "conv_transpose", name = "wide", out_channels = 1, kernel_size = 4, stride = 2, padding = 1},
]"""


def test_a_line_of_oblong_and_transposed_layers_is_an_nn_sequential(tmp_path: Path) -> None:
    (tmp_path / "net.toml").write_text(OBLONG, encoding="utf-8")
    setting = made("field", [f"network={tmp_path / 'net.toml'}", "layer=wide"])
    code = setting.experiment.code(setting)
    assert "nn.Conv2d(1, 1, (1, 5)" in code
    assert "nn.ConvTranspose2d(1, 1, (4, 4), stride=(2, 2), padding=(1, 1)" in code
    compile(code, "code", "exec")
    assert "branches" in made("field", ["network=googlenet", "layer=5b/concat"]).experiment.code(
        made("field", ["network=googlenet", "layer=5b/concat"])
    )
