"""Question 8: the depthwise separable convolution."""

from __future__ import annotations

from questions.model import Claim, CommonWording, FollowUp, Point, Question

ANSWER = """\
It **replaces** a standard convolution by two layers:

- **Depthwise**: one K×K filter per input channel (groups = C_in). It looks at space and mixes no channels.
- **Pointwise**: a 1×1 convolution, C_in→C_out. It mixes channels and does not look around.

Weights (for MACs, times output positions):

- standard: `K²·C_in·C_out`
- depthwise separable: `K²·C_in + C_in·C_out`
- ratio: **1/C_out + 1/K²**

Example: 3×3, 64→128 has 576 + 8,192 = **8,768** weights in place of 73,728, 11.9%.

It is no exact factorisation. Without an activation between, the pair equals one dense convolution whose kernel is
p[o,c]·d[c], the same spatial pattern d[c] for every output; a general dense kernel is not of that form. Used in
MobileNet and Xception.
"""


QUESTION = Question(
    number=8,
    slug="depthwise-separable",
    title="Explain depthwise separable convolution.",
    level="hard",
    topics=("depthwise separable convolution",),
    answer=ANSWER,
    formula="K²·C_in + C_in·C_out against K²·C_in·C_out: 1/C_out + 1/K²",
    latex=r"\frac{K^2 C_{in} + C_{in} C_{out}}{K^2 C_{in} C_{out}} = \frac{1}{C_{out}} + \frac{1}{K^2}",
    common_wording=(
        CommonWording(
            says="It factorizes a standard convolution into depthwise and pointwise.",
            but="It replaces it. Merged, the pair is a dense kernel p[o,c]·d[c], of rank one over output and tap for "
            "each input channel; for random 3×3 kernels, 32→64, the best such fit misses about 80% of the energy.",
        ),
        CommonWording(
            says="Depthwise: K²·C_in + C_in·C_out.",
            but="That is the separable pair. Depthwise alone has K²·C_in weights; C_in·C_out are the pointwise "
            "layer's.",
        ),
    ),
    claims=(
        Claim(
            says="The depthwise layer mixes no channels; the pointwise layer mixes all.",
            experiment="depthwise_does_not_mix",
            source="Howard et al. 2017, §3.1",
        ),
        Claim(
            says="Without an activation between, the pair is one convolution with the kernel p[o,c]·d[c].",
            experiment="pair_is_one_convolution",
        ),
        Claim(
            says="With a ReLU between the two the pair is not even linear.", experiment="activation_between_breaks_it"
        ),
        Claim(
            says="A general dense kernel is not of that form.",
            experiment="random_kernels_are_not_separable",
            refutes=True,
        ),
        Claim(
            says="The pair has K²·C_in + C_in·C_out weights.",
            experiment="pair_has_these_weights",
            source="Howard et al. 2017, eq. 5",
        ),
        Claim(
            says="Weights and MACs shrink by the same 1/C_out + 1/K².",
            experiment="same_ratio_for_work",
            source="Howard et al. 2017, §3.1",
        ),
        Claim(says="The ratio of a 3×3 layer is always above 1/9.", experiment="never_quite_a_ninth", refutes=True),
        Claim(
            says="About 95% of MobileNet's MACs are pointwise.",
            experiment="mobilenet_is_pointwise",
            source="Howard et al. 2017, Table 2",
        ),
        Claim(
            says="A depthwise layer does few MACs for each number that it moves.",
            experiment="depthwise_is_short_of_work",
        ),
        Claim(
            says="MobileNet and Xception are built of it; Xception has no activation between the two.",
            source="Howard et al. 2017, §3.1; Chollet 2017, §3 and §4.7",
        ),
    ),
    follow_ups=(
        FollowUp(
            ask="What is lost against the dense layer?",
            answer="Each input channel has one spatial pattern for all outputs; a dense layer has C_out of them. "
            "For random "
            "dense 3×3 kernels (32→64 channels) the best separable fit misses about 80% of the energy.",
        ),
        FollowUp(
            ask="Why is the speed-up on GPUs smaller than the ratio of MACs?",
            answer="The depthwise part is bound by memory: with 256 channels at 14×14 a 3×3 depthwise layer does "
            "about 4 MACs "
            "for each number read or written, a dense one about 167.",
        ),
        FollowUp(
            ask="Order and activations?",
            answer="MobileNet: depthwise, batch norm, ReLU, pointwise, batch norm, ReLU. Xception: no activation "
            "between.",
        ),
    ),
    rubric=(
        Point(
            text="depthwise: one spatial filter per input channel, no mixing",
            essential=True,
            words=("depthwise", "per channel|each channel|one filter|every channel|single channel|input channel"),
        ),
        Point(
            text="pointwise 1×1 mixes the channels",
            essential=True,
            words=("pointwise|1×1", "mix|combin|across channel"),
        ),
        Point(
            text="cost K²·C_in + C_in·C_out against K²·C_in·C_out",
            essential=True,
            words=("K²·C_in|K×K×C_in|K·K·C_in", "+C_in·C_out|C_in·C_out|C_in×C_out"),
        ),
        Point(text="ratio 1/C_out + 1/K²", essential=True, words=("1/C_out|1/N|1/256", "1/K²|1/9|8 to 9|9 times")),
        Point(text="networks: MobileNet, Xception", words=("mobilenet|xception",)),
        Point(
            text="less expressive; where batch norm and activation stand",
            words=("expressive|capacity|accuracy|weaker", "batch norm|batchnorm|activation|relu"),
        ),
    ),
    trap="It has exactly 1/9 of the cost for 3×3 (1/9 + 1/C_out).",
    sources=(
        "Howard et al. 2017, MobileNets, §3.1, Tables 1 and 2",
        "Chollet 2017, Xception, §3, §4.7 and Figure 5",
        "Sifre 2014, Rigid-motion scattering for image classification, ch. 6",
    ),
    related=(7, 14, 20),
)
