"""Question 20: what a depthwise separable convolution saves, and what it costs."""

from __future__ import annotations

from questions.model import Claim, CommonWording, FollowUp, Point, Question

ANSWER = """\
**Efficiency.** MACs and weights of a layer fall to **1/C_out + 1/K²** of the dense one's. For 3×3 that is near 1/9 only
when C_out is large: 1/5.8 at 16 channels, 1/7.9 at 64, 1/8.8 at 512.

**Accuracy.** With it in the place of dense layers, and nothing else changed, MobileNet on ImageNet loses a little:

- dense convolutions: 71.7% top-1, 4866 M MACs, 29.3 M parameters
- depthwise separable: 70.6% top-1, 569 M MACs, 4.2 M parameters

**Later designs close the gap**: MobileNetV2 by inverted residuals with linear bottlenecks (no ReLU on the narrow end,
where it would destroy information), MobileNetV3 also by squeeze-and-excite, h-swish and architecture search.

**Limits.** Thin versions underfit (α = 0.25: 50.6%). The time saved is less than the MACs saved, because depthwise
layers are bound by memory.
"""


QUESTION = Question(
    number=20,
    slug="efficiency",
    title="Depthwise separable conv: accuracy vs efficiency?",
    level="hard",
    topics=("depthwise separable convolution", "cost"),
    answer=ANSWER,
    formula="cost 1/C_out + 1/K² of the dense layer",
    latex=r"\frac{\text{separable}}{\text{dense}} = \frac{1}{C_{out}} + \frac{1}{K^2}",
    common_wording=(
        CommonWording(
            says="It reduces FLOPs and parameters to about 1/9 for 3×3.",
            but="To 1/C_out + 1/9: 0.174 at 16 output channels, 0.127 at 64, 0.113 at 512. Over the whole of "
            "MobileNet, MACs fall to 1/8.6 and parameters, with a classifier that stays, to 1/7.",
        ),
    ),
    claims=(
        Claim(
            says="The saving of a 3×3 layer is below 9 and grows with the width: 5.8 at 16, 7.9 at 64, 8.8 at 512.",
            experiment="saving_by_width",
            source="Howard et al. 2017, §3.1",
            refutes=True,
        ),
        Claim(
            says="Over the whole network MACs fall to 1/8.6, parameters to 1/7.",
            experiment="whole_network",
            source="Howard et al. 2017, Table 4",
            refutes=True,
        ),
        Claim(says="The classifier holds about a quarter of MobileNet's parameters.", experiment="classifier_stays"),
        Claim(
            says="In the place of dense layers it costs a little accuracy: 71.7% to 70.6% top-1.",
            source="Howard et al. 2017, Table 4",
        ),
        Claim(
            says="ReLU on few channels loses information that it leaves on many; without ReLU nothing is lost.",
            experiment="narrow_relu_loses",
            source="Sandler et al. 2018, §3.2 and Figure 1",
        ),
        Claim(
            says="MobileNetV2 takes about 300 M MACs.",
            experiment="second_version",
            source="Sandler et al. 2018, Table 4",
        ),
        Claim(
            says="MobileNetV2 reaches 72.0% at 300 M MACs, MobileNetV3-Large 75.2% at 219 M.",
            source="Sandler et al. 2018, Table 4; Howard et al. 2019, Table 3",
        ),
        Claim(says="Thin versions underfit: α = 0.25 gives 50.6%.", source="Howard et al. 2017, Table 6"),
        Claim(
            says="The MACs of a narrower network fall nearly with α², a little less.",
            experiment="nearly_alpha_squared",
            source="Howard et al. 2017, §3.3 and Table 6",
        ),
        Claim(
            says="Depthwise layers are bound by memory: few MACs for each number read or written.",
            experiment="short_of_work",
            source="Ma et al. 2018, §2",
        ),
    ),
    follow_ups=(
        FollowUp(
            ask="Why linear bottlenecks?",
            answer="ReLU on few channels loses information: a 2-D curve put through random weights and ReLU in 2 "
            "dimensions "
            "cannot be read back linearly, in 30 it can, very nearly.",
        ),
        FollowUp(
            ask="Why is the parameter saving of the whole network smaller (7×) than the MAC saving (8.6×)?",
            answer="The classifier and the first layer are not reduced. The classifier holds a quarter of MobileNet's "
            "parameters, and hardly any of its MACs.",
        ),
        FollowUp(
            ask="How would you speed it up on a GPU?",
            answer="Fuse the depthwise layer with its neighbours, use wider groups, give each launch more work, or "
            "make early "
            "depthwise layers dense ones (fused MBConv).",
        ),
    ),
    rubric=(
        Point(
            text="saving 1/C_out + 1/K², about 8–9 times for 3×3",
            essential=True,
            words=("1/C_out|1/K²|1/9", "8|nine|eight|times cheaper|times fewer|saving"),
        ),
        Point(
            text="small accuracy loss when swapped in as it is (71.7% → 70.6%)",
            essential=True,
            words=("accuracy|accurate|top-1|71.7|70.6", "small|loss|drop|less|lower|slight|1%"),
        ),
        Point(
            text="V2: inverted residual, linear bottleneck; V3 adds squeeze-and-excite and search",
            essential=True,
            words=("invert", "linear", "squeeze|SE|search|NAS|V3|hard-swish"),
        ),
        Point(
            text="too thin underfits; α and resolution trade accuracy for cost",
            words=("thin|too small|underfit|capacity", "α|alpha|multiplier|resolution|width"),
        ),
        Point(text="MACs are not latency: bound by memory", words=("latency|memory|bandwidth|speed", "MAC|FLOP|bound")),
        Point(
            text="no activation on the narrow end",
            words=("no activation|without activation|linear|no relu", "narrow|bottleneck|low-dimension|thin|project"),
        ),
    ),
    trap="It is always exactly nine times cheaper (5.8 times at 16 output channels, 8.8 at 512).",
    sources=(
        "Howard et al. 2017, MobileNets, §3 and Tables 4, 6 and 7",
        "Sandler et al. 2018, MobileNetV2, §3 and Tables 2 and 4",
        "Howard et al. 2019, Searching for MobileNetV3, Table 3",
        "Ma, Zhang, Zheng & Sun 2018, ShuffleNet V2, §2",
    ),
    related=(8, 16, 19),
)
