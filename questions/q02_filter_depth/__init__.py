"""Question 2: why a filter's depth must match the depth of its input."""

from __future__ import annotations

from questions.model import Claim, CommonWording, FollowUp, Point, Question

ANSWER = """\
Each filter is as deep as the input volume that it reads: **C_in channels**, 3 for an RGB image; in a grouped layer
**C_in/g**, the channels of its group.

- The filter slides only in height and width, never along the channels.
- At each position the products of **all its channels are summed** into a single number, so one filter gives one
  output channel.
- The **number of filters is the output depth**.

Input H×W×C, filter k×k×C, output per filter H'×W'×1 with H' = ⌊(H − k + 2P)/S⌋ + 1, and W' alike. All filters together
are a weight tensor of shape `C_out × C_in/g × K_h × K_w`.
"""


QUESTION = Question(
    number=2,
    slug="filter-depth",
    title="A filter's depth must match input depth. Explain.",
    level="medium",
    topics=("filters and kernels",),
    answer=ANSWER,
    formula="weight: C_out × C_in/g × K_h × K_w",
    latex=r"W \in \mathbb{R}^{C_{out} \times \frac{C_{in}}{g} \times K_h \times K_w}",
    common_wording=(
        CommonWording(
            says="Each filter has the same depth as the input.",
            but="Only without groups: its depth is C_in/g. AlexNet's conv2 has filters of 5×5×48 on 96 channels, a "
            "depthwise filter has depth 1.",
        ),
    ),
    claims=(
        Claim(
            says="A filter's depth is C_in/g, which is C_in only without groups.",
            experiment="depth_must_match",
            source="Krizhevsky, Sutskever & Hinton 2012, §3.5",
            refutes=True,
        ),
        Claim(says="No other depth runs.", experiment="only_one_depth_runs", source="PyTorch documentation of Conv2d"),
        Claim(
            says="The channels are summed into one output channel.",
            experiment="channels_are_summed",
            source="Goodfellow, Bengio & Courville 2016, §9.5",
        ),
        Claim(says="The number of filters is the output depth.", experiment="filters_make_depth"),
        Claim(says="One k×k×C filter on H×W×C gives H'×W'×1.", experiment="one_filter_one_map"),
        Claim(
            says="The order of the channels is arbitrary, as long as the filters follow it.",
            experiment="channel_order_is_learned",
        ),
        Claim(says="A slice of zeros lets three-channel filters run on four.", experiment="extra_slice_of_zeros"),
        Claim(
            says="LeNet-5's C3 has 1,516 parameters instead of 2,416.",
            experiment="sparse_c3",
            source="LeCun, Bottou, Bengio & Haffner 1998, Table I",
        ),
    ),
    follow_ups=(
        FollowUp(
            ask="Why not slide along depth as well?",
            answer="That is a 3-D convolution: it assumes that neighbouring channels are ordered and stationary, which "
            "feature channels are not.",
        ),
        FollowUp(
            ask="What if you have a pretrained first layer for 3 channels and data with 4?",
            answer="Add a weight slice (zeros or the mean of the others), or map 4 channels to 3 with a 1×1 layer "
            "first.",
        ),
        FollowUp(
            ask="LeNet-5's C3 did not connect every pair of maps; why?",
            answer="To break symmetry and to keep the connections few: 1,516 parameters instead of 2,416.",
        ),
    ),
    rubric=(
        Point(
            text="filter depth = input channels (per group)",
            essential=True,
            words=("depth|channels", "input channel|input depth|match|equal"),
        ),
        Point(
            text="slides in two dimensions only",
            essential=True,
            words=("slid|move|sweep|shift", "two dimension|2d|2-d|height width|spatial"),
        ),
        Point(
            text="sums over all channels to one number per position",
            essential=True,
            words=("sum|add|accumulat", "channel"),
        ),
        Point(
            text="one filter → one output map; number of filters = output depth",
            essential=True,
            words=(
                "one map|one output|feature map|single map|output map",
                "number filters|output depth|output channels|many filters|more filters",
            ),
        ),
        Point(text="weight shape C_out×C_in/g×K_h×K_w", words=("C_out×C_in|C_out, C_in|weight shape|tensor",)),
        Point(text="exceptions: grouped and depthwise", words=("group", "depthwise")),
    ),
    trap="The filter is applied to each channel separately and the maps are kept (they are summed).",
    sources=(
        "Goodfellow, Bengio & Courville 2016, Deep Learning, §9.5",
        "Krizhevsky, Sutskever & Hinton 2012, ImageNet classification with deep convolutional networks, §3.5",
        "LeCun, Bottou, Bengio & Haffner 1998, Gradient-based learning applied to document recognition, §II.B, Table I",
        "PyTorch documentation of Conv2d",
    ),
    related=(1, 7, 11, 14),
)
