"""Question 7: the 1×1 convolution."""

from __future__ import annotations

from questions.model import Claim, CommonWording, FollowUp, Point, Question

ANSWER = """\
A **1×1 (pointwise) convolution applies the same linear map across channels at every pixel**, and adds a bias: it
mixes channels and changes the depth from C_in to C_out without looking at neighbours.

- **Dimensionality reduction** before expensive layers (bottleneck), and expansion or projection after them.
- **Additional non-linearity at little cost, with the activation that follows**; the layer itself is linear. Network
  in Network calls it "cross-channel parametric pooling".
- Key in Inception, MobileNet and ResNet's bottlenecks.

Input H×W×C_in, C_out filters of 1×1×C_in, output H×W×C_out (stride 1, no padding). It has C_in · C_out weights.

Example: the 5×5 branch of Inception 3a (192→32 on 28×28) costs 120.4 million multiply-adds directly, and
**12.4 million** through a 1×1 reduction to 16 channels.
"""


QUESTION = Question(
    number=7,
    slug="one-by-one",
    title="What is 1×1 convolution? Why useful?",
    level="medium",
    topics=("1×1 convolution",),
    answer=ANSWER,
    formula="y(i, j) = W·x(i, j) + b, W of C_out × C_in",
    latex=r"y_{ij} = W x_{ij} + b, \quad W \in \mathbb{R}^{C_{out} \times C_{in}}",
    common_wording=(
        CommonWording(
            says="A 1×1 convolution increases non-linearity.",
            but="The activation after it does. Two 1×1 convolutions without one between them are a single one, "
            "with the matrix W₂W₁.",
        ),
        CommonWording(
            says="It is channel-wise pooling.",
            but="It is a learned weighted sum across channels, not a pooling within each: with weights 1/C it is the "
            "mean of the channels.",
        ),
    ),
    claims=(
        Claim(
            says="A 1×1 convolution is one matrix product at every pixel and does not look at neighbours.",
            experiment="is_matrix_at_every_pixel",
            source="Lin, Chen & Yan 2014, §3.1",
        ),
        Claim(says="It changes the depth and keeps height and width.", experiment="shape_keeps_sides"),
        Claim(
            says="A reduction to 16 channels makes the 5×5 branch of Inception 3a about ten times cheaper.",
            experiment="reduction_saves",
            source="Szegedy et al. 2015, §4 and Table 1",
        ),
        Claim(
            says="Two 1×1 convolutions collapse into one unless an activation stands between them.",
            experiment="pair_collapses",
            source="Lin, Chen & Yan 2014",
            refutes=True,
        ),
        Claim(says="Without its bias the layer is linear.", experiment="is_linear", refutes=True),
        Claim(
            says="It is a weighted sum across channels: with weights 1/C their mean.",
            experiment="can_be_channel_mean",
            source="Lin, Chen & Yan 2014, §3.1",
            refutes=True,
        ),
        Claim(says="On a map of 1×1 it is a fully connected layer.", experiment="is_dense_on_one_pixel"),
        Claim(says="It leaves the receptive field as it is.", experiment="field_stays"),
        Claim(says="Padding a 1×1 convolution adds a rim that holds the bias.", experiment="padding_is_bias"),
        Claim(
            says="In MobileNet 95% of the multiply-adds and three quarters of the parameters are 1×1.",
            experiment="mobilenet_is_pointwise",
            source="Howard et al. 2017, Table 2",
        ),
        Claim(
            says="ResNet-50 and deeper reduce and restore with 1×1; ResNet-18 and 34 have it in projection shortcuts "
            "only, if at all.",
            source="He et al. 2016, §3.3 and Figure 5",
        ),
    ),
    follow_ups=(
        FollowUp(
            ask="Is it the same as a fully connected layer?",
            answer="One fully connected layer over the channels, shared by all pixels; on a 1×1 map exactly that "
            "layer.",
        ),
        FollowUp(
            ask="Does it change the receptive field?",
            answer="No: K − 1 = 0. With a stride it changes the jump and drops pixels.",
        ),
        FollowUp(
            ask="Where does its cost hide?",
            answer="In MobileNet 95% of the multiply-adds and three quarters of the parameters are in 1×1 "
            "convolutions.",
        ),
    ),
    rubric=(
        Point(
            text="a linear combination across channels at each pixel",
            essential=True,
            words=("linear combination|weighted sum|mix|combin", "channel", "pixel|position|location|point"),
        ),
        Point(
            text="changes the depth, keeps height and width",
            essential=True,
            words=("depth|channels", "keeps|height width|same size|spatial|resolution"),
        ),
        Point(
            text="dimensionality reduction saves computation (bottleneck)",
            essential=True,
            words=("reduc|fewer|bottleneck|squeez", "comput|cost|cheaper|MACs|parameters|saves"),
        ),
        Point(
            text="non-linearity comes from the activation after it", words=("non-linear|non linear|activation|relu",)
        ),
        Point(text="used in Inception, ResNet, MobileNet", words=("inception|googlenet|resnet|mobilenet",)),
        Point(text="C_in·C_out weights", words=("C_in·C_out|C_in×C_out|input channels output channels",)),
    ),
    trap="A 1×1 convolution is non-linear (the activation after it is).",
    sources=(
        "Lin, Chen & Yan 2014, Network in network, §3.1",
        "Szegedy et al. 2015, Going deeper with convolutions, §4 and Table 1",
        "He et al. 2016, Deep residual learning for image recognition, §3.3 and Figure 5",
        "Howard et al. 2017, MobileNets, Table 2",
    ),
    related=(2, 8, 19),
)
