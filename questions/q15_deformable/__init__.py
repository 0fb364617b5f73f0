"""Question 15: the deformable convolution."""

from __future__ import annotations

from questions.model import Claim, CommonWording, FollowUp, Point, Question

ANSWER = """\
A deformable convolution adds a 2-D **offset to every sampling position** of the kernel:
`y(p) = Σ_k w_k · x(p + p_k + Δp_k(p))`.

- The offsets are **predicted from the input** by an extra convolution of the same feature map, with the same kernel
  size and dilation. Its weights are learned; the offsets are no constants and **differ at every position**.
- They are **fractional**, so values are read **bilinearly**, zero outside the image. That also lets gradients reach the
  offsets.
- The predictor has **2·K_h·K_w output channels** per offset group: 18 for 3×3. All output channels share them.
- Version 2 multiplies each tap by a **mask** m_k(p), one more channel per tap through a sigmoid: 27 for 3×3.

It adapts to scale, rotation and shape: suitable offsets make it equal to a dilated kernel, or to one turned
by 90°. It improves detection and segmentation (DCN, DCNv2); its ideas live on in Deformable DETR (attention) and
InternImage (DCNv3).
"""


QUESTION = Question(
    number=15,
    slug="deformable",
    title="What is deformable convolution?",
    level="hard",
    topics=("deformable convolution",),
    answer=ANSWER,
    formula="y(p) = Σ_k w_k · x(p + p_k + Δp_k(p)) · m_k(p), with m_k = 1 in version 1",
    latex=r"y(p) = \sum_k w_k \, x\bigl(p + p_k + \Delta p_k(p)\bigr) \, m_k(p)",
    common_wording=(
        CommonWording(
            says="It adds learnable 2D offsets to the sampling positions.",
            but="What is learned is a convolution that computes the offsets from the input, anew at every position. "
            "With constant offsets the layer would be linear in its input; it is not.",
        ),
        CommonWording(
            says="It is used in recent state-of-the-art models.",
            but="Name them: detectors with DCNv2 (2019), Deformable DETR (2021; deformable attention, no convolution), "
            "InternImage (2023; DCNv3).",
        ),
    ),
    claims=(
        Claim(
            says="The offsets are predicted from the input and differ at every position; they are no constants.",
            experiment="offsets_follow_the_input",
            source="Dai et al. 2017, §2.1",
            refutes=True,
        ),
        Claim(
            says="A predictor of zeros makes it a plain convolution; with version 2's mask, half of one.",
            experiment="plain_without_offsets",
            source="Zhu et al. 2019, §3.2",
        ),
        Claim(
            says="The offset (1, 0) for every tap is the convolution of the image moved up a row.",
            experiment="constant_offset_moves_the_image",
        ),
        Claim(
            says="Between pixels it reads bilinearly.",
            experiment="impulse_is_shared_out",
            source="Dai et al. 2017, eq. 3",
        ),
        Claim(
            says="Through bilinear reading the output has a slope in the offsets; through rounded offsets it has none.",
            experiment="offsets_have_gradients",
            source="Dai et al. 2017, §2.1",
        ),
        Claim(
            says="An offset group takes 2·K_h·K_w channels, with a mask 3·K_h·K_w.",
            experiment="channels_follow_formula",
            source="Dai et al. 2017, §2.1; Zhu et al. 2019, §3.2; torchvision documentation of deform_conv2d",
        ),
        Claim(says="All output channels share the offsets.", experiment="all_filters_share_offsets"),
        Claim(
            says="Offsets can imitate scale: moved by (D − 1) times its place, the tap is that of dilation D.",
            experiment="offsets_are_dilation",
            source="Dai et al. 2017, §2.1 and Figure 1",
        ),
        Claim(
            says="Offsets can imitate rotation: the grid turned by 90° is the kernel turned the other way.",
            experiment="offsets_are_rotation",
            source="Dai et al. 2017, Figure 1",
        ),
        Claim(says="It improves detection and segmentation.", source="Dai et al. 2017, §4; Zhu et al. 2019"),
        Claim(
            says="Deformable DETR attends at predicted offsets, InternImage is built of a third version.",
            source="Zhu et al. 2021; Wang et al. 2023",
        ),
    ),
    follow_ups=(
        FollowUp(
            ask="How are the offsets initialised?",
            answer="The predictor's weights and biases start at zero, so training starts from a plain convolution. "
            "The mask "
            "starts at σ(0) = ½, which halves the output unless it is scaled to 1.",
        ),
        FollowUp(
            ask="Why bilinear?",
            answer="Rounded positions have zero gradient. Bilinear weights are differentiable in the offset almost "
            "everywhere; at whole positions the slope jumps.",
        ),
        FollowUp(
            ask="What does it cost in practice?",
            answer="For 3×3 the predictor adds 18/C_out of the main convolution's MACs per offset group, 27/C_out "
            "with a "
            "mask. Beyond that, memory access becomes irregular. Usually only the last stages are deformable.",
        ),
    ),
    rubric=(
        Point(
            text="the sampling positions get 2-D offsets",
            essential=True,
            words=("offset|displace|shift", "sampl|position|grid|2-D|location|taps|points"),
        ),
        Point(
            text="the offsets are predicted from the input, different at each position",
            essential=True,
            words=("predict|learn|comput|conv", "input|feature|each position|data"),
        ),
        Point(
            text="fractional, hence bilinear interpolation, which is differentiable",
            essential=True,
            words=("bilinear|interpol", "fraction|differentiab|gradient|non-integer"),
        ),
        Point(
            text="2·K² offset channels per group; version 2 adds a mask of K²",
            words=("2K²|18", "mask|modulat|version 2|v2"),
        ),
        Point(
            text="adapts to scale, rotation and shape; helps detection and segmentation",
            words=("adapt|geometr|deform|scale|rotation|shape|pose", "detect|segment|object"),
        ),
        Point(
            text="cost, and where in a network it is used",
            words=("cost|slow|memory|expensive", "last|late|stage|network|layers|where"),
        ),
    ),
    trap="The offsets are learned constants of the layer (they are predicted from the input).",
    sources=(
        "Dai et al. 2017, Deformable convolutional networks",
        "Zhu et al. 2019, Deformable ConvNets v2: more deformable, better results",
        "Zhu et al. 2021, Deformable DETR: deformable transformers for end-to-end object detection",
        "Wang et al. 2023, InternImage: exploring large-scale vision foundation models with deformable convolutions",
        "torchvision documentation of deform_conv2d",
    ),
    related=(5, 9),
)
