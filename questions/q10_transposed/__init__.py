"""Question 10: the transposed convolution."""

from __future__ import annotations

from questions.model import Claim, CommonWording, FollowUp, Point, Question

ANSWER = """\
A transposed convolution is the **transpose (adjoint) of a convolution**: every input value stamps the kernel, scaled
by that value, into the output at steps of S, and where stamps overlap they **add**. With S > 1 it upsamples with
learned weights. It is what the backward pass of a convolution does to reach its input.

- **Misconception:** it is *not* deconvolution. It restores the **shape** of a convolution's input, not its values.
- **Size:** `O = (I − 1)S − 2P + D(K − 1) + output_padding + 1`; here the padding is *cut off* the output.
- **Equivalent view** ("fractional stride"): put S − 1 zeros between the samples, pad by D(K − 1) − P per side
  (K − 1 − P without dilation), and convolve at stride 1 with the kernel rotated by 180°.
- **Output padding** says which of the S input sides that share an output side is meant. It is below S (or D).
- Where S does not divide K (at D = 1), stamps overlap unevenly: **checkerboard** artefacts.

Used in generators (DCGAN) and in segmentation (FCN, U-Net). A 1-D example: input 1, 2 and kernel 1, 1, 1 at stride 2
give 1, 1, 3, 2, 2.
"""


QUESTION = Question(
    number=10,
    slug="transposed",
    title="Transposed convolution: what is it? Misconception?",
    level="hard",
    topics=("transposed convolution",),
    answer=ANSWER,
    formula="O = (I − 1)S − 2P + D(K − 1) + OP + 1",
    latex=r"O = (I-1)S - 2P + D(K-1) + P_\text{out} + 1",
    common_wording=(
        CommonWording(
            says="It is a deconvolution: it undoes a convolution.",
            but="It brings back the shape, not the values. An inverse would need the convolution to be invertible, "
            "and one with fewer outputs than inputs is not.",
        ),
    ),
    claims=(
        Claim(
            says="O = (I − 1)S − 2P + D(K − 1) + output_padding + 1.",
            experiment="sizes_follow_formula",
            source="Dumoulin & Visin 2016, relationships 8–14; PyTorch documentation of ConvTranspose2d",
        ),
        Claim(says="It is the adjoint of the convolution with the same weights.", experiment="is_the_adjoint"),
        Claim(
            says="It computes what a convolution's backward pass computes for its input.",
            experiment="is_the_backward_pass",
            source="Dumoulin & Visin 2016, §4.1",
        ),
        Claim(
            says="It restores the shape of a convolution's input, not the values.",
            experiment="does_not_invert",
            refutes=True,
        ),
        Claim(
            says="It equals a stride-1 convolution of the input with S − 1 zeros between its samples, the kernel "
            "rotated and the padding D(K − 1) − P.",
            experiment="equals_spread_out_convolution",
            source="Dumoulin & Visin 2016, §4.5; Long et al. 2015, §3.3",
        ),
        Claim(
            says="S input sides share an output side; output padding tells which is meant.",
            experiment="two_inputs_one_output",
            source="Dumoulin & Visin 2016, §4.6",
        ),
        Claim(
            says="Without dilation the overlap is uneven exactly where the stride does not divide the kernel.",
            experiment="uneven_where_not_divisible",
            source="Odena et al. 2016",
        ),
        Claim(
            says="Kernel 4, stride 2, padding 1 and weights (¼, ¾, ¾, ¼) per axis double an image bilinearly.",
            experiment="doubles_bilinearly",
            source="Long et al. 2015, §3.3",
        ),
        Claim(says="The stride does not change the number of weights.", experiment="stride_adds_no_weights"),
        Claim(
            says="DCGAN's generator, FCN and U-Net upsample with transposed convolutions.",
            source="Radford et al. 2016; Long et al. 2015; Ronneberger et al. 2015",
        ),
    ),
    follow_ups=(
        FollowUp(
            ask="Why does it need output padding?",
            answer="S input sides of the forward layer share one output side, so the way back is ambiguous: it "
            "picks one. "
            "It lengthens the output at one end; it does not put zeros around the input or the result.",
        ),
        FollowUp(
            ask="How do you avoid checkerboards?",
            answer="A kernel divisible by the stride, or resizing followed by a convolution, or a convolution "
            "followed by "
            "pixel shuffle. Divisibility makes the overlap even; weights can still learn an uneven pattern.",
        ),
        FollowUp(
            ask="How would you initialise it?",
            answer="To bilinear interpolation, as in FCN: for a factor of 2, kernel 4, stride 2, padding 1 and weights "
            "(¼, ¾, ¾, ¼) per axis, each channel to itself.",
        ),
    ),
    rubric=(
        Point(
            text="upsamples with learned weights: stamps the kernel at steps of S, overlaps add",
            essential=True,
            words=("upsampl|enlarge|larger|increase", "learn|weights", "stamp|overlap|add|paste|scatter"),
        ),
        Point(
            text="the transpose (adjoint) of a convolution, not its inverse",
            essential=True,
            words=("transpose|adjoint|backward|gradient", "inverse|undo|deconvolution"),
        ),
        Point(
            text="the other view: zeros between the samples, stride 1 (“fractional stride”)",
            words=("zeros|fractional|insert", "between|stride|samples"),
        ),
        Point(text="the size formula", essential=True, words=("S(I−1)|(I−1)S|S(n−1)|−2P|size formula|output size",)),
        Point(text="output padding settles which input side is meant", words=("output padding|output_padding|ambigu",)),
        Point(
            text="checkerboard artefacts and what helps",
            words=("checker|artefact|artifact|uneven", "resize|divisible|multiple|helps|nearest|bilinear"),
        ),
        Point(
            text="used in GANs, FCN, U-Net",
            words=("GAN|generat|U-Net|FCN|segmentation|autoencoder|decoder|super-resolution",),
        ),
    ),
    trap="Deconvolution undoes the convolution (it restores the shape, not the values).",
    sources=(
        "Dumoulin & Visin 2016, A guide to convolution arithmetic for deep learning, ch. 4",
        "Long, Shelhamer & Darrell 2015, Fully convolutional networks for semantic segmentation",
        "Odena, Dumoulin & Olah 2016, Deconvolution and checkerboard artifacts",
        "Radford, Metz & Chintala 2016, Unsupervised representation learning with DCGANs",
        "Ronneberger, Fischer & Brox 2015, U-Net",
        "Zeiler et al. 2010, Deconvolutional networks",
    ),
    related=(3, 13),
)
