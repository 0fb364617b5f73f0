"""Darknet's .cfg files: YOLOv3-tiny against what Darknet stores of it, and what is refused."""

from __future__ import annotations

import pytest

from solvers.networks.darknet import read_darknet
from solvers.networks.file import NetworkFileError


def conv(filters: int, size: int = 3, normed: bool = True) -> str:
    activation = "leaky" if normed else "linear"
    return f"""
[convolutional]
batch_normalize={int(normed)}
filters={filters}
size={size}
stride=1
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


def test_yolov3_tiny_has_the_numbers_of_its_published_weights() -> None:
    """yolov3-tiny.weights has 35,434,956 bytes: 20 of head, then float32, with running mean and variance."""
    network = read_darknet(TINY).network
    running = sum(2 * row.output[0] for row in network.table if row.layer.op == "batch_norm")
    assert network.parameters + running == (35_434_956 - 20) // 4


def test_yolov3_tiny_takes_the_operations_that_are_published() -> None:
    """5.56 billion, two a multiply-add, as the page of YOLO lists it at 416 × 416."""
    network = read_darknet(TINY).network
    assert round(2 * network.macs / 1e9, 2) == 5.56
    sides = [row.output[1] for row in network.table if row.name.endswith("yolo")]
    assert sides == [13, 26]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "line 1: expected \\[net\\] first"),
        ("[net]\nwidth=8\nheight=8\n", "line 1: expected \\[net\\] first, and layers"),
        ("[net]\nwidth=8\n[conv]\n", "height is missing"),
        ("[net]\nwidth=8\nheight=8\n[convolutional]\nfilters=many\n", "line 4: .*filters is 'many'"),
        ("[net]\nwidth=8\nheight=8\n[convolutional]\nsize=9\n", "line 4: 0 convolutional: a window of 9"),
        ("[net]\nwidth=8\nheight=8\n[route]\nlayers=3\n", "line 4: .*no layers before"),
        ("[net]\nwidth=8\nheight=8\n[maxpool]\nstride\n", "line 5: expected"),
        ("[net]\nwidth=8\nheight=8\n[convolutional]\nactivation=\x1b[31m\n", "line 4: .*not known"),
    ],
)
def test_a_bad_file_is_refused_with_its_line(text: str, told: str) -> None:
    with pytest.raises(NetworkFileError, match=told) as refused:
        read_darknet(text)
    assert str(refused.value).isprintable()


def test_an_unknown_section_is_said_and_the_rest_read() -> None:
    reading = read_darknet("[net]\nwidth=8\nheight=8\n[reorg]\nstride=2\n[avgpool]\n")
    assert "reorg" in reading.notes[0]
    assert reading.network.table[-1].output == (3, 1, 1)
