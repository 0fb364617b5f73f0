"""`convquiz net`: tables of published networks and of files, and how bad files are refused."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from quiz.cli import cli
from quiz.networks.named import ENDINGS
from solvers.layers import Layer
from solvers.networks import running
from solvers.networks.architectures import published
from solvers.networks.file import NetworkFileError, read_network

MINE = """\
input = [3, 32, 32]

[[layers]]
op = "conv"
out_channels = 16
kernel_size = 3
padding = 1

[[layers]]
op = "max_pool"
kernel_size = [2, 1]

[[layers]]
op = "conv_transpose"
out_channels = 4
kernel_size = 2
stride = 2

[[layers]]
op = "linear"
name = "classes"
out_channels = 10
"""


def net(*words: str, typed: str | bytes = "") -> Result:
    return CliRunner().invoke(cli, ["net", *words], input=typed)


def saved(folder: Path, text: str | bytes, name: str = "my_net.toml") -> str:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return str(path)


def as_toml(value: Any) -> str:
    """Write plain data as an inline TOML value."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {as_toml(part)}" for key, part in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(as_toml, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def test_the_document_has_exactly_what_was_promised():
    document = json.loads(net("vgg16", "--json").stdout)
    assert set(document) == {"schema_version", "input", "layers", "totals"}
    assert document["input"] == [3, 224, 224]
    assert document["totals"] == {"parameters": 138_357_544, "macs": 15_470_264_320}
    by_name = {layer["name"]: layer for layer in document["layers"]}
    assert by_name["pool5"] == {
        "name": "pool5",
        "op": "max_pool",
        "output": [512, 7, 7],
        "parameters": 0,
        "macs": 0,
        "jump": 32,
        "receptive_field": 212,
        "start": -90,
        "shortest_path": 212,
    }


def test_a_file_says_the_same_in_toml_in_json_and_on_standard_input(tmp_path):
    document = {"input": [3, 32, 32], "layers": tomllib.loads(MINE)["layers"]}
    toml = saved(tmp_path, MINE)
    as_json = saved(tmp_path, json.dumps(document, indent=1), "my_net.json")
    tables = [
        net(toml, "--json").stdout,
        net(as_json, "--json").stdout,
        net("-", "--json", typed=MINE).stdout,
        net("-", "--json", typed=json.dumps(document)).stdout,
        net("-", "--json", typed=b"\xef\xbb\xbf" + MINE.replace("\n", "\r\n").encode()).stdout,
    ]
    assert len(set(tables)) == 1
    layers = json.loads(tables[0])["layers"]
    assert [layer["name"] for layer in layers] == ["conv1", "max_pool2", "conv_transpose3", "classes"]
    assert layers[1]["jump"] == [2, 1]
    assert layers[2]["jump"] == [1, 0.5]
    assert layers[3]["parameters"] == 4 * 32 * 64 * 10 + 10


@pytest.mark.parametrize("name", published())
def test_every_published_network_survives_both_formats(name):
    network = published()[name].network
    layers = [layer.model_dump(mode="json", exclude_unset=True) for layer in network.layers]
    document = {"input": list(network.input), "layers": layers}
    assert read_network(json.dumps(document)) == network
    assert read_network("\n".join(f"{key} = {as_toml(part)}" for key, part in document.items())) == network


@pytest.mark.parametrize("name", published())
def test_tables_fit_eighty_columns(name):
    for line in net(name).stdout.splitlines():
        assert len(line) <= 80, line


def test_the_run_stands_under_the_formulas(tmp_path):
    result = net(saved(tmp_path, MINE), "--measure")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[2].split()[2:] == lines[3].split()[2:]
    assert "run: agrees" in lines[3]
    document = json.loads(net("lenet5", "--measure", "--json").stdout)
    assert all(layer["agrees"] for layer in document["layers"])
    assert document["layers"][0]["measured"]["macs"] == 117_600


def test_a_formula_that_is_wrong_is_noticed(monkeypatch):
    original = running.run
    monkeypatch.setattr(
        running, "run", lambda network: (replace(seen, macs=seen.macs + 1) for seen in original(network))
    )
    result = net("lenet5", "--measure")
    assert result.exit_code == 1
    assert "DISAGREES" in result.stdout


def test_what_is_too_large_to_run_is_said_not_run():
    huge = '{"input": [3, 8000, 8000], "layers": [{"op": "linear", "name": "fc", "out_channels": 1000}]}'
    assert json.loads(net("-", "--json", typed=huge).stdout)["totals"]["parameters"] == 192_000_001_000
    result = net("-", "--measure", typed=huge)
    assert result.exit_code == 2
    assert "fc: 192,000,000,000 weights" in result.stderr


def test_list_names_every_network_with_its_source():
    listed = net("--list").stdout
    assert "vgg16  3×224×224\n    VGG-16: Simonyan & Zisserman 2015" in listed
    assert all(len(line) <= 80 for line in listed.splitlines())
    names = [entry["name"] for entry in json.loads(net("--list", "--json").stdout)["networks"]]
    assert {"lenet5", "alexnet", "vgg16", "resnet18", "resnet50", "squeezenet", "mobilenet", "unet"} <= set(names)
    assert names == sorted(names)


def changed(old: str, new: str) -> str:
    assert old in MINE
    return MINE.replace(old, new)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (changed("padding", "pading"), "line 7: layer 1: 'pading' is no setting of a layer; did you mean padding?"),
        (
            changed("out_channels = 10", "out_features = 10"),
            "'out_features' is no setting of a layer; did you mean out_channels? linear takes name, inputs, ",
        ),
        (changed('"linear"', '"zzz"'), "op 'zzz' is not known; expected an op such as conv"),
        (changed('"linear"', '"Dense"'), "op 'Dense' is not known; did you mean linear?"),
        (changed("stride = 2", "size = 2"), "is no setting of a layer; "),
        (changed("stride = 2", "ceil_mode = true"), "takes no ceil_mode; it takes name, inputs, "),
        (
            changed('"max_pool"', '"upsample"\nmode = "bicubic"'),
            "mode 'bicubic' is not known; expected 'nearest', 'linear', 'bilinear' or 'trilinear'",
        ),
        (changed('"conv"', '"deconv"'), "op 'deconv' is not known; did you mean conv_transpose?"),
        (changed('"conv"', '"dwconv"'), "op 'dwconv' is not known; did you mean depthwise?"),
        (changed('"max_pool"', '"maxpool"'), "line 10: layer 2: op 'maxpool' is not known; did you mean max_pool?"),
        (changed("[2, 1]", "[2, 0]"), "line 11: layer 2: kernel_size: expected a whole number from 1"),
        (changed("[2, 1]", "40"), "line 10: max_pool 2: a window of 40 does not fit into 32"),
        (changed("stride = 2", "stride = "), "line 17: not TOML"),
        (changed("stride = 2", f"stride = {'9' * 40}"), "line 17: layer 3: stride: expected a whole number"),
        (changed("stride = 2", f"stride = {'9' * 5000}"), "Exceeds the limit"),
        (
            changed("out_channels = 10", "out_channels = 10.0"),
            "line 22: classes: out_channels: expected",
        ),
        (
            changed("[3, 32, 32]", "[3, 32, 32, 32, 32]"),
            "input [3, 32, 32, 32, 32]; expected [channels, height, width]",
        ),
        (changed("[3, 32, 32]", '"large"'), "line 1: input is wrong"),
        ("input = [3, 32, 32]\n", "layers is missing"),
        ("input = [3, 32, 32]\nlayers = []", "line 2: layers is wrong"),
        ("input = [3, 32, 32]\nlayers = 3", "line 2: layers is wrong"),
        (f"colour = 3\n{MINE}", "line 1: 'colour' is not known here"),
        ("", "input is missing"),
        (b"\x7fELF\x00\x01\xff\xfe", "not a text file"),
        (b"a" * 2_000_000, "longer than"),
        ('{"input": [3, 8, 8],\n "layers": [\n  {"op": "relu"},\n  {"op": "conv"}]}', "line 4: layer 2: conv needs"),
        ('{"input": [3, 8, 8],\n "layers": [\n  {"op": "crop",\n   "padding": 4}]}', "line 3: crop 1: nothing is left"),
        ('{"input": [3, 8, 8],\n "layers": [\n  {"op": "crop",\n   "padding": NaN}]}', "line 4: layer 1: padding"),
        ('{"input": [3, 8, 8],\n "layers": [{"op": "relu",}]}', "line 2: not JSON"),
        ('{"input": [3, 8, 8], "layers": [3]}', "line 1: layer 1: expected a table of settings"),
        ('{"input": [3, 8, 8], "layers": [{"op": "relu", "name": "\\ud800"}]}', "printable"),
        ('{"input": [3, 8, 8], "layers": [{"op": ["relu"]}]}', "line 1: layer 1: op"),
        ('{"input": [true, 8, 8], "layers": [{"op": "relu"}]}', "line 1: input: expected a whole number"),
        ('{"layers": ' + "[" * 100_000, "nested too deeply"),
        ("layers = " + "[" * 100_000, "nested too deeply"),
        ("input = [3, 8, 8]\n" + "a." * 100_000 + "a = 1", "line 2: nested too deeply"),
        ("[" + " . ".join(['"a b"'] * 20_000) + "]", "nested too deeply"),
        (
            '{"input": [3, 8, 8], "layers": [' + '{"op": "concat", "branches": [[], [' * 300 + "]]}" * 300 + "]}",
            "line 1",
        ),
    ],
    ids=range(38),
)
def test_a_bad_file_is_refused_with_line_and_reason(text, told):
    result = net("-", typed=text)
    assert result.exit_code == 2
    assert told in result.stderr
    assert isinstance(result.exception, SystemExit)
    assert len(result.stderr.splitlines()) == 1
    assert len(result.stderr) < 400


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("/", "Is a directory"),
        ("vgg17", "did you mean vgg16?"),
        ("no_such_net.toml", "neither a published network nor a file"),
        ("/dev/zero", "not a plain file"),
    ],
)
def test_what_is_no_network_is_refused(name, told):
    result = net(name)
    assert result.exit_code == 2
    assert told in result.stderr
    assert "Traceback" not in result.stderr


def test_without_a_name_help_is_near():
    result = net()
    assert result.exit_code == 2
    assert "--list" in result.stderr
    told = CliRunner().invoke(cli, ["net", "--help"]).stdout
    assert [ending for ending in ENDINGS if ending not in told or ending not in result.stderr] == []


def test_the_suffix_decides_the_format(tmp_path):
    assert "not JSON" in net(saved(tmp_path, MINE, "my_net.json")).stderr
    with pytest.raises(NetworkFileError, match="not TOML"):
        read_network('{"input": [1]}', is_json=False)


VALID = {"out_channels": 3, "kernel_size": 3}


def test_a_branch_that_does_not_fit_is_found_in_json():
    layers = [
        {"op": "residual", "branches": [[{"op": "relu"}, {"op": "conv", "out_channels": 3, "kernel_size": 3}], []]}
    ]
    text = json.dumps({"input": [3, 8, 8], "layers": layers}, indent=1)
    with pytest.raises(NetworkFileError, match="branches end with 3×6×6, 3×8×8"):
        read_network(text)
    layers[0]["branches"][0][1]["kernel_size"] = 9  # type: ignore[index]
    text = json.dumps({"input": [3, 8, 8], "layers": layers}, indent=1)
    line = next(number for number, at in enumerate(text.splitlines(), start=1) if '"conv"' in at) - 1
    with pytest.raises(NetworkFileError, match=f"line {line}: conv 2: a window of 9"):
        read_network(text)


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_a_bar_is_drawn_on_a_terminal_alone():
    ours, theirs = pty.openpty()
    done = subprocess.run(
        [sys.executable, "-m", "quiz", "net", "lenet5", "--measure"],
        stdout=subprocess.PIPE,
        stderr=theirs,
        check=True,
        cwd=Path(__file__).parents[3],
    )
    drawn = os.read(ours, 10_000).decode()
    os.close(ours)
    os.close(theirs)
    assert "Running" in drawn
    assert b"Running" not in done.stdout
    assert net("lenet5", "--measure").stderr == ""


def test_names_are_cut_to_their_column():
    layers = [{"op": "relu", "name": "a name that is much longer than its column"}]
    line = net("-", typed=json.dumps({"input": [3, 8, 8], "layers": layers})).stdout.splitlines()[2]
    assert line.startswith("…")
    assert line.split("  ")[0].endswith("longer than its column")
    assert len(line) <= 80
    assert Layer.model_validate(layers[0]).name == "a name that is much longer than its column"


@pytest.mark.parametrize("name", ["model.keras", "model.H5", "model.hdf5"])
def test_a_model_of_keras_with_its_weights_is_refused_with_what_to_write_instead(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"PK\x03\x04")
    refused = net(str(tmp_path / name))
    assert refused.exit_code == 2
    assert "model.to_json()" in refused.stderr
    assert "TOML:" not in refused.stderr


def test_shared_weights_that_do_not_fit_are_refused_in_one_line(tmp_path: Path) -> None:
    shared = "[net]\nwidth=8\nheight=8\n[conv]\nsize=3\n[conv]\nsize=1\nshare_index=0\n"
    refused = net(saved(tmp_path, shared, "shared.cfg"))
    assert refused.exit_code == 2
    assert "1 conv: it needs 2 weights, 0 conv has 28" in refused.stderr


@pytest.mark.parametrize(("name", "content"), [("model.pt", b"PK\x03\x04\xff"), ("model.py", b"import torch\n")])
def test_which_files_it_takes_is_said(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    for file in (tmp_path / name, tmp_path / "gone.onnx"):
        refused = CliRunner().invoke(cli, ["net", str(file)])
        assert refused.exit_code == 2
        assert ".toml" in refused.stderr
        assert ".json" in refused.stderr
