"""Darknet's .cfg files: networks of YOLO against what Darknet stores of them, and what is refused."""

from __future__ import annotations

import pytest

from solvers.networks.darknet import read_darknet
from solvers.networks.file import NetworkFileError


def conv(filters: int, size: int = 3, normed: bool = True, stride: int = 1) -> str:
    activation = "leaky" if normed else "linear"
    return f"""
[convolutional]
batch_normalize={int(normed)}
filters={filters}
size={size}
stride={stride}
pad=1
activation={activation}
"""


def pool(stride: int = 2) -> str:
    return f"\n[maxpool]\nsize=2\nstride={stride}\n"


TINY = "".join(
    [
        "[net]\n# as tested\nwidth=416\nheight=416\nchannels=3\n",
        *(part for width in (16, 32, 64, 128, 256) for part in (conv(width), pool())),
        *(conv(512), pool(1), conv(1024), conv(256, 1), conv(512), conv(255, 1, normed=False), "[yolo]\nmask=3,4,5\n"),
        *("[route]\nlayers=-4\n", conv(128, 1), "[upsample]\nstride=2\n", "[route]\nlayers=-1, 8\n"),
        *(conv(256), conv(255, 1, normed=False), "[yolo]\nmask=0,1,2\n"),
    ]
)
"""YOLOv3-tiny: Redmon & Farhadi 2018, as published with Darknet."""


def partial(width: int) -> str:
    """Return a block of YOLOv4-tiny: half of the channels go through two convolutions, the others past them."""
    halved = conv(width) + "[route]\nlayers=-1\ngroups=2\ngroup_id=1\n" + conv(width // 2) + conv(width // 2)
    return halved + "[route]\nlayers=-1,-2\n" + conv(width, 1) + "[route]\nlayers=-6,-1\n" + pool()


TINY_4 = "".join(
    [
        "[net]\nwidth=416\nheight=416\nchannels=3\n",
        *(conv(32, stride=2), conv(64, stride=2), partial(64), partial(128), partial(256)),
        *(conv(512), conv(256, 1), conv(512), conv(255, 1, normed=False), "[yolo]\n"),
        *("[route]\nlayers=-4\n", conv(128, 1), "[upsample]\nstride=2\n", "[route]\nlayers=-1,23\n"),
        *(conv(256), conv(255, 1, normed=False), "[yolo]\n"),
    ]
)
"""YOLOv4-tiny: Wang, Bochkovskiy and Liao 2020, as published with AlexeyAB's Darknet."""
SECOND = "".join(
    [
        "[net]\nwidth=608\nheight=608\nchannels=3\n",
        *(conv(32), pool(), conv(64), pool(), conv(128), conv(64, 1), conv(128), pool()),
        *(conv(256), conv(128, 1), conv(256), pool()),
        *(conv(512), conv(256, 1), conv(512), conv(256, 1), conv(512), pool()),
        *(conv(1024), conv(512, 1), conv(1024), conv(512, 1), conv(1024), conv(1024), conv(1024)),
        *("[route]\nlayers=-9\n", conv(64, 1), "[reorg]\nstride=2\n", "[route]\nlayers=-1,-4\n"),
        *(conv(1024), conv(425, 1, normed=False), "[region]\nclasses=80\n"),
    ]
)
"""YOLOv2: Redmon & Farhadi 2016, as published with Darknet."""


@pytest.mark.parametrize(
    ("text", "stored", "head", "published"),
    [(TINY, 35_434_956, 20, 5.56), (TINY_4, 24_251_276, 20, 6.91), (SECOND, 203_934_260, 16, 62.94)],
    ids=["YOLOv3-tiny", "YOLOv4-tiny", "YOLOv2"],
)
def test_a_published_network_has_the_numbers_of_its_weights(
    text: str, stored: int, head: int, published: float
) -> None:
    """The .weights file: a head, then float32 with running mean and variance; billions of operations as listed."""
    network = read_darknet(text).network
    running = sum(2 * row.output[0] for row in network.table if row.layer.op == "batch_norm")
    assert network.parameters + running == (stored - head) // 4
    assert round(2 * network.macs / 1e9, 2) == published


def test_the_heads_of_yolo_are_as_far_apart_as_published() -> None:
    for text in (TINY, TINY_4):
        sides = [row.output[1] for row in read_darknet(text).network.table if row.name.endswith("yolo")]
        assert sides == [13, 26]


def test_squeezed_channels_scale_the_map_that_they_come_from() -> None:
    squeezed = "[avgpool]\n" + conv(2, 1, normed=False) + conv(8, 1, normed=False)
    read = read_darknet("[net]\nwidth=9\nheight=7\n" + conv(8) + squeezed + "[scale_channels]\nfrom=-4\n").network
    assert read.table[-1].layer.op == "mul"
    assert read.table[-1].output == (8, 7, 9)


def test_a_stride_of_one_axis_is_that_axis_alone() -> None:
    read = read_darknet("[net]\nwidth=8\nheight=8\n[maxpool]\nsize=2\nstride_x=2\n").network
    assert read.table[-1].output == (3, 8, 4)


def test_a_norm_of_its_own_or_of_a_dense_layer_is_counted() -> None:
    read = read_darknet("[net]\nwidth=2\nheight=2\n[batchnorm]\n[connected]\noutput=5\nbatch_normalize=1\n").network
    assert read.parameters == 2 * 3 + 3 * 2 * 2 * 5 + 2 * 5


def test_the_middle_that_is_cut_out_of_an_image_is_what_the_layers_read() -> None:
    """VGG-16 as published with Darknet cuts 224×224 out of 256×256."""
    text = "[net]\nwidth=256\nheight=255\n[crop]\ncrop_width=224\ncrop_height=224\n" + conv(8) + "[maxpool]\nstride=2\n"
    reading = read_darknet(text)
    assert reading.notes == ()
    assert [row.output[1:] for row in reading.network.table if "crop" in row.name or "maxpool" in row.name] == [
        (224, 224),
        (112, 112),
    ]
    assert reading.network.table[0].start == (15, 16)


def test_of_a_setting_that_is_given_twice_the_first_is_taken_as_darknet_does() -> None:
    read = read_darknet("[net]\nwidth=8\nheight=8\n[conv]\nfilters=4\nfilters=9\n").network
    assert read.table[0].output == (4, 8, 8)


def test_what_stands_behind_a_local_layer_has_its_size_and_the_layer_is_named() -> None:
    text = "[net]\nwidth=7\nheight=9\n[local]\nsize=3\npad=1\nfilters=4\n[connected]\noutput=5\n"
    reading = read_darknet(text)
    assert reading.network.parameters == (4 * 7 * 9 + 1) * 5
    assert "local is not counted" in reading.notes[0]
    unpadded = read_darknet(text.replace("pad=1", "stride=2")).network
    assert unpadded.table[0].output == (4, 4, 3)


def test_padding_grows_with_the_dilation_as_darknet_has_it() -> None:
    read = read_darknet("[net]\nwidth=9\nheight=7\n" + conv(4) + "dilation=3\n").network
    assert read.table[0].output == (4, 7, 9)
    assert read.table[0].receptive_field == (7, 7)


@pytest.mark.parametrize(("before", "behind"), [(4, 10), (10, 4)])
def test_a_shortcut_adds_the_channels_that_both_maps_have_and_no_weights(before: int, behind: int) -> None:
    """Darknet's ResNets and CSPResNeXts have no convolution on their shortcuts."""
    plain = "[net]\nwidth=8\nheight=6\n" + conv(before) + conv(behind, stride=2)
    read = read_darknet(plain + "[shortcut]\nfrom=-2\nactivation=leaky\n" + conv(2, 1)).network
    assert [row.output for row in read.table if row.name == "2 shortcut"] == [(behind, 3, 4)]
    assert read.parameters == read_darknet(plain).network.parameters + behind * 2 + 2 * 2
    assert (read.table[-1].receptive_field, read.table[-1].shortest) == ((5, 5), (3, 3))
    assert read.table[-1].jump == (2, 2)


def test_a_pool_by_the_mean_makes_a_map_smaller_as_one_by_the_maximum() -> None:
    read = read_darknet("[net]\nwidth=8\nheight=8\n[local_avgpool]\nsize=4\nstride=4\n").network
    assert (read.table[0].layer.op, read.table[0].output) == ("avg_pool", (3, 2, 2))


def test_an_activation_without_a_name_here_refuses_no_network() -> None:
    read = read_darknet("[net]\nwidth=8\nheight=8\n[conv]\nactivation=ramp\n").network
    assert read.table[-1].layer.kind == "ramp"


@pytest.mark.parametrize("index", [0, -2])
def test_weights_of_an_earlier_layer_are_counted_once(index: int) -> None:
    text = "[net]\nwidth=9\nheight=9\n" + conv(3) + "[maxpool]\n" + conv(3) + f"share_index={index}\n"
    reading = read_darknet(text).network
    assert reading.parameters == 3 * 3 * 9 + 2 * 3
    assert reading.macs == 2 * 3 * 3 * 9 * 9 * 9


VECTOR = "[net]\nwidth=8\nheight=8\n[conv]\n[connected]\noutput=2\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[net]\nwidth=8\nheight=8\n[crop]\ncrop_width=9\ncrop_height=2\n", "line 4: .*crop. to 2×9 of 3×8×8"),
        ("[net]\nwidth=2\nheight=8\n[local]\nsize=3\n", "line 4: .local. does not fit 3×8×2"),
        (VECTOR + "[shortcut]\nfrom=0\n", "line 7: 2 shortcut: inputs are 2, 1×8×8"),
        (VECTOR + "[crop]\ncrop_width=1\ncrop_height=1\n", "line 7: .crop. reads a map, but a vector of 2 arrives"),
        (VECTOR + "[local]\nsize=1\n", "line 7: .local. reads a map, but a vector of 2 arrives"),
        ("[net]\nwidth=8\nheight=8\n[conv]\nshare_index=0\n", "line 4: .*no layers before"),
        ("", "line 1: expected \\[net\\] first"),
        ("[net]\nwidth=8\nheight=8\n", "line 1: expected \\[net\\] first, and layers"),
        ("[net]\nwidth=8\n[conv]\n", "height is missing"),
        ("[net]\nwidth=8\nheight=8\n[convolutional]\nfilters=many\n", "line 4: .*filters is 'many'"),
        ("[net]\nwidth=8\nheight=8\n[convolutional]\nsize=9\n", "line 4: 0 convolutional: a window of 9"),
        ("[net]\nwidth=8\nheight=8\n[route]\nlayers=3\n", "line 4: .*no layers before"),
        ("[net]\nwidth=0\nheight=8\n[maxpool]\n", "line 1: input"),
        ("[net]\nwidth=8\nheight=8\n[route]\nlayers=-1\n", "line 4: .*no layers before"),
        ("[net]\nwidth=8\nheight=8\n[conv]\n[route]\nlayers=-1\ngroups=2\n", "line 5: .*2 groups of 1 channels"),
        ("[net]\nwidth=8\nheight=8\n[maxpool]\nmaxpool_depth=1\nout_channels=1\n", "line 4: .*maxpool_depth"),
        ("[net]\nwidth=8\nheight=8\n[maxpool]\nstride\n", "line 5: expected"),
        ("[net]\nwidth=8\nheight=8\n[convolutional]\nactivation=\x1b[31m\n", "line 4: .*not known"),
    ],
)
def test_a_bad_file_is_refused_with_its_line(text: str, told: str) -> None:
    with pytest.raises(NetworkFileError, match=told) as refused:
        read_darknet(text)
    assert str(refused.value).isprintable()


def test_an_unknown_section_is_said_and_the_rest_read() -> None:
    reading = read_darknet("[net]\nwidth=8\nheight=8\n[crnn]\noutput=2\n[avgpool]\n")
    assert "crnn" in reading.notes[0]
    assert reading.network.table[-1].output == (3, 1, 1)


def test_what_the_table_shows_otherwise_than_darknet_runs_it_is_said() -> None:
    assert any("order of its own" in note for note in read_darknet(SECOND).notes)
    blurred = read_darknet("[net]\nwidth=8\nheight=8\n[maxpool]\nsize=2\nstride=2\nantialiasing=1\n")
    assert any("antialiasing" in note for note in blurred.notes)
    weighed = read_darknet("[net]\nwidth=8\nheight=8\n[conv]\n[conv]\n[shortcut]\nfrom=0\nweights_type=per_feature\n")
    assert any("weights_type" in note for note in weighed.notes)


def test_a_deconvolution_enlarges_its_map() -> None:
    text = "[deconvolutional]\nbatch_normalize=1\nfilters=4\nsize=4\nstride=2\npadding=1\nactivation=leaky\n"
    read = read_darknet("[net]\nwidth=16\nheight=12\n" + conv(8) + text)
    assert read.network.table[-1].output == (4, 24, 32)
    assert read.network.parameters == 3 * 8 * 9 + 2 * 8 + 8 * 4 * 16 + 2 * 4
    assert not read.notes


@pytest.mark.parametrize(
    ("short", "long", "settings"),
    [
        ("conn", "connected", "output=10\nactivation=linear"),
        ("max", "maxpool", "size=2\nstride=2"),
        ("avg", "avgpool", ""),
        ("soft", "softmax", ""),
        ("lrn", "normalization", ""),
        ("silence", "empty", ""),
    ],
)
def test_a_section_by_its_short_name_is_what_it_is_by_its_long_one(short: str, long: str, settings: str) -> None:
    before = "[net]\nwidth=16\nheight=16\n" + conv(8)
    brief, full = (read_darknet(f"{before}[{kind}]\n{settings}\n") for kind in (short, long))
    assert [row.layer.op for row in brief.network.table] == [row.layer.op for row in full.network.table]
    assert [row.output for row in brief.network.table] == [row.output for row in full.network.table]
    assert not brief.notes


def test_an_activation_may_be_a_section_of_its_own() -> None:
    reading = read_darknet("[net]\nwidth=16\nheight=16\n" + conv(8) + "[activation]\nactivation=relu\n")
    assert reading.network.layers[-1].op == "relu"
    assert not reading.notes


def test_numbers_that_are_learned_beside_the_maps_are_counted_and_worked_into_them() -> None:
    """As YOLOR and YOLOv7 have them at each head."""
    text = "[implicit_add]\nfilters=8\n[route]\nlayers=0\n[shift_channels]\nfrom=1\n" + conv(4, 1, normed=False)
    text += "[implicit_mul]\nfilters=4\n[route]\nlayers=4\n[control_channels]\nfrom=5\n"
    read = read_darknet("[net]\nwidth=6\nheight=5\n" + conv(8).replace("leaky", "silu") + text)
    assert read.network.parameters == 3 * 8 * 9 + 2 * 8 + 8 + 8 * 4 + 4 + 4
    assert read.network.table[-1].output == (4, 5, 6)
    assert read.network.table[-1].receptive_field == (3, 3)
    assert not read.notes
