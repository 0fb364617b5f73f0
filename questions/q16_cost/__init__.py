"""Question 16: what a convolution costs, and what a fully connected layer."""

from __future__ import annotations

from questions.model import Claim, CommonWording, FollowUp, Point, Question

ANSWER = """\
**Convolution: K²·C_in·C_out·H_out·W_out** multiply-adds (MACs); a FLOP count is about twice that.

**Fully connected**, every input times every output:

- from the same input volume to the same output volume, H_in·W_in·C_in · H_out·W_out·C_out;
- with just N outputs, the usual head, H_in·W_in·C_in·N.

At equal shapes (stride 1, *same* padding) the ratio is H·W/K²: for 3×32×32 → 16×32×32 with a 3×3 kernel
50,331,648 against 442,368, about 114 times.

A convolution is that fully connected layer with zeros outside the window (*local*) and with *tied* weights. Locality
saves arithmetic and parameters; tying saves parameters alone, which then do not depend on the resolution. The other
way round, a fully connected layer is a convolution whose kernel covers the whole input.
"""


QUESTION = Question(
    number=16,
    slug="cost",
    title="Computational cost: conv vs fully connected?",
    level="medium",
    topics=("cost",),
    answer=ANSWER,
    formula="convolution K²·C_in·C_out·H_out·W_out; fully connected H_in·W_in·C_in · H_out·W_out·C_out",
    latex=r"K^2 C_{in} C_{out} H_{out} W_{out} \quad\text{or}\quad H_{in} W_{in} C_{in} \cdot H_{out} W_{out} C_{out}",
    common_wording=(
        CommonWording(
            says="A fully connected layer costs O(H_in·W_in·C_in·H_out·W_out·C_out).",
            but="Only one that outputs a whole volume. A usual head with N outputs takes H_in·W_in·C_in·N: "
            "102,760,448 multiply-adds for VGG-16's fc6.",
        ),
    ),
    claims=(
        Claim(
            says="A convolution takes K²·C_in·C_out·H_out·W_out multiply-adds, taps on padding included.",
            experiment="formula_counts_products",
            source="He & Sun 2015, eq. 1; Howard et al. 2017, eq. 2",
        ),
        Claim(
            says="A strided layer works once per output position, not per input position.",
            experiment="strided_layers_work_per_output",
        ),
        Claim(
            says="3×32×32 → 16×32×32: 50,331,648 fully connected, 442,368 as a 3×3 convolution, a ratio of H·W/K².",
            experiment="same_shapes_compared",
        ),
        Claim(
            says="A fully connected layer with N outputs takes H·W·C·N, not a volume's worth.",
            experiment="usual_head_has_no_volume",
            refutes=True,
        ),
        Claim(
            says="A convolution is a fully connected layer with zeros outside the window and tied weights.",
            experiment="convolution_is_a_matrix",
            source="Dumoulin & Visin 2016, §4.1",
        ),
        Claim(
            says="A fully connected layer is a convolution whose kernel covers the input; on larger maps it slides.",
            experiment="dense_layer_is_a_convolution",
            source="Long, Shelhamer & Darrell 2015, §3.1",
        ),
        Claim(
            says="VGG-16: 99% of 15.5 billion multiply-adds in convolutions, 89% of the parameters in dense layers.",
            experiment="vgg_shares",
            source="Simonyan & Zisserman 2015, Table 1",
        ),
        Claim(
            says="An output of n products takes 2n operations with bias and 2n − 1 without.",
            experiment="two_operations_a_product",
        ),
        Claim(
            says="With the resolution a dense layer's parameters grow, a convolution's do not.",
            experiment="only_dense_weights_grow",
        ),
        Claim(
            says="The ResNet paper counts multiply-adds and calls them FLOPs.",
            source="He, Zhang, Ren & Sun 2016, Table 1 and §3.3",
        ),
        Claim(
            says="Fewer multiply-adds are not always faster: memory traffic and parallelism count too.",
            source="Ma, Zhang, Zheng & Sun 2018, ShuffleNet V2, §2",
        ),
    ),
    follow_ups=(
        FollowUp(
            ask="MACs or FLOPs?",
            answer="The ResNet and MobileNet papers print multiply-adds, which ResNet's calls FLOPs. A factor of two "
            "separates the conventions: VGG-16 has 15.5 G MACs, 31 GFLOPs.",
        ),
        FollowUp(
            ask="Where are VGG-16's parameters, where its work?",
            answer="89% of the parameters are in the fully connected layers, 99% of the multiply-adds in the "
            "convolutions.",
        ),
        FollowUp(
            ask="Are fewer MACs always faster?",
            answer="No: memory traffic, parallelism and the quality of the kernels decide. Depthwise layers are "
            "the usual "
            "example.",
        ),
    ),
    rubric=(
        Point(
            text="convolution: K²·C_in·C_out·H_out·W_out",
            essential=True,
            words=("K²·C_in·C_out|K²·C|K·K·C_in·C_out|K_h·K_w", "H_out|H·W|positions|output size"),
        ),
        Point(
            text="fully connected: inputs × outputs",
            essential=True,
            words=("inputs×outputs|inputs outputs|in×out|n×m|inputs times",),
        ),
        Point(
            text="the ratio H·W/K² at equal shapes; local and shared",
            essential=True,
            words=("ratio|factor|H·W/K²", "local|share|sharing"),
        ),
        Point(text="MACs against FLOPs", words=("MAC", "FLOP")),
        Point(
            text="parameters: a convolution's are independent of the resolution, a fully connected layer's are not",
            words=("parameters|weights", "resolution|input size|image size|independent"),
        ),
        Point(
            text="a fully connected layer is a convolution with a full-size kernel",
            words=(
                "fully connected|dense|FC",
                "convolution|conv",
                "full-size|full size|kernel input|as large|whole input|covers",
            ),
        ),
    ),
    trap="A strided layer's work goes by its input positions (by its output positions).",
    sources=(
        "He & Sun 2015, Convolutional neural networks at constrained time cost, eq. 1",
        "Howard et al. 2017, MobileNets, eq. 2",
        "Simonyan & Zisserman 2015, Very deep convolutional networks, Table 1",
        "Long, Shelhamer & Darrell 2015, Fully convolutional networks for semantic segmentation, §3.1",
        "Dumoulin & Visin 2016, A guide to convolution arithmetic for deep learning, §4.1",
        "He, Zhang, Ren & Sun 2016, Deep residual learning for image recognition, §3.3 and Table 1",
        "Ma, Zhang, Zheng & Sun 2018, ShuffleNet V2: practical guidelines for efficient CNN architecture design, §2",
    ),
    related=(4, 11, 12, 20),
)
