"""`convquiz net`: the table collapsed, drawn, in other formats, under other conventions, and of PyTorch modules."""

from __future__ import annotations

import csv
import io
import json
import re
from importlib.util import find_spec
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result
from rich.cells import cell_len

from quiz.cli import cli
from solvers.networks.architectures import published

DOCS = Path(__file__).parents[3] / "docs" / "networks.md"
MODULES = """
input = [3, 16, 16]

[[layers]]
op = "conv"
name = "stem.conv"
out_channels = 4
kernel_size = 3
stride = 2
padding = 1

[[layers]]
op = "batch_norm"
name = "stem.norm"

[[layers]]
op = "conv"
name = "head.=cmd|' /C calc'!A0"
out_channels = 2
kernel_size = [1, 3]
groups = 2

[[layers]]
op = "relu"
name = "<script>*x*|y"
"""


def net(*words: str, typed: str = "") -> Result:
    result = CliRunner().invoke(cli, ["net", *words], input=typed)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


def test_on_a_terminal_it_is_said_where_a_network_is_asked_about(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "--net" not in net("vgg16").stdout, "a pipe wants the table"
    monkeypatch.setattr("click.testing._NamedTextIOWrapper.isatty", lambda self: True)
    assert "convquiz play --net vgg16 asks about it" in net("vgg16").stdout.splitlines()[-1]
    assert "--net" not in net("vgg16", "--csv").stdout
    assert "--net" not in net("-", typed=MODULES).stdout


def test_names_in_any_script_leave_the_columns_where_they_are() -> None:
    lines = net("-", typed=MODULES.replace("stem.conv", "山田.層")).stdout.splitlines()
    head, first = lines[1], next(line for line in lines if line.startswith("山田"))
    assert cell_len(first[: first.index("3×3/2")]) == head.index("window")


def test_depth_puts_modules_together_and_keeps_the_totals() -> None:
    flat, deep = net("-", typed=MODULES).stdout, net("-", "--depth", "1", typed=MODULES).stdout
    (stem,) = (line for line in deep.splitlines() if line.startswith("stem"))
    assert stem.split()[1:3] == ["4×8×8", str(3 * 4 * 9 + 4 + 2 * 4)]
    total = re.compile(r"^total.*$", re.MULTILINE)
    assert total.findall(flat)[0].split() == total.findall(deep)[0].split()


def test_the_window_says_kernel_stride_padding_dilation_and_groups() -> None:
    lines = net("-", typed=MODULES).stdout.splitlines()
    assert "3×3/2+1" in lines[2]
    assert "1×3g2" in lines[4]


def test_csv_is_read_back_and_computes_nothing() -> None:
    rows = list(csv.DictReader(io.StringIO(net("-", "--csv", typed=MODULES.replace("head.=", "=")).stdout)))
    assert [row["parameters"] for row in rows] == ["112", "8", "14", "0"]
    assert (rows[0]["kernel"], rows[0]["stride"], rows[0]["padding"], rows[2]["groups"]) == ("3×3", "2", "1", "2")
    assert rows[2]["layer"].startswith("'=")


def test_markdown_has_as_many_cells_in_every_line_and_no_markup() -> None:
    lines = net("-", "--markdown", typed=MODULES).stdout.splitlines()
    assert len({len(re.findall(r"(?<!\\)\|", line)) for line in lines}) == 1
    assert "\\<script\\>\\*x\\*\\|y" in lines[-1]


def test_svg_is_well_formed_and_names_no_script() -> None:
    picture = net("-", "--svg", typed=MODULES).stdout
    assert ElementTree.fromstring(picture).tag.endswith("svg")
    assert "<script>" not in picture


@pytest.mark.parametrize("chart", ["parameters", "costs", "memory", "field"])
def test_charts_have_a_bar_for_each_layer_that_has_some(chart: str) -> None:
    drawn = net("vgg16", "--chart", chart).stdout
    _, *bars = drawn.splitlines()
    assert len(bars) >= 16
    assert all(re.search(r"[▏▎▍▌▋▊▉█ ] ?\d[\d,]*(  \d+\.\d%)?$", line) for line in bars)
    assert any(line.count("█") > 20 for line in bars)


def test_flops_are_two_a_multiply_add_and_more_may_be_counted() -> None:
    plain, double, all_of_it = (
        json.loads(net("lenet5", "--json", *words).stdout)["totals"]
        for words in ([], ["--flops"], ["--also", "bias", "--also", "pools"])
    )
    assert "cost" not in plain
    assert double["cost"] == 2 * plain["macs"]
    biases, pooled = 6 * 28 * 28 + 16 * 100 + 120 + 84 + 10, 4 * (6 * 14 * 14 + 16 * 25)
    assert all_of_it["cost"] == plain["macs"] + biases + pooled


@pytest.mark.parametrize("counter", ["torchinfo", "fvcore", "ptflops", "thop"])
def test_a_comparison_gives_a_reason_for_every_difference(counter: str) -> None:
    told = json.loads(net("resnet18", "--compare", counter, "--json").stdout)
    for row in told["layers"]:
        assert row[counter] - row["macs"] == sum(reason["number"] for reason in row["reasons"])
        assert all(reason["why"] for reason in row["reasons"])
    assert any(row["reasons"] for row in told["layers"])
    assert f" {counter}  why" in net("resnet18", "--compare", counter).stdout


def test_layers_of_one_name_are_said() -> None:
    twice = MODULES.replace("stem.norm", "stem.conv")
    assert "several layers are called 'stem.conv'" in " ".join(net("-", typed=twice).stdout.split())
    assert "several layers" not in net("-", typed=MODULES).stdout


def test_the_page_on_networks_says_what_works() -> None:
    page = DOCS.read_text(encoding="utf-8")
    example = page.split("```toml\n")[1].split("```")[0]
    assert net("-", typed=example).exit_code == 0
    for name in re.findall(r"^\| `(\w+)` \| a published one", page, re.MULTILINE):
        assert name in published()


def test_a_module_is_run_with_a_warning_where_torch_is_installed(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text("from torch import nn\nNet = lambda: nn.Sequential(nn.Conv2d(3, 4, 3))\n")
    result = net(f"{tmp_path / 'mine.py'}:Net", "--input", "3,8,8")
    assert ("this runs the file" in result.stderr) is (find_spec("torch") is not None)
    if find_spec("torch") is None:
        assert result.exit_code == 2
        assert "PyTorch is not installed" in result.stderr
    else:
        assert "4×6×6" in result.stdout
        assert net(f"{tmp_path / 'mine.py'}:None_", "--input", "3,8,8").exit_code == 2


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["vgg16", "--input", "3,8,8"], "--input goes with"),
        (["x.onnx", "--input", "three"], "is no shape"),
        (["vgg16", "--measure", "--csv"], "--measure goes with the whole table"),
    ],
)
def test_options_that_do_not_go_together_are_refused(words: list[str], told: str) -> None:
    result = net(*words)
    assert result.exit_code == 2
    assert told in result.stderr


def test_a_module_that_is_not_there_or_not_named_is_said_first(tmp_path: Path) -> None:
    gone = net(f"{tmp_path / 'gone.py'}:Net")
    assert (gone.exit_code, "there is no such file" in gone.stderr, "this runs" in gone.stderr) == (2, True, False)
    (tmp_path / "mine.py").write_text("import torch\n")
    assert "for a PyTorch module write" in net(str(tmp_path / "mine.py")).stderr
