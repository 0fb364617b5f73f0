"""Question 12: two 3×3 convolutions in the place of one 5×5."""

from __future__ import annotations

from questions.model import Claim, CommonWording, FollowUp, Point, Question

ANSWER = """\
At stride 1 two stacked 3×3 layers have the **same 5×5 receptive field** as one 5×5 layer, and at equal width C

- **fewer weights**: 2·9·C² = 18C² against 25C², 28% fewer;
- **one more non-linearity**, between the two.

Three 3×3 layers replace a 7×7: 27C² against 49C², 45% fewer. VGG is built that way.

The saving needs **comparable widths**. At the stem it turns round: 3→64→64 by two 3×3 layers has 38,592 weights, one
5×5 layer 3→64 has 4,800.

Without the ReLU between, the pair is just one 5×5 convolution, and a constrained one.
"""


QUESTION = Question(
    number=12,
    slug="stacked-kernels",
    title="Why use two 3×3 conv instead of one 5×5?",
    level="medium",
    topics=("architecture design", "receptive field"),
    answer=ANSWER,
    formula="n layers of 3×3: field 2n + 1, 9nC² weights against (2n + 1)²C²",
    latex=r"2 \cdot 3^2 C^2 = 18 C^2 < 25 C^2 = 5^2 C^2",
    common_wording=(
        CommonWording(
            says="Two 3×3 have fewer parameters: 2·9·C² < 25·C².",
            but="At equal widths. In general it is 9·C_mid·(C_in + C_out) against 25·C_in·C_out: 3→64→64 has 38,592 "
            "weights, one 5×5 layer 3→64 only 4,800.",
        ),
    ),
    claims=(
        Claim(
            says="At stride 1 two 3×3 layers see 5×5, three see 7×7; a stride between changes that.",
            experiment="stacks_see_as_much",
            source="Simonyan & Zisserman 2015, §2.3",
        ),
        Claim(
            says="At equal widths the stack has 18/25 of a 5×5's weights (28% fewer), three layers 27/49 of a 7×7's.",
            experiment="equal_widths_save",
            source="Szegedy et al. 2016, §3.1; Simonyan & Zisserman 2015, §2.3",
        ),
        Claim(
            says="At the stem the stack has more weights: 38,592 for 3→64→64, against 4,800.",
            experiment="stem_does_not_save",
            refutes=True,
        ),
        Claim(
            says="Three 3×3 layers in the place of ResNet's 7×7 stem cost three times as many MACs and see 11 pixels.",
            experiment="deep_stem_costs_more",
            refutes=True,
        ),
        Claim(
            says="With a ReLU between, the pair is no longer linear.",
            experiment="activation_adds_bends",
            source="Simonyan & Zisserman 2015, §2.3",
        ),
        Claim(
            says="Without it, and without padding, the pair is one 5×5 convolution.", experiment="linear_pair_collapses"
        ),
        Claim(
            says="With zero padding the pair and that 5×5 convolution differ in the outermost rows and columns only.",
            experiment="padding_spoils_the_rim",
        ),
        Claim(
            says="Not every 5×5 layer is a pair of 3×3 layers of the same width.",
            experiment="pair_is_constrained",
        ),
        Claim(
            says="VGG-16 has nothing but 3×3 convolutions.",
            experiment="vgg_is_built_so",
            source="Simonyan & Zisserman 2015, Table 1",
        ),
        Claim(
            says="Depthwise, even a 31×31 layer has fewer weights than a dense 3×3 one on 256 channels.",
            experiment="depthwise_makes_large_cheap",
            source="Ding et al. 2022, §3",
        ),
        Claim(
            says="The effective receptive field of a stack grows like the square root of its depth only.",
            source="Luo et al. 2016, §2",
        ),
    ),
    follow_ups=(
        FollowUp(
            ask="Then why did large kernels come back (7×7, 31×31)?",
            answer="Depthwise makes them cheap, K²·C weights in the place of K²·C², and they raise the effective "
            "receptive "
            "field faster than a stack does, whose effective field grows like the square root of its depth.",
        ),
        FollowUp(
            ask="What does the stack cost?",
            answer="One more layer whose activations are stored for the backward pass, and one more step in "
            "sequence. With "
            "zero padding its borders come out differently from the single kernel's.",
        ),
        FollowUp(
            ask="Is the stack as expressive?",
            answer="As a linear map it reaches fewer 5×5 kernels (on one channel 17 of 25 dimensions). With a ReLU "
            "it is "
            "another class of functions, in practice usually the better one.",
        ),
    ),
    rubric=(
        Point(
            text="the same 5×5 receptive field at stride 1 (three layers: 7×7)",
            essential=True,
            words=("5×5|same", "receptive|field|region"),
        ),
        Point(text="fewer weights: 18C² against 25C²", essential=True, words=("18", "25|fewer|less")),
        Point(
            text="one more non-linearity between the two",
            essential=True,
            words=("non-linear|non linear|activation|relu",),
        ),
        Point(text="used in VGG", words=("VGG",)),
        Point(
            text="condition: comparable widths",
            words=("comparable|same width|equal width|same channels|equal channels|intermediate channels|condition",),
        ),
        Point(
            text="without the activation it collapses into one linear kernel",
            words=("without", "collaps|linear|single kernel|one kernel"),
        ),
    ),
    trap="Two 3×3 layers always have fewer parameters (at the stem they have more).",
    sources=(
        "Simonyan & Zisserman 2015, Very deep convolutional networks, §2.3 and Table 1",
        "Szegedy et al. 2016, Rethinking the Inception architecture, §3.1 and §3.2",
        "He et al. 2019, Bag of tricks for image classification, §4",
        "Luo et al. 2016, Understanding the effective receptive field, §2",
        "Ding et al. 2022, Scaling up your kernels to 31×31, §3 and §5",
    ),
    related=(5, 16),
)
