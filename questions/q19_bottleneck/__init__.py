"""Question 19: the bottleneck design of ResNet."""

from __future__ import annotations

from questions.model import Claim, FollowUp, Point, Question

ANSWER = """\
A bottleneck block is **1×1 (reduce) → 3×3 (at the reduced width) → 1×1 (restore)**, with a shortcut around it: the
identity, or a 1×1 projection where shapes change.

The expensive 3×3 works on few channels, so the block costs about as much as a basic block of a quarter of the width,
and deeper networks become affordable. On 256 channels: 256·64 + 9·64² + 64·256 = **69,632** weights, against
1,179,648 for two 3×3 layers at 256 (16.9 times).

ResNet-50, 101 and 152 use it; ResNet-18 and 34 use basic blocks of two 3×3 layers.
"""


QUESTION = Question(
    number=19,
    slug="bottleneck",
    title="Explain bottleneck design in ResNet.",
    level="medium",
    topics=("1×1 convolution", "architecture design"),
    answer=ANSWER,
    formula="C·m + 9m² + m·C against 18C²",
    latex=r"2Cm + 9m^2 \ll 18C^2",
    claims=(
        Claim(
            says="On 256 channels: 69,632 weights against 1,179,648 for two 3×3, about a basic block's 73,728 at 64.",
            experiment="cheaper_than_basic",
            source="He et al. 2016, Figure 5",
        ),
        Claim(says="Only the 3×3 widens the receptive field: a block sees 3×3.", experiment="only_the_3x3_sees"),
        Claim(
            says="The first block of conv2_x receives 64 channels and has a projection.",
            experiment="first_block_projects",
            source="He et al. 2016, Table 1",
        ),
        Claim(
            says="With the stride in the 3×3 in place of the first 1×1, ResNet-50 has more MACs.",
            experiment="stride_in_the_3x3_costs_more",
            source="Goyal et al. 2017, §5.1",
        ),
        Claim(
            says="With the stride in the 3×3, ResNet-50 is more accurate.",
            source="He et al. 2019, §4 (ResNet-B)",
        ),
        Claim(
            says="ResNet-50, 101 and 152 are built of bottlenecks, ResNet-18 and 34 of basic blocks.",
            source="He et al. 2016, Table 1",
        ),
        Claim(
            says="MobileNetV2's block is the other way round: wide inside.",
            experiment="mobilenet_widens_inside",
            source="Sandler et al. 2018, §3.3",
        ),
    ),
    follow_ups=(
        FollowUp(
            ask="Where is the stride?",
            answer="In the paper in the first 1×1, in torchvision in the 3×3, which is more accurate and costs "
            "4.09 G instead "
            "of 3.86 G MACs in ResNet-50.",
        ),
        FollowUp(ask="Which shortcut?", answer="The identity where shapes agree, a 1×1 projection where they change."),
        FollowUp(
            ask="Receptive field of a block?", answer="Only the 3×3 counts: at stride 1 a block adds 2 times the jump."
        ),
    ),
    rubric=(
        Point(
            text="1×1 reduce → 3×3 → 1×1 restore",
            essential=True,
            words=("1×1", "3×3", "reduc|restor|expand|squeez|narrow"),
        ),
        Point(
            text="the 3×3 works on fewer channels: cost saved",
            essential=True,
            words=("3×3", "fewer|narrow|reduced|less|cost|cheaper|64"),
        ),
        Point(
            text="numbers: 69,632 against 1,179,648", words=("69,632|69632|1,179,648|1179648|17 times|17×|factor 17",)
        ),
        Point(
            text="shortcut around the block (projection when shapes change)",
            essential=True,
            words=("shortcut|skip|identity|residual", "add|around|projection|block|sum"),
        ),
        Point(text="lets depth grow: ResNet-50 and deeper", words=("deeper|depth|ResNet-50|ResNet-101",)),
        Point(text="inverted in MobileNetV2", words=("invert", "mobilenet|V2|expand|wide")),
    ),
    trap="The bottleneck is there to reduce overfitting only (it saves computation).",
    sources=(
        "He et al. 2016, Deep residual learning for image recognition, Figure 5 and Table 1",
        "Goyal et al. 2017, Accurate, large minibatch SGD, §5.1",
        "He et al. 2019, Bag of tricks for image classification, §4",
        "Sandler et al. 2018, MobileNetV2, §3.3",
    ),
    related=(7, 20),
)
