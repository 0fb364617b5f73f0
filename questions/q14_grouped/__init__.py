"""Question 14: grouped convolution."""

from __future__ import annotations

from questions.model import Claim, FollowUp, Point, Question

ANSWER = """\
The input channels are split into **g groups**. Each group is convolved by itself, with its own C_out/g filters of
depth C_in/g, and the outputs are concatenated. g must divide both C_in and C_out.

Weights and MACs shrink by **exactly g**; the biases, one per output channel, do not:
K²·(C_in/g)·C_out + C_out parameters.

- **AlexNet**: two groups in conv2, conv4 and conv5, to fit on two GPUs.
- **ResNeXt**: many groups (*cardinality*), for accuracy: a wider 3×3 at the same cost.
- **ShuffleNet**: grouped 1×1 for speed, with a channel shuffle so that the groups exchange information.

A depthwise convolution is the extreme case: g = C_in.
"""


QUESTION = Question(
    number=14,
    slug="grouped",
    title="What is grouped convolution? Why?",
    level="medium",
    topics=("grouped convolution",),
    answer=ANSWER,
    formula="K²·(C_in/g)·C_out + C_out",
    latex=r"K^2 \cdot \frac{C_{in}}{g} \cdot C_{out} + C_{out}",
    claims=(
        Claim(
            says="Each group is convolved by itself, and the outputs are concatenated.",
            experiment="groups_laid_side_by_side",
            source="Krizhevsky, Sutskever & Hinton 2012, §3.5",
        ),
        Claim(
            says="A grouped convolution is a dense one with a block-diagonal kernel, 1/g of it non-zero.",
            experiment="block_diagonal",
        ),
        Claim(
            says="g must divide both C_in and C_out.",
            experiment="divides_both",
            source="PyTorch documentation of Conv2d",
        ),
        Claim(says="Weights and MACs shrink by exactly g, the biases stay.", experiment="shrinks_by_groups"),
        Claim(
            says="AlexNet has 60,965,224 parameters with two groups in conv2, conv4 and conv5, 62,378,344 without.",
            experiment="alexnet_parameters",
            source="Krizhevsky, Sutskever & Hinton 2012, §3.5",
        ),
        Claim(
            says="Stacked grouped layers never mix groups; with a shuffle between two of them an output reaches all "
            "groups if a group has at least g channels.",
            experiment="groups_stay_apart",
            source="Zhang et al. 2018, §3.1",
        ),
        Claim(says="Depthwise is the case g = C_in.", experiment="depthwise_is_extreme"),
        Claim(
            says="For about 70 k weights a ResNeXt block has a 3×3 of 128 channels in place of 64.",
            experiment="wider_for_the_same",
            source="Xie et al. 2017, Table 1 and Table 2",
        ),
        Claim(
            says="At that cost more groups are more accurate: ImageNet top-1 error 23.9% with 1×64d, 22.2% with "
            "32×4d (50 layers).",
            source="Xie et al. 2017, Table 3",
        ),
        Claim(
            says="The shuffle lowers the error of networks of grouped 1×1 layers.",
            source="Zhang et al. 2018, §4.1.2",
        ),
    ),
    follow_ups=(
        FollowUp(
            ask="Equal parameters, more groups: why better?",
            answer="At a fixed budget more groups allow a wider layer: a ResNeXt block has a 3×3 of width 128 "
            "instead of 64 "
            "for about 70 k weights. That it helps is an observation (22.2% against 23.9% top-1 error).",
        ),
        FollowUp(
            ask="Why shuffle?",
            answer="Two grouped layers in a row never mix groups. With a shuffle between them each output reaches all "
            "groups, provided that a group has at least g channels.",
        ),
        FollowUp(
            ask="Is a grouped convolution a special dense one?",
            answer="Yes, with a kernel that is block-diagonal over the channels: 1/g of its entries are non-zero.",
        ),
    ),
    rubric=(
        Point(
            text="channels split into g groups convolved separately, outputs concatenated",
            essential=True,
            words=("split|groups|divid|partition", "separate|independent|own|concat"),
        ),
        Point(
            text="weights and MACs divided by g",
            essential=True,
            words=("/g|by g|1/g|g times|factor g|fewer|less|reduc", "weights|parameters|MACs|cost|comput"),
        ),
        Point(
            text="both C_in and C_out divisible by g",
            words=("divisible|multiple|divide evenly", "both|C_in|input output|channels"),
        ),
        Point(
            text="AlexNet (two GPUs), ResNeXt, ShuffleNet", essential=True, words=("alexnet|resnext|shufflenet|GPU",)
        ),
        Point(
            text="groups do not exchange information: channel shuffle or 1×1",
            words=("exchange|mix|talk|information|interact", "shuffle|1×1|pointwise"),
        ),
        Point(text="depthwise is g = C_in", words=("depthwise", "C_in|extreme|each channel|special case|groups equal")),
    ),
    trap="Parameters shrink by g² (by g).",
    sources=(
        "Krizhevsky, Sutskever & Hinton 2012, ImageNet classification with deep convolutional networks, §3.5",
        "Xie, Girshick, Dollár, Tu & He 2017, Aggregated residual transformations, Tables 1 to 4",
        "Mahajan et al. 2018, Exploring the limits of weakly supervised pretraining",
        "Zhang, Zhou, Lin & Sun 2018, ShuffleNet, §3.1, §4.1.2 and Table 1",
        "PyTorch documentation of Conv2d",
    ),
    related=(2, 8),
)
